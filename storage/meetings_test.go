package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestMeetings(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		m := loa.Meeting{
			Unit: "cb-1", Kind: loa.MeetingMonthly, Series: "thang", Title: "Sinh hoạt chi bộ tháng 4", Place: "Nhà văn hóa TDP 3",
			At: noon.AddDate(0, 0, 20), State: loa.MeetingPlanned, Document: &loa.Media{Kind: loa.Document, Name: "de-cuong.docx", Digest: "d"},
			Reminders: []int{-7, -1, 0}, Secret: "s", Bot: bot, Author: person, Chat: chat, Card: "5", Created: noon,
			Revision: 2, InviteAt: noon.AddDate(0, 0, 13), Told: noon.Add(time.Hour),
		}
		update(t, db, func(tx *storage.Tx) (err error) { m.ID, err = tx.SaveMeeting(m); return err })
		get := func() loa.Meeting {
			return read(t, db, func(tx *storage.Tx) (loa.Meeting, error) { return tx.Meeting(m.ID) })
		}
		equal(t, get(), m)
		planned := func(after time.Time) int {
			return len(read(t, db, func(tx *storage.Tx) ([]loa.Meeting, error) { return tx.PlannedMeetings(after) }))
		}
		equal(t, planned(noon), 1)
		equal(t, planned(m.At), 0)
		series := func(series string, after time.Time) int {
			return len(read(t, db, func(tx *storage.Tx) ([]loa.Meeting, error) { return tx.SeriesMeetings(series, after) }))
		}
		equal(t, series("thang", noon), 1)
		equal(t, series("thang", m.At), 0)
		equal(t, series("other", noon), 0)
		m.State, m.Guests, m.ClosedAt, m.ClosedBy = loa.MeetingClosed, 2, m.At.Add(time.Hour), other
		update(t, db, func(tx *storage.Tx) error { _, err := tx.SaveMeeting(m); return err })
		equal(t, get(), m)
		equal(t, planned(noon), 0)
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Meeting, error) {
			return tx.MeetingsOf("cb-1", noon, m.At.Add(time.Millisecond))
		})), 1)
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Meeting, error) { return tx.Meeting(99) })
		wantNotFound(t, err)

		update(t, db, func(tx *storage.Tx) error {
			for _, key := range []string{"", "a:invite:1", "a:invited", "b:invite:1"} {
				_, _, err := tx.Enqueue(loa.Delivery{
					Bot: bot, Chat: chat, Meeting: m.ID, Key: key, Created: noon, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("x")}},
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if got := read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.MeetingDeliveries(m.ID) }); len(got) != 4 || got[0].Meeting != m.ID {
			t.Errorf("deliveries of the meeting: %+v", got)
		}
		if got := read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.MeetingKeyed(m.ID, "a:invite:") }); len(got) != 1 || got[0].Key != "a:invite:1" {
			t.Errorf("invitations of the meeting: %+v", got)
		}
	})
}

func TestRepliesAndAttendance(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		reply := loa.Reply{Meeting: 1, Member: 7, Intent: loa.IntentNo, Reason: "ốm", At: noon, By: person}
		came := loa.Attendance{Meeting: 1, Member: 7, Presence: loa.Present, Late: true, At: noon, By: other}
		excused := loa.Attendance{Meeting: 1, Member: 8, Presence: loa.Excused, Reason: loa.ReasonIll, At: noon, By: other}
		roll := []loa.RollEntry{{Member: 7, Standing: loa.Due, Probationary: true}, {Member: 8, Standing: loa.StandsFree}}
		update(t, db, func(tx *storage.Tx) error {
			first := reply
			first.Intent, first.Reason = loa.IntentYes, ""
			for _, r := range []loa.Reply{first, reply} {
				if err := tx.SaveReply(r); err != nil {
					return err
				}
			}
			for _, a := range []loa.Attendance{excused, {Meeting: 1, Member: 7, Presence: loa.Unexcused, At: noon, By: other}, came, {Meeting: 1, Member: 9, Presence: loa.Online, At: noon, By: other}} {
				if err := tx.SaveAttendance(a); err != nil {
					return err
				}
			}
			if err := tx.FreezeRoll(1, roll[:1]); err != nil {
				return err
			}
			if err := tx.FreezeRoll(1, roll); err != nil {
				return err
			}
			return tx.DropAttendance(1, 9)
		})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Reply, error) { return tx.Replies(1) }), []loa.Reply{reply})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Attendance, error) { return tx.AttendanceAt(1) }), []loa.Attendance{came, excused})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Attendance, error) { return tx.AttendanceOf(8) }), []loa.Attendance{excused})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.RollEntry, error) { return tx.FrozenRoll(1) }), roll)
		update(t, db, func(tx *storage.Tx) error { return tx.RemoveMember(7) })
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Reply, error) { return tx.Replies(1) })[0].Reason, "") // why somebody was ill goes with the person
	})
}
