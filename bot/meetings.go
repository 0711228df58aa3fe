package bot

import (
	"fmt"
	"strconv"
	"strings"

	"loa"
	"loa/campaign"
)

// The buttons of the list of meetings and of the card of one.
const (
	actMeetings        = "mtl" // a page of them
	actMeeting         = "mt"
	actMeetingTime     = "mtt"
	actMeetingPlace    = "mtp"
	actMeetingTitle    = "mti"
	actMeetingDocument = "mtd"
	actMeetingCalendar = "mtc"
	actMeetingCancel   = "mtx"
)

// meetings lists the meetings to come of the units that the person is responsible for.
func (t *turn) meetings() error {
	n := 0
	if t.tap != nil {
		var err error
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	}
	list, err := t.desk.ComingMeetings(t.from)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return t.show(t.words("meeting.none", nil), nil)
	}
	names := make([]string, len(list)) // before the page: a button cannot fail
	several := false
	for i, m := range list {
		several = several || m.Unit != list[0].Unit
		if names[i], err = t.meetingName(m); err != nil {
			return err
		}
	}
	type item struct {
		id   loa.MeetingID
		name string
	}
	items := make([]item, len(list))
	for i, m := range list {
		items[i] = item{m.ID, names[i]}
		if several {
			u, err := t.desk.Unit(m.Unit)
			if err != nil {
				return err
			}
			items[i].name = t.line("meeting.of_unit", map[string]any{"Item": names[i], "Unit": u.Name})
		}
	}
	rows := page(t, items, n, func(p int) []string { return []string{actMeetings, strconv.Itoa(p)} }, func(i item) loa.Button {
		return loa.Button{Text: i.name, Data: data(actMeeting, fmt.Sprint(i.id))}
	})
	return t.show(t.words("meeting.list", map[string]any{"Count": len(list)}), rows)
}

func (t *turn) meetingName(m loa.Meeting) (string, error) {
	zone, err := t.desk.UnitZone(m.Unit)
	return t.line("meeting.item", map[string]any{"When": t.desk.Catalog().Moment(t.lang, m.At, zone), "Title": m.Title}), err
}

// meetingID reads the meeting that a button is about.
func (t *turn) meetingID() (loa.MeetingID, error) {
	id, err := strconv.ParseInt(t.arg(0), 10, 64)
	if err != nil {
		return 0, errNoSuch("meeting", t.arg(0))
	}
	return loa.MeetingID(id), nil
}

// meeting shows the card of a meeting. A change that was begun is left.
func (t *turn) meeting() error {
	id, err := t.meetingID()
	if err != nil {
		return err
	}
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if err != nil && !isNotFound(err) {
		return err
	}
	if strings.HasPrefix(d.Name, "meeting.") {
		if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
			return err
		}
	}
	m, err := t.desk.Meeting(t.from, id)
	if err != nil {
		return err
	}
	return t.showMeeting(m, nil)
}

// showMeeting puts the card of a meeting onto the message whose button was tapped,
// with what has just happened above it.
func (t *turn) showMeeting(m loa.Meeting, above loa.Text) error {
	text, err := t.meetingCard(m)
	if err != nil {
		return err
	}
	return t.show(loa.Lines("\n\n", above, text), t.meetingRows(m))
}

func (t *turn) meetingCard(m loa.Meeting) (loa.Text, error) {
	facts, err := t.meetingFacts(m)
	if err != nil {
		return nil, err
	}
	text := t.words("meeting.shown", facts)
	tally, err := t.desk.MeetingTally(m)
	if err != nil || tally.Due() == 0 || m.Headcount || m.State == loa.MeetingCancelled {
		return text, err
	}
	return loa.Lines("\n", text, t.words("meeting.tally", map[string]any{
		"Yes": tally.Yes, "No": tally.No, "Unsure": tally.Unsure, "None": tally.None,
	})), nil
}

// meetingFacts is what a card may say of a meeting.
func (t *turn) meetingFacts(m loa.Meeting) (map[string]any, error) {
	u, err := t.desk.Unit(m.Unit)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	zone, err := t.desk.UnitZone(m.Unit)
	if err != nil {
		return nil, err
	}
	groups, members, err := t.desk.MeetingTold(m)
	if err != nil {
		return nil, err
	}
	monthly, err := t.desk.MonthlyOn(m)
	cat := t.desk.Catalog()
	return map[string]any{
		"Title": m.Title, "Unit": u.Name, "Kind": t.line("meeting.kind_"+string(m.Kind), nil), "When": cat.Moment(t.lang, m.At, zone),
		"Place": m.Place, "Monthly": monthly, "Cancelled": m.State == loa.MeetingCancelled, "Groups": groups, "Members": members, "Told": groups+members > 0,
		"Invited": !m.InviteAt.After(t.desk.Now()), "InviteAt": cat.Moment(t.lang, m.InviteAt, zone),
	}, err
}

func (t *turn) meetingRows(m loa.Meeting) [][]loa.Button {
	list := []loa.Button{t.button("meeting.list_button", actMeetings, "0")}
	if m.State != loa.MeetingPlanned || !m.At.After(t.desk.Now()) {
		return [][]loa.Button{list}
	}
	button := func(key, action string) loa.Button { return t.button(key, action, fmt.Sprint(m.ID)) }
	return [][]loa.Button{
		{button("meeting.time_button", actMeetingTime), button("meeting.place_button", actMeetingPlace)},
		{button("meeting.title_button", actMeetingTitle), button("meeting.document_button", actMeetingDocument)},
		{button("meeting.calendar_button", actMeetingCalendar), button("meeting.cancel_button", actMeetingCancel)},
		{button("meeting.unanswered_button", campaign.UnansweredButton), button("meeting.roll_button", campaign.RollButton)},
		list,
	}
}

func (t *turn) meetingCalendar() error {
	id, err := t.meetingID()
	if err != nil {
		return err
	}
	if err := t.desk.MeetingCalendar(t.from, t.chat, id, t.lang); err != nil {
		return err
	}
	return t.heard()
}
