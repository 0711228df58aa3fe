package loa

// ReportPart is a part of the outline of the report on the campaign.
type ReportPart struct {
	ID    string // such as "II"
	Title string
	Items []ReportItem
}

// ReportItem is one item of the report: figures, or a text that a person writes.
type ReportItem struct {
	ID      string // such as "II.8"
	Title   string
	Figures []string // what figures it holds, in words
	Written bool     // a person writes it
}
