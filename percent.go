package loa

import "fmt"

// Percent is a part of a whole as people read it: per cent with one decimal after a
// comma in Vietnamese, after a point in English; "–" of nothing.
func Percent(part, whole int, lang Lang) string {
	if whole == 0 {
		return "–"
	}
	tenths := (part*2000 + whole) / (2 * whole) // rounded half up
	point := ","
	if lang == English {
		point = "."
	}
	return fmt.Sprintf("%d%s%d%%", tenths/10, point, tenths%10)
}
