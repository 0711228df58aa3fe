package loa

import (
	"cmp"
	"slices"
	"time"
)

// ZaloPeople is how many people Zalo's free plan lets a bot speak with (bot.zaloplatforms.com,
// plan "Basic", read 2026-09-26). Whether members of groups count is not documented; those
// who have written to the bot are assumed to.
const ZaloPeople = 50

// QuotaLimits are what one bot of a metered platform may do; 0 is no limit.
type QuotaLimits struct {
	Groups   int // it may be in
	People   int // who have written to it
	Messages int // in a month, both ways
}

// ZaloLimits are those of Zalo's free plan.
func ZaloLimits() QuotaLimits {
	return QuotaLimits{Groups: ZaloGroups, People: ZaloPeople, Messages: ZaloMonthly}
}

// Metered reports whether the platform gives the bot a number of messages a month.
func (b BotID) Metered() bool { return b.Platform() == Zalo }

// QuotaDay returns the day of an instant by Vietnam's clock, which has no summer time.
// When Zalo begins to count anew is not documented; its company is there.
func QuotaDay(t time.Time) Date { return DateOf(t, QuotaZone()) }

// QuotaZone is Vietnam's clock.
func QuotaZone() *time.Location {
	const offset = 7 * 60 * 60
	return time.FixedZone("+07", offset)
}

// QuotaKind is what a message counts as.
type QuotaKind string

// The kinds. A message is of one of them; what was held back was not sent.
const (
	QuotaPlanned  QuotaKind = "planned"  // sent to a group
	QuotaAnswered QuotaKind = "answered" // sent to a person, or as the answer to one
	QuotaUnsure   QuotaKind = "unsure"   // may have arrived
	QuotaReceived QuotaKind = "received" // written by people
	QuotaHeld     QuotaKind = "held"     // not sent, so that the month would do
)

// QuotaKindOf returns what a delivery counts as once its request was made.
func QuotaKindOf(d Delivery, s DeliveryState) QuotaKind {
	switch {
	case s == Uncertain:
		return QuotaUnsure
	case d.Priority == Answer:
		return QuotaAnswered
	}
	return QuotaPlanned
}

// QuotaCounts are the messages of one bot, by kind.
type QuotaCounts map[QuotaKind]int

// Used is what the platform may have counted. It is never less than what was sent.
func (c QuotaCounts) Used() int {
	return c[QuotaPlanned] + c[QuotaAnswered] + c[QuotaUnsure] + c[QuotaReceived]
}

// QuotaClass orders what is sent by what is given up last: the lower, the later.
type QuotaClass int

// The classes, the most needed first.
const (
	QuotaQueued     QuotaClass = iota // it is on its way: answers, and what follows what was sent
	QuotaMeeting                      // who is not reminded stays away; a meeting cannot be had again
	QuotaCorrection                   // what is wrong and stands there does harm
	QuotaDated                        // of its day: tomorrow it is worth little
	QuotaQuestion                     // it costs thrice, since people answer, and can be asked another time
	QuotaOther                        // recaps and what comes again by itself
)

// Held reports whether things of the class are held back when the month will not do.
func (c QuotaClass) Held() bool { return c >= QuotaDated }

// QuotaClassOf returns the class of a post: by its rule it has a day of its own, or comes
// again and again.
func QuotaClassOf(p *Post) QuotaClass {
	if p.When.Cron != nil {
		return QuotaOther
	}
	return QuotaDated
}

// QuotaItem is one thing that is to be sent to groups of one bot.
type QuotaItem struct {
	Key      string // the same thing has the same key every day
	Class    QuotaClass
	Day      Date
	Title    string
	Messages int // in all groups of the bot together
}

// QuotaForecast is what a month of a bot will cost.
type QuotaForecast struct {
	Bot    BotID
	Today  Date
	Limit  int // messages a month; 0: no limit
	Counts QuotaCounts
	Items  []QuotaItem // of the rest of the month
	// Daily is how many messages people's answers cost a day: theirs and Loa's.
	Daily int
}

// DaysLeft counts the days of the month after today.
func (f QuotaForecast) DaysLeft() int {
	return f.Today.Month1st(1).AddDays(-1).Day - f.Today.Day
}

// Allowance is what people's answers will cost until the month ends.
func (f QuotaForecast) Allowance() int { return f.Daily * (f.DaysLeft() + 1) }

// reserveShare is which part of a month is kept for people at least: a twentieth.
const reserveShare = 20

// Reserve is kept for people: what they will need by experience, and never less than a
// twentieth of what the days that are left have of the month.
func (f QuotaForecast) Reserve() int {
	days := f.Today.Month1st(1).AddDays(-1).Day * reserveShare
	return max(f.Allowance(), (f.Limit*(f.DaysLeft()+1)+days-1)/days)
}

// Tomorrow is what the next day will cost.
func (f QuotaForecast) Tomorrow() int {
	n := f.Daily
	for _, i := range f.Items {
		if i.Day == f.Today.AddDays(1) {
			n += i.Messages
		}
	}
	return n
}

// Rest is what the rest of the month will cost.
func (f QuotaForecast) Rest() int {
	n := f.Allowance()
	for _, i := range f.Items {
		n += i.Messages
	}
	return n
}

// Expected is what the whole month will have cost.
func (f QuotaForecast) Expected() int { return f.Counts.Used() + f.Rest() }

// Over is how many messages the month lacks when the reserve is kept; negative: there is room.
func (f QuotaForecast) Over() int {
	over := f.Counts.Used() + f.Reserve() - f.Limit
	for _, i := range f.Items {
		over += i.Messages
	}
	return over
}

// Without is the forecast once these things are not sent.
func (f QuotaForecast) Without(held []QuotaItem) QuotaForecast {
	f.Items = slices.DeleteFunc(slices.Clone(f.Items), func(i QuotaItem) bool {
		return slices.ContainsFunc(held, func(h QuotaItem) bool { return h.Key == i.Key })
	})
	return f
}

// HoldBack chooses what is not sent so that the month will do: the least needed class
// first, and of it the last days, since until then things may have changed. Only what
// comes after today is chosen: people are told before.
func (f QuotaForecast) HoldBack() []QuotaItem {
	if f.Limit == 0 {
		return nil
	}
	over := f.Over()
	last := slices.Clone(f.Items)
	slices.SortStableFunc(last, func(a, b QuotaItem) int {
		return cmp.Or(cmp.Compare(b.Class, a.Class), b.Day.Compare(a.Day), cmp.Compare(a.Key, b.Key))
	})
	var held []QuotaItem
	for _, i := range last {
		if over <= 0 {
			break
		}
		if i.Class.Held() && f.Today.Before(i.Day) && i.Messages > 0 {
			held = append(held, i)
			over -= i.Messages
		}
	}
	slices.SortStableFunc(held, func(a, b QuotaItem) int { return a.Day.Compare(b.Day) })
	return held
}

// The shares of the limit at which people are warned, in percent.
const (
	QuotaNear = 80
	QuotaFull = 100
)

// QuotaWarning returns the share that is reached: 0, QuotaNear or QuotaFull.
func QuotaWarning(used, limit int) int {
	switch {
	case limit <= 0:
		return 0
	case used >= limit:
		return QuotaFull
	case used*100 >= limit*QuotaNear:
		return QuotaNear
	}
	return 0
}

// QuotaDaily is the average of what people's answers cost on past days, rounded up. Days
// before the first that cost anything do not count: nobody was there.
func QuotaDaily(days []QuotaCounts) int {
	first := slices.IndexFunc(days, func(c QuotaCounts) bool { return c.Used() > 0 })
	if first < 0 {
		return 0
	}
	n := 0
	for _, c := range days[first:] {
		n += c[QuotaAnswered] + c[QuotaReceived]
	}
	count := len(days) - first
	return (n + count - 1) / count
}
