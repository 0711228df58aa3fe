package content

import (
	"slices"
	"strconv"
	"time"

	"loa"
)

// readMeetings reads meetings.yaml; a campaign may do without.
func (r *reader) readMeetings() {
	src, ok := r.text(meetingsFile)
	if !ok {
		return
	}
	o, ok := r.parseYAML(meetingsFile, src, 1, "meetings")
	if !ok {
		return
	}
	kinds := r.unitKinds()
	for _, m := range o.objects("meetings", "id", "name", "kind", "enabled", "unit_kinds", "groups", "headcount",
		"month", "from", "until", "agenda", "outline", "reminders", "elements") {
		id := m.required("id")
		series := r.readSeries(m, kinds)
		if r.plainID(id, maxLongID) && r.declare(&r.meetingIDs, id) {
			r.c.Meetings = append(r.c.Meetings, series)
		}
	}
}

func (r *reader) readSeries(o object, unitKinds index) loa.MeetingSeries {
	kind := o.required("kind")
	m := loa.MeetingSeries{
		ID: o.text("id").text, Name: o.required("name").text, Kind: loa.MeetingKind(kind.text),
		Enabled: !o.text("enabled").ok || o.truth("enabled"), Headcount: o.truth("headcount"),
		Agenda: plain(o.texts("agenda")), Reminders: r.meetingReminders(o), Elements: r.elements(o),
	}
	if kind.ok && !slices.Contains(loa.MeetingKinds(), m.Kind) {
		r.add(kind.at, "bad_meeting_kind", data{"Value": kind.text, "Known": listed(loa.MeetingKinds())})
	}
	for _, key := range []string{"unit_kinds", "agenda"} {
		if len(o.list(key)) == 0 {
			r.add(o.place(key), "missing", data{"Key": key})
		}
	}
	for _, k := range r.distinct(o, "unit_kinds") {
		if r.refer(unitKinds, "unknown_unit_kind", k) {
			m.UnitKinds = append(m.UnitKinds, k.text)
		}
	}
	for _, g := range r.distinct(o, "groups") {
		if r.refer(r.kinds, "unknown_kind", g) {
			m.Groups = append(m.Groups, loa.GroupKind(g.text))
		}
	}
	for _, s := range r.distinct(o, "outline") {
		if r.refer(r.sections, "unknown_section", s) {
			m.Outline = append(m.Outline, s.text)
		}
	}
	m.Window = r.window(o, m.Kind)
	return m
}

// unitKinds are the kinds that the campaign's units have.
func (r *reader) unitKinds() index {
	if r.units.at == nil {
		return index{}
	}
	kinds := newIndex()
	for _, u := range r.c.Units {
		if _, again := kinds.at[u.Kind]; !again && u.Kind != "" {
			kinds.at[u.Kind] = pos{}
			kinds.order = append(kinds.order, u.Kind)
		}
	}
	return kinds
}

// window reads the days within which the meetings of a series are held: a month,
// or from and until. Only monthly meetings go without: they are held every month.
func (r *reader) window(o object, kind loa.MeetingKind) loa.Period {
	month, from, until := o.text("month"), o.has("from"), o.has("until")
	switch {
	case !month.ok && !from && !until && kind == loa.MeetingMonthly:
		return loa.Period{}
	case month.ok == (from || until), !month.ok && from != until:
		r.add(o.at, "meeting_window", nil)
		return loa.Period{}
	case !month.ok:
		first, last := r.span(o)
		return loa.Period{From: first, Until: last}
	}
	n, err := strconv.Atoi(month.text)
	if err != nil || n < 1 || n > 12 {
		r.add(month.at, "bad_month", data{"Value": month.text})
		return loa.Period{}
	}
	whole := monthOf(time.Month(n))
	for day := whole.From; day.Day <= whole.Until.Day; day.Day++ {
		if r.covers(day) {
			return whole
		}
	}
	r.add(month.at, "month_outside", data{"Month": n})
	return whole
}

// monthOf returns a month of every year. February has its 29th, which counts as
// the 28th in a common year.
func monthOf(m time.Month) loa.Period {
	last := time.Date(2024, m+1, 0, 0, 0, 0, 0, time.UTC)
	return loa.Period{From: loa.CalendarDay{Month: m, Day: 1}, Until: loa.CalendarDay{Month: m, Day: last.Day()}}
}

// meetingReminders reads on which days before a meeting people are reminded.
func (r *reader) meetingReminders(o object) []int {
	if !o.has("reminders") {
		return loa.DefaultReminders()
	}
	var all []int
	for _, s := range r.distinct(o, "reminders") {
		days, err := strconv.Atoi(s.text)
		if err != nil || days < -maxReminder || days > 0 {
			r.add(s.at, "bad_meeting_reminder", data{"Value": s.text, "Most": maxReminder})
			continue
		}
		all = append(all, days)
	}
	return all
}
