package content

import (
	"regexp"
	"strings"

	"loa"
)

// readOutline reads outline.md, whose sections start with "## ". A text under
// the document's own title, "# ", is its first section.
func (r *reader) readOutline() {
	src, ok := r.text(outlineFile)
	if !ok {
		if !r.exists(outlineFile) {
			r.sections = newIndex()
			r.warn(pos{file: outlineFile}, "no_outline", nil)
		}
		return
	}
	r.sections = newIndex()
	var placeholders []pos
	r.checkFigures(pos{outlineFile, 1}, src, "")
	for _, p := range splitOutline(src) {
		section := loa.Section{Title: p.title}
		body := r.sectionMarks(p, &section)
		section.Text = r.markdown(pos{outlineFile, p.line + 1}, body)
		switch {
		case p.title == "" && (p.section || len(section.Text) > 0):
			r.add(pos{outlineFile, max(p.line, 1)}, "section_untitled", nil)
		case len(section.Text) > 0:
			r.addSection(section)
			if section.Placeholder {
				placeholders = append(placeholders, pos{outlineFile, p.line})
			}
		case p.section:
			r.add(pos{outlineFile, p.line}, "section_empty", data{"Title": p.title})
		}
	}
	if len(r.c.Outline) == 0 {
		r.add(pos{outlineFile, 1}, "outline_empty", nil)
	}
	if len(placeholders) > 0 {
		r.warn(placeholders[0], "outline_placeholder", data{"Placeholders": len(placeholders), "Sections": len(r.c.Outline)})
	}
}

// addSection keeps a section, and notes by what names it can be handed out.
func (r *reader) addSection(s loa.Section) {
	r.c.Outline = append(r.c.Outline, s)
	names := []string{s.Title}
	for _, strand := range s.Strands {
		names = append(names, string(strand))
	}
	for _, name := range names {
		if _, again := r.sections.at[name]; !again {
			r.sections.at[name] = pos{}
			r.sections.order = append(r.sections.order, name)
		}
	}
}

// outlineMark is a line that says something about its section and is not shown.
var outlineMark = regexp.MustCompile(`^\s*<!--\s*(.*?)\s*-->\s*$`)

// sectionMarks reads the marks of a section, and returns its text with empty lines
// in their place:
//
//	<!-- strand: M1, M2 -->
//	<!-- placeholder -->
func (r *reader) sectionMarks(p outlinePart, s *loa.Section) string {
	lines := strings.Split(p.body, "\n")
	for i, line := range lines {
		m := outlineMark.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		lines[i] = ""
		at := pos{outlineFile, p.line + 1 + i}
		strands, tied := strings.CutPrefix(m[1], "strand:")
		switch {
		case tied:
			for _, id := range strings.Split(strands, ",") {
				id = strings.TrimSpace(id)
				// Without a readable campaign.yaml nothing is known, and the sections keep their names.
				if r.strands.at == nil || r.refer(r.strands, "unknown_strand", scalar{text: id, at: at, ok: true}) {
					s.Strands = append(s.Strands, loa.StrandID(id))
				}
			}
		case m[1] == "placeholder":
			s.Placeholder = true
		default:
			r.add(at, "outline_mark", data{"Mark": m[1]})
		}
	}
	return strings.Join(lines, "\n")
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
