package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/report"
)

// documents writes files for people in the words of the catalog.
type documents struct{ catalog *content.Catalog }

// documentWords looks up the words of one document.
type documentWords func(key string) string

func (d documents) words(lang loa.Lang, prefix string) documentWords {
	return func(key string) string { return d.catalog.Line(lang, prefix+key, nil) }
}

// invites writes a sheet of invite codes.
func (d documents) invites(lang loa.Lang, unit string, lines []campaign.InviteLine) ([]byte, error) {
	word := d.words(lang, "documents.invite_")
	cards := make([]report.InviteLine, len(lines))
	for i, l := range lines {
		cards[i] = report.InviteLine(l)
	}
	return report.InviteSheet(lang, report.InviteLabels{Title: word("title"), HowTo: word("how"), Alt: word("alt")}, unit, cards)
}

// Minutes writes the list for the minutes of a meeting.
func (d documents) Minutes(m campaign.Minutes, lang loa.Lang) (string, []byte, error) {
	word, reason := d.words(lang, "documents.minutes_"), d.words(lang, "rollcall.reason_")
	doc := report.Minutes{
		Lang: lang, Above: strings.ToUpper(m.Above), Unit: strings.ToUpper(m.Unit), Title: m.Title,
		When: d.catalog.Moment(lang, m.At, m.Zone), Place: m.Place, Figures: m.Figures,
		Unexcused: m.Unexcused, Unrecorded: m.Open, Guests: m.WalkIns,
	}
	for _, a := range m.Excused {
		doc.Excused = append(doc.Excused, report.Absence{Name: a.Name, Reason: reason(string(a.Reason))})
	}
	if m.Judged {
		doc.Conditions = d.conditions(m, lang)
	}
	raw, err := doc.DOCX(report.MinutesLabels{
		Motto: word("motto"), Heading: word("heading"), When: word("when"), Place: word("place"),
		Total: word("total"), Exempt: word("exempt"), Away: word("away"), Temporary: word("temporary"),
		Due: word("due"), Present: word("present"), Online: word("online"), Late: word("late"),
		Excused: word("excused"), Unexcused: word("unexcused"), Open: word("open"), Visitors: word("visitors"), Rate: word("rate"),
		Number: word("number"), Name: word("name"), Reason: word("reason"),
		ExcusedList: word("excused"), UnexcusedList: word("unexcused"), UnrecordedList: word("open"), GuestList: word("visitors"),
		Nobody: word("nobody"), Conditions: word("conditions"), Met: word("met"), NotMet: word("not_met"),
		Chair: word("chair"), Secretary: word("secretary"), SignatureHint: word("signature"),
	})
	return fmt.Sprintf("%s %s.docx", word("file"), m.At.In(m.Zone).Format(time.DateOnly)), raw, err
}

// conditions says which conditions of a good meeting are met.
func (d documents) conditions(m campaign.Minutes, lang loa.Lang) []report.Condition {
	all := []loa.Shortfall{loa.ShortRate, loa.ShortUnexcused, loa.ShortInRow}
	conditions := make([]report.Condition, len(all))
	for i, s := range all {
		key := "documents.condition_" + strings.ReplaceAll(string(s), "-", "_")
		text := d.catalog.Line(lang, key, map[string]any{"Rate": m.Rules.Rate, "Times": m.Rules.InRow, "Most": m.InRow})
		conditions[i] = report.Condition{Text: text, Met: !slices.Contains(m.Short, s)}
	}
	return conditions
}

// YearSheet writes the meetings of a year of one member or of several.
func (d documents) YearSheet(years []campaign.Year, lang loa.Lang) (string, []byte, error) {
	word, reason, kind := d.words(lang, "documents.year_"), d.words(lang, "rollcall.reason_"), d.words(lang, "meeting.kind_")
	sheet, file, title := report.YearSheet{Lang: lang}, "file", "title"
	for _, y := range years {
		if y.Sort == campaign.ResidentMeetings {
			file, title = "file_213", "title_213"
		}
		sheet.Unit, sheet.Year = y.Unit, y.Year
		member := report.YearMember{Name: y.Name}
		for _, l := range y.Lines {
			meeting := report.YearMeeting{Date: loa.DateOf(l.At, y.Zone), Kind: kind(string(l.Kind)), Due: l.Standing.Counts(), Presence: l.Marking.Presence}
			if l.Marking.Reason != "" {
				meeting.Reason = reason(string(l.Marking.Reason))
			}
			member.Meetings = append(member.Meetings, meeting)
		}
		sheet.Members = append(sheet.Members, member)
	}
	raw, err := sheet.XLSX(report.YearLabels{
		Title: word(title), Meetings: word("meetings"), Totals: word("totals"),
		Number: word("number"), Name: word("name"), Date: word("date"), Kind: word("kind"),
		Due: word("due"), Presence: word("presence"), Reason: word("reason"), Rate: word("rate"),
		Present: word("present"), Online: word("online"), Excused: word("excused"), Unexcused: word("unexcused"), Unsaid: word("open"),
		Total: word("total"),
	})
	return fmt.Sprintf("%s %d.xlsx", word(file), sheet.Year), raw, err
}
