package campaign

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// Sort puts together the kinds of meetings that are counted together: a cell's own
// ones, those of the 213 roll, and activities. They are never mixed.
type Sort string

// The sorts.
const (
	CellMeetings     Sort = "cell"
	ResidentMeetings Sort = "213"
	Activities       Sort = "activity"
)

// Sorts lists the sorts.
func Sorts() []Sort { return []Sort{CellMeetings, ResidentMeetings, Activities} }

// SortOf returns with which meetings one of the kind is counted.
func SortOf(k loa.MeetingKind) Sort {
	switch k {
	case loa.Meeting213:
		return ResidentMeetings
	case loa.MeetingActivity:
		return Activities
	}
	return CellMeetings
}

// Span is a month or a whole year of figures.
type Span struct {
	Year  int
	Month time.Month // 0: the whole year
}

// ParseSpan reads "2024-03" or "2024".
func ParseSpan(s string) (Span, error) {
	year, month, ok := strings.Cut(s, "-")
	y, err := strconv.Atoi(year)
	m := 0
	if ok {
		var bad error
		m, bad = strconv.Atoi(month)
		err = errors.Join(err, bad)
	}
	span := Span{y, time.Month(m)}
	if err != nil || !span.First().Valid() || span.String() != s {
		return Span{}, fmt.Errorf("span %q: want a month such as 2024-03 or a year", s)
	}
	return span, nil
}

// ThisMonth returns the month of figures that is shown first.
func (d *Desk) ThisMonth() Span {
	today := loa.DateOf(d.now, d.s.settings.Zone)
	return Span{today.Year, today.Month}
}

func (s Span) String() string {
	if s.Month == 0 {
		return fmt.Sprintf("%04d", s.Year)
	}
	return fmt.Sprintf("%04d-%02d", s.Year, s.Month)
}

// First returns the first day.
func (s Span) First() loa.Date { return loa.Date{Year: s.Year, Month: max(s.Month, 1), Day: 1} }

// Next returns the span n months, or years, later.
func (s Span) Next(n int) Span {
	if s.Month == 0 {
		return Span{Year: s.Year + n}
	}
	d := s.First().Month1st(n)
	return Span{d.Year, d.Month}
}

// Last returns the last day.
func (s Span) Last() loa.Date { return s.Next(1).First().AddDays(-1) }

// fewPeople is below how many due members, each unit at its fullest meeting, a rate would
// tell of single people.
const fewPeople = 5

// UnitFigures are the numbers of one unit, or of a unit with all below it.
type UnitFigures struct {
	Unit     loa.Unit
	Figures  loa.Figures // zero but for the number of meetings if Few
	Few      bool        // too few people for numbers that all may see
	Reported int         // units with a closed meeting
	Of       int         // units that should have one; 0: not known
}

// FiguresView is what somebody may see of the figures of a unit in a span.
type FiguresView struct {
	Sort  Sort
	Span  Span
	Zone  *time.Location
	Keeps bool // the person keeps the unit's roll: names are theirs, too
	All   UnitFigures
	Below []UnitFigures        // the units directly below, each with all below it
	Own   []loa.MeetingFigures // the unit's own meetings, oldest first, for who keeps its roll
}

// FigureUnits lists the units whose figures the person may see: of one's own roll, or
// as an editor or official the numbers alone.
func (d *Desk) FigureUnits(who loa.Sender) (loa.Units, error) {
	return d.unitsFor(who, "rollcall.no_figures", loa.Secretary, loa.Editor, loa.Official)
}

// FiguresView returns the figures of a unit in a span.
func (d *Desk) FiguresView(who loa.Sender, unit loa.UnitID, sort Sort, span Span) (FiguresView, error) {
	reach, err := d.FigureUnits(who)
	if err != nil {
		return FiguresView{}, err
	}
	u, ok := reach.Find(unit)
	if !ok {
		return FiguresView{}, refuse("rollcall.no_figures", nil)
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return FiguresView{}, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return FiguresView{}, err
	}
	v := FiguresView{Sort: sort, Span: span, Zone: d.s.zoneOf(units, unit), Keeps: grants.Holds(units, unit, loa.Secretary)}
	within := unit
	if slices.ContainsFunc(units, func(u loa.Unit) bool { return u.Parent == unit }) {
		within = "" // of those below, too
	}
	held, err := d.tx.HeldFigures(within, span.First().At(0, v.Zone), span.Next(1).First().At(0, v.Zone))
	if err != nil {
		return v, err
	}
	held = slices.DeleteFunc(held, func(h loa.MeetingFigures) bool { return SortOf(h.Meeting.Kind) != sort })
	asked, err := expected(d.tx, d.Campaign(), units, sort, loa.Days{From: span.First(), Until: span.Last()})
	if err != nil {
		return v, err
	}
	counted := tallies(held)
	of := func(top loa.Unit) UnitFigures {
		return sum(units, top, counted, asked, grants.Holds(units, top.ID, loa.Secretary))
	}
	v.All = of(u)
	for _, below := range units {
		if below.Parent == unit {
			if f := of(below); f.Of+f.Reported > 0 {
				v.Below = append(v.Below, f)
			}
		}
	}
	for _, h := range held {
		if v.Keeps && h.Meeting.Unit == unit {
			v.Own = append(v.Own, h)
		}
	}
	return v, nil
}

// tally is what one unit held: its figures, and how many were due at the fullest meeting.
type tally struct {
	figures loa.Figures
	people  int
}

// few reports whether numbers would tell of single people.
func (t tally) few() bool { return t.people > 0 && t.people < fewPeople }

func tallies(held []loa.MeetingFigures) map[loa.UnitID]tally {
	of := map[loa.UnitID]tally{}
	for _, h := range held {
		t := of[h.Meeting.Unit]
		of[h.Meeting.Unit] = tally{t.figures.Add(h.Figures), max(t.people, h.Figures.Due)}
	}
	return of
}

// figuresOf counts meetings that were read with those who were there.
func figuresOf(held []loa.HeldMeeting) []loa.MeetingFigures {
	list := make([]loa.MeetingFigures, len(held))
	for i, h := range held {
		list[i] = loa.MeetingFigures{Meeting: h.Meeting, Figures: h.Figures()}
	}
	return list
}

// sum adds up the meetings of a unit and of all below it: numerators to numerators,
// denominators to denominators.
func sum(units loa.Units, top loa.Unit, counted map[loa.UnitID]tally, expected []loa.UnitID, keeps bool) UnitFigures {
	all, whole := UnitFigures{Unit: top}, tally{}
	for id, t := range counted {
		if units.Under(id, top.ID) {
			whole = tally{whole.figures.Add(t.figures), whole.people + t.people}
			all.Reported++
		}
	}
	all.Figures = whole.figures
	for _, id := range expected {
		if units.Under(id, top.ID) {
			all.Of++
		}
	}
	if whole.few() && !keeps {
		all.Few, all.Figures = true, loa.Figures{Meetings: all.Figures.Meetings}
	}
	return all
}

// expected lists the units that should meet on the days: those of which the campaign
// asks such meetings, and those that have a roll. Of activities nobody can say.
func expected(tx *storage.Tx, c *loa.Campaign, units loa.Units, sort Sort, days loa.Days) ([]loa.UnitID, error) {
	if sort == Activities {
		return nil, nil
	}
	with, err := tx.RollUnits(sort == ResidentMeetings, days.From, days.Until)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for _, m := range c.Meetings {
		if m.Enabled && !m.Headcount && SortOf(m.Kind) == sort {
			kinds = append(kinds, m.UnitKinds...)
		}
	}
	var list []loa.UnitID
	for _, u := range units {
		asked := slices.Contains(kinds, u.Kind) && u.InEffect(days.Until)
		if asked || slices.Contains(with, u.ID) {
			list = append(list, u.ID)
		}
	}
	return list, nil
}
