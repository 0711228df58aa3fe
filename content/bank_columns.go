package content

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// bankColumn is a column of a bank. Those of the options are called A to J.
type bankColumn string

// The columns of a bank besides its options.
const (
	columnID          bankColumn = "id"
	columnSet         bankColumn = "set"
	columnQuestion    bankColumn = "question"
	columnAnswer      bankColumn = "answer"
	columnExplanation bankColumn = "explanation"
	columnStrand      bankColumn = "strand"
	columnSource      bankColumn = "source"
	columnRef         bankColumn = "ref"
	columnGrade       bankColumn = "grade"
)

// optionLetters name the options in their order.
const optionLetters = "ABCDEFGHIJ"

func optionColumn(i int) bankColumn { return bankColumn(optionLetters[i : i+1]) }

// neededColumns are those without which no row is a question.
func neededColumns() []bankColumn {
	return []bankColumn{columnQuestion, optionColumn(0), optionColumn(1), columnAnswer, columnStrand}
}

// optionHeading matches the heading of an option, as words makes it. "Đáp án A" is
// an option, "Đáp án" is the answer.
var optionHeading = regexp.MustCompile(`^(?:(?:phuong an|lua chon|dap an|pa|option|choice) ?(10|[1-9]|[a-j])|([a-j]))$`)

// bankColumnOf returns the column that a heading names, or nothing.
func bankColumnOf(heading string) bankColumn {
	heading = words(heading)
	if m := optionHeading.FindStringSubmatch(heading); m != nil {
		return optionColumn(position(m[1] + m[2]))
	}
	switch heading {
	case "cau hoi", "noi dung cau hoi", "noi dung", "question", "question text", "text":
		return columnQuestion
	case "dap an", "dap an dung", "phuong an dung", "tra loi", "tra loi dung", "answer", "right answer", "correct answer", "correct":
		return columnAnswer
	case "giai thich", "loi giai", "loi giai thich", "giai thich dap an", "explanation":
		return columnExplanation
	case "mach", "mach noi dung", "ma mach", "strand", "strand id":
		return columnStrand
	case "nguon", "ma nguon", "ten nguon", "nguon trich", "nguon dan", "source", "sources", "source id":
		return columnSource
	case "dia chi nguon", "dia chi", "duong dan", "lien ket", "tham chieu", "trich dan", "ref", "reference", "source ref", "link", "url":
		return columnRef
	case "muc", "muc tin cay", "do tin cay", "grade":
		return columnGrade
	case "bo", "bo cau hoi", "ten bo", "ma bo", "set", "quiz set", "quiz":
		return columnSet
	case "ma", "ma cau", "ma cau hoi", "ma so", "id", "code", "question id":
		return columnID
	}
	return ""
}

// position returns which option a letter or a number from 1 names, or -1.
func position(name string) int {
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= maxOptions {
		return n - 1
	}
	if len(name) != 1 {
		return -1
	}
	return strings.Index(optionLetters, strings.ToUpper(name))
}

// findHeadings finds the line of headings, the first that names two columns, and
// checks it.
func (b *bankTable) findHeadings() bool {
	marked := b.markedLines()
	b.rows = slices.DeleteFunc(b.rows, func(r tableRow) bool { return blank(r.cells) && !marked[r.line] })
	if len(b.rows) == 0 {
		b.wrong(0, "empty", nil)
		return false
	}
	for i, row := range b.rows[:min(len(b.rows), headingWithin)] {
		columns := map[bankColumn]int{}
		for j, cell := range row.cells {
			column := bankColumnOf(cell)
			if _, again := columns[column]; column != "" && !again {
				columns[column] = j
			}
		}
		if len(columns) >= 2 {
			b.heading, b.columns, b.rows = row, columns, b.rows[i+1:]
			return b.checkHeadings()
		}
	}
	b.wrong(b.rows[0].line, "no_headings", nil)
	return false
}

// markedLines are the lines that hold formulas: without text they are still no
// empty lines.
func (b *bankTable) markedLines() map[int]bool {
	lines := map[int]bool{}
	for at := range b.marked {
		lines[at.line] = true
	}
	return lines
}

// checkHeadings tells which headings are missing, there twice or unknown.
func (b *bankTable) checkHeadings() bool {
	line := b.heading.line
	for _, column := range neededColumns() {
		if _, ok := b.columns[column]; !ok {
			b.wrong(line, "no_column", data{"Column": string(column)})
		}
	}
	var unread []string
	for j, cell := range b.heading.cells {
		column := bankColumnOf(cell)
		switch {
		case strings.TrimSpace(cell) == "":
		case column == "":
			unread = append(unread, b.headingAt(j))
		case b.columns[column] != j:
			b.wrong(line, "heading_twice", data{"Column": b.headingAt(j), "Other": b.headingOf(column)})
		}
	}
	ok := !b.fatal()
	if len(unread) > 0 {
		b.note(line, "unread", data{"Columns": listed(unread)})
	}
	return ok
}

// headingOf is a column as the file calls it; empty if the file does not have it.
func (b *bankTable) headingOf(column bankColumn) string {
	j, ok := b.columns[column]
	if !ok {
		return ""
	}
	return b.headingAt(j)
}

func (b *bankTable) headingAt(j int) string {
	if j >= len(b.heading.cells) {
		return ""
	}
	return strings.Join(strings.Fields(b.heading.cells[j]), " ")
}
