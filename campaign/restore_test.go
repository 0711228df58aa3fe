package campaign_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// onDay is an instant of March 2024 in the rig's zone.
func (r *rig) onDay(day, hour, minute int) time.Time {
	return time.Date(2024, 3, day, hour, minute, 0, 0, r.now.Location())
}

// posts returns the states of a group's posts of a day.
func (r *rig) posts(g loa.Group, day int) string {
	r.t.Helper()
	var states []string
	r.update(func(tx *storage.Tx) error {
		list, err := tx.SentOn(g.ID, loa.Date{Year: 2024, Month: 3, Day: day})
		for _, d := range list {
			states = append(states, fmt.Sprintf("%s %s", d.Post, d.State))
		}
		return err
	})
	return strings.Join(states, ", ")
}

func (r *rig) enqueue(d loa.Delivery) loa.DeliveryID {
	r.t.Helper()
	var id loa.DeliveryID
	r.update(func(tx *storage.Tx) (err error) {
		id, _, err = tx.Enqueue(d)
		return err
	})
	return id
}

func (r *rig) state(id loa.DeliveryID) (d loa.Delivery) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		d, err = tx.Delivery(id)
		return err
	})
	return d
}

func (r *rig) restored(mark campaign.Restoration) (d campaign.Decided) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		d, err = campaign.MarkRestored(tx, mark)
		return err
	})
	return d
}

func (r *rig) afterRestore(at time.Time) {
	r.t.Helper()
	r.now = at
	if err := r.AfterRestore(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// TestRestore decides a database that was copied at noon of 12 March and came
// back on the 14th, when the Loa that had gone on was stopped.
func TestRestore(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		r.adminCanBeToldThings()
		r.now = r.onDay(12, 6, 0)
		cell, household := r.bind("-1", "cell"), r.bind("-2", "household")
		r.tick(r.onDay(12, 6, 30))
		for _, d := range r.due(r.now) { // one was sent, one was on its way
			if _, err := db.Begin(t.Context(), []loa.DeliveryID{d.ID}, r.now); err != nil {
				t.Fatal(err)
			}
			if d.Group == cell.ID {
				if err := r.Settle(t.Context(), d, loa.Outcome{State: loa.Sent, At: r.now}); err != nil {
					t.Fatal(err)
				}
			}
		}
		notice := loa.Payload{Notice: &loa.Notice{Text: loa.Plain("…")}}
		answer := r.enqueue(loa.Delivery{Bot: bot, Chat: "8", Private: true, Created: r.now, Payload: notice})
		later := r.enqueue(loa.Delivery{Bot: bot, Chat: "-1", Priority: loa.Bulk, Created: r.now, Due: r.onDay(14, 20, 0), Payload: notice})
		broadcasts := map[string]loa.BroadcastID{}
		var paused loa.DeliveryID
		r.update(func(tx *storage.Tx) error {
			for name, b := range map[string]loa.Broadcast{
				"draft": {State: loa.BroadcastDraft}, "waiting": {State: loa.BroadcastWaiting}, "paused": {State: loa.BroadcastPaused},
				"due": {State: loa.BroadcastScheduled, At: r.onDay(13, 10, 0)}, "later": {State: loa.BroadcastScheduled, At: r.onDay(20, 10, 0)},
			} {
				b.Bot, b.Author, b.Created = bot, admin(), r.now
				id, err := tx.SaveBroadcast(b)
				if err != nil {
					return err
				}
				broadcasts[name] = id
			}
			var err error
			paused, _, err = tx.Enqueue(loa.Delivery{
				Bot: bot, Chat: "-1", Group: cell.ID, Priority: loa.Bulk, Broadcast: broadcasts["paused"], Created: r.now,
				Due: r.onDay(30, 0, 0).AddDate(9, 0, 0), Payload: notice,
			})
			return errors.Join(err, tx.SaveInvite(loa.Invite{Digest: "d", Role: loa.Editor, Unit: "ward", Expires: r.onDay(20, 0, 0)}))
		})

		back := r.onDay(14, 5, 0)
		d := r.restored(campaign.Restoration{Backup: r.onDay(12, 12, 0), At: back, Stopped: back})
		if d.Count(loa.Uncertain) != 2 || d.Count(loa.Expired) != 1 || d.Broadcasts != 3 {
			t.Errorf("decided %+v", d)
		}
		for id, want := range map[loa.DeliveryID]loa.DeliveryState{answer: loa.Expired, later: loa.Pending, paused: loa.Uncertain} {
			if got := r.state(id); got.State != want {
				t.Errorf("delivery %d is %s, want %s", id, got.State, want)
			}
		}
		r.update(func(tx *storage.Tx) error {
			for name, want := range map[string]loa.BroadcastState{
				"draft": loa.BroadcastDraft, "waiting": loa.BroadcastStopped, "paused": loa.BroadcastStopped,
				"due": loa.BroadcastStopped, "later": loa.BroadcastScheduled,
			} {
				if b, err := tx.Broadcast(broadcasts[name]); err != nil || b.State != want {
					t.Errorf("the broadcast %s is %s, want %s: %v", name, b.State, want, err)
				}
			}
			if _, err := tx.Invite("d", back); !errors.Is(err, loa.ErrNotFound) {
				t.Errorf("an invitation that may have been used works: %v", err)
			}
			return nil
		})

		for range 2 { // the second time it does nothing
			r.afterRestore(r.onDay(14, 6, 0))
		}
		for _, tt := range []struct {
			group loa.Group
			day   int
			want  string
		}{
			{cell, 12, "p-12 sent"}, {household, 12, "p-12 uncertain"},
			{cell, 13, "p-13 uncertain"}, {household, 13, "p-13 uncertain"},
			{cell, 14, ""}, {household, 14, ""},
		} {
			if got := r.posts(tt.group, tt.day); got != tt.want {
				t.Errorf("group %d has on the %d: %q, want %q", tt.group.ID, tt.day, got, tt.want)
			}
		}
		r.tick(r.onDay(14, 6, 30))
		const want = `7: Loa was restored from a backup of 12:00 Tuesday 12 March 2024. What was sent from then until 05:00 Thursday 14 March 2024 is unknown to Loa. It repeats nothing by itself. Posts to look after: 2; broadcasts stopped: 3.
• p-12 (Tuesday 12 March 2024): may or may not have been posted, groups: 1.
• p-13 (Wednesday 13 March 2024): may or may not have been posted, groups: 2.
Please look into the groups. Groups registered and roles given or taken back since the backup have to be entered again; invitations not yet used no longer work.
-1: p-14

…
-2: p-14

…`
		if got := said(r.take(r.now)); got != want {
			t.Errorf("said:\n%s\nwant:\n%s", got, want)
		}
		r.update(func(tx *storage.Tx) error {
			n := 0
			log, err := tx.AuditLog(100)
			for _, a := range log {
				if a.Action == "database.restore" {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d entries of the restore in the audit log, want one", n)
			}
			return err
		})
	})
}

// TestRestoreAnswered: what falls due after somebody said that the former Loa
// has stopped is this one's to send, however late it starts.
func TestRestoreAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.now = r.onDay(12, 12, 0)
	cell := r.bind("-1", "cell")
	r.restored(campaign.Restoration{Backup: r.now, At: r.onDay(13, 5, 0)})
	r.now = r.onDay(13, 6, 0)
	mark, err := r.Restoration(t.Context())
	if err != nil || !mark.Stopped.IsZero() || mark.IsZero() {
		t.Fatalf("restoration %+v: %v", mark, err)
	}
	if err := r.ConfirmStopped(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.afterRestore(r.onDay(13, 7, 0))
	r.tick(r.now)
	if got := r.posts(cell, 13); got != "p-13 pending" {
		t.Errorf("posts are %q", got)
	}
}

// TestRestoreTooLate: a post that was too late before the backup was made cannot
// have been sent after it.
func TestRestoreTooLate(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.now = r.onDay(12, 12, 0)
	cell := r.bind("-1", "cell")
	r.tick(r.now)
	back := r.onDay(14, 7, 0) // Loa stood still on the 13th
	r.restored(campaign.Restoration{Backup: r.onDay(13, 12, 0), At: back, Stopped: back})
	r.afterRestore(back)
	if got := r.posts(cell, 13) + ", " + r.posts(cell, 14); got != "p-13 expired, p-14 uncertain" {
		t.Errorf("posts are %q", got)
	}
}

// TestRestoreOfARestored: a copy of a restored database in which Loa never ran
// knows no more than the first backup.
func TestRestoreOfARestored(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	first := r.onDay(12, 12, 0)
	r.restored(campaign.Restoration{Backup: first, At: r.onDay(13, 5, 0)})
	d := r.restored(campaign.Restoration{Backup: r.onDay(13, 6, 0), At: r.onDay(14, 5, 0)})
	if !d.Backup.Equal(first) {
		t.Errorf("the backup is taken for one of %s", d.Backup)
	}
	r.afterRestore(r.onDay(14, 5, 0))
	if mark, err := r.Restoration(t.Context()); err != nil || !mark.IsZero() {
		t.Errorf("restoration %+v: %v", mark, err)
	}
	r.afterRestore(r.onDay(14, 5, 0))
}
