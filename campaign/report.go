package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// ReportUnits lists the units on which the person may have a report: the own ones of
// a secretary, those that an editor or official reaches.
func (d *Desk) ReportUnits(who loa.Sender) (loa.Units, error) {
	return d.unitsFor(who, "report.no_right", loa.Secretary, loa.Editor, loa.Official)
}

// ReportDay returns today, as the installation's zone has it.
func (d *Desk) ReportDay() loa.Date { return d.DayOf(d.now) }

// DayOf returns the day of an instant, as the installation's zone has it.
func (d *Desk) DayOf(at time.Time) loa.Date { return loa.DateOf(at, d.s.settings.Zone) }

// Report counts for somebody who may see it.
func (d *Desk) Report(who loa.Sender, q ReportQuery) (*ReportFigures, error) {
	keeps, err := d.mayReport(who, q.Unit)
	if err != nil {
		return nil, err
	}
	return countReport(factsNow{d.Campaign(), d.tx, q.Days}, q, asked{d.now, d.s.zoneOf, keeps})
}

// ReportHead says on what a report is, without its numbers.
func (d *Desk) ReportHead(who loa.Sender, q ReportQuery) (*ReportFigures, error) {
	keeps, err := d.mayReport(who, q.Unit)
	if err != nil {
		return nil, err
	}
	c, err := newReportCount(factsNow{d.Campaign(), d.tx, q.Days}, q, asked{d.now, d.s.zoneOf, keeps}, "")
	if err != nil {
		return nil, err
	}
	return c.r, nil
}

// ReportRecords lists what a number of a report counts, for somebody who may see it.
func (d *Desk) ReportRecords(who loa.Sender, q ReportQuery, key FigureKey) ([]FigureRecord, error) {
	keeps, err := d.mayReport(who, q.Unit)
	if err != nil {
		return nil, err
	}
	return listRecords(factsNow{d.Campaign(), d.tx, q.Days}, q, key, asked{d.now, d.s.zoneOf, keeps})
}

// mayReport refuses who may not see the unit's numbers, and returns of which units the
// person may see names and small numbers, too.
func (d *Desk) mayReport(who loa.Sender, unit loa.UnitID) (keeps func(loa.UnitID) bool, err error) {
	reach, err := d.ReportUnits(who)
	if err != nil {
		return nil, err
	}
	if _, ok := reach.Find(unit); !ok {
		return nil, refuse("report.not_yours", nil)
	}
	grants, units, err := d.rights(who)
	if err != nil {
		return nil, err
	}
	return func(id loa.UnitID) bool { return grants.Holds(units, id, loa.Secretary) }, nil
}

// WantedReport is which report the operator wants: what was frozen under a number or, with
// 0, of the query as things stand.
type WantedReport struct {
	ReportQuery
	Frozen int64
	Issued loa.Issued // zero: as it was entered for what was frozen
}

// ReportFile counts for the operator of the installation and writes a file. The operator
// sees numbers as an official does: no names, and none of few people. Nothing is changed.
func (s *Service) ReportFile(ctx context.Context, c *loa.Campaign, want WantedReport, lang loa.Lang, format ReportFormat) (raw []byte, err error) {
	err = s.db.View(ctx, func(tx *storage.Tx) error {
		r, err := s.wantedReport(tx, c, want)
		if err != nil {
			return err
		}
		if want.Issued != (loa.Issued{}) {
			r.issued = want.Issued
		}
		raw, err = ReportWords{s.catalog, lang}.file(c, r, format)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	return raw, nil
}

func (s *Service) wantedReport(tx *storage.Tx, c *loa.Campaign, want WantedReport) (r reported, err error) {
	var from facts
	q, how := want.ReportQuery, asked{s.now(), s.zoneOf, func(loa.UnitID) bool { return false }}
	if want.Frozen != 0 {
		f, away, err := thaw(tx, want.Frozen)
		if err != nil {
			return r, err
		}
		from, q, how.at, how.zone = away, away.Query, f.At, away.zone
		r.frozen, r.issued = &f, f.Issued
	} else {
		if q.Unit, err = topOf(tx, q.Unit); err != nil {
			return r, err
		}
		from = factsNow{c, tx, q.Days}
	}
	r.records = func(name FigureName) ([]FigureRecord, error) { return listRecords(from, q, FigureKey{Name: name}, how) }
	r.ReportFigures, err = countWholeReport(from, q, how)
	return r, err
}

// topOf returns the unit, or the top of the tree where none is named.
func topOf(tx *storage.Tx, unit loa.UnitID) (loa.UnitID, error) {
	if unit != "" {
		return unit, nil
	}
	units, err := tx.Units()
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(units, func(u loa.Unit) bool { return u.Parent == "" })
	if i < 0 {
		return "", refuse("report.no_unit", map[string]any{"Unit": ""})
	}
	return units[i].ID, nil
}
