package storage

import (
	"fmt"
	"time"

	"loa"
)

const reportWishColumns = `account, unit, cadence, bot, next`

func scanReportWish(r row, w *loa.ReportWish) error {
	return r.Scan(toAccount(&w.Account), &w.Unit, &w.Cadence, &w.Bot, toTime(&w.Next))
}

// SaveReportWish stores that somebody wants a report again and again, and when next.
func (tx *Tx) SaveReportWish(w loa.ReportWish) error {
	_, err := tx.exec(`INSERT INTO report_wishes (`+reportWishColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account, unit, cadence) DO UPDATE SET bot = excluded.bot, next = excluded.next`,
		account(w.Account), w.Unit, w.Cadence, w.Bot, millis(w.Next))
	if err != nil {
		return fmt.Errorf("save wish for reports: %w", err)
	}
	return nil
}

// DropReportWish forgets it. None is no error.
func (tx *Tx) DropReportWish(w loa.ReportWish) error {
	_, err := tx.exec(`DELETE FROM report_wishes WHERE account = ? AND unit = ? AND cadence = ?`, account(w.Account), w.Unit, w.Cadence)
	if err != nil {
		return fmt.Errorf("drop wish for reports: %w", err)
	}
	return nil
}

// ReportWishes returns what somebody wants to be sent.
func (tx *Tx) ReportWishes(a loa.Account) ([]loa.ReportWish, error) {
	list, err := all(tx, scanReportWish, `SELECT `+reportWishColumns+` FROM report_wishes WHERE account = ? ORDER BY unit, cadence`, account(a))
	if err != nil {
		return nil, fmt.Errorf("list wishes for reports: %w", err)
	}
	return list, nil
}

// DueReportWishes returns the wishes whose report is due, the oldest first.
func (tx *Tx) DueReportWishes(now time.Time) ([]loa.ReportWish, error) {
	list, err := all(tx, scanReportWish, `SELECT `+reportWishColumns+` FROM report_wishes WHERE next <= ?
		ORDER BY next, account, unit, cadence`, millis(now))
	if err != nil {
		return nil, fmt.Errorf("list due reports: %w", err)
	}
	return list, nil
}
