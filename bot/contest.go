package bot

import (
	"fmt"
	"strings"
	"time"

	"loa"
	"loa/campaign"
)

// The buttons of a contest: its rounds, one of them, agreeing to it, beginning.
const (
	actContest        = "ct"
	actContestCard    = "ctc"
	actContestConsent = "ctk"
	actContestStart   = "cts"
)

func roundID(arg string) (loa.RoundID, error) { return readID[loa.RoundID]("round", arg) }

func paperID(arg string) (loa.PaperID, error) { return readID[loa.PaperID]("paper", arg) }

// contestInGroup gives the link to the private chat, where contests are taken.
func (t *turn) contestInGroup() error {
	return t.say("contest.group", map[string]any{"Link": t.desk.Bot().StartLink(campaign.ContestLink)})
}

// contest shows the paper in progress, or what there is to enter.
func (t *turn) contest() error {
	c, err := t.desk.Contests(t.from)
	if err != nil {
		return err
	}
	for _, e := range c.Open {
		if e.Writing != nil {
			w, err := t.desk.ResumePaper(t.from, e.Writing.ID)
			if err != nil {
				return err
			}
			return t.paper(w)
		}
	}
	if len(c.Open) == 1 {
		return t.contestCard(c.Open[0])
	}
	var rows [][]loa.Button
	for _, e := range c.Open {
		rows = append(rows, []loa.Button{{Text: e.Round.Contest.Title + " – " + e.Round.Title, Data: data(actContestCard, idText(e.Round.ID))}})
	}
	key, next := "contest.choose", ""
	if len(c.Open) == 0 {
		key = "contest.none"
		if !c.Next.IsZero() {
			next = t.moment(c.Next, c.Zone)
		}
	}
	rows = append(rows, t.practiceRows(c.Practice)...)
	rows = append(rows, []loa.Button{t.button("contest.rank_button", actRank)})
	return t.show(t.words(key, map[string]any{"Next": next, "Name": c.NextName}), rows)
}

func (t *turn) practiceRows(all []loa.Contest) [][]loa.Button {
	var rows [][]loa.Button
	for _, k := range all {
		rows = append(rows, []loa.Button{{
			Text: t.line("contest.practice_button", map[string]any{"Contest": k.Title}), Data: data(actContestPractice, k.ID, t.desk.PracticeSeed(), "0", "0"),
		}})
	}
	return rows
}

func (t *turn) moment(at time.Time, zone *time.Location) string {
	return t.desk.Catalog().Moment(t.lang, at, zone)
}

// contestRound shows the card of one round.
func (t *turn) contestRound() error {
	id, err := roundID(t.arg(0))
	if err != nil {
		return err
	}
	e, err := t.desk.RoundEntry(t.from, id)
	if err != nil {
		return err
	}
	return t.contestCard(e)
}

// contestCard shows the rules of a round and what the person may do in it.
func (t *turn) contestCard(e campaign.RoundEntry) error {
	k := e.Round.Contest
	parts := []loa.Text{
		t.words("contest.card", map[string]any{"Contest": k.Title, "Round": e.Round.Title, "Rules": k.Rules}),
		t.words("contest.numbers", map[string]any{
			"Draw": k.Draw, "Pool": e.Round.PoolSize, "Minutes": k.Minutes, "Attempts": k.Attempts, "Close": t.moment(e.Round.Close, e.Zone),
			"Order": t.order(k.Order), "Show": t.line("contest.show_"+string(k.Show), nil), "Prediction": k.Prediction != "",
			"Seal": e.Seal(),
		}),
	}
	state, rows := t.entryState(e)
	for _, p := range e.Papers {
		rows = append(rows, []loa.Button{{Text: t.line("contest.paper_button", map[string]any{"N": p.Number}), Data: data(campaign.PaperGoButton, idText(p.ID))}})
	}
	if now, ok := t.desk.Campaign().Contest(k.ID); ok && now.Practice {
		rows = append(rows, t.practiceRows([]loa.Contest{*now})...)
	}
	rows = append(rows, []loa.Button{t.button("contest.rank_button", actRank, idText(e.Round.ID))})
	if e.Runs {
		rows = append(rows, []loa.Button{t.button("contest.run_button", actRun, idText(e.Round.ID))})
	}
	return t.show(loa.Lines("\n\n", append(parts, state)...), rows)
}

// order writes the steps of the ranking.
func (t *turn) order(rules []loa.TieRule) string {
	var steps []string
	for _, r := range rules {
		steps = append(steps, t.line("contest.by_"+string(r), nil))
	}
	return strings.Join(steps, " → ")
}

// entryState says whether the person may begin, and gives the button for it.
func (t *turn) entryState(e campaign.RoundEntry) (loa.Text, [][]loa.Button) {
	id := idText(e.Round.ID)
	switch {
	case e.Member == 0:
		return t.words("contest.not_linked", nil), nil
	case !e.Eligible:
		return t.words("contest.not_eligible", nil), nil
	case e.Writing != nil:
		return t.words("contest.in_progress", map[string]any{"N": e.Writing.Number}), [][]loa.Button{{t.button("contest.go_on_button", campaign.PaperGoButton, idText(e.Writing.ID))}}
	case e.Pause != nil:
		return t.words("contest.paused", map[string]any{"Reason": e.Pause.Reason}), nil
	case !e.Round.Begins(t.desk.Now()):
		return t.words("contest.closed", map[string]any{"Round": e.Round.Title}), nil
	case e.Left() == 0:
		return t.words("contest.no_attempt", map[string]any{"Attempts": e.Round.Contest.Attempts}), nil
	case !e.Agreed:
		return loa.Lines("\n\n", t.words("contest.ask_consent", nil), t.words("consent.text_quiz", nil)),
			[][]loa.Button{{t.button("contest.consent_button", actContestConsent, id, idText(e.Member), loa.PurposeQuiz.Version())}}
	}
	return t.words("contest.ready", map[string]any{"Left": e.Left(), "Minutes": e.Round.Contest.Minutes}),
		[][]loa.Button{{t.button("contest.start_button", actContestStart, id)}}
}

// contestConsent records that the person agrees to having answers kept, and goes on.
func (t *turn) contestConsent() error {
	member, err := memberID(t.arg(1))
	if err != nil {
		return err
	}
	if err := t.desk.GiveConsent(t.from, member, loa.PurposeQuiz, t.arg(2)); err != nil {
		return err
	}
	return t.contestRound()
}

func (t *turn) contestStart() error {
	id, err := roundID(t.arg(0))
	if err != nil {
		return err
	}
	w, err := t.desk.StartPaper(t.from, t.chat, id)
	if err != nil {
		return err
	}
	return t.paper(w)
}

// left writes how long a paper has: the clock of the screen.
func (t *turn) left(w campaign.Writing) string {
	left := w.Paper.Deadline.Sub(t.desk.Now())
	if left < time.Minute {
		return t.line("contest.left_little", nil)
	}
	return t.line("contest.left", map[string]any{"Minutes": fmt.Sprint(int(left / time.Minute))})
}
