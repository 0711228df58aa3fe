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

func sender(id string) loa.Sender {
	return loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: id}}
}

// desk runs a use case as the handling of one update. An error is returned and
// undoes the update, as in real life.
func (r *rig) desk(do func(*campaign.Desk) error) error {
	r.t.Helper()
	r.updates++
	var problem error
	err := r.Receive(r.t.Context(), bot, []loa.Update{{ID: r.updates}}, 0, func(d *campaign.Desk, _ loa.Update) error {
		problem = do(d)
		return problem
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return problem
}

func (r *rig) must(do func(*campaign.Desk) error) {
	r.t.Helper()
	if err := r.desk(do); err != nil {
		r.t.Fatal(err)
	}
}

// refused reports whether the use case is refused for the reason.
func (r *rig) refused(key string, do func(*campaign.Desk) error) {
	r.t.Helper()
	err := r.desk(do)
	if refusal, ok := errors.AsType[*campaign.Refusal](err); !ok || refusal.Key != key {
		r.t.Errorf("got %v, want the refusal %s", err, key)
	}
}

// grant gives a role, and opens the person's private chat.
func (r *rig) grant(id string, role loa.Role, unit loa.UnitID) loa.Sender {
	who := sender(id)
	r.update(func(tx *storage.Tx) error {
		if err := tx.AddGrant(loa.Grant{Account: who.Account, Unit: unit, Role: role}, admin(), r.now); err != nil {
			return err
		}
		return tx.SavePerson(loa.Person{Account: who.Account, Chat: loa.ChatID(id), Open: true})
	})
	return who
}

// draft composes a broadcast of a strand that needs no approval.
func (r *rig) draft(who loa.Sender, text string, strand loa.StrandID) loa.BroadcastID {
	r.t.Helper()
	var id loa.BroadcastID
	r.must(func(d *campaign.Desk) error {
		b, err := d.Compose(who, loa.Chat{ID: loa.ChatID(who.Account.ID), Type: loa.PrivateChat}, loa.Plain(text), nil, "")
		if err != nil {
			return err
		}
		id = b.ID
		_, err = d.Revise(who, id, func(b *loa.Broadcast) { b.Strand = strand })
		return err
	})
	return id
}

func (r *rig) launch(who loa.Sender, id loa.BroadcastID, again bool) error {
	return r.desk(func(d *campaign.Desk) error {
		_, err := d.Launch(who, id, "card", again)
		return err
	})
}

func (r *rig) broadcast(id loa.BroadcastID) (b loa.Broadcast, p loa.Progress) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		if b, err = tx.Broadcast(id); err != nil {
			return err
		}
		all, err := tx.BroadcastDeliveries(id)
		states := map[loa.DeliveryState]int{}
		for _, d := range all {
			states[d.State]++
		}
		p = loa.ProgressOf(states)
		return err
	})
	return b, p
}

// settle begins and settles the deliveries of broadcasts that are due, each as decided.
func (r *rig) settle(decide func(loa.Delivery) loa.DeliveryState) {
	r.t.Helper()
	for _, d := range r.due(r.now) {
		if d.Broadcast == 0 {
			continue
		}
		if _, err := r.db.Begin(r.t.Context(), []loa.DeliveryID{d.ID}, r.now); err != nil {
			r.t.Fatal(err)
		}
		if err := r.Settle(r.t.Context(), d, loa.Outcome{State: decide(d), At: r.now, Reason: "because"}); err != nil {
			r.t.Fatal(err)
		}
	}
}

// ward is a rig with a broadcast-minded plan: strand M6 needs two approvals, and
// there is a cell group, a household group and one of another cell.
func ward(t *testing.T, db *storage.DB) *rig {
	c := plan(t)
	c.Strands[1].Approvals = 2
	r := newRig(t, db, c, nil)
	r.now = r.now.Add(6 * time.Hour) // noon: no quiet hours
	r.adminCanBeToldThings()
	r.bind("-1", "cell")
	r.bind("-2", "household")
	other := r.bind("-3", "cell")
	other.Unit = "cb-2"
	r.update(func(tx *storage.Tx) error {
		_, err := tx.SaveGroup(other)
		return err
	})
	return r
}

func TestBroadcastReach(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := ward(t, db)
		official := r.grant("50", loa.Official, "cb-1")
		for _, c := range []struct {
			name   string
			who    loa.Sender
			strand loa.StrandID
			to     loa.Audience
			want   string
		}{
			{"everybody", sender("7"), "M1", loa.Audience{}, "[-1 -2 -3]"},
			{"a strand for cells only", sender("7"), "M6", loa.Audience{}, "[-1 -3]"},
			{"one kind", sender("7"), "M1", loa.Audience{Kinds: []loa.GroupKind{"household"}}, "[-2]"},
			{"one unit", sender("7"), "M1", loa.Audience{Units: []loa.UnitID{"cb-2"}}, "[-3]"},
			{"an official's own unit", official, "M1", loa.Audience{}, "[-1 -2]"},
			{"another official's unit", official, "M1", loa.Audience{Units: []loa.UnitID{"cb-2"}}, "[]"},
		} {
			id := r.draft(c.who, c.name, c.strand)
			r.must(func(d *campaign.Desk) error {
				b, err := d.Revise(c.who, id, func(b *loa.Broadcast) { b.To = c.to })
				if err != nil {
					return err
				}
				groups, err := d.Recipients(b)
				chats := []loa.ChatID{}
				for _, g := range groups {
					chats = append(chats, g.Chat)
				}
				if got := fmt.Sprint(chats); got != c.want {
					t.Errorf("%s: goes to %s, want %s", c.name, got, c.want)
				}
				return err
			})
		}
	})
}

func TestBroadcastRights(t *testing.T) {
	t.Parallel()
	r := ward(t, storagetest.Open(t))
	official := r.grant("50", loa.Official, "ward")
	id := r.draft(sender("7"), "tin", "M1")
	private := loa.Chat{ID: "60", Type: loa.PrivateChat}
	r.refused("campaign.may_not_broadcast", func(d *campaign.Desk) error {
		_, err := d.Compose(sender("60"), private, loa.Plain("tin"), nil, "")
		return err
	})
	r.refused("campaign.anonymous", func(d *campaign.Desk) error {
		_, err := d.Compose(loa.Sender{Anonymous: true}, private, loa.Plain("tin"), nil, "")
		return err
	})
	r.refused("campaign.not_author", func(d *campaign.Desk) error {
		_, err := d.Launch(official, id, "card", false)
		return err
	})
	for text, key := range map[string]string{
		"MẬT\nnội dung": "campaign.concern_secret", "CCCD 001099012345": "campaign.concern_id",
		"0912345678, 0912345679, 0912345670": "campaign.concern_phones", "": "campaign.broadcast_empty",
	} {
		r.refused(key, func(d *campaign.Desk) error {
			_, err := d.Compose(sender("7"), private, loa.Plain(text), nil, "")
			return err
		})
	}
	r.refused("campaign.time_past", func(d *campaign.Desk) error {
		if _, err := d.Revise(sender("7"), id, func(b *loa.Broadcast) { b.At = r.now.Add(-time.Minute) }); err != nil {
			return err
		}
		_, err := d.Launch(sender("7"), id, "card", false)
		return err
	})
	r.refused("campaign.no_recipients", func(d *campaign.Desk) error {
		if _, err := d.Revise(sender("7"), id, func(b *loa.Broadcast) { b.To.Units = []loa.UnitID{"nowhere"} }); err != nil {
			return err
		}
		_, err := d.Launch(sender("7"), id, "card", false)
		return err
	})
	if due := r.due(r.now.Add(48 * time.Hour)); len(due) != 0 {
		t.Errorf("%d deliveries were queued by what was refused", len(due))
	}
}

// TestBroadcastTwice: the identical text to the same groups within two days is a slip.
func TestBroadcastTwice(t *testing.T) {
	t.Parallel()
	r := ward(t, storagetest.Open(t))
	lan := sender("7")
	if err := r.launch(lan, r.draft(lan, "tin", "M1"), false); err != nil {
		t.Fatal(err)
	}
	same := r.draft(lan, "tin", "M1")
	err := r.launch(lan, same, false)
	if refusal, ok := errors.AsType[*campaign.Refusal](err); !ok || refusal.Key != campaign.SameBroadcast || refusal.Data["Groups"] != 3 {
		t.Errorf("sent twice: %v", err)
	}
	if err := r.launch(lan, same, true); err != nil {
		t.Errorf("sent twice on purpose: %v", err)
	}
	if err := r.launch(lan, r.draft(lan, "tin khác", "M1"), false); err != nil {
		t.Errorf("another text: %v", err)
	}
	r.now = r.now.Add(49 * time.Hour)
	if err := r.launch(lan, r.draft(lan, "tin", "M1"), false); err != nil {
		t.Errorf("two days later: %v", err)
	}
}

func TestBroadcastApproval(t *testing.T) {
	t.Parallel()
	r := ward(t, storagetest.Open(t))
	lan := sender("7")
	id := r.draft(lan, "tin", "M6")
	r.refused("campaign.no_approvers", func(d *campaign.Desk) error {
		_, err := d.Launch(lan, id, "card", false)
		return err
	})
	hung, mai := r.grant("51", loa.Editor, "ward"), r.grant("52", loa.Official, "cb-1")
	if err := r.launch(lan, id, false); err != nil {
		t.Fatal(err)
	}
	b, p := r.broadcast(id)
	if b.State != loa.BroadcastWaiting || p.Total != 0 {
		t.Fatalf("%s with %d deliveries before any approval", b.State, p.Total)
	}
	approve := func(who loa.Sender, digest string) func(d *campaign.Desk) error {
		return func(d *campaign.Desk) error {
			_, err := d.ApproveBroadcast(who, id, digest)
			return err
		}
	}
	r.refused("campaign.own_approval", approve(lan, b.Digest()))
	r.refused("campaign.changed_since", approve(hung, "0123456789abcdef"))
	r.refused("campaign.changed_since", approve(hung, ""))
	r.refused("campaign.broadcast_under_way", func(d *campaign.Desk) error {
		_, err := d.Revise(lan, id, func(b *loa.Broadcast) { b.Text = loa.Plain("khác") })
		return err
	})
	for range 2 { // pressing twice counts once
		r.must(approve(hung, b.Digest()))
	}
	if b, _ := r.broadcast(id); b.State != loa.BroadcastWaiting {
		t.Fatalf("%s after one person's approval, want waiting for the second", b.State)
	}
	r.must(approve(mai, b.Digest()[:16]))
	b, p = r.broadcast(id)
	if b.State != loa.BroadcastRunning || p.Total != 2 {
		t.Errorf("%s with %d deliveries after two approvals, want running with 2", b.State, p.Total)
	}
	r.refused("campaign.not_waiting", approve(mai, b.Digest()))
}

// TestBroadcastControl walks through pause, resume, stop and send again.
func TestBroadcastControl(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := ward(t, db)
		lan := sender("7")
		id := r.draft(lan, "tin", "M1")
		if err := r.launch(lan, id, false); err != nil {
			t.Fatal(err)
		}
		step := func(do func(d *campaign.Desk, who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error)) func(*campaign.Desk) error {
			return func(d *campaign.Desk) error {
				_, err := do(d, lan, id)
				return err
			}
		}
		r.refused("campaign.broadcast_is_running", step((*campaign.Desk).Resume))
		r.must(step((*campaign.Desk).Pause))
		r.refused("campaign.broadcast_is_paused", step((*campaign.Desk).Pause))
		r.settle(func(loa.Delivery) loa.DeliveryState { t.Error("sent while paused"); return loa.Sent })
		r.must(step((*campaign.Desk).Resume))
		states := map[loa.ChatID]loa.DeliveryState{"-1": loa.Sent, "-2": loa.Failed, "-3": loa.Uncertain}
		r.settle(func(d loa.Delivery) loa.DeliveryState { return states[d.Chat] })
		if err := r.RefreshCards(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, p := r.broadcast(id)
		if b.State != loa.BroadcastDone || p != (loa.Progress{Total: 3, Sent: 1, Failed: 1, Uncertain: 1}) {
			t.Fatalf("%s, %+v", b.State, p)
		}
		r.must(func(d *campaign.Desk) error {
			text, buttons, err := d.Card(b, loa.English)
			want := "Sent: tin\n✓ 1 done · 0 waiting · 1 failed · 1 uncertain · of 3 in all\n" +
				"✗ Group: could not be sent (because)\n? Group: uncertain, please look into the group"
			if text.String() != want || len(buttons) != 1 {
				t.Errorf("card:\n%s\n%v", text, buttons)
			}
			return err
		})
		r.must(step((*campaign.Desk).SendAgain))
		again := 0
		r.settle(func(d loa.Delivery) loa.DeliveryState {
			again++
			if d.Chat != "-2" {
				t.Errorf("sent again to %s, which it did not provably miss", d.Chat)
			}
			return loa.Sent
		})
		if again != 1 {
			t.Errorf("sent again to %d groups, want 1", again)
		}
		if err := r.RefreshCards(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.refused("campaign.nobody_missed", step((*campaign.Desk).SendAgain))
	})
}

func TestBroadcastStop(t *testing.T) {
	t.Parallel()
	r := ward(t, storagetest.Open(t))
	lan := sender("7")
	id := r.draft(lan, "tin", "M1")
	if err := r.launch(lan, id, false); err != nil {
		t.Fatal(err)
	}
	r.must(func(d *campaign.Desk) error {
		_, err := d.Stop(lan, id)
		return err
	})
	r.settle(func(loa.Delivery) loa.DeliveryState { t.Error("sent after the stop"); return loa.Sent })
	if b, p := r.broadcast(id); b.State != loa.BroadcastStopped || p.Failed != 3 {
		t.Errorf("%s, %+v", b.State, p)
	}
}

// TestBroadcastScheduled: it starts at its time, once, also when Loa was off then;
// a day late it does not start any more.
func TestBroadcastScheduled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		late  time.Duration
		state loa.BroadcastState
		total int
	}{{0, loa.BroadcastRunning, 3}, {5 * time.Hour, loa.BroadcastRunning, 3}, {25 * time.Hour, loa.BroadcastStopped, 0}} {
		r := ward(t, storagetest.Open(t))
		lan := sender("7")
		id := r.draft(lan, "tin", "M1")
		at := r.now.Add(time.Hour)
		r.must(func(d *campaign.Desk) error {
			if _, err := d.Revise(lan, id, func(b *loa.Broadcast) { b.At = at }); err != nil {
				return err
			}
			_, err := d.Launch(lan, id, "card", false)
			return err
		})
		if next := r.tick(r.now); !next.Equal(at) {
			t.Errorf("next due %s, want %s", next, at)
		}
		if b, p := r.broadcast(id); b.State != loa.BroadcastScheduled || p.Total != 0 {
			t.Errorf("%s with %d deliveries before its time", b.State, p.Total)
		}
		r.tick(at.Add(c.late))
		r.tick(at.Add(c.late))
		if b, p := r.broadcast(id); b.State != c.state || p.Total != c.total {
			t.Errorf("%s late: %s with %d deliveries, want %s with %d", c.late, b.State, p.Total, c.state, c.total)
		}
	}
}

// TestBroadcastQuiet: at night groups get it in the morning.
func TestBroadcastQuiet(t *testing.T) {
	t.Parallel()
	r := ward(t, storagetest.Open(t))
	r.now = r.now.Add(10 * time.Hour) // 22:00
	lan := sender("7")
	if err := r.launch(lan, r.draft(lan, strings.Repeat("dài ", 1500), "M1"), false); err != nil {
		t.Fatal(err)
	}
	if due := r.due(r.now.Add(7 * time.Hour)); len(due) != 0 {
		t.Errorf("%d due at 05:00", len(due))
	}
	if due := r.due(r.now.Add(7*time.Hour + 30*time.Minute)); len(due) != 3 {
		t.Errorf("%d due at 05:30, want one for each of 3 groups (the second parts follow)", len(due))
	}
}
