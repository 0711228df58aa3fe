package campaign_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

const (
	zaloA = loa.BotID("zalo:a")
	zaloB = loa.BotID("zalo:b")
)

func zaloAdmin() loa.Account { return loa.Account{Platform: loa.Zalo, ID: "77"} }

// newMetered is a rig with two bots on Zalo beside the one on Telegram. Loa has a
// campaign whose question of 13 March follows the post of that day.
func newMetered(t *testing.T, db *storage.DB, limits loa.QuotaLimits) *rig {
	t.Helper()
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, db: db, now: time.Date(2024, 3, 12, 17, 30, 0, 0, zone)}
	r.Service = campaign.New(db, catalog, campaign.Settings{
		Zone: zone, Lang: loa.English, Admins: []loa.Account{admin(), zaloAdmin()}, Quota: limits,
	}, func() time.Time { return r.now }, zerolog.Nop())
	if err := r.Adopt(t.Context(), quizPlan(t), nil); err != nil {
		t.Fatal(err)
	}
	r.AddBot(campaign.Bot{ID: bot, Username: "loa_bot", Can: loa.Capabilities{Buttons: true, Polls: true, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200}})
	for _, b := range []campaign.Bot{{ID: zaloA, Name: "Bot A"}, {ID: zaloB, Name: "Bot B"}} {
		b.Can = loa.Capabilities{OnlyMentions: true, TextLimit: 2000, CaptionLimit: 2000}
		r.AddBot(b)
	}
	r.adminCanBeToldThings()
	return r
}

// bindTo gives a bot a group.
func (r *rig) bindTo(bot loa.BotID, chat loa.ChatID) loa.Group {
	r.t.Helper()
	g := loa.Group{Bot: bot, Chat: chat, Title: "Group " + string(chat), Unit: "cb-1", Kind: "cell", State: loa.GroupActive, BoundAt: r.now}
	r.update(func(tx *storage.Tx) (err error) {
		g.ID, err = tx.SaveGroup(g)
		return err
	})
	return g
}

func (r *rig) count(bot loa.BotID, kind loa.QuotaKind, n int) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) error { return tx.CountQuota(bot, kind, r.now, n) })
}

func (r *rig) counts(bot loa.BotID) (c loa.QuotaCounts) {
	r.t.Helper()
	today := loa.QuotaDay(r.now)
	r.update(func(tx *storage.Tx) (err error) {
		c, err = tx.QuotaOf(bot, today.Month1st(0), today)
		return err
	})
	return c
}

func (r *rig) asks(bot loa.BotID) int {
	r.t.Helper()
	due, _, err := r.db.Due(r.t.Context(), bot, r.now.Add(time.Minute), 1000)
	if err != nil {
		r.t.Fatal(err)
	}
	n := 0
	for _, d := range due {
		if strings.HasSuffix(d.Key, ":question") {
			n++
		}
	}
	return n
}

func (r *rig) fine(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func inMarch(day int) loa.Date { return loa.Date{Year: 2024, Month: 3, Day: day} }

// TestReceivedCount: what people write counts once, duplicates not at all, and nothing on
// a platform that does not count.
func TestReceivedCount(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r := newMetered(t, db, loa.ZaloLimits())
		from := func(id string) loa.Update {
			return loa.Update{ID: int64(len(id)), Message: &loa.Message{
				Chat: loa.Chat{ID: "g", Type: loa.GroupChat}, From: loa.Sender{Account: loa.Account{Platform: loa.Zalo, ID: id}},
			}}
		}
		poison := from("333")
		batch := []loa.Update{from("1"), from("22"), poison, from("1"), {ID: 9}}
		step := func(_ *campaign.Desk, u loa.Update) error {
			if u.ID == poison.ID {
				return errors.New("a bug")
			}
			return nil
		}
		for range 2 {
			r.fine(r.Receive(t.Context(), zaloA, batch, 0, step))
			r.fine(r.Receive(t.Context(), bot, batch, 1, step))
		}
		if c := r.counts(zaloA); c[loa.QuotaReceived] != 4 || len(c) != 1 {
			t.Errorf("counted %v, want 4 received", c)
		}
		if c := r.counts(bot); len(c) != 0 {
			t.Errorf("Telegram counted %v", c)
		}
		r.update(func(tx *storage.Tx) error {
			n, err := tx.QuotaPeople(zaloA)
			if n != 3 {
				t.Errorf("%d people, want 3", n)
			}
			return err
		})
	})
}

// TestWarnings: editors are told once at four fifths, once when all is used, and anew the
// next month.
func TestWarnings(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Messages: 100})
	warn := func() string {
		t.Helper()
		r.fine(r.WarnOfQuota(t.Context(), r.now))
		return said(r.take(r.now))
	}
	r.count(zaloA, loa.QuotaPlanned, 79)
	r.count(zaloB, loa.QuotaPlanned, 10)
	if got := warn(); got != "" {
		t.Errorf("at 79: %s", got)
	}
	r.count(zaloA, loa.QuotaReceived, 1)
	if got := warn(); !strings.HasPrefix(got, "7: Bot A has used 80 of its 100 Zalo messages of 03/2024.") {
		t.Errorf("at 80: %s", got)
	}
	r.count(zaloA, loa.QuotaUnsure, 19)
	if got := warn(); got != "" {
		t.Errorf("at 99, told already: %s", got)
	}
	r.count(zaloA, loa.QuotaAnswered, 1)
	if got := warn(); !strings.HasPrefix(got, "7: Bot A has used 100 of its 100 Zalo messages of 03/2024: all of them.") {
		t.Errorf("at 100: %s", got)
	}
	r.count(zaloA, loa.QuotaAnswered, 50)
	if got := warn(); got != "" {
		t.Errorf("told already: %s", got)
	}
	r.now = r.now.AddDate(0, 1, 0)
	r.count(zaloA, loa.QuotaPlanned, 85)
	if got := warn(); !strings.HasPrefix(got, "7: Bot A has used 85 of its 100 Zalo messages of 04/2024.") {
		t.Errorf("next month: %s", got)
	}
}

// TestPeopleWarned: editors are told once of a bot that has met four fifths of the people it
// may speak with, and anew only when it had room in between.
func TestPeopleWarned(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{People: 5})
	met := func(bot loa.BotID, id string) string {
		t.Helper()
		r.update(func(tx *storage.Tx) error { return tx.MeetForQuota(bot, loa.Account{Platform: loa.Zalo, ID: id}) })
		r.fine(r.WarnOfQuota(t.Context(), r.now))
		return said(r.take(r.now))
	}
	for _, id := range []string{"1", "2", "3", "3"} {
		if got := met(zaloA, id) + met(zaloB, "1"); got != "" {
			t.Errorf("person %s: %s", id, got)
		}
	}
	if got := met(zaloA, "4"); !strings.HasPrefix(got, "7: Bot A has spoken with 4 of the 5 people") || strings.Contains(got, "Bot B") {
		t.Errorf("the fourth of five: %s", got)
	}
	for _, id := range []string{"5", "6"} {
		if got := met(zaloA, id); got != "" {
			t.Errorf("told twice: %s", got)
		}
	}
}

// TestHold: when the month will not do the least needed is held back from the next day on,
// editors are told before, it counts as not sent with its reason, and the other bot's
// groups get everything.
func TestHold(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Messages: 100})
	a, b := r.bindTo(zaloA, "a"), r.bindTo(zaloB, "b")
	// The rest of March costs group a seven messages: three posts, the question of the 13th
	// with its answer, and two weekly posts. Four are kept for answers.
	r.count(zaloA, loa.QuotaPlanned, 92)
	r.fine(r.PlanQuota(t.Context(), r.now))
	ds := r.take(r.now)
	got := said(ds)
	for _, want := range []string{
		"7: Bot A has not enough Zalo messages for 03/2024.", "Used are 92 of 100, 8 are left", "Loa always keeps 4 for answers",
		"the question “q-1?” (messages: 2)", "the recurring post “weekly” (messages: 1)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("told:\n%s\nwant %q in it", got, want)
		}
	}
	if strings.Contains(got, "Bot B") || strings.Contains(got, "“p-13”") {
		t.Errorf("told too much:\n%s", got)
	}
	r.fine(r.PlanQuota(t.Context(), r.now.Add(time.Hour)))
	if again := said(r.take(r.now)); again != "" {
		t.Errorf("told twice:\n%s", again)
	}

	r.tick(r.now.Add(13*time.Hour + 30*time.Minute)) // 7:00 on the 13th
	if got := r.posts(a, 13); got != "p-13 pending" {
		t.Errorf("group a: %s", got)
	}
	if n := r.asks(zaloA); n != 0 {
		t.Errorf("the question held back is asked in %d groups", n)
	}
	if c := r.counts(zaloA); c[loa.QuotaHeld] != 2 {
		t.Errorf("%v: want the question's two messages as held back", c)
	}
	r.tick(time.Date(2024, 3, 18, 7, 30, 0, 0, r.now.Location()))
	if got := r.posts(a, 18); got != "weekly expired" {
		t.Errorf("group a on Monday: %v", got)
	}
	if got := r.posts(b, 18); got != "weekly pending" {
		t.Errorf("group b on Monday: %v", got)
	}
	if got := said(r.take(r.now)); strings.Contains(got, "not sent") {
		t.Errorf("told again of what was told before:\n%s", got)
	}
	r.by(func(d *campaign.Desk) error {
		f, err := d.Report(loa.Sender{Account: admin()}, campaign.ReportQuery{Unit: "ward", Days: loa.Days{From: inMarch(18), Until: inMarch(18)}})
		if err != nil {
			return err
		}
		if s := f.Sends; s.Planned != 2 || s.Held != 1 || s.Late != 0 {
			t.Errorf("the report says %+v", s)
		}
		return nil
	})
}

// TestSendAllTheSame: an editor can have everything sent, nobody else can, and an old
// button does no harm.
func TestSendAllTheSame(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Messages: 100})
	a := r.bindTo(zaloA, "a")
	r.count(zaloA, loa.QuotaPlanned, 99)
	r.fine(r.PlanQuota(t.Context(), r.now))
	press := func(who loa.Account, bot loa.BotID, month loa.Date) (n int, key string) {
		t.Helper()
		r.by(func(d *campaign.Desk) (err error) {
			n, err = d.FreeQuota(loa.Sender{Account: who}, bot, month)
			if refusal, ok := errors.AsType[*campaign.Refusal](err); ok {
				key, err = refusal.Key, nil
			}
			return err
		})
		return n, key
	}
	if _, key := press(loa.Account{Platform: loa.Telegram, ID: "8"}, zaloA, inMarch(1)); key != "quota.may_not" {
		t.Errorf("anybody: %q", key)
	}
	if _, key := press(admin(), zaloA, loa.Date{Year: 2024, Month: 2, Day: 1}); key != "quota.month_over" {
		t.Errorf("an old button: %q", key)
	}
	if _, key := press(admin(), bot, inMarch(1)); key != "quota.month_over" {
		t.Errorf("a bot that does not count: %q", key)
	}
	if n, key := press(admin(), zaloA, inMarch(1)); n == 0 || key != "" {
		t.Errorf("an editor frees %d, %q", n, key)
	}
	if _, key := press(admin(), zaloA, inMarch(1)); key != "quota.free_already" {
		t.Errorf("twice: %q", key)
	}
	r.take(r.now)
	r.fine(r.PlanQuota(t.Context(), r.now.Add(time.Hour)))
	if again := said(r.take(r.now)); again != "" {
		t.Errorf("told of what was decided:\n%s", again)
	}
	r.tick(r.now.Add(13*time.Hour + 30*time.Minute))
	if got := r.posts(a, 13); got != "p-13 pending" || r.asks(zaloA) != 0 {
		t.Errorf("group a: %v", got)
	}
}

// TestRoomForGroup: a bot that is full takes no more groups and names those that do.
func TestRoomForGroup(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Groups: 2})
	one := r.bindTo(zaloA, "1")
	r.bindTo(zaloA, "2")
	bind := func(bot loa.BotID, chat loa.ChatID) (refused *campaign.Refusal) {
		t.Helper()
		r.updates++
		r.fine(r.Receive(t.Context(), bot, []loa.Update{{ID: r.updates}}, 0, func(d *campaign.Desk, _ loa.Update) error {
			_, _, err := d.Bind(loa.Sender{Account: admin()}, loa.Chat{ID: chat, Type: loa.GroupChat}, "cb-2", "cell")
			refusal, ok := errors.AsType[*campaign.Refusal](err)
			if refused = refusal; ok {
				return nil
			}
			return err
		}))
		return refused
	}
	if got := bind(zaloA, "3"); got == nil || got.Key != "quota.bot_full" || got.Data["Free"] != "Bot B" {
		t.Errorf("a third group: %+v", got)
	}
	if got := bind(zaloA, one.Chat); got != nil {
		t.Errorf("a group that is bound already: %+v", got)
	}
	for _, chat := range []loa.ChatID{"3", "4"} {
		if got := bind(zaloB, chat); got != nil {
			t.Errorf("the other bot: %+v", got)
		}
	}
	if got := bind(zaloB, "5"); got == nil || got.Data["Free"] != "" {
		t.Errorf("all are full: %+v", got)
	}
	for _, chat := range []loa.ChatID{"-1", "-2", "-3"} {
		if got := bind(bot, chat); got != nil {
			t.Errorf("Telegram has no such limit: %+v", got)
		}
	}
}

// TestDeafness: a gap between two polls is told of, once; none is told of the first time.
func TestDeafness(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.ZaloLimits())
	wall := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	heard := func(after time.Duration) string {
		t.Helper()
		wall = wall.Add(after)
		r.fine(r.Heard(t.Context(), zaloA, wall))
		return said(r.take(r.now))
	}
	for _, after := range []time.Duration{0, time.Minute, 5 * time.Minute} {
		if got := heard(after); got != "" {
			t.Errorf("after %s: %s", after, got)
		}
	}
	got := heard(time.Hour)
	if !strings.HasPrefix(got, "7: Loa did not hear Bot A from ") || !strings.Contains(got, "(60 min)") || strings.Count(got, "did not hear") != 1 {
		t.Errorf("after an hour: %s", got)
	}
	if got := heard(time.Minute); got != "" {
		t.Errorf("told twice: %s", got)
	}
}

// TestZaloPlan: bots with what they have, units without a group, and what has no place.
func TestZaloPlan(t *testing.T) {
	t.Parallel()
	r := newMetered(t, storagetest.Open(t), loa.QuotaLimits{Groups: 1, Messages: 100})
	r.bindTo(zaloA, "a")
	bots := []campaign.Bot{{ID: zaloA, Name: "Bot A"}, {ID: zaloB, Name: "Bot B"}}
	p, err := r.PlanZalo(t.Context(), r.Campaign(), bots, nil, inMarch(1))
	r.fine(err)
	if len(p.Bots) != 2 || len(p.Bots[0].Bound) != 1 || len(p.Bots[1].Given) != 1 || p.Bots[1].Given[0].Name != "Cell 2" || len(p.Left) != 0 {
		t.Errorf("got %+v", p)
	}
	// p-12 to p-15, four Mondays of which one falls to the week's share, a question and its
	// answer, and a meeting with its reminders: at least eleven.
	if n := p.Bots[1].Messages; n < 11 || n != p.Bots[0].Messages {
		t.Errorf("a month of a group costs %d and %d", p.Bots[0].Messages, n)
	}
	wanted := []campaign.WantedGroup{{Name: "X", Kind: "cell"}, {Name: "Y", Kind: "household"}}
	if p, err = r.PlanZalo(t.Context(), r.Campaign(), bots[1:], wanted, inMarch(1)); err != nil || len(p.Bots) != 2 || len(p.Left) != 1 || p.Missing() != 1 {
		t.Errorf("a bot without a token keeps its group, one group is left: %+v, %v", p, err)
	}
	r.by(func(d *campaign.Desk) error {
		if _, err := d.ZaloPlan(loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: "8"}}); err == nil {
			t.Error("anybody may look")
		}
		p, err := d.ZaloPlan(loa.Sender{Account: admin()})
		if len(p.Bots) != 2 {
			t.Errorf("%d bots", len(p.Bots))
		}
		return err
	})
}
