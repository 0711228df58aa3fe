package bot

import (
	"loa"
	"loa/campaign"
)

// actRank shows the ranking of a round; without one, that of the newest.
const actRank = "cb"

// unitsShown is how many units the board shows besides the own one.
const unitsShown = 10

// rank shows the board: the first ten, the own place, the units by participation.
func (t *turn) rank() error {
	var id loa.RoundID
	if t.tap != nil && t.arg(0) != "" {
		var err error
		if id, err = roundID(t.arg(0)); err != nil {
			return err
		}
	}
	b, err := t.desk.Board(t.from, id, t.lang)
	if err != nil {
		return err
	}
	head := t.words("contest.board_head", map[string]any{
		"Contest": b.Round.Contest.Title, "Round": b.Round.Title, "Final": b.Round.State == loa.RoundClosed, "Participants": b.Participants,
		"Order": t.order(b.Round.Contest.Order), "Close": t.moment(b.Round.Close, b.Zone),
	})
	parts := []loa.Text{head, t.boardPeople(b), t.boardUnits(b)}
	if b.Round.Digest != "" {
		parts = append(parts, t.words("contest.board_digest", map[string]any{"Digest": b.Round.Digest}))
	}
	var rows [][]loa.Button
	if b.Mine != nil {
		rows = append(rows, []loa.Button{{Text: t.line("contest.paper_button", map[string]any{"N": b.Mine.Number}), Data: data(campaign.PaperGoButton, idText(b.Mine.ID))}})
	}
	for _, r := range b.Others {
		rows = append(rows, []loa.Button{{Text: r.Contest.Title + " – " + r.Title, Data: data(actRank, idText(r.ID))}})
	}
	return t.show(loa.Lines("\n\n", parts...), rows)
}

// boardPeople writes the first ones and the own place.
func (t *turn) boardPeople(b campaign.Board) loa.Text {
	switch {
	case b.Hidden:
		return t.words("contest.board_hidden", nil)
	case len(b.Top) == 0:
		return t.words("contest.board_nobody", nil)
	}
	var lines []loa.Text
	for _, l := range b.Top {
		lines = append(lines, t.boardLine(b, l))
	}
	if b.More > 0 {
		lines = append(lines, t.words("contest.board_more", map[string]any{"Rank": b.Top[len(b.Top)-1].Rank, "More": b.More}))
	}
	if b.Mine == nil {
		lines = append(lines, t.words("contest.board_not_in", nil))
	} else {
		lines = append(lines, t.words("contest.board_mine", map[string]any{
			"Rank": b.Mine.Rank, "Shared": b.Mine.Shared, "Of": b.Participants, "Score": b.Mine.Score, "Time": b.Mine.Time,
		}))
	}
	return loa.Lines("\n", lines...)
}

func (t *turn) boardLine(b campaign.Board, l campaign.BoardLine) loa.Text {
	return t.words("contest.board_line", map[string]any{
		"Rank": l.Rank, "Shared": l.Shared, "Name": l.Name, "Unit": l.Unit, "Score": l.Score, "Of": b.Round.Contest.Draw, "Time": l.Time,
		"N": l.Number, "Mine": l.Mine,
	})
}

// boardUnits writes the units by participation, and the own one wherever it stands.
func (t *turn) boardUnits(b campaign.Board) loa.Text {
	lines := []loa.Text{t.words("contest.board_units", nil)}
	ranked := 0
	for _, u := range b.Units {
		if u.Rank > 0 {
			ranked++
		}
		if u.Rank > 0 && ranked <= unitsShown || u.Mine {
			lines = append(lines, t.words("contest.board_unit", map[string]any{"Line": u.Text, "Mine": u.Mine}))
		}
	}
	if more := ranked - unitsShown; more > 0 {
		lines = append(lines, t.words("contest.board_more_units", map[string]any{"More": more}))
	}
	if b.Small > 0 {
		lines = append(lines, t.words("contest.board_small", map[string]any{"Least": loa.SmallUnit, "Units": b.Small}))
	}
	return loa.Lines("\n", lines...)
}
