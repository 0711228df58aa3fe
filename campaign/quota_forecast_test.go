package campaign_test

import (
	"fmt"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// expected is what the first bot on Zalo is expected to send tomorrow, and until the month ends.
func (r *rig) expected() (tomorrow, rest int) {
	r.t.Helper()
	r.by(func(d *campaign.Desk) error {
		p, err := d.ZaloPlan(loa.Sender{Account: admin()})
		for _, b := range p.Bots {
			if b.ID == zaloA {
				tomorrow, rest = b.Forecast.Tomorrow(), b.Forecast.Rest()
			}
		}
		return err
	})
	return tomorrow, rest
}

// TestForecastOfPeople: the month counts one correction a week in each group, and a reminder
// for each member who is reminded by the bot and has not answered.
func TestForecastOfPeople(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Messages: 1000})
	r.bindTo(zaloA, "a")
	// Three posts, two of them weekly and one of the day with its question and answer, and
	// three weeks with a correction each.
	tomorrow, rest := r.expected()
	if tomorrow != 4 || rest != 10 {
		t.Errorf("without a meeting: tomorrow %d, the rest of the month %d; want 4 and 10", tomorrow, rest)
	}
	r.update(func(tx *storage.Tx) error {
		for _, id := range []string{"500", "501", "502"} {
			account := loa.Account{Platform: loa.Zalo, ID: id}
			member, err := tx.SaveMember(loa.Member{Name: "Member " + id})
			if err != nil {
				return err
			}
			if err := tx.SaveMembership(loa.Membership{Member: member, Unit: "cb-1", Kind: loa.FullMember}); err != nil {
				return err
			}
			if id == "502" { // no private chat
				continue
			}
			if err := tx.LinkAccount(loa.Link{Account: account, Member: member, At: r.now}); err != nil {
				return err
			}
			if err := tx.GiveConsent(loa.Consent{Member: member, Purpose: loa.PurposeReminders, Version: "1", Given: r.now}); err != nil {
				return err
			}
			if err := tx.SavePerson(loa.Person{Account: account, Chat: loa.ChatID(id), Bot: zaloA, Open: true}); err != nil {
				return err
			}
		}
		_, err := tx.SaveMeeting(loa.Meeting{
			Unit: "cb-1", Kind: loa.MeetingMonthly, State: loa.MeetingPlanned, Title: "Meeting", At: r.now.AddDate(0, 0, 3),
			Reminders: []int{-2, 0}, Bot: zaloA, Author: zaloAdmin(), Created: r.now, InviteAt: r.now.Add(-time.Hour),
		})
		return err
	})
	// Two reminders, each to the group and to two members; the first is of tomorrow.
	if gotTomorrow, gotRest := r.expected(); gotTomorrow != tomorrow+3 || gotRest != rest+6 {
		t.Errorf("with a meeting: tomorrow %d, the rest of the month %d; want %d and %d", gotTomorrow, gotRest, tomorrow+3, rest+6)
	}
}

// TestForecastOfContest: a round costs each group what it is told of it, and a message for
// everybody whom the bot has met.
func TestForecastOfContest(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Messages: 1000})
	r.bindTo(zaloA, "a")
	r.bindTo(zaloA, "b")
	r.update(func(tx *storage.Tx) error {
		for _, id := range []string{"1", "2", "3", "4", "5"} {
			if err := tx.MeetForQuota(zaloA, loa.Account{Platform: loa.Zalo, ID: id}); err != nil {
				return err
			}
		}
		return nil
	})
	_, without := r.expected()
	adopted := 0
	hold := func(edit func(*loa.Contest)) {
		t.Helper()
		adopted++
		c, day := quizPlan(t), loa.CalendarDay{Month: time.March, Day: 14}
		k := loa.Contest{
			ID: "c", Title: "Contest", Draw: 2, Minutes: 10, Attempts: 1, Remind: 2 * time.Hour, Order: loa.TieRules(),
			Rounds: []loa.ContestRound{{ID: "r", Title: "Round", Open: loa.ContestMoment{Day: day, At: 7 * 60}, Close: loa.ContestMoment{Day: day, At: 21 * 60}}},
		}
		edit(&k)
		c.Contests, c.Digest = []loa.Contest{k}, fmt.Sprintf("%064d", adopted)
		r.fine(r.Adopt(t.Context(), c, nil))
	}
	for name, c := range map[string]struct {
		edit func(*loa.Contest)
		more int
	}{
		"told thrice, and five papers":      {func(*loa.Contest) {}, 3*2 + 5},
		"only of the result":                {func(k *loa.Contest) { k.Unannounced = true }, 2 + 5},
		"without a reminder":                {func(k *loa.Contest) { k.Remind = 0 }, 2*2 + 5},
		"of a unit that has no group there": {func(k *loa.Contest) { k.Units = []loa.UnitID{"cb-2"} }, 5},
	} {
		hold(c.edit)
		if _, got := r.expected(); got != without+c.more {
			t.Errorf("%s: the rest of the month costs %d, want %d", name, got, without+c.more)
		}
	}
}
