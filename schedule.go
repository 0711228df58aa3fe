package loa

import (
	"cmp"
	"slices"
	"time"
)

// Recurrence says on which days something comes. Exactly one field is set.
type Recurrence struct {
	Day    CalendarDay // absolute or yearly
	Offset *int        // days after the event's yearly day; negative: before
	Cron   Next        // a cron expression, already parsed; see CronText
	// CronText is the expression as written, for showing it.
	CronText string
}

// Next gives the next instant after t; a parsed cron expression is one.
type Next interface {
	Next(t time.Time) time.Time
}

// Skip says why an occurrence does not go out by itself.
type Skip string

// The reasons. An empty Skip means that the occurrence goes out.
const (
	SkipNone     Skip = ""
	SkipCadence  Skip = "cadence"  // the group has had its share of the day or the week
	SkipGrade    Skip = "grade"    // grade KT, or no source
	SkipApproval Skip = "approval" // too few have approved of it so far
	SkipQuiet    Skip = "quiet"    // held by quiet hours beyond its lateness
)

// Occurrence is one post on one day for one kind of group in one zone.
type Occurrence struct {
	Post     *Post
	Date     Date      // the day the post belongs to, the key of its deliveries
	Due      time.Time // when it goes out: its time, or the end of the quiet hours
	NotAfter time.Time // the last instant at which it may still go out
	Skip     Skip
}

// Occurrences lists what the calendar holds for a kind of group in a zone, due
// from from (included) to until (excluded), by due time. It is pure: the same
// calendar always gives the same list, so the cadence's choice of a day does
// not depend on when somebody asks.
func (c *Campaign) Occurrences(kind Kind, zone *time.Location, from, until time.Time) []Occurrence {
	// Whole weeks, so that the weekly share is counted the same for every query;
	// one week more at either end for posts that quiet hours move over midnight.
	first := DateOf(from, zone).Monday().AddDays(-7)
	last := DateOf(until, zone).Monday().AddDays(13)
	var all []Occurrence
	for i := range c.Posts {
		p := &c.Posts[i]
		if !p.For(kind) {
			continue
		}
		for _, at := range c.days(p, zone, first, last) {
			all = append(all, c.occurrence(p, at, zone))
		}
	}
	slices.SortFunc(all, func(a, b Occurrence) int {
		// Quiet hours may move two days of one post to the same instant.
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Post.ID, b.Post.ID), a.Date.Compare(b.Date))
	})
	c.applyCadence(all)
	return slices.DeleteFunc(all, func(o Occurrence) bool {
		return o.Due.Before(from) || !o.Due.Before(until)
	})
}

// QuestionOpen is for how long a question must be open at least to be worth asking.
const QuestionOpen = 10 * time.Minute

// Asks returns the question that follows the occurrence in groups of the kind, and
// when it closes. ok is false without a question, or with one that is not fit to be
// asked by itself, that is kept for contests, that the kind does not receive, or that
// would close at once.
func (c *Campaign) Asks(o Occurrence, kind Kind) (q *Question, closes time.Time, ok bool) {
	q, ok = c.Question(o.Post.Question)
	if !ok || !kind.Receives(q.Strand) || !q.Fit() || c.contestOnly(q.Set) {
		return nil, closes, false
	}
	closes = o.Date.At(c.Closes, o.Due.Location())
	return q, closes, closes.Sub(o.Due) >= QuestionOpen
}

type dayAt struct {
	day Date
	at  Clock
}

// days returns on which days from first to last the post comes, and when.
func (c *Campaign) days(p *Post, zone *time.Location, first, last Date) []dayAt {
	var days []dayAt
	add := func(d Date, at Clock) {
		if !d.Before(first) && !last.Before(d) && c.Period.Contains(d) {
			days = append(days, dayAt{d, at})
		}
	}
	if p.When.Cron != nil {
		t, end := first.At(0, zone).Add(-time.Second), last.AddDays(1).At(0, zone)
		for {
			t = p.When.Cron.Next(t)
			if t.IsZero() || !t.Before(end) {
				return days
			}
			add(DateOf(t, zone), ClockOf(t, zone))
		}
	}
	years := 1 // an offset may cross New Year, a long one several
	if p.When.Offset != nil {
		years += max(*p.When.Offset, -*p.When.Offset) / 365
	}
	for year := first.Year - years; year <= last.Year+years; year++ {
		day, ok := p.When.Day.In(year)
		if p.When.Offset != nil {
			event, valid := CalendarDay{0, c.Event.Month, c.Event.Day}.In(year)
			day, ok = event.AddDays(*p.When.Offset), valid
		}
		if ok {
			add(day, c.clock(p, day))
		}
	}
	return days
}

// Rhythm returns the cadence of the day.
func (c *Campaign) Rhythm(d Date) Rhythm {
	if !c.Peak.IsZero() && c.Peak.Contains(d) {
		return c.InPeak
	}
	return c.OutOfPeak
}

func (c *Campaign) clock(p *Post, d Date) Clock {
	if p.HasAt {
		return p.At
	}
	return c.Rhythm(d).At
}

func (c *Campaign) occurrence(p *Post, at dayAt, zone *time.Location) Occurrence {
	nominal := at.day.At(at.at, zone)
	late := c.Late
	if p.NotAfter != nil {
		late = *p.NotAfter
	}
	o := Occurrence{Post: p, Date: at.day, Due: c.Quiet.HoldIn(zone, nominal), NotAfter: late.Deadline(at.day, nominal, zone)}
	switch {
	case p.Grade == "" || p.Grade == GradeKT || len(p.Sources) == 0:
		o.Skip = SkipGrade
	case p.Approvals < c.Needed(p):
		o.Skip = SkipApproval
	case o.Due.After(o.NotAfter):
		o.Skip = SkipQuiet
	}
	return o
}

// applyCadence marks what goes beyond the day's or the week's share. Milestones
// take their place first and are never marked; the rest follow in due order.
func (c *Campaign) applyCadence(all []Occurrence) {
	perDay, perWeek := map[Date]int{}, map[Date]int{}
	pass := func(milestones bool) {
		for i := range all {
			o := &all[i]
			if o.Skip != SkipNone || o.Post.Milestone != milestones {
				continue
			}
			r, week := c.Rhythm(o.Date), o.Date.Monday()
			full := r.PerDay > 0 && perDay[o.Date] >= r.PerDay || r.PerWeek > 0 && perWeek[week] >= r.PerWeek
			if full && !milestones {
				o.Skip = SkipCadence
				continue
			}
			perDay[o.Date]++
			if r.PerWeek > 0 {
				perWeek[week]++
			}
		}
	}
	pass(true)
	pass(false)
}
