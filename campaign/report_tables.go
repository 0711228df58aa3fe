package campaign

import (
	"iter"
	"slices"

	"loa"
	"loa/report"
)

// column is a column of counts with the figure that it holds.
func (l letterParts) column(id string, name FigureName) report.DataColumn {
	f := l.figure(FigureKey{Name: name}, report.Value{})
	return report.DataColumn{ID: id, Title: l.w.line("report.column_"+id, nil), Figure: &f, Adds: true}
}

func (l letterParts) words(id string) report.DataColumn {
	return report.DataColumn{ID: id, Title: l.w.line("report.column_"+id, nil)}
}

func (l letterParts) rate(part, of string) report.DataColumn {
	return report.DataColumn{ID: "rate", Title: l.w.line("report.column_rate", nil), Part: part, Of: of}
}

func (l letterParts) table(title string, columns ...report.DataColumn) report.DataTable {
	return report.DataTable{Title: l.w.line(title, nil), Total: l.w.line("report.column_total", nil), Columns: columns}
}

func (l letterParts) strandTable() report.DataTable {
	t := l.table("report.table_strands", l.words("strand"), l.column("planned", PostsPlanned), l.column("sent", PostsSent),
		l.column("relayed", PostsRelayed), l.column("unsent", PostsLate))
	t.Columns[4].Figure = nil // of several reasons at once
	for _, s := range l.r.ByStrand {
		t.Rows = append(t.Rows, report.DataRow{Key: "strand=" + string(s.Strand.ID), Cells: append([]report.Value{report.Words(l.w.Strand(s.Strand))}, sendCells(s.Sends)...)})
	}
	return t
}

func (l letterParts) kindTable() report.DataTable {
	t := l.table("report.table_kinds", l.words("kind"), l.column("planned", PostsPlanned), l.column("sent", PostsSent),
		l.column("relayed", PostsRelayed), l.column("unsent", PostsLate), l.column("reached", GroupsReach), l.column("groups", GroupsAll))
	t.Columns[4].Figure = nil
	for _, k := range l.r.ByKind {
		cells := append([]report.Value{report.Words(k.Kind.Name)}, sendCells(k.Sends)...)
		t.Rows = append(t.Rows, report.DataRow{Key: "kind=" + string(k.Kind.ID), Cells: append(cells, report.Count(k.Groups.Reached), report.Count(k.Groups.All))})
	}
	return t
}

func sendCells(s loa.Sends) []report.Value {
	return []report.Value{report.Count(s.Planned), report.Count(s.Sent), report.Count(s.Relayed), report.Count(s.Planned - s.Sent - s.Relayed)}
}

func (l letterParts) unitTable() report.DataTable {
	t := l.table("report.table_units", l.words("unit"), l.column("planned", PostsPlanned), l.column("sent", PostsSent),
		l.column("relayed", PostsRelayed), l.column("unsent", PostsLate), l.column("reached", GroupsReach), l.column("groups", GroupsAll),
		l.column("held", MeetingFigure(CellMeetings, meetingHeld)), l.column("present", MeetingFigure(CellMeetings, meetingPresent)),
		l.column("due", MeetingFigure(CellMeetings, meetingDue)), l.rate("present", "due"))
	t.Columns[4].Figure = nil
	for _, u := range l.r.ByUnit {
		f := u.Meetings[CellMeetings]
		cells := append([]report.Value{report.Words(u.Unit.Name)}, sendCells(u.Sends)...)
		cells = append(cells, report.Count(u.Groups.Reached), report.Count(u.Groups.All), report.Count(f.Figures.Meetings), tellable(f, f.Figures.Present), tellable(f, f.Figures.Due))
		t.Rows = append(t.Rows, report.DataRow{Key: "unit=" + string(u.Unit.ID), Cells: cells})
	}
	return t
}

// tellable is a count of people, withheld where they are too few.
func tellable(f UnitFigures, n int) report.Value { return counted(n, f.Few) }

func (l letterParts) meetingTable(sort Sort) report.DataTable {
	name := func(of string) FigureName { return MeetingFigure(sort, of) }
	t := l.table("report.table_"+string(sort), l.words("unit"), l.column("held", name(meetingHeld)), l.column("due", name(meetingDue)),
		l.column("present", name(meetingPresent)), l.column("excused", name(meetingExcused)), l.column("unexcused", name(meetingUnexcused)),
		l.column("open", name(meetingOpen)), l.rate("present", "due"))
	for _, u := range l.r.ByUnit {
		f := u.Meetings[sort]
		if f.Figures.Meetings == 0 && f.Of == 0 {
			continue
		}
		n := f.Figures
		t.Rows = append(t.Rows, report.DataRow{Key: "unit=" + string(u.Unit.ID), Cells: []report.Value{
			report.Words(u.Unit.Name), report.Count(n.Meetings), tellable(f, n.Due), tellable(f, n.Present), tellable(f, n.Excused), tellable(f, n.Unexcused), tellable(f, n.Open),
		}})
	}
	return t
}

// quizTable counts questions and answers by strand.
func (l letterParts) quizTable() report.DataTable {
	t := l.table("report.table_quiz", l.words("strand"), l.column("questions", QuizQuestions), l.column("answers", QuizAnswers))
	for _, s := range l.r.ByStrand {
		if s.Strand.ID != "" {
			t.Rows = append(t.Rows, report.DataRow{Key: "strand=" + string(s.Strand.ID), Cells: append([]report.Value{report.Words(l.w.Strand(s.Strand))}, quizCells(s.Quiz)...)})
		}
	}
	return t
}

func quizCells(q QuizSum) []report.Value {
	return []report.Value{report.Count(q.Questions), counted(q.Answers, q.Few)}
}

// quizUnitTable counts questions and papers of contests by unit.
func (l letterParts) quizUnitTable() report.DataTable {
	t := l.table("report.table_quiz_units", l.words("unit"), l.column("questions", QuizQuestions), l.column("answers", QuizAnswers), l.column("papers", ContestPapers))
	for _, u := range l.r.ByUnit {
		if u.Quiz.Questions > 0 || u.Contests != (ContestSum{}) {
			cells := append([]report.Value{report.Words(u.Unit.Name)}, quizCells(u.Quiz)...)
			t.Rows = append(t.Rows, report.DataRow{Key: "unit=" + string(u.Unit.ID), Cells: append(cells, counted(u.Contests.Papers, u.Contests.Few))})
		}
	}
	return t
}

// counted is a number that is withheld where it would tell of single people.
func counted(n int, few bool) report.Value {
	if few {
		return report.Withheld()
	}
	return report.Count(n)
}

// missedTable lists the questions most often missed; nobody's name is known of them.
func (l letterParts) missedTable() report.DataTable {
	right := report.DataColumn{ID: "right", Title: l.w.line("report.column_right", nil)}
	answers := report.DataColumn{ID: "answers", Title: l.w.line("report.column_answers", nil)}
	rate := report.DataColumn{ID: "right_rate", Title: l.w.line("report.column_right_rate", nil), Part: "right", Of: "answers"}
	t := report.DataTable{Title: l.w.line("report.table_missed", nil), Columns: []report.DataColumn{l.words("question"), answers, right, rate}}
	for _, m := range l.more().Missed {
		t.Rows = append(t.Rows, report.DataRow{Key: "question=" + m.Question, Cells: []report.Value{report.Words(m.Text), report.Count(m.Answers), report.Count(m.Right)}})
	}
	return t
}

// timeTable tells how participation went over time. Who was due is the sum of all meetings
// in a part of the days.
func (l letterParts) timeTable() report.DataTable {
	name := func(of string) FigureName { return MeetingFigure(CellMeetings, of) }
	t := l.table("report.table_time", l.words("period"), l.column("held", name(meetingHeld)), l.column("due", name(meetingDue)),
		l.column("present", name(meetingPresent)), l.rate("present", "due"), l.column("answers", QuizAnswers))
	for i := range t.Columns {
		t.Columns[i].Figure = nil // of a part of the days, not of the whole
	}
	for _, part := range l.more().OverTime {
		f := part.Meetings[CellMeetings]
		t.Rows = append(t.Rows, report.DataRow{Key: "days=" + part.Days.String(), Cells: []report.Value{
			report.Words(l.w.part(part.Days)), report.Count(f.Figures.Meetings), tellable(f, f.Figures.Due), tellable(f, f.Figures.Present), {},
			counted(part.Answers.Answers, part.Answers.Few),
		}})
	}
	return t
}

// more is what only files show; nothing where it was not counted.
func (l letterParts) more() ReportMore {
	if l.r.More == nil {
		return ReportMore{}
	}
	return *l.r.More
}

// timeCharts draw attendance and answers over time, where there are two parts at least.
func (l letterParts) timeCharts() []report.Chart {
	t := l.timeTable()
	if len(t.Rows) < 2 {
		return nil
	}
	var all []report.Chart
	if l.r.Meetings[CellMeetings].Figures.Meetings > 0 {
		t := t
		t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(r report.DataRow) bool { return r.Cells[1] == report.Count(0) }) // no meeting is no attendance of 0 %
		if len(t.Rows) > 1 {
			all = append(all, report.Chart{Kind: report.ChartLines, Title: l.w.line("report.chart_attendance", nil), Table: t, Show: []string{"rate"}})
		}
	}
	if l.r.Quiz.Answers > 0 {
		all = append(all, report.Chart{Kind: report.ChartLines, Title: l.w.line("report.chart_answers", nil), Table: t, Show: []string{"answers"}})
	}
	return all
}

// recordColumns are those of a table of records. Its rows are not known before they are
// written, so each has its width, in letters.
func (l letterParts) recordColumns() []report.DataColumn {
	columns := []report.DataColumn{l.words("at"), l.words("unit"), l.words("what"), l.words("state"), l.words("why"), l.words("ref")}
	for i, width := range []float64{17, 28, 44, 18, 30, 22} {
		columns[i].Width = width
	}
	return columns
}

// logTable lists records, one a line.
func (l letterParts) logTable(title string, records []FigureRecord) report.DataTable {
	t := report.DataTable{Title: l.w.line(title, nil), Columns: l.recordColumns()}
	t.Stream = l.lines(records, func(FigureRecord) []report.Value { return nil })
	return t
}

// nameTable lists people at meetings: names only of those whose roll the asker keeps.
func (l letterParts) nameTable(title string, records []FigureRecord) report.DataTable {
	name := l.words("name")
	name.Width = 26
	t := report.DataTable{Title: l.w.line(title, nil), Columns: append(l.recordColumns(), name)}
	named := slices.DeleteFunc(slices.Clone(records), func(r FigureRecord) bool { return r.Who == "" })
	t.Stream = l.lines(named, func(r FigureRecord) []report.Value { return []report.Value{report.Words(r.Who)} })
	return t
}

func (l letterParts) lines(records []FigureRecord, more func(FigureRecord) []report.Value) iter.Seq2[report.DataRow, error] {
	states := map[string]string{"": ""} // in words
	return func(yield func(report.DataRow, error) bool) {
		for _, r := range records {
			if _, known := states[r.State]; !known {
				states[r.State] = l.w.line("report.state_"+r.State, nil)
			}
			cells := append([]report.Value{
				report.Instant(r.At, l.r.Zone), report.Words(r.Unit.Name), report.Words(r.What), report.Words(states[r.State]), report.Words(r.Why), report.Words(r.Ref),
			}, more(r)...)
			if !yield(report.DataRow{Cells: cells}, nil) {
				return
			}
		}
	}
}

// workbook is the report as a workbook.
func (w ReportWords) workbook(c *loa.Campaign, r reported) (report.Workbook, error) {
	letter, err := w.letter(c, r)
	if err != nil {
		return report.Workbook{}, err
	}
	l := letterParts{w, r.ReportFigures}
	sends, err := r.records(PostsPlanned)
	if err != nil {
		return report.Workbook{}, err
	}
	var due, residents []FigureRecord
	for sort, list := range map[Sort]*[]FigureRecord{CellMeetings: &due, ResidentMeetings: &residents} {
		if r.Meetings[sort].Few || !r.names {
			continue
		}
		if *list, err = r.records(MeetingFigure(sort, meetingDue)); err != nil {
			return report.Workbook{}, err
		}
	}
	strands, cells := l.strandTable(), l.meetingTable(CellMeetings)
	sheet := func(key string, t report.DataTable, chart *report.Chart) report.WorkbookSheet {
		return report.WorkbookSheet{Name: w.line("report.sheet_"+key, nil), Table: t, Chart: chart}
	}
	book := report.Workbook{Lang: w.lang, Title: letter.Kind + " " + letter.Subject, Organisation: r.Unit.Name, Sheets: []report.WorkbookSheet{
		sheet("overview", letter.FigureTable(w.line("report.sheet_overview", nil), w.Labels()), nil),
		sheet("units", l.unitTable(), nil),
		sheet("strands", strands, &report.Chart{Kind: report.ChartBars, Title: strands.Title, Show: []string{"sent"}}),
		sheet("meetings", cells, &report.Chart{Kind: report.ChartBars, Title: cells.Title, Show: []string{"rate"}}),
		sheet("residents", l.meetingTable(ResidentMeetings), nil),
		sheet("quiz", l.quizUnitTable(), nil),
		sheet("log", l.logTable("report.sheet_log", sends), nil),
	}}
	if over := l.timeTable(); len(over.Rows) > 1 {
		book.Sheets = append(book.Sheets, sheet("time", over, &report.Chart{Kind: report.ChartLines, Title: w.line("report.chart_answers", nil), Show: []string{"answers"}}))
	}
	if missed := l.missedTable(); len(missed.Rows) > 0 {
		book.Sheets = append(book.Sheets, sheet("missed", missed, nil))
	}
	for _, of := range []struct {
		key  string
		list []FigureRecord
	}{{"names", due}, {"names_213", residents}} {
		if slices.ContainsFunc(of.list, func(r FigureRecord) bool { return r.Who != "" }) {
			book.Sheets = append(book.Sheets, sheet(of.key, l.nameTable("report.sheet_"+of.key, of.list), nil))
		}
	}
	return book, nil
}

// Labels are the words of reports as files.
func (w ReportWords) Labels() report.Labels {
	word := func(key string) string { return w.line("report.label_"+key, nil) }
	return report.Labels{
		Draft: word("draft"), Number: word("number"), PlaceDate: word("place_date"), Missing: word("missing"), Withheld: word("withheld"),
		Prompt: word("prompt"), Table: word("table"), Chart: word("chart"), Recipients: word("recipients"), Electronic: word("electronic"),
		Paper: word("paper"), Sources: word("sources"), SourcesHow: word("sources_how"), EachOf: word("each_of"), FigureHeading: word("figure"),
		ValueHeading: word("value"), WholeHeading: word("whole"), RateHeading: word("rate"), MeansHeading: word("means"), PeriodHeading: word("period"),
		SourceHeading: word("source"), IDHeading: word("id"), SectionHead: word("section"),
		Alt: report.AltLabels{Bars: word("bars"), Lines: word("lines"), Highest: word("highest"), Lowest: word("lowest")},
	}
}
