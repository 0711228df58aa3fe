package storage

import (
	"fmt"

	"loa"
)

const (
	frozenKey     = `number, unit, from_day, until_day, at, actor, digest`
	frozenColumns = frozenKey + `, letter_number, letter_day, letter_place`
)

func scanFrozen(r row, f *loa.FrozenReport) error {
	return r.Scan(&f.Number, &f.Unit, toDate(&f.Days.From), toDate(&f.Days.Until), toTime(&f.At), toAccount(&f.By), &f.Digest,
		&f.Issued.Number, toDate(&f.Issued.Day), &f.Issued.Place)
}

// SaveFrozen puts away a frozen report with what it was counted from and the single
// records, and returns its number. Nothing of it changes any more but how it was issued.
func (tx *Tx) SaveFrozen(f loa.FrozenReport, facts, records []byte) (number int64, err error) {
	if number, err = tx.next("frozen_reports"); err != nil {
		return 0, fmt.Errorf("freeze report: %w", err)
	}
	_, err = tx.exec(`INSERT INTO frozen_reports (`+frozenKey+`, facts, records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		number, f.Unit, day(f.Days.From), day(f.Days.Until), millis(f.At), account(f.By), f.Digest, facts, records)
	if err != nil {
		return 0, fmt.Errorf("freeze report: %w", err)
	}
	return number, nil
}

// Frozen returns a frozen report and what it was counted from.
func (tx *Tx) Frozen(number int64) (f loa.FrozenReport, facts []byte, err error) {
	f, err = one(tx, scanFrozen, `SELECT `+frozenColumns+` FROM frozen_reports WHERE number = ?`, number)
	if err == nil {
		facts, err = one(tx, value[[]byte], `SELECT facts FROM frozen_reports WHERE number = ?`, number)
	}
	if err != nil {
		return f, nil, fmt.Errorf("read frozen report %d: %w", number, err)
	}
	return f, facts, nil
}

// FrozenRecords returns the single records of a frozen report.
func (tx *Tx) FrozenRecords(number int64) ([]byte, error) {
	records, err := one(tx, value[[]byte], `SELECT records FROM frozen_reports WHERE number = ?`, number)
	if err != nil {
		return nil, fmt.Errorf("read records of frozen report %d: %w", number, err)
	}
	return records, nil
}

// FrozenOf lists the frozen reports on a unit and exactly these days, the newest first.
func (tx *Tx) FrozenOf(unit loa.UnitID, days loa.Days) ([]loa.FrozenReport, error) {
	list, err := all(tx, scanFrozen, `SELECT `+frozenColumns+` FROM frozen_reports
		WHERE unit = ? AND from_day = ? AND until_day = ? ORDER BY number DESC`, unit, day(days.From), day(days.Until))
	if err != nil {
		return nil, fmt.Errorf("list frozen reports: %w", err)
	}
	return list, nil
}

// FrozenReports lists all frozen reports, the newest first.
func (tx *Tx) FrozenReports() ([]loa.FrozenReport, error) {
	list, err := all(tx, scanFrozen, `SELECT `+frozenColumns+` FROM frozen_reports ORDER BY number DESC`)
	if err != nil {
		return nil, fmt.Errorf("list frozen reports: %w", err)
	}
	return list, nil
}

// SetIssued stores how the office issued the letter of a frozen report.
func (tx *Tx) SetIssued(number int64, i loa.Issued) error {
	_, err := tx.exec(`UPDATE frozen_reports SET letter_number = ?, letter_day = ?, letter_place = ? WHERE number = ?`, i.Number, day(i.Day), i.Place, number)
	if err != nil {
		return fmt.Errorf("store how frozen report %d was issued: %w", number, err)
	}
	return nil
}
