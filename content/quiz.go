package content

import (
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

// readQuizzes reads quizzes/*.yaml.
func (r *reader) readQuizzes() {
	for _, name := range r.glob(quizzesDir, ".yaml") {
		src, ok := r.text(name)
		if !ok {
			continue
		}
		o, ok := r.parseYAML(name, src, 1, "id", "title", "questions")
		if !ok {
			continue
		}
		if id := o.required("id"); r.plainID(id, maxLongID) {
			r.declare(&r.quizIDs, id)
		}
		o.required("title")
		questions := o.objects("questions", "id", "text", "options", "answer", "explanation", "strand", "source", "grade")
		if len(o.list("questions")) == 0 {
			r.add(o.place("questions"), "missing", data{"Key": "questions"})
		}
		for _, q := range questions {
			r.readQuestion(name, q)
		}
	}
	sortByID(r.c.Questions, func(q loa.Question) string { return q.ID })
}

func (r *reader) readQuestion(name string, o object) {
	id, text, explanation, strand := o.required("id"), o.required("text"), o.text("explanation"), o.required("strand")
	q := loa.Question{
		ID: id.text, Text: text.text, Explanation: explanation.text, Strand: loa.StrandID(strand.text),
		Sources: r.cite(o), Path: name,
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

// atMost checks a length.
func (r *reader) atMost(s scalar, most int) {
	if n := loa.UTF16Len(s.text); n > most {
		r.add(s.at, "long", data{"Key": s.key, "Length": n, "Most": most})
	}
}
