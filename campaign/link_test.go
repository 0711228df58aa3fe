package campaign_test

import (
	"errors"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// listed puts somebody on a unit's list.
func (r *rig) listed(name string, unit loa.UnitID, until loa.Date) (id loa.MemberID) {
	r.update(func(tx *storage.Tx) (err error) {
		if id, err = tx.SaveMember(loa.Member{Name: name}); err != nil {
			return err
		}
		return tx.SaveMembership(loa.Membership{Member: id, Unit: unit, Kind: loa.FullMember, Until: until})
	})
	return id
}

// code makes an invite code.
func (r *rig) code(who loa.Sender, unit loa.UnitID, id loa.MemberID) (token string) {
	r.must(func(d *campaign.Desk) (err error) {
		_, token, _, err = d.IssueCode(who, unit, id)
		return err
	})
	return token
}

func offer(who loa.Sender, token string) func(*campaign.Desk) error {
	return func(d *campaign.Desk) error {
		_, err := d.CodeOffer(who, token)
		return err
	}
}

func link(who loa.Sender, token string, now loa.MemberID) func(*campaign.Desk) error {
	return func(d *campaign.Desk) error {
		_, _, err := d.LinkByCode(who, token, now)
		return err
	}
}

// TestLinkEnds: a code ends with the membership and with the person; a person of two
// cells is shown both, and each secretary sees the one link.
func TestLinkEnds(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		one, two, an := r.grant("1", loa.Secretary, "cb-1"), r.grant("2", loa.Secretary, "cb-2"), sender("3")
		today := loa.DateOf(r.now, r.now.Location())
		leaving := r.listed("Bình", "cb-1", today)
		both := r.listed("An", "cb-1", loa.Date{})
		r.update(func(tx *storage.Tx) error {
			return tx.SaveMembership(loa.Membership{Member: both, Unit: "cb-2", Kind: loa.Resident})
		})
		token := r.code(two, "cb-2", both)
		r.must(func(d *campaign.Desk) error {
			o, err := d.CodeOffer(an, token)
			if len(o.Units) != 2 || o.Units[0].ID != "cb-1" || o.Member.Name != "An" || o.Now != 0 {
				t.Errorf("offered %+v", o)
			}
			return err
		})
		for _, account := range []loa.Sender{an, {Account: loa.Account{Platform: loa.Zalo, ID: "3"}}} {
			r.must(link(account, token, 0))
			r.refused("link.bad_code", link(sender("4"), token, 0))
			token = r.code(one, "cb-1", both)
		}
		for unit, who := range map[loa.UnitID]loa.Sender{"cb-1": one, "cb-2": two} {
			r.must(func(d *campaign.Desk) error {
				list, err := d.MemberList(who, unit)
				linked := 0
				for _, l := range list {
					if l.Linked {
						linked++
					}
				}
				if linked != 1 {
					t.Errorf("%s: %d linked, want one person, whatever the accounts", unit, linked)
				}
				return err
			})
		}

		last := r.code(one, "cb-1", leaving)
		r.must(offer(sender("4"), last))
		r.update(func(tx *storage.Tx) error { return tx.RemoveMember(both) })
		r.refused("link.bad_code", offer(sender("4"), token))
		r.now = r.now.Add(24 * time.Hour)
		r.refused("link.bad_code", offer(sender("4"), last))
		r.refused("link.not_listed", func(d *campaign.Desk) error {
			_, _, _, err := d.IssueCode(one, "cb-1", leaving)
			return err
		})
	})
}

// TestNoSheetWithoutWriter: where nothing can be printed no code is made void.
func TestNoSheetWithoutWriter(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	one := r.grant("1", loa.Secretary, "cb-1")
	token := r.code(one, "cb-1", r.listed("An", "cb-1", loa.Date{}))
	r.refused("link.no_printing", func(d *campaign.Desk) error {
		if d.CanPrint() {
			t.Error("printing is offered")
		}
		_, _, err := d.PrintInvites(one, "cb-1", loa.Vietnamese)
		return err
	})
	r.must(offer(sender("3"), token))
}

// TestPurgeOfInvites: a printed sheet and the tries of codes are not kept.
func TestPurgeOfInvites(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.update(func(tx *storage.Tx) error {
		if err := tx.SaveCodeTry(admin(), r.now); err != nil {
			return err
		}
		return tx.LendFile("sheet", "phieu-moi.docx", []byte("An"), r.now.Add(time.Hour))
	})
	if err := r.Purge(t.Context(), r.now.Add(time.Hour+time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.db.File(t.Context(), "sheet"); !errors.Is(err, loa.ErrNotFound) {
		t.Errorf("the sheet is still there: %v", err)
	}
	r.update(func(tx *storage.Tx) error {
		n, err := tx.CodeTries(admin(), time.Time{})
		if n != 0 {
			t.Errorf("%d tries are still there", n)
		}
		return err
	})
}
