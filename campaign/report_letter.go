package campaign

import (
	"cmp"
	"fmt"
	"strings"

	"loa"
	"loa/report"
)

// ReportItem data: what Loa itself can say under an item of the outline.
const (
	dataPosts     = "posts"
	dataMeetings  = "meetings"
	dataResidents = "residents"
	dataQuiz      = "quiz"
	dataClarified = "clarified"
)

// letterParts writes the parts of the outline: what Loa counts as sentences and tables, what
// it does not know as gaps to be filled, and what a person writes as prompts.
type letterParts struct {
	w ReportWords
	r *ReportFigures
}

// letter is the report as a letter to the level above: a draft, until the office has
// entered a number and a date.
func (w ReportWords) letter(c *loa.Campaign, r reported) (report.Report, error) {
	made := loa.DateOf(r.At, r.Zone)
	letter := report.Report{
		Lang: w.lang, Kind: w.line("report.letter_kind", nil),
		Subject: w.line("report.letter_subject", map[string]any{"Campaign": c.Name, "Period": w.Days(r.Query.Days)}),
		Period:  report.Period(r.Query.Days), Made: made,
		Head: report.Head{
			Organisation: strings.ToUpper(r.Unit.Name), Motto: w.line("documents.minutes_motto", nil),
			Symbol: w.line("report.letter_symbol", nil), Number: r.issued.Number, Date: r.issued.Day, Place: cmp.Or(r.issued.Place, "…"),
		},
		Signature: report.Signature{For: w.line("report.letter_for", map[string]any{"Unit": strings.ToUpper(r.Unit.Name)}), Office: w.line("report.letter_office", nil)},
	}
	letter.Basis = []report.Prose{{{Text: w.basis(c, r.ReportFigures)}}}
	if frozen := r.frozen; frozen != nil {
		letter.Basis = append(letter.Basis, report.Prose{{Text: w.line("report.letter_frozen", map[string]any{
			"Number": frozen.Number, "At": w.catalog.Moment(w.lang, frozen.At, r.Zone), "Digest": ShortDigest(frozen.Digest),
		})}})
	}
	for _, to := range c.Recipients {
		name := to.Name
		if to.Note != "" {
			name += " (" + to.Note + ")"
		}
		if to.Medium == "paper" {
			letter.Paper = append(letter.Paper, name)
		} else {
			letter.Electronic = append(letter.Electronic, name)
		}
	}
	parts := letterParts{w, r.ReportFigures}
	for _, p := range c.Report {
		part, err := parts.part(p)
		if err != nil {
			return letter, fmt.Errorf("write part %s of report: %w", p.ID, err)
		}
		letter.Parts = append(letter.Parts, part)
	}
	return letter, nil
}

// basis is the paragraph on what the report is based on.
func (w ReportWords) basis(c *loa.Campaign, r *ReportFigures) string {
	var all []string
	for _, b := range c.Bases {
		all = append(all, w.line("report.letter_basis_one", map[string]any{
			"Title": b.Title, "Number": b.Number, "Day": w.line("report.letter_day", map[string]any{
				"Day": fmt.Sprintf("%02d", b.Date.Day), "Month": fmt.Sprintf("%02d", b.Date.Month), "Year": fmt.Sprint(b.Date.Year),
			}), "Issuer": b.Issuer,
		}))
	}
	return w.line("report.letter_basis", map[string]any{
		"Basis": strings.Join(all, "; "), "Unit": r.Unit.Name, "Period": w.Days(r.Query.Days),
	})
}

func (l letterParts) part(p loa.ReportPart) (report.Part, error) {
	part := report.Part{Number: p.ID, Title: p.Title}
	for i, item := range p.Items {
		content, err := l.item(item)
		if err != nil {
			return part, err
		}
		part.Sections = append(part.Sections, report.Section{Number: fmt.Sprint(i + 1), Title: item.Title, Content: content})
	}
	return part, nil
}

// item is what stands under one item of the outline.
func (l letterParts) item(item loa.ReportItem) ([]report.Content, error) {
	if item.Written {
		return []report.Content{report.Prompt(item.Title)}, nil
	}
	var content []report.Content
	var err error
	switch item.Data {
	case dataPosts:
		content, err = l.posts()
	case dataMeetings:
		content, err = l.meetings(CellMeetings)
		for _, chart := range l.timeCharts() {
			content = append(content, chart)
		}
	case dataResidents:
		content, err = l.meetings(ResidentMeetings)
	case dataQuiz:
		content, err = l.quiz()
	case dataClarified:
		content, err = l.clarified()
	default:
		return []report.Content{l.missing(item)}, nil
	}
	return content, err
}

// missing lists what nobody has told Loa: gaps that the office fills.
func (l letterParts) missing(item loa.ReportItem) report.Prose {
	var prose report.Prose
	for i, words := range item.Figures {
		if i > 0 {
			prose = append(prose, report.Piece{Text: "; "})
		}
		prose = append(prose, report.Piece{Figure: &report.Figure{ID: fmt.Sprintf("%s.%d", item.ID, i+1), Label: words, Period: report.Period(l.r.Query.Days)}})
	}
	return append(prose, report.Piece{Text: "."})
}

// figure is a number of the report as the letter has it.
func (l letterParts) figure(key FigureKey, v report.Value) report.Figure {
	source := "report.source_sends"
	switch sort, _ := key.Name.Sort(); {
	case sort != "":
		source = "report.source_meetings"
	case strings.HasPrefix(string(key.Name), "quiz."):
		source = "report.source_quiz"
	case strings.HasPrefix(string(key.Name), "contest."):
		source = "report.source_contests"
	}
	return report.Figure{
		ID: key.String(), Label: l.w.Figure(key.Name), Value: v, Definition: l.w.Means(key.Name), Period: report.Period(l.r.Query.Days),
		Source: l.w.line(source, nil),
	}
}

func (l letterParts) count(name FigureName, n int) report.Figure {
	return l.figure(FigureKey{Name: name}, report.Count(n))
}

func (l letterParts) fill(key string, figures ...report.Figure) (report.Content, error) {
	return report.Fill(l.w.line(key, nil), figures...)
}

func (l letterParts) posts() ([]report.Content, error) {
	s := l.r.Sends
	prose, err := l.fill("report.prose_posts",
		l.figure(FigureKey{Name: PostsSent}, report.Share(s.Sent, s.Planned)), l.count(PostsRelayed, s.Relayed), l.count(PostsLate, s.Late),
		l.count(PostsFailed, s.Failed), l.count(PostsUncertain, s.Uncertain), l.count(PostsWaiting, s.Waiting),
		l.figure(FigureKey{Name: GroupsReach}, report.Share(l.r.Groups.Reached, l.r.Groups.All)))
	if err != nil {
		return nil, err
	}
	content := []report.Content{prose}
	if s.Held > 0 {
		held, err := l.fill("report.prose_held", l.count(PostsHeld, s.Held))
		if err != nil {
			return nil, err
		}
		content = append(content, held)
	}
	strands := l.strandTable()
	return append(content, strands, report.Chart{
		Kind: report.ChartBars, Title: strands.Title, Table: strands, Show: []string{"sent"},
	}, l.kindTable()), nil
}

// quiz is what people answered: questions in groups, then contests.
func (l letterParts) quiz() ([]report.Content, error) {
	q := l.r.Quiz
	withheld := func(name FigureName, n int, few bool) report.Figure {
		return l.figure(FigureKey{Name: name}, counted(n, few))
	}
	prose, err := l.fill("report.prose_quiz", l.count(QuizQuestions, q.Questions), withheld(QuizAnswers, q.Answers, q.Few), withheld(QuizPeople, q.People, q.Few))
	content := []report.Content{prose}
	if q.Questions > 0 {
		content = append(content, l.quizTable())
	}
	if missed := l.missedTable(); len(missed.Rows) > 0 {
		content = append(content, missed)
	}
	n := l.r.Contests
	if err != nil || n.Rounds == 0 {
		return content, err
	}
	contests, err := l.fill("report.prose_contests", l.count(ContestRounds, n.Rounds), withheld(ContestPapers, n.Papers, n.Few), withheld(ContestPeople, n.People, n.Few))
	return append(content, contests), err
}

// clarified counts posts of the strands that two people must approve of.
func (l letterParts) clarified() ([]report.Content, error) {
	n := 0
	for _, s := range l.r.ByStrand {
		if s.Strand.Approvals >= 2 {
			n += s.Items
		}
	}
	f := l.count(PostsSent, n)
	f.ID, f.Label, f.Definition = "posts.clarified", l.w.line("report.name_clarified", nil), l.w.line("report.means_clarified", nil)
	prose, err := l.fill("report.prose_clarified", f)
	return []report.Content{prose}, err
}

func (l letterParts) meetings(sort Sort) ([]report.Content, error) {
	f := l.r.Meetings[sort]
	name := func(of string) FigureName { return MeetingFigure(sort, of) }
	count := func(of string, n int) report.Figure {
		figure := l.count(name(of), n)
		if f.Few {
			figure.Value = report.Withheld()
		}
		return figure
	}
	reported := l.count(name(meetingHeld), 0)
	reported.ID, reported.Label = string(sort)+".units", l.w.line("report.name_units", nil)
	reported.Definition, reported.Value = l.w.line("report.means_units", nil), report.Share(f.Reported, f.Of)
	if f.Of == 0 {
		reported.Value = report.Count(f.Reported)
	}
	present := count(meetingPresent, 0)
	if !f.Few {
		present.Value = report.Share(f.Figures.Present, f.Figures.Due)
	}
	prose, err := l.fill("report.prose_"+string(sort), reported, l.count(name(meetingHeld), f.Figures.Meetings), present,
		count(meetingExcused, f.Figures.Excused), count(meetingUnexcused, f.Figures.Unexcused), count(meetingOpen, f.Figures.Open))
	content := []report.Content{prose}
	if table := l.meetingTable(sort); len(table.Rows) > 1 {
		content = append(content, table, report.Chart{Kind: report.ChartBars, Title: table.Title, Table: table, Show: []string{"rate"}})
	}
	return content, err
}
