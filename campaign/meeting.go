package campaign

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

const (
	// meetingsApart is how far apart two meetings of a unit begin at least, without
	// anybody being asked whether that is meant.
	meetingsApart = 3 * time.Hour
	// meetingTextMost bounds title and place, in UTF-16 units: an invitation must fit
	// under a document.
	meetingTextMost = 200
	// meetingsShown is how far ahead meetings are listed.
	meetingsShown = 100 * 24 * time.Hour
)

// MeetingOverlaps is the refusal that a confirmation overrides: another meeting of
// the unit is at about the same time.
const MeetingOverlaps = "meeting.overlaps"

// UnitZone returns the zone a unit lives in.
func (d *Desk) UnitZone(id loa.UnitID) (*time.Location, error) {
	units, err := d.tx.Units()
	return d.s.zoneOf(units, id), err
}

// fitting lists the series of the campaign that ask units like the meeting's for
// meetings of its kind.
func (s *Service) fitting(units loa.Units, m loa.Meeting) []loa.MeetingSeries {
	u, _ := units.Find(m.Unit) // a unit that is gone is of no kind
	var all []loa.MeetingSeries
	for _, series := range s.Campaign().Meetings {
		if series.Enabled && series.Kind == m.Kind && slices.Contains(series.UnitKinds, u.Kind) {
			all = append(all, series)
		}
	}
	return all
}

// seriesOf returns the series of the campaign that the meeting is one of: the one
// whose days it falls on.
func (s *Service) seriesOf(tx *storage.Tx, m loa.Meeting) (series loa.MeetingSeries, ok bool, err error) {
	units, err := tx.Units()
	if err != nil || m.At.IsZero() {
		return series, false, err
	}
	day := loa.DateOf(m.At, s.zoneOf(units, m.Unit))
	for _, series := range s.fitting(units, m) {
		if series.Window.Contains(day) {
			return series, true, nil
		}
	}
	return series, false, nil
}

// MeetingTitle suggests what to call a meeting: as the campaign does, else by its
// kind and month.
func (d *Desk) MeetingTitle(m loa.Meeting, lang loa.Lang) (string, error) {
	series, ok, err := d.s.seriesOf(d.tx, m)
	if err != nil || ok {
		return series.Name, err
	}
	zone, err := d.UnitZone(m.Unit)
	if err != nil {
		return "", err
	}
	month := d.s.monthName(lang, loa.DateOf(m.At, zone))
	return d.s.catalog.Line(lang, "meeting.title_"+string(m.Kind), map[string]any{"Month": month}), nil
}

// MeetingReminders returns when people are reminded of a unit's meetings unless the
// secretary chooses otherwise: what was chosen last, else what the campaign says.
func (d *Desk) MeetingReminders(m loa.Meeting) ([]int, error) {
	text, err := d.tx.State(remindersKey(m.Unit))
	if err != nil {
		return nil, err
	}
	var days []int
	if text != "" {
		if err := json.Unmarshal([]byte(text), &days); err != nil {
			return nil, fmt.Errorf("read reminders of unit %s: %w", m.Unit, err)
		}
		return days, nil
	}
	series, ok, err := d.s.seriesOf(d.tx, m)
	if err != nil || ok {
		return series.Reminders, err
	}
	return loa.DefaultReminders(), nil
}

// remindersKey names the state that remembers a unit's usual reminders.
func remindersKey(u loa.UnitID) string { return "meeting.reminders:" + string(u) }

func (d *Desk) keepReminders(m loa.Meeting) error {
	text, err := json.Marshal(m.Reminders)
	if err != nil {
		return fmt.Errorf("keep reminders of unit %s: %w", m.Unit, err)
	}
	return d.tx.SetState(remindersKey(m.Unit), string(text))
}

// KeepDocument makes a document known that was sent to the bot, so that it can go
// with an invitation.
func (d *Desk) KeepDocument(media loa.Media, file string) error {
	if found := loa.Concerns(media.Name); len(found) > 0 {
		return refuse("campaign.concern_"+string(found[0]), nil)
	}
	return d.tx.SaveRemoteFile(d.bot.ID, media.Digest, file)
}

// MeetingGroups lists the groups that are told of a meeting.
func (d *Desk) MeetingGroups(m loa.Meeting) ([]loa.Group, error) { return d.s.meetingGroups(d.tx, m) }

// PreviewMeeting shows a meeting that is being planned as the groups will see it.
func (d *Desk) PreviewMeeting(m loa.Meeting, lang loa.Lang) (loa.Notice, error) {
	m.ID, m.State = 0, loa.MeetingPlanned
	if err := d.countOnly(&m); err != nil {
		return loa.Notice{}, err
	}
	return d.s.invitation(d.tx, m, lang)
}

// countOnly says of which meetings only the number of people is recorded.
func (d *Desk) countOnly(m *loa.Meeting) error {
	units, err := d.tx.Units()
	m.Headcount = slices.ContainsFunc(d.s.fitting(units, *m), func(s loa.MeetingSeries) bool { return s.Headcount })
	return err
}

// CheckMeeting refuses what cannot be planned.
func (d *Desk) CheckMeeting(who loa.Sender, m loa.Meeting) error {
	if err := d.mayKeep(who, m.Unit); err != nil {
		return err
	}
	zone, err := d.UnitZone(m.Unit)
	if err != nil {
		return err
	}
	u, err := d.Unit(m.Unit)
	switch {
	case isMissing(err) || err == nil && !u.InEffect(loa.DateOf(m.At, zone)):
		return refuse("meeting.unit_gone", nil)
	case err != nil:
		return err
	case !slices.Contains(loa.MeetingKinds(), m.Kind):
		return refuse("meeting.no_kind", nil)
	case !m.At.After(d.now):
		return refuse("meeting.past", map[string]any{"When": d.s.catalog.Moment(d.s.settings.Lang, m.At, zone)})
	}
	return checkMeetingText(m)
}

func checkMeetingText(m loa.Meeting) error {
	name := ""
	if m.Document != nil {
		name = m.Document.Name
	}
	if found := loa.Concerns(strings.Join([]string{m.Title, m.Place, name}, "\n")); len(found) > 0 {
		return refuse("campaign.concern_"+string(found[0]), nil)
	}
	if strings.TrimSpace(m.Title) == "" {
		return refuse("meeting.no_title", nil)
	}
	for _, text := range []string{m.Title, m.Place} {
		if n := loa.UTF16Len(text); n > meetingTextMost {
			return refuse("meeting.text_long", map[string]any{"Length": n, "Most": meetingTextMost})
		}
	}
	return nil
}

// notOnTop refuses a meeting at about the same time as another one of the unit.
func (d *Desk) notOnTop(m loa.Meeting) error {
	near, err := d.tx.MeetingsOf(m.Unit, m.At.Add(time.Millisecond-meetingsApart), m.At.Add(meetingsApart))
	if err != nil {
		return err
	}
	for _, other := range near {
		if other.ID != m.ID && other.State == loa.MeetingPlanned {
			facts, err := d.s.meetingFacts(d.tx, other, d.s.settings.Lang)
			if err != nil {
				return err
			}
			return refuse(MeetingOverlaps, facts)
		}
	}
	return nil
}

// PlanMeeting plans a meeting and has its groups invited. monthly is the day of the
// month on which it recurs, 0 for once; again confirms that it may be on top of
// another meeting of the unit.
func (d *Desk) PlanMeeting(who loa.Sender, m loa.Meeting, monthly int, again bool) (loa.Meeting, error) {
	if err := d.CheckMeeting(who, m); err != nil {
		return m, err
	}
	if !again {
		if err := d.notOnTop(m); err != nil {
			return m, err
		}
	}
	if err := d.keepReminders(m); err != nil {
		return m, err
	}
	m.ID, m.Bot, m.Author, m.State = 0, d.bot.ID, who.Account, loa.MeetingPlanned
	m.Created, m.Told, m.InviteAt = d.now, d.now, d.now
	if err := d.series(&m, monthly); err != nil {
		return m, err
	}
	if err := d.countOnly(&m); err != nil {
		return m, err
	}
	id, err := d.tx.SaveMeeting(m)
	if err != nil {
		return m, err
	}
	m.ID, d.changed = id, true
	if err := d.inviteAll(m); err != nil {
		return m, err
	}
	if monthly != 0 {
		if _, err := d.s.makeRecurring(d.tx, d.now); err != nil {
			return m, err
		}
	}
	return m, d.audit(who.Account, "meeting.plan", meetingSubject(m.ID), fmt.Sprintf("unit %s, %s, %s", m.Unit, m.Kind, m.At.UTC().Format(time.RFC3339)))
}

// series ties a new meeting to the series it is one of: of its own, where it
// recurs, else of the campaign.
func (d *Desk) series(m *loa.Meeting, monthly int) error {
	if monthly == 0 {
		series, ok, err := d.s.seriesOf(d.tx, *m)
		if ok {
			m.Series = series.ID
		}
		return err
	}
	lang, err := d.s.langOf(d.tx, m.Author)
	if err != nil {
		return err
	}
	zone, err := d.UnitZone(m.Unit)
	if err != nil {
		return err
	}
	day := loa.DateOf(m.At, zone)
	r := loa.Recurring{
		Unit: m.Unit, Kind: m.Kind, Day: monthly, At: loa.ClockOf(m.At, zone), Title: d.s.monthPattern(m.Title, lang, day), Lang: lang,
		Place: m.Place, Reminders: m.Reminders, Bot: m.Bot, Author: m.Author, Chat: m.Chat, Made: day.Month1st(0),
	}
	r.ID, err = d.tx.SaveRecurring(r)
	m.Series = r.Series()
	return err
}

func (d *Desk) inviteAll(m loa.Meeting) error {
	groups, err := d.s.meetingGroups(d.tx, m)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if _, err := d.s.invite(d.tx, m, g, d.now); err != nil {
			return err
		}
	}
	return nil
}

// Meeting returns a meeting to somebody who is responsible for it.
func (d *Desk) Meeting(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.tx.Meeting(id)
	if isMissing(err) {
		return m, refuse("meeting.gone", nil)
	}
	if err != nil {
		return m, err
	}
	return m, d.mayKeep(who, m.Unit)
}

// ComingMeetings lists the planned meetings of the units that the person is
// responsible for, by time.
func (d *Desk) ComingMeetings(who loa.Sender) ([]loa.Meeting, error) {
	kept, err := d.KeptUnits(who)
	if err != nil {
		return nil, err
	}
	all, err := d.tx.PlannedMeetings(d.now)
	return slices.DeleteFunc(all, func(m loa.Meeting) bool {
		_, ok := kept.Find(m.Unit)
		return !ok || m.At.After(d.now.Add(meetingsShown))
	}), err
}

// MeetingTally counts the answers to a meeting's invitation.
func (d *Desk) MeetingTally(m loa.Meeting) (loa.Tally, error) {
	roll, err := d.s.rollOf(d.tx, m)
	if err != nil {
		return loa.Tally{}, err
	}
	replies, err := d.tx.Replies(m.ID)
	return loa.TallyOf(roll, replies), err
}

// MeetingCalendar sends the calendar file of a meeting to whoever is responsible for it.
func (d *Desk) MeetingCalendar(who loa.Sender, chat loa.Chat, id loa.MeetingID, lang loa.Lang) error {
	m, err := d.Meeting(who, id)
	if err != nil {
		return err
	}
	n, err := d.s.calendarNotice(d.tx, m, lang)
	if err != nil {
		return err
	}
	return d.Answer(chat, lang, n)
}

// MonthlyOn returns the day of the month on which a meeting recurs, 0 if it does not.
func (d *Desk) MonthlyOn(m loa.Meeting) (int, error) {
	id, recurs := m.RecurringOf()
	if !recurs {
		return 0, nil
	}
	r, err := d.tx.Recurring(id)
	return r.Day, err
}

// PrivateChat returns the private chat of somebody who is responsible for the unit;
// open is false if Loa cannot write there.
func (d *Desk) PrivateChat(who loa.Sender, unit loa.UnitID) (chat loa.Chat, open bool, err error) {
	if err := d.mayKeep(who, unit); err != nil {
		return chat, false, err
	}
	p, err := d.person(who.Account)
	return loa.Chat{ID: p.Chat, Type: loa.PrivateChat}, p.Open, err
}

func meetingSubject(id loa.MeetingID) string { return fmt.Sprintf("meeting:%d", id) }
