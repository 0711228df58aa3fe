package content

import (
	"fmt"
	"strings"
	"time"

	"loa"
)

// contestLines lists the rounds of contests: when they are open, and what they draw from.
func (w *coverageText) contestLines() []string {
	var lines []string
	for _, k := range w.v.Contests {
		var strands []string
		for _, s := range k.Strands {
			strands = append(strands, fmt.Sprintf("%s %d", s.Strand, s.Questions))
		}
		lines = append(lines, w.line("contest", data{
			"Open": w.instant(k.Open), "Close": w.instant(k.Close), "Contest": k.Contest.Title, "Round": k.Round.Title,
			"Draw": k.Contest.Draw, "Pool": k.Pool, "Known": k.Known, "Strands": strings.Join(strands, ", "),
		}))
	}
	return lines
}

// instant is a short day with its time of day.
func (w *coverageText) instant(t time.Time) string {
	return w.short(loa.DateOf(t, w.v.Zone)) + " " + loa.ClockOf(t, w.v.Zone).String()
}
