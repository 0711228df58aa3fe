package storage

import (
	"fmt"

	"loa"
)

const orderColumns = `id, account, bot, chat, lang, what, unit, from_day, until_day, frozen, at`

func scanOrder(r row, o *loa.ReportOrder) error {
	return r.Scan(&o.ID, toAccount(&o.By), &o.Bot, &o.Chat, &o.Lang, &o.What, &o.Unit, toDate(&o.Days.From), toDate(&o.Days.Until), &o.Frozen, toTime(&o.At))
}

// SaveReportOrder stores a new order and returns its id. Who ordered the same already
// gets it once; the id is that of the order that is there.
func (tx *Tx) SaveReportOrder(o loa.ReportOrder) (loa.ReportOrderID, error) {
	waiting, err := all(tx, value[loa.ReportOrderID], `SELECT id FROM report_orders
		WHERE account = ? AND chat = ? AND what = ? AND unit = ? AND from_day = ? AND until_day = ? AND frozen = ?`,
		account(o.By), o.Chat, o.What, o.Unit, day(o.Days.From), day(o.Days.Until), o.Frozen)
	if err == nil && len(waiting) > 0 {
		return waiting[0], nil
	}
	var id int64
	if err == nil {
		id, err = tx.next("report_orders")
	}
	if err == nil {
		_, err = tx.exec(`INSERT INTO report_orders (`+orderColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id, account(o.By), o.Bot, o.Chat, o.Lang, o.What, o.Unit, day(o.Days.From), day(o.Days.Until), o.Frozen, millis(o.At))
	}
	if err != nil {
		return 0, fmt.Errorf("save order of a report: %w", err)
	}
	return loa.ReportOrderID(id), nil
}

// ReportOrders lists what is to be made, the oldest first.
func (tx *Tx) ReportOrders() ([]loa.ReportOrder, error) {
	list, err := all(tx, scanOrder, `SELECT `+orderColumns+` FROM report_orders ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list orders of reports: %w", err)
	}
	return list, nil
}

// DropReportOrder forgets an order, and reports whether it was still there.
func (tx *Tx) DropReportOrder(id loa.ReportOrderID) (bool, error) {
	n, err := tx.exec(`DELETE FROM report_orders WHERE id = ?`, id)
	if err != nil {
		return false, fmt.Errorf("drop order %d of a report: %w", id, err)
	}
	return n > 0, nil
}
