package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// hall is a rig with rolls and meetings.
type hall struct {
	*rig
	secretary loa.Sender // of cb-1
	members   int
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{rig: newRig(t, storagetest.Open(t), plan(t), nil)}
	h.secretary = h.grant("20", loa.Secretary, "cb-1")
	return h
}

// enrol adds people to a roll and returns the id of the first one. A span is the
// kind, or the kind with the first and the last day: "exempt 2024-01-01 2024-06-30".
func (h *hall) enrol(unit loa.UnitID, n int, spans ...string) loa.MemberID {
	h.t.Helper()
	first := loa.MemberID(0)
	for range n {
		h.members++
		id := h.newMember(fmt.Sprintf("Nguyễn Văn %c%02d", 'A'+h.members%20, h.members))
		if first == 0 {
			first = id
		}
		h.belongs(id, unit, spans...)
	}
	return first
}

func (h *hall) newMember(name string) (id loa.MemberID) {
	h.update(func(tx *storage.Tx) (err error) {
		id, err = tx.SaveMember(loa.Member{Name: name})
		return err
	})
	return id
}

func (h *hall) belongs(id loa.MemberID, unit loa.UnitID, spans ...string) {
	h.t.Helper()
	for _, span := range spans {
		words := append(strings.Fields(span), "", "")
		m := loa.Membership{Member: id, Unit: unit, Kind: loa.MembershipKind(words[0])}
		var err error
		if words[1] != "" {
			if m.From, err = loa.ParseDate(words[1]); err != nil {
				h.t.Fatal(err)
			}
		}
		if words[2] != "" {
			if m.Until, err = loa.ParseDate(words[2]); err != nil {
				h.t.Fatal(err)
			}
		}
		h.update(func(tx *storage.Tx) error { return tx.SaveMembership(m) })
	}
}

// meet plans a meeting on a day at 19:30, and moves the clock to its end.
func (h *hall) meet(unit loa.UnitID, kind loa.MeetingKind, day string, more ...func(*loa.Meeting)) loa.MeetingID {
	h.t.Helper()
	d, err := loa.ParseDate(day)
	if err != nil {
		h.t.Fatal(err)
	}
	m := loa.Meeting{
		Unit: unit, Kind: kind, Title: string(kind) + " " + day, At: d.At(19*60+30, h.now.Location()), State: loa.MeetingPlanned,
		Bot: bot, Author: admin(), Created: h.now,
	}
	for _, change := range more {
		change(&m)
	}
	h.now = m.At.Add(90 * time.Minute)
	h.update(func(tx *storage.Tx) (err error) {
		m.ID, err = tx.SaveMeeting(m)
		return err
	})
	return m.ID
}

func (h *hall) note(who loa.Sender, id loa.MeetingID, member loa.MemberID, m loa.Marking) {
	h.t.Helper()
	h.must(func(d *campaign.Desk) error { _, _, err := d.Note(who, id, member, m); return err })
}

// noteAll records the same of so many of those who are still open, in the order of the roll call.
func (h *hall) noteAll(who loa.Sender, id loa.MeetingID, n int, m loa.Marking) {
	h.t.Helper()
	open := h.roll(who, id).Open()
	for _, p := range open[:n] {
		h.note(who, id, p.ID, m)
	}
}

func (h *hall) roll(who loa.Sender, id loa.MeetingID) (rc campaign.RollCall) {
	h.t.Helper()
	h.must(func(d *campaign.Desk) (err error) { rc, err = d.RollCall(who, id); return err })
	return rc
}

// close closes the roll as it stands.
func (h *hall) close(who loa.Sender, id loa.MeetingID) (c campaign.Closing) {
	h.t.Helper()
	mark := h.roll(who, id).Mark
	h.must(func(d *campaign.Desk) (err error) { c, err = d.CloseRoll(who, id, mark); return err })
	return c
}

func marking(t *testing.T, s string) loa.Marking {
	t.Helper()
	m, ok := loa.ParseMarking(s)
	if !ok {
		t.Fatalf("no marking %q", s)
	}
	return m
}

// TestVectors takes the rolls of the field's test vectors, from memberships to the
// list for the minutes.
func TestVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		present, excused int
		rate, short      string
	}{
		{33, 5, "86,8%", "[]"},
		{32, 6, "84,2%", "[rate]"},
		{37, 1, "97,4%", "[]"},
		{33, 4, "86,8%", "[unexcused]"}, // of one nothing was recorded
	} {
		t.Run(fmt.Sprint(c.present, c.excused), func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			h.enrol("cb-1", 34, "official")
			h.enrol("cb-1", 2, "probationary")
			h.enrol("cb-1", 5, "official", "exempt")
			h.enrol("cb-1", 1, "official", "temporary-out")
			h.enrol("cb-1", 2, "temporary-in")
			id := h.meet("cb-1", loa.MeetingMonthly, "2024-04-05")
			h.noteAll(h.secretary, id, c.present, marking(t, "present"))
			h.noteAll(h.secretary, id, c.excused, marking(t, "excused-ill"))
			closed := h.close(h.secretary, id)
			f := closed.Figures
			if f.Total != 42 || f.Exempt != 5 || f.Away != 1 || f.Guests != 2 || f.Due != 38 || f.Present != c.present || f.Excused != c.excused {
				t.Errorf("figures %+v", f)
			}
			if f.Rate(loa.Vietnamese) != c.rate || fmt.Sprint(closed.Short) != c.short {
				t.Errorf("rate %s, short of %v; want %s, %s", f.Rate(loa.Vietnamese), closed.Short, c.rate, c.short)
			}
			var m campaign.Minutes
			h.must(func(d *campaign.Desk) (err error) { m, err = d.Minutes(h.secretary, id); return err })
			if m.Official != 40 || m.Probationary != 2 || m.Temporary != 2 || m.PresentOfficial+m.PresentProbationary+m.PresentTemporary != c.present ||
				len(m.Excused) != c.excused || len(m.Open) != f.Open || m.Above != "Ward" || m.Unit != "Cell 1" || m.InRow != 1 || m.Rules != loa.DefaultAttendanceRules() || m.Excused[0].Reason != loa.ReasonIll {
				t.Errorf("minutes %+v", m)
			}
		})
	}
}

// TestRollOverTime: exempt for half the year, moved in the middle, in a cell here and on
// the 213 roll there. What was closed stays as it was.
func TestRollOverTime(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	other := h.grant("21", loa.Secretary, "cb-2")
	h.enrol("cb-1", 3, "official")
	h.enrol("cb-2", 3, "official")
	exempt := h.enrol("cb-1", 1, "official", "exempt 2024-01-01 2024-06-30")
	moved := h.enrol("cb-1", 1, "official 2023-01-01 2024-05-14")
	h.belongs(moved, "cb-2", "official 2024-05-15")
	both := h.enrol("cb-1", 1, "official")
	h.belongs(both, "cb-2", "213")
	for _, c := range []struct {
		who   loa.Sender
		unit  loa.UnitID
		kind  loa.MeetingKind
		day   string
		due   int
		total int
	}{
		{h.secretary, "cb-1", loa.MeetingMonthly, "2024-05-05", 5, 6},
		{other, "cb-2", loa.MeetingMonthly, "2024-05-05", 3, 3},
		{other, "cb-2", loa.Meeting213, "2024-05-20", 1, 1},
		{h.secretary, "cb-1", loa.MeetingMonthly, "2024-06-05", 4, 5},
		{other, "cb-2", loa.MeetingMonthly, "2024-06-05", 4, 4},
		{h.secretary, "cb-1", loa.MeetingMonthly, "2024-07-05", 5, 5},
	} {
		id := h.meet(c.unit, c.kind, c.day)
		h.must(func(d *campaign.Desk) error {
			_, _, err := d.NoteRest(c.who, id, loa.Marking{Presence: loa.Present})
			return err
		})
		if f := h.close(c.who, id).Figures; f.Due != c.due || f.Present != c.due || f.Total != c.total {
			t.Errorf("%s %s %s: %+v, want %d due of %d", c.unit, c.kind, c.day, f, c.due, c.total)
		}
	}
	year := func(who loa.Sender, unit loa.UnitID, sort campaign.Sort, member loa.MemberID) string {
		var years []campaign.Year
		h.must(func(d *campaign.Desk) (err error) { years, err = d.Years(who, unit, sort, 2024); return err })
		for _, y := range years {
			if y.Member == member {
				return fmt.Sprintf("%d/%d of %d", y.Present, y.Due, len(y.Lines))
			}
		}
		return "none"
	}
	for got, want := range map[string]string{
		"exempt " + year(h.secretary, "cb-1", campaign.CellMeetings, exempt):    "exempt 1/1 of 3",
		"before " + year(h.secretary, "cb-1", campaign.CellMeetings, moved):     "before 1/1 of 1",
		"after " + year(other, "cb-2", campaign.CellMeetings, moved):            "after 1/1 of 1",
		"own " + year(h.secretary, "cb-1", campaign.CellMeetings, both):         "own 3/3 of 3",
		"resident " + year(other, "cb-2", campaign.ResidentMeetings, both):      "resident 1/1 of 1",
		"no resident " + year(h.secretary, "cb-1", campaign.CellMeetings, 4711): "no resident none",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	// What is changed of the roll later changes no closed meeting.
	h.update(func(tx *storage.Tx) error {
		return tx.SaveMembership(loa.Membership{Member: both, Unit: "cb-1", Kind: loa.Exempt})
	})
	if f := h.roll(h.secretary, 1).Figures; f.Due != 5 || f.Exempt != 1 {
		t.Errorf("the closed meeting changed: %+v", f)
	}
}

// TestTreeFigures: sums add numerators and denominators, the two sorts are apart, and
// the few of a cell are not told to those above.
func TestTreeFigures(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	other := h.grant("21", loa.Secretary, "cb-2")
	official := h.grant("22", loa.Official, "ward")
	h.enrol("cb-1", 8, "official")
	h.enrol("cb-2", 2, "official")
	h.enrol("cb-1", 5, "213")
	hold := func(who loa.Sender, unit loa.UnitID, kind loa.MeetingKind, day string, present int) {
		id := h.meet(unit, kind, day)
		h.noteAll(who, id, present, loa.Marking{Presence: loa.Present})
		h.close(who, id)
	}
	hold(h.secretary, "cb-1", loa.MeetingMonthly, "2024-04-05", 2)
	hold(h.secretary, "cb-1", loa.Meeting213, "2024-04-06", 5)
	hold(other, "cb-2", loa.MeetingMonthly, "2024-04-05", 2)
	hold(h.secretary, "cb-1", loa.MeetingThematic, "2024-04-20", 8)
	hold(h.secretary, "cb-1", loa.MeetingMonthly, "2024-05-05", 8)
	h.meet("cb-2", loa.MeetingMonthly, "2024-05-05") // held, but not closed: not reported
	view := func(who loa.Sender, unit loa.UnitID, sort campaign.Sort, span string) string {
		s, err := campaign.ParseSpan(span)
		if err != nil {
			t.Fatal(err)
		}
		var v campaign.FiguresView
		h.must(func(d *campaign.Desk) (err error) { v, err = d.FiguresView(who, unit, sort, s); return err })
		line := func(f campaign.UnitFigures) string {
			if f.Few {
				return fmt.Sprintf("%s %d/%d few", f.Unit.ID, f.Reported, f.Of)
			}
			return fmt.Sprintf("%s %d/%d %d/%d=%s", f.Unit.ID, f.Reported, f.Of, f.Figures.Present, f.Figures.Due, f.Figures.Rate(loa.Vietnamese))
		}
		lines := []string{line(v.All)}
		for _, f := range v.Below {
			lines = append(lines, line(f))
		}
		return fmt.Sprintf("%s; own %d", strings.Join(lines, ", "), len(v.Own))
	}
	for _, c := range []struct {
		who  loa.Sender
		unit loa.UnitID
		sort campaign.Sort
		span string
		want string
	}{
		{official, "ward", campaign.CellMeetings, "2024-04", "ward 2/2 12/18=66,7%, cb-1 1/1 10/16=62,5%, cb-2 1/1 few; own 0"},
		{official, "ward", campaign.CellMeetings, "2024", "ward 2/2 20/26=76,9%, cb-1 1/1 18/24=75,0%, cb-2 1/1 few; own 0"},
		{official, "ward", campaign.CellMeetings, "2024-05", "ward 1/2 8/8=100,0%, cb-1 1/1 8/8=100,0%, cb-2 0/1 0/0=–; own 0"},
		{official, "ward", campaign.ResidentMeetings, "2024-04", "ward 1/1 5/5=100,0%, cb-1 1/1 5/5=100,0%; own 0"},
		{official, "cb-2", campaign.CellMeetings, "2024-04", "cb-2 1/1 few; own 0"},
		{other, "cb-2", campaign.CellMeetings, "2024-04", "cb-2 1/1 2/2=100,0%; own 1"},
		{h.secretary, "cb-1", campaign.CellMeetings, "2024", "cb-1 1/1 18/24=75,0%; own 3"},
	} {
		if got := view(c.who, c.unit, c.sort, c.span); got != c.want {
			t.Errorf("%s %s %s: got %s\nwant %s", c.unit, c.sort, c.span, got, c.want)
		}
	}
	h.refused("rollcall.no_figures", func(d *campaign.Desk) error {
		_, err := d.FiguresView(other, "cb-1", campaign.CellMeetings, campaign.Span{Year: 2024})
		return err
	})
}

// TestInRowOverTheYear: a row ends with a presence, is not broken by a meeting at which the
// member was not due, and does not go over the turn of the year or from one sort to another.
func TestInRowOverTheYear(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.enrol("cb-1", 9, "official")
	ill := h.enrol("cb-1", 1, "official", "temporary-out 2024-03-01 2024-03-31", "213")
	var got []string
	hold := func(day string, kind loa.MeetingKind, m string) {
		id := h.meet("cb-1", kind, day)
		if slices.ContainsFunc(h.roll(h.secretary, id).People, func(p campaign.RollPerson) bool { return p.ID == ill }) {
			h.note(h.secretary, id, ill, marking(t, m))
		}
		h.must(func(d *campaign.Desk) error {
			_, _, err := d.NoteRest(h.secretary, id, loa.Marking{Presence: loa.Present})
			return err
		})
		c := h.close(h.secretary, id)
		var warned []string
		for _, w := range c.Warnings {
			warned = append(warned, fmt.Sprintf("%d+%d", w.InRow, w.Unexcused))
		}
		got = append(got, fmt.Sprintf("%s %d %v %v", day, c.InRow, c.Short, warned))
	}
	hold("2023-12-05", loa.MeetingMonthly, "excused-ill")
	hold("2024-01-05", loa.MeetingMonthly, "excused-ill")
	hold("2024-02-05", loa.MeetingMonthly, "excused-work")
	hold("2024-03-05", loa.MeetingMonthly, "") // away
	hold("2024-03-10", loa.Meeting213, "excused-ill")
	hold("2024-04-05", loa.MeetingMonthly, "excused-family")
	hold("2024-04-20", loa.MeetingThematic, "excused-other")
	hold("2024-05-05", loa.MeetingMonthly, "unexcused")
	hold("2024-06-05", loa.MeetingMonthly, "present-late")
	hold("2024-07-05", loa.MeetingMonthly, "excused-ill")
	want := []string{
		"2023-12-05 1 [] []", "2024-01-05 1 [] []", "2024-02-05 2 [] [2+0]", "2024-03-05 0 [] []", "2024-03-10 1 [] []",
		"2024-04-05 3 [] [3+0]", "2024-04-20 4 [in-row] [4+0]", "2024-05-05 0 [unexcused] [0+1]", "2024-06-05 0 [] [0+1]",
		"2024-07-05 1 [] []", // another quarter
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestClosedRoll: a change needs a reason, both logs keep it, and everything that takes a
// roll is refused.
func TestClosedRoll(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	first := h.enrol("cb-1", 5, "official")
	id := h.meet("cb-1", loa.MeetingMonthly, "2024-04-05")
	h.refused("rollcall.changed", func(d *campaign.Desk) error { _, err := d.CloseRoll(h.secretary, id, "x"); return err })
	h.noteAll(h.secretary, id, 4, loa.Marking{Presence: loa.Present})
	h.close(h.secretary, id)
	for name, do := range map[string]func(*campaign.Desk) error{
		"note": func(d *campaign.Desk) error { _, _, err := d.Note(h.secretary, id, first, loa.Marking{}); return err },
		"rest": func(d *campaign.Desk) error {
			_, _, err := d.NoteRest(h.secretary, id, loa.Marking{Presence: loa.Present})
			return err
		},
		"guests": func(d *campaign.Desk) error { _, err := d.SetGuests(h.secretary, id, 1); return err },
		"online": func(d *campaign.Desk) error { _, err := d.SetOnline(h.secretary, id, true); return err },
		"again":  func(d *campaign.Desk) error { _, err := d.CloseRoll(h.secretary, id, ""); return err },
	} {
		t.Log(name)
		h.refused("rollcall.closed", do)
	}
	last := h.roll(h.secretary, id).Open()[0].ID
	change := func(who loa.Sender, reason string, m loa.Marking) func(*campaign.Desk) error {
		return func(d *campaign.Desk) error { _, err := d.ChangeRoll(who, id, last, m, reason); return err }
	}
	h.refused("rollcall.bad_reason", change(h.secretary, " \n ", marking(t, "excused-ill")))
	h.refused("keep.may_not", change(h.grant("23", loa.Secretary, "cb-2"), "x", marking(t, "present")))
	h.refused("keep.may_not", change(h.grant("24", loa.Official, "ward"), "x", marking(t, "present")))
	h.refused("rollcall.same", change(h.secretary, "x", loa.Marking{}))
	h.must(change(h.secretary, "có giấy\nra viện", marking(t, "excused-ill")))
	h.must(func(d *campaign.Desk) error {
		_, err := d.ChangeGuests(h.secretary, id, 2, "đếm thiếu")
		return err
	})
	f := h.roll(h.secretary, id).Figures
	if f.Excused != 1 || f.Open != 0 || f.Visitors != 2 {
		t.Errorf("figures after the changes: %+v", f)
	}
	h.update(func(tx *storage.Tx) error {
		changes, err := tx.AttendanceChanges(id)
		want := []loa.AttendanceChange{
			{Meeting: id, Member: last, Was: "none", Now: "excused-ill", Reason: "có giấy ra viện", At: h.now, By: h.secretary.Account},
			{Meeting: id, Was: "0", Now: "2", Reason: "đếm thiếu", At: h.now, By: h.secretary.Account},
		}
		for i := range changes {
			changes[i].At = changes[i].At.In(h.now.Location())
		}
		if diff := cmp.Diff(want, changes); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if err != nil {
			return err
		}
		log, err := tx.AuditLog(3)
		var lines []string
		for _, a := range log {
			lines = append(lines, a.Action+" "+a.Subject+" "+a.Detail)
		}
		wantLines := []string{
			"attendance.change meeting:1 guests: 0, now 2", fmt.Sprintf("attendance.change meeting:1 member %d: none, now excused-ill", last),
			"meeting.close meeting:1 due 5, present 4, excused 0, unexcused 0, open 1, visitors 0",
		}
		if diff := cmp.Diff(wantLines, lines); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		return err
	})
}

// TestRandomRollCall: whatever two secretaries tap, the figures are those of an independent
// recount of what was said to be stored.
func TestRandomRollCall(t *testing.T) {
	t.Parallel()
	markings := []string{"none", "present", "present-late", "online", "online-late", "excused-ill", "excused-other", "unexcused"}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			random := rand.New(rand.NewPCG(seed, 6))
			second := h.grant("25", loa.Secretary, "cb-1")
			h.enrol("cb-1", 10+random.IntN(30), "official")
			h.enrol("cb-1", random.IntN(5), "official", "exempt")
			h.enrol("cb-1", random.IntN(3), "official", "temporary-out")
			h.enrol("cb-1", random.IntN(3), "temporary-in")
			id := h.meet("cb-1", loa.MeetingMonthly, "2024-04-05")
			h.must(func(d *campaign.Desk) error { _, err := d.SetOnline(h.secretary, id, true); return err })
			all := loa.MemberID(h.members)
			stored := map[loa.MemberID]loa.Marking{}
			due := map[loa.MemberID]bool{}
			for _, p := range h.roll(h.secretary, id).People {
				due[p.ID] = true
			}
			guests := 0
			for range 100 {
				who := h.secretary
				if random.IntN(2) == 0 {
					who = second
				}
				member, m := 1+loa.MemberID(random.Int64N(int64(all))), marking(t, markings[random.IntN(len(markings))])
				switch {
				case random.IntN(20) == 0:
					guests = random.IntN(9)
					h.must(func(d *campaign.Desk) error { _, err := d.SetGuests(who, id, guests); return err })
				case !due[member] && m.Presence != "" && !m.Came():
					h.refused("rollcall.not_due", func(d *campaign.Desk) error { _, _, err := d.Note(who, id, member, m); return err })
				default:
					h.note(who, id, member, m)
					stored[member] = m
				}
			}
			f := h.close(second, id).Figures
			count := func(which func(loa.Marking) bool, counts bool) (n int) {
				for member := range all {
					if due[member+1] == counts && which(stored[member+1]) {
						n++
					}
				}
				return n
			}
			is := func(p ...loa.Presence) func(loa.Marking) bool {
				return func(m loa.Marking) bool { return slices.Contains(p, m.Presence) }
			}
			came := is(loa.Present, loa.Online)
			got := []int{f.Due, f.Present, f.Online, f.Late, f.Excused, f.Unexcused, f.Open, f.Visitors}
			want := []int{
				len(due), count(came, true), count(is(loa.Online), true), count(func(m loa.Marking) bool { return m.Late }, true),
				count(is(loa.Excused), true), count(is(loa.Unexcused), true), count(is(""), true), guests + count(came, false),
			}
			if !slices.Equal(got, want) || f.Present+f.Excused+f.Unexcused+f.Open != f.Due {
				t.Errorf("due, present, online, late, excused, unexcused, open, visitors: got %v, want %v", got, want)
			}
		})
	}
}

// TestOverride: who records over what somebody else recorded leaves a trace; the same
// again changes nothing.
func TestOverride(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	member := h.enrol("cb-1", 5, "official")
	own := sender("77").Account
	id := h.meet("cb-1", loa.MeetingMonthly, "2024-04-05")
	h.update(func(tx *storage.Tx) error {
		if err := tx.LinkAccount(loa.Link{Account: own, Member: member, At: h.now, By: own}); err != nil {
			return err
		}
		return tx.SaveAttendance(loa.Attendance{Meeting: id, Member: member, Presence: loa.Present, At: h.now, By: own})
	})
	self := func() bool { p, _ := h.roll(h.secretary, id).Find(member); return p.Self }
	h.note(h.secretary, id, member, loa.Marking{Presence: loa.Present})
	if !self() {
		t.Error("the same again took the mark of the self check-in away")
	}
	h.note(h.secretary, id, member, loa.Marking{Presence: loa.Unexcused})
	if self() {
		t.Error("the secretary's record counts as the member's own")
	}
	h.update(func(tx *storage.Tx) error {
		log, err := tx.AuditLog(1)
		if err == nil && (len(log) != 1 || log[0].Action != "attendance.override" || log[0].Detail != fmt.Sprintf("member %d: present by %s, now unexcused", member, own)) {
			t.Errorf("log %+v", log)
		}
		return err
	})
}
