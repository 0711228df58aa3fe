package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/bot/sandbox"
	"loa/bot/telegram"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

// options is how many a question has.
const options = 4

// quizHall is a sandbox with groups of members who have agreed, a question under names
// and an anonymous one open in each, and a Loa whose parts are run by hand.
type quizHall struct {
	*sandbox.Sandbox
	server  *httptest.Server
	people  []sandbox.PersonID
	groups  []sandbox.ChatID
	buttons []sandbox.MessageID // question under names, by group
	votes   []sandbox.MessageID // anonymous one, by group
	named   []loa.AskingID
	quiz    []loa.AskingID
	polls   bool // the votes are counted, not the taps

	db      *storage.DB
	service *campaign.Service
	bot     *bot.Bot
	adapter *telegram.Adapter
	me      loa.BotID
	dir     string       // campaign and database
	on      http.Handler // before the sandbox sees a request; nil: nothing
}

func newQuizHall(ctx context.Context, questions int) (*quizHall, error) {
	box, err := sandbox.New(sandbox.Options{CallbackLife: time.Hour, Limits: sandbox.Limits{Off: true}})
	if err != nil {
		return nil, err
	}
	h := &quizHall{Sandbox: box}
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.on != nil {
			h.on.ServeHTTP(w, r)
		}
		box.ServeHTTP(w, r)
	}))
	for i := range members {
		h.people = append(h.people, box.AddPerson(fmt.Sprint("Đồng chí ", i+1), "vi"))
	}
	for i := range questions {
		group := box.AddGroup(fmt.Sprint("Chi bộ ", i+1), sandbox.GroupOptions{Supergroup: true}, h.people...)
		box.AddBot(group, h.people[0])
		h.groups = append(h.groups, group)
	}
	return h, errors.Join(h.open(ctx), h.enlist(ctx), h.ask(ctx))
}

func (h *quizHall) database() string { return filepath.Join(h.dir, "loa.db") }

// open starts Loa on a new database.
func (h *quizHall) open(ctx context.Context) error {
	var err error
	if h.dir, err = os.MkdirTemp("", "loa-bench-"); err != nil {
		return err
	}
	if h.db, err = storage.Open(ctx, h.database()); err != nil {
		return err
	}
	dir := filepath.Join(h.dir, "campaign")
	if err := writeCampaign(dir, loa.DateOf(time.Now(), time.UTC)); err != nil {
		return err
	}
	c, mistakes := content.Read(os.DirFS(dir))
	if c == nil {
		return fmt.Errorf("campaign of the benchmark: %v", mistakes)
	}
	catalog, err := content.NewCatalog()
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		return err
	}
	log := zerolog.Nop()
	h.service = campaign.New(h.db, catalog, campaign.Settings{Zone: zone, Lang: loa.Vietnamese}, time.Now, log)
	if err := h.service.Adopt(ctx, c, os.DirFS(dir)); err != nil {
		return err
	}
	if h.adapter, err = telegram.New(telegram.Config{Token: h.Token(), API: h.server.URL, HTTP: &http.Client{}, Log: log}); err != nil {
		return err
	}
	me, err := h.adapter.Connect(ctx)
	if err != nil {
		return err
	}
	h.me = me.Bot
	h.service.AddBot(campaign.Bot{ID: me.Bot, Username: me.Username, Can: h.adapter.Capabilities()})
	h.bot = bot.New(me.Bot, h.service)
	return nil
}

// enlist links every person to a member who has agreed to have answers kept.
func (h *quizHall) enlist(ctx context.Context) error {
	if h.db == nil {
		return nil // open has failed
	}
	now := time.Now().Add(-time.Hour)
	return h.db.Update(ctx, func(tx *storage.Tx) error {
		for i, who := range h.people {
			id, err := tx.SaveMember(loa.Member{Name: fmt.Sprint("Đồng chí ", i+1)})
			if err != nil {
				return err
			}
			account := loa.Account{Platform: loa.Telegram, ID: strconv.FormatInt(int64(who), 10)}
			consent := loa.Consent{Member: id, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: now}
			if err := errors.Join(tx.LinkAccount(loa.Link{Account: account, Member: id, At: now}), tx.GiveConsent(consent)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ask puts both questions into every group, as they are after they were asked.
func (h *quizHall) ask(ctx context.Context) error {
	if h.db == nil {
		return nil // open has failed
	}
	asked := loa.Asked{Text: "Chiến dịch mở màn ngày nào?", Options: []string{"07/3", "13/3", "30/3", "01/5"}, Answer: 1, Explanation: "Chiều 13/3/1954."}
	for i, chat := range h.groups {
		a := loa.Asking{
			Campaign: "crash", Run: time.Now().Year(), Bot: h.me, Unit: unit, State: loa.AskingOpen, Asked: asked,
			Created: time.Now(), Opened: time.Now(), Closes: time.Now().Add(time.Hour), Chat: chatID(chat),
		}
		var err error
		if a.Group, err = h.bind(ctx, chat); err != nil {
			return err
		}
		poll := loa.Payload{Choice: &loa.Choice{Question: asked.Text, Options: asked.Options, Quiz: true, Answer: 1, Anonymous: true}}
		a.Question, a.Way, a.Form = fmt.Sprint("P", i), loa.AskAnonymous, loa.FormPoll
		sent, id, err := h.put(ctx, a, func(loa.AskingID) loa.Payload { return poll })
		if err != nil {
			return err
		}
		h.votes, h.quiz = append(h.votes, sent), append(h.quiz, id)
		a.Question, a.Way, a.Form = fmt.Sprint("Q", i), loa.AskNamed, loa.FormButtons
		sent, id, err = h.put(ctx, a, func(id loa.AskingID) loa.Payload {
			var row []loa.Button
			for place := range options {
				row = append(row, loa.Button{Text: loa.Letter(place), Data: campaign.ButtonData(campaign.AnswerButton, fmt.Sprint(id), fmt.Sprint(place))})
			}
			return loa.Payload{Notice: &loa.Notice{Text: loa.Plain(asked.Text), Buttons: [][]loa.Button{row}}}
		})
		if err != nil {
			return err
		}
		h.buttons, h.named = append(h.buttons, sent), append(h.named, id)
	}
	return nil
}

func (h *quizHall) data(question, place int) string {
	return campaign.ButtonData(campaign.AnswerButton, fmt.Sprint(h.named[question]), fmt.Sprint(place))
}

func (h *quizHall) bind(ctx context.Context, chat sandbox.ChatID) (id loa.GroupID, err error) {
	err = h.db.Update(ctx, func(tx *storage.Tx) error {
		id, err = tx.SaveGroup(loa.Group{Bot: h.me, Chat: chatID(chat), Unit: unit, Kind: kind, State: loa.GroupActive, BoundAt: time.Now()})
		return err
	})
	return id, err
}

// put sends a question and stores that it is open.
func (h *quizHall) put(ctx context.Context, a loa.Asking, what func(loa.AskingID) loa.Payload) (sandbox.MessageID, loa.AskingID, error) {
	save := func() error {
		return h.db.Update(ctx, func(tx *storage.Tx) (err error) {
			a.ID, err = tx.SaveAsking(a)
			return err
		})
	}
	if err := save(); err != nil {
		return 0, 0, err
	}
	receipt, err := h.adapter.Send(ctx, loa.Delivery{Bot: h.me, Chat: a.Chat, Payload: what(a.ID)})
	if err != nil {
		return 0, 0, err
	}
	a.Message, a.PollID = receipt.Message, receipt.PollID
	n, err := strconv.ParseInt(string(a.Message), 10, 64)
	if err != nil {
		return 0, 0, err
	}
	return sandbox.MessageID(n), a.ID, save()
}

// receive runs the adapter's loop until nothing waits, and returns how long that took.
// The answers to the taps are made, but go nowhere: how long they take is another measure.
func (h *quizHall) receive(ctx context.Context) (time.Duration, error) {
	h.service.OnToasts(h.me, func([]loa.Delivery) []loa.Delivery { return nil })
	run, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	start := time.Now()
	go func() { ended <- h.adapter.Receive(run, h.bot) }()
	err := h.Until(ctx, func() bool { return h.Pending() == 0 }) // the last batch is confirmed after it is stored
	took := time.Since(start)
	stop()
	return took, errors.Join(err, <-ended)
}

// choice is what a member answers to every question.
func choice(who sandbox.PersonID) int { return int(who) % options }

// lostAnswers compares what is stored of the first so many questions with what everybody
// answered, option by option.
func (h *quizHall) lostAnswers(ctx context.Context, questions int) (missing, doubled int, err error) {
	var want [options]int
	for _, who := range h.people {
		want[choice(who)]++
	}
	err = h.db.View(ctx, func(tx *storage.Tx) error {
		for i := range questions {
			got, err := h.stored(tx, i)
			if err != nil {
				return err
			}
			for place, n := range want {
				missing += max(0, n-got[place])
				doubled += max(0, got[place]-n)
			}
		}
		return nil
	})
	return missing, doubled, err
}

// stored returns the counts of a question, of taps or of votes.
func (h *quizHall) stored(tx *storage.Tx, question int) ([]int, error) {
	if !h.polls {
		counts, _, err := tx.CountQuizAnswers(h.named[question], options)
		return counts, err
	}
	a, err := tx.Asking(h.quiz[question])
	if err != nil {
		return nil, err
	}
	p, err := tx.PollState(h.me, a.PollID)
	return p.Counts, err
}

func (h *quizHall) close() error {
	h.Close()
	h.server.Close()
	var errs []error
	if h.db != nil {
		errs = append(errs, h.db.Close())
	}
	if h.dir != "" {
		errs = append(errs, os.RemoveAll(h.dir))
	}
	return errors.Join(errs...)
}
