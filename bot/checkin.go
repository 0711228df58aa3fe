package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of self check-in, for the secretary: open it, see the code of now, end it.
const (
	actCheckinOpen  = "cio"
	actCheckinShow  = "cis"
	actCheckinClose = "cic"
)

// selfCheckin lets the members of the meeting that is about to begin check
// themselves in. Of several the secretary chooses one.
func (t *turn) selfCheckin() error {
	meetings, err := t.desk.CheckinMeetings(t.from, t.lang)
	if err != nil {
		return err
	}
	if len(meetings) == 1 {
		return t.checkinOpened(meetings[0].ID)
	}
	var rows [][]loa.Button
	for _, m := range meetings {
		u, err := t.desk.Unit(m.Unit)
		if err != nil {
			return err
		}
		rows = append(rows, []loa.Button{{Text: u.Name + " · " + m.Title, Data: data(actCheckinOpen, checkinRef(m.ID))}})
	}
	return t.show(t.words("checkin.which", nil), rows)
}

func (t *turn) checkinOpen() error {
	id, err := checkinID(t.arg(0))
	if err != nil {
		return err
	}
	return t.checkinOpened(id)
}

func (t *turn) checkinOpened(id loa.MeetingID) error {
	c, err := t.desk.OpenCheckin(t.from, t.lang, id)
	if err != nil {
		return err
	}
	return t.checkinCard(c)
}

func (t *turn) checkinShow() error {
	id, err := checkinID(t.arg(0))
	if err != nil {
		return err
	}
	c, err := t.desk.ShowCheckin(t.from, t.lang, id)
	if err != nil {
		return err
	}
	return t.checkinCard(c)
}

// checkinCard shows the secretary the code and how many came. Names are for the roll call.
func (t *turn) checkinCard(c campaign.Checkin) error {
	id := checkinRef(c.Meeting.ID)
	return t.show(t.words("checkin.card", t.checkinData(c)), [][]loa.Button{
		{t.button("checkin.show_button", actCheckinShow, id)},
		{t.button("checkin.close_button", actCheckinClose, id)},
	})
}

func (t *turn) checkinData(c campaign.Checkin) map[string]any {
	_, until := c.Meeting.CheckinWindow()
	return map[string]any{
		"Title": c.Meeting.Title, "Unit": c.Unit.Name, "When": t.desk.Catalog().Moment(t.lang, c.Meeting.At, c.Zone),
		"Code": c.Code, "CodeUntil": loa.ClockOf(c.CodeUntil, c.Zone), "Page": c.Page,
		"Present": c.Figures.Present, "Due": c.Figures.Due, "Visitors": c.Figures.Visitors,
		"Late": loa.ClockOf(c.Meeting.At.Add(loa.CheckinLate), c.Zone), "Until": loa.ClockOf(until, c.Zone),
	}
}

func (t *turn) checkinClose() error {
	id, err := checkinID(t.arg(0))
	if err != nil {
		return err
	}
	c, err := t.desk.CloseCheckin(t.from, id)
	if err != nil {
		return err
	}
	var rows [][]loa.Button
	if c.Meeting.State == loa.MeetingPlanned {
		rows = [][]loa.Button{{t.button("checkin.again_button", actCheckinOpen, checkinRef(id))}}
	}
	return t.show(t.words("checkin.ended", t.checkinData(c)), rows)
}

// checkIn takes a member's deep link from the QR code.
func (t *turn) checkIn() error {
	in, err := t.desk.CheckInByLink(t.from, t.lang, t.args)
	if err != nil {
		return err
	}
	return t.checkedIn(in)
}

// here takes the code that was said in the hall.
func (t *turn) here() error {
	in, err := t.desk.CheckInByCode(t.from, t.args)
	if err != nil {
		return err
	}
	return t.checkedIn(in)
}

// checkedIn tells a member what stands, once it is stored.
func (t *turn) checkedIn(in campaign.CheckedIn) error {
	if in.Wrong != nil {
		return t.say(in.Wrong.Key, in.Wrong.Data)
	}
	key := "checkin.present"
	switch {
	case in.Guest && in.Again:
		key = "checkin.guest_again"
	case in.Guest:
		key = "checkin.guest"
	case in.Recorded:
		key = "checkin.recorded_" + string(in.Attendance.Presence)
	case in.Again:
		key = "checkin.again"
	}
	return t.say(key, map[string]any{
		"Title": in.Meeting.Title, "Unit": in.Unit.Name,
		"At": loa.ClockOf(in.Attendance.At, in.Zone), "Late": in.Attendance.Late,
	})
}

func checkinRef(id loa.MeetingID) string { return strconv.FormatInt(int64(id), 10) }

func checkinID(text string) (loa.MeetingID, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, errNoSuch("meeting", text)
	}
	return loa.MeetingID(n), nil
}
