package loa

import (
	"math"
	"time"
)

// LunarDate is a day of the Vietnamese lunar calendar.
type LunarDate struct {
	Day, Month, Year int
	Leap             bool // of the leap month, which follows the month of the same number
}

// The solar years whose days LunarOf and SolarOf convert.
const (
	firstLunarYear = 1900
	lastLunarYear  = 2100
)

// LunarOf returns the lunar day of a day of 1900 to 2100; false for any other day.
//
// The calendar is computed as Hồ Ngọc Đức describes it: months begin on the day of
// the new moon, month 11 holds the winter solstice, and of thirteen months between
// two solstices the first one in which the sun enters no sign is the leap month;
// days are those of UTC+7. Two things it cannot know: before 1968 calendars in
// Vietnam were not all kept by UTC+7, and where a new moon falls within a minute
// or so of midnight (2054, 2072, 2077) the official calendar may differ by a day.
func LunarOf(d Date) (LunarDate, bool) {
	if !d.Valid() || d.Year < firstLunarYear || d.Year > lastLunarYear {
		return LunarDate{}, false
	}
	day, year := julianDay(d), d.Year
	if day >= newMoonDay(solsticeMoon(year)) { // months 11 and 12 lead to the next year's solstice
		year++
	}
	months := lunarMonths(year)
	for i := len(months) - 1; i >= 0; i-- {
		if m := months[i]; day >= m.first {
			return LunarDate{day - m.first + 1, m.month, m.year, m.leap}, true
		}
	}
	return LunarDate{}, false
}

// SolarOf returns the day on which a lunar day falls, and false if the year has no
// such month or the month no such day, or if it falls outside 1900 to 2100.
func SolarOf(day, month, year int, leap bool) (Date, bool) {
	if year < firstLunarYear-1 || year > lastLunarYear || day < 1 || month < 1 || month > 12 {
		return Date{}, false
	}
	solstice := year
	if month >= 11 {
		solstice++
	}
	for _, m := range lunarMonths(solstice) {
		if m.month != month || m.year != year || m.leap != leap || day > m.days {
			continue
		}
		d := dayOfJulian(m.first + day - 1)
		return d, d.Year >= firstLunarYear && d.Year <= lastLunarYear
	}
	return Date{}, false
}

// lunarMonth is one month, from its first day as a Julian day number.
type lunarMonth struct {
	first, days int
	month, year int
	leap        bool
}

// lunarMonths lists the months from that of the winter solstice of the year before
// up to the last one before that of the year's own.
func lunarMonths(year int) []lunarMonth {
	moon, next := solsticeMoon(year-1), solsticeMoon(year)
	leapFollows := next-moon == 13
	var all []lunarMonth
	number := 10
	for ; moon < next; moon++ {
		m := lunarMonth{first: newMoonDay(moon)}
		end := newMoonDay(moon + 1)
		m.days = end - m.first
		if leapFollows && sunSign(m.first) == sunSign(end) {
			m.leap, leapFollows = true, false
		} else {
			number++
		}
		m.month, m.year = (number-1)%12+1, year
		if number <= 12 {
			m.year--
		}
		all = append(all, m)
	}
	return all
}

const (
	julianOfUnix = 2440588 // the Julian day number of 1 January 1970
	daySeconds   = 24 * 60 * 60
	lunarZone    = 7.0 / 24 // UTC+7 in days
	monthDays    = 29.530588853
	capricorn    = 9 // the sign that the sun enters at the winter solstice
)

func julianDay(d Date) int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()/daySeconds) + julianOfUnix
}

func dayOfJulian(n int) Date {
	return DateOf(time.Unix(int64(n-julianOfUnix)*daySeconds, 0), time.UTC)
}

// solsticeMoon returns the number of the new moon that begins the month with the
// winter solstice of the year. New moon 0 is that of 1 January 1900.
func solsticeMoon(year int) int {
	lastDay := julianDay(Date{year, time.December, 31})
	moon := int(float64(lastDay-julianDay(Date{1900, time.January, 1})) / monthDays)
	for newMoonDay(moon+1) <= lastDay {
		moon++
	}
	for newMoonDay(moon) > lastDay || sunSign(newMoonDay(moon)) == capricorn {
		moon-- // more than one step where the mean and the true moon differ
	}
	return moon
}

// newMoonDay returns the day, by UTC+7, of a new moon.
func newMoonDay(moon int) int { return int(math.Floor(newMoon(moon) + 0.5 + lunarZone)) }

// newMoon returns the instant of a new moon as a Julian date of universal time, by
// the series of Jean Meeus, Astronomical Formulae for Calculators, chapter 32.
func newMoon(moon int) float64 {
	k := float64(moon)
	t := k / 1236.85 // centuries since 1900
	mean := 2415020.75933 + 29.53058868*k + t*t*(0.0001178-0.000000155*t) +
		0.00033*sine(166.56+t*(132.87-0.009173*t))
	sun := 359.2242 + 29.10535608*k - t*t*(0.0000333+0.00000347*t)
	anomaly := 306.0253 + 385.81691806*k + t*t*(0.0107306+0.00001236*t)
	latitude := 2 * (21.2964 + 390.67050646*k - t*t*(0.0016528+0.00000239*t))
	periodic := (0.1734-0.000393*t)*sine(sun) + 0.0021*sine(2*sun) -
		0.4068*sine(anomaly) + 0.0161*sine(2*anomaly) - 0.0004*sine(3*anomaly) +
		0.0104*sine(latitude) - 0.0051*sine(sun+anomaly) - 0.0074*sine(sun-anomaly) +
		0.0004*sine(latitude+sun) - 0.0004*sine(latitude-sun) -
		0.0006*sine(latitude+anomaly) + 0.0010*sine(latitude-anomaly) + 0.0005*sine(2*anomaly+sun)
	clocks := -0.000278 + t*(0.000265+0.000262*t) // dynamical less universal time
	return mean + periodic - clocks
}

// sunSign returns which twelfth of its way the sun is in when the day begins by
// UTC+7, counted from the spring equinox.
func sunSign(day int) int {
	t := (float64(day) - 2451545.5 - lunarZone) / 36525 // centuries since 2000
	anomaly := 357.52910 + t*(35999.05030-t*(0.0001559+0.00000048*t))
	longitude := 280.46645 + t*(36000.76983+0.0003032*t) +
		(1.914600-t*(0.004817+0.000014*t))*sine(anomaly) +
		(0.019993-0.000101*t)*sine(2*anomaly) + 0.000290*sine(3*anomaly)
	return (int(math.Floor(longitude/30))%12 + 12) % 12
}

// sine takes degrees.
func sine(degrees float64) float64 { return math.Sin(degrees * math.Pi / 180) }
