package content

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"loa"
)

// figure is a number, or another detail, about which sources contradict each
// other: how it may be written, and how it must not.
type figure struct {
	name, note string
	safe       []string         // as it may be written; none: better left out
	written    []*regexp.Regexp // the safe forms
	others     []form
	unasked    []form // what no question may ask
	quiz       bool   // whether a question may be about it at all
}

// form is a way of writing that is looked for: where one of some words stands in
// the same sentence, and none of others in the text.
type form struct {
	pattern *regexp.Regexp
	near    []*regexp.Regexp // none: everywhere
	unless  []*regexp.Regexp
}

// readFigures reads figures.yaml, if there is one.
func (r *reader) readFigures() {
	src, ok := r.text(figuresFile)
	if !ok {
		return
	}
	o, ok := r.parseYAML(figuresFile, src, 1, "figures")
	if !ok {
		return
	}
	var ids index
	for _, f := range o.objects("figures", "id", "name", "safe", "not", "quiz", "not_asked", "note", "source") {
		id := f.required("id")
		if r.plainID(id, maxLongID) {
			r.declare(&ids, id)
		}
		r.cite(f)
		fig := figure{
			name: f.required("name").text, note: f.text("note").text,
			others: r.forms(f, "not"), unasked: r.forms(f, "not_asked"), quiz: r.mayBeAsked(f),
		}
		safe := f.texts("safe")
		fig.written = formPatterns(safe)
		for _, s := range safe {
			fig.safe = append(fig.safe, s.text)
		}
		if !f.has("safe") && !f.has("not") && !f.has("not_asked") {
			r.add(f.at, "figure_empty", data{"Name": cmp.Or(fig.name, id.text)})
		}
		r.figures = append(r.figures, fig)
	}
}

func (r *reader) forms(o object, key string) []form {
	var forms []form
	for _, f := range o.objects(key, "text", "near", "unless") {
		text := f.required("text")
		if !text.ok {
			continue
		}
		forms = append(forms, form{formPattern(text.text), formPatterns(f.texts("near")), formPatterns(f.texts("unless"))})
	}
	return forms
}

// mayBeAsked reads the key quiz: a question may be about the figure unless it says no.
func (r *reader) mayBeAsked(o object) bool {
	s := o.text("quiz")
	if s.ok && s.text != "yes" && s.text != "no" {
		r.add(s.at, "figure_quiz", data{"Value": s.text})
	}
	return s.text != "no"
}

func formPatterns(texts []scalar) []*regexp.Regexp {
	patterns := make([]*regexp.Regexp, len(texts))
	for i, s := range texts {
		patterns[i] = formPattern(s.text)
	}
	return patterns
}

var (
	figureParts = regexp.MustCompile(`\s+|\d[.]\d{3}|[–—-]|.`)
	sentenceEnd = regexp.MustCompile(`[.!?…](?:\s|$)|\n\s*\n`)
	markupMarks = strings.NewReplacer("*", "", "_", "", `\`, "", "`", "")
)

// formPattern matches a text in capital and small letters: any white space for a
// space, with or without the dots between thousands, any dash for a dash.
func formPattern(text string) *regexp.Regexp {
	pattern := figureParts.ReplaceAllStringFunc(text, func(part string) string {
		switch {
		case strings.TrimSpace(part) == "":
			return `[\s\x{a0}]+`
		case len(part) > 4 && part[1] == '.':
			return part[:1] + `[.\s\x{a0}]?` + part[2:]
		case strings.ContainsAny(part, "–—-"):
			return `\s*[–—-]\s*`
		}
		return regexp.QuoteMeta(part)
	})
	return regexp.MustCompile(`(?i)` + pattern)
}

// checkFigures warns of figures that are written otherwise than they may be, in a
// text that starts on the line. The context is what the text answers: its words count, too.
func (r *reader) checkFigures(at pos, text, context string) {
	text, context = unmarked(text), unmarked(context)
	for _, f := range r.figures {
		safe := f.safeAt(text)
		for _, other := range f.others {
			for _, m := range other.in(text, context) {
				if slices.ContainsFunc(safe, func(s []int) bool { return s[0] <= m[0] && m[1] <= s[1] }) {
					continue
				}
				r.warn(pos{at.file, at.line + strings.Count(text[:m[0]], "\n")}, "figure", data{
					"Written": strings.Join(strings.Fields(text[m[0]:m[1]]), " "), "Name": f.name, "Safe": strings.Join(f.safe, "”, “"), "Note": f.note,
				})
			}
		}
	}
}

// checkAsked warns when a question or its options ask what is in dispute.
func (r *reader) checkAsked(question scalar, options []scalar) {
	asked := unmarked(question.text)
	for _, f := range r.figures {
		about := func(forms []form, text, context string) bool {
			return slices.ContainsFunc(forms, func(o form) bool { return len(o.in(text, context)) > 0 })
		}
		if about(f.unasked, asked, "") || !f.quiz && (len(f.safeAt(asked)) > 0 || about(f.others, asked, "")) {
			r.warn(question.at, "figure_asked", data{"Name": f.name, "Note": f.note})
		}
		for _, s := range options {
			if text := unmarked(s.text); !f.quiz && (len(f.safeAt(text)) > 0 || about(f.others, text, asked)) {
				r.warn(s.at, "figure_asked", data{"Name": f.name, "Note": f.note})
			}
		}
	}
}

// unmarked is a text without the marks of Markdown: "gần **1.000 kg**" is "gần 1.000 kg".
func unmarked(text string) string { return markupMarks.Replace(text) }

// safeAt returns where the safe forms stand.
func (f figure) safeAt(text string) [][]int {
	var found [][]int
	for _, p := range f.written {
		found = append(found, whole(p, text)...)
	}
	return found
}

// in returns where the form stands with the words it needs and without those that
// excuse it. The context lies around the text.
func (f form) in(text, context string) [][]int {
	stands := func(in string) func(*regexp.Regexp) bool {
		return func(word *regexp.Regexp) bool { return len(whole(word, in)) > 0 }
	}
	return slices.DeleteFunc(whole(f.pattern, text), func(m []int) bool {
		near := sentenceAround(text, m) + "\n" + context
		return len(f.near) > 0 && !slices.ContainsFunc(f.near, stands(near)) || slices.ContainsFunc(f.unless, stands(text+"\n"+context))
	})
}

// whole returns the matches that are no pieces of longer words or numbers: "20.991"
// is not in "120.991" or "20.991.000".
func whole(pattern *regexp.Regexp, text string) [][]int {
	return slices.DeleteFunc(pattern.FindAllStringIndex(text, -1), func(m []int) bool {
		return m[0] == m[1] || !standsAlone(text, m[0], m[1]) || numberGoesOn.MatchString(text[m[1]-1:])
	})
}

// numberGoesOn matches the last digit of a piece of a longer number, and what follows.
var numberGoesOn = regexp.MustCompile(`^\d[.,]\d`)

// sentenceAround returns the sentence in which the match stands.
func sentenceAround(text string, m []int) string {
	start, end := 0, len(text)
	for _, e := range sentenceEnd.FindAllStringIndex(text, -1) {
		if e[1] <= m[0] {
			start = e[1]
		} else if e[0] >= m[1] {
			end = e[0]
			break
		}
	}
	return text[start:end]
}

// attributed matches how a text says whose account it follows.
var attributed = regexp.MustCompile(`(?:^|\P{L})(?:[Tt]heo (?:nguồn|báo|tạp chí|trang|chuyên trang|bài|sách|hồi ký|số liệu|tài liệu|nhiều|một số|các nguồn|lời kể|\p{Lu})|[Aa]ccording to )`)

// checkAttributed warns when a text tells what sources dispute as if it were certain.
func (r *reader) checkAttributed(at pos, g loa.Grade, text string) {
	if g == loa.GradeC && !attributed.MatchString(text) {
		r.warn(at, "unattributed", nil)
	}
}
