package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// What a Status lists at most: what fits a screen.
const (
	statusClosed   = 10
	statusProblems = 10
)

// Status is how Loa stands, for its operator. Nothing in it is of a person. Its
// JSON form is stable: fields are added, never renamed. Counts hold every state,
// instants are UTC, and what is not known is left out.
type Status struct {
	At           time.Time                 `json:"at"`
	Rehearsal    bool                      `json:"rehearsal"`
	Campaign     StatusCampaign            `json:"campaign"`
	Deliveries   map[loa.DeliveryState]int `json:"deliveries"`
	Oldest       time.Time                 `json:"oldest_due,omitzero"` // since when the longest waiting delivery is due
	OldestAge    int64                     `json:"oldest_due_seconds"`  // 0: none waits
	DecidedUntil time.Time                 `json:"decided_until,omitzero"`
	Next         *StatusEvent              `json:"next,omitempty"`
	Bots         []StatusBot               `json:"bots"`
	Groups       map[loa.GroupState]int    `json:"groups"`
	Closed       []StatusGroup             `json:"closed_groups"` // newest last, at most 10
	Problems     []StatusProblem           `json:"problems"`      // newest first, at most 10
	DeadLetters  int                       `json:"dead_letters"`
	LastBackup   time.Time                 `json:"last_backup,omitzero"`
	Restored     time.Time                 `json:"restored_unconfirmed,omitzero"` // Loa refuses to start: see AfterRestore
}

// StatusCampaign is the campaign of the folder, and whether Loa carries it out.
type StatusCampaign struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Digest string `json:"digest"`
	// Adopted is false while the folder differs from what Loa last carried out.
	Adopted bool `json:"adopted"`
}

// StatusEvent is what goes out next.
type StatusEvent struct {
	At    time.Time  `json:"at"`
	Post  loa.PostID `json:"post"`
	Title string     `json:"title"`
}

// StatusBot is one bot's pace, in real time.
type StatusBot struct {
	ID         loa.BotID `json:"id"`
	LastMinute int       `json:"requests_last_minute"`
	// Month is there where the platform counts messages.
	Month *StatusMonth `json:"month,omitempty"`
}

// StatusMonth is what a bot has used of its month, by Vietnam's calendar. Loa counts what
// the platform may have counted.
type StatusMonth struct {
	Messages int `json:"messages"` // both ways
	Held     int `json:"held_back"`
	Groups   int `json:"groups"`
	People   int `json:"people"`
}

// StatusGroup is a group that Loa can no longer write to.
type StatusGroup struct {
	Title string     `json:"title"`
	Unit  loa.UnitID `json:"unit"`
	Name  string     `json:"unit_name"`
}

// StatusProblem is why deliveries failed or are uncertain.
type StatusProblem struct {
	State  loa.DeliveryState `json:"state"`
	Reason string            `json:"reason"`
	Count  int               `json:"count"`
	Last   time.Time         `json:"last"`
}

// Status tells how Loa stands at the time, judged by the campaign. It reads
// only, so it can be asked beside a serving Loa; the service needs no campaign
// of its own.
func (s *Service) Status(ctx context.Context, c *loa.Campaign, now time.Time) (Status, error) {
	st := Status{At: now.UTC(), Campaign: StatusCampaign{ID: c.ID, Name: c.Name, Digest: c.Digest}}
	err := s.db.View(ctx, func(tx *storage.Tx) error {
		for _, read := range []func(*storage.Tx, *loa.Campaign, *Status) error{s.readCalendar, readOutbox, s.readGroups, readMarks} {
			if err := read(tx, c, &st); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range st.Bots {
		if err != nil {
			break
		}
		var recent []loa.Pace
		recent, err = s.db.Recent(ctx, st.Bots[i].ID, now.Add(-time.Minute))
		st.Bots[i].LastMinute = len(recent)
	}
	if err != nil {
		return Status{}, fmt.Errorf("read status: %w", err)
	}
	return st, nil
}

func (s *Service) readCalendar(tx *storage.Tx, c *loa.Campaign, st *Status) error {
	digest, err := tx.State("campaign.digest")
	if err != nil {
		return err
	}
	st.Campaign.Adopted = digest == c.Digest
	if st.DecidedUntil, err = decidedUntil(tx); err != nil {
		return err
	}
	audiences, err := s.audiences(tx, c)
	if err != nil {
		return err
	}
	if o, ok := nextDue(c, audiences, st.At); ok {
		st.Next = &StatusEvent{At: o.Due.UTC(), Post: o.Post.ID, Title: c.WithYears(o.Post.Title, o.Date)}
	}
	return nil
}

func readOutbox(tx *storage.Tx, _ *loa.Campaign, st *Status) (err error) {
	counts, err := tx.CountDeliveries()
	if err != nil {
		return err
	}
	st.Deliveries = map[loa.DeliveryState]int{}
	for _, state := range []loa.DeliveryState{loa.Pending, loa.Sending, loa.Sent, loa.Uncertain, loa.Failed, loa.Expired, loa.Relayed} {
		st.Deliveries[state] = counts[state]
	}
	if st.Oldest, err = tx.OldestPending(st.At); err != nil {
		return err
	}
	if !st.Oldest.IsZero() {
		st.OldestAge = int64(st.At.Sub(st.Oldest) / time.Second)
	}
	problems, err := tx.Problems(statusProblems)
	if err != nil {
		return err
	}
	st.Problems = make([]StatusProblem, len(problems))
	for i, p := range problems {
		st.Problems[i] = StatusProblem(p)
	}
	st.DeadLetters, err = tx.DeadLetters()
	return err
}

func (s *Service) readGroups(tx *storage.Tx, _ *loa.Campaign, st *Status) error {
	groups, err := tx.Groups()
	if err != nil {
		return err
	}
	units, err := tx.Units()
	if err != nil {
		return err
	}
	st.Groups = map[loa.GroupState]int{loa.GroupActive: 0, loa.GroupWaiting: 0, loa.GroupClosed: 0}
	st.Closed = []StatusGroup{}
	for _, g := range groups {
		st.Groups[g.State]++
		if g.State == loa.GroupClosed && !g.Channel().Relayed() {
			u, _ := units.Find(g.Unit) // a unit that is gone has no name to show
			st.Closed = append(st.Closed, StatusGroup{Title: g.Title, Unit: g.Unit, Name: u.Name})
		}
	}
	st.Closed = slices.Clone(st.Closed[max(0, len(st.Closed)-statusClosed):])
	bots, err := tx.Bots()
	if err != nil {
		return err
	}
	st.Bots = make([]StatusBot, len(bots))
	for i, b := range bots {
		st.Bots[i].ID = b
		if !b.Metered() {
			continue
		}
		q, err := s.quotas(tx, []Bot{{ID: b}}, st.At)
		if err != nil {
			return err
		}
		st.Bots[i].Month = &StatusMonth{Messages: q[0].Counts.Used(), Held: q[0].Held, Groups: q[0].Groups, People: q[0].People}
	}
	return nil
}

func readMarks(tx *storage.Tx, _ *loa.Campaign, st *Status) error {
	rehearsal, err := tx.State(rehearsalKey)
	if err != nil {
		return err
	}
	st.Rehearsal = rehearsal == "true"
	if st.LastBackup, err = tx.LastBackup(); err != nil {
		return err
	}
	r, err := restoration(tx)
	if r.Stopped.IsZero() {
		st.Restored = r.At
	}
	return err
}
