package campaign_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

// contestRig is a rig with a contest of two questions, a member with an account, and a
// service that gives the time of its own outages back.
func contestRig(t *testing.T) (*rig, loa.Sender, loa.Chat) {
	t.Helper()
	question := func(id string) loa.Question {
		return loa.Question{ID: id, Set: "s", Text: id + "?", Options: []string{"a", "b"}, Strand: "M1", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H"}}}
	}
	day := loa.CalendarDay{Month: time.March, Day: 13}
	c := &loa.Campaign{
		ID: "test", Digest: strings.Repeat("0", 64), Units: loa.Units{{ID: "cb-1", Kind: "cell", Name: "Chi bộ 1"}}, Strands: []loa.Strand{{ID: "M1"}},
		Questions: []loa.Question{question("q1"), question("q2")},
		Contests: []loa.Contest{{
			ID: "c", Title: "Contest", Draw: 2, Minutes: 10, Attempts: 1, Order: loa.TieRules(), Kinds: []loa.MembershipKind{loa.FullMember},
			Rounds: []loa.ContestRound{{ID: "r", Title: "Round", Open: loa.ContestMoment{Day: day, At: 7 * 60}, Close: loa.ContestMoment{Day: day, At: 21 * 60}}},
		}},
	}
	r := newRig(t, storagetest.Open(t), c, nil)
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	r.Service = campaign.New(r.db, catalog, campaign.Settings{Zone: r.now.Location(), Lang: loa.English, Outage: campaign.DefaultOutage, Admins: []loa.Account{admin()}},
		func() time.Time { return r.now }, zerolog.Nop())
	if err := r.Adopt(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	r.AddBot(campaign.Bot{ID: bot, Username: "loa_bot", Can: loa.Capabilities{Buttons: true, TextLimit: 4096, ToastLimit: 200}})
	who := loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: "5"}}
	r.update(func(tx *storage.Tx) error {
		id, err := tx.SaveMember(loa.Member{Name: "Mai"})
		if err != nil {
			return err
		}
		if err := tx.SaveMembership(loa.Membership{Member: id, Unit: "cb-1", Kind: loa.FullMember}); err != nil {
			return err
		}
		if err := tx.LinkAccount(loa.Link{Account: who.Account, Member: id, At: r.now, By: who.Account}); err != nil {
			return err
		}
		return tx.GiveConsent(loa.Consent{Member: id, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: r.now})
	})
	return r, who, loa.Chat{ID: "5", Type: loa.PrivateChat}
}

// deskAt lets somebody do something at a moment.
func (r *rig) deskAt(at time.Time, do func(d *campaign.Desk) error) {
	r.t.Helper()
	r.now = at
	r.updates++
	err := r.Receive(r.t.Context(), bot, []loa.Update{{ID: r.updates}}, r.updates+1, func(d *campaign.Desk, _ loa.Update) error { return do(d) })
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) paper() loa.Paper {
	r.t.Helper()
	var p loa.Paper
	r.update(func(tx *storage.Tx) (err error) {
		p, err = tx.PaperNumber(1, 1)
		return err
	})
	return p
}

// TestContestGivesTheTimeOfAnOutageBack stops Loa for 40 minutes while a paper of ten is
// being written, and lets either the clock or the author come first afterwards.
func TestContestGivesTheTimeOfAnOutageBack(t *testing.T) {
	t.Parallel()
	for _, tapFirst := range []bool{false, true} {
		r, who, chat := contestRig(t)
		at := r.now.Add(time.Hour)
		r.tick(at)
		r.deskAt(at, func(d *campaign.Desk) error {
			_, err := d.StartPaper(who, chat, 1)
			return err
		})
		r.tick(at.Add(10 * time.Second))
		r.deskAt(at.Add(70*time.Second), func(d *campaign.Desk) error {
			_, err := d.AnswerPaper(who, chat, 1, 0, 0)
			return err
		})
		back := at.Add(40 * time.Minute)
		if tapFirst {
			r.deskAt(back, func(d *campaign.Desk) error {
				w, err := d.AnswerPaper(who, chat, 1, 1, 1)
				if err == nil && w.Over() {
					t.Error("the paper was handed in, although nobody could write it")
				}
				return err
			})
		}
		r.tick(back)
		p := r.paper()
		if want := at.Add(10*time.Minute + 40*time.Minute - 70*time.Second); !p.Deadline.Equal(want) || !p.Submitted.IsZero() {
			t.Errorf("tap first %v: deadline %v, submitted %v; want %v", tapFirst, p.Deadline, p.Submitted, want)
		}
		if told := said(r.take(back)); strings.Count(told, "goes on") != 1 || !strings.Contains(told, "38 min 50 s") {
			t.Errorf("tap first %v: told %q", tapFirst, told)
		}
		r.tick(back.Add(2 * time.Minute))
		if p := r.paper(); !p.Submitted.IsZero() {
			t.Error("handed in before its deadline")
		}
		over := p.Deadline
		for m := 4; back.Add(time.Duration(m) * time.Minute).Before(over); m += 2 {
			r.tick(back.Add(time.Duration(m) * time.Minute))
		}
		r.tick(over)
		if p := r.paper(); !p.Submitted.Equal(over) || p.Seconds != 600 || !p.Auto {
			t.Errorf("tap first %v: submitted %v after %d s, want at %v after 600 s", tapFirst, p.Submitted, p.Seconds, over)
		}
	}
}

// TestContestHandsInBeforeTheOutage: what was over when Loa was last there stays over.
func TestContestHandsInBeforeTheOutage(t *testing.T) {
	t.Parallel()
	r, who, chat := contestRig(t)
	at := r.now.Add(time.Hour)
	r.tick(at)
	r.deskAt(at, func(d *campaign.Desk) error {
		_, err := d.StartPaper(who, chat, 1)
		return err
	})
	for m := range 10 {
		r.tick(at.Add(time.Duration(m) * time.Minute))
	}
	r.tick(at.Add(11 * time.Minute))
	r.tick(at.Add(60 * time.Minute))
	if p := r.paper(); !p.Submitted.Equal(at.Add(10 * time.Minute)) {
		t.Errorf("submitted %v", p.Submitted)
	}
}

// TestContestMissedRound: a round that was missed as a whole is not opened afterwards.
func TestContestMissedRound(t *testing.T) {
	t.Parallel()
	r, _, _ := contestRig(t)
	r.tick(r.now.Add(20 * time.Hour))
	r.update(func(tx *storage.Tx) error {
		rounds, err := tx.Rounds(5)
		if len(rounds) > 0 {
			t.Errorf("opened %v", rounds)
		}
		return err
	})
}

// TestContestRoundOpensOnce, whatever the clock does.
func TestContestRoundOpensOnce(t *testing.T) {
	t.Parallel()
	r, _, _ := contestRig(t)
	next := r.tick(r.now)
	if want := r.now.Add(time.Hour); !next.Equal(want) {
		t.Errorf("next is due at %v, want the opening at %v", next, want)
	}
	for _, h := range []int{1, 2, 1, 3} {
		r.tick(time.Date(2024, 3, 13, 6+h, 0, 0, 0, r.now.Location()))
	}
	r.update(func(tx *storage.Tx) error {
		rounds, err := tx.Rounds(5)
		if len(rounds) != 1 {
			t.Errorf("opened %v", rounds)
		}
		return err
	})
}
