package campaign

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"

	"loa"
	"loa/storage"
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

// mayFreezeNow refuses who may not freeze, and what cannot be frozen yet.
func (d *Desk) mayFreezeNow(who loa.Sender, q ReportQuery) error {
	if _, err := d.mayReport(who, q.Unit); err != nil {
		return err
	}
	if may, err := d.MayFreeze(who, q.Unit); err != nil || !may {
		return cmp.Or(err, refuse("report.not_freeze", nil))
	}
	if start, _ := q.Days.Between(d.s.settings.Zone); d.now.Before(start) {
		return refuse("report.freeze_ahead", nil)
	}
	return nil
}

// makeFrozen reads all that the figures of a report are counted from, and returns how to
// put it away under a number. Later questions can be answered from it, whatever happens
// to the records meanwhile.
func (d *Desk) makeFrozen(o loa.ReportOrder) (func(*Desk) error, error) {
	who, q := loa.Sender{Account: o.By}, ReportQuery{o.Unit, o.Days}
	if err := d.mayFreezeNow(who, q); err != nil {
		return nil, err
	}
	keeps, err := d.mayReport(who, q.Unit)
	if err != nil {
		return nil, err
	}
	how := asked{d.now, d.s.zoneOf, keeps}
	away, records, err := putAway(factsNow{d.Campaign(), d.tx, q.Days}, q, how)
	if err != nil {
		return nil, err
	}
	packed, digest, err := pack(records)
	if err != nil {
		return nil, err
	}
	away.Records = digest
	f := loa.FrozenReport{Unit: q.Unit, Days: q.Days, At: d.now, By: o.By}
	facts, digest, err := pack(away)
	if err != nil {
		return nil, err
	}
	f.Digest = digest
	r, err := countReport(away, q, how)
	if err != nil {
		return nil, err
	}
	before, changes, err := d.changedSince(who, q, r)
	if err != nil {
		return nil, err
	}
	return func(d *Desk) error {
		if f.Number, err = d.tx.SaveFrozen(f, facts, packed); err != nil {
			return err
		}
		if err := d.audit(o.By, "report.freeze", "unit:"+string(q.Unit), fmt.Sprintf("%d %v %s", f.Number, q.Days, f.Digest)); err != nil {
			return err
		}
		return d.answerOrder(o, d.ReportWords(o.Lang).frozenNow(r, f, before, changes))
	}, nil
}

// frozenNow says that figures were frozen, and what has changed since the last time.
func (w ReportWords) frozenNow(r *ReportFigures, f, before loa.FrozenReport, changes []FigureChange) loa.Notice {
	parts := append([]loa.Text{w.Head(r, &f)}, w.Overview(r)...)
	if before.Number != 0 {
		lines := []loa.Text{w.say("report.changes", map[string]any{"Number": f.Number, "Before": before.Number, "None": len(changes) == 0})}
		for _, c := range changes {
			lines = append(lines, w.say("report.change", map[string]any{"Name": w.Figure(c.Name), "Before": c.Before, "Now": c.Now}))
		}
		parts = append(parts, loa.Lines("\n", lines...))
	}
	return loa.Notice{Text: loa.Lines("\n\n", parts...), Buttons: [][]loa.Button{{{
		Text: w.line("report.open_button", nil), Data: ButtonData(FrozenButton, strconv.FormatInt(f.Number, 10), ReportFirst, "0"),
	}}}}
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
	return d.frozenReport(who, number, countReport)
}

func (d *Desk) frozenReport(who loa.Sender, number int64, count func(facts, ReportQuery, asked) (*ReportFigures, error)) (loa.FrozenReport, *ReportFigures, error) {
	f, facts, asked, err := d.thaw(who, number)
	if err != nil {
		return f, nil, err
	}
	r, err := count(facts, facts.Query, asked)
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

// changedSince compares a report with what was frozen last of the same query: the numbers
// of the whole that have changed. Nothing may have been frozen before.
func (d *Desk) changedSince(who loa.Sender, q ReportQuery, now *ReportFigures) (before loa.FrozenReport, changes []FigureChange, err error) {
	all, err := d.tx.FrozenOf(q.Unit, q.Days)
	if err != nil || len(all) == 0 {
		return before, nil, err
	}
	before, was, err := d.FrozenReport(who, all[0].Number) // the newest
	if err != nil {
		return before, nil, err
	}
	return before, Changes(was, now), nil
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

// thaw reads a frozen report for somebody who may see it.
func (d *Desk) thaw(who loa.Sender, number int64) (loa.FrozenReport, *frozenFacts, asked, error) {
	f, facts, err := thaw(d.tx, number)
	if err != nil {
		if errors.Is(err, errTampered) {
			d.s.log.Error().Err(err).Int64("report", number).Msg("a frozen report was changed from outside")
		}
		return f, nil, asked{}, err
	}
	keeps, err := d.mayReport(who, f.Unit)
	return f, facts, asked{f.At, facts.zone, keeps}, err
}

// thaw reads a frozen report, and holds it against its digest. What was changed from
// outside is refused.
func thaw(tx *storage.Tx, number int64) (loa.FrozenReport, *frozenFacts, error) {
	f, packed, err := tx.Frozen(number)
	if isMissing(err) {
		err = refuse("report.no_frozen", map[string]any{"Number": number})
	}
	if err != nil {
		return f, nil, err
	}
	var facts frozenFacts
	if err := unpackFrozen(number, packed, f.Digest, &facts); err != nil {
		return f, nil, err
	}
	if facts.Version > frozenVersion {
		return f, nil, fmt.Errorf("read frozen report %d: version %d is not known", number, facts.Version)
	}
	facts.members = factsNow{tx: tx}.name
	facts.records = func() (*frozenRecords, error) {
		packed, err := tx.FrozenRecords(number)
		if err != nil {
			return nil, err
		}
		var r frozenRecords
		return &r, unpackFrozen(number, packed, facts.Records, &r)
	}
	return f, &facts, nil
}

// unpackFrozen refuses what was changed from outside.
func unpackFrozen(number int64, packed []byte, digest string, v any) error {
	err := unpack(packed, digest, v)
	if errors.Is(err, errTampered) {
		return errors.Join(refuse("report.frozen_damaged", map[string]any{"Number": number}), err)
	}
	return err
}

// ShortDigest is the beginning of a digest, as people compare it.
func ShortDigest(digest string) string {
	return digest[:4] + " " + digest[4:8] + " " + digest[8:12] + " " + digest[12:16]
}
