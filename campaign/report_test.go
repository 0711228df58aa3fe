package campaign_test

import (
	"errors"
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

// march is the month that the reports of these tests are about.
func march() loa.Days {
	return loa.Days{From: loa.Date{Year: 2024, Month: time.March, Day: 1}, Until: loa.Date{Year: 2024, Month: time.March, Day: 31}}
}

// history fills a hall with a random past: sends of every state within and around
// March, broadcasts, meetings of every kind.
func history(t *testing.T, db *storage.DB, random *rand.Rand) *hall {
	t.Helper()
	h := &hall{rig: newRig(t, db, plan(t), nil)}
	h.secretary = h.grant("20", loa.Secretary, "ward")
	units := []loa.UnitID{"ward", "cb-1", "cb-2", ""}       // the last are nobody's any more
	kinds := []loa.GroupKind{"cell", "household", "school"} // the last is unknown to the campaign
	var groups []loa.Group
	for i := range 3 + random.IntN(8) {
		g := loa.Group{
			Bot: bot, Chat: loa.ChatID(fmt.Sprint(-i - 1)), Title: fmt.Sprintf("Nhóm %d", i), Unit: units[random.IntN(4)],
			Kind: kinds[random.IntN(3)], State: []loa.GroupState{loa.GroupActive, loa.GroupClosed}[random.IntN(2)],
			BoundAt: h.now.AddDate(0, random.IntN(4)-2, 0),
		}
		h.update(func(tx *storage.Tx) (err error) { g.ID, err = tx.SaveGroup(g); return err })
		groups = append(groups, g)
	}
	var broadcasts []loa.BroadcastID
	for range random.IntN(4) {
		h.update(func(tx *storage.Tx) error {
			id, err := tx.SaveBroadcast(loa.Broadcast{
				Bot: bot, Author: admin(), Text: loa.Plain("x"), Strand: []loa.StrandID{"M6", ""}[random.IntN(2)],
				State: loa.BroadcastDone, Created: h.now, Started: h.now.AddDate(0, random.IntN(3)-1, 0),
			})
			broadcasts = append(broadcasts, id)
			return err
		})
	}
	posts := []loa.PostID{"p-12", "p-13", "p-15-inner", "gone"}
	states := []loa.DeliveryState{loa.Sent, loa.Sent, loa.Sent, loa.Expired, loa.Failed, loa.Uncertain, loa.Pending}
	for i := range 40 + random.IntN(80) {
		g := groups[random.IntN(len(groups))]
		at := march().From.AddDays(random.IntN(45)-7).At(8*60, h.now.Location())
		d := loa.Delivery{
			Bot: bot, Chat: g.Chat, Group: g.ID, Priority: loa.Bulk, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("x")}},
			Key: fmt.Sprint(i), Due: at, Created: at, Post: posts[random.IntN(len(posts))], Date: loa.DateOf(at, h.now.Location()),
		}
		if len(broadcasts) > 0 && random.IntN(4) == 0 {
			d.Post, d.Date, d.Broadcast = "", loa.Date{}, broadcasts[random.IntN(len(broadcasts))]
		}
		h.update(func(tx *storage.Tx) error {
			id, _, err := tx.Enqueue(d)
			if state := states[random.IntN(len(states))]; err == nil && state != loa.Pending {
				err = tx.SettleDelivery(id, loa.Outcome{State: state, At: at.Add(time.Minute)})
			}
			return err
		})
	}
	for i := range random.IntN(12) {
		h.asking(fmt.Sprintf("q-%d", i), groups[random.IntN(len(groups))], random)
	}
	h.enrol("cb-1", 5+random.IntN(5), "official")
	h.enrol("cb-2", 1+random.IntN(8), "official")
	h.enrol("cb-2", random.IntN(7), "213")
	h.enrol("cb-1", random.IntN(3), "temporary-in")
	h.enrol("cb-1", random.IntN(3), "official", "exempt")
	for range random.IntN(6) {
		h.meeting(random)
	}
	for i := range random.IntN(3) {
		h.round(fmt.Sprintf("r-%d", i), random)
	}
	return h
}

// round is a round of a contest with papers in every state, handed in within March or around it.
func (h *hall) round(name string, random *rand.Rand) {
	start := march().From.AddDays(random.IntN(40)-7).At(8*60, h.now.Location())
	r := loa.Round{
		Contest: loa.Contest{ID: "c", Title: "Contest", Draw: 1, Order: loa.TieRules()}, Round: name, Title: name, Year: 2024,
		Open: start, Close: start.AddDate(0, 0, 7), Seed: "s", PoolSize: 1, PoolDigest: "d", State: loa.RoundOpen,
	}
	h.update(func(tx *storage.Tx) (err error) {
		if r.ID, err = tx.SaveRound(r); err != nil {
			return err
		}
		for i := range random.IntN(30) {
			p := loa.Paper{
				Round: r.ID, Number: i + 1, Member: loa.MemberID(random.IntN(9) + 1), Unit: []loa.UnitID{"cb-1", "cb-2", "elsewhere"}[random.IntN(3)],
				Started: start, Deadline: start.AddDate(0, 0, 8), Excluded: []string{"", "", "", "not eligible"}[random.IntN(4)],
			}
			if random.IntN(5) > 0 {
				p.Submitted = start.Add(time.Duration(random.IntN(7*24)) * time.Hour)
			}
			if _, err := tx.SavePaper(p); err != nil {
				return err
			}
		}
		return tx.WithdrawPapers(loa.MemberID(random.IntN(40)+1), start.AddDate(0, 0, 3))
	})
}

// asking is a question that was closed within March or around it, or is open still.
func (h *hall) asking(question string, g loa.Group, random *rand.Rand) {
	at := march().From.AddDays(random.IntN(45)-7).At(20*60, h.now.Location())
	a := loa.Asking{
		Campaign: "test", Run: 2024, Question: question, Strand: []loa.StrandID{"M1", "M6"}[random.IntN(2)], Group: g.ID, Unit: g.Unit, Bot: bot,
		Way: loa.AskAnonymous, Form: loa.FormPoll, State: loa.AskingClosed, Asked: loa.Asked{Text: "?", Options: []string{"a", "b"}},
		Created: at, Opened: at, Closes: at, Closed: at,
	}
	if random.IntN(5) == 0 {
		a.State, a.Closed = loa.AskingOpen, time.Time{}
	}
	a.Total = random.IntN(9)
	right := random.IntN(a.Total + 1)
	a.Counts = []int{right, a.Total - right}
	h.update(func(tx *storage.Tx) (err error) {
		if a.ID, err = tx.SaveAsking(a); err != nil {
			return err
		}
		for m := range random.IntN(a.Total + 1) {
			if _, err := tx.AddQuizAnswer(a, loa.QuizAnswer{Asking: a.ID, Member: loa.MemberID(m + 1), At: at}); err != nil {
				return err
			}
		}
		return nil
	})
}

// meeting is held and closed with random presences.
func (h *hall) meeting(random *rand.Rand) {
	kind := loa.MeetingKinds()[random.IntN(4)]
	unit := []loa.UnitID{"cb-1", "cb-2"}[random.IntN(2)]
	day := march().From.AddDays(random.IntN(40) - 4)
	id := h.meet(unit, kind, day.String())
	markings := []string{"present", "present-late", "excused-ill", "unexcused"}
	for _, p := range h.roll(h.secretary, id).Open() {
		if random.IntN(5) > 0 {
			h.note(h.secretary, id, p.ID, marking(h.t, markings[random.IntN(4)]))
		}
	}
	h.must(func(d *campaign.Desk) error { _, err := d.SetGuests(h.secretary, id, random.IntN(3)); return err })
	h.close(h.secretary, id)
}

// TestReportAddsUp: whatever happened, the parts of a report add up to the whole, and
// every number has exactly as many records as it says; on SQLite and PostgreSQL.
func TestReportAddsUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
				h := history(t, db, rand.New(rand.NewPCG(seed, 7)))
				official := h.grant("22", loa.Official, "ward")
				h.countsAlike()
				for _, who := range []loa.Sender{h.secretary, official} {
					for _, unit := range []loa.UnitID{"ward", "cb-2"} {
						h.adds(who, campaign.ReportQuery{Unit: unit, Days: march()})
					}
				}
			})
		})
	}
}

// countsAlike checks that the database counts meetings as the rules do.
func (h *hall) countsAlike() {
	h.t.Helper()
	from, until := h.now.AddDate(-1, 0, 0), h.now.AddDate(1, 0, 0)
	h.update(func(tx *storage.Tx) error {
		held, err := tx.HeldMeetings("", from, until)
		if err != nil {
			return err
		}
		counted, err := tx.HeldFigures("", from, until)
		if len(counted) != len(held) {
			h.t.Fatalf("%d meetings are counted, %d were held", len(counted), len(held))
		}
		for i, m := range held {
			if counted[i].Meeting.ID != m.ID || counted[i].Figures != m.Figures() {
				h.t.Errorf("meeting %d is counted as %+v, want %+v", m.ID, counted[i].Figures, m.Figures())
			}
		}
		return err
	})
}

func (h *hall) adds(who loa.Sender, q campaign.ReportQuery) {
	h.t.Helper()
	var r *campaign.ReportFigures
	h.must(func(d *campaign.Desk) (err error) { r, err = d.Report(who, q); return err })
	var byStrand, byKind, byUnit loa.Sends
	var ofKinds, ofUnits campaign.GroupsReached
	for _, s := range r.ByStrand {
		byStrand = byStrand.Add(s.Sends)
	}
	for _, k := range r.ByKind {
		byKind, ofKinds = byKind.Add(k.Sends), ofKinds.Add(k.Groups)
	}
	meetings, hidden := map[campaign.Sort]loa.Figures{}, map[campaign.Sort]bool{}
	for _, u := range r.ByUnit {
		byUnit, ofUnits = byUnit.Add(u.Sends), ofUnits.Add(u.Groups)
		for sort, f := range u.Meetings {
			meetings[sort] = meetings[sort].Add(f.Figures)
			hidden[sort] = hidden[sort] || f.Few
		}
	}
	for what, parts := range map[string]loa.Sends{"strands": byStrand, "kinds": byKind, "units": byUnit} {
		if parts != r.Sends {
			h.t.Errorf("%v: the sends of all %s are %+v, of the whole %+v", q, what, parts, r.Sends)
		}
	}
	if s := r.Sends; s.Sent+s.Relayed+s.Late+s.Failed+s.Uncertain+s.Waiting != s.Planned {
		h.t.Errorf("%v: the states do not add up: %+v", q, s)
	}
	if ofKinds != r.Groups || ofUnits != r.Groups || r.Groups.Reached > r.Groups.All {
		h.t.Errorf("%v: groups of all kinds %+v, of all units %+v, of the whole %+v", q, ofKinds, ofUnits, r.Groups)
	}
	for sort, f := range r.Meetings {
		if !f.Few && !hidden[sort] && meetings[sort] != f.Figures {
			h.t.Errorf("%v: the %s meetings of all units are %+v, of the whole %+v", q, sort, meetings[sort], f.Figures)
		}
	}
	var strandQuiz, unitQuiz campaign.QuizSum
	few := r.Quiz.Few
	for _, s := range r.ByStrand {
		strandQuiz.Questions, strandQuiz.Answers, few = strandQuiz.Questions+s.Quiz.Questions, strandQuiz.Answers+s.Quiz.Answers, few || s.Quiz.Few
	}
	for _, u := range r.ByUnit {
		unitQuiz.Questions, unitQuiz.Answers, few = unitQuiz.Questions+u.Quiz.Questions, unitQuiz.Answers+u.Quiz.Answers, few || u.Quiz.Few
	}
	if whole := (campaign.QuizSum{Questions: r.Quiz.Questions, Answers: r.Quiz.Answers}); !few && (strandQuiz != whole || unitQuiz != whole) {
		h.t.Errorf("%v: questions of all strands %+v, of all units %+v, of the whole %+v", q, strandQuiz, unitQuiz, whole)
	}
	papers, few := 0, r.Contests.Few
	for _, u := range r.ByUnit {
		papers, few = papers+u.Contests.Papers, few || u.Contests.Few
	}
	if !few && papers != r.Contests.Papers || r.Contests.People > r.Contests.Papers {
		h.t.Errorf("%v: all units handed in %d papers, the whole is %+v", q, papers, r.Contests)
	}
	keys := map[string]bool{}
	for _, f := range r.Figures() {
		h.recorded(who, q, f)
		if keys[f.String()] {
			h.t.Errorf("two figures are %s", f)
		}
		keys[f.String()] = true
	}
}

// recorded checks that the figure has its records.
func (h *hall) recorded(who loa.Sender, q campaign.ReportQuery, f campaign.Figure) {
	h.t.Helper()
	key := f.FigureKey
	if name, ok := campaign.FigureOf(f.Name.Code()); !ok || name != f.Name {
		h.t.Errorf("the code %s of %s is that of %s", f.Name.Code(), f.Name, name)
	}
	if f.Few {
		h.refused("report.few", func(d *campaign.Desk) error { _, err := d.ReportRecords(who, q, key); return err })
		return
	}
	var records []campaign.FigureRecord
	h.must(func(d *campaign.Desk) (err error) { records, err = d.ReportRecords(who, q, key); return err })
	if len(records) != f.Value {
		h.t.Errorf("%v: %s is %d and has %d records", q, f, f.Value, len(records))
	}
	named := func(r campaign.FigureRecord) bool { return r.Who != "" }
	if who.Account != h.secretary.Account && slices.ContainsFunc(records, named) {
		h.t.Errorf("%s tells names to who keeps no roll", f)
	}
}

// TestFrozenStays: a frozen report says the same with the same records behind it,
// whatever happens afterwards; only names of people who were removed are gone.
func TestFrozenStays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 8))
			h := history(t, storagetest.Open(t), random)
			h.meeting(random)
			q := campaign.ReportQuery{Unit: "ward", Days: march()}
			live := func() (r *campaign.ReportFigures) {
				h.must(func(d *campaign.Desk) (err error) { r, err = d.Report(h.secretary, q); return err })
				return r
			}
			was := live()
			h.now = march().Until.At(20*60, h.now.Location())
			f := h.freeze(h.secretary, q)
			recordsOf := func(key campaign.FigureKey, frozen bool) (list []campaign.FigureRecord) {
				h.must(func(d *campaign.Desk) (err error) {
					if frozen {
						list, err = d.FrozenRecords(h.secretary, f.Number, key)
					} else {
						list, err = d.ReportRecords(h.secretary, q, key)
					}
					return err
				})
				return list
			}
			before := map[campaign.FigureKey][]campaign.FigureRecord{}
			for _, figure := range was.Figures() {
				if !figure.Few {
					before[figure.FigureKey] = recordsOf(figure.FigureKey, false)
				}
			}
			// The records go on: the rest of a meeting is held, a group moves, a member is removed.
			h.meeting(random)
			h.update(func(tx *storage.Tx) error {
				groups, err := tx.Groups()
				if err == nil {
					groups[0].Unit = "cb-2"
					_, err = tx.SaveGroup(groups[0])
				}
				return errors.Join(err, tx.RemoveMember(1))
			})
			var now *campaign.ReportFigures
			h.must(func(d *campaign.Desk) (err error) { _, now, err = d.FrozenReport(h.secretary, f.Number); return err })
			if diff := cmp.Diff(was.Figures(), now.Figures()); diff != "" {
				t.Errorf("the frozen figures have changed, -before +now:\n%s", diff)
			}
			for key, want := range before {
				got := recordsOf(key, true)
				for _, list := range [][]campaign.FigureRecord{got, want} {
					for i := range list {
						if list[i].Ref != "" && strings.HasSuffix(list[i].Ref, "member 1") {
							list[i].Who = ""
						}
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("the records of %s have changed, -before +now:\n%s", key, diff)
				}
			}
			h.now = march().Until.At(21*60, h.now.Location())
			h.received("20")
			again := h.freeze(h.secretary, q)
			if again.Number != f.Number+1 {
				t.Errorf("number %d after %d", again.Number, f.Number)
			}
			told := h.received("20")[0].Text.String()
			changes := campaign.Changes(was, live())
			for _, c := range changes {
				if want := fmt.Sprintf(": %d → %d", c.Before, c.Now); !strings.Contains(told, want) {
					t.Errorf("%s changed%s, and is not told:\n%s", c.Name, want, told)
				}
			}
			if n := strings.Count(told, " → "); n != len(changes) {
				t.Errorf("%d changes are told, there are %d:\n%s", n, len(changes), told)
			}
			editor := h.grant("30", loa.Editor, "ward")
			h.refused("report.not_freeze", func(d *campaign.Desk) error {
				return d.OrderReport(editor, loa.Chat{ID: "30", Type: loa.PrivateChat}, loa.English, loa.OrderFreeze, q, 0)
			})
		})
	}
}
