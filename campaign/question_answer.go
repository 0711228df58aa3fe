package campaign

import (
	"maps"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// Answered is what became of an answer to a question in a group.
type Answered struct {
	loa.Asking
	Place  int
	Right  bool
	Stored bool // it counts
	Known  bool // Loa knows whose account it is
	// Of somebody who had answered the question before:
	Before    *loa.QuizAnswer
	Said      string // the option that was chosen then
	Elsewhere bool   // in another group
}

// AnswerQuestion takes a tap on an option, or what was typed for it. The first answer of a
// member who has agreed to it counts. Whoever has not agreed is not told whether the answer
// is right, since it may count yet; whom Loa does not know is, since it cannot. Neither is
// kept. Where no names are kept anybody's first answer counts, and nobody's is told.
func (d *Desk) AnswerQuestion(who loa.Sender, id loa.AskingID, place int) (Answered, error) {
	if who.Anonymous || who.Account.IsZero() {
		return Answered{}, refuse("quiz.anonymous", nil)
	}
	a, err := d.openQuestion(id)
	if err != nil {
		return Answered{}, err
	}
	if place < 0 || place >= len(a.Asked.Options) {
		return Answered{}, refuse("bot.stale_button", nil)
	}
	r := Answered{Asking: a, Place: place, Right: place == a.Asked.Answer}
	if a.CountedByLoa() {
		r.Stored, err = d.tx.AddTypedAnswer(id, who.Account, place, d.now)
		return r, err
	}
	member, given, err := d.tx.Voter(who.Account)
	if isMissing(err) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.Known = true
	if err := d.mayAnswer(given, a); err != nil {
		return r, err
	}
	r.Stored, err = d.tx.AddQuizAnswer(a, loa.QuizAnswer{Asking: id, Member: member, Place: place, Right: r.Right, At: d.now})
	if err != nil || r.Stored {
		d.countAnew(id)
		return r, err
	}
	return d.answeredBefore(r, member)
}

// expectAnswers reads who is about to answer in the batch, all at once.
func (d *Desk) expectAnswers(batch []loa.Update) error {
	var who []loa.Account
	for _, u := range batch {
		if u.Tap == nil || u.Tap.From.Account.IsZero() {
			continue
		}
		if action, _, ok := ReadButton(u.Tap.Data); ok && action == AnswerButton && !slices.Contains(who, u.Tap.From.Account) {
			who = append(who, u.Tap.From.Account)
		}
	}
	return d.tx.ReadVoters(who)
}

// openQuestion returns an asking that takes answers. Its message may be in the group
// before the platform has said so.
func (d *Desk) openQuestion(id loa.AskingID) (loa.Asking, error) {
	a, err := d.tx.Asking(id)
	switch {
	case isMissing(err):
		err = refuse("quiz.gone", nil)
	case err != nil:
	case a.State == loa.AskingWithdrawn:
		err = refuse("quiz.withdrawn", nil)
	case a.State == loa.AskingClosed || a.State == loa.AskingDropped || !d.now.Before(a.Closes):
		zone, missing := d.Zone(loa.Chat{ID: a.Chat})
		if missing != nil {
			return a, missing
		}
		err = d.refuseClosed(a, zone)
	}
	return a, err
}

func (d *Desk) refuseClosed(a loa.Asking, zone *time.Location) error {
	g, err := d.tx.Group(a.Group)
	if err != nil && !isMissing(err) {
		return err
	}
	lang := d.s.groupLang(g)
	data := d.s.askedData(a, lang)
	data["When"] = d.s.catalog.Moment(lang, a.Closes, zone)
	return refuse("quiz.closed", data)
}

// mayAnswer refuses a member whose answer must not be kept.
func (d *Desk) mayAnswer(given []loa.Consent, a loa.Asking) error {
	if !agrees(given, loa.PurposeQuiz) {
		return refuse("quiz.no_consent", map[string]any{"Bot": d.bot.Address()})
	}
	if withdrewSince(given, loa.PurposeQuiz, a.Created) {
		return refuse("quiz.withdrew", nil)
	}
	return nil
}

func agrees(given []loa.Consent, p loa.Purpose) bool {
	return slices.ContainsFunc(given, func(c loa.Consent) bool { return c.Purpose == p && c.Holds() })
}

// withdrewSince reports whether consent was taken back since then. Whoever has answered
// by then is not known any more: the answer is counted without a name, and a second one
// would be counted again. Agreeing to a newer text takes nothing back.
func withdrewSince(given []loa.Consent, p loa.Purpose, since time.Time) bool {
	return slices.ContainsFunc(given, func(c loa.Consent) bool {
		renewed := slices.ContainsFunc(given, func(n loa.Consent) bool { return n.Purpose == p && n.Given.Equal(c.Withdrawn) })
		return c.Purpose == p && !c.Withdrawn.IsZero() && !c.Withdrawn.Before(since) && !renewed
	})
}

func (d *Desk) answeredBefore(r Answered, member loa.MemberID) (Answered, error) {
	before, err := d.tx.QuizAnswerOf(r.Asking, member)
	if err != nil {
		return r, err
	}
	r.Before, r.Elsewhere = &before, before.Asking != r.ID
	there := r.Asking
	if r.Elsewhere { // where the options stood in another order
		if there, err = d.tx.Asking(before.Asking); err != nil {
			return r, err
		}
	}
	if before.Place < len(there.Asked.Options) {
		r.Said = there.Asked.Options[before.Place]
	}
	return r, nil
}

// countAnew has the number of answers on a question brought up to date, once for all
// answers of the batch.
func (d *Desk) countAnew(id loa.AskingID) {
	if d.counts == nil {
		d.counts = map[loa.AskingID]bool{}
	}
	d.counts[id] = true
}

// countAll brings the messages up to date of what was answered in the batch.
func (d *Desk) countAll() error {
	for _, id := range slices.Sorted(maps.Keys(d.counts)) {
		a, err := d.tx.Asking(id)
		if err != nil {
			return err
		}
		g, err := d.tx.Group(a.Group)
		if isMissing(err) {
			continue
		}
		if err == nil {
			err = d.s.refreshQuestion(d.tx, a, g)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// PollState keeps what the platform tells of a poll's count, whosever it is: it may come
// before Loa knows that the poll is its own. A poll that has closed by itself is closed here.
func (d *Desk) PollState(p loa.PollState) error {
	if err := d.tx.SavePollState(d.bot.ID, p, d.now); err != nil || !p.Closed {
		return err
	}
	a, err := d.tx.AskingOfPoll(d.bot.ID, p.PollID)
	if isMissing(err) || err == nil && (a.State != loa.AskingOpen || d.now.Before(a.Closes)) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.s.closeQuestion(d.tx, a)
}

// PollAnswer takes a vote in a poll that is not anonymous, under the same rules as a
// tap. Votes that may not be kept, those cast as a chat among them, are counted by the
// platform all the same: the count of a poll is always the platform's.
func (d *Desk) PollAnswer(p loa.PollAnswer) error {
	if p.Chat != "" || p.Voter.IsZero() || len(p.Options) > 1 {
		return nil
	}
	member, given, err := d.tx.Voter(p.Voter)
	if isMissing(err) {
		return nil
	}
	if err != nil || !agrees(given, loa.PurposeQuiz) {
		return err
	}
	a, err := d.tx.AskingOfPoll(d.bot.ID, p.PollID)
	switch {
	case isMissing(err):
		return d.earlyVote(p, member)
	case err != nil:
		return err
	case a.Way != loa.AskNamed || a.State != loa.AskingOpen || withdrewSince(given, loa.PurposeQuiz, a.Created):
		return nil
	case len(p.Options) == 0:
		return d.tx.RetractQuizAnswer(a.ID, member)
	}
	return d.s.addVote(d.tx, a, storage.EarlyVote{Member: member, Place: p.Options[0], At: d.now})
}

func (d *Desk) earlyVote(p loa.PollAnswer, member loa.MemberID) error {
	if len(p.Options) == 0 {
		return d.tx.DropEarlyVote(d.bot.ID, p.PollID, member)
	}
	return d.tx.SaveEarlyVote(d.bot.ID, p.PollID, storage.EarlyVote{Member: member, Place: p.Options[0], At: d.now})
}

func (s *Service) addVote(tx *storage.Tx, a loa.Asking, v storage.EarlyVote) error {
	if v.Place < 0 || v.Place >= len(a.Asked.Options) {
		return nil // no option of this question
	}
	_, err := tx.AddQuizAnswer(a, loa.QuizAnswer{Asking: a.ID, Member: v.Member, Place: v.Place, Right: v.Place == a.Asked.Answer, At: v.At})
	return err
}

// adoptVotes takes the votes that came before the platform had said which question the
// poll asks.
func (s *Service) adoptVotes(tx *storage.Tx, a loa.Asking) error {
	votes, err := tx.TakeEarlyVotes(a.Bot, a.PollID)
	if err != nil || a.Way != loa.AskNamed {
		return err
	}
	for _, v := range votes {
		if err := s.addVote(tx, a, v); err != nil {
			return err
		}
	}
	return nil
}
