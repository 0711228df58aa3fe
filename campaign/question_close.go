package campaign

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// closeGrace is how long after its hour the platform has to say that a poll has closed
// by itself, before Loa closes it.
const closeGrace = 30 * time.Second

// closeQuestions closes the questions whose time has come by now, once, and has the
// groups told the answer. It returns when one closes next; zero if none is open.
func (s *Service) closeQuestions(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []loa.AskingID
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		live, err := unclosed(tx)
		for _, a := range live {
			at := a.Closes
			if !at.After(now) && a.Form == loa.FormPoll && a.State != loa.AskingUncertain {
				at = a.Closes.Add(s.closeGrace())
			}
			switch {
			case !at.After(now):
				due = append(due, a.ID)
			case next.IsZero() || at.Before(next):
				next = at
			}
		}
		return err
	})
	if err != nil || len(due) == 0 {
		return next, wrap("read open questions", err)
	}
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		for _, id := range due {
			a, err := tx.Asking(id)
			if err == nil {
				err = s.closeDue(tx, a)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return next, wrap("close questions", err)
	}
	s.wake()
	return next, nil
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// closeGrace is none in a rehearsal, whose polls the platform does not close.
func (s *Service) closeGrace() time.Duration {
	if s.settings.Rehearsal {
		return 0
	}
	return closeGrace
}

// closeDue closes a question whose time has come. One that still waits has a delivery
// that was settled in a restore, since any other would have told.
func (s *Service) closeDue(tx *storage.Tx, a loa.Asking) error {
	switch a.State {
	case loa.AskingOpen:
		return s.closeQuestion(tx, a)
	case loa.AskingUncertain:
		return s.closeUnsure(tx, a)
	case loa.AskingWaiting:
	default:
		return nil
	}
	list, err := tx.AskingDeliveries(a.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		if isQuestion(d) {
			return s.questionSettled(tx, d, loa.Outcome{State: d.State, At: d.Settled})
		}
	}
	return nil
}

// closeQuestion closes an open question. A poll is closed at the platform first, for
// its last count.
func (s *Service) closeQuestion(tx *storage.Tx, a loa.Asking) error {
	if a.Form != loa.FormPoll {
		counts, total, err := countAnswers(tx, a)
		if err != nil {
			return err
		}
		if a.Bot == loa.RelayBot {
			counts = nil // what people have answered there nobody has counted
		}
		return s.finish(tx, a, counts, total)
	}
	p, err := tx.PollState(a.Bot, a.PollID)
	if err != nil && !isMissing(err) {
		return err
	}
	if !p.Closed {
		if waits, err := s.stopPoll(tx, a); err != nil || waits {
			return err
		}
	}
	if len(p.Counts) != len(a.Asked.Options) {
		p.Counts = nil // the platform has told nothing
	}
	return s.finish(tx, a, p.Counts, p.Total)
}

// countAnswers counts what Loa was told: under names, or by typing without them.
func countAnswers(tx *storage.Tx, a loa.Asking) (counts []int, total int, err error) {
	if a.CountedByLoa() {
		return tx.CountTypedAnswers(a.ID, len(a.Asked.Options))
	}
	return tx.CountQuizAnswers(a.ID, len(a.Asked.Options))
}

// answeredSoFar is the number of answers alone. Of a question that is closed it is kept:
// what was typed is forgotten then.
func answeredSoFar(tx *storage.Tx, a loa.Asking) (int, error) {
	switch {
	case a.State == loa.AskingClosed:
		return a.Total, nil
	case a.CountedByLoa():
		_, total, err := tx.CountTypedAnswers(a.ID, len(a.Asked.Options))
		return total, err
	}
	return tx.QuizAnswers(a.ID)
}

// saveOver stores a question that takes no answers any more; of those without names the
// counts stay alone.
func saveOver(tx *storage.Tx, a loa.Asking) error {
	if _, err := tx.SaveAsking(a); err != nil {
		return err
	}
	return tx.ForgetTypedAnswers(a.ID)
}

// stopPoll has the platform close a poll, once. waits is true until it has answered;
// one that has closed by itself says so by a refusal.
func (s *Service) stopPoll(tx *storage.Tx, a loa.Asking) (waits bool, err error) {
	g, err := tx.Group(a.Group)
	if isMissing(err) || err == nil && (g.State != loa.GroupActive || g.Chat != a.Chat || a.Message == "") {
		return false, nil // out of reach: what is known must do
	}
	if err != nil {
		return false, err
	}
	key := askingKey(a.ID, askingClose)
	d, err := tx.DeliveryByKey(key)
	if err == nil {
		return d.State == loa.Pending || d.State == loa.Sending, nil
	}
	if !isMissing(err) {
		return false, err
	}
	now := s.now()
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: a.Bot, Chat: a.Chat, Group: a.Group, Asking: a.ID, Priority: loa.Answer, State: loa.Pending, Key: key,
		Due: now, NotAfter: now.Add(meetingEditKeep), Created: now, Payload: loa.Payload{ClosePoll: &loa.ClosePoll{Message: a.Message}},
	})
	return true, err
}

// finish stores the last count of a question and has the group told the answer.
func (s *Service) finish(tx *storage.Tx, a loa.Asking, counts []int, total int) error {
	a.State, a.Closed, a.Counts, a.Total = loa.AskingClosed, s.now(), counts, total
	if err := saveOver(tx, a); err != nil {
		return err
	}
	g, err := tx.Group(a.Group)
	if isMissing(err) || err == nil && g.State != loa.GroupActive {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.refreshQuestion(tx, a, g); err != nil {
		return err
	}
	return s.tellAnswer(tx, a, g)
}

// tellAnswer queues the answer with its source and the count, in reply to the question.
func (s *Service) tellAnswer(tx *storage.Tx, a loa.Asking, g loa.Group) error {
	zone, err := s.zoneOfGroup(tx, g)
	if err != nil {
		return err
	}
	c, now, lang := s.Campaign(), s.now(), s.groupLang(g)
	quiet := c.Quiet
	quiet.Zone = zone.String()
	n := loa.Notice{Text: s.answerText(a, lang), Silent: true}
	if g.Chat == a.Chat && a.Form != loa.FormText { // a text goes where nothing shows what it replies to
		n.ReplyTo = a.Message
	}
	if n.ReplyTo == "" {
		n.Text = loa.Lines("\n\n", loa.Styled(loa.Italic, a.Asked.Text), n.Text)
	}
	n.Text = loa.Lines("\n\n", s.rehearsal(lang), n.Text)
	d := loa.Delivery{
		Bot: g.Bot, Chat: g.Chat, Thread: g.Thread, Group: g.ID, Asking: a.ID, Priority: loa.Bulk, State: loa.Pending,
		Due: now, NotAfter: c.AnswerUntil(a.Closes), Quiet: quiet, Created: now, Key: askingKey(a.ID, askingAnswer),
		Payload: loa.Payload{Notice: &n},
	}
	if now.After(d.NotAfter) {
		d.State, d.Reason, d.Settled = loa.Expired, "missed: Loa was not running or the clock moved", now
	}
	_, _, err = tx.Enqueue(d)
	return err
}

func (s *Service) answerText(a loa.Asking, lang loa.Lang) loa.Text {
	data := s.askedData(a, lang)
	data["Count"], data["Right"], data["Few"] = a.Total, a.Right(), a.Total < fewPeople
	parts := []loa.Text{s.catalog.Say(lang, "quiz.answer", data)}
	if line := s.sourcesLine(a.Asked.Sources, a.Asked.Grade, lang); line != "" {
		parts = append(parts, loa.Styled(loa.Italic, line))
	}
	switch {
	case a.Counts == nil: // nobody knows
	case a.Total == 0:
		parts = append(parts, s.catalog.Say(lang, "quiz.tally_none", data))
	default:
		parts = append(parts, s.catalog.Say(lang, "quiz.tally", data))
	}
	return loa.Lines("\n\n", parts...)
}

// refreshQuestion brings the message of a question up to date, soon: answers that come
// until then go with it. When it is closed its buttons go.
func (s *Service) refreshQuestion(tx *storage.Tx, a loa.Asking, g loa.Group) error {
	if a.Form == loa.FormPoll || !s.bot(a.Bot).Can.Edits || a.Message == "" || g.Chat != a.Chat || g.State != loa.GroupActive {
		return nil
	}
	zone, err := s.zoneOfGroup(tx, g)
	if err != nil {
		return err
	}
	total, err := answeredSoFar(tx, a)
	if err != nil {
		return err
	}
	lang, due := s.groupLang(g), s.now()
	n := s.askNotice(a, total, lang, zone)
	if a.State == loa.AskingClosed {
		data := s.askedData(a, lang)
		data["Answered"] = total
		n = loa.Notice{Text: loa.Lines("\n\n", s.rehearsal(lang), s.questionText(a, lang), s.catalog.Say(lang, "quiz.closed_foot", data))}
	} else {
		due = due.Add(tallyEvery)
	}
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: a.Bot, Chat: a.Chat, Group: a.Group, Asking: a.ID, Priority: loa.Bulk, State: loa.Pending,
		Due: due, NotAfter: due.Add(meetingEditKeep), Created: s.now(),
		Payload: loa.Payload{Edit: &loa.Edit{Message: a.Message, Text: n.Text, Buttons: n.Buttons}},
	})
	return err
}

// isQuestion tells the delivery that asks from those that close, edit and answer.
func isQuestion(d loa.Delivery) bool {
	return d.Asking != 0 && (d.Payload.Choice != nil || d.Payload.Notice != nil && !strings.HasPrefix(d.Key, askingKey(d.Asking, askingAnswer)))
}

// questionSettled stores what has become of a question's delivery, or of its closing.
func (s *Service) questionSettled(tx *storage.Tx, d loa.Delivery, o loa.Outcome) error {
	if d.Asking == 0 || o.State == loa.Pending {
		return nil
	}
	a, err := tx.Asking(d.Asking)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case d.Payload.ClosePoll != nil:
		if o.Receipt.Poll != nil && a.PollID != "" {
			p := *o.Receipt.Poll
			p.PollID, p.Closed = a.PollID, true
			if err := tx.SavePollState(a.Bot, p, s.now()); err != nil {
				return err
			}
		}
		if a.State == loa.AskingOpen {
			return s.closeQuestion(tx, a)
		}
	case isQuestion(d):
		return s.questionSent(tx, a, d, o)
	}
	return nil
}

// questionSent stores whether a question has reached its group.
func (s *Service) questionSent(tx *storage.Tx, a loa.Asking, d loa.Delivery, o loa.Outcome) error {
	if !slices.Contains([]loa.AskingState{loa.AskingWaiting, loa.AskingUncertain, loa.AskingWithdrawn}, a.State) {
		return nil
	}
	withdrawn := a.State == loa.AskingWithdrawn
	switch o.State {
	case loa.Sent, loa.Relayed:
		a.State, a.Opened, a.Chat, a.Message, a.PollID = loa.AskingOpen, o.At, d.Chat, o.Receipt.Message, o.Receipt.PollID
	case loa.Failed, loa.Expired:
		a.State = loa.AskingDropped
	case loa.Uncertain:
		a.State = loa.AskingUncertain
	}
	if withdrawn {
		a.State = loa.AskingWithdrawn
	}
	if _, err := tx.SaveAsking(a); err != nil {
		return err
	}
	switch {
	case withdrawn && a.Message != "" && a.Form == loa.FormPoll: // it was on its way when its post was withdrawn
		_, err := s.stopPoll(tx, a)
		return err
	case a.State == loa.AskingOpen && a.PollID != "":
		return s.adoptVotes(tx, a)
	}
	return nil
}

// withdrawQuestions ends what followed a post that is withdrawn: nobody is told the answer.
func (s *Service) withdrawQuestions(tx *storage.Tx, item loa.Item) error {
	if item.Post == "" {
		return nil
	}
	list, err := tx.AskingsAfter(item.Post, item.Date)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.State == loa.AskingClosed || a.State == loa.AskingDropped {
			continue
		}
		a.State, a.Closed = loa.AskingWithdrawn, s.now()
		if err := saveOver(tx, a); err != nil {
			return err
		}
	}
	return nil
}
