package campaign

import (
	"cmp"
	"fmt"
	"slices"

	"loa"
)

// FrozenReports lists what was frozen of a unit and of those below it, the newest first.
func (d *Desk) FrozenReports(who loa.Sender, unit loa.UnitID) ([]loa.FrozenReport, error) {
	if _, err := d.mayReport(who, unit); err != nil {
		return nil, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	all, err := d.tx.FrozenReports()
	return slices.DeleteFunc(all, func(f loa.FrozenReport) bool { return !units.Under(f.Unit, unit) }), err
}

// MayIssue returns a frozen report to somebody who may enter how its letter was issued:
// whoever may freeze.
func (d *Desk) MayIssue(who loa.Sender, number int64) (loa.FrozenReport, error) {
	f, _, err := d.tx.Frozen(number)
	if isMissing(err) {
		return f, refuse("report.no_frozen", map[string]any{"Number": number})
	}
	if err != nil {
		return f, err
	}
	may, err := d.MayFreeze(who, f.Unit)
	if err != nil || !may {
		return f, cmp.Or(err, refuse("report.not_issue", nil))
	}
	return f, nil
}

// Issue enters how the office issued the letter of a frozen report. From then on it is no
// draft. It may be entered again, to correct it; the figures stay as they are.
func (d *Desk) Issue(who loa.Sender, number int64, i loa.Issued) (loa.FrozenReport, error) {
	f, err := d.MayIssue(who, number)
	if err != nil {
		return f, err
	}
	if frozen := loa.DateOf(f.At, d.s.settings.Zone); i.Day.Before(frozen) {
		return f, refuse("report.issue_early", map[string]any{"Frozen": fmt.Sprintf("%02d/%02d/%d", frozen.Day, frozen.Month, frozen.Year)})
	}
	f.Issued = i
	if err := d.tx.SetIssued(number, i); err != nil {
		return f, err
	}
	return f, d.audit(who.Account, "report.issue", "unit:"+string(f.Unit), fmt.Sprintf("%d: no. %s, %v, %s", number, i.Number, i.Day, i.Place))
}
