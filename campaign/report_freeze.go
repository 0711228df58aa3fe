package campaign

import (
	"errors"
	"fmt"

	"loa"
)

// FigureChange is a number that is not what it was when it was frozen before.
type FigureChange struct {
	FigureKey
	Before, Now int
}

// MayFreeze reports whether the person may freeze figures of the unit: its secretary
// and the officials may.
func (d *Desk) MayFreeze(who loa.Sender, unit loa.UnitID) (bool, error) {
	grants, err := d.Grants(who.Account)
	if err != nil {
		return false, err
	}
	units, err := d.tx.Units()
	return grants.Holds(units, unit, loa.Secretary, loa.Official), err
}

// Freeze puts the figures of a report away under a number, with all that they were
// counted from. Later questions can be answered from them, whatever happens to the
// records meanwhile.
func (d *Desk) Freeze(who loa.Sender, q ReportQuery) (loa.FrozenReport, error) {
	keeps, err := d.mayReport(who, q.Unit)
	if err != nil {
		return loa.FrozenReport{}, err
	}
	if may, err := d.MayFreeze(who, q.Unit); err != nil || !may {
		return loa.FrozenReport{}, orRefuse(err, "report.not_freeze")
	}
	if start, _ := q.Days.Between(d.s.settings.Zone); d.now.Before(start) {
		return loa.FrozenReport{}, refuse("report.freeze_ahead", nil)
	}
	away, records, err := putAway(factsNow{d.Campaign(), d.tx, q.Days}, q, asked{d.now, d.s.zoneOf, keeps})
	if err != nil {
		return loa.FrozenReport{}, err
	}
	packed, digest, err := pack(records)
	if err != nil {
		return loa.FrozenReport{}, err
	}
	away.Records = digest
	f := loa.FrozenReport{Unit: q.Unit, Days: q.Days, At: d.now, By: who.Account}
	facts, digest, err := pack(away)
	if err != nil {
		return f, err
	}
	f.Digest = digest
	if f.Number, err = d.tx.SaveFrozen(f, facts, packed); err != nil {
		return f, err
	}
	return f, d.audit(who.Account, "report.freeze", "unit:"+string(q.Unit), fmt.Sprintf("%d %v %s", f.Number, q.Days, f.Digest))
}

func orRefuse(err error, key string) error {
	if err != nil {
		return err
	}
	return refuse(key, nil)
}

// FrozenOf lists what was frozen of exactly this query, the newest first.
func (d *Desk) FrozenOf(who loa.Sender, q ReportQuery) ([]loa.FrozenReport, error) {
	if _, err := d.mayReport(who, q.Unit); err != nil {
		return nil, err
	}
	return d.tx.FrozenOf(q.Unit, q.Days)
}

// FrozenReport counts a frozen report anew from what was put away, for somebody who may
// see it.
func (d *Desk) FrozenReport(who loa.Sender, number int64) (loa.FrozenReport, *ReportFigures, error) {
	f, facts, asked, err := d.thaw(who, number)
	if err != nil {
		return f, nil, err
	}
	r, err := countReport(facts, facts.Query, asked)
	return f, r, err
}

// FrozenRecords lists what a number of a frozen report counts.
func (d *Desk) FrozenRecords(who loa.Sender, number int64, key FigureKey) ([]FigureRecord, error) {
	_, facts, asked, err := d.thaw(who, number)
	if err != nil {
		return nil, err
	}
	return listRecords(facts, facts.Query, key, asked)
}

// FrozenChanges compares a frozen report with the one frozen before it of the same query:
// the numbers of the whole that have changed. There may be none before it.
func (d *Desk) FrozenChanges(who loa.Sender, number int64) (before loa.FrozenReport, changes []FigureChange, err error) {
	f, now, err := d.FrozenReport(who, number)
	if err != nil {
		return before, nil, err
	}
	all, err := d.tx.FrozenOf(f.Unit, f.Days)
	if err != nil {
		return before, nil, err
	}
	for _, older := range all { // the newest first
		if older.Number < number {
			_, was, err := d.FrozenReport(who, older.Number)
			if err != nil {
				return older, nil, err
			}
			return older, Changes(was, now), nil
		}
	}
	return before, nil, nil
}

// Changes lists the numbers of the whole report that differ.
func Changes(was, now *ReportFigures) []FigureChange {
	before := map[FigureKey]Figure{}
	for _, f := range was.Figures() {
		before[f.FigureKey] = f
	}
	var list []FigureChange
	for _, f := range now.Figures() {
		if b := before[f.FigureKey]; f.Whole() && !f.Few && !b.Few && b.Value != f.Value {
			list = append(list, FigureChange{f.FigureKey, b.Value, f.Value})
		}
	}
	return list
}

// thaw reads a frozen report for somebody who may see it, and holds it against its digest.
func (d *Desk) thaw(who loa.Sender, number int64) (loa.FrozenReport, *frozenFacts, asked, error) {
	f, packed, err := d.tx.Frozen(number)
	if isMissing(err) {
		err = refuse("report.no_frozen", map[string]any{"Number": number})
	}
	if err != nil {
		return f, nil, asked{}, err
	}
	keeps, err := d.mayReport(who, f.Unit)
	if err != nil {
		return f, nil, asked{}, err
	}
	var facts frozenFacts
	if err := d.unpack(number, packed, f.Digest, &facts); err != nil {
		return f, nil, asked{}, err
	}
	if facts.Version != frozenVersion {
		return f, nil, asked{}, fmt.Errorf("read frozen report %d: version %d is not known", number, facts.Version)
	}
	facts.members = factsNow{d.Campaign(), d.tx, f.Days}.name
	facts.records = func() (*frozenRecords, error) {
		packed, err := d.tx.FrozenRecords(number)
		if err != nil {
			return nil, err
		}
		var r frozenRecords
		return &r, d.unpack(number, packed, facts.Records, &r)
	}
	return f, &facts, asked{f.At, facts.zone, keeps}, nil
}

// unpack refuses what was changed from outside.
func (d *Desk) unpack(number int64, packed []byte, digest string, v any) error {
	err := unpack(packed, digest, v)
	if errors.Is(err, errTampered) {
		d.s.log.Error().Err(err).Int64("report", number).Msg("a frozen report was changed from outside")
		return refuse("report.frozen_damaged", map[string]any{"Number": number})
	}
	return err
}

// ShortDigest is the beginning of a digest, as people compare it.
func ShortDigest(digest string) string {
	return digest[:4] + " " + digest[4:8] + " " + digest[8:12] + " " + digest[12:16]
}
