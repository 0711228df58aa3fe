package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

// purged runs a purge and returns how much it counted.
func purged(t *testing.T, db *storage.DB, purge func(*storage.Tx) (int, error)) (n int) {
	t.Helper()
	update(t, db, func(tx *storage.Tx) (err error) {
		n, err = purge(tx)
		return err
	})
	return n
}

func meetingAt(t *testing.T, db *storage.DB, at time.Time) (id loa.MeetingID) {
	t.Helper()
	update(t, db, func(tx *storage.Tx) (err error) {
		id, err = tx.SaveMeeting(loa.Meeting{Unit: "cb-1", Kind: loa.MeetingMonthly, State: loa.MeetingPlanned, At: at, Created: noon})
		return err
	})
	return id
}

func TestPurgeReasons(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		past, next := meetingAt(t, db, noon), meetingAt(t, db, noon.Add(48*time.Hour))
		reply := func(m loa.MeetingID, id loa.MemberID, reason string) loa.Reply {
			return loa.Reply{Meeting: m, Member: id, Intent: loa.IntentNo, Reason: reason, At: noon, By: person}
		}
		update(t, db, func(tx *storage.Tx) error {
			for _, r := range []loa.Reply{reply(past, 1, "ốm"), reply(past, 2, ""), reply(next, 1, "đi công tác")} {
				if err := tx.SaveReply(r); err != nil {
					return err
				}
			}
			return nil
		})
		reasons := func(before time.Time) int {
			return purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeReasons(before) })
		}
		equal(t, reasons(noon), 0)
		equal(t, reasons(noon.Add(time.Hour)), 1)
		of := func() []loa.Reply {
			return read(t, db, func(tx *storage.Tx) ([]loa.Reply, error) { return tx.RepliesOf(1) })
		}
		equal(t, of(), []loa.Reply{reply(past, 1, ""), reply(next, 1, "đi công tác")})
		update(t, db, func(tx *storage.Tx) error { return tx.ClearReasons(1) })
		equal(t, of(), []loa.Reply{reply(past, 1, ""), reply(next, 1, "")})
	})
}

func TestPurgeLinks(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		today := loa.Date{Year: 2024, Month: 3, Day: 13}
		third := loa.Account{Platform: loa.Zalo, ID: "3"}
		update(t, db, func(tx *storage.Tx) error {
			for _, m := range []loa.Membership{
				{Member: 1, Unit: "cb-1", Kind: loa.FullMember, Until: today.AddDays(-1)}, // left everywhere
				{Member: 1, Unit: "cb-1", Kind: loa.Exempt, Until: today.AddDays(-40)},
				{Member: 2, Unit: "cb-1", Kind: loa.FullMember, Until: today.AddDays(-1)}, // is elsewhere now
				{Member: 2, Unit: "cb-2", Kind: loa.FullMember},
				{Member: 3, Unit: "cb-1", Kind: loa.FullMember, Until: today}, // to the end of the day
			} {
				if err := tx.SaveMembership(m); err != nil {
					return err
				}
			}
			for i, a := range []loa.Account{person, other, third} {
				id := loa.MemberID(i + 1)
				if err := tx.LinkAccount(loa.Link{Account: a, Member: id, At: noon, By: a}); err != nil {
					return err
				}
				if err := tx.GiveConsent(loa.Consent{Member: id, Purpose: loa.PurposeReminders, Version: "1", Given: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		later := noon.Add(time.Hour)
		equal(t, purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeLinks(today, later) }), 1)
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Link, error) { return tx.Links(1) })), 0)
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Link, error) { return tx.Links(2, 3) })), 2)
		for id, want := range map[loa.MemberID]time.Time{1: later, 2: {}, 3: {}} {
			equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Consent, error) { return tx.Consents(id) })[0].Withdrawn, want)
		}
	})
}

func TestPurgeCodes(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, func(tx *storage.Tx) error {
			for id, issued := range map[loa.MemberID]time.Time{1: noon, 2: noon.Add(time.Hour), 3: noon.Add(time.Hour)} {
				if err := tx.SaveMemberCode(id, string(rune('a'+id)), other, issued); err != nil {
					return err
				}
			}
			if err := tx.SpendMemberCode("c", noon.Add(2*time.Hour)); err != nil {
				return err
			}
			return tx.SaveInvite(loa.Invite{Digest: "d", Role: loa.Editor, Unit: "cb-1", By: other, Expires: noon})
		})
		codes := func(before time.Time) int {
			return purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeMemberCodes(before) })
		}
		equal(t, codes(noon), 0)
		equal(t, codes(noon.Add(time.Minute)), 1) // issued before
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Member, error) { return tx.CodeMember("b", time.Time{}) })
		wantNotFound(t, err)
		update(t, db, func(tx *storage.Tx) error { return tx.DropMemberCode(3) })
		equal(t, codes(noon.Add(3*time.Hour)), 1) // the spent one; the third was dropped

		invites := func(before time.Time) int {
			return purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeInvites(before) })
		}
		equal(t, invites(noon), 0)
		equal(t, invites(noon.Add(time.Minute)), 1)
	})
}

// TestPurgePrivate: what was written to groups stays, and what is about a meeting that
// was not yet long ago.
func TestPurgePrivate(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		past, next := meetingAt(t, db, noon), meetingAt(t, db, noon.Add(240*time.Hour))
		old, fresh, waits := written(t, db, "11", loa.Delivery{}), written(t, db, "11", loa.Delivery{}), written(t, db, "11", loa.Delivery{})
		about, toCome := written(t, db, "11", loa.Delivery{Meeting: past}), written(t, db, "11", loa.Delivery{Meeting: next})
		var group loa.DeliveryID
		update(t, db, func(tx *storage.Tx) (err error) {
			group, _, err = tx.Enqueue(loa.Delivery{Bot: bot, Chat: chat, Group: 1, Created: noon, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("nhóm")}}})
			return err
		})
		sentAt(t, db, noon, old, about, toCome, group)
		sentAt(t, db, noon.Add(2*time.Hour), fresh)
		equal(t, purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgePrivate(noon.Add(time.Hour)) }), 2)
		equal(t, there(t, db, old, fresh, waits, about, toCome, group), []loa.DeliveryID{fresh, waits, toCome, group})
	})
}

func TestPurgeFiles(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, func(tx *storage.Tx) error {
			if err := tx.SaveFile("stays", "ảnh.jpg", []byte("a")); err != nil {
				return err
			}
			if err := tx.LendFile("lent", "my-data.json", []byte("{}"), noon); err != nil {
				return err
			}
			return tx.SaveRemoteFile(bot, "lent", "file-1")
		})
		purge := func(before time.Time) int {
			return purged(t, db, func(tx *storage.Tx) (int, error) { return tx.PurgeFiles(before) })
		}
		equal(t, purge(noon.Add(-time.Second)), 0)
		if _, data, err := db.File(t.Context(), "lent"); err != nil || string(data) != "{}" {
			t.Errorf("before it expired: %q, %v", data, err)
		}
		equal(t, purge(noon), 1)
		_, _, err := db.File(t.Context(), "lent")
		wantNotFound(t, err)
		_, err = tryRead(t, db, func(tx *storage.Tx) (string, error) { return tx.RemoteFile(bot, "lent") })
		wantNotFound(t, err)
		if _, _, err := db.File(t.Context(), "stays"); err != nil {
			t.Error(err)
		}
	})
}
