package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// AnswerButton is the callback action of the buttons under a question; its arguments
// are the asking and the option's place.
const AnswerButton = "qa"

// What a delivery about an asking is, as its key says. A question that follows a post
// has the post's key instead, since it is withdrawn with it.
const (
	askingAsk    = "ask"
	askingClose  = "close"
	askingAnswer = "answer"
)

func askingKey(id loa.AskingID, what string) string { return fmt.Sprintf("asking:%d:%s", id, what) }

// queueQuestion queues the question that follows a post, unless the group was asked it
// before: by another post, or because somebody asked it by hand.
func (s *Service) queueQuestion(tx *storage.Tx, after loa.Delivery, o owed) error {
	c := s.Campaign()
	kind, known := c.Kind(o.group.Kind)
	q, closes, ok := c.Asks(o.Occurrence, kind)
	if !known || !ok {
		return nil
	}
	a := s.asking(q, o.group, o.Date)
	if asked, err := tx.AskedIn(a.Campaign, a.Run, a.Question, a.Group); err != nil || asked {
		return err
	}
	a.Post, a.Date, a.Created, a.Closes = after.Post, after.Date, after.Created, closes
	after.Key, after.Post = o.key+":question", "" // a post counts once in every report
	after.NotAfter = sooner(after.NotAfter, closes.Add(-loa.QuestionOpen))
	_, err := s.ask(tx, a, after, o.Due.Location())
	return err
}

// asking is the question as it will be asked in a group, if it is on the day.
func (s *Service) asking(q *loa.Question, g loa.Group, day loa.Date) loa.Asking {
	c := s.Campaign()
	run := c.Run(day)
	way := c.Way(g, q.Set)
	order := g.ID
	if g.Channel().Relayed() {
		order = 0 // who serves several groups gets one text for all
	}
	return loa.Asking{
		Campaign: c.ID, Run: run, Question: q.ID, Set: q.Set, Strand: q.Strand, Group: g.ID, Unit: g.Unit, Bot: g.Bot,
		Way: way, Form: way.Form(s.bot(g.Bot).Can), State: loa.AskingWaiting,
		Asked: q.Shuffle(loa.ShuffleSeed(c.ID, run, q.ID, order)),
	}
}

// ask stores an asking with the delivery that asks it.
func (s *Service) ask(tx *storage.Tx, a loa.Asking, d loa.Delivery, zone *time.Location) (loa.Asking, error) {
	g, err := tx.Group(a.Group)
	if err != nil {
		return a, err
	}
	if a.ID, err = tx.SaveAsking(a); err != nil {
		return a, err
	}
	if d.Key == "" {
		d.Key = askingKey(a.ID, askingAsk)
	}
	d.Asking, d.Payload = a.ID, loa.Payload{Choice: s.askChoice(a)}
	if a.Form != loa.FormPoll {
		n := s.askNotice(a, 0, s.groupLang(g), zone)
		d.Payload = loa.Payload{Notice: &n}
	}
	_, queued, err := tx.Enqueue(d)
	if err == nil && !queued {
		err = fmt.Errorf("ask %s in group %d: its delivery is there already", a.Question, a.Group)
	}
	return a, err
}

// askChoice is the question as the platform's own quiz.
func (s *Service) askChoice(a loa.Asking) *loa.Choice {
	c := &loa.Choice{
		Question: a.Asked.Text, Options: a.Asked.Options, Quiz: true, Answer: a.Asked.Answer, Explanation: a.Asked.Explanation,
		Anonymous: a.Way == loa.AskAnonymous, ClosesAt: a.Closes, Silent: true,
	}
	if s.settings.Rehearsal {
		c.ClosesAt = time.Time{} // the platform counts by the real clock, not by the rehearsal's
	}
	return c
}

// askNotice is the question as a message: with a button for each option and the number
// of answers so far, or with what to type.
func (s *Service) askNotice(a loa.Asking, answered int, lang loa.Lang, zone *time.Location) loa.Notice {
	data := s.askedData(a, lang)
	data["When"], data["Answered"], data["Bot"] = s.catalog.Moment(lang, a.Closes, zone), answered, s.bot(a.Bot).Name
	hint := s.catalog.Say(lang, "quiz.hint_"+string(a.Form)+"_"+string(a.Way), data)
	n := loa.Notice{Silent: true}
	var tally loa.Text
	if a.Form == loa.FormButtons {
		n.Buttons = answerButtons(a)
		tally = s.catalog.Say(lang, "quiz.answered", data)
	}
	n.Text = loa.Lines("\n\n", s.rehearsal(lang), s.questionText(a, lang), hint, tally)
	return n
}

// questionText is the question with its options.
func (s *Service) questionText(a loa.Asking, lang loa.Lang) loa.Text {
	return loa.Lines("\n\n", s.catalog.Say(lang, "quiz.question", s.askedData(a, lang)), s.optionLines(a, lang))
}

// optionLines are the options, a letter before each.
func (s *Service) optionLines(a loa.Asking, lang loa.Lang) loa.Text {
	options := make([]loa.Text, len(a.Asked.Options))
	for place, option := range a.Asked.Options {
		options[place] = s.catalog.Say(lang, "quiz.option", map[string]any{"Letter": loa.Letter(place), "Text": option})
	}
	return loa.Lines("\n", options...)
}

// answerButtons are a letter for each option: an option may be too long for a button.
func answerButtons(a loa.Asking) [][]loa.Button {
	const inRow = 4
	var rows [][]loa.Button
	for place := range a.Asked.Options {
		if place%inRow == 0 {
			rows = append(rows, nil)
		}
		last := &rows[len(rows)-1]
		*last = append(*last, loa.Button{Text: loa.Letter(place), Data: answerData(a, place), Key: loa.Letter(place)})
	}
	return rows
}

func answerData(a loa.Asking, place int) string {
	return ButtonData(AnswerButton, fmt.Sprint(a.ID), fmt.Sprint(place))
}

// askedData is what texts may say of a question as it was asked.
func (s *Service) askedData(a loa.Asking, lang loa.Lang) map[string]any {
	letters := ""
	for place := range a.Asked.Options {
		switch {
		case place > 0 && place == len(a.Asked.Options)-1:
			letters += s.catalog.Line(lang, "quiz.or", nil)
		case place > 0:
			letters += ", "
		}
		letters += loa.Letter(place)
	}
	return map[string]any{
		"Code": loa.QuestionCode(a.Question), "Text": a.Asked.Text, "Letters": letters,
		"Letter": loa.Letter(a.Asked.Answer), "Option": a.Asked.Options[a.Asked.Answer], "Explanation": a.Asked.Explanation,
	}
}

// sooner is the sooner one of two times.
func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// soonerSet is the sooner one of those that are set.
func soonerSet(a, b time.Time) time.Time {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	}
	return sooner(a, b)
}
