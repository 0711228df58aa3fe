package loa

import "time"

// ReportOrderID is Loa's number of an order.
type ReportOrderID int64

// What an order may ask for besides a file in a format.
const (
	OrderCharts = "charts"
	OrderFreeze = "freeze"
)

// ReportOrder asks for something that takes a while to make, such as a spreadsheet of a
// year. It is made after the request is stored, and not in the request's transaction:
// whoever writes to Loa meanwhile would have to wait.
type ReportOrder struct {
	ID     ReportOrderID
	By     Account
	Bot    BotID
	Chat   ChatID
	Lang   Lang
	What   string // a format such as "xlsx", OrderCharts or OrderFreeze
	Unit   UnitID
	Days   Days
	Frozen int64 // the number of the frozen report that is meant; 0: how things stand
	At     time.Time
}
