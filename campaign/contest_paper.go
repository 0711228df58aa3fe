package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
)

// Writing is a paper as its author sees it.
type Writing struct {
	Round    loa.Round
	Paper    loa.Paper
	Place    int          // of the question on the screen, from 0; past the last one: the review
	Question loa.Question // zero in the review
	Zone     *time.Location
}

// Review reports whether all is shown at once, before it is handed in.
func (w Writing) Review() bool { return w.Place >= len(w.Paper.Questions) }

// Over reports whether the paper is handed in.
func (w Writing) Over() bool { return !w.Paper.Submitted.IsZero() }

// StartPaper begins a paper, or returns the one in progress. From here on the attempt is
// used, whatever happens. It needs consent: who does not agree can only practise.
func (d *Desk) StartPaper(who loa.Sender, chat loa.Chat, id loa.RoundID) (Writing, error) {
	e, err := d.RoundEntry(who, id)
	if err == nil {
		err = d.mayStart(e)
	}
	if err == nil {
		err = d.s.noteAlive(d.tx, d.now)
	}
	if err != nil {
		return Writing{}, err
	}
	if e.Writing != nil {
		return d.ResumePaper(who, e.Writing.ID)
	}
	unit, _, err := d.entrant(e.Round, e.Member)
	if err != nil {
		return Writing{}, err
	}
	pool, err := d.tx.ContestQuestions(id)
	if err != nil {
		return Writing{}, err
	}
	last, err := d.tx.LastPaper(id)
	if err != nil {
		return Writing{}, err
	}
	k := e.Round.Contest
	p := loa.Paper{
		Round: id, Number: last + 1, Member: e.Member, Unit: unit, Attempt: e.Used + 1, Started: d.now,
		Deadline: d.now.Add(time.Duration(k.Minutes) * time.Minute), Account: who.Account, Bot: d.bot.ID, Chat: chat.ID,
		Questions: loa.DrawPaper(e.Round.Seed, last+1, optionCounts(pool), k.Draw),
	}
	p.Answers = loa.NoAnswers(len(p.Questions))
	if p.ID, err = d.tx.SavePaper(p); err != nil {
		return Writing{}, err
	}
	d.changed = true // its deadline may be the next thing due
	return d.writing(e.Round, p, 0)
}

func (d *Desk) mayStart(e RoundEntry) error {
	switch {
	case e.Member == 0:
		return refuse("contest.not_linked", nil)
	case !e.Eligible:
		return refuse("contest.not_eligible", nil)
	case !e.Agreed:
		return refuse("contest.no_consent", nil)
	case e.Writing != nil:
		return nil
	case e.Pause != nil:
		return refuse("contest.paused", map[string]any{"Reason": e.Pause.Reason})
	case !e.Round.Begins(d.now):
		return refuse("contest.closed", map[string]any{"Round": e.Round.Title})
	case e.Left() == 0:
		return refuse("contest.no_attempt", map[string]any{"Attempts": e.Round.Contest.Attempts})
	}
	return nil
}

// ownPaper returns a paper to its author, on whatever account. One whose time is over is
// handed in there and then, should the clock not have come round to it.
func (d *Desk) ownPaper(who loa.Sender, id loa.PaperID) (loa.Round, loa.Paper, error) {
	if who.Anonymous {
		return loa.Round{}, loa.Paper{}, refuse("campaign.anonymous", nil)
	}
	if err := d.s.noteAlive(d.tx, d.now); err != nil {
		return loa.Round{}, loa.Paper{}, err
	}
	p, err := d.tx.Paper(id)
	if isMissing(err) {
		return loa.Round{}, p, refuse("bot.stale_button", nil)
	}
	if err != nil {
		return loa.Round{}, p, err
	}
	m, err := d.tx.MemberOf(who.Account)
	switch {
	case isMissing(err), err == nil && m.ID != p.Member:
		return loa.Round{}, p, refuse("contest.not_yours", nil)
	case err != nil:
		return loa.Round{}, p, err
	case p.Withdrawn:
		return loa.Round{}, p, refuse("contest.withdrawn", nil)
	}
	r, err := d.tx.Round(p.Round)
	if err != nil || !p.Submitted.IsZero() || d.now.Before(p.Deadline) {
		return r, p, err
	}
	if paused, err := d.pauseOf(r.ID); err != nil || paused != nil {
		return r, p, err
	}
	p, err = d.s.handIn(d.tx, r, p, p.Deadline, true)
	return r, p, err
}

// ResumePaper returns a paper at its first question without an answer, or at the review.
func (d *Desk) ResumePaper(who loa.Sender, id loa.PaperID) (Writing, error) {
	r, p, err := d.ownPaper(who, id)
	if err != nil {
		return Writing{}, err
	}
	place := slices.IndexFunc(p.Answers, func(a loa.PaperAnswer) bool { return a.Option < 0 })
	if place < 0 {
		place = len(p.Questions)
	}
	return d.writing(r, p, place)
}

// TurnPaper returns a paper at a place.
func (d *Desk) TurnPaper(who loa.Sender, id loa.PaperID, place int) (Writing, error) {
	r, p, err := d.ownPaper(who, id)
	if err != nil {
		return Writing{}, err
	}
	return d.writing(r, p, place)
}

func (d *Desk) writing(r loa.Round, p loa.Paper, place int) (w Writing, err error) {
	w = Writing{Round: r, Paper: p, Place: max(0, min(place, len(p.Questions))), Zone: d.s.settings.Zone}
	if !w.Over() && !w.Review() {
		w.Question, err = d.tx.ContestQuestion(r.ID, p.Questions[w.Place].Pool)
	}
	return w, err
}

// openPaper returns a paper that can be changed now; over is true if its time is over,
// which is no refusal: what was answered counts.
func (d *Desk) openPaper(who loa.Sender, id loa.PaperID) (r loa.Round, p loa.Paper, over bool, err error) {
	r, p, err = d.ownPaper(who, id)
	if err != nil || !p.Submitted.IsZero() {
		return r, p, true, err
	}
	agreed, err := d.s.consented(d.tx, p.Member, loa.PurposeQuiz)
	if err == nil && !agreed {
		err = refuse("contest.no_consent", nil)
	}
	if err != nil {
		return r, p, false, err
	}
	pause, err := d.pauseOf(r.ID)
	if err == nil && pause != nil {
		err = refuse("contest.paused", map[string]any{"Reason": pause.Reason})
	}
	return r, p, false, err
}

// AnswerPaper records what was chosen for a question, and goes on to the next one. What
// was chosen can be changed until the paper is handed in. What Loa has to say of the paper
// later goes to the chat in which it was written last.
func (d *Desk) AnswerPaper(who loa.Sender, chat loa.Chat, id loa.PaperID, place, option int) (Writing, error) {
	r, p, over, err := d.openPaper(who, id)
	if err != nil {
		return Writing{}, err
	}
	if over {
		return d.writing(r, p, 0)
	}
	if place < 0 || place >= len(p.Questions) || !slices.Contains(p.Questions[place].Options, option) {
		return Writing{}, refuse("bot.stale_button", nil)
	}
	if p.Answers[place].Option != option { // a second tap on the same one changes nothing
		p.Answers[place] = loa.PaperAnswer{Option: option, At: d.now}
		p.Account, p.Bot, p.Chat = who.Account, d.bot.ID, chat.ID
		if _, err := d.tx.SavePaper(p); err != nil {
			return Writing{}, err
		}
	}
	return d.writing(r, p, place+1)
}

// PredictPaper records the number that breaks ties.
func (d *Desk) PredictPaper(who loa.Sender, id loa.PaperID, number int) (Writing, error) {
	r, p, over, err := d.openPaper(who, id)
	if err != nil {
		return Writing{}, err
	}
	if !over && r.Contest.Prediction != "" {
		p.Prediction = &number
		if _, err := d.tx.SavePaper(p); err != nil {
			return Writing{}, err
		}
	}
	return d.writing(r, p, len(p.Questions))
}

// HandIn ends a paper. Handed in twice it stays as it is.
func (d *Desk) HandIn(who loa.Sender, id loa.PaperID) (Writing, error) {
	r, p, over, err := d.openPaper(who, id)
	if err == nil && !over {
		p, err = d.s.handIn(d.tx, r, p, d.now, false)
	}
	if err != nil {
		return Writing{}, err
	}
	return d.writing(r, p, 0)
}

// ShowName records whether the name may stand in the ranking. It may not unless it is
// said so, each time.
func (d *Desk) ShowName(who loa.Sender, id loa.PaperID, shown bool) (Writing, error) {
	r, p, err := d.ownPaper(who, id)
	if err != nil {
		return Writing{}, err
	}
	p.Shown, p.Asked = shown, true
	if _, err := d.tx.SavePaper(p); err != nil {
		return Writing{}, err
	}
	return d.writing(r, p, 0)
}

// Marked is one question of a paper with what was right.
type Marked struct {
	Question loa.Question
	Chosen   int // -1: nothing
}

// MarkedPaper returns what of the own paper was right, once the rules show that.
func (d *Desk) MarkedPaper(who loa.Sender, id loa.PaperID) (Writing, []Marked, error) {
	r, p, err := d.ownPaper(who, id)
	if err != nil {
		return Writing{}, nil, err
	}
	w, err := d.writing(r, p, 0)
	if err == nil && (!w.Over() || !ShowsAnswers(r)) {
		err = refuse("contest.answers_hidden", nil)
	}
	if err != nil {
		return w, nil, err
	}
	pool, err := d.tx.ContestQuestions(r.ID)
	if err != nil {
		return w, nil, err
	}
	var all []Marked
	for i, q := range p.Questions {
		all = append(all, Marked{pool[q.Pool], p.Answers[i].Option})
	}
	return w, all, nil
}

// ShowsAnswers reports whether the rules show what was right, now.
func ShowsAnswers(r loa.Round) bool {
	return r.Contest.Show == loa.ShowAtOnce || r.Contest.Show == loa.ShowAfterRound && r.State == loa.RoundClosed
}

// ShowsScore reports whether people see scores, now: with the answers, and once the
// result has been announced.
func ShowsScore(r loa.Round) bool {
	return r.Contest.Show == loa.ShowAtOnce || r.State == loa.RoundClosed
}

func paperSubject(p loa.Paper) string { return fmt.Sprintf("round:%d paper:%d", p.Round, p.Number) }
