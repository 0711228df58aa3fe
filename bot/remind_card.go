package bot

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/campaign"
)

// The buttons of the card of a meeting that is being planned. The one that sends
// carries a mark of what the card showed.
const (
	actRemindGo        = "rgo"
	actRemindCard      = "rcd" // back to the card
	actRemindTime      = "rt"
	actRemindPlace     = "rp"
	actRemindTitle     = "rti"
	actRemindKinds     = "rkl"
	actRemindReminders = "rr" // with a day: choose it or leave it out
	actRemindMonthly   = "rm"
	actRemindDrop      = "rx"
	actRemindSample    = "rs"
)

// anyway stands in a button that confirms what was asked about.
const anyway = "anyway"

// reminderDays are the days on which people can be reminded.
func reminderDays() []int { return []int{-7, -3, -2, -1, 0} }

// nextShown is how many more meetings of a recurring one its card shows.
const nextShown = 3

// remindPreview shows the invitation as the groups will see it, then the card.
func (t *turn) remindPreview(m remindDraft) error {
	if !m.Reminded {
		var err error
		if m.Reminders, err = t.desk.MeetingReminders(m.meeting()); err != nil {
			return err
		}
		m.Reminded = true
	}
	if err := t.remindAwait(dialogRemindCard, m); err != nil { // also where it is refused: it can be mended
		return err
	}
	if err := t.desk.CheckMeeting(t.from, m.meeting()); err != nil {
		return t.remindMend(m, err)
	}
	n, err := t.desk.PreviewMeeting(m.meeting(), t.lang)
	if err != nil {
		return err
	}
	for _, row := range n.Buttons {
		for i := range row {
			row[i].Data = data(actRemindSample)
		}
	}
	if err := t.show(t.words("meeting.preview", nil), nil); err != nil {
		return err
	}
	if err := t.desk.Answer(t.chat, t.lang, n); err != nil {
		return err
	}
	text, rows, err := t.remindCardOf(m)
	if err != nil {
		return err
	}
	return t.desk.Answer(t.chat, t.lang, loa.Notice{Text: text, Buttons: rows})
}

// remindMend shows why a draft cannot be planned, with the buttons to mend it. What
// is no refusal, or no matter of the draft, is returned.
func (t *turn) remindMend(m remindDraft, err error) error {
	refusal, ok := errors.AsType[*campaign.Refusal](err)
	if !ok || refusal.Key == "keep.may_not" || refusal.Key == "campaign.anonymous" {
		return err
	}
	mark, err := m.mark()
	if err != nil {
		return err
	}
	return t.show(t.words(refusal.Key, refusal.Data), t.remindRows(m, mark)[1:])
}

func (t *turn) remindRows(m remindDraft, mark string) [][]loa.Button {
	monthly := "meeting.monthly_button"
	if m.Monthly != 0 {
		monthly = "meeting.once_button"
	}
	return [][]loa.Button{
		{t.button("meeting.go_button", actRemindGo, mark)},
		{t.button("meeting.time_button", actRemindTime), t.button("meeting.place_button", actRemindPlace)},
		{t.button("meeting.title_button", actRemindTitle), t.button("meeting.kind_button", actRemindKinds)},
		{t.button("meeting.reminders_button", actRemindReminders), t.button(monthly, actRemindMonthly)},
		{t.button("meeting.drop_button", actRemindDrop)},
	}
}

// remindCardOf says what is about to happen.
func (t *turn) remindCardOf(m remindDraft) (loa.Text, [][]loa.Button, error) {
	meeting := m.meeting()
	u, err := t.desk.Unit(m.Unit)
	if err != nil {
		return nil, nil, err
	}
	groups, err := t.desk.MeetingGroups(meeting)
	if err != nil {
		return nil, nil, err
	}
	titles := make([]string, 0, groupsNamed)
	for _, g := range groups[:min(groupsNamed, len(groups))] {
		titles = append(titles, g.Title)
	}
	zone, err := t.desk.UnitZone(m.Unit)
	if err != nil {
		return nil, nil, err
	}
	cat, quiet := t.desk.Catalog(), ""
	if until := t.desk.Campaign().Quiet.HoldIn(zone, t.desk.Now()); until.After(t.desk.Now()) {
		quiet = cat.Moment(t.lang, until, zone)
	}
	document := ""
	if m.Document != nil {
		if document = m.Document.Name; document == "" {
			document = t.line("meeting.document_unnamed", nil)
		}
	}
	var next []string
	if m.Monthly != 0 {
		day := loa.DateOf(m.At, zone)
		r := loa.Recurring{Day: m.Monthly, Made: day.Month1st(0)}
		for _, d := range r.Ahead(day.Month1st(nextShown + 1).AddDays(-1)) {
			next = append(next, cat.Day(t.lang, d))
		}
	}
	mark, err := m.mark()
	if err != nil {
		return nil, nil, err
	}
	return t.words("meeting.card", map[string]any{
		"Unit": u.Name, "Kind": t.line("meeting.kind_"+string(m.Kind), nil), "When": cat.Moment(t.lang, m.At, zone), "Place": m.Place,
		"Groups": len(groups), "Titles": t.listed(titles, len(groups)), "Reminders": t.reminderWords(meeting, zone), "Quiet": quiet,
		"Monthly": m.Monthly, "Next": strings.Join(next, "; "), "Document": document,
	}), t.remindRows(m, mark), nil
}

// reminderWords says when people will be reminded.
func (t *turn) reminderWords(m loa.Meeting, zone *time.Location) string {
	var words []string
	for _, r := range m.RemindersIn(zone) {
		if r.Due.After(t.desk.Now()) {
			words = append(words, t.reminderDay(r.Days))
		}
	}
	return strings.Join(words, "; ")
}

func (t *turn) reminderDay(days int) string {
	if days == 0 {
		return t.line("meeting.same_day", map[string]any{"Clock": loa.RemindSameDay})
	}
	return t.line("meeting.days_before", map[string]any{"Count": -days, "Clock": loa.RemindDaysBefore})
}

// remindCard puts the card of the draft onto the message whose button was tapped.
func (t *turn) remindCard() error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	return t.remindShowCard(m)
}

func (t *turn) remindShowCard(m remindDraft) error {
	if err := t.remindAwait(dialogRemindCard, m); err != nil {
		return err
	}
	text, rows, err := t.remindCardOf(m)
	if err != nil {
		return err
	}
	return t.show(text, rows)
}

// remindAgain returns the action of a card's button that asks for one thing again.
func remindAgain(dialog, key string) func(*turn) error {
	return func(t *turn) error {
		m, err := t.remindDraftOf()
		if err != nil {
			return err
		}
		if dialog == dialogRemindTitle {
			return t.remindAskTitle(m)
		}
		rows := [][]loa.Button{{t.button("meeting.back_button", actRemindCard)}}
		if dialog == dialogRemindPlace {
			rows = append([][]loa.Button{{t.button("meeting.no_place_button", actRemindNoPlace)}}, rows...)
		}
		return t.remindAsk(dialog, m, key, rows)
	}
}

func (t *turn) remindKinds() error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	return t.remindAskKind(m)
}

// remindReminders shows the days of the reminders; with a day it is chosen or left out.
func (t *turn) remindReminders() error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	if t.arg(0) != "" {
		day, err := strconv.Atoi(t.arg(0))
		if err != nil || !slices.Contains(reminderDays(), day) {
			return errNoSuch("day", t.arg(0))
		}
		m.Reminders = toggle(m.Reminders, day)
	}
	if err := t.remindAwait(dialogRemindCard, m); err != nil {
		return err
	}
	var rows [][]loa.Button
	for _, day := range reminderDays() {
		rows = append(rows, []loa.Button{{
			Text: ticked(t.reminderDay(day), slices.Contains(m.Reminders, day)), Data: data(actRemindReminders, strconv.Itoa(day)),
		}})
	}
	rows = append(rows, []loa.Button{t.button("meeting.reminders_done_button", actRemindCard)})
	return t.show(t.words("meeting.reminders", nil), rows)
}

// remindMonthly makes it a meeting of every month on the same day, or of once.
func (t *turn) remindMonthly() error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	zone, err := t.desk.UnitZone(m.Unit)
	if err != nil {
		return err
	}
	if m.Monthly != 0 {
		m.Monthly = 0
	} else {
		m.Monthly = loa.DateOf(m.At, zone).Day
	}
	return t.remindShowCard(m)
}

func (t *turn) remindDrop() error {
	if _, err := t.remindDraftOf(); err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.show(t.words("meeting.left", nil), nil)
}

func (t *turn) remindSample() error { return t.toast("meeting.sample", nil) }

// remindGo plans the meeting: the card becomes that of the meeting.
func (t *turn) remindGo() error {
	m, err := t.remindDraftOf()
	if err != nil {
		return err
	}
	mark, err := m.mark()
	if err != nil {
		return err
	}
	if t.arg(0) != mark { // the card is an old one
		return &campaign.Refusal{Key: "meeting.changed_draft"}
	}
	meeting := m.meeting()
	meeting.Chat, meeting.Card = t.chat.ID, t.tap.Message
	planned, err := t.desk.PlanMeeting(t.from, meeting, m.Monthly, t.arg(1) == anyway)
	if refusal, ok := errors.AsType[*campaign.Refusal](err); ok && refusal.Key == campaign.MeetingOverlaps {
		return t.show(t.words(refusal.Key, refusal.Data), [][]loa.Button{{
			t.button("meeting.anyway_button", actRemindGo, mark, anyway), t.button("meeting.time_button", actRemindTime),
		}, {t.button("meeting.drop_button", actRemindDrop)}})
	}
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.showMeeting(planned, t.words("meeting.planned", nil))
}
