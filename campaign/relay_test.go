package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

// relay binds a group that people serve, by the admin, who has a private chat.
func (r *rig) relay(kind loa.GroupKind, title string) (g loa.Group) {
	r.t.Helper()
	r.adminCanBeToldThings()
	r.must(func(d *campaign.Desk) (err error) {
		g, _, err = d.AddRelay(sender("7"), "cb-1", kind, title)
		return err
	})
	return g
}

// cards lists the cards on which something may still change.
func (r *rig) cards() (cards []loa.RelayCard) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		cards, err = tx.OpenRelayCards()
		return err
	})
	return cards
}

// TestRelayIsNoWorkers: no delivery worker claims what a person is to pass on, however late
// it has seen it, and it is no sign that the outbox is stuck.
func TestRelayIsNoWorkers(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), fstest.MapFS{})
		g := r.relay("cell", "Zalo")
		r.tick(r.onDay(13, 6, 30))
		var post loa.Delivery
		r.update(func(tx *storage.Tx) error {
			list, err := tx.WaitingOf(g.ID)
			if len(list) != 1 || list[0].Bot != loa.RelayBot {
				t.Fatalf("waiting: %+v", list)
			}
			post = list[0]
			return err
		})
		taken, err := db.Begin(t.Context(), []loa.DeliveryID{post.ID}, r.now)
		if err != nil || len(taken) != 0 {
			t.Errorf("a worker took %v (%v)", taken, err)
		}
		status, err := r.Status(t.Context(), plan(t), r.now.Add(time.Hour))
		if err != nil || status.OldestAge > int64(time.Hour/time.Second) || status.Deliveries[loa.Pending] == 0 {
			t.Errorf("status %+v (%v)", status, err)
		}
		for _, b := range status.Bots {
			if b.ID == loa.RelayBot {
				t.Error("the relay is shown as a bot")
			}
		}
		if text := said(r.take(r.now)); !strings.Contains(text, "p-13") {
			t.Errorf("the admin was told %q", text)
		}
		status, err = r.Status(t.Context(), plan(t), r.now.Add(2*time.Hour))
		if err != nil || status.OldestAge != 0 {
			t.Errorf("the oldest due is %d s old (%v): people are not the outbox", status.OldestAge, err)
		}
	})
}

// TestRelayCopies: what is pasted is the whole text with the addresses, and the source that
// a button would have shown; for the loudspeaker it is written to be read aloud.
func TestRelayCopies(t *testing.T) {
	t.Parallel()
	c := plan(t)
	c.Kinds = append(c.Kinds, loa.Kind{ID: loa.Loudspeaker, Name: "Loudspeaker"}, loa.Kind{ID: loa.NoticeBoard, Name: "Board"})
	c.Posts[2].Text = loa.Text{{Text: "Ngày 13/3/1954: "}, {Text: "bài", Style: loa.Bold, URL: "https://example.org/1"}}
	r := newRig(t, storagetest.Open(t), c, fstest.MapFS{})
	loud := r.relay(loa.Loudspeaker, "Loa phường")
	r.relay(loa.NoticeBoard, "Bảng tin")
	loud.Lang = loa.Vietnamese
	r.update(func(tx *storage.Tx) error {
		_, err := tx.SaveGroup(loud)
		return err
	})
	r.tick(r.onDay(13, 6, 30))
	told := r.take(r.now)
	var texts []string
	for _, d := range told {
		if d.Payload.Notice != nil && len(d.Payload.Notice.Buttons) == 0 {
			texts = append(texts, d.Payload.Notice.Text.String())
		}
	}
	aloud := content.Aloud(c, "p-13\n\nNgày 13/3/1954: bài (https://example.org/1)")
	if !slices.Contains(texts, aloud) || strings.ContainsAny(aloud, "0123456789/") {
		t.Errorf("aloud %q is none of %q", aloud, texts)
	}
	board := "p-13\n\nNgày 13/3/1954: bài (https://example.org/1)"
	if !slices.ContainsFunc(texts, func(s string) bool { return strings.HasPrefix(s, board) && strings.Contains(s, "Báo Nhân Dân") }) {
		t.Errorf("the board's text with its source is none of %q", texts)
	}
}

// TestRelayTellsEditors: a relay group's troubles reach editors whatever platform they are on,
// and a reason is not taken for words that anybody typed.
func TestRelayTellsEditors(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), fstest.MapFS{})
	r.relay("cell", "Zalo")
	zalo := loa.Account{Platform: loa.Zalo, ID: "z1"}
	r.AddBot(campaign.Bot{ID: "zalo:1", Name: "Loa", Can: loa.Capabilities{TextLimit: 2000}})
	r.update(func(tx *storage.Tx) error {
		if err := tx.SavePerson(loa.Person{Account: zalo, Chat: "z1", Open: true, Bot: "zalo:1"}); err != nil {
			return err
		}
		return tx.AddGrant(loa.Grant{Account: zalo, Unit: "ward", Role: loa.Editor}, admin(), r.now)
	})
	r.tick(r.onDay(13, 6, 30))
	r.take(r.now)
	card := r.cards()[0]
	r.refused("relay.card_gone", func(d *campaign.Desk) error {
		return d.RelayFailed(sender("7"), card.ID, card.Items[0], "my own words")
	})
	r.must(func(d *campaign.Desk) error {
		return d.RelayFailed(sender("7"), card.ID, card.Items[0], loa.HitchDevice)
	})
	r.tick(r.now.Add(time.Minute))
	due, _, err := r.db.Due(t.Context(), "zalo:1", r.now, 10)
	if err != nil || !strings.Contains(said(due), "p-13") {
		t.Errorf("the editor on Zalo was told %q (%v)", said(due), err)
	}
}

// TestSwitchBackToATakenChat: a chat that was bound anew meanwhile is not taken from its group.
func TestSwitchBackToATakenChat(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), fstest.MapFS{})
		r.adminCanBeToldThings()
		g := r.bind("-1", "cell")
		r.switchOver(g.ID, campaign.SwitchRelay)
		other := r.bind("-1", "cell")
		back := func(d *campaign.Desk) error {
			_, err := d.SwitchPlan(sender("7"), campaign.Scope{Group: g.ID}, campaign.SwitchBack)
			return err
		}
		r.refused("relay.switch_nothing_back", back)
		other.State, other.Unit, other.Kind = loa.GroupWaiting, "", ""
		r.update(func(tx *storage.Tx) error {
			_, err := tx.SaveGroup(other)
			return err
		})
		r.switchOver(g.ID, campaign.SwitchBack)
		r.update(func(tx *storage.Tx) error {
			have, err := tx.GroupByChat(bot, "-1")
			if err != nil || have.ID != g.ID || have.Unit != "cb-1" || !have.Rest.Relayed() {
				t.Errorf("the chat is that of %+v (%v)", have, err)
			}
			_, gone := tx.Group(other.ID)
			if gone == nil {
				t.Error("two groups of one chat")
			}
			return err
		})
		r.switchOver(g.ID, campaign.SwitchRelay) // and again, by the same relay chat
		// The platform says that the chat has moved while people serve the group.
		r.must(func(d *campaign.Desk) error { return d.Moved(loa.Moved{From: "-1", To: "-100"}) })
		r.switchOver(g.ID, campaign.SwitchBack)
		r.update(func(tx *storage.Tx) error {
			have, err := tx.Group(g.ID)
			if err == nil && have.Chat != "-100" {
				t.Errorf("it came back to %s", have.Chat)
			}
			return err
		})
	})
}

// TestSwitchServesClosedGroups: people can serve a group that the bot was thrown out of, and
// nothing is owed it from before.
func TestSwitchServesClosedGroups(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), fstest.MapFS{})
	g := r.bind("-1", "cell")
	r.must(func(d *campaign.Desk) error { return d.Left(loa.Chat{ID: "-1", Type: loa.GroupChat}) })
	r.tick(r.onDay(13, 6, 30))
	r.now = r.onDay(13, 8, 0)
	p := r.switchOver(g.ID, campaign.SwitchRelay)
	if p.Count(campaign.WayCall) != 1 {
		t.Errorf("%+v: nobody has a private chat", p)
	}
	r.tick(r.onDay(13, 8, 1))
	r.tick(r.onDay(14, 6, 30))
	r.update(func(tx *storage.Tx) error {
		list, err := tx.WaitingOf(g.ID)
		if len(list) != 1 || list[0].Post != "p-14" {
			t.Errorf("waiting: %+v", list)
		}
		return err
	})
}

// switchOver does what a rehearsal says.
func (r *rig) switchOver(g loa.GroupID, to campaign.SwitchTo) (p campaign.SwitchPlan) {
	r.t.Helper()
	scope := campaign.Scope{Group: g}
	r.must(func(d *campaign.Desk) error {
		plan, err := d.SwitchPlan(sender("7"), scope, to)
		if err == nil {
			p, err = d.SwitchOver(sender("7"), scope, to, plan.Digest)
		}
		return err
	})
	return p
}

// TestSwitchesLoseAndDoubleNothing: whatever is switched over when, by whomever it is sent,
// passed on, taken back or lost on the way, every post stands once in the books, has reached
// its group once at most, and waits where its group is.
func TestSwitchesLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			m := mover{rig: newRig(t, storagetest.Open(t), plan(t), fstest.MapFS{}), random: rand.New(rand.NewPCG(seed, 27)), reached: map[loa.DeliveryID]int{}}
			m.adminCanBeToldThings()
			for _, chat := range []loa.ChatID{"-1", "-2", "-3"} {
				m.groups = append(m.groups, m.bind(chat, "cell").ID)
			}
			m.groups = append(m.groups, m.relay("cell", "Zalo").ID)
			m.now = m.onDay(13, 6, 30)
			for range 150 {
				m.step()
				m.check()
			}
			m.finish()
		})
	}
}

// mover does things in a random order and knows what has reached groups.
type mover struct {
	*rig
	random  *rand.Rand
	groups  []loa.GroupID
	begun   []loa.Delivery
	reached map[loa.DeliveryID]int
}

func (m *mover) step() {
	m.t.Helper()
	switch m.random.IntN(8) {
	case 0:
		m.tick(m.now.Add(time.Duration(m.random.IntN(120)) * time.Minute))
	case 1, 2:
		m.tick(m.now)
		for _, d := range m.due(m.now) {
			if m.random.IntN(2) == 0 {
				m.begin(d)
			}
		}
	case 3:
		m.settleOne()
	case 4, 5:
		scope := campaign.Scope{Group: m.groups[m.random.IntN(len(m.groups))]}
		if m.random.IntN(4) == 0 {
			scope = campaign.Scope{Unit: "ward"}
		}
		to := []campaign.SwitchTo{campaign.SwitchRelay, campaign.SwitchBack}[m.random.IntN(2)]
		m.try(func(d *campaign.Desk) error {
			p, err := d.SwitchPlan(sender("7"), scope, to)
			if err == nil {
				_, err = d.SwitchOver(sender("7"), scope, to, p.Digest)
			}
			return err
		})
	default:
		m.press()
	}
}

// try does something that may be refused.
func (m *mover) try(do func(*campaign.Desk) error) (done bool) {
	m.t.Helper()
	err := m.desk(do)
	if err != nil && !strings.HasPrefix(err.Error(), "refused: relay.") {
		m.t.Fatal(err)
	}
	return err == nil
}

func (m *mover) begin(d loa.Delivery) {
	m.t.Helper()
	taken, err := m.db.Begin(m.t.Context(), []loa.DeliveryID{d.ID}, m.now)
	if err != nil {
		m.t.Fatal(err)
	}
	m.begun = append(m.begun, taken...)
}

// settleOne ends one request that was begun, maybe long ago.
func (m *mover) settleOne() {
	m.t.Helper()
	if len(m.begun) == 0 {
		return
	}
	i := m.random.IntN(len(m.begun))
	d := m.begun[i]
	m.begun = slices.Delete(m.begun, i, i+1)
	state := []loa.DeliveryState{loa.Sent, loa.Sent, loa.Pending, loa.Failed, loa.Uncertain}[m.random.IntN(5)]
	if d.Private {
		state = loa.Sent
	}
	if state == loa.Sent || state == loa.Uncertain {
		m.reached[d.ID]++
	}
	o := loa.Outcome{State: state, At: m.now, Due: m.now, Receipt: loa.Receipt{Message: loa.MessageID(fmt.Sprint(d.ID))}}
	if err := m.Settle(m.t.Context(), d, o); err != nil {
		m.t.Fatal(err)
	}
}

// press presses any button of any card.
func (m *mover) press() {
	m.t.Helper()
	cards := m.cards()
	if len(cards) == 0 {
		return
	}
	c := cards[m.random.IntN(len(cards))]
	item := c.Items[m.random.IntN(len(c.Items))]
	was := m.state(item).State
	switch m.random.IntN(4) {
	case 0:
		m.try(func(d *campaign.Desk) error { return d.RelayFailed(sender("7"), c.ID, item, loa.HitchOther) })
	case 1:
		if m.try(func(d *campaign.Desk) error { return d.RelayUndo(sender("7"), c.ID, item) }) && was == loa.Relayed {
			m.reached[item]--
		}
	default:
		if m.try(func(d *campaign.Desk) error { return d.RelayDone(sender("7"), c.ID, item) }) {
			m.reached[item]++
		}
	}
}

// all returns the posts of the group, in any state.
func (m *mover) all(g loa.GroupID) (list []loa.Delivery) {
	m.t.Helper()
	m.update(func(tx *storage.Tx) error {
		for day := 12; day <= 31; day++ {
			sent, err := tx.SentOn(g, loa.Date{Year: 2024, Month: 3, Day: day})
			if err != nil {
				return err
			}
			list = append(list, sent...)
		}
		return nil
	})
	return list
}

func (m *mover) check() {
	m.t.Helper()
	for _, id := range m.groups {
		var g loa.Group
		m.update(func(tx *storage.Tx) (err error) {
			g, err = tx.Group(id)
			return err
		})
		keys, sends := map[string]bool{}, loa.Sends{}
		for _, d := range m.all(id) {
			if keys[d.Key] {
				m.t.Fatalf("group %d has %s twice", id, d.Key)
			}
			keys[d.Key] = true
			sends.Count(d.State, 1)
			if d.State == loa.Pending && (d.Bot != g.Bot || d.Chat != g.Chat) {
				m.t.Fatalf("delivery %d waits at %s %s, its group is at %s %s", d.ID, d.Bot, d.Chat, g.Bot, g.Chat)
			}
			if d.Bot == loa.RelayBot && (d.State == loa.Uncertain || d.State == loa.Sending) {
				m.t.Fatalf("delivery %d is %s, which stays where it is, and was moved", d.ID, d.State)
			}
			if m.reached[d.ID] > 1 || m.reached[d.ID] == 1 != (d.State == loa.Sent || d.State == loa.Uncertain || d.State == loa.Relayed) {
				m.t.Fatalf("delivery %d is %s and has reached its group %d times", d.ID, d.State, m.reached[d.ID])
			}
		}
		if sends.Sent+sends.Relayed+sends.Late+sends.Failed+sends.Uncertain+sends.Waiting != sends.Planned {
			m.t.Fatalf("the parts do not add up: %+v", sends)
		}
	}
}

// finish lets time run out: nothing waits any more, and every group was owed the same.
func (m *mover) finish() {
	m.t.Helper()
	for len(m.begun) > 0 {
		m.settleOne()
	}
	m.tick(m.onDay(30, 12, 0))
	for range 3 {
		for _, d := range m.due(m.now) {
			if d.NotAfter.After(m.now) {
				m.begin(d)
			} else if err := m.Settle(m.t.Context(), d, loa.Outcome{State: loa.Expired, At: m.now}); err != nil {
				m.t.Fatal(err)
			}
		}
		for len(m.begun) > 0 {
			m.settleOne()
		}
	}
	m.check()
	owed := map[string]int{}
	for _, id := range m.groups {
		for _, d := range m.all(id) {
			owed[fmt.Sprint(d.Post, d.Date)]++
			if d.State == loa.Sending || d.State == loa.Pending && d.NotAfter.Before(m.now) {
				m.t.Errorf("delivery %d is %s at the end", d.ID, d.State)
			}
		}
	}
	for post, n := range owed {
		if n != len(m.groups) {
			m.t.Errorf("%s was owed %d groups, want %d", post, n, len(m.groups))
		}
	}
	if len(owed) < 3 {
		m.t.Errorf("only %v was owed: the test says nothing", owed)
	}
}
