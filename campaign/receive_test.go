package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestReceive: a batch is committed together; a poisonous update is put aside
// with its own effects undone, the person is told, and the rest go on.
func TestReceive(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		var handled []int64
		step := func(d *campaign.Desk, u loa.Update) error {
			handled = append(handled, u.ID)
			chat := loa.Chat{ID: "7", Type: loa.PrivateChat}
			if err := d.Answer(chat, loa.English, loa.Notice{Text: loa.Plain(fmt.Sprint("answer ", u.ID))}); err != nil {
				return err
			}
			switch u.ID {
			case 2:
				return errors.New("no such thing")
			case 3:
				panic("a bug")
			}
			return nil
		}
		private := &loa.Message{Chat: loa.Chat{ID: "7", Type: loa.PrivateChat}, From: loa.Sender{Account: admin()}}
		batch := []loa.Update{
			{ID: 1, Message: private}, {ID: 2, Message: private},
			{ID: 3, Tap: &loa.Tap{ID: "tap", Chat: private.Chat, From: private.From}},
			{ID: 4, Raw: []byte("{"), Bad: errors.New("not JSON")}, {ID: 5, Message: private},
		}
		aside := 0
		r.OnDeadLetter(func() { aside++ })
		for range 2 { // the second time they are all duplicates
			if err := r.Receive(t.Context(), bot, batch, 6, step); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(handled); got != "[1 2 3 5]" {
			t.Errorf("handled %s, want each decodable update once", got)
		}
		want := "7: answer 1\n7: Loa met an error and could not do this. Nothing was saved. Please try again in a few minutes.\n7: answer 5"
		ds := r.take(r.now)
		if got := said(ds); got != want {
			t.Errorf("said:\n%s\nwant:\n%s", got, want)
		}
		if i := len(ds); i != 4 {
			t.Errorf("%d deliveries, want 4: three messages and a toast that tells of the error", i)
		}
		r.update(func(tx *storage.Tx) error {
			n, err := tx.DeadLetters()
			if err != nil || n != 3 || aside != 3 {
				t.Errorf("%d put aside and %d counted (%v), want 3", n, aside, err)
			}
			offset, err := tx.Offset(bot)
			if offset != 6 {
				t.Errorf("offset %d (%v), want 6", offset, err)
			}
			return err
		})
	})
}

// TestReceiveStopped: what could not be committed is not confirmed, and nothing of it stays.
func TestReceiveStopped(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	ctx, cancel := context.WithCancel(t.Context())
	err := r.Receive(ctx, bot, []loa.Update{{ID: 1}}, 2, func(d *campaign.Desk, _ loa.Update) error {
		if _, _, err := d.Joined(loa.Chat{ID: "-1", Type: loa.GroupChat}); err != nil {
			return err
		}
		cancel()
		return nil
	})
	if err == nil {
		t.Fatal("a batch that was not stored counts as received")
	}
	r.update(func(tx *storage.Tx) error {
		if groups, err := tx.Groups(); len(groups) != 0 {
			t.Errorf("the group stayed: %v (%v)", groups, err)
		}
		fresh, err := tx.MarkSeen(bot, 1, r.now)
		if !fresh {
			t.Error("the update counts as seen")
		}
		return err
	})
}

// TestToastsAfterCommit: answers to taps are handed over once their cause is stored; those
// that nobody takes are stored, and those of an update that failed are not said.
func TestToastsAfterCommit(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	var sent []string
	r.OnToasts(bot, func(list []loa.Delivery) []loa.Delivery {
		for _, d := range list[:len(list)-1] {
			sent = append(sent, d.Payload.Toast.Text)
		}
		return list[len(list)-1:]
	})
	var batch []loa.Update
	for id := int64(1); id <= 3; id++ {
		batch = append(batch, loa.Update{ID: id, Tap: &loa.Tap{ID: fmt.Sprint("tap ", id), Chat: loa.Chat{ID: "5", Type: loa.PrivateChat}}})
	}
	err := r.Receive(t.Context(), bot, batch, 4, func(d *campaign.Desk, u loa.Update) error {
		if err := d.Toast(*u.Tap, fmt.Sprint("answer ", u.ID), false); err != nil {
			return err
		}
		if u.ID == 2 {
			return errors.New("on purpose")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(sent) != 2 || sent[0] != "answer 1" || strings.HasPrefix(sent[1], "answer") {
		t.Errorf("sent %q, want the answer to the first and an apology for the second", sent)
	}
	if due := r.due(r.now); len(due) != 1 || due[0].Payload.Toast == nil || due[0].Payload.Toast.Text != "answer 3" {
		t.Errorf("stored %+v, want what was not taken", due)
	}
}
