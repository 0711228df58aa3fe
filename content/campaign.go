package content

import "loa"

// readCampaign reads campaign.yaml.
func (r *reader) readCampaign() {
	src, ok := r.text(campaignFile)
	if !ok {
		if !r.exists(campaignFile) {
			r.add(pos{file: campaignFile}, "no_campaign", nil)
		}
		return
	}
	o, ok := r.parseYAML(campaignFile, src, 1, "id", "name", "theme", "event", "basis", "period", "peak",
		"cadence", "quiet_hours", "lateness", "question_closes", "strands", "kinds", "units", "tasks", "recipients", "report", "read_as")
	if !ok {
		return
	}
	id := o.required("id")
	r.plainID(id, maxLongID)
	r.c.ID = id.text
	r.c.Name = o.required("name").text
	r.c.Theme = o.required("theme").text
	r.c.Event = r.date(o.required("event"))
	r.readBases(o)
	r.readTimes(o)
	r.readStrands(o)
	r.readKinds(o)
	r.c.Units = r.readUnits(o)
	r.readTasks(o)
	r.readRecipients(o)
	r.readReport(o)
	for _, a := range o.objects("read_as", "written", "aloud") {
		r.c.ReadAs = append(r.c.ReadAs, loa.Reading{Written: a.required("written").text, Aloud: a.required("aloud").text})
	}
}

func (r *reader) readBases(o object) {
	for _, b := range o.objects("basis", "number", "date", "issuer", "title") {
		r.c.Bases = append(r.c.Bases, loa.Basis{
			Number: b.required("number").text,
			Date:   r.date(b.text("date")),
			Issuer: b.text("issuer").text,
			Title:  b.required("title").text,
		})
	}
}

// defaultCloses is when the day's question closes, unless the campaign says
// otherwise: in the evening, before people sleep.
const defaultCloses loa.Clock = 20 * 60

// readTimes reads when the campaign runs and at what hours.
func (r *reader) readTimes(o object) {
	r.c.Period = r.period(o, "period")
	r.c.Peak = r.period(o, "peak")
	if !r.c.Peak.IsZero() && !r.covers(r.c.Peak.From, r.c.Peak.Until) {
		r.add(o.place("peak"), "peak_outside", nil)
	}
	cadence, ok := o.object("cadence", "peak", "outside")
	if !ok && !o.has("cadence") {
		r.add(o.at, "missing", data{"Key": "cadence"})
	}
	if ok {
		r.c.OutOfPeak = r.rhythm(cadence, "outside", true)
		r.c.InPeak = r.rhythm(cadence, "peak", !r.c.Peak.IsZero())
	}
	if quiet, ok := o.object("quiet_hours", "from", "until"); ok {
		r.c.Quiet.From, _ = r.clock(quiet.required("from"))
		until := quiet.required("until")
		r.c.Quiet.Until, ok = r.clock(until)
		if ok && r.c.Quiet.From == r.c.Quiet.Until {
			r.add(until.at, "quiet_empty", nil)
		}
	}
	r.c.Late, _ = r.lateness(o.required("lateness"))
	r.c.Closes = defaultCloses
	if closes := o.text("question_closes"); closes.ok {
		r.c.Closes, _ = r.clock(closes)
	}
	r.checkHours(o.place("cadence"), r.c.Late, r.cadence...)
}

func (r *reader) rhythm(cadence object, key string, needed bool) loa.Rhythm {
	o, ok := cadence.object(key, "at", "per_day", "per_week")
	if !ok {
		if needed && !cadence.has(key) {
			r.add(cadence.at, "missing", data{"Key": "cadence." + key})
		}
		return loa.Rhythm{}
	}
	at, ok := r.clock(o.required("at"))
	if ok {
		r.cadence = append(r.cadence, at)
	}
	return loa.Rhythm{At: at, PerDay: o.number("per_day"), PerWeek: o.number("per_week")}
}

func (r *reader) readStrands(o object) {
	r.strands = newIndex()
	for _, s := range o.objects("strands", "id", "name", "meaning", "approvals") {
		id := s.required("id")
		strand := loa.Strand{
			ID: loa.StrandID(id.text), Name: s.required("name").text, Meaning: s.text("meaning").text,
			Approvals: s.number("approvals"),
		}
		if r.codeID(id) && r.declare(&r.strands, id) {
			r.c.Strands = append(r.c.Strands, strand)
		}
	}
	if len(o.list("strands")) == 0 {
		r.add(o.place("strands"), "missing", data{"Key": "strands"})
	}
}

func (r *reader) readKinds(o object) {
	r.kinds = newIndex()
	for _, k := range o.objects("kinds", "id", "name", "strands") {
		id := k.required("id")
		kind := loa.Kind{ID: loa.GroupKind(id.text), Name: k.required("name").text}
		for _, s := range k.texts("strands") {
			if r.refer(r.strands, "unknown_strand", s) {
				kind.Strands = append(kind.Strands, loa.StrandID(s.text))
			}
		}
		if r.plainID(id, maxShortID) && r.declare(&r.kinds, id) {
			r.c.Kinds = append(r.c.Kinds, kind)
		}
	}
	if len(o.list("kinds")) == 0 {
		r.add(o.place("kinds"), "missing", data{"Key": "kinds"})
	}
}

func (r *reader) readUnits(o object) loa.Units {
	var rows []unitRow
	for _, u := range o.objects("units", "id", "parent", "name", "kind", "zone", "from", "until") {
		rows = append(rows, unitRow{
			at: u.at, id: u.required("id"), parent: u.text("parent"), name: u.required("name"), kind: u.text("kind"),
			zone: u.text("zone"), from: u.text("from"), until: u.text("until"),
		})
	}
	r.units = newIndex()
	return r.tree(rows, &r.units, true)
}

// readTasks reads the tasks; the activities that they name are not known yet.
func (r *reader) readTasks(o object) {
	for _, t := range o.objects("tasks", "unit", "text", "activities", "elements") {
		unit, text := t.required("unit"), t.required("text")
		activities := r.distinct(t, "activities")
		r.links = append(r.links, activities...)
		task := loa.Task{Unit: loa.UnitID(unit.text), Text: text.text, Activities: plain(activities), Elements: r.elements(t)}
		if r.refer(r.units, "unknown_unit", unit) {
			r.c.Tasks = append(r.c.Tasks, task)
		}
	}
}

func (r *reader) readRecipients(o object) {
	for _, p := range o.objects("recipients", "name", "medium", "note") {
		medium := p.required("medium")
		if medium.ok && medium.text != "electronic" && medium.text != "paper" {
			r.add(medium.at, "bad_medium", data{"Value": medium.text})
		}
		r.c.Recipients = append(r.c.Recipients,
			loa.Recipient{Name: p.required("name").text, Medium: medium.text, Note: p.text("note").text})
	}
}
