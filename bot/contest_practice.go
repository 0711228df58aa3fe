package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// actContestPractice is one question of a practice paper: contest, seed, place, how many were
// right so far and, once an option is tapped, which. Nothing is kept but in the buttons.
const actContestPractice = "ctq"

func (t *turn) contestPractice() error {
	place, err := t.number(2)
	if err != nil {
		return err
	}
	right, err := t.number(3)
	if err != nil {
		return err
	}
	k, q, drawn, more, err := t.desk.Practice(t.arg(0), t.arg(1), place)
	if err != nil {
		return err
	}
	if !more {
		return t.show(t.words("contest.practice_done", map[string]any{"Right": right, "Of": place}),
			append(t.practiceRows([]loa.Contest{k}), []loa.Button{t.button("contest.list_button", actContest)}))
	}
	chosen := -1
	if t.arg(4) != "" {
		if chosen, err = t.number(4); err != nil {
			return err
		}
	}
	text := t.words("contest.practice", map[string]any{"N": place + 1, "Of": k.Draw, "Question": q.Text})
	var options []loa.Text
	var row []loa.Button
	var rows [][]loa.Button
	for i, option := range drawn.Options {
		line := loa.Letter(i) + ". " + q.Options[option]
		switch {
		case chosen >= 0 && option == q.Answer:
			options = append(options, loa.Styled(loa.Bold, "✔ "+line))
		case chosen == option:
			options = append(options, loa.Plain("✘ "+line))
		default:
			options = append(options, loa.Plain(line))
		}
		if len(row) == perRow {
			rows, row = append(rows, row), nil
		}
		row = append(row, loa.Button{Text: loa.Letter(i), Data: t.practiceData(place, right, strconv.Itoa(option)), Key: loa.Letter(i)})
	}
	rows = append(rows, row)
	parts := []loa.Text{text, loa.Lines("\n", options...)}
	if chosen >= 0 {
		if chosen == q.Answer {
			right++
		}
		parts = append(parts, loa.Plain(q.Explanation))
		rows = [][]loa.Button{{{Text: t.line("contest.practice_next_button", nil), Data: t.practiceData(place+1, right)}}}
	}
	return t.show(loa.Lines("\n\n", parts...), rows)
}

func (t *turn) practiceData(place, right int, option ...string) string {
	return campaign.ButtonData(actContestPractice, append([]string{t.arg(0), t.arg(1), strconv.Itoa(place), strconv.Itoa(right)}, option...)...)
}
