package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// written queues a private message to the chat.
func written(t *testing.T, db *storage.DB, to loa.ChatID, d loa.Delivery) loa.DeliveryID {
	t.Helper()
	d.Bot, d.Chat, d.Private, d.Created = bot, to, true, noon
	d.Payload = loa.Payload{Notice: &loa.Notice{Text: loa.Plain("riêng")}}
	var id loa.DeliveryID
	update(t, db, func(tx *storage.Tx) (err error) {
		id, _, err = tx.Enqueue(d)
		return err
	})
	return id
}

// there returns which of the deliveries are still there.
func there(t *testing.T, db *storage.DB, ids ...loa.DeliveryID) (left []loa.DeliveryID) {
	t.Helper()
	for _, id := range ids {
		if _, err := tryRead(t, db, func(tx *storage.Tx) (loa.Delivery, error) { return tx.Delivery(id) }); err == nil {
			left = append(left, id)
		}
	}
	return left
}

func sentAt(t *testing.T, db *storage.DB, at time.Time, ids ...loa.DeliveryID) {
	t.Helper()
	update(t, db, func(tx *storage.Tx) error {
		for _, id := range ids {
			if err := tx.SettleDelivery(id, loa.Outcome{State: loa.Sent, At: at}); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestErasePerson(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		held, past := loa.Grant{Account: person, Unit: "cb-1", Role: loa.Editor}, loa.Grant{Account: person, Unit: "cb-2", Role: loa.Secretary}
		update(t, db, func(tx *storage.Tx) error {
			for a, c := range map[loa.Account]loa.ChatID{person: "11", other: "22"} {
				if err := tx.SavePerson(loa.Person{Account: a, Chat: c, Open: true}); err != nil {
					return err
				}
				if err := tx.SaveDialog(loa.Dialog{Bot: bot, Chat: c, Account: a, Name: "grant"}); err != nil {
					return err
				}
			}
			for _, g := range []loa.Grant{held, past} {
				if err := tx.AddGrant(g, other, noon); err != nil {
					return err
				}
			}
			if err := tx.SaveInvite(loa.Invite{Digest: "d", Role: loa.Editor, Unit: "cb-1", By: person, Expires: noon.Add(time.Hour)}); err != nil {
				return err
			}
			if err := tx.Audit(loa.Audit{At: noon, Actor: person, Action: "group.bind"}); err != nil {
				return err
			}
			return tx.RevokeGrant(past, other, noon)
		})
		sent, waits, others := written(t, db, "11", loa.Delivery{}), written(t, db, "11", loa.Delivery{}), written(t, db, "22", loa.Delivery{})
		sentAt(t, db, noon, sent)
		update(t, db, func(tx *storage.Tx) error { return tx.ErasePerson(person) })

		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Person, error) { return tx.Person(person) })
		wantNotFound(t, err)
		_, err = tryRead(t, db, func(tx *storage.Tx) (loa.Dialog, error) { return tx.Dialog(bot, "11", person, noon) })
		wantNotFound(t, err)
		_, err = tryRead(t, db, func(tx *storage.Tx) (loa.Invite, error) { return tx.Invite("d", noon) })
		wantNotFound(t, err)
		equal(t, there(t, db, sent, waits, others), []loa.DeliveryID{others})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Grants, error) { return tx.Grants(person) }), loa.Grants{held}) // taken back before, by whoever calls
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Audit, error) { return tx.AuditOf(person) })), 1)         // append-only
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Person, error) { return tx.Person(other) }), loa.Person{Account: other, Chat: "22", Open: true})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Dialog, error) { return tx.Dialog(bot, "22", other, noon) }).Name, "grant")
	})
}

func TestEndMemberships(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		last := loa.Date{Year: 2024, Month: 3, Day: 13}
		open := loa.Membership{Member: 1, Unit: "cb-1", Kind: loa.FullMember}
		over := loa.Membership{Member: 1, Unit: "cb-1", Kind: loa.Exempt, From: last.AddDays(-90), Until: last.AddDays(-30)}
		later := loa.Membership{Member: 1, Unit: "cb-2", Kind: loa.FullMember, From: last.AddDays(1)}
		others := loa.Membership{Member: 2, Unit: "cb-1", Kind: loa.FullMember}
		update(t, db, func(tx *storage.Tx) error {
			for _, m := range []loa.Membership{open, over, later, others} {
				if err := tx.SaveMembership(m); err != nil {
					return err
				}
			}
			return tx.EndMemberships(1, last)
		})
		open.Until = last
		of := func(id loa.MemberID) []loa.Membership {
			return read(t, db, func(tx *storage.Tx) ([]loa.Membership, error) { return tx.MembershipsOf(id) })
		}
		equal(t, of(1), []loa.Membership{over, open})
		equal(t, of(2), []loa.Membership{others})
	})
}

// TestDropReminders: what waits about meetings goes; answers and what is for others stay.
func TestDropReminders(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, func(tx *storage.Tx) error {
			return tx.SavePerson(loa.Person{Account: person, Chat: "11", Open: true})
		})
		reminder := loa.Delivery{Meeting: 3, Priority: loa.Bulk}
		waits, sent := written(t, db, "11", reminder), written(t, db, "11", reminder)
		answer := written(t, db, "11", loa.Delivery{Meeting: 3, Priority: loa.Answer})
		post, others := written(t, db, "11", loa.Delivery{Priority: loa.Bulk}), written(t, db, "22", reminder)
		sentAt(t, db, noon, sent)
		update(t, db, func(tx *storage.Tx) error { return tx.DropReminders(person) })
		equal(t, there(t, db, waits, sent, answer, post, others), []loa.DeliveryID{sent, answer, post, others})
	})
}
