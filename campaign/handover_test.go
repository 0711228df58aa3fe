package campaign_test

import (
	"errors"
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

// handOver makes a link for the role of another or one's own.
func (r *rig) handOver(who loa.Sender, of loa.Account, unit loa.UnitID) (token string) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) (err error) {
		token, _, err = d.HandOver(who, loa.Grant{Account: of, Unit: unit, Role: loa.Secretary})
		return err
	})
	return token
}

func takeOver(who loa.Sender, token string) func(*campaign.Desk) error {
	return func(d *campaign.Desk) error {
		_, err := d.TakeOver(who, loa.Chat{ID: loa.ChatID(who.Account.ID), Type: loa.PrivateChat}, token)
		return err
	}
}

// meets plans a meeting.
func (r *rig) meets(unit loa.UnitID, by loa.Account, state loa.MeetingState) (id loa.MeetingID) {
	r.update(func(tx *storage.Tx) (err error) {
		id, err = tx.SaveMeeting(loa.Meeting{
			Unit: unit, Kind: loa.MeetingMonthly, State: state, At: r.now.Add(-time.Hour), Bot: bot,
			Author: by, Chat: loa.ChatID(by.ID), Card: "12", Created: r.now,
		})
		return err
	})
	return id
}

// TestTakeOver: role, planned meetings and nothing else move in one step; what the
// former holder had begun ends, and an unfinished step leaves everything as it was.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		g := r.bind("-1", "cell")
		old, deputy, next := r.grant("1", loa.Secretary, "cb-1"), r.grant("2", loa.Secretary, "cb-1"), sender("3")
		g.BoundBy = old.Account
		r.update(func(tx *storage.Tx) error {
			if _, err := tx.SaveGroup(g); err != nil {
				return err
			}
			return tx.SaveDialog(loa.Dialog{Bot: bot, Chat: "1", Account: old.Account, Name: "reason"})
		})
		mine, closed := r.meets("cb-1", old.Account, loa.MeetingPlanned), r.meets("cb-1", old.Account, loa.MeetingClosed)
		gone, kept := r.meets("cb-1", sender("9").Account, loa.MeetingPlanned), r.meets("cb-1", deputy.Account, loa.MeetingPlanned)
		elsewhere := r.meets("cb-2", old.Account, loa.MeetingPlanned)

		token := r.handOver(old, old.Account, "cb-1")
		r.refused("handover.yourself", takeOver(old, token))
		r.refused("campaign.invite_stale", func(d *campaign.Desk) error { // it gives nobody a role besides
			_, err := d.AcceptInvite(next, token)
			return err
		})
		broken := errors.New("the light went out")
		if err := r.desk(func(d *campaign.Desk) error { return errors.Join(takeOver(next, token)(d), broken) }); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		holds := func(who loa.Sender) (all bool) {
			r.must(func(d *campaign.Desk) error {
				_, err := d.MemberList(who, "cb-1")
				if _, refused := errors.AsType[*campaign.Refusal](err); refused {
					return nil
				}
				all = err == nil
				return err
			})
			return all
		}
		if !holds(old) || holds(next) {
			t.Fatal("a step that failed has moved the role")
		}
		r.take(r.now)

		r.must(takeOver(next, token))
		if holds(old) || !holds(next) || !holds(deputy) {
			t.Error("the role has not moved from the one to the other alone")
		}
		if got := said(r.take(r.now)); !strings.HasPrefix(got, "1: The secretary's role of Cell 1 has been handed over") {
			t.Errorf("said %q", got)
		}
		r.refused("campaign.invite_stale", takeOver(sender("4"), token))
		r.update(func(tx *storage.Tx) error {
			for _, m := range []struct {
				id    loa.MeetingID
				whose loa.Sender
			}{{mine, next}, {closed, old}, {gone, next}, {kept, deputy}, {elsewhere, old}} {
				got, err := tx.Meeting(m.id)
				if err != nil {
					return err
				}
				card := loa.MessageID("12")
				if m.whose == next {
					card = ""
				}
				if got.Author != m.whose.Account || got.Chat != loa.ChatID(m.whose.Account.ID) || got.Card != card {
					t.Errorf("meeting %d is %s's in chat %s, card %q; want %s's", m.id, got.Author, got.Chat, got.Card, m.whose.Account)
				}
			}
			if _, err := tx.Dialog(bot, "1", old.Account, r.now); !errors.Is(err, loa.ErrNotFound) {
				t.Errorf("the former holder's dialog goes on: %v", err)
			}
			has, err := tx.Group(g.ID)
			if diff := cmp.Diff(g, has); diff != "" {
				t.Errorf("the group has changed (-want +got):\n%s", diff)
			}
			if err != nil {
				return err
			}
			log, err := tx.AuditLog(10)
			if !slices.ContainsFunc(log, func(a loa.Audit) bool {
				return a.Action == "role.take_over" && a.Subject == "unit:cb-1" && a.Actor == next.Account &&
					a.Detail == "secretary from telegram:1, meetings: 2"
			}) {
				t.Errorf("it is not written down: %+v", log)
			}
			return err
		})
	})
}

// TestHandOverRights: one's own role, and those below an official; a link dies with
// the right of who made it and with the role it is about.
func TestHandOverRights(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	one, two := r.grant("1", loa.Secretary, "cb-1"), r.grant("2", loa.Secretary, "cb-2")
	chief, below := r.grant("3", loa.Official, "ward"), r.grant("4", loa.Official, "cb-2")
	boss := r.grant("5", loa.Secretary, "ward")
	for _, c := range []struct {
		who loa.Sender
		may []loa.Sender // whose role
	}{
		{one, []loa.Sender{one}},
		{two, []loa.Sender{two}},
		{chief, []loa.Sender{one, two, boss}},
		{below, []loa.Sender{two}},
		{boss, []loa.Sender{boss}}, // keeps the lists of all, and hands over the own role
		{sender("6"), nil},
		{loa.Sender{Account: one.Account, Anonymous: true}, nil},
	} {
		var got []loa.Account
		err := r.desk(func(d *campaign.Desk) error {
			list, err := d.Handovers(c.who)
			for _, g := range list {
				got = append(got, g.Account)
			}
			return err
		})
		if _, refused := errors.AsType[*campaign.Refusal](err); refused != (c.may == nil) {
			t.Errorf("%s: %v", c.who.Account, err)
		}
		var want []loa.Account
		for _, m := range c.may {
			want = append(want, m.Account)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s may hand over (-want +got):\n%s", c.who.Account, diff)
		}
	}
	r.refused("handover.gone", func(d *campaign.Desk) error {
		_, _, err := d.HandOver(one, loa.Grant{Account: two.Account, Unit: "cb-2", Role: loa.Secretary})
		return err
	})

	// The official loses the right; the role is handed over by another link first.
	token := r.handOver(chief, one.Account, "cb-1")
	r.update(func(tx *storage.Tx) error {
		return tx.RevokeGrant(loa.Grant{Account: chief.Account, Unit: "ward", Role: loa.Official}, admin(), r.now)
	})
	r.refused("campaign.invite_stale", takeOver(sender("7"), token))
	first, second := r.handOver(one, one.Account, "cb-1"), r.handOver(one, one.Account, "cb-1")
	r.must(takeOver(sender("7"), second))
	r.refused("campaign.invite_stale", takeOver(sender("8"), first))
	late := r.handOver(two, two.Account, "cb-2")
	r.now = r.now.Add(24 * time.Hour)
	r.refused("campaign.invite_stale", takeOver(sender("8"), late))
}
