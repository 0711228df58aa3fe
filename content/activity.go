package content

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
)

// toBeSet is what "dates" says of an activity whose dates somebody has yet to set.
const toBeSet = "to be set"

// maxReminder bounds the days between a reminder and what it reminds of.
const maxReminder = 60

// weekdays are the words for a reminder that comes every week.
var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// readActivities reads activities.yaml; a campaign may do without.
func (r *reader) readActivities() {
	src, ok := r.text(activitiesFile)
	if !ok {
		if !r.exists(activitiesFile) { // a folder without activities: none is known
			r.activityIDs = newIndex()
			r.checkLinks()
		}
		return
	}
	o, ok := r.parseYAML(activitiesFile, src, 1, "activities")
	if !ok {
		return
	}
	r.activityIDs = newIndex()
	lacks := map[string]string{} // by id: the note on what an activity without parts lacks
	for _, a := range o.objects("activities", "id", "parent", "name", "lead", "coordinators", "open",
		"from", "until", "dates", "counts", "evidence", "reminders", "elements") {
		activity := r.readActivity(a)
		id := a.required("id")
		if r.codeID(id) && r.declare(&r.activityIDs, id) {
			r.c.Activities = append(r.c.Activities, activity)
			lacks[id.text] = lacking(a, activity.Open)
		}
	}
	r.noteLacking(lacks)
	r.checkLinks()
}

func (r *reader) readActivity(o object) loa.Activity {
	parent := o.text("parent")
	r.refer(r.activityIDs, "activity_parent", parent)
	a := loa.Activity{
		ID: o.text("id").text, Parent: parent.text, Name: o.required("name").text,
		Leads: r.unitList(o, "lead"), Coordinators: r.unitList(o, "coordinators"), Open: o.truth("open"),
		Counts: r.counts(o), Evidence: plain(o.texts("evidence")),
		Reminders: r.reminders(o), Elements: r.elements(o),
	}
	for _, u := range o.texts("coordinators") {
		if slices.Contains(a.Leads, loa.UnitID(u.text)) {
			r.add(u.at, "coordinator_leads", data{"ID": u.text})
		}
	}
	r.readActivityDates(o, &a)
	return a
}

// readActivityDates reads when an activity is: from, until or both, or that the
// dates are still to be set. Reminders need one of these.
func (r *reader) readActivityDates(o object, a *loa.Activity) {
	a.From, a.Until = r.span(o)
	dates, dated := o.text("dates"), o.has("from") || o.has("until")
	a.ToBeSet = dates.text == toBeSet
	switch {
	case dates.ok && !a.ToBeSet:
		r.add(dates.at, "bad_dates", data{"Value": dates.text})
	case dates.ok && dated:
		r.add(dates.at, "dates_twice", nil)
	case !dates.ok && !dated && len(a.Reminders) > 0:
		r.add(o.place("reminders"), "reminder_without_date", nil)
	}
}

// span reads from and until, of which either may be missing. Both lie within the
// campaign's period.
func (r *reader) span(o object) (from, until loa.CalendarDay) {
	first, last := o.text("from"), o.text("until")
	from, fromOK := r.calendarDay(first)
	until, untilOK := r.calendarDay(last)
	if fromOK && untilOK {
		switch {
		case !r.inOrder(last.at, from, until):
			return from, until
		case from.Yearly() && monthDayAfter(from, until) && !r.overNewYear():
			r.add(last.at, "until_before_from", data{"From": from, "Until": until})
			return from, until
		}
	}
	if fromOK && !r.covers(from) {
		r.add(first.at, "day_outside", data{"Day": first.text})
	}
	if untilOK && !r.covers(until) {
		r.add(last.at, "day_outside", data{"Day": last.text})
	}
	return from, until
}

// lacking says what an activity has to say unless its parts do: who carries it
// out, and when.
func lacking(o object, open bool) string {
	switch {
	case !open && o.empty("lead") && o.empty("coordinators"):
		return "activity_nobody"
	case !o.has("from") && !o.has("until") && !o.has("dates"):
		return "no_dates"
	}
	return ""
}

// noteLacking warns of the activities that lack something and have no parts.
func (r *reader) noteLacking(lacks map[string]string) {
	for _, a := range r.c.Activities {
		whole := slices.ContainsFunc(r.c.Activities, func(part loa.Activity) bool { return part.Parent == a.ID })
		if lacks[a.ID] != "" && !whole {
			r.warn(r.activityIDs.at[a.ID], lacks[a.ID], data{"ID": a.ID})
		}
	}
}

// checkLinks checks the activities that tasks name.
func (r *reader) checkLinks() {
	for _, id := range r.links {
		r.refer(r.activityIDs, "unknown_activity", id)
	}
}

func (r *reader) unitList(o object, key string) []loa.UnitID {
	var units []loa.UnitID
	for _, id := range r.distinct(o, key) {
		if r.refer(r.units, "unknown_unit", id) {
			units = append(units, loa.UnitID(id.text))
		}
	}
	return units
}

// counts reads what is counted in an activity.
func (r *reader) counts(o object) []loa.Count {
	var ids index
	var counts []loa.Count
	for _, c := range o.objects("counts", "id", "name", "unit", "per") {
		id, name, unit, per := c.required("id"), c.required("name"), c.required("unit"), c.text("per")
		count := loa.Count{ID: id.text, Name: name.text, Unit: unit.text, Per: loa.PerActivity}
		if per.ok {
			count.Per = loa.Per(per.text)
			if !slices.Contains(loa.Pers(), count.Per) {
				r.add(per.at, "bad_per", data{"Value": per.text, "Known": listed(loa.Pers())})
			}
		}
		if r.plainID(id, maxShortID) && r.declare(&ids, id) {
			counts = append(counts, count)
		}
	}
	return counts
}

// reminders reads when those who carry out an activity are reminded.
func (r *reader) reminders(o object) []loa.Reminder {
	var all []loa.Reminder
	for _, s := range r.distinct(o, "reminders") {
		if day, weekly := weekdays[strings.ToLower(s.text)]; weekly {
			all = append(all, loa.Reminder{Weekly: true, Weekday: day})
			continue
		}
		days, err := strconv.Atoi(s.text)
		if err != nil || days < -maxReminder || days > maxReminder {
			r.add(s.at, "bad_reminder", data{"Value": s.text, "Most": maxReminder})
			continue
		}
		all = append(all, loa.Reminder{Days: days})
	}
	return all
}
