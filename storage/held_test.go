package storage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func TestHeldMeetings(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		meeting := func(unit loa.UnitID, state loa.MeetingState, days int) loa.Meeting {
			return loa.Meeting{Unit: unit, Kind: loa.MeetingMonthly, Title: "x", At: noon.AddDate(0, 0, days), State: state, Bot: bot, Author: person, Chat: chat}
		}
		all := []loa.Meeting{
			meeting("cb-1", loa.MeetingClosed, 30), meeting("cb-1", loa.MeetingClosed, 0), meeting("cb-2", loa.MeetingClosed, 1),
			meeting("cb-1", loa.MeetingPlanned, 2), meeting("cb-1", loa.MeetingClosed, 60),
		}
		roll := []loa.RollEntry{{Member: 7, Standing: loa.Due}, {Member: 8, Standing: loa.DueGuest}}
		came := loa.Attendance{Member: 7, Presence: loa.Present, At: noon, By: person}
		update(t, db, func(tx *storage.Tx) (err error) {
			for i := range all {
				if all[i].ID, err = tx.SaveMeeting(all[i]); err != nil {
					return err
				}
				if err := tx.FreezeRoll(all[i].ID, roll[:1+i%2]); err != nil {
					return err
				}
				came.Meeting = all[i].ID
				if err := tx.SaveAttendance(came); err != nil {
					return err
				}
			}
			return nil
		})
		held := func(unit loa.UnitID, until time.Time) (ids []loa.MeetingID) {
			for _, h := range read(t, db, func(tx *storage.Tx) ([]loa.HeldMeeting, error) { return tx.HeldMeetings(unit, noon, until) }) {
				ids = append(ids, h.ID)
				if want := 1 + int(h.ID+1)%2; len(h.Roll) != want || len(h.Recorded) != 1 || h.Recorded[0].Meeting != h.ID {
					t.Errorf("meeting %d: roll %v, recorded %v", h.ID, h.Roll, h.Recorded)
				}
			}
			return ids
		}
		equal(t, held("cb-1", noon.AddDate(0, 0, 60)), []loa.MeetingID{2, 1}) // by time, without the one that begins at the end
		equal(t, held("", noon.AddDate(0, 0, 61)), []loa.MeetingID{2, 3, 1, 5})
		equal(t, held("cb-2", noon.AddDate(0, 0, 1)), []loa.MeetingID(nil))
	})
}

func TestRollUnits(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		april := loa.Date{Year: 2024, Month: 4, Day: 1}
		update(t, db, func(tx *storage.Tx) error {
			for _, m := range []loa.Membership{
				{Member: 1, Unit: "b", Kind: loa.FullMember}, {Member: 2, Unit: "a", Kind: loa.Probationary, Until: april},
				{Member: 3, Unit: "c", Kind: loa.FullMember, Until: april.AddDays(-1)}, {Member: 3, Unit: "d", Kind: loa.FullMember, From: april.AddDays(30)},
				{Member: 4, Unit: "e", Kind: loa.Resident, From: april},
			} {
				if err := tx.SaveMembership(m); err != nil {
					return err
				}
			}
			return nil
		})
		units := func(resident bool) []loa.UnitID {
			return read(t, db, func(tx *storage.Tx) ([]loa.UnitID, error) { return tx.RollUnits(resident, april, april.AddDays(29)) })
		}
		equal(t, units(false), []loa.UnitID{"a", "b"})
		equal(t, units(true), []loa.UnitID{"e"})
	})
}

// The database counts as the rule does that counts person by person.
func TestHeldFigures(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		rng := rand.New(rand.NewPCG(1, 2))
		standings := []loa.Standing{loa.Due, loa.DueGuest, loa.StandsFree, loa.StandsAway}
		presences := []loa.Presence{"", loa.Present, loa.Online, loa.Excused, loa.Unexcused}
		record := func(tx *storage.Tx, id loa.MeetingID, member loa.MemberID) error {
			p := presences[rng.IntN(len(presences))]
			if p == "" {
				return nil
			}
			return tx.SaveAttendance(loa.Attendance{Meeting: id, Member: member, Presence: p, Late: rng.IntN(3) == 0, At: noon, By: person})
		}
		update(t, db, func(tx *storage.Tx) error {
			for n := range 12 {
				id, err := tx.SaveMeeting(loa.Meeting{
					Unit: loa.UnitID(fmt.Sprint("cb-", n%3)), Kind: loa.MeetingMonthly, Title: "x", At: noon.AddDate(0, 0, n), State: loa.MeetingClosed,
					Headcount: n == 5, Guests: n, Bot: bot, Author: person, Chat: chat,
				})
				if err != nil {
					return err
				}
				var roll []loa.RollEntry
				for member := loa.MemberID(1); member <= 40; member++ {
					if rng.IntN(8) > 0 { // else from elsewhere
						roll = append(roll, loa.RollEntry{Member: member, Standing: standings[rng.IntN(len(standings))]})
					}
					if err := record(tx, id, member); err != nil {
						return err
					}
				}
				if err := tx.FreezeRoll(id, roll); err != nil {
					return err
				}
			}
			return nil
		})
		for _, unit := range []loa.UnitID{"", "cb-1"} {
			var want []loa.MeetingFigures
			for _, h := range read(t, db, func(tx *storage.Tx) ([]loa.HeldMeeting, error) {
				return tx.HeldMeetings(unit, noon, noon.AddDate(0, 0, 11))
			}) {
				want = append(want, loa.MeetingFigures{Meeting: h.Meeting, Figures: h.Figures()})
			}
			equal(t, read(t, db, func(tx *storage.Tx) ([]loa.MeetingFigures, error) {
				return tx.HeldFigures(unit, noon, noon.AddDate(0, 0, 11))
			}), want)
		}
	})
}
