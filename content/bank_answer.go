package content

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// namedAnswer matches an answer that can mean nothing but an option's place.
	namedAnswer = regexp.MustCompile(`^(?:phuong an|lua chon|dap an|cau|option|choice) (10|[1-9]|[a-j])$`)
	// letteredAnswer matches an option's letter before its text.
	letteredAnswer = regexp.MustCompile(`^([A-Ja-j])\s*[.):–-]\s*(.+)$`)
	severalAt      = regexp.MustCompile(`\s*(?:[,;/+&\n]|\s(?i:và|hoặc|and|or)\s)\s*`)
	manyLetters    = regexp.MustCompile(`^[A-J]{2,}$`)
)

// answer reads which option is right: by its letter, its number or its text. When
// these mean different options, as with the options 2 and 3 and the answer 2, the
// writer has to say which.
func (b *bankTable) answer(row tableRow, options []string) int {
	written, told := b.cell(row, columnAnswer)
	d := data{"Column": b.headingOf(columnAnswer), "Answer": shortened(written), "Last": string(optionColumn(len(options) - 1))}
	if written == "" {
		if !told {
			b.wrong(row.line, "no_answer", d)
		}
		return -1
	}
	meant := meanings(written, options)
	switch {
	case len(meant) == 1:
		return meant[0]
	case len(meant) > 1:
		slices.Sort(meant)
		d["First"], d["Second"] = string(optionColumn(meant[0])), string(optionColumn(meant[1]))
		b.wrong(row.line, "answer_unclear", d)
	case namesSeveral(written, options):
		b.wrong(row.line, "answer_many", d)
	default:
		b.wrong(row.line, "answer", d)
	}
	return -1
}

// meanings returns the options that an answer can mean, each once.
func meanings(written string, options []string) []int {
	if m := namedAnswer.FindStringSubmatch(words(written)); m != nil && !slices.Contains(options, written) {
		return withinOptions(position(m[1]), options)
	}
	meant := withinOptions(position(words(written)), options)
	alike := sameText(written, options)
	if m := letteredAnswer.FindStringSubmatch(written); m != nil && len(alike) == 0 {
		if alike = sameText(m[2], options); len(alike) > 0 {
			meant = withinOptions(position(m[1]), options)
		}
	}
	for _, i := range alike {
		if !slices.Contains(meant, i) {
			meant = append(meant, i)
		}
	}
	return meant
}

func withinOptions(i int, options []string) []int {
	if i < 0 || i >= len(options) {
		return nil
	}
	return []int{i}
}

// sameText returns the option with the text, or else the only one that differs from
// it in marks, capitals and punctuation alone.
func sameText(written string, options []string) []int {
	written = strings.ReplaceAll(written, "\n", " ")
	if i := slices.IndexFunc(options, func(o string) bool { return strings.EqualFold(o, written) }); i >= 0 {
		return []int{i}
	}
	var alike []int
	for i, o := range options {
		if words(written) != "" && words(o) == words(written) {
			alike = append(alike, i)
		}
	}
	if len(alike) == 1 {
		return alike
	}
	return nil
}

// namesSeveral reports whether an answer names several options, such as "A, C".
func namesSeveral(written string, options []string) bool {
	if manyLetters.MatchString(written) {
		return true
	}
	parts := slices.DeleteFunc(severalAt.Split(written, -1), func(p string) bool { return p == "" })
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return len(meanings(p, options)) == 0 })
}
