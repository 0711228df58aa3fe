package report

import (
	"fmt"
	"slices"
	"strings"

	"loa"
)

// Figure is a number of a report that can be traced: what it counts, over which days
// and where it was counted.
type Figure struct {
	ID         string // such as "cell.present", or "cell.present@unit=cb-3" of one unit
	Label      string // what it is, in words: "số nhóm có bài"
	Value      Value
	Unit       string // of measure, behind the number: "lượt"; may be empty
	Definition string // what is counted and what is not
	Period     Period
	Source     string // what it was counted from: "nhật ký gửi"
}

// Period is the days that a number is about, the last included. Zero: none.
type Period struct{ From, Until loa.Date }

// String writes the period as it is read.
func (p Period) String() string {
	switch {
	case p == Period{}:
		return ""
	case p.From == p.Until:
		return Day(p.From).In(loa.Vietnamese)
	}
	return Day(p.From).In(loa.Vietnamese) + " – " + Day(p.Until).In(loa.Vietnamese)
}

// Piece is a piece of prose: a text, or a figure that stands in it.
type Piece struct {
	Text   string
	Figure *Figure
}

// Prose is a paragraph with figures in it.
type Prose []Piece

// Fill makes prose of a text in which figures are named in braces: "Đã đăng
// {posts.sent} bài". Naming a figure that is not there is an error.
func Fill(text string, figures ...Figure) (Prose, error) {
	var prose Prose
	for rest := text; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		if before != "" {
			prose = append(prose, Piece{Text: before})
		}
		if !found {
			break
		}
		id, behind, closed := strings.Cut(after, "}")
		i := slices.IndexFunc(figures, func(f Figure) bool { return f.ID == id })
		if !closed || i < 0 {
			return nil, fmt.Errorf("fill %q: there is no figure %q", text, id)
		}
		figure := figures[i]
		prose = append(prose, Piece{Figure: &figure})
		rest = behind
	}
	return prose, nil
}

// text writes a piece; what is missing is said in brackets, and marked.
func (p Piece) text(lang loa.Lang, l Labels) (words string, marked bool) {
	if p.Figure == nil {
		return p.Text, false
	}
	return p.Figure.text(lang, l)
}

func (f Figure) text(lang loa.Lang, l Labels) (words string, marked bool) {
	words = f.Value.or(lang, l)
	if f.Value.Kind == MissingValue || f.Value.Kind == WithheldValue {
		return "[" + words + ": " + f.Label + "]", true
	}
	if f.Unit != "" {
		words += " " + f.Unit
	}
	return words, false
}

func (p Prose) text(lang loa.Lang, l Labels) string {
	var b strings.Builder
	for _, piece := range p {
		words, _ := piece.text(lang, l)
		b.WriteString(words)
	}
	return b.String()
}
