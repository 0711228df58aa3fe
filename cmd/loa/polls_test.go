package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/bot/sandbox"
	"loa/bot/telegram"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

// pollRig asks one question in one group of the sandbox, through the real adapter, and
// sends by hand, so that updates can come at any moment of it.
type pollRig struct {
	*sandbox.Sandbox
	t       *testing.T
	url     string
	db      *storage.DB
	way     loa.AskWay
	now     atomic.Int64
	group   sandbox.ChatID
	people  []sandbox.PersonID // the second is no member, the third has not agreed, the fourth an anonymous administrator
	service *campaign.Service
	adapter *telegram.Adapter
	me      loa.BotID
	again   atomic.Bool // a batch that is stored comes once more
	stop    func()
}

func (r *pollRig) Now() time.Time { return time.UnixMilli(r.now.Load()) }

func newPollRig(t *testing.T, way loa.AskWay) *pollRig {
	r := &pollRig{t: t, db: storagetest.Open(t), way: way, me: "telegram:110201543"}
	r.at("2024-03-20T06:00:00+07:00")
	box, err := sandbox.New(sandbox.Options{Token: token, Clock: r, Schema: schema(t), Limits: sandbox.Limits{Off: true}})
	if err != nil {
		t.Fatal(err)
	}
	r.Sandbox = box
	server := httptest.NewServer(box)
	r.url = server.URL
	for _, name := range []string{"Hoa", "Lạ", "Mai", "Lan", "Tâm"} {
		r.people = append(r.people, box.AddPerson(name, "vi"))
	}
	r.group = box.AddGroup("Chi bộ 1", sandbox.GroupOptions{Supergroup: true}, r.people...)
	box.AddBot(r.group, r.people[0])
	box.Promote(r.group, r.people[3], true)
	t.Cleanup(func() {
		if r.stop != nil {
			r.stop()
		}
		box.Close()
		server.Close()
		for _, v := range box.Violations() {
			t.Errorf("a request broke a rule of Telegram's: %s", v)
		}
	})
	err = r.db.Update(t.Context(), func(tx *storage.Tx) error {
		_, err := tx.SaveGroup(loa.Group{
			Bot: r.me, Chat: loa.ChatID(fmt.Sprint(r.group)), Unit: "cb-1", Kind: "cell", State: loa.GroupActive, BoundAt: r.Now(), Ask: way,
		})
		return errors.Join(err, r.enlist(tx, 0, true), r.enlist(tx, 2, false), r.enlist(tx, 3, true), r.enlist(tx, 4, true))
	})
	if err != nil {
		t.Fatal(err)
	}
	r.start()
	return r
}

func (r *pollRig) enlist(tx *storage.Tx, person int, agrees bool) error {
	id, err := tx.SaveMember(loa.Member{Name: fmt.Sprint("Member ", person)})
	if err != nil {
		return err
	}
	if agrees {
		consent := loa.Consent{Member: id, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: r.Now()}
		if err := tx.GiveConsent(consent); err != nil {
			return err
		}
	}
	return tx.LinkAccount(loa.Link{Account: account(r.people[person]), Member: id, At: r.Now()})
}

func (r *pollRig) at(moment string) { r.now.Store(at(r.t, moment).UnixMilli()) }

// start connects a Loa without an outbox worker. The platform has no buttons, so that
// answers under names come as votes.
func (r *pollRig) start() {
	r.t.Helper()
	folder := os.DirFS(filepath.Join("..", "..", "bot", "testdata", "campaign"))
	c, mistakes := content.Read(folder)
	if c == nil {
		r.t.Fatal(mistakes)
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		r.t.Fatal(err)
	}
	r.service = campaign.New(r.db, newCatalog(r.t), campaign.Settings{Zone: zone, Lang: loa.Vietnamese}, r.Now, zerolog.Nop())
	if err := r.service.Adopt(r.t.Context(), c, folder); err != nil {
		r.t.Fatal(err)
	}
	if r.adapter, err = telegram.New(telegram.Config{Token: token, API: r.url, Log: zerolog.Nop()}); err != nil {
		r.t.Fatal(err)
	}
	me, err := r.adapter.Connect(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	can := r.adapter.Capabilities()
	can.Buttons = false
	r.service.AddBot(campaign.Bot{ID: me.Bot, Username: me.Username, Can: can})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	inbox := pollInbox{bot.New(me.Bot, r.service), r}
	go func() { ended <- r.adapter.Receive(ctx, inbox) }()
	r.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
	}
}

// pollInbox is the real inbox; it may seem to fail after it has stored the batch.
type pollInbox struct {
	*bot.Bot
	r *pollRig
}

func (i pollInbox) Receive(ctx context.Context, batch []loa.Update, next int64) error {
	err := i.Bot.Receive(ctx, batch, next)
	if err == nil && i.r.again.CompareAndSwap(true, false) {
		return errors.New("Loa died before it could confirm the batch")
	}
	return err
}

// received waits until Loa has stored and confirmed all updates.
func (r *pollRig) received() {
	r.t.Helper()
	if err := r.Until(patiently(r.t), func() bool { return r.Pending() == 0 }); err != nil {
		r.t.Fatal(err)
	}
}

func (r *pollRig) tick(moment string) {
	r.t.Helper()
	r.at(moment)
	if _, err := r.service.Tick(r.t.Context(), r.Now()); err != nil {
		r.t.Fatal(err)
	}
}

// deliver sends what is due; taken is called when the platform has taken a poll and Loa
// does not know it yet.
func (r *pollRig) deliver(taken func()) {
	r.t.Helper()
	ctx := r.t.Context()
	for {
		due, _, err := r.db.Due(ctx, r.me, r.Now(), 100)
		if err != nil {
			r.t.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		for _, d := range due {
			if _, err := r.db.Begin(ctx, []loa.DeliveryID{d.ID}, r.Now()); err != nil {
				r.t.Fatal(err)
			}
			receipt, err := r.adapter.Send(ctx, d)
			o := loa.Outcome{State: loa.Sent, At: r.Now(), Receipt: receipt}
			if err != nil {
				o.State, o.Reason = loa.Failed, err.Error()
			}
			if d.Payload.Choice != nil {
				taken()
			}
			if err := r.service.Settle(ctx, d, o); err != nil {
				r.t.Fatal(err)
			}
		}
	}
}

// poll returns the message with the poll.
func (r *pollRig) poll() sandbox.Message {
	r.t.Helper()
	messages := r.Messages(r.group)
	i := slices.IndexFunc(messages, func(m sandbox.Message) bool { return m.Poll != nil })
	if i < 0 {
		r.t.Fatal("no poll was sent")
	}
	return messages[i]
}

func (r *pollRig) vote(person, option int) {
	r.t.Helper()
	if err := r.Vote(r.people[person], r.group, r.poll().ID, option); err != nil {
		r.t.Fatal(err)
	}
}

// everybody votes: Hoa rightly, the others for the first wrong option.
func (r *pollRig) everybody() {
	right := r.poll().Poll.Correct[0]
	r.vote(0, right)
	for person := 1; person < 5; person++ {
		r.vote(person, wrong(right))
	}
	r.received()
}

func wrong(right int) int {
	if right == 0 {
		return 1
	}
	return 0
}

// inject has the platform say of a poll what its people cannot do: take back an answer to a quiz.
func (r *pollRig) retract(person, total int, counts ...int) {
	p := r.poll().Poll
	r.Inject("poll_answer", fmt.Sprintf(`{"poll_id":%q,"user":{"id":%d,"is_bot":false,"first_name":"x"},"option_ids":[],"option_persistent_ids":[]}`, p.ID, r.people[person]))
	r.Inject("poll", pollJSON(p.ID, total, counts...))
	r.received()
}

func pollJSON(id string, total int, counts ...int) string {
	options := ""
	for i, n := range counts {
		if i > 0 {
			options += ","
		}
		options += fmt.Sprintf(`{"persistent_id":"o%d","text":"%d","voter_count":%d}`, i, i, n)
	}
	return fmt.Sprintf(`{"id":%q,"question":"?","options":[%s],"total_voter_count":%d,"is_closed":false,"is_anonymous":false,"type":"quiz","allows_multiple_answers":false}`,
		id, options, total)
}

// TestPollUpdates: whatever the order and the number of times in which the platform tells
// of votes, the count in the end is right, and names are kept of those who agreed only.
func TestPollUpdates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		story        func(r *pollRig)
		total, right int
		named        int // answers under a name, where these are asked for
	}{
		// Of five, four are people; two of these have agreed. The administrator votes as the group.
		{"after the platform's answer", func(r *pollRig) { r.deliver(func() {}); r.everybody() }, 5, 1, 2},
		{"before the platform's answer is stored", func(r *pollRig) { r.deliver(r.everybody) }, 5, 1, 2},
		{"twice", func(r *pollRig) {
			r.again.Store(true)
			r.deliver(r.everybody)
			p := r.poll().Poll
			counts := make([]int, len(p.Options))
			for i, o := range p.Options {
				counts[i] = o.Votes
			}
			r.Inject("poll", pollJSON(p.ID, p.Voters, counts...))
			r.received()
		}, 5, 1, 2},
		{"after a restart", func(r *pollRig) {
			r.deliver(func() {})
			r.vote(0, r.poll().Poll.Correct[0])
			r.received()
			r.stop()
			r.vote(4, r.poll().Poll.Correct[0])
			r.start()
			r.received()
		}, 2, 2, 2},
		{"an unknown poll", func(r *pollRig) {
			r.Inject("poll", pollJSON("999", 7, 7, 0, 0, 0))
			r.Inject("poll_answer", fmt.Sprintf(`{"poll_id":"999","user":{"id":%d,"is_bot":false,"first_name":"x"},"option_ids":[0],"option_persistent_ids":["o0"]}`, r.people[0]))
			r.deliver(func() {})
			r.vote(1, r.poll().Poll.Correct[0])
			r.received()
		}, 1, 1, 0},
		{"taken back", func(r *pollRig) {
			r.deliver(func() {})
			r.vote(0, 0)
			r.vote(4, 0)
			r.received()
			r.retract(0, 1, 1, 0, 0, 0)
			r.keepCount()
		}, 1, 0, 1},
		{"taken back before the platform's answer is stored", func(r *pollRig) {
			r.deliver(func() {
				r.vote(0, 0)
				r.received()
				r.retract(0, 0, 0, 0, 0, 0)
			})
			r.keepCount()
		}, 0, 0, 0},
		{"cast as a chat", func(r *pollRig) {
			r.deliver(func() {})
			r.vote(3, r.poll().Poll.Correct[0])
			r.received()
		}, 1, 1, 0},
	} {
		for _, way := range loa.AskWays() {
			t.Run(c.name+", "+string(way), func(t *testing.T) {
				t.Parallel()
				r := newPollRig(t, way)
				r.received()
				r.tick("2024-03-20T06:30:00+07:00")
				c.story(r)
				r.tick("2024-03-20T20:00:00+07:00")
				r.deliver(func() {})
				r.tick("2024-03-20T20:00:31+07:00") // the platform has had time to say that it has closed
				r.deliver(func() {})
				r.received()
				named := c.named
				if way == loa.AskAnonymous {
					named = 0
				}
				r.check(c.total, c.right, named)
			})
		}
	}
}

// keepCount makes the injected count the last word: the sandbox knows nothing of it.
func (r *pollRig) keepCount() {
	a := r.asking()
	err := r.db.Update(r.t.Context(), func(tx *storage.Tx) error {
		p, err := tx.PollState(r.me, a.PollID)
		if err != nil {
			return err
		}
		p.Closed = true
		return tx.SavePollState(r.me, p, r.Now())
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *pollRig) asking() (a loa.Asking) {
	r.t.Helper()
	err := r.db.View(r.t.Context(), func(tx *storage.Tx) (err error) {
		a, err = tx.Asking(1)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *pollRig) check(total, right, named int) {
	r.t.Helper()
	a := r.asking()
	sum := 0
	for _, n := range a.Counts {
		sum += n
	}
	kept := 0
	err := r.db.View(r.t.Context(), func(tx *storage.Tx) (err error) {
		_, kept, err = tx.CountQuizAnswers(a.ID, len(a.Asked.Options))
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	type outcome struct {
		State                   loa.AskingState
		Total, Sum, Right, Kept int
	}
	got := outcome{a.State, a.Total, sum, a.Right(), kept}
	if diff := cmp.Diff(outcome{loa.AskingClosed, total, total, right, named}, got); diff != "" {
		r.t.Errorf("-want +got:\n%s", diff)
	}
	answers := 0
	for _, m := range r.Messages(r.group) {
		if m.ReplyTo != 0 && m.ReplyTo == r.poll().ID {
			answers++
		}
	}
	if answers != 1 {
		r.t.Errorf("the group was told the answer %d times", answers)
	}
	// What nobody asks for any more is forgotten, that of unknown polls with it.
	if err := r.service.Purge(r.t.Context(), r.Now().Add(4*24*time.Hour)); err != nil {
		r.t.Fatal(err)
	}
	err = r.db.View(r.t.Context(), func(tx *storage.Tx) error {
		for _, poll := range []string{a.PollID, "999"} {
			if _, err := tx.PollState(r.me, poll); !errors.Is(err, loa.ErrNotFound) {
				r.t.Errorf("the count of poll %s is still there: %v", poll, err)
			}
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}
