package bot

import (
	"slices"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// quizInGroup shows those responsible what they may do about questions here. To all
// others it shows where the open question is.
func (t *turn) quizInGroup() error {
	g, err := t.desk.Group(t.chat)
	if err != nil {
		return err
	}
	if t.from.Anonymous {
		return t.openHere(g)
	}
	groups, err := t.desk.AskGroups(t.from)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(groups, func(x loa.Group) bool { return x.ID == g.ID }) {
		return t.openHere(g)
	}
	return t.showGroup(g.ID)
}

func (t *turn) openHere(g loa.Group) error {
	open, err := t.desk.OpenIn(g)
	if err != nil {
		return err
	}
	if len(open) == 0 || open[0].Chat != t.chat.ID || open[0].Message == "" {
		return t.say("quiz.none_open", map[string]any{"Bot": t.desk.Bot().Address()})
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	a := open[0]
	return t.desk.Answer(t.chat, t.lang, loa.Notice{Silent: true, ReplyTo: a.Message, Text: t.words("quiz.open_here", map[string]any{
		"Code": loa.QuestionCode(a.Question), "When": t.desk.Catalog().Moment(t.lang, a.Closes, zone),
	})})
}

// quizGroups lets a person choose the group in private.
func (t *turn) quizGroups() error {
	groups, err := t.desk.AskGroups(t.from)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(0))
	if err != nil {
		return errNoSuch("page", t.arg(0))
	}
	switch len(groups) {
	case 0:
		return t.show(t.words("quiz.no_group", nil), nil)
	case 1:
		return t.showGroup(groups[0].ID)
	}
	return t.show(t.words("quiz.which_group", nil), page(t, groups, n,
		func(p int) []string { return []string{actQuizGroups, strconv.Itoa(p)} },
		func(g loa.Group) loa.Button { return loa.Button{Text: g.Title, Data: data(actQuizGroup, idText(g.ID))} }))
}

func (t *turn) groupArg() (loa.GroupID, error) { return readID[loa.GroupID]("group", t.arg(0)) }

func (t *turn) quizGroup() error {
	id, err := t.groupArg()
	if err != nil {
		return err
	}
	return t.showGroup(id)
}

// showGroup shows how questions stand in a group, with what may be done.
func (t *turn) showGroup(id loa.GroupID) error {
	g, err := t.desk.AskGroup(t.from, id)
	if err != nil {
		return err
	}
	lines := []loa.Text{t.words("quiz.group", map[string]any{"Group": g.Title, "Way": t.line("quiz.way_"+string(g.Ask), nil)})}
	var rows [][]loa.Button
	left := 0
	for _, s := range g.Sets {
		left += len(s.Left)
		rows = append(rows, []loa.Button{{
			Text: t.line("quiz.set_button", map[string]any{"Title": s.Title, "Left": len(s.Left)}), Data: data(actQuizSet, idText(g.ID), s.ID, "0"),
		}})
	}
	for _, a := range g.Live {
		said := map[string]any{"Code": loa.QuestionCode(a.Question), "When": t.desk.Catalog().Moment(t.lang, a.Closes, g.Zone)}
		key := "quiz.group_live"
		if a.State == loa.AskingWaiting {
			key = "quiz.group_waiting"
		}
		lines = append(lines, t.words(key, said))
		rows = append(rows, []loa.Button{{Text: t.line("quiz.close_button", said), Data: data(actQuizClose, idText(a.ID))}})
	}
	if left == 0 {
		lines = append(lines, t.words("quiz.group_none_left", nil))
	} else {
		lines = append(lines, t.words("quiz.group_left", map[string]any{"Count": left}))
	}
	var ways []loa.Button
	for _, w := range append([]loa.AskWay{""}, loa.AskWays()...) {
		ways = append(ways, loa.Button{
			Text: ticked(t.line("quiz.way_button_"+string(w), nil), w == g.Ask), Data: data(actQuizWay, idText(g.ID), string(w)),
		})
	}
	return t.show(loa.Lines("\n", lines...), append(rows, ways))
}

// quizWay chooses how questions are asked in the group.
func (t *turn) quizWay() error {
	id, err := t.groupArg()
	if err != nil {
		return err
	}
	way := loa.AskWay(t.arg(1))
	if way != "" && !slices.Contains(loa.AskWays(), way) {
		return errNoSuch("way", t.arg(1))
	}
	if err := t.desk.SetAskWay(t.from, id, way); err != nil {
		return err
	}
	return t.showGroup(id)
}

// quizSet lists the questions of a set that the group was not asked yet. In the group
// itself they are only named: nobody there should read them beforehand.
func (t *turn) quizSet() error {
	g, s, err := t.setArg()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(2))
	if err != nil {
		return errNoSuch("page", t.arg(2))
	}
	rows := page(t, s.Left, n,
		func(p int) []string { return []string{actQuizSet, idText(g.ID), s.ID, strconv.Itoa(p)} },
		func(q *loa.Question) loa.Button {
			return loa.Button{Text: t.questionName(q), Data: data(actQuizPick, idText(g.ID), q.ID)}
		})
	rows = append(rows, []loa.Button{t.button("quiz.back_button", actQuizGroup, idText(g.ID))})
	return t.show(t.words("quiz.choose_question", map[string]any{"Title": s.Title, "Group": g.Title}), rows)
}

func (t *turn) questionName(q *loa.Question) string {
	name := loa.QuestionCode(q.ID) + " · " + string(q.Strand)
	if t.chat.Type == loa.PrivateChat {
		name += " · " + short(q.Text)
	}
	return name
}

// short cuts a text to what a button shows.
func short(text string) string {
	const most = 40
	if loa.UTF16Len(text) <= most {
		return text
	}
	return strings.TrimSpace(loa.Plain(text).Split(most - 1)[0].String()) + "…"
}

func (t *turn) setArg() (g campaign.AskGroup, s campaign.SetLeft, err error) {
	id, err := t.groupArg()
	if err != nil {
		return g, s, err
	}
	if g, err = t.desk.AskGroup(t.from, id); err != nil {
		return g, s, err
	}
	i := slices.IndexFunc(g.Sets, func(s campaign.SetLeft) bool { return s.ID == t.arg(1) })
	if i < 0 {
		return g, s, &campaign.Refusal{Key: "bot.stale_button"}
	}
	return g, g.Sets[i], nil
}

// quizPick asks whether the question shall go out now; in private with its text.
func (t *turn) quizPick() error {
	id, err := t.groupArg()
	if err != nil {
		return err
	}
	g, err := t.desk.AskGroup(t.from, id)
	if err != nil {
		return err
	}
	code := map[string]any{"Code": loa.QuestionCode(t.arg(1))}
	for _, s := range g.Sets {
		i := slices.IndexFunc(s.Left, func(q *loa.Question) bool { return q.ID == t.arg(1) })
		if i < 0 {
			continue
		}
		q, next := s.Left[i], s.Left[(i+1)%len(s.Left)]
		text := t.words("quiz.confirm", map[string]any{
			"Code": code["Code"], "Group": g.Title, "Way": t.line("quiz.way_"+string(t.desk.AskWay(g.Group, s.ID)), nil),
			"When": t.desk.Catalog().Moment(t.lang, t.desk.ClosesIfAsked(g), g.Zone),
		})
		short, err := t.desk.AskedByHand(g.Group, t.lang)
		if err != nil {
			return err
		}
		text = loa.Lines("\n\n", text, short)
		if t.chat.Type == loa.PrivateChat {
			shown := loa.Asked{Options: q.Options, Answer: q.Answer}
			text = loa.Lines("\n\n", loa.Styled(loa.Bold, q.Text), t.options(shown, q.Answer), text)
		}
		row := []loa.Button{t.button("quiz.confirm_button", actQuizGo, idText(id), q.ID)}
		if len(s.Left) > 1 {
			row = append(row, t.button("quiz.next_button", actQuizPick, idText(id), next.ID))
		}
		return t.show(text, [][]loa.Button{row, {t.button("quiz.back_button", actQuizGroup, idText(id))}})
	}
	return &campaign.Refusal{Key: "quiz.asked_before", Data: code}
}

// quizGo has the question asked.
func (t *turn) quizGo() error {
	id, err := t.groupArg()
	if err != nil {
		return err
	}
	a, err := t.desk.AskNow(t.from, id, t.arg(1))
	if err != nil {
		return err
	}
	g, err := t.desk.AskGroup(t.from, id)
	if err != nil {
		return err
	}
	return t.show(t.words("quiz.asked", map[string]any{
		"Code": loa.QuestionCode(a.Question), "Group": g.Title, "When": t.desk.Catalog().Moment(t.lang, a.Closes, g.Zone),
	}), [][]loa.Button{{t.button("quiz.back_button", actQuizGroup, idText(id))}})
}

func (t *turn) askingArg() (loa.AskingID, error) { return readID[loa.AskingID]("asking", t.arg(0)) }

// quizClose asks whether the question shall close before its time.
func (t *turn) quizClose() error {
	id, err := t.askingArg()
	if err != nil {
		return err
	}
	a, g, err := t.desk.LiveAsking(t.from, id)
	if err != nil {
		return err
	}
	return t.show(t.words("quiz.close_sure", map[string]any{"Code": loa.QuestionCode(a.Question)}), [][]loa.Button{
		{t.button("quiz.close_sure_button", actQuizSure, idText(id))}, {t.button("quiz.back_button", actQuizGroup, idText(g.ID))},
	})
}

func (t *turn) quizSure() error {
	id, err := t.askingArg()
	if err != nil {
		return err
	}
	a, _, err := t.desk.LiveAsking(t.from, id)
	if err != nil {
		return err
	}
	if err := t.desk.CloseNow(t.from, id); err != nil {
		return err
	}
	key := "quiz.closed_now"
	if a.State == loa.AskingWaiting {
		key = "quiz.taken_back"
	}
	return t.show(t.words(key, map[string]any{"Code": loa.QuestionCode(a.Question)}), nil)
}
