package content

import (
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"loa"
)

// Markdown reads CommonMark and returns it as chat platforms can show it:
// headings in bold, lists with "• " or "1. ", paragraphs parted by an empty
// line, line breaks kept. HTML is shown as it is written.
func Markdown(src string) loa.Text {
	m := newMarkdown(src)
	return m.blocks(m.doc, "\n\n").Trim()
}

// markdown is a parsed text and its source, whose bytes the nodes point to.
type markdown struct {
	src []byte
	doc ast.Node
}

func newMarkdown(src string) markdown {
	// CommonMark 0.31, 2.3: a NUL is replaced for safety.
	b := []byte(strings.ReplaceAll(strings.ToValidUTF8(normalise(src), "\ufffd"), "\x00", "\ufffd"))
	return markdown{b, goldmark.DefaultParser().Parse(text.NewReader(b))}
}

// blocks renders the children of a block.
func (m markdown) blocks(parent ast.Node, separator string) loa.Text {
	var parts []loa.Text
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		parts = append(parts, m.block(n))
	}
	return loa.Lines(separator, parts...)
}

func (m markdown) block(n ast.Node) loa.Text {
	switch n := n.(type) {
	case *ast.Heading:
		return restyle(m.inlines(n), loa.Bold)
	case *ast.Paragraph, *ast.TextBlock:
		return m.inlines(n)
	case *ast.List:
		return m.list(n)
	case *ast.Blockquote:
		return restyle(m.blocks(n, "\n\n"), loa.Quote)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return loa.Styled(loa.Code, strings.TrimRight(m.lines(n), "\n"))
	case *ast.HTMLBlock:
		raw := m.lines(n)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(m.src))
		}
		return loa.Plain(strings.TrimRight(raw, "\n"))
	case *ast.ThematicBreak:
		return loa.Plain("———")
	}
	return nil
}

func (m markdown) list(l *ast.List) loa.Text {
	between := "\n\n"
	if l.IsTight {
		between = "\n"
	}
	var items []loa.Text
	number := l.Start
	for n := l.FirstChild(); n != nil; n = n.NextSibling() {
		mark := "• "
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, loa.Join(loa.Plain(mark), indent(m.blocks(n, between))))
	}
	return loa.Lines(between, items...)
}

// lines returns the raw lines of a block.
func (m markdown) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(m.src))
	}
	return b.String()
}

// inlines renders the children of an inline node or of a paragraph.
func (m markdown) inlines(parent ast.Node) loa.Text {
	var parts []loa.Text
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		parts = append(parts, m.inline(n))
	}
	return loa.Join(parts...)
}

func (m markdown) inline(n ast.Node) loa.Text {
	switch n := n.(type) {
	case *ast.Text:
		s := string(n.Segment.Value(m.src))
		if !n.IsRaw() {
			s = unescape(s)
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			s += "\n"
		}
		return loa.Plain(s)
	case *ast.String:
		return loa.Plain(string(n.Value))
	case *ast.CodeSpan:
		return restyle(m.inlines(n), loa.Code)
	case *ast.Emphasis:
		if n.Level == 2 {
			return restyle(m.inlines(n), loa.Bold)
		}
		return restyle(m.inlines(n), loa.Italic)
	case *ast.Link:
		return linked(m.inlines(n), string(n.Destination))
	case *ast.Image:
		return linked(m.inlines(n), string(n.Destination))
	case *ast.AutoLink:
		return linked(loa.Plain(string(n.Label(m.src))), string(n.URL(m.src)))
	case *ast.RawHTML:
		var b strings.Builder
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			b.Write(segment.Value(m.src))
		}
		return loa.Plain(b.String())
	}
	return nil
}

// linked puts the address on the text, if it is one that a chat can open.
func linked(t loa.Text, url string) loa.Text {
	if !opens(url) {
		return t
	}
	for i := range t {
		t[i].URL = url
	}
	return t
}

func opens(url string) bool {
	scheme, rest, ok := strings.Cut(url, ":")
	switch strings.ToLower(scheme) {
	case "http", "https", "tg":
		return ok && strings.HasPrefix(rest, "//") && len(rest) > len("//")
	case "mailto":
		return ok && rest != ""
	}
	return false
}

func restyle(t loa.Text, style loa.Style) loa.Text {
	for i := range t {
		t[i].Style |= style
	}
	return t
}

// indent moves every line but the first two spaces to the right.
func indent(t loa.Text) loa.Text {
	for i := range t {
		t[i].Text = strings.ReplaceAll(t[i].Text, "\n", "\n  ")
	}
	return t
}

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// unescape resolves backslashes before punctuation, and character entities
// (CommonMark 0.31, 2.4 and 2.5); the parser leaves both to the renderer.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && strings.IndexByte(punctuation, s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			if end := strings.IndexByte(s[i:], ';'); end > 1 {
				b.WriteString(html.UnescapeString(s[i : i+end+1]))
				i += end
				continue
			}
			b.WriteByte('&')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
