package campaign

import (
	"slices"
	"strings"

	"loa"
)

// FigureName names a number of a report. What it counts stands in the catalog, as
// "report.means_" and the name.
type FigureName string

// The figures of what was sent.
const (
	PostsPlanned   FigureName = "posts.planned"
	PostsSent      FigureName = "posts.sent"
	PostsRelayed   FigureName = "posts.relayed"
	PostsLate      FigureName = "posts.late"
	PostsHeld      FigureName = "posts.held"
	PostsFailed    FigureName = "posts.failed"
	PostsUncertain FigureName = "posts.uncertain"
	PostsWaiting   FigureName = "posts.waiting"
	GroupsReach    FigureName = "groups.reached"
	GroupsAll      FigureName = "groups.all"
	QuizQuestions  FigureName = "quiz.questions"
	QuizAnswers    FigureName = "quiz.answers"
	QuizPeople     FigureName = "quiz.people"
	ContestRounds  FigureName = "contest.rounds"
	ContestPapers  FigureName = "contest.papers"
	ContestPeople  FigureName = "contest.people"
)

// The figures of meetings; each is counted for each sort: "cell.due", "213.due".
const (
	meetingHeld      = "held"
	meetingDue       = "due"
	meetingPresent   = "present"
	meetingExcused   = "excused"
	meetingUnexcused = "unexcused"
	meetingOpen      = "open"
	meetingVisitors  = "visitors"
)

// MeetingFigure names a figure of a sort of meetings.
func MeetingFigure(sort Sort, name string) FigureName { return FigureName(string(sort) + "." + name) }

// Sort returns the sort of meetings that the figure counts and its name among those,
// or an empty sort.
func (n FigureName) Sort() (sort Sort, of string) {
	before, after, _ := strings.Cut(string(n), ".")
	if slices.Contains(Sorts(), Sort(before)) {
		return Sort(before), after
	}
	return "", ""
}

// Key is the name as the catalog has it.
func (n FigureName) Key() string { return strings.ReplaceAll(string(n), ".", "_") }

// Code is the name as buttons have it, which have little room: the first letters of
// both parts, such as "pose" and "21du".
func (n FigureName) Code() string {
	before, after, _ := strings.Cut(string(n), ".")
	return before[:2] + after[:2]
}

// FigureOf returns the figure of a code.
func FigureOf(code string) (FigureName, bool) {
	names := figureNames()
	i := slices.IndexFunc(names, func(n FigureName) bool { return n.Code() == code })
	if i < 0 {
		return "", false
	}
	return names[i], true
}

// FigureKey says which number is meant: of the whole report, or of one unit, one
// strand or one kind of group.
type FigureKey struct {
	Name   FigureName
	Unit   loa.UnitID
	Strand loa.StrandID
	Kind   loa.GroupKind
}

// Whole reports whether the number is of the whole report.
func (k FigureKey) Whole() bool { return k.Unit == "" && k.Strand == "" && k.Kind == "" }

// String writes the key as files have it: "posts.sent@unit=cb-1".
func (k FigureKey) String() string {
	switch {
	case k.Unit != "":
		return string(k.Name) + "@unit=" + string(k.Unit)
	case k.Strand != "":
		return string(k.Name) + "@strand=" + string(k.Strand)
	case k.Kind != "":
		return string(k.Name) + "@kind=" + string(k.Kind)
	}
	return string(k.Name)
}

// Figure is one number of a report.
type Figure struct {
	FigureKey
	Value int
	Few   bool // of so few people that not everybody may see it; Value is 0
}

// figureNames lists the names in the order of a report.
func figureNames() []FigureName {
	names := []FigureName{
		PostsPlanned, PostsSent, PostsRelayed, PostsLate, PostsHeld, PostsFailed, PostsUncertain, PostsWaiting, GroupsReach, GroupsAll,
	}
	for _, sort := range Sorts() {
		for _, name := range []string{meetingHeld, meetingDue, meetingPresent, meetingExcused, meetingUnexcused, meetingOpen, meetingVisitors} {
			names = append(names, MeetingFigure(sort, name))
		}
	}
	return append(names, QuizQuestions, QuizAnswers, QuizPeople, ContestRounds, ContestPapers, ContestPeople)
}

// Figures lists every number of the report: those of the whole first, then those by
// strand, by kind of group and by unit.
func (r *ReportFigures) Figures() []Figure {
	all := slices.Concat(sendFigures(FigureKey{}, r.Sends), groupFigures(FigureKey{}, r.Groups), meetingFigures(FigureKey{}, r.Meetings), quizFigures(FigureKey{}, r.Quiz),
		contestFigures(FigureKey{}, r.Contests))
	for _, s := range r.ByStrand {
		if s.Strand.ID != "" {
			key := FigureKey{Strand: s.Strand.ID}
			all = slices.Concat(all, sendFigures(key, s.Sends), quizFigures(key, s.Quiz))
		}
	}
	for _, k := range r.ByKind {
		key := FigureKey{Kind: k.Kind.ID}
		all = slices.Concat(all, sendFigures(key, k.Sends), groupFigures(key, k.Groups))
	}
	for _, u := range r.ByUnit {
		key := FigureKey{Unit: u.Unit.ID}
		all = slices.Concat(all, sendFigures(key, u.Sends), groupFigures(key, u.Groups), meetingFigures(key, u.Meetings), quizFigures(key, u.Quiz),
			contestFigures(key, u.Contests))
	}
	return all
}

func sendFigures(of FigureKey, s loa.Sends) []Figure {
	figure := func(name FigureName, n int) Figure {
		of.Name = name
		return Figure{FigureKey: of, Value: n}
	}
	all := []Figure{
		figure(PostsPlanned, s.Planned), figure(PostsSent, s.Sent), figure(PostsRelayed, s.Relayed), figure(PostsLate, s.Late),
	}
	if s.Held > 0 { // rare, and reports from before there was such a thing stay as they are
		all = append(all, figure(PostsHeld, s.Held))
	}
	return append(all,
		figure(PostsFailed, s.Failed), figure(PostsUncertain, s.Uncertain), figure(PostsWaiting, s.Waiting),
	)
}

func groupFigures(of FigureKey, g GroupsReached) []Figure {
	reached, all := of, of
	reached.Name, all.Name = GroupsReach, GroupsAll
	return []Figure{{FigureKey: reached, Value: g.Reached}, {FigureKey: all, Value: g.All}}
}

// quizFigures are those of questions; how many people took part is counted for the whole only.
func quizFigures(of FigureKey, q QuizSum) []Figure {
	questions, answers, people := of, of, of
	questions.Name, answers.Name, people.Name = QuizQuestions, QuizAnswers, QuizPeople
	all := []Figure{{FigureKey: questions, Value: q.Questions}, {FigureKey: answers, Value: q.Answers, Few: q.Few}}
	if of.Whole() {
		all = append(all, Figure{FigureKey: people, Value: q.People, Few: q.Few})
	}
	return all
}

// contestFigures are those of contests; rounds and people are counted for the whole only,
// since they do not add up.
func contestFigures(of FigureKey, s ContestSum) []Figure {
	rounds, papers, people := of, of, of
	rounds.Name, papers.Name, people.Name = ContestRounds, ContestPapers, ContestPeople
	all := []Figure{{FigureKey: papers, Value: s.Papers, Few: s.Few}}
	if of.Whole() {
		all = append(all, Figure{FigureKey: rounds, Value: s.Rounds}, Figure{FigureKey: people, Value: s.People, Few: s.Few})
	}
	return all
}

func meetingFigures(of FigureKey, sorts map[Sort]UnitFigures) []Figure {
	var all []Figure
	for _, sort := range Sorts() {
		f := sorts[sort]
		for _, n := range []struct {
			name  string
			value int
		}{
			{meetingHeld, f.Figures.Meetings}, {meetingDue, f.Figures.Due}, {meetingPresent, f.Figures.Present},
			{meetingExcused, f.Figures.Excused}, {meetingUnexcused, f.Figures.Unexcused}, {meetingOpen, f.Figures.Open},
			{meetingVisitors, f.Figures.Visitors},
		} {
			of.Name = MeetingFigure(sort, n.name)
			all = append(all, Figure{FigureKey: of, Value: n.value, Few: f.Few && n.name != meetingHeld})
		}
	}
	return all
}
