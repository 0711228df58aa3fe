package campaign

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// A database that was restored from a backup carries these marks until Loa has
// decided what the restored state cannot know.
const (
	restoreBackupKey  = "restore.backup_at"
	restoreAtKey      = "restore.at"
	restoreStoppedKey = "restore.old_stopped"

	restoreBroadcastsKey = "restore.broadcasts" // how many were stopped
)

// restoredReason begins the reason of every delivery that a restore made doubtful.
const restoredReason = "restored from a backup of "

// Restoration is a database's coming back from a backup.
type Restoration struct {
	Backup  time.Time // the database knows nothing later
	At      time.Time // when it was restored
	Stopped time.Time // by when the Loa that worked on after the backup has stopped; zero: nobody has said
}

// IsZero reports whether there is nothing to decide.
func (r Restoration) IsZero() bool { return r.At.IsZero() }

func (r Restoration) reason() string {
	return restoredReason + since(r.Backup) + ": may have been sent since"
}

// Doubtful counts what another Loa may have sent of one post on one day, or of
// what is no post.
type Doubtful struct {
	Post  loa.PostID // "": answers, parts, questions, broadcasts by hand
	Date  loa.Date
	State loa.DeliveryState // Uncertain; Expired: an answer, or too late before the backup already
	Count int
}

// Decided is what a restore decided.
type Decided struct {
	Restoration
	Doubtful   []Doubtful // by day
	Broadcasts int        // stopped
}

// Count returns how many deliveries ended in the state.
func (d Decided) Count(state loa.DeliveryState) (n int) {
	for _, t := range d.Doubtful {
		if t.State == state {
			n += t.Count
		}
	}
	return n
}

// MarkRestored decides within a restored database what its outbox may have sent
// after the backup, and marks the database, so that Loa sends nothing before
// AfterRestore has decided the calendar too.
func MarkRestored(tx *storage.Tx, r Restoration) (Decided, error) {
	d := Decided{Restoration: r}
	before, err := restoration(tx)
	if err != nil {
		return d, err
	}
	if !before.IsZero() && before.Backup.Before(r.Backup) { // a copy of a restored database that never ran
		r.Backup, d.Backup = before.Backup, before.Backup
	}
	for key, at := range map[string]time.Time{restoreBackupKey: r.Backup, restoreAtKey: r.At, restoreStoppedKey: r.Stopped} {
		if err := tx.SetStateTime(key, at); err != nil {
			return d, err
		}
	}
	list, stopped, err := tx.Doubt(r.At, r.At, r.reason())
	if err != nil {
		return d, err
	}
	d.Doubtful, d.Broadcasts = countDoubts(list), stopped
	return d, tx.SetState(restoreBroadcastsKey, strconv.Itoa(stopped))
}

// Restoration returns from what the database was restored, zero if it was not
// or all of it has been decided.
func (s *Service) Restoration(ctx context.Context) (r Restoration, err error) {
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		r, err = restoration(tx)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("read restoration: %w", err)
	}
	return r, nil
}

func restoration(tx *storage.Tx) (r Restoration, err error) {
	for key, at := range map[string]*time.Time{restoreBackupKey: &r.Backup, restoreAtKey: &r.At, restoreStoppedKey: &r.Stopped} {
		if *at, err = tx.StateTime(key); err != nil {
			return r, err
		}
	}
	return r, nil
}

// ConfirmStopped notes that the Loa which worked on after the backup does no
// more: whatever falls due from now on is this one's to send.
func (s *Service) ConfirmStopped(ctx context.Context) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error { return tx.SetStateTime(restoreStoppedKey, s.now()) })
	if err != nil {
		return fmt.Errorf("confirm that the former Loa has stopped: %w", err)
	}
	return nil
}

// AfterRestore decides, once, what a restored database cannot know: which posts
// of the calendar the other Loa may have sent between the backup and its end.
// Each gets its delivery, uncertain, so that it never goes out again; editors
// are told. What is due later is left to Tick. It needs the campaign and the
// bots, and must have returned before anything is sent. Without a restore it
// does nothing.
func (s *Service) AfterRestore(ctx context.Context) error {
	r, err := s.Restoration(ctx)
	if err != nil || r.IsZero() {
		return err
	}
	var d Decided
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		r, err := restoration(tx)
		if err != nil || r.IsZero() { // decided meanwhile
			return err
		}
		if r.Stopped.IsZero() {
			r.Stopped = s.now()
		}
		d, err = s.decideRestored(tx, r)
		return err
	})
	if err != nil {
		return fmt.Errorf("decide after restore: %w", err)
	}
	s.log.Warn().Time("backup", d.Backup).Time("restored", d.At).Time("other_stopped", d.Stopped).
		Int("uncertain", d.Count(loa.Uncertain)).Int("expired", d.Count(loa.Expired)).Int("broadcasts_stopped", d.Broadcasts).
		Strs("doubtful", d.lines()).Msg("restored from a backup: what may have been sent since is not sent again")
	s.wake()
	return nil
}

func (s *Service) decideRestored(tx *storage.Tx, r Restoration) (Decided, error) {
	d := Decided{Restoration: r}
	if err := s.queueMissed(tx, r); err != nil {
		return d, err
	}
	now := s.now()
	_, stopped, err := tx.Doubt(r.Stopped, now, r.reason())
	if err != nil {
		return d, err
	}
	untold, err := tx.Untold(math.MaxInt32)
	if err != nil {
		return d, err
	}
	// Also those of MarkRestored, and what the backup knew to be too late.
	var ids []loa.DeliveryID
	for _, u := range untold {
		ids = append(ids, u.ID)
	}
	d.Doubtful = countDoubts(untold)
	if d.Broadcasts, err = stoppedBefore(tx); err != nil {
		return d, err
	}
	d.Broadcasts += stopped
	if err := s.tellRestored(tx, d); err != nil {
		return d, err
	}
	if err := tx.MarkTold(ids); err != nil {
		return d, err
	}
	for _, key := range []string{restoreBackupKey, restoreAtKey, restoreStoppedKey, restoreBroadcastsKey} {
		if err := tx.SetState(key, ""); err != nil {
			return d, err
		}
	}
	return d, tx.Audit(loa.Audit{
		At: now, Action: "database.restore", Subject: "database",
		Detail: fmt.Sprintf("backup of %s, restored %s, other Loa stopped by %s: %d uncertain, %d expired, %d broadcasts stopped",
			since(r.Backup), since(r.At), since(r.Stopped), d.Count(loa.Uncertain), d.Count(loa.Expired), d.Broadcasts),
	})
}

// stoppedBefore returns how many broadcasts MarkRestored stopped.
func stoppedBefore(tx *storage.Tx) (int, error) {
	v, err := tx.State(restoreBroadcastsKey)
	if err != nil || v == "" {
		return 0, err
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", restoreBroadcastsKey, err)
	}
	return n, nil
}

// queueMissed gives every post that fell due by the other Loa's end a delivery,
// as Tick would have at the time of the backup: expired where it was too late by
// then already, else pending, which Doubt takes over in the same transaction.
func (s *Service) queueMissed(tx *storage.Tx, r Restoration) error {
	c := s.Campaign()
	audiences, err := s.audiences(tx, c)
	if err != nil {
		return err
	}
	decided, err := decidedUntil(tx)
	if err != nil {
		return err
	}
	from := decided
	if from.IsZero() || r.Backup.Before(from) {
		from = r.Backup
	}
	missed, err := undecided(tx, c, audiences, from, r.Stopped)
	if err != nil {
		return err
	}
	for _, o := range missed {
		if _, err := s.queuePost(tx, o, r.Backup); err != nil {
			return err
		}
	}
	if r.Stopped.After(decided) {
		return tx.SetStateTime(decidedKey, r.Stopped)
	}
	return nil
}

func countDoubts(list []loa.Delivery) []Doubtful {
	counts := map[Doubtful]int{}
	for _, d := range list {
		counts[Doubtful{Post: d.Post, Date: d.Date, State: d.State}]++
	}
	var all []Doubtful
	for d, n := range counts {
		d.Count = n
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Doubtful) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Post, b.Post), cmp.Compare(a.State, b.State))
	})
	return all
}

// lines lists what is doubtful for the log.
func (d Decided) lines() []string {
	lines := make([]string, len(d.Doubtful))
	for i, t := range d.Doubtful {
		lines[i] = strings.TrimSpace(fmt.Sprintf("%s %s %d %s", t.Post, t.Date, t.Count, t.State))
	}
	return lines
}

// tellRestored tells editors and officials that Loa came back from a backup, and
// into which groups to look.
func (s *Service) tellRestored(tx *storage.Tx, d Decided) error {
	const shown = 20 // posts; who wants more reads the log
	posts := slices.DeleteFunc(slices.Clone(d.Doubtful), func(t Doubtful) bool { return t.Post == "" })
	for _, bot := range s.allBots() {
		err := s.tellEach(tx, bot.ID, "", []loa.Role{loa.Editor, loa.Official}, func(lang loa.Lang) loa.Text {
			moment := func(t time.Time) string { return s.catalog.Moment(lang, t, s.settings.Zone) }
			lines := []loa.Text{s.catalog.Say(lang, "operate.told_restored", map[string]any{
				"Backup": moment(d.Backup), "Stopped": moment(d.Stopped), "Count": len(posts), "Broadcasts": d.Broadcasts,
			})}
			for _, t := range posts[:min(shown, len(posts))] {
				lines = append(lines, s.catalog.Say(lang, "operate.told_"+string(t.State), map[string]any{
					"Title": s.titleOf(t.Post, t.Date), "Date": s.catalog.Day(lang, t.Date), "Count": t.Count,
				}))
			}
			if more := len(posts) - shown; more > 0 {
				lines = append(lines, s.catalog.Say(lang, "operate.more", map[string]any{"Count": more}))
			}
			return loa.Lines("\n", append(lines, s.catalog.Say(lang, "operate.told_check", nil))...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// titleOf returns the title of a post, or its id if it has left the campaign.
func (s *Service) titleOf(id loa.PostID, day loa.Date) string {
	if p, ok := s.Campaign().Post(id); ok {
		return s.Campaign().WithYears(p.Title, day)
	}
	return string(id)
}
