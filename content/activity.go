package content

import "loa"

// readActivities reads activities.yaml; a campaign may do without.
func (r *reader) readActivities() {
	src, ok := r.text(activitiesFile)
	if !ok {
		return
	}
	o, ok := r.parseYAML(activitiesFile, src, 1, "activities")
	if !ok {
		return
	}
	var ids index
	for _, a := range o.objects("activities", "id", "name", "lead", "coordinators", "from", "until", "counts", "evidence") {
		id, name := a.required("id"), a.required("name")
		activity := loa.Activity{
			ID: id.text, Name: name.text,
			Leads: r.unitList(a, "lead"), Coordinators: r.unitList(a, "coordinators"),
			Counts: plain(a.texts("counts")), Evidence: plain(a.texts("evidence")),
		}
		from, fromOK := r.calendarDay(a.text("from"))
		until, untilOK := r.calendarDay(a.text("until"))
		if fromOK && untilOK {
			r.inOrder(a.place("until"), from, until)
		}
		activity.From, activity.Until = from, until
		if r.codeID(id) && r.declare(&ids, id) {
			r.c.Activities = append(r.c.Activities, activity)
		}
	}
}

func (r *reader) unitList(o object, key string) []loa.UnitID {
	var units []loa.UnitID
	for _, id := range o.texts(key) {
		if r.refer(r.units, "unknown_unit", id) {
			units = append(units, loa.UnitID(id.text))
		}
	}
	return units
}

func plain(scalars []scalar) []string {
	var all []string
	for _, s := range scalars {
		all = append(all, s.text)
	}
	return all
}
