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
	Data    string   // what Loa itself counts for it: one of ReportData; empty: nothing
}

// ReportData lists what Loa itself can say under an item of a report: posts and groups,
// meetings of cells, meetings of the 213 roll, questions, posts that two people must approve of.
func ReportData() []string { return []string{"posts", "meetings", "residents", "quiz", "clarified"} }
