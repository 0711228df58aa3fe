package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

func (r *rig) units() (units loa.Units) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		units, err = tx.Units()
		return err
	})
	return units
}

// roll reads rows of "name,unit,kind,from,until,code".
func (r *rig) roll(rows ...string) *content.Roll {
	r.t.Helper()
	src := "name,unit,kind,from,until,code\n"
	for _, row := range rows {
		src += row + strings.Repeat(",", 5-strings.Count(row, ",")) + "\n"
	}
	roll, mistakes := content.ReadMembers("roll.csv", strings.NewReader(src), r.units())
	if roll == nil {
		r.t.Fatal(mistakes)
	}
	return roll
}

// imported imports a roll as the operator does.
func (r *rig) imported(whole bool, rows ...string) (loa.RollImportID, campaign.RollPlan) {
	r.t.Helper()
	roll := r.roll(rows...)
	plan, wrong, err := r.PreviewRoll(r.t.Context(), roll, whole)
	if err != nil || len(wrong) > 0 {
		r.t.Fatal(wrong, err)
	}
	id, err := r.ImportRoll(r.t.Context(), roll, whole, plan.Print)
	if err != nil {
		r.t.Fatal(err)
	}
	return id, plan
}

// stored lists the roll of both cells: "name unit kind from..until".
func (r *rig) stored() (lines []string) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) error {
		for _, unit := range []loa.UnitID{"cb-1", "cb-2"} {
			memberships, err := tx.Memberships(unit)
			if err != nil {
				return err
			}
			for _, m := range memberships {
				who, err := tx.Member(m.Member)
				if err != nil {
					return err
				}
				day := func(d loa.Date) string {
					if d.IsZero() {
						return ""
					}
					return d.String()
				}
				lines = append(lines, fmt.Sprintf("%d %s %s %s %s..%s", m.Member, who.Name, unit, m.Kind, day(m.From), day(m.Until)))
			}
		}
		return nil
	})
	return lines
}

func (r *rig) equal(what string, want []string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.stored()); diff != "" {
		r.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func refusalOf(err error) string {
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused {
		return refusal.Key
	}
	return ""
}

func TestImportAndUndoRoll(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		first, _ := r.imported(false, "An,cb-1", "Bình,cb-1,probationary,2023-05-01", "Cường,cb-2", "Dung,cb-1,213")
		one := r.stored()
		r.equal("imported", []string{
			"1 An cb-1 official ..", "2 Bình cb-1 probationary 2023-05-01..", "4 Dung cb-1 213 ..", "3 Cường cb-2 official ..",
		})
		second, changes := r.imported(true, "An,cb-1,exempt,2024-01-01", "Bình,cb-1", "Em,cb-1,temporary-in,2024-03-01,2024-06-30")
		two := []string{
			"1 An cb-1 exempt 2024-01-01..", "1 An cb-1 official ..",
			"2 Bình cb-1 official 2024-03-13..", "2 Bình cb-1 probationary 2023-05-01..2024-03-12",
			"4 Dung cb-1 213 ..2024-03-12", "5 Em cb-1 temporary-in 2024-03-01..2024-06-30",
			"3 Cường cb-2 official ..", // the file says nothing of this unit
		}
		r.equal("a whole roll", two)
		if fresh, changed, leave := changes.Counts(); fresh != 1 || changed != 2 || leave != 1 || changes.Same != 0 {
			t.Errorf("counted %d, %d, %d, %d", fresh, changed, leave, changes.Same)
		}
		if _, err := r.UndoRoll(t.Context(), first); refusalOf(err) != "members.undo_touched" {
			t.Errorf("the older import before the newer: %v", err)
		}
		r.equal("after a refused undo", two)
		if n, err := r.UndoRoll(t.Context(), second); err != nil || n != 4 {
			t.Errorf("undone of %d: %v", n, err)
		}
		r.equal("undone", one)
		for id, want := range map[loa.RollImportID]string{second: "members.undone_already", 99: "members.no_import"} {
			if _, err := r.UndoRoll(t.Context(), id); refusalOf(err) != want {
				t.Errorf("undo %d: %v, want %s", id, err, want)
			}
		}
		if _, err := r.UndoRoll(t.Context(), first); err != nil {
			t.Error(err)
		}
		r.equal("all undone", nil)
	})
}

// TestUndoRefused: what somebody did since is not thrown away, and who it is is said.
func TestUndoRefused(t *testing.T) {
	t.Parallel()
	for name, touch := range map[string]func(*storage.Tx) error{
		"linked":  func(tx *storage.Tx) error { return tx.LinkAccount(loa.Link{Account: admin(), Member: 1}) },
		"invited": func(tx *storage.Tx) error { return tx.SaveMemberCode(1, "digest", admin(), time.Unix(1, 0)) },
		"removed": func(tx *storage.Tx) error { return tx.RemoveMember(1) },
		"moved": func(tx *storage.Tx) error {
			return tx.SaveMembership(loa.Membership{Member: 1, Unit: "cb-2", Kind: loa.Resident})
		},
		"left": func(tx *storage.Tx) error {
			return tx.DropMembership(loa.Membership{Member: 1, Unit: "cb-1", Kind: loa.FullMember})
		},
		"attended": func(tx *storage.Tx) error {
			return tx.SaveAttendance(loa.Attendance{Meeting: 1, Member: 1, Presence: loa.Present})
		},
	} {
		r := newRig(t, storagetest.Open(t), plan(t), nil)
		id, _ := r.imported(false, "An,cb-1", "Bình,cb-1")
		r.update(touch)
		before := r.stored()
		_, err := r.UndoRoll(t.Context(), id)
		refusal, refused := errors.AsType[*campaign.Refusal](err)
		if !refused || refusal.Key != "members.undo_touched" || refusal.Data["People"] != 1 || refusal.Data["Names"] != "An" && name != "removed" {
			t.Errorf("%s: %v", name, err)
		}
		r.equal(name, before)
	}
}

// TestTwoOfOneName: a code becomes part of the name only where two people share
// one, and whom a row means is never guessed.
func TestTwoOfOneName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		stored, rows []string
		want         []string // names after it, or the kinds of mistakes
		wrong        bool
	}{
		{"a needless code is not kept", nil, []string{"An,cb-1,,,,A"}, []string{"An"}, false},
		{"two of one name", nil, []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"An (A)", "An (B)"}, false},
		{"the name without a code is one of them", []string{"An,cb-1"}, []string{"An,cb-1", "An,cb-1,,,,B"}, []string{"An", "An (B)"}, false},
		{"a name as it is stored", []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"An (A),cb-1"}, []string{"An (A)", "An (B)"}, false},
		{"one of them by the code", []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"an,cb-1,,,,b"}, []string{"An (A)", "An (B)"}, false},
		{"a third", []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"An,cb-1,,,,C"}, []string{"An (A)", "An (B)", "An (C)"}, false},
		{"the same name in another unit", []string{"An,cb-1"}, []string{"An,cb-2"}, []string{"An", "An"}, false},
		{"which of them?", []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"An,cb-1"}, []string{"which_person"}, true},
		{"which of the two is the one?", []string{"An,cb-1"}, []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"which_person", "which_person"}, true},
		{"one person twice", []string{"An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"An (A),cb-1", "An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"double"}, true},
		{"one new person twice", nil, []string{"An (A),cb-1", "An,cb-1,,,,A", "An,cb-1,,,,B"}, []string{"double"}, true},
		{"days that do not fit", []string{"An,cb-1,official,2024-05-01"}, []string{"An,cb-1,official,,2024-04-30"}, []string{"clash"}, true},
	} {
		r := newRig(t, storagetest.Open(t), plan(t), nil)
		if tt.stored != nil {
			r.imported(false, tt.stored...)
		}
		before := r.stored()
		roll := r.roll(tt.rows...)
		p, wrong, err := r.PreviewRoll(t.Context(), roll, false)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range wrong {
			got = append(got, strings.TrimPrefix(m.Key, "members.mistake."))
		}
		if tt.wrong {
			if _, err := r.ImportRoll(t.Context(), roll, false, p.Print); refusalOf(err) != "members.moved_on" {
				t.Errorf("%s: imported in spite of mistakes: %v", tt.name, err)
			}
			r.equal(tt.name, before)
		} else {
			if _, err := r.ImportRoll(t.Context(), roll, false, p.Print); err != nil {
				t.Error(err)
			}
			r.update(func(tx *storage.Tx) error {
				for _, unit := range []loa.UnitID{"cb-1", "cb-2"} {
					members, err := tx.MembersOf(unit)
					if err != nil {
						return err
					}
					for _, m := range members {
						got = append(got, m.Name)
					}
				}
				return nil
			})
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestRollMovedOn: nothing is imported but what was shown.
func TestRollMovedOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	roll := r.roll("An,cb-1", "Bình,cb-1")
	p, _, err := r.PreviewRoll(t.Context(), roll, false)
	if err != nil {
		t.Fatal(err)
	}
	r.imported(false, "An,cb-1")
	before := r.stored()
	if _, err := r.ImportRoll(t.Context(), roll, false, p.Print); refusalOf(err) != "members.moved_on" {
		t.Errorf("%v, want a refusal", err)
	}
	r.equal("after the refusal", before)
}

func TestImportTenThousand(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	const many = 10_000
	rows := make([]string, many)
	for i := range rows {
		rows[i] = fmt.Sprintf("An %d,cb-1", i)
	}
	id, p := r.imported(true, rows...)
	if fresh, _, _ := p.Counts(); fresh != many || len(r.stored()) != many {
		t.Errorf("%d new, %d stored", fresh, len(r.stored()))
	}
	text := r.DescribeRoll(loa.Vietnamese, p)
	if n := strings.Count(text.String(), "\n"); n > 30 {
		t.Errorf("the preview has %d lines", n)
	}
	if n, err := r.UndoRoll(t.Context(), id); err != nil || n != many {
		t.Errorf("undone of %d: %v", n, err)
	}
	r.equal("undone", nil)
}

// sent is a file that somebody sent; the function runs while it is fetched.
type sent struct {
	text string
	on   func()
}

func (s sent) Fetch(context.Context, string, int64) ([]byte, error) {
	if s.on != nil {
		s.on()
	}
	return []byte(s.text), nil
}

func secretary() loa.Sender {
	return loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: "5"}}
}

// wish sends a file to the bot as the secretary of cell 1.
func (r *rig) wish() {
	r.t.Helper()
	r.update(func(tx *storage.Tx) error {
		return tx.AddGrant(loa.Grant{Account: secretary().Account, Unit: "cb-1", Role: loa.Secretary}, admin(), r.now)
	})
	r.as(func(d *campaign.Desk) error {
		return d.WishRoll(secretary(), loa.Chat{ID: "5", Type: loa.PrivateChat}, "file", "roll.csv")
	})
}

func (r *rig) as(do func(*campaign.Desk) error) {
	r.t.Helper()
	r.updates++
	err := r.Receive(r.t.Context(), bot, []loa.Update{{ID: r.updates}}, r.updates+1, func(d *campaign.Desk, _ loa.Update) error { return do(d) })
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) fetch(from sent) string {
	r.t.Helper()
	if err := r.ReadRolls(r.t.Context(), bot, from); err != nil {
		r.t.Fatal(err)
	}
	return said(r.take(r.now))
}

// TestRollShownAnew: between the preview and the button the roll changed, so the
// new changes are shown and nothing is done.
func TestRollShownAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.wish()
	file := sent{text: "name,unit\nAn,cb-1\nBình,cb-1\n"}
	if text := r.fetch(file); !strings.Contains(text, "new: 2") {
		t.Errorf("shown: %s", text)
	}
	r.imported(false, "An,cb-1")
	before := r.stored()
	confirm := func() {
		t.Helper()
		r.as(func(d *campaign.Desk) error { return d.ConfirmRoll(secretary(), 1) })
	}
	confirm()
	if text := r.fetch(file); !strings.Contains(text, "has changed since") || !strings.Contains(text, "new: 1") {
		t.Errorf("shown anew: %s", text)
	}
	r.equal("shown anew", before)
	confirm()
	if text := r.fetch(file); !strings.Contains(text, "is imported") {
		t.Errorf("imported: %s", text)
	}
	if got := r.stored(); !slices.Contains(got, "2 Bình cb-1 official ..") {
		t.Errorf("stored %q", got)
	}
}

// TestRollLeftWhileFetched: somebody else's file, one that was given up while it was
// fetched, and one whose sender keeps the unit no longer.
func TestRollLeftWhileFetched(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.wish()
	file := sent{text: "name,unit\nAn,cb-1\n"}
	r.fetch(file)
	for name, press := range map[string]func(*campaign.Desk) error{
		"import": func(d *campaign.Desk) error { return d.ConfirmRoll(loa.Sender{Account: admin()}, 1) },
		"whole":  func(d *campaign.Desk) error { return d.TurnRollWhole(loa.Sender{Account: admin()}, 1) },
		"drop":   func(d *campaign.Desk) error { return d.DropRoll(loa.Sender{Account: admin()}, 1) },
	} {
		var refused error
		r.as(func(d *campaign.Desk) error {
			refused = press(d)
			return nil
		})
		if refusalOf(refused) != "members.wish_over" {
			t.Errorf("%s by somebody else: %v", name, refused)
		}
	}
	r.as(func(d *campaign.Desk) error { return d.ConfirmRoll(secretary(), 1) })
	given := file
	given.on = func() { r.update(func(tx *storage.Tx) error { return tx.DropRollWish(1) }) }
	if text := r.fetch(given); text != "" {
		t.Errorf("given up, and answered: %s", text)
	}
	r.wish()
	r.fetch(file)
	r.as(func(d *campaign.Desk) error { return d.ConfirmRoll(secretary(), 2) })
	r.update(func(tx *storage.Tx) error {
		return tx.RevokeGrant(loa.Grant{Account: secretary().Account, Unit: "cb-1", Role: loa.Secretary}, admin(), r.now)
	})
	if text := r.fetch(file); !strings.Contains(text, "Nothing was imported") || !strings.Contains(text, "roll.csv:2: ") {
		t.Errorf("who keeps the unit no longer: %s", text)
	}
	r.equal("nothing", nil)
}
