package campaign

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loa"
	"loa/storage"
)

// recurringAhead is how many days ahead the meetings of a series are made.
const recurringAhead = 92

// monthName names the month of a day as titles do: "4" in Vietnamese, "April" in English.
func (s *Service) monthName(lang loa.Lang, d loa.Date) string {
	if lang == loa.English {
		return d.Month.String()
	}
	return strconv.Itoa(int(d.Month))
}

// monthPattern makes a title one for every month: where it names the day's month, the
// month of each meeting will stand.
func (s *Service) monthPattern(title string, lang loa.Lang, d loa.Date) string {
	word := func(month string) string {
		return s.catalog.Line(lang, "meeting.month", map[string]any{"Month": month})
	}
	named := word(s.monthName(lang, d))
	at := strings.Index(title, named)
	if at < 0 {
		return title
	}
	rest := title[at+len(named):]
	if next, _ := utf8.DecodeRuneInString(rest); unicode.IsDigit(next) { // "tháng 1" within "tháng 10"
		return title
	}
	return title[:at] + word(loa.MonthPlaceholder) + rest
}

func (s *Service) monthTitle(r loa.Recurring, d loa.Date) string {
	return strings.ReplaceAll(r.Title, loa.MonthPlaceholder, s.monthName(r.Lang, d))
}

// inviteAt is when the groups are invited to a meeting that is made ahead of time:
// when its first reminder is due, so that several months' are not announced at once.
func inviteAt(m loa.Meeting, zone *time.Location, now time.Time) time.Time {
	reminders := m.RemindersIn(zone)
	if len(reminders) == 0 {
		m.Reminders = loa.DefaultReminders()
		reminders = m.RemindersIn(zone)
	}
	if len(reminders) == 0 || reminders[0].Due.Before(now) {
		return now
	}
	return reminders[0].Due
}

// makeRecurring makes the meetings that are due to be made, and returns how many.
func (s *Service) makeRecurring(tx *storage.Tx, now time.Time) (made int, err error) {
	units, err := tx.Units()
	if err != nil {
		return 0, err
	}
	all, err := tx.AllRecurring(loa.DateOf(now, time.UTC).AddDays(-1)) // the day has begun everywhere
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		n, err := s.makeAhead(tx, r, units, now)
		if err != nil {
			return made, err
		}
		made += n
	}
	return made, nil
}

func (s *Service) makeAhead(tx *storage.Tx, r loa.Recurring, units loa.Units, now time.Time) (made int, err error) {
	zone := s.zoneOf(units, r.Unit)
	days := r.Ahead(loa.DateOf(now, zone).AddDays(recurringAhead))
	if len(days) == 0 {
		return 0, nil
	}
	unit, _ := units.Find(r.Unit) // a unit that is gone is in effect on no day
	for _, day := range days {
		r.Made = day.Month1st(0)
		m := loa.Meeting{
			Unit: r.Unit, Kind: r.Kind, Series: r.Series(), Title: s.monthTitle(r, day), Place: r.Place, At: day.At(r.At, zone),
			State: loa.MeetingPlanned, Reminders: r.Reminders, Bot: r.Bot, Author: r.Author, Chat: r.Chat, Created: now, Told: now,
		}
		if unit.ID == "" || !unit.InEffect(day) || !m.At.After(now) {
			continue
		}
		m.InviteAt = inviteAt(m, zone, now)
		if _, err := tx.SaveMeeting(m); err != nil {
			return made, err
		}
		made++
	}
	_, err = tx.SaveRecurring(r)
	return made, err
}

// changeSeries changes several meetings of a series, and those still to be made.
func (d *Desk) changeSeries(who loa.Sender, m loa.Meeting, id loa.RecurringID, c MeetingChange, scope MeetingScope) (loa.Meeting, error) {
	r, err := d.tx.Recurring(id)
	if err != nil {
		return m, err
	}
	zone, err := d.UnitZone(m.Unit)
	if err != nil {
		return m, err
	}
	planned, err := d.tx.SeriesMeetings(m.Series, d.now)
	if err != nil {
		return m, err
	}
	d.changeRule(&r, m, c, scope, zone)
	if _, err := d.tx.SaveRecurring(r); err != nil {
		return m, err
	}
	changed := m
	for _, each := range planned {
		if scope == FollowingMeetings && each.At.Before(m.At) {
			continue
		}
		own := d.ownChange(r, m, each, c, zone)
		if own.At != nil && !own.At.After(d.now) { // this month's new day has passed
			own.At = nil
		}
		after, err := d.changeOne(who, each, own)
		if err != nil {
			return m, err
		}
		if each.ID == m.ID {
			changed = after
		}
	}
	return changed, d.audit(who.Account, "meeting.series", meetingSubject(m.ID), string(scope)+" of "+m.Series)
}

// changeRule changes how the meetings still to be made will be.
func (d *Desk) changeRule(r *loa.Recurring, m loa.Meeting, c MeetingChange, scope MeetingScope, zone *time.Location) {
	if c.Cancel {
		r.Until = loa.DateOf(d.now, zone).AddDays(-1)
		if scope == FollowingMeetings {
			r.Until = loa.DateOf(m.At, zone).AddDays(-1)
		}
		return
	}
	if c.At != nil {
		r.Day, r.At = loa.DateOf(*c.At, zone).Day, loa.ClockOf(*c.At, zone)
	}
	if c.Title != nil {
		r.Title = d.s.monthPattern(*c.Title, r.Lang, loa.DateOf(m.At, zone))
	}
	if c.Place != nil {
		r.Place = *c.Place
	}
}

// ownChange is what a change of the series means for one of its meetings.
func (d *Desk) ownChange(r loa.Recurring, m, each loa.Meeting, c MeetingChange, zone *time.Location) MeetingChange {
	if each.ID == m.ID {
		return c
	}
	day := loa.DateOf(each.At, zone)
	if c.At != nil {
		at := r.In(day).At(r.At, zone)
		c.At = &at
	}
	if c.Title != nil {
		title := d.s.monthTitle(r, day)
		c.Title = &title
	}
	c.Document = nil
	return c
}
