package bot

import (
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of those who run a round; the first argument is the round.
const (
	actRun        = "cr"
	actRunPause   = "crp"
	actRunResume  = "crr"
	actRunExclude = "cre"
	actRunActual  = "cra"
	actRunClose   = "crc"
	actRunCloseGo = "crg" // and whether the record holds names
	actRunRecord  = "crf"
)

// What is typed while running a round; the data is the round.
const (
	dialogRunPause   = "contest.pause"
	dialogRunExclude = "contest.exclude"
	dialogRunActual  = "contest.actual"
)

// run shows how a round stands and what can be done.
func (t *turn) run() error {
	return t.onRound(t.arg(0), t.desk.Running)
}

// onRound runs a use case on the round, and shows how it stands then.
func (t *turn) onRound(arg string, do func(loa.Sender, loa.RoundID) (campaign.Running, error)) error {
	id, err := roundID(arg)
	if err != nil {
		return err
	}
	r, err := do(t.from, id)
	if err != nil {
		return err
	}
	return t.runCard(r)
}

func (t *turn) runCard(r campaign.Running) error {
	k := r.Round.Contest
	actual := ""
	if r.Round.Actual != nil {
		actual = strconv.Itoa(*r.Round.Actual)
	}
	parts := []loa.Text{t.words("contest.run", map[string]any{
		"Contest": k.Title, "Round": r.Round.Title, "Close": t.moment(r.Round.Close, r.Zone), "Writing": r.Writing, "HandedIn": r.HandedIn,
		"Participants": r.Participants, "Eligible": r.Eligible, "Announced": r.Round.State == loa.RoundClosed, "Digest": r.Round.Digest,
		"Needs": r.NeedsActual(), "Actual": actual,
	})}
	for _, p := range last(r.Pauses) {
		until := ""
		if !p.Until.IsZero() {
			until = t.moment(p.Until, r.Zone)
		}
		parts = append(parts, t.words("contest.run_pause", map[string]any{"From": t.moment(p.From, r.Zone), "Until": until, "Reason": p.Reason}))
	}
	for _, p := range last(r.Excluded) {
		parts = append(parts, t.words("contest.run_excluded", map[string]any{"N": p.Number, "Reason": p.Excluded}))
	}
	return t.show(loa.Lines("\n\n", parts...), t.runButtons(r))
}

// runListed is how many pauses and exclusions the card lists: all of them stand in the record.
const runListed = 8

func last[T any](all []T) []T { return all[max(0, len(all)-runListed):] }

func (t *turn) runButtons(r campaign.Running) [][]loa.Button {
	id := idText(r.Round.ID)
	var rows [][]loa.Button
	add := func(key, action string) { rows = append(rows, []loa.Button{t.button(key, action, id)}) }
	if r.Round.State == loa.RoundClosed {
		add("contest.record_button", actRunRecord)
		add("contest.rank_button", actRank)
		return rows
	}
	if r.Pause != nil {
		add("contest.resume_button", actRunResume)
	} else {
		add("contest.pause_button", actRunPause)
	}
	add("contest.exclude_button", actRunExclude)
	if k := r.Round.Contest; k.Prediction != "" && k.Actual == loa.ActualGiven {
		add("contest.actual_button", actRunActual)
	}
	add("contest.close_button", actRunClose)
	add("contest.refresh_button", actRun)
	return rows
}

// runAsk asks for what is to be typed.
func runAsk(dialog, key string) func(*turn) error {
	return inPrivate("reply.private_only", func(t *turn) error {
		id, err := roundID(t.arg(0))
		if err != nil {
			return err
		}
		r, err := t.desk.Running(t.from, id)
		if err == nil && r.Round.State == loa.RoundClosed {
			err = &campaign.Refusal{Key: "contest.announced"}
		}
		if err != nil {
			return err
		}
		if err := t.desk.SaveDialog(t.chat, t.from.Account, dialog, t.arg(0)); err != nil {
			return err
		}
		if err := t.heard(); err != nil {
			return err
		}
		return t.say(key, nil)
	})
}

// runTyped ends a dialog of a round that did what it was for.
func (t *turn) runTyped(d loa.Dialog, do func(loa.Sender, loa.RoundID) (campaign.Running, error)) error {
	return t.onRound(d.Data, func(who loa.Sender, id loa.RoundID) (campaign.Running, error) {
		r, err := do(who, id)
		if err != nil {
			return r, err
		}
		return r, t.desk.EndDialog(t.chat, who.Account)
	})
}

func (t *turn) runPauseTyped(d loa.Dialog) error {
	return t.runTyped(d, func(who loa.Sender, id loa.RoundID) (campaign.Running, error) {
		return t.desk.PauseRound(who, id, t.args)
	})
}

func (t *turn) runResume() error { return t.onRound(t.arg(0), t.desk.ResumeRound) }

// runExcludeTyped takes the number of a paper and the reason: "17: two accounts".
func (t *turn) runExcludeTyped(d loa.Dialog) error {
	number, reason, _ := strings.Cut(strings.TrimSpace(t.args), " ")
	n, err := strconv.Atoi(strings.Trim(number, "#:,."))
	if err != nil {
		return t.say("contest.bad_exclusion", nil)
	}
	return t.runTyped(d, func(who loa.Sender, id loa.RoundID) (campaign.Running, error) {
		return t.desk.ExcludePaper(who, id, n, reason)
	})
}

func (t *turn) runActualTyped(d loa.Dialog) error {
	n, err := readNumber(t.args)
	if err != nil {
		return t.say("contest.bad_number", nil)
	}
	return t.runTyped(d, func(who loa.Sender, id loa.RoundID) (campaign.Running, error) { return t.desk.SetActual(who, id, n) })
}

// runClose asks how the record is to be, before anything is announced.
func (t *turn) runClose() error {
	id, err := roundID(t.arg(0))
	if err != nil {
		return err
	}
	r, groups, err := t.desk.Closable(t.from, id)
	if err != nil {
		return err
	}
	arg := idText(id)
	return t.show(t.words("contest.close", map[string]any{"Round": r.Round.Title, "Papers": r.HandedIn, "Groups": groups}), [][]loa.Button{
		{t.button("contest.close_numbers_button", actRunCloseGo, arg, "0")},
		{t.button("contest.close_names_button", actRunCloseGo, arg, "1")},
		{t.button("contest.close_not_button", actRun, arg)},
	})
}

func (t *turn) runCloseGo() error {
	return t.onRound(t.arg(0), func(who loa.Sender, id loa.RoundID) (campaign.Running, error) {
		return t.desk.CloseRound(who, t.chat, id, t.arg(1) == "1")
	})
}

func (t *turn) runRecord() error {
	id, err := roundID(t.arg(0))
	if err != nil {
		return err
	}
	if err := t.desk.SendRecord(t.from, t.chat, id); err != nil {
		return err
	}
	return t.toast("contest.record_sent", nil)
}
