package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

const (
	bot   = loa.BotID("telegram:1")
	other = loa.BotID("telegram:2")
)

func admin() loa.Account { return loa.Account{Platform: loa.Telegram, ID: "7"} }

// rig is a service on a database, with a clock that stands where it is put.
type rig struct {
	*campaign.Service
	t       *testing.T
	db      *storage.DB
	now     time.Time
	updates int64 // ids given out
}

func newRig(t *testing.T, db *storage.DB, c *loa.Campaign, folder fstest.MapFS) *rig {
	t.Helper()
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, db: db, now: time.Date(2024, 3, 13, 6, 0, 0, 0, zone)}
	log := zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.FatalLevel)
	r.Service = campaign.New(db, catalog, campaign.Settings{Zone: zone, Lang: loa.English, Admins: []loa.Account{admin()}},
		func() time.Time { return r.now }, log)
	if err := r.Adopt(t.Context(), c, folder); err != nil {
		t.Fatal(err)
	}
	r.AddBot(campaign.Bot{ID: bot, Username: "loa_bot", Can: loa.Capabilities{
		Buttons: true, Polls: true, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200,
	}})
	return r
}

// bind gives the bot a group of the kind and returns it.
func (r *rig) bind(chat loa.ChatID, kind loa.GroupKind) loa.Group {
	r.t.Helper()
	g := loa.Group{Bot: bot, Chat: chat, Title: "Group", Unit: "cb-1", Kind: kind, State: loa.GroupActive, BoundAt: r.now}
	r.update(func(tx *storage.Tx) (err error) {
		g.ID, err = tx.SaveGroup(g)
		return err
	})
	return g
}

func (r *rig) update(do func(*storage.Tx) error) {
	r.t.Helper()
	if err := r.db.Update(r.t.Context(), do); err != nil {
		r.t.Fatal(err)
	}
}

// due returns all that could be sent at the time, oldest first.
func (r *rig) due(at time.Time) []loa.Delivery {
	r.t.Helper()
	due, _, err := r.db.Due(r.t.Context(), bot, at, 1000)
	if err != nil {
		r.t.Fatal(err)
	}
	return due
}

// take begins and settles whatever is due, until nothing is, and returns it in order.
func (r *rig) take(at time.Time) []loa.Delivery {
	r.t.Helper()
	var all []loa.Delivery
	for {
		due := r.due(at)
		if len(due) == 0 {
			return all
		}
		for _, d := range due {
			if _, err := r.db.Begin(r.t.Context(), []loa.DeliveryID{d.ID}, at); err != nil {
				r.t.Fatal(err)
			}
			if err := r.Settle(r.t.Context(), d, loa.Outcome{State: loa.Sent, At: at}); err != nil {
				r.t.Fatal(err)
			}
			all = append(all, d)
		}
	}
}

func (r *rig) tick(at time.Time) time.Time {
	r.t.Helper()
	r.now = at
	next, err := r.Tick(r.t.Context(), at)
	if err != nil {
		r.t.Fatal(err)
	}
	return next
}

// adminCanBeToldThings opens the administrator's private chat.
func (r *rig) adminCanBeToldThings() {
	r.update(func(tx *storage.Tx) error {
		return tx.SavePerson(loa.Person{Account: admin(), Chat: "7", Open: true})
	})
}

func said(ds []loa.Delivery) string {
	var lines []string
	for _, d := range ds {
		if d.Payload.Notice != nil {
			lines = append(lines, fmt.Sprintf("%s: %s", d.Chat, d.Payload.Notice.Text))
		}
	}
	return strings.Join(lines, "\n")
}

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

// TestTickTogether: several processes deciding the same calendar queue each post once.
func TestTickTogether(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newRig(t, db, plan(t), nil)
		for i := range 20 {
			r.bind(loa.ChatID(fmt.Sprint(-1-i)), "cell")
		}
		at := r.now.Add(31 * time.Minute)
		var ticks sync.WaitGroup
		for range 8 {
			ticks.Go(func() {
				if _, err := r.Tick(t.Context(), at); err != nil {
					t.Error(err)
				}
			})
		}
		ticks.Wait()
		if got := len(r.due(at)); got != 20 {
			t.Errorf("%d deliveries for 20 groups", got)
		}
	})
}

// TestTickNext: the scheduler learns when it is worth asking again.
func TestTickNext(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	if next := r.tick(r.now); !next.IsZero() {
		t.Errorf("without a group something is due at %s", next)
	}
	r.bind("-1", "cell")
	want := r.now.Add(30 * time.Minute)
	if next := r.tick(r.now); !next.Equal(want) {
		t.Errorf("next %s, want %s", next, want)
	}
	at, what, ok, err := r.NextEvent(t.Context(), r.now)
	if err != nil || !ok || !at.Equal(want) || what != "p-13" {
		t.Errorf("next event %s %q %t %v, want p-13 at %s", at, what, ok, err, want)
	}
}

// illustrated is the plan with a picture on the post of 13 March and the text given.
func illustrated(t *testing.T, text string) (*loa.Campaign, fstest.MapFS) {
	c := plan(t)
	p, ok := c.Post("p-13")
	if !ok {
		t.Fatal("no post")
	}
	p.Text, p.MediaPath = loa.Plain(text), "a.png"
	p.Media = &loa.Media{Kind: loa.Photo, Name: "a.png", Digest: "d1"}
	return c, fstest.MapFS{"a.png": {Data: []byte("png")}}
}

// TestPostForms: what does not fit one message goes out in several, and counts once.
func TestPostForms(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Một đoạn văn dài. ", 300) // 5,400 units
	for _, c := range []struct {
		name  string
		text  string
		photo bool
		want  []int // UTF-16 lengths of the messages' texts; the first carries the photo
	}{
		{"text in one", "ngắn", false, []int{len("p-13\n\n") + 4}},
		{"caption in one", "ngắn", true, []int{len("p-13\n\n") + 4}},
		{"caption too long", strings.Repeat("a", 1024), true, []int{4, 6 + 1024}},
		{"text too long", long, false, []int{4084, 1334}},
		{"both too long", long, true, []int{4, 4084, 1334}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := fstest.MapFS{}
			campaign, pictures := illustrated(t, c.text)
			if c.photo {
				folder = pictures
			} else if p, ok := campaign.Post("p-13"); ok {
				p.Media = nil
			}
			r := newRig(t, storagetest.Open(t), campaign, folder)
			r.bind("-1", "cell")
			r.tick(r.now.Add(30 * time.Minute))
			var got []int
			posts := 0
			for i, d := range r.take(r.now) {
				n := d.Payload.Notice
				got = append(got, n.Text.Len())
				if n.Text.Len() > 4096 || n.Media != nil && n.Text.Len() > 1024 {
					t.Errorf("message %d has %d units", i, n.Text.Len())
				}
				if (n.Media != nil) != (c.photo && i == 0) {
					t.Errorf("message %d: photo %t", i, n.Media != nil)
				}
				if d.Post != "" {
					posts++
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) || posts != 1 {
				t.Errorf("messages of %v units, %d counted as the post; want %v and 1", got, posts, c.want)
			}
		})
	}
}

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

// TestTroubles: editors are told once, in one message, of all that went wrong.
func TestTroubles(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.adminCanBeToldThings()
	for i := range 3 {
		r.bind(loa.ChatID(fmt.Sprint(-1-i)), "cell")
	}
	r.tick(r.now.Add(30 * time.Minute))
	for i, d := range r.due(r.now) {
		o := loa.Outcome{State: []loa.DeliveryState{loa.Failed, loa.Uncertain, loa.Sent}[i], At: r.now}
		if err := r.Settle(t.Context(), d, o); err != nil {
			t.Fatal(err)
		}
	}
	r.tick(r.now.Add(25 * time.Hour)) // 14 March is late, and too late
	r.tick(r.now.Add(time.Minute))
	got := r.take(r.now)
	for _, want := range []string{
		"p-13 (Wednesday 13 March 2024): could not be sent to groups: 1.",
		"p-13 (Wednesday 13 March 2024): uncertain in groups: 1,",
	} {
		if text := said(got); strings.Count(text, want) != 1 {
			t.Errorf("told %d times of %q:\n%s", strings.Count(text, want), want, text)
		}
	}
}

// TestClaim: a rehearsal and real work never share a database.
func TestClaim(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} {
		r := newRig(t, storagetest.Open(t), plan(t), nil)
		for range 2 {
			if err := r.Claim(t.Context(), first); err != nil {
				t.Fatal(err)
			}
		}
		err := r.Claim(t.Context(), !first)
		if _, refused := errors.AsType[*campaign.Refusal](err); !refused {
			t.Errorf("claimed for rehearsal %t, then for %t: %v, want a refusal", first, !first, err)
		}
	}
}

// TestAdopt: a campaign is adopted once; its media must be there; on an error the former stays.
func TestAdopt(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	next := plan(t)
	next.Digest = strings.Repeat("1", 64)
	p, _ := next.Post("p-13")
	p.Media, p.MediaPath = &loa.Media{Kind: loa.Photo, Name: "a.png", Digest: "d"}, "a.png"
	if err := r.Adopt(t.Context(), next, fstest.MapFS{}); err == nil {
		t.Error("adopted without its picture")
	}
	if have := r.Campaign().Digest; have != plan(t).Digest {
		t.Errorf("carries out %s after a failed adoption", have)
	}
	for range 2 {
		if err := r.Adopt(t.Context(), next, fstest.MapFS{"a.png": {Data: []byte("x")}}); err != nil {
			t.Fatal(err)
		}
	}
	r.update(func(tx *storage.Tx) error {
		log, err := tx.AuditLog(10)
		adopted := 0
		for _, a := range log {
			if a.Action == "campaign.adopt" {
				adopted++
			}
		}
		if adopted != 2 {
			t.Errorf("%d adoptions in the log, want 2: %v", adopted, log)
		}
		return err
	})
}

// TestImportUnits: a unit under a parent that does not exist is refused, and nothing is imported.
func TestImportUnits(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	err := r.ImportUnits(t.Context(), loa.Units{{ID: "new", Name: "New", Parent: "ward"}, {ID: "bad", Name: "Bad", Parent: "nowhere"}}, admin())
	if refusal, refused := errors.AsType[*campaign.Refusal](err); !refused || refusal.Data["Unit"] != "bad" {
		t.Errorf("import: %v, want a refusal that names the unit", err)
	}
	if err := r.ImportUnits(t.Context(), loa.Units{{ID: "new", Name: "New", Parent: "ward"}}, admin()); err != nil {
		t.Fatal(err)
	}
	r.update(func(tx *storage.Tx) error {
		units, err := tx.Units()
		if _, ok := units.Find("new"); !ok || len(units) != 4 {
			t.Errorf("units %v", units)
		}
		return err
	})
}

// TestQuestion: a question follows its post where it may be asked, and not elsewhere.
func TestQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*loa.Campaign, *loa.Question)
		kind   loa.GroupKind
		late   time.Duration
		asked  bool
	}{
		{"asked", nil, "cell", 0, true},
		{"of a strand the group does not receive", func(_ *loa.Campaign, q *loa.Question) { q.Strand = "M6" }, "household", 0, false},
		{"of a grade that sources contradict", func(_ *loa.Campaign, q *loa.Question) { q.Grade = loa.GradeC }, "cell", 0, false},
		{"closing at once", func(c *loa.Campaign, _ *loa.Question) { c.Closes = 6*60 + 35 }, "cell", 0, false},
		{"too late for the post", nil, "cell", 4 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := plan(t)
			plan.Closes = 20 * 60
			plan.Questions = []loa.Question{{
				ID: "q", Text: "?", Options: []string{"a", "b"}, Answer: 1, Strand: "M1", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H01"}},
			}}
			p, _ := plan.Post("p-13")
			p.Question = "q"
			if c.change != nil {
				c.change(plan, &plan.Questions[0])
			}
			r := newRig(t, storagetest.Open(t), plan, nil)
			r.bind("-1", c.kind)
			at := r.now.Add(30*time.Minute + c.late)
			r.tick(at)
			var asked *loa.Choice
			for _, d := range r.take(at) {
				if d.Payload.Choice != nil {
					asked = d.Payload.Choice
				}
			}
			if (asked != nil) != c.asked {
				t.Fatalf("asked %t, want %t", asked != nil, c.asked)
			}
			if asked != nil && (!asked.Anonymous || asked.Answer != 1 || asked.ClosesAt.UTC().Hour() != 13) {
				t.Errorf("asked %+v, want an anonymous quiz until 20:00 (13:00 UTC) with answer 1", asked)
			}
		})
	}
}

// TestPurge: update ids are forgotten in time, as Telegram may use them again.
func TestPurge(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	step := func(*campaign.Desk, loa.Update) error { return nil }
	if err := r.Receive(t.Context(), bot, []loa.Update{{ID: 1}}, 2, step); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		fresh bool
	}{{47 * time.Hour, false}, {49 * time.Hour, true}} {
		if err := r.Purge(t.Context(), r.now.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		r.update(func(tx *storage.Tx) error {
			fresh, err := tx.MarkSeen(bot, 1, r.now)
			if fresh != c.fresh {
				t.Errorf("%s later: fresh %t, want %t", c.after, fresh, c.fresh)
			}
			return err
		})
	}
}
