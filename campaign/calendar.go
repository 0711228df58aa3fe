package campaign

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

// decidedKey names the state that remembers until when the calendar is decided.
const decidedKey = "calendar.decided"

// lookBack is how far before the last decision Tick looks again. Zones differ by
// at most 26 hours (UTC−12 to UTC+14), so a unit whose zone changes cannot slip
// a post past the decision; the unique key of each delivery keeps it from
// getting one twice.
const lookBack = 26 * time.Hour

// lookAhead bounds the search for the next due post; the scheduler asks again
// at least every minute, so a longer pause than this is only slept in two parts.
const lookAhead = 35 * 24 * time.Hour

// audience is all groups that see the same calendar.
type audience struct {
	kind   loa.Kind
	zone   *time.Location
	groups []loa.Group
}

// owed is one post that one group is owed.
type owed struct {
	loa.Occurrence
	group loa.Group
	quiet loa.QuietHours
	key   string
}

// Tick decides everything that has become due by now, once: each post owed to a
// group becomes one delivery with a unique key, pending if its lateness rule
// still allows it, else expired. It returns when something is due next; zero if
// nothing is known. After a stop the same rule decides what was missed, and the
// decision is logged.
func (s *Service) Tick(ctx context.Context, now time.Time) (next time.Time, err error) {
	if s.Campaign() == nil {
		return time.Time{}, nil
	}
	if err := s.refreshIfChanged(ctx); err != nil {
		return time.Time{}, err
	}
	c := s.Campaign()
	var todo []owed
	var decided time.Time
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		audiences, err := s.audiences(tx, c)
		if err != nil {
			return err
		}
		if o, ok := nextDue(c, audiences, now); ok {
			next = o.Due
		}
		if decided, err = decidedUntil(tx); err != nil {
			return err
		}
		todo, err = undecided(tx, c, audiences, decided, now)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("read calendar: %w", err)
	}
	if len(todo) > 0 || now.Sub(decided) > time.Hour {
		if err := s.decide(ctx, todo, decided, now); err != nil {
			return time.Time{}, fmt.Errorf("decide calendar: %w", err)
		}
	}
	started, err := s.startScheduled(ctx, now)
	if err != nil {
		return time.Time{}, err
	}
	if !started.IsZero() && (next.IsZero() || started.Before(next)) {
		next = started
	}
	meeting, err := s.remindMeetings(ctx, now)
	if err != nil {
		return time.Time{}, err
	}
	if !meeting.IsZero() && (next.IsZero() || meeting.Before(next)) {
		next = meeting
	}
	for _, decide := range []func(context.Context, time.Time) (time.Time, error){s.closeQuestions, s.tickContests, s.tickRelays} {
		at, err := decide(ctx, now)
		if err != nil {
			return time.Time{}, err
		}
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if err := s.tellTroubles(ctx); err != nil {
		return time.Time{}, fmt.Errorf("tell editors: %w", err)
	}
	return next, nil
}

func (s *Service) audiences(tx *storage.Tx, c *loa.Campaign) ([]audience, error) {
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	var all []audience
	for _, g := range groups {
		kind, ok := c.Kind(g.Kind)
		if !ok || !s.knows(g.Bot) { // the kind has left the campaign, or the bot is not there yet: it is decided once it is
			continue
		}
		zone := s.zoneOf(units, g.Unit)
		i := slices.IndexFunc(all, func(a audience) bool {
			return a.kind.ID == kind.ID && a.zone.String() == zone.String()
		})
		if i < 0 {
			i = len(all)
			all = append(all, audience{kind: kind, zone: zone})
		}
		all[i].groups = append(all[i].groups, g)
	}
	return all, nil
}

func decidedUntil(tx *storage.Tx) (time.Time, error) {
	v, err := tx.State(decidedKey)
	if err != nil || v == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", decidedKey, err)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// nextDue returns what goes out next after now; ok is false if nothing is in sight.
func nextDue(c *loa.Campaign, audiences []audience, now time.Time) (next loa.Occurrence, ok bool) {
	for _, a := range audiences {
		for _, o := range c.Occurrences(a.kind, a.zone, now.Add(time.Millisecond), now.Add(lookAhead)) {
			if o.Skip != loa.SkipNone {
				continue
			}
			if !ok || o.Due.Before(next.Due) {
				next, ok = o, true
			}
			break
		}
	}
	return next, ok
}

// undecided lists what is due by now and has no delivery yet.
func undecided(tx *storage.Tx, c *loa.Campaign, audiences []audience, decided, now time.Time) ([]owed, error) {
	from := now.Add(-lookBack)
	if !decided.IsZero() && decided.Add(-lookBack).Before(from) {
		from = decided.Add(-lookBack)
	}
	var todo []owed
	for _, a := range audiences {
		for _, o := range c.Occurrences(a.kind, a.zone, from, now.Add(time.Millisecond)) {
			if o.Skip != loa.SkipNone {
				continue
			}
			for _, g := range a.groups {
				if o.Due.Before(g.BoundAt) { // nothing is owed from before a group was bound
					continue
				}
				key := postKey(c.ID, o, g.ID)
				known, err := tx.HasKey(key)
				if err != nil {
					return nil, err
				}
				if !known {
					quiet := c.Quiet
					quiet.Zone = a.zone.String()
					todo = append(todo, owed{o, g, quiet, key})
				}
			}
		}
	}
	return todo, nil
}

// postKey makes a post of a day go to a group once, whatever happens to clocks,
// zones and processes.
func postKey(campaign string, o loa.Occurrence, g loa.GroupID) string {
	return fmt.Sprintf("post:%s:%s:%s:%d", campaign, o.Post.ID, o.Date, g)
}

// decide queues what is owed, in one transaction with the memory of having done so.
func (s *Service) decide(ctx context.Context, todo []owed, decided, now time.Time) error {
	queued, late, expired := 0, 0, 0
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		queued, late, expired = 0, 0, 0
		for _, o := range todo {
			n, err := s.queuePost(tx, o, now)
			if err != nil {
				return err
			}
			switch {
			case n == 0: // another process was faster
			case now.After(o.NotAfter):
				expired++
			case now.Sub(o.Due) > time.Minute:
				late++
				queued++
			default:
				queued++
			}
		}
		if now.After(decided) {
			if err := tx.SetState(decidedKey, strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
				return err
			}
		}
		if late+expired == 0 {
			return nil
		}
		return tx.Audit(loa.Audit{
			At: now, Action: "calendar.catchup", Subject: "calendar",
			Detail: fmt.Sprintf("%d sent late, %d expired, last decided %s", late, expired, since(decided)),
		})
	})
	if err != nil {
		return err
	}
	if queued+expired > 0 {
		s.log.Info().Int("queued", queued).Int("late", late).Int("expired", expired).
			Time("decided_until", decided).Msg("calendar decided")
		s.wake()
	}
	return nil
}

func since(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}

// queuePost queues one post for one group and returns how many deliveries that made.
func (s *Service) queuePost(tx *storage.Tx, o owed, now time.Time) (int, error) {
	base := loa.Delivery{
		Bot: o.group.Bot, Chat: o.group.Chat, Thread: o.group.Thread, Group: o.group.ID,
		Priority: loa.Bulk, Due: o.Due, NotAfter: o.NotAfter, Quiet: o.quiet,
		Post: o.Post.ID, Date: o.Date, Created: now, State: loa.Pending,
	}
	if now.After(o.NotAfter) {
		base.State, base.Reason, base.Settled = loa.Expired, "missed: Loa was not running or the clock moved", now
	}
	if gone, err := s.withdrawn(tx, base.Item()); err != nil {
		return 0, err
	} else if gone { // in other groups; this one has not had it
		base.State, base.Reason, base.Settled = loa.Expired, reasonWithdrawn, now
	}
	held := false
	if base.State == loa.Pending {
		var err error
		if held, err = s.isHeld(tx, base.Bot, o.Due, heldPost(o.Occurrence)); err != nil {
			return 0, err
		}
	}
	if held {
		base.State, base.Reason, base.Settled = loa.Expired, reasonHeld, now
	}
	n := 0
	can := s.bot(o.group.Bot).Can
	can.Buttons = can.Buttons || o.group.Kind == loa.Loudspeaker // nobody reads out where a source is to be found
	for i, notice := range s.postNotices(o.Post, o.Date, s.groupLang(o.group), can) {
		d := base
		d.Payload.Notice = &notice
		d.Key = o.key
		if i > 0 {
			d.Key = fmt.Sprintf("%s:%d", o.key, i+1)
			d.Post = "" // a post counts once in every report
		}
		_, queued, err := tx.Enqueue(d)
		if err != nil {
			return n, err
		}
		if queued {
			n++
		}
	}
	if held {
		return n, tx.CountQuota(base.Bot, loa.QuotaHeld, now, n)
	}
	if n == 0 || base.State == loa.Expired || o.Post.Question == "" {
		return n, nil
	}
	held, err := s.isHeld(tx, base.Bot, o.Due, heldQuestion(o.Occurrence))
	if err != nil {
		return n, err
	}
	if held {
		return n, tx.CountQuota(base.Bot, loa.QuotaHeld, now, questionCost)
	}
	return n, s.queueQuestion(tx, base, o)
}
