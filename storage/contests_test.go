package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func aRound() loa.Round {
	return loa.Round{
		Contest: loa.Contest{ID: "c", Title: "Thi", Draw: 1, Order: loa.TieRules(), Rounds: []loa.ContestRound{{ID: "r"}}}, Round: "r", Title: "Vòng 1", Year: 2024,
		Open: noon, Close: noon.Add(time.Hour), Seed: "s", PoolSize: 2, PoolDigest: "d", State: loa.RoundOpen,
	}
}

func aPaper(round loa.RoundID, number int, member loa.MemberID) loa.Paper {
	return loa.Paper{
		Round: round, Number: number, Member: member, Unit: "cb-1", Attempt: 1, Started: noon, Deadline: noon.Add(10 * time.Minute),
		Questions: []loa.Drawn{{Pool: 1, Options: []int{1, 0}}}, Answers: loa.NoAnswers(1), Account: person, Bot: bot, Chat: chat,
	}
}

func TestContestRounds(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		r := aRound()
		update(t, db, func(tx *storage.Tx) (err error) {
			r.ID, err = tx.SaveRound(r)
			return err
		})
		get := func() loa.Round {
			return read(t, db, func(tx *storage.Tx) (loa.Round, error) { return tx.Round(r.ID) })
		}
		equal(t, get(), r)
		actual := 42
		r.State, r.Actual, r.ClosedAt, r.ClosedBy, r.Digest, r.Named = loa.RoundClosed, &actual, noon, person, "abc", true
		r.Standings = []loa.UnitStanding{{Unit: "cb-1", Eligible: 7, Participants: 3, Rank: 1}}
		update(t, db, func(tx *storage.Tx) error {
			has, err := tx.HasRound("c", "r", 2024)
			equal(t, has, true)
			if err != nil {
				return err
			}
			open, err := tx.OpenRounds()
			equal(t, len(open), 1)
			if err != nil {
				return err
			}
			_, err = tx.SaveRound(r)
			return err
		})
		equal(t, get(), r)
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Round, error) { return tx.OpenRounds() }), nil)
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Round, error) { return tx.Rounds(5) }), []loa.Round{r})
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Round, error) { return tx.Round(99) })
		wantNotFound(t, err)

		pool := []loa.Question{{ID: "a", Options: []string{"1", "2"}, Answer: 1}, {ID: "b", Text: "“?”"}}
		update(t, db, func(tx *storage.Tx) error { return tx.SaveContestQuestions(r.ID, pool) })
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Question, error) { return tx.ContestQuestions(r.ID) }), pool)
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Question, error) { return tx.ContestQuestion(r.ID, 1) }), pool[1])
	})
}

// TestPauseShiftsOpenPapers pauses a round for five minutes: what was over stays over.
func TestPauseShiftsOpenPapers(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		r := aRound()
		open, late, done := loa.Paper{}, loa.Paper{}, loa.Paper{}
		update(t, db, func(tx *storage.Tx) (err error) {
			if r.ID, err = tx.SaveRound(r); err != nil {
				return err
			}
			open, late, done = aPaper(r.ID, 1, 1), aPaper(r.ID, 2, 2), aPaper(r.ID, 3, 3)
			late.Deadline, done.Submitted = noon.Add(30*time.Minute), noon.Add(time.Minute)
			for _, p := range []*loa.Paper{&open, &late, &done} {
				if p.ID, err = tx.SavePaper(*p); err != nil {
					return err
				}
			}
			return nil
		})
		overdue := func(at time.Duration) int {
			return len(read(t, db, func(tx *storage.Tx) ([]loa.Paper, error) { return tx.OverduePapers(noon.Add(at), 10) }))
		}
		next := func() time.Time {
			return read(t, db, func(tx *storage.Tx) (time.Time, error) { return tx.NextDeadline() })
		}
		equal(t, overdue(10*time.Minute), 1)
		equal(t, next(), noon.Add(10*time.Minute))
		pause := loa.Pause{Round: r.ID, From: noon.Add(5 * time.Minute), Reason: "mất mạng", By: person}
		update(t, db, func(tx *storage.Tx) error { return tx.StartPause(pause) })
		equal(t, overdue(time.Hour), 0)
		equal(t, next().IsZero(), true)
		pause.Until = noon.Add(10 * time.Minute)
		update(t, db, func(tx *storage.Tx) error { return tx.EndPause(pause, pause.Until) })
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Pause, error) { return tx.Pauses(r.ID) }), []loa.Pause{pause})
		equal(t, next(), noon.Add(15*time.Minute))
		equal(t, overdue(35*time.Minute), 2)
		got := read(t, db, func(tx *storage.Tx) (loa.Paper, error) { return tx.Paper(done.ID) })
		equal(t, got, done)
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Round, error) { return tx.Round(r.ID) }).Close, r.Close.Add(5*time.Minute))
	})
}

func TestPapers(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		r, closed := aRound(), aRound()
		closed.Round, closed.State, closed.ClosedAt = "old", loa.RoundClosed, noon
		mine, other, before := loa.Paper{}, loa.Paper{}, loa.Paper{}
		update(t, db, func(tx *storage.Tx) (err error) {
			if r.ID, err = tx.SaveRound(r); err != nil {
				return err
			}
			if closed.ID, err = tx.SaveRound(closed); err != nil {
				return err
			}
			mine, other, before = aPaper(r.ID, 1, 7), aPaper(r.ID, 2, 8), aPaper(closed.ID, 1, 7)
			number := 12
			before.Submitted, before.Score, before.Seconds, before.Rank, before.Prediction, before.Shown = noon, 9, 60, 3, &number, true
			for _, p := range []*loa.Paper{&mine, &other, &before} {
				if p.ID, err = tx.SavePaper(*p); err != nil {
					return err
				}
			}
			last, err := tx.LastPaper(r.ID)
			equal(t, last, 2)
			return err
		})
		mine.Answers[0] = loa.PaperAnswer{Option: 1, At: noon.Add(time.Second)}
		update(t, db, func(tx *storage.Tx) error {
			_, err := tx.SavePaper(mine)
			return err
		})
		of := func(m loa.MemberID) []loa.Paper {
			return read(t, db, func(tx *storage.Tx) ([]loa.Paper, error) { return tx.PapersOf(m) })
		}
		equal(t, of(7), []loa.Paper{mine, before})
		equal(t, read(t, db, func(tx *storage.Tx) ([]loa.Paper, error) { return tx.PapersAfter(r.ID, 1, 5) }), []loa.Paper{other})
		equal(t, len(read(t, db, func(tx *storage.Tx) ([]loa.Paper, error) { return tx.WritingPapers(r.ID) })), 2)
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Paper, error) { return tx.PaperNumber(r.ID, 2) }), other)

		// Withdrawn: the attempt stays known, what was written goes; announced numbers stay without the person.
		update(t, db, func(tx *storage.Tx) error { return tx.WithdrawPapers(7, noon.Add(time.Minute)) })
		gone := loa.Paper{
			ID: mine.ID, Round: r.ID, Number: 1, Member: 7, Unit: "cb-1", Attempt: 1, Started: noon, Deadline: mine.Deadline,
			Submitted: noon.Add(time.Minute), Withdrawn: true,
		}
		equal(t, of(7), []loa.Paper{gone})
		numbers := read(t, db, func(tx *storage.Tx) ([]loa.Paper, error) { return tx.Results(closed.ID) })
		equal(t, numbers, []loa.Paper{{
			ID: before.ID, Round: closed.ID, Number: 1, Unit: "cb-1", Attempt: 1, Started: noon, Deadline: before.Deadline, Submitted: noon,
			Score: 9, Seconds: 60, Rank: 3,
		}})
		update(t, db, func(tx *storage.Tx) error { return tx.ForgetWithdrawn(r.ID) })
		equal(t, of(7), nil)
		equal(t, len(of(8)), 1)

		// After the time of complaints.
		update(t, db, func(tx *storage.Tx) error {
			r.State, r.ClosedAt = loa.RoundClosed, noon
			if _, err := tx.SaveRound(r); err != nil {
				return err
			}
			n, err := tx.PurgePapers(noon)
			equal(t, n, 0)
			if err != nil {
				return err
			}
			n, err = tx.PurgePapers(noon.Add(1))
			equal(t, n, 0) // a nanosecond is less than what is stored
			if err != nil {
				return err
			}
			n, err = tx.PurgePapers(noon.Add(time.Millisecond))
			equal(t, n, 1)
			return err
		})
		equal(t, of(8), nil)
	})
}
