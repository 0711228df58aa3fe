package scheduler

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"loa"
)

// Cron reads a cron expression of five fields (minute, hour, day of the month,
// month, day of the week) or a name such as "@daily". Its times are in the zone
// of the time that Next is given, so one expression serves every unit's zone.
//
// What cron does and one may not expect:
//
//   - With both days given, either is enough: "0 7 1 * 1" is the first of the
//     month and every Monday.
//   - Steps begin anew with the hour or the month: "*/40 * * * *" is minute 0 and 40.
//   - A time that the zone skips for daylight saving does not come on that day.
//   - The zone prefixes of robfig/cron ("TZ=", on which v3.0.1 may panic) and
//     "@every", which counts from whenever it is asked, are refused: a calendar
//     must give the same days to everybody.
//   - What never comes, such as 31 February, is refused.
func Cron(expr string) (loa.Next, error) {
	expr = strings.TrimSpace(expr)
	if strings.HasPrefix(expr, "TZ=") || strings.HasPrefix(expr, "CRON_TZ=") {
		return nil, fmt.Errorf("read cron expression %q: %w", expr, errCronZone)
	}
	if strings.HasPrefix(expr, "@every") {
		return nil, fmt.Errorf("read cron expression %q: %w", expr, errCronEvery)
	}
	schedule, err := cron.ParseStandard(expr)
	if err != nil {
		return nil, fmt.Errorf("read cron expression %q: %w", expr, err)
	}
	// Next looks five years ahead; from a year before a leap year that finds any day there is.
	if schedule.Next(time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("read cron expression %q: %w", expr, errCronNever)
	}
	return schedule, nil
}

var (
	errCronZone  = errors.New("the zone is the unit's and cannot be given here")
	errCronEvery = errors.New("@every has no fixed times; give minutes and hours")
	errCronNever = errors.New("no such day ever comes")
)
