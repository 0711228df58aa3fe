package main

import (
	"context"
	"errors"
	"time"

	"loa"
	"loa/campaign"
)

// betweenTaps is how long after each other members reply: ten a second in the ward,
// faster than people read a message that takes the platform a minute to bring to all.
const betweenTaps = 100 * time.Millisecond

// answer is what somebody is about to tap.
type answer struct {
	*evening
	who    *person
	intent loa.Intent
}

// reply has a part of the members reply, those of all units mixed, so many taps in
// one batch of updates. Who does not come says why.
func (y *year) reply(ctx context.Context, tonight []*evening, percent, batch int) error {
	kind := "reply"
	if batch > 1 {
		kind = "reply, ten at once"
	}
	answers := y.answers(tonight, percent)
	for len(answers) > 0 {
		n := min(batch, len(answers))
		if err := y.tapReplies(ctx, kind, answers[:n]); err != nil {
			return err
		}
		answers = answers[n:]
	}
	y.now = y.now.Add(time.Minute) // the last counts arrive
	return y.deliver(ctx)
}

// answers draws who replies now, and what.
func (y *year) answers(tonight []*evening, percent int) (all []answer) {
	for _, e := range tonight {
		n := min(len(e.silent), (len(e.due)*percent+y.rng.IntN(100))/100)
		for range n {
			all = append(all, y.draw(e))
		}
	}
	y.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// draw takes the next of those who have not replied.
func (y *year) draw(e *evening) answer {
	a := answer{evening: e, who: e.silent[0], intent: loa.IntentYes}
	e.silent = e.silent[1:]
	switch n := y.rng.IntN(100); {
	case n < 10:
		a.intent = loa.IntentNo
	case n < 15:
		a.intent = loa.IntentUnsure
	}
	return a
}

func (y *year) tapReplies(ctx context.Context, kind string, answers []answer) error {
	y.now = y.now.Add(betweenTaps)
	batch := make([]loa.Update, len(answers))
	for i, a := range answers {
		var err error
		if batch[i], err = y.replyTap(a); err != nil {
			return err
		}
	}
	if err := y.hand(ctx, kind, batch...); err != nil {
		return err
	}
	for _, a := range answers {
		if err := y.replied(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// replyTap is a tap on the reminder in private if one came, else in the group.
func (y *year) replyTap(a answer) (loa.Update, error) {
	meant := func(b loa.Button) bool {
		_, args, _ := campaign.ReadButton(b.Data)
		return isReply(b) && args[0] == a.number && args[1] == string(a.intent)
	}
	if m := y.newest(a.who.chat); m.has(meant) {
		return y.tapOn(m, a.who.who, privateChat(a.who.who), meant)
	}
	return y.tapOn(y.newest(a.who.group), a.who.who, loa.Chat{ID: a.who.group, Type: loa.GroupChat}, meant)
}

// replied notes an answer; who does not come is asked why, and says it.
func (y *year) replied(ctx context.Context, a answer) error {
	a.intents[a.who] = a.intent
	if a.intent != loa.IntentNo {
		return nil
	}
	return y.press(ctx, "reply: the reason", a.who.who, y.called("reply.reason_button_"+string(loa.ReasonIll)))
}

// remind has the reminders queued that are due, while members go on replying: the
// database takes one writer at a time, so that their taps wait for the run.
func (y *year) remind(ctx context.Context, name string, tonight []*evening) error {
	const percent = 5
	answers := y.answers(tonight, percent)
	run := reminderRun{name: name, month: y.monthNo, messages: -y.reminded}
	ended := make(chan error, 1)
	go func() {
		start := time.Now()
		_, err := y.service.Tick(ctx, y.now)
		run.took = time.Since(start)
		ended <- err
	}()
	var batch []loa.Update
	var failed error
	for failed == nil && len(ended) == 0 && len(batch) < len(answers) {
		var u loa.Update
		if u, failed = y.replyTap(answers[len(batch)]); failed == nil {
			batch = append(batch, u)
			failed = y.receive(ctx, "reply, while reminders are queued", u)
		}
	}
	if err := errors.Join(<-ended, failed); err != nil {
		return err
	}
	if err := y.answered(ctx, batch...); err != nil {
		return err
	}
	run.messages += y.reminded
	y.runs = append(y.runs, run)
	for i, a := range answers {
		if i >= len(batch) { // the run was faster
			a.silent = append([]*person{a.who}, a.silent...)
			continue
		}
		if err := y.replied(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// unanswered has the secretaries look who has not replied.
func (y *year) unanswered(ctx context.Context, tonight []*evening) error {
	for _, e := range tonight {
		who := e.secretary.who
		if err := y.write(ctx, "/chuatraloi", who, "chuatraloi", ""); err != nil {
			return err
		}
		next := func(b loa.Button) bool {
			action, args, _ := campaign.ReadButton(b.Data)
			return action == campaign.UnansweredButton && len(args) > 1 && args[1] == "1"
		}
		if !y.newest(e.secretary.chat).has(next) {
			continue
		}
		if err := y.press(ctx, "/chuatraloi: the next page", who, next); err != nil {
			return err
		}
	}
	return nil
}
