package storage_test

import (
	"testing"
	"time"

	"loa"
	"loa/storage"
)

func saveGroup(t testing.TB, db *storage.DB, g loa.Group) loa.Group {
	t.Helper()
	update(t, db, func(tx *storage.Tx) (err error) {
		g.ID, err = tx.SaveGroup(g)
		return err
	})
	return g
}

func groups(t testing.TB, db *storage.DB, states ...loa.GroupState) []loa.Group {
	t.Helper()
	return read(t, db, func(tx *storage.Tx) ([]loa.Group, error) { return tx.Groups(states...) })
}

func waiting(c loa.ChatID) loa.Group {
	return loa.Group{Bot: bot, Chat: c, Title: "Chi bộ 1", Lang: loa.Vietnamese, State: loa.GroupWaiting}
}

func bound(c loa.ChatID) loa.Group {
	return loa.Group{Bot: bot, Chat: c, Title: "Chi bộ 1", Unit: "cb-1", Kind: "cell", Thread: 5, Lang: loa.Vietnamese,
		State: loa.GroupActive, BoundAt: noon, BoundBy: person}
}

func closed(g loa.Group) loa.Group {
	g.State = loa.GroupClosed
	return g
}

func TestGroups(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		a := saveGroup(t, db, waiting("-1"))
		b := saveGroup(t, db, bound("-2"))
		elsewhere := bound("-1")
		elsewhere.Bot = "zalo:9"
		c := saveGroup(t, db, elsewhere)
		equal(t, []loa.GroupID{a.ID, b.ID, c.ID}, []loa.GroupID{1, 2, 3})
		equal(t, groups(t, db), []loa.Group{a, b, c})
		equal(t, groups(t, db, loa.GroupWaiting), []loa.Group{a})
		equal(t, groups(t, db, loa.GroupActive, loa.GroupClosed), []loa.Group{b, c})
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Group, error) { return tx.Group(b.ID) }), b)
		equal(t, read(t, db, func(tx *storage.Tx) (loa.Group, error) { return tx.GroupByChat("zalo:9", "-1") }), c)

		a = closed(a)
		equal(t, saveGroup(t, db, a), a)
		equal(t, groups(t, db, loa.GroupClosed), []loa.Group{a})
	})
}

// TestGroupIsReadAnew: what a transaction has read of a group it does not keep once the group changes.
func TestGroupIsReadAnew(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		g := saveGroup(t, db, bound("-1"))
		update(t, db, func(tx *storage.Tx) error {
			want := func() {
				t.Helper()
				for range 2 {
					byID, err := tx.Group(g.ID)
					if err != nil {
						t.Fatal(err)
					}
					equal(t, byID, g)
					byChat, err := tx.GroupByChat(bot, g.Chat)
					if err != nil {
						t.Fatal(err)
					}
					equal(t, byChat, g)
				}
			}
			want()
			g.Title = "Chi bộ 2"
			if _, err := tx.SaveGroup(g); err != nil {
				return err
			}
			want()
			g.Chat = "-100"
			if err := tx.MoveChat(bot, "-1", g.Chat); err != nil {
				return err
			}
			want()
			_, err := tx.GroupByChat(bot, "-1")
			wantNotFound(t, err)
			return nil
		})
	})
}

func TestGroupsNotFound(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Group, error) { return tx.Group(1) })
		wantNotFound(t, err)
		_, err = tryRead(t, db, func(tx *storage.Tx) (loa.Group, error) { return tx.GroupByChat(bot, chat) })
		wantNotFound(t, err)
		wantNotFound(t, db.Update(t.Context(), func(tx *storage.Tx) error {
			g := waiting(chat)
			g.ID = 8
			_, err := tx.SaveGroup(g)
			return err
		}))
	})
}

func TestOneGroupPerChat(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		g := saveGroup(t, db, waiting(chat))
		err := db.Update(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.SaveGroup(waiting(chat))
			return err
		})
		if err == nil {
			t.Error("the chat has two groups")
		}
		bad := g
		bad.State = "bad"
		if err := db.Update(t.Context(), func(tx *storage.Tx) error { _, err := tx.SaveGroup(bad); return err }); err == nil {
			t.Error("the group has an impossible state")
		}
		equal(t, groups(t, db), []loa.Group{g})
	})
}

func moveChat(from, to loa.ChatID) func(tx *storage.Tx) error {
	return func(tx *storage.Tx) error { return tx.MoveChat(bot, from, to) }
}

func TestMoveChatMerges(t *testing.T) {
	t.Parallel()
	const from, to loa.ChatID = "-5", "-1005"
	rebound := func(g loa.Group, unit loa.UnitID) loa.Group {
		g.Unit = unit
		return g
	}
	in := func(g loa.Group, c loa.ChatID) loa.Group {
		g.Chat = c
		return g
	}
	reopened := func(g loa.Group) loa.Group {
		g.State = loa.GroupActive
		return g
	}
	tests := []struct {
		name     string
		old, new *loa.Group
		kept     int // which of them is kept: 1 or 2
		want     loa.Group
	}{
		{"only the old", new(bound(from)), nil, 1, bound(to)},
		{"moved before", nil, new(bound(to)), 1, bound(to)},
		{"both waiting", new(waiting(from)), new(waiting(to)), 1, waiting(to)},
		{"old bound", new(bound(from)), new(waiting(to)), 1, bound(to)},
		{"new bound", new(waiting(from)), new(bound(to)), 2, bound(to)},
		{"both bound", new(bound(from)), new(rebound(bound(to), "cb-9")), 1, bound(to)},
		{"old left, new waiting", new(closed(bound(from))), new(waiting(to)), 1, reopened(in(bound(from), to))},
		{"old left unbound", new(closed(waiting(from))), new(waiting(to)), 1, waiting(to)},
		{"old left, new bound", new(closed(waiting(from))), new(bound(to)), 2, bound(to)},
		{"old left alone", new(closed(bound(from))), nil, 1, closed(bound(to))},
		{"neither", nil, nil, 0, loa.Group{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(t *testing.T, db *storage.DB) {
				bystander := saveGroup(t, db, waiting("-77"))
				var want []loa.Group
				for i, g := range []*loa.Group{test.old, test.new} {
					if g == nil {
						continue
					}
					id := saveGroup(t, db, *g).ID
					d := notice(g.Chat, "x")
					d.Group = id
					enqueue(t, db, d)
					if test.kept == i+1 || test.old == nil {
						kept := test.want // engines run side by side: each has its own
						kept.ID = id
						want = []loa.Group{kept}
					}
				}
				for range 2 { // platforms tell of it twice
					update(t, db, moveChat(from, to))
				}
				equal(t, groups(t, db), append([]loa.Group{bystander}, want...))
				if len(want) > 0 {
					d := delivery(t, db, 1)
					equal(t, d.Group, want[0].ID)
					equal(t, d.Chat, to)
				}
			})
		})
	}
}

func TestMoveChatMovesWhatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		const from, to loa.ChatID = "-5", "-1005"
		sent := enqueue(t, db, notice(from, "sent"))
		begin(t, db, sent)
		settle(t, db, sent, loa.Outcome{State: loa.Sent, At: noon, Receipt: loa.Receipt{Message: "m"}})
		sending := enqueue(t, db, notice(from, "sending"))
		begin(t, db, sending)
		pending := enqueue(t, db, notice(from, "pending"))
		toast := notice(from, "")
		toast.Payload = loa.Payload{Toast: &loa.Toast{Tap: "t"}}
		tapped := enqueue(t, db, toast)
		elsewhere := notice(from, "another bot's")
		elsewhere.Bot = "zalo:9"
		foreign := enqueue(t, db, elsewhere)
		update(t, db, moveChat(from, to))
		for id, want := range map[loa.DeliveryID]loa.ChatID{sent: from, sending: to, pending: to, tapped: to, foreign: from} {
			equal(t, delivery(t, db, id).Chat, want)
		}
		// The lane has moved as well: what is being sent holds up what comes under the new id, not the toast.
		enqueue(t, db, notice(to, "after the move"))
		equal(t, due(t, db), []loa.DeliveryID{tapped})
	})
}

func TestLeaveTopic(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		const chat loa.ChatID = "-1005"
		in := func(c loa.ChatID, thread int64, text string) loa.DeliveryID {
			d := notice(c, text)
			d.Thread = thread
			return enqueue(t, db, d)
		}
		sent := in(chat, 7, "sent")
		begin(t, db, sent)
		settle(t, db, sent, loa.Outcome{State: loa.Sent, At: noon, Receipt: loa.Receipt{Message: "m"}})
		sending := in(chat, 7, "sending")
		begin(t, db, sending)
		pending, other, elsewhere := in(chat, 7, "pending"), in(chat, 9, "another topic"), in("-1006", 7, "another chat")
		update(t, db, func(tx *storage.Tx) error { return tx.LeaveTopic(bot, chat, 7) })
		for id, want := range map[loa.DeliveryID]int64{sent: 7, sending: 0, pending: 0, other: 9, elsewhere: 7} {
			equal(t, delivery(t, db, id).Thread, want)
		}
	})
}

func TestMoveChatMovesDialogs(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		const from, to loa.ChatID = "-5", "-1005"
		dialog := func(c loa.ChatID, a loa.Account, name string) loa.Dialog {
			return loa.Dialog{Bot: bot, Chat: c, Account: a, Name: name, Expires: noon.Add(time.Hour)}
		}
		for _, d := range []loa.Dialog{dialog(from, person, "old"), dialog(to, person, "new"), dialog(from, other, "moved")} {
			update(t, db, func(tx *storage.Tx) error { return tx.SaveDialog(d) })
		}
		update(t, db, moveChat(from, to))
		for a, name := range map[loa.Account]string{person: "new", other: "moved"} {
			equal(t, read(t, db, func(tx *storage.Tx) (loa.Dialog, error) { return tx.Dialog(bot, to, a, noon) }), dialog(to, a, name))
			_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Dialog, error) { return tx.Dialog(bot, from, a, noon) })
			wantNotFound(t, err)
		}
	})
}
