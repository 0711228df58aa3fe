package content

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// Fault is what keeps a typed part of a question from being taken. Kind names the text
// that says so; nothing was kept.
type Fault struct {
	Kind string
	Data map[string]any
}

// QuestionLimits are those of a question that somebody types, for the texts that ask for it.
func QuestionLimits() map[string]any {
	return data{"Question": maxQuestion, "Least": minOptions, "Most": maxOptions, "Option": maxOption, "Explanation": maxExplanation, "Lines": maxExplanationFeed + 1}
}

// typedText is a text as it is kept: composed, and without needless space.
func typedText(text string) string {
	return tidy(norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n")))
}

// typedFault tells what no text may hold.
func typedFault(text string) *Fault {
	switch {
	case strings.ContainsFunc(text, unshowable):
		return &Fault{"unprintable", nil}
	case strings.Contains(text, "{{"):
		return &Fault{"placeholder", nil}
	}
	return nil
}

func tooLong(kind, text string, most int) *Fault {
	if n := loa.UTF16Len(text); n > most {
		return &Fault{kind, data{"Length": n, "Most": most}}
	}
	return nil
}

// TypedQuestion reads what a question asks. The campaign must not ask it yet, however
// marks, capitals and punctuation differ.
func TypedQuestion(text string, c *loa.Campaign) (string, *Fault) {
	text = typedText(text)
	if text == "" {
		return "", &Fault{"text_empty", nil}
	}
	if fault := typedFault(text); fault != nil {
		return "", fault
	}
	if fault := tooLong("text_long", text, maxQuestion); fault != nil {
		return "", fault
	}
	for _, q := range c.Questions {
		if questionKey(q.Text) == questionKey(text) {
			return "", &Fault{"text_asked", data{"Code": loa.QuestionCode(q.ID)}}
		}
	}
	return text, nil
}

// optionMark matches the letter or number that people put before an option.
var optionMark = regexp.MustCompile(`^(?:([A-Ja-j])|(10|[1-9]))\s*[.):]\s*(\S.*)$`)

// TypedOptions reads the options, one a line. Letters or numbers before all of them,
// in their order, are no part of the text.
func TypedOptions(text string) ([]string, *Fault) {
	lines := slices.DeleteFunc(strings.Split(typedText(text), "\n"), func(l string) bool { return l == "" })
	if fault := typedFault(strings.Join(lines, "\n")); fault != nil {
		return nil, fault
	}
	options := withoutMarks(lines)
	switch n := len(options); {
	case n < minOptions:
		return nil, &Fault{"options_few", data{"Count": n, "Least": minOptions, "Most": maxOptions}}
	case n > maxOptions:
		return nil, &Fault{"options_many", data{"Count": n, "Least": minOptions, "Most": maxOptions}}
	}
	for i, o := range options {
		if n := loa.UTF16Len(o); n > maxOption {
			return nil, &Fault{"option_long", data{"Letter": loa.Letter(i), "Length": n, "Most": maxOption}}
		}
		if first := slices.IndexFunc(options[:i], func(other string) bool { return strings.EqualFold(other, o) }); first >= 0 {
			return nil, &Fault{"option_twice", data{"First": loa.Letter(first), "Second": loa.Letter(i), "Option": o}}
		}
	}
	return options, nil
}

// withoutMarks takes the letters or numbers from before the options, if all have theirs.
func withoutMarks(lines []string) []string {
	bare := make([]string, len(lines))
	for i, line := range lines {
		m := optionMark.FindStringSubmatch(line)
		if m == nil || position(m[1]+m[2]) != i {
			return lines
		}
		bare[i] = m[3]
	}
	return bare
}

// TypedAnswer reads which option is right: by its letter, its number or its text.
func TypedAnswer(text string, options []string) (int, *Fault) {
	written := strings.ReplaceAll(typedText(text), "\n", " ")
	meant := meanings(written, options)
	said := data{"Answer": shortened(written), "Last": loa.Letter(len(options) - 1)}
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) > 1:
		slices.Sort(meant)
		said["First"], said["Second"] = loa.Letter(meant[0]), loa.Letter(meant[1])
		return -1, &Fault{"answer_unclear", said}
	case namesSeveral(written, options):
		return -1, &Fault{"answer_many", said}
	}
	return -1, &Fault{"answer_unknown", said}
}

// TypedExplanation reads the explanation of the answer.
func TypedExplanation(text string) (string, *Fault) {
	text = typedText(text)
	if fault := typedFault(text); fault != nil {
		return "", fault
	}
	if n := strings.Count(text, "\n") + 1; n > maxExplanationFeed+1 {
		return "", &Fault{"explanation_lines", data{"Lines": n, "Most": maxExplanationFeed + 1}}
	}
	return text, tooLong("explanation_long", text, maxExplanation)
}

// maxSourceText is how long a typed source may be: it goes on a card.
const maxSourceText = 300

// TypedSources reads ids of the campaign's sources, or the name of another source and,
// on a line of its own, where to look it up.
func TypedSources(text string, c *loa.Campaign) ([]loa.Source, *Fault) {
	text = typedText(text)
	if fault := typedFault(text); fault != nil {
		return nil, fault
	}
	b := bankTable{campaign: c, known: newBankKnown(c)}
	if cited, unknown := b.cited(text); len(unknown) == 0 && len(cited) > 0 {
		return cited, nil
	}
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return l == "" })
	if len(lines) != 2 {
		return nil, &Fault{"source_lines", nil}
	}
	return []loa.Source{{Name: lines[0], Ref: lines[1]}}, tooLong("source_long", text, maxSourceText)
}

// maxSetTitle is how long the title of a set may be: it goes on a button.
const maxSetTitle = 60

// TypedSet reads a set by its id or title. One that the campaign does not have is new,
// and comes with an id made from its title.
func TypedSet(text string, c *loa.Campaign) (loa.QuizSet, *Fault) {
	title := oneLine(typedText(text))
	if fault := typedFault(title); fault != nil {
		return loa.QuizSet{}, fault
	}
	k := newBankKnown(c)
	if id, ok := k.sets[words(title)]; ok {
		s, _ := c.Set(id) // it was named a moment ago
		return *s, nil
	}
	s := loa.QuizSet{ID: IDFrom(title), Title: title}
	if s.ID == "" || k.setTaken(s.ID) {
		return s, &Fault{"set_unclear", nil}
	}
	return s, tooLong("set_long", title, maxSetTitle)
}

// BankAgainst is a campaign for a bank to be held against, with the stored sets and
// questions. Those with the ids that the bank has are the bank's own, of an import before.
func BankAgainst(c *loa.Campaign, stored []loa.StoredQuestion, sets []loa.QuizSet, own map[string]bool) *loa.Campaign {
	against := c.WithQuestions(slices.DeleteFunc(slices.Clone(stored), func(q loa.StoredQuestion) bool { return own[q.Question.ID] }), sets)
	for _, s := range sets {
		if _, known := against.Set(s.ID); !known {
			against.Sets = append(against.Sets, s)
		}
	}
	return against
}
