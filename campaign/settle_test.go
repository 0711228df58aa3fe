package campaign_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestSettle: what follows from an outcome is stored with it.
func TestSettle(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		c, folder := illustrated(t, "text")
		r := newRig(t, db, c, folder)
		r.adminCanBeToldThings()
		g := r.bind("-1", "cell")
		r.tick(r.now.Add(30 * time.Minute))
		d := r.due(r.now)[0]
		settle := func(o loa.Outcome) {
			t.Helper()
			o.At, o.Due = r.now, r.now
			if err := r.Settle(t.Context(), d, o); err != nil {
				t.Fatal(err)
			}
		}
		settle(loa.Outcome{State: loa.Pending, NewChat: "-100"})
		if due := r.due(r.now); len(due) != 1 || due[0].Chat != "-100" {
			t.Fatalf("after the move: %+v, want the same post in chat -100", due)
		}
		d.Chat = "-100"
		settle(loa.Outcome{State: loa.Failed, ChatGone: true, Reason: "kicked"})
		if got := said(r.take(r.now)); !strings.HasPrefix(got, "7: Loa can no longer write to the group Group (Cell 1)") {
			t.Errorf("told: %s", got)
		}
		r.update(func(tx *storage.Tx) error {
			have, err := tx.Group(g.ID)
			if have.State != loa.GroupClosed || have.Chat != "-100" {
				t.Errorf("group %+v, want closed and followed to -100", have)
			}
			return err
		})
	})
}

// TestUpload: a file that the platform has is sent by its name there.
func TestUpload(t *testing.T) {
	t.Parallel()
	c, folder := illustrated(t, "text")
	r := newRig(t, storagetest.Open(t), c, folder)
	r.bind("-1", "cell")
	r.tick(r.now.Add(30 * time.Minute))
	d := r.due(r.now)[0]
	if err := r.Settle(t.Context(), d, loa.Outcome{State: loa.Sent, At: r.now, Receipt: loa.Receipt{FileID: "F1"}}); err != nil {
		t.Fatal(err)
	}
	r.update(func(tx *storage.Tx) error {
		id, err := tx.RemoteFile(bot, "d1")
		if id != "F1" {
			t.Errorf("the file is %q to the bot, want F1", id)
		}
		if _, missing := tx.RemoteFile(other, "d1"); !errors.Is(missing, loa.ErrNotFound) {
			t.Errorf("another bot has it too: %v", missing)
		}
		return err
	})
	if _, data, err := r.db.File(t.Context(), "d1"); string(data) != "png" {
		t.Errorf("stored bytes %q (%v)", data, err)
	}
}

// TestTopicGone: a post for a deleted topic comes in General, and those
// responsible are told; what was meant for another deleted topic just fails.
func TestTopicGone(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		r.adminCanBeToldThings()
		g := r.bind("-1", "cell")
		r.bind("-2", "cell")
		g.Thread = 7
		r.update(func(tx *storage.Tx) error {
			_, err := tx.SaveGroup(g)
			return err
		})
		r.tick(r.now.Add(30 * time.Minute))
		post, elsewhere := r.due(r.now)[0], r.due(r.now)[1]
		elsewhere.Thread = 8
		refused := loa.Outcome{State: loa.Failed, TopicGone: true, At: r.now, Reason: "refused"}
		if err := r.Settle(t.Context(), elsewhere, refused); err != nil {
			t.Fatal(err)
		}
		if due := r.due(r.now); len(due) != 1 || due[0].ID != post.ID {
			t.Fatalf("a topic that is not the group's: due are %+v, want only the other post", due)
		}
		if err := r.Settle(t.Context(), post, refused); err != nil {
			t.Fatal(err)
		}
		due := r.due(r.now)
		if len(due) != 2 || due[0].Chat != "7" || due[1].ID != post.ID || due[1].Thread != 0 {
			t.Fatalf("due are %+v, want a word to the admin and the post in General", due)
		}
		if got := due[0].Payload.Notice.Text.String(); !strings.HasPrefix(got, "The topic that received the posts in the group Group (Cell 1)") {
			t.Errorf("told: %s", got)
		}
		if err := r.Settle(t.Context(), due[1], refused); err != nil { // it never goes round and round
			t.Fatal(err)
		}
		if due := r.due(r.now); len(due) != 1 {
			t.Errorf("refused in General too: %+v, want nothing more but the word to the admin", due)
		}
	})
}
