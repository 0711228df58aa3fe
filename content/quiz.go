package content

import (
	"slices"
	"strings"

	"loa"
)

// Limits of a quiz (Bot API, sendPoll), in characters.
const (
	maxQuestion        = 300
	minOptions         = 2
	maxOptions         = 10
	maxOption          = 100
	maxExplanation     = 200
	maxExplanationFeed = 2 // line feeds
)

// readQuizzes reads quizzes/*.yaml: each is a set of questions.
func (r *reader) readQuizzes() {
	for _, name := range r.glob(quizzesDir, ".yaml") {
		src, ok := r.text(name)
		if !ok {
			continue
		}
		o, ok := r.parseYAML(name, src, 1, "id", "title", "open", "close", "ask", "contest_only", "questions")
		if !ok {
			continue
		}
		set := r.readSet(name, o)
		questions := o.objects("questions", "id", "text", "options", "answer", "explanation", "strand", "source", "grade")
		if len(o.list("questions")) == 0 {
			r.add(o.place("questions"), "missing", data{"Key": "questions"})
		}
		for _, q := range questions {
			r.readQuestion(set, q)
		}
	}
	sortByID(r.c.Sets, func(s loa.QuizSet) string { return s.ID })
	sortByID(r.c.Questions, func(q loa.Question) string { return q.ID })
}

// readSet reads what a file says of its questions as a whole.
func (r *reader) readSet(name string, o object) loa.QuizSet {
	id, title := o.required("id"), o.required("title")
	set := loa.QuizSet{ID: id.text, Title: title.text, Path: name}
	set.Open, set.Close = r.readWindow(o)
	set.Ask, set.ContestOnly = r.readWay(o), o.truth("contest_only")
	if r.plainID(id, maxLongID) && r.declare(&r.quizIDs, id) {
		r.c.Sets = append(r.c.Sets, set)
	}
	return set
}

// readWay reads how the questions of a set are asked in groups.
func (r *reader) readWay(o object) loa.AskWay {
	s := o.text("ask")
	way := loa.AskWay(s.text)
	if s.ok && !slices.Contains(loa.AskWays(), way) {
		r.add(s.at, "ask", data{"Value": s.text, "Ways": listed(loa.AskWays())})
		return ""
	}
	return way
}

// readWindow reads the first and the last day on which a set is open: both or neither.
func (r *reader) readWindow(o object) (open, closes loa.CalendarDay) {
	if !o.has("open") && !o.has("close") {
		return open, closes
	}
	first, last := o.required("open"), o.required("close")
	open, openOK := r.calendarDay(first)
	closes, closeOK := r.calendarDay(last)
	if !openOK || !closeOK || !r.inOrder(last.at, open, closes) {
		return loa.CalendarDay{}, loa.CalendarDay{}
	}
	// A yearly span may run over New Year, but only where the campaign does.
	if loa.Date(closes).Before(loa.Date(open)) && !r.overNewYear() {
		r.add(last.at, "until_before_from", data{"From": open, "Until": closes})
		return loa.CalendarDay{}, loa.CalendarDay{}
	}
	r.inPeriod(first, open)
	r.inPeriod(last, closes)
	return open, closes
}

func (r *reader) readQuestion(set loa.QuizSet, o object) {
	id, text, explanation, strand := o.required("id"), o.required("text"), o.text("explanation"), o.required("strand")
	q := loa.Question{
		ID: id.text, Set: set.ID, Text: text.text, Explanation: explanation.text, Strand: loa.StrandID(strand.text),
		Sources: r.cite(o), Path: set.Path,
	}
	q.Grade = r.grade(o, q.Sources)
	r.refer(r.strands, "unknown_strand", strand)
	r.atMost(text, maxQuestion)
	r.atMost(explanation, maxExplanation)
	if n := strings.Count(explanation.text, "\n"); n > maxExplanationFeed {
		r.add(explanation.at, "explanation_lines", data{"Lines": n + 1, "Most": maxExplanationFeed + 1})
	}
	r.placeholders(text.at, text.text)
	r.placeholders(explanation.at, explanation.text)
	r.checkFigures(text.at, text.text, "")
	r.checkFigures(explanation.at, explanation.text, text.text)
	q.Options, q.Answer = r.readOptions(o, text)
	if r.codeID(id) && r.declare(&r.questionIDs, id) {
		r.c.Questions = append(r.c.Questions, q)
	}
}

// readOptions reads the options of a question and which of them is right.
func (r *reader) readOptions(o object, question scalar) (options []string, answer int) {
	answer = -1
	right := o.required("answer")
	seen := map[string]pos{}
	written := o.texts("options")
	r.checkAsked(question, written)
	for i, s := range written {
		r.atMost(s, maxOption)
		r.checkFigures(s.at, s.text, question.text)
		r.placeholders(s.at, s.text)
		folded := strings.ToLower(s.text)
		if first, again := seen[folded]; again {
			r.add(s.at, "option_twice", data{"Option": s.text, "First": first})
		} else {
			seen[folded] = s.at
		}
		if s.text == right.text {
			answer = i
		}
		options = append(options, s.text)
	}
	if n := len(options); n < minOptions || n > maxOptions {
		r.add(o.place("options"), "options", data{"Number": n, "Least": minOptions, "Most": maxOptions})
	}
	if right.ok && answer < 0 {
		r.add(right.at, "answer", data{"Answer": right.text})
	}
	return options, answer
}

// readAsked reads the question that follows the post. A question comes to a group
// once in a campaign, and while its set is open.
func (r *reader) readAsked(o object, p *loa.Post) {
	id := o.text("question")
	if !id.ok || !r.refer(r.questionIDs, "unknown_question", id) {
		return
	}
	p.Question = id.text
	if first, again := r.asked[id.text]; again {
		r.add(id.at, "question_twice", data{"ID": id.text, "First": first})
	} else {
		r.asked[id.text] = id.at
	}
	q, known := r.c.Question(id.text)
	if !known {
		return
	}
	set, known := r.c.Set(q.Set)
	if known && set.ContestOnly {
		r.add(id.at, "question_kept", data{"ID": id.text, "Set": set.ID})
		return
	}
	if known && !covers(set.Window(), r.comesOn(p.When)...) {
		r.warn(id.at, "question_closed", data{"ID": id.text, "Set": set.ID, "Open": set.Open, "Close": set.Close})
	}
}

// checkWaits notes where a post would go out by itself, but for its question.
func (r *reader) checkWaits(o object, p *loa.Post) {
	alone := *p
	alone.Question = ""
	q, asks := r.c.Question(p.Question)
	if asks && len(r.c.Lacks(&alone)) == 0 && r.c.Needed(p) > 0 {
		r.warn(o.place("question"), "question_waits", data{"ID": q.ID, "Grade": q.Grade, "Strand": q.Strand})
	}
}

// atMost checks a length.
func (r *reader) atMost(s scalar, most int) {
	if n := loa.UTF16Len(s.text); n > most {
		r.add(s.at, "long", data{"Key": s.key, "Length": n, "Most": most})
	}
}
