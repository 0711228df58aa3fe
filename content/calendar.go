package content

import (
	"fmt"
	"time"

	"loa"
)

// Day writes a day with its weekday: "thứ Tư 13/03/2024", "Wednesday 13 March 2024".
func (c *Catalog) Day(lang loa.Lang, d loa.Date) string {
	return c.Line(lang, "time.day", map[string]any{
		"Weekday": c.Line(lang, fmt.Sprintf("time.weekday_%d", int(d.Weekday())), nil),
		"Day":     fmt.Sprintf("%02d", d.Day),
		"Month":   c.Line(lang, fmt.Sprintf("time.month_%d", int(d.Month)), nil),
		"Year":    fmt.Sprintf("%04d", d.Year),
	})
}

// Moment writes an instant as the zone's clock shows it: "06:30 thứ Tư 13/03/2024".
func (c *Catalog) Moment(lang loa.Lang, t time.Time, zone *time.Location) string {
	return c.Line(lang, "time.moment", map[string]any{
		"Clock": loa.ClockOf(t, zone),
		"Day":   c.Day(lang, loa.DateOf(t, zone)),
	})
}
