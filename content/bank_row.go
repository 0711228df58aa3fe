package content

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"loa"
)

// cell returns the text of a row's cell under the column, line by line without
// needless space. told is true when it was reported already why there is none.
func (b *bankTable) cell(row tableRow, column bankColumn) (text string, told bool) {
	j, ok := b.columns[column]
	if !ok {
		return "", false
	}
	if j < len(row.cells) {
		text = tidy(row.cells[j])
	}
	at := cellAt{row.line, j + 1}
	if flaw := cellFlaw(text, b.marked[at]); flaw != "" {
		d := data{"Column": b.headingAt(j), "Value": shortened(text)}
		if b.marked[at] == dateCell {
			d["Value"] = "" // nobody knows how it looks on the writer's computer
		}
		b.wrong(row.line, flaw, d)
		b.spoilt = true
		return "", true
	}
	if text == "" && slices.ContainsFunc(b.merged, func(r cellRange) bool { return r.holds(at) }) {
		b.spoilt = true
		return "", true
	}
	return text, false
}

// tidy takes needless space out of a text and keeps its lines.
func tidy(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// monthWord matches what Excel makes of 13/3 and 3/54, and writes into a CSV file.
var monthWord = regexp.MustCompile(`(?i)^(?:\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\d{1,2})|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\d{1,2})-\d{2})$`)

// ownNumber matches a number whose dots and commas are those of the computer on
// which it is looked at: 44,01 here is 44.01 there.
var ownNumber = regexp.MustCompile(`\d[.,]\d|E[+-]\d`)

// cellFlaw returns what keeps a cell from being read as text, or nothing.
func cellFlaw(text string, kind cellKind) string {
	switch {
	case kind == formulaCell, kind == plainCell && strings.HasPrefix(text, "="):
		return "formula"
	case cellError.MatchString(text):
		return "cell_error"
	case kind == dateCell, monthWord.MatchString(text):
		return "date"
	case kind == numberCell && ownNumber.MatchString(text):
		return "number"
	case strings.ContainsFunc(text, unshowable):
		return "unprintable"
	case strings.Contains(text, "{{"):
		return "placeholder"
	}
	return ""
}

func unshowable(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || r == unicode.ReplacementChar
}

// atMostOf checks the length of a cell.
func (b *bankTable) atMostOf(row tableRow, column bankColumn, text string, most int) {
	if n := loa.UTF16Len(text); n > most {
		b.wrong(row.line, "long", data{"Column": b.headingOf(column), "Length": n, "Most": most})
	}
}

// question reads the text of the question, which nobody may have asked before.
func (b *bankTable) question(row tableRow) string {
	text, told := b.cell(row, columnQuestion)
	if text == "" {
		if !told {
			b.wrong(row.line, "no_question", data{"Column": b.headingOf(columnQuestion)})
		}
		return ""
	}
	b.atMostOf(row, columnQuestion, text, maxQuestion)
	key := questionKey(text)
	if id, again := b.known.asked[key]; again {
		b.wrong(row.line, "asked_already", data{"Column": b.headingOf(columnQuestion), "ID": id})
	} else if first, again := b.known.rows[key]; again {
		b.wrong(row.line, "question_twice", data{"Column": b.headingOf(columnQuestion), "First": first})
	} else {
		b.known.rows[key] = row.line
	}
	return text
}

// questionKey is what two questions have in common that differ in marks, capitals,
// space and punctuation only.
func questionKey(text string) string {
	if key := words(text); key != "" {
		return key
	}
	return text
}

func (b *bankTable) explanation(row tableRow) string {
	text, _ := b.cell(row, columnExplanation)
	b.atMostOf(row, columnExplanation, text, maxExplanation)
	if n := strings.Count(text, "\n"); n > maxExplanationFeed {
		b.wrong(row.line, "explanation_lines", data{"Column": b.headingOf(columnExplanation), "Lines": n + 1, "Most": maxExplanationFeed + 1})
	}
	return text
}

// options reads the options and which of them is right. The answer is -1 when the
// row does not say.
func (b *bankTable) options(row tableRow) (options []string, answer int) {
	before := len(b.list)
	spoilt := false
	for i := range maxOptions {
		text, told := b.cell(row, optionColumn(i))
		text = strings.ReplaceAll(text, "\n", " ")
		if text == "" && !told {
			continue
		}
		if len(options) < i {
			b.checkGap(row, len(options), i)
			return nil, -1
		}
		spoilt = spoilt || told
		options = append(options, text)
		b.atMostOf(row, optionColumn(i), text, maxOption)
	}
	b.checkTwice(row, options)
	if len(options) < minOptions {
		b.wrong(row.line, "options", data{"Column": b.headingOf(optionColumn(len(options))), "Number": len(options), "Least": minOptions, "Most": maxOptions})
	}
	if spoilt || len(b.list) > before { // the answer would be held against wrong options
		return options, -1
	}
	return options, b.answer(row, options)
}

// checkGap tells of an empty option before one with text: closing the gap would
// change the letters of those behind it. A column that is missing is such a gap, too.
func (b *bankTable) checkGap(row tableRow, empty, next int) {
	b.wrong(row.line, "option_gap", data{"Letter": string(optionColumn(empty)), "Column": b.headingOf(optionColumn(next))})
}

func (b *bankTable) checkTwice(row tableRow, options []string) {
	for i, text := range options {
		first := slices.IndexFunc(options[:i], func(o string) bool { return strings.EqualFold(o, text) })
		if text != "" && first >= 0 {
			b.wrong(row.line, "option_twice", data{"Column": b.headingOf(optionColumn(i)), "Option": shortened(text), "Other": b.headingOf(optionColumn(first))})
		}
	}
}
