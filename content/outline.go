package content

import (
	"strings"

	"loa"
)

// readOutline reads outline.md, whose sections start with "## ". A text under
// the document's own title, "# ", is its first section.
func (r *reader) readOutline() {
	src, ok := r.text(outlineFile)
	if !ok {
		if !r.exists(outlineFile) {
			r.warn(pos{file: outlineFile}, "no_outline", nil)
		}
		return
	}
	r.checkFigures(pos{outlineFile, 1}, src, "")
	for _, p := range splitOutline(src) {
		text := r.markdown(pos{outlineFile, p.line + 1}, p.body)
		switch {
		case p.title == "" && (p.section || len(text) > 0):
			r.add(pos{outlineFile, max(p.line, 1)}, "section_untitled", nil)
		case len(text) > 0:
			r.c.Outline = append(r.c.Outline, loa.Section{Title: p.title, Text: text})
		case p.section:
			r.add(pos{outlineFile, p.line}, "section_empty", data{"Title": p.title})
		}
	}
	if len(r.c.Outline) == 0 {
		r.add(pos{outlineFile, 1}, "outline_empty", nil)
	}
}

// outlinePart is a heading with what stands under it.
type outlinePart struct {
	title   string
	section bool // "## ", not the title of the document
	line    int  // of the heading; 0: before any heading
	body    string
}

func splitOutline(src string) []outlinePart {
	parts := []outlinePart{{}}
	for i, line := range strings.Split(src, "\n") {
		mark, title, _ := strings.Cut(line, " ")
		if mark == "#" || mark == "##" {
			parts = append(parts, outlinePart{title: strings.TrimSpace(title), section: mark == "##", line: i + 1})
			continue
		}
		parts[len(parts)-1].body += line + "\n"
	}
	return parts
}
