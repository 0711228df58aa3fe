package campaign_test

import (
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

func chatWith(who loa.Sender) loa.Chat {
	return loa.Chat{ID: loa.ChatID(who.Account.ID), Type: loa.PrivateChat}
}

// enrol puts somebody on the roll of cb-1, with the account linked and the chat open.
func (r *rig) enrol(who loa.Sender, name string, memberships ...loa.Membership) (id loa.MemberID) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		if id, err = tx.SaveMember(loa.Member{Name: name}); err != nil {
			return err
		}
		for _, m := range memberships {
			m.Member, m.Unit = id, "cb-1"
			if err := tx.SaveMembership(m); err != nil {
				return err
			}
		}
		if err := tx.LinkAccount(loa.Link{Account: who.Account, Member: id, At: r.now, By: admin()}); err != nil {
			return err
		}
		return tx.SavePerson(loa.Person{Account: who.Account, Chat: chatWith(who).ID, Open: true})
	})
	return id
}

// agree gives all consents.
func (r *rig) agree(who loa.Sender, id loa.MemberID) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) error {
		for _, p := range loa.Purposes() {
			if err := d.GiveConsent(who, id, p, p.Version()); err != nil {
				return err
			}
		}
		return nil
	})
}

// standing returns to which purposes the member agrees.
func (r *rig) standing(who loa.Sender) (given []loa.Purpose) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) error {
		c, err := d.Consents(who)
		for _, st := range c.All {
			if !st.Given.IsZero() {
				given = append(given, st.Purpose)
			}
		}
		return err
	})
	return given
}

func full() loa.Membership { return loa.Membership{Kind: loa.FullMember} }

// reminder queues a reminder in private that waits until the evening.
func (r *rig) reminder(who loa.Sender, meeting loa.MeetingID) {
	r.update(func(tx *storage.Tx) error {
		_, _, err := tx.Enqueue(loa.Delivery{
			Bot: bot, Chat: chatWith(who).ID, Private: true, Priority: loa.Bulk, Meeting: meeting, Created: r.now, Due: r.now.Add(12 * time.Hour),
			Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("Nhắc họp")}},
		})
		return err
	})
}

// TestWithdrawAtOnce: what waits for the purpose is gone in the same transaction, for
// the one who withdrew and for nobody else.
func TestWithdrawAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	id, other := r.enrol(sender("21"), "Mai", full()), r.enrol(sender("22"), "Hoa", full())
	r.agree(sender("21"), id)
	r.agree(sender("22"), other)
	r.reminder(sender("21"), 1)
	r.reminder(sender("22"), 1)
	r.must(func(d *campaign.Desk) error { return d.WithdrawConsent(sender("21"), id, loa.PurposeReminders) })
	if due := said(r.due(r.now.Add(24 * time.Hour))); due != "22: Nhắc họp" {
		t.Errorf("what still waits: %q", due)
	}
	if got := r.standing(sender("21")); len(got) != 2 {
		t.Errorf("she still agrees to %v", got)
	}
	if got := r.standing(sender("22")); len(got) != 3 {
		t.Errorf("the other agrees to %v", got)
	}
}

// TestAuditOfConsentNamesNoAccount: the log outlasts an erasure, so it must not tell
// whose account was which member's.
func TestAuditOfConsentNamesNoAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	id := r.enrol(sender("21"), "Mai", full())
	r.agree(sender("21"), id)
	r.must(func(d *campaign.Desk) error {
		_, err := d.Erase(sender("21"), chatWith(sender("21")))
		return err
	})
	r.update(func(tx *storage.Tx) error {
		log, err := tx.AuditLog(100)
		seen := map[string]bool{}
		for _, a := range log {
			seen[a.Action] = true
			if strings.Contains(a.Actor.String()+a.Subject+a.Detail, sender("21").Account.ID) {
				t.Errorf("the log names the account: %+v", a)
			}
		}
		for _, action := range []string{"consent.give", "person.erase", "request.make"} {
			if !seen[action] {
				t.Errorf("the log has no %s", action)
			}
		}
		return err
	})
}
