package content

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// flaw is something in a Markdown text that its author hardly meant.
type flaw struct {
	line int    // 1 is the text's first
	kind string // of mistake
	what string // as written
}

// leftovers are marks that mean nothing to a reader: ** and __ and ~~ that
// enclose nothing, half a link, a heading without its space, a table.
var leftovers = []*regexp.Regexp{
	regexp.MustCompile(`(?m)(?:^|[^*_~])(\*\*|__|~~)(?:[^*_~]|$)`),
	regexp.MustCompile(`(\]\(|\] \(https?:)`),
	regexp.MustCompile(`(?m)^(#{2,6})[^\s#]`),
	regexp.MustCompile(`(?m)^(\|? *:?-{3,}:? *\|)`),
}

// flaws finds Markdown that was not read as its author meant it: leftovers,
// links that lead nowhere, images, and stars between letters or digits
// ("5*3*2") that became italics.
func (m markdown) flaws() []flaw {
	var found []flaw
	add := func(at int, kind, what string) {
		found = append(found, flaw{1 + bytes.Count(m.src[:at], []byte("\n")), kind, what})
	}
	left := m.blank() // the source without all that was understood
	place := 0        // of the last text seen, for nodes that hold no text
	// The walk's own error is that of its function, which has none.
	_ = ast.Walk(m.doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			copy(left[n.Segment.Start:n.Segment.Stop], m.src[n.Segment.Start:n.Segment.Stop])
			place = n.Segment.Stop
		case *ast.Emphasis:
			if before, after := m.around(n); isWord(before) && isWord(after) {
				add(textStart(n, place), "markdown_star", m.inlines(n).String())
			}
		case *ast.Link:
			if !opens(string(n.Destination)) {
				add(textStart(n, place), "markdown_link", string(n.Destination))
			}
		case *ast.LinkReferenceDefinition:
			if !opens(string(n.Destination)) {
				add(max(n.Pos(), 0), "markdown_link", string(n.Destination))
			}
		case *ast.Image:
			add(textStart(n, place), "markdown_image", string(n.Destination))
		}
		return ast.WalkContinue, nil
	})
	blankEscapes(left)
	for _, pattern := range leftovers {
		for _, at := range pattern.FindAllSubmatchIndex(left, -1) {
			add(at[2], "markdown_left", string(left[at[2]:at[3]]))
		}
	}
	return found
}

// blank returns the source with a space for every byte but line ends.
func (m markdown) blank() []byte {
	b := bytes.Repeat([]byte(" "), len(m.src))
	for i, c := range m.src {
		if c == '\n' {
			b[i] = c
		}
	}
	return b
}

// blankEscapes takes out what a backslash protects.
func blankEscapes(b []byte) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == '\\' && strings.IndexByte(punctuation, b[i+1]) >= 0 {
			b[i], b[i+1] = ' ', ' '
			i++
		}
	}
}

// around returns the characters before and after an inline node.
func (m markdown) around(n ast.Node) (before, after rune) {
	if t, ok := n.PreviousSibling().(*ast.Text); ok && !t.SoftLineBreak() && !t.HardLineBreak() {
		before, _ = utf8.DecodeLastRune(t.Segment.Value(m.src))
	}
	if t, ok := n.NextSibling().(*ast.Text); ok {
		after, _ = utf8.DecodeRune(t.Segment.Value(m.src))
	}
	return before, after
}

// textStart returns where the first text within the node starts.
func textStart(n ast.Node, otherwise int) int {
	for c := n.FirstChild(); c != nil; c = c.FirstChild() {
		if t, ok := c.(*ast.Text); ok {
			return t.Segment.Start
		}
	}
	return otherwise
}
