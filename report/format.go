package report

import (
	"slices"

	"loa"
)

// Format is how a Party document looks by the rule in force on a day: measures only.
// A new rule is a new entry in Formats; nothing else changes.
type Format struct {
	ID      string
	Rule    string   // that it follows
	From    loa.Date // the first day of the rule
	Margins Margins
	Sizes   FormatSizes
	Indent  int     // of the first line of a paragraph, in millimetres
	After   int     // space behind a paragraph, in points
	Spacing float64 // between the lines, in lines
	End     string  // behind the last word of the text
}

// FormatSizes are the sizes of letters in points.
type FormatSizes struct {
	Motto, Above, Organisation, Number, PlaceDate int
	Kind, Subject, Body, Table, Recipients        int
}

// Formats lists the formats, oldest first.
//
// Guidance 36-HD/VPTW names the sizes; the margins are those in use, for which no
// source was found. Regulation 399-QĐ/TW replaces the regulation behind the guidance;
// whether new measures follow is not known, so its entry has those of the guidance.
func Formats() []Format {
	guidance36 := Format{
		ID: "HD36-2018", Rule: "Hướng dẫn 36-HD/VPTW ngày 03/4/2018", From: loa.Date{Year: 2018, Month: 4, Day: 3},
		Margins: Margins{Top: 20, Right: 15, Bottom: 20, Left: 30},
		Sizes: FormatSizes{
			Motto: 15, Above: 14, Organisation: 14, Number: 14, PlaceDate: 14,
			Kind: 16, Subject: 14, Body: 14, Table: 12, Recipients: 12,
		},
		Indent: 12, After: 6, Spacing: 1.1, End: "./.",
	}
	regulation399 := guidance36
	regulation399.ID, regulation399.Rule = "QD399-2026", "Quy định 399-QĐ/TW ngày 09/01/2026"
	regulation399.From = loa.Date{Year: 2026, Month: 1, Day: 9}
	return []Format{guidance36, regulation399}
}

// FormatOn returns the format in force on the day; of days before the first one, the first.
func FormatOn(day loa.Date) Format {
	all := Formats()
	for _, f := range slices.Backward(all) {
		if !day.Before(f.From) {
			return f
		}
	}
	return all[0]
}

// Format returns the format of the report: by its date, or until it has one by the
// day of its figures.
func (r Report) Format() Format {
	if !r.Head.Date.IsZero() {
		return FormatOn(r.Head.Date)
	}
	return FormatOn(r.Made)
}
