package report

import (
	"strings"
	"unicode/utf8"

	"loa"
)

// narrow is how many letters a line has on a narrow phone before it is broken.
const narrow = 32

// Text writes the table as lines, one for each row: "Chi bộ 3: 28/31 · 90,3%". A phone
// breaks the columns of a wide table into a heap; lines it does not.
func (t DataTable) Text(lang loa.Lang, l Labels) loa.Text {
	columns := t.chatColumns()
	lines := []loa.Text{loa.Styled(loa.Bold, t.Title)}
	if len(t.Rows) == 0 {
		return loa.Lines("\n", append(lines, loa.Plain(l.Missing))...)
	}
	if len(columns) > 1 {
		var names []string
		for _, c := range columns[1:] {
			names = append(names, t.chatHeading(c))
		}
		lines = append(lines, loa.Styled(loa.Italic, t.chatHeading(columns[0])+": "+strings.Join(names, " · ")))
	}
	for _, row := range t.Rows {
		lines = append(lines, loa.Plain(t.line(columns, row, lang, l)))
	}
	if t.Total != "" {
		lines = append(lines, loa.Styled(loa.Bold, t.totalLine(columns, lang, l)))
	}
	return loa.Lines("\n", lines...)
}

// chatColumn is a column of the chat: of the table, or a part with its whole.
type chatColumn struct{ column, of int }

// chatColumns has a rate's part and whole as one column: "28/31".
func (t DataTable) chatColumns() []chatColumn {
	wholes, divided := map[int]int{}, map[int]bool{} // by part; which wholes stand behind a part
	for i := range t.Columns {
		if part, of, ok := t.rate(i); ok {
			if _, twice := wholes[part]; !twice {
				wholes[part], divided[of] = of, true
			}
		}
	}
	var all []chatColumn
	for _, i := range t.shown() {
		of, isPart := wholes[i]
		switch {
		case isPart:
			all = append(all, chatColumn{i, of})
		case !divided[i]:
			all = append(all, chatColumn{i, -1})
		}
	}
	return all
}

func (t DataTable) chatHeading(c chatColumn) string {
	name := func(column int) string {
		if short := t.Columns[column].Short; short != "" {
			return short
		}
		return t.Columns[column].Title
	}
	if c.of < 0 {
		return name(c.column)
	}
	return name(c.column) + "/" + name(c.of)
}

// line is a row. A name with which the line would be too long stands above its numbers.
func (t DataTable) line(columns []chatColumn, row DataRow, lang loa.Lang, l Labels) string {
	var values []string
	for _, c := range columns[1:] {
		v := t.Cell(row, c.column)
		if c.of >= 0 {
			v = t.divided(row, c.column, c.of)
		}
		words := v.or(lang, l)
		if v.Kind == RateValue && c.of >= 0 {
			words = v.fraction(lang) // the rate is a column of its own
		}
		if n := len(values); n > 0 && values[n-1] == words && (v.Missing() || v.Kind == WithheldValue) {
			continue // said once of a row is enough
		}
		values = append(values, words)
	}
	name, numbers := t.Cell(row, columns[0].column).In(lang), strings.Join(values, " · ")
	switch {
	case numbers == "":
		return name
	case utf8.RuneCountInString(name)+2+utf8.RuneCountInString(numbers) > narrow:
		return name + ":\n   " + numbers
	}
	return name + ": " + numbers
}

// totalLine leaves out what has no total.
func (t DataTable) totalLine(columns []chatColumn, lang loa.Lang, l Labels) string {
	var added []chatColumn
	for i, c := range columns {
		if i == 0 || !t.blankTotal(c.column) {
			added = append(added, c)
		}
	}
	return t.line(added, t.Sum(), lang, l)
}

// Text writes the report for the chat: parts, sentences, tables as lines. Charts go
// as pictures of their own, prompts stay in the letter.
func (r Report) Text(l Labels) loa.Text {
	blocks := []loa.Text{loa.Styled(loa.Bold, r.title())}
	if r.Head.Draft() {
		blocks = append(blocks, loa.Styled(loa.Italic, l.Draft))
	}
	for _, p := range r.Basis {
		blocks = append(blocks, loa.Plain(p.text(r.Lang, l)))
	}
	for _, p := range r.Parts {
		inner := contentTexts(p.Content, r.Lang, l)
		for _, s := range p.Sections {
			if texts := contentTexts(s.Content, r.Lang, l); len(texts) > 0 {
				heading := loa.Styled(loa.Bold, s.Number+". "+s.Title)
				inner = append(inner, loa.Lines("\n", append([]loa.Text{heading}, texts...)...))
			}
		}
		if len(inner) > 0 {
			blocks = append(blocks, loa.Styled(loa.Bold, p.Number+". "+strings.ToUpper(p.Title)))
			blocks = append(blocks, inner...)
		}
	}
	return loa.Lines("\n\n", blocks...)
}

func contentTexts(all []Content, lang loa.Lang, l Labels) []loa.Text {
	var texts []loa.Text
	for _, c := range all {
		switch content := c.(type) {
		case Prose:
			texts = append(texts, loa.Plain(content.text(lang, l)))
		case DataTable:
			texts = append(texts, content.Text(lang, l))
		}
	}
	return texts
}

// Pages cuts a text into messages of at most so many UTF-16 units, between lines where
// that can be.
func Pages(t loa.Text, limit int) []loa.Text {
	pages := t.Split(limit)
	for i := range pages {
		pages[i] = pages[i].Trim()
	}
	return pages
}
