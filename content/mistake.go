package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"loa"
)

// Mistake is something wrong in a file that people write.
type Mistake struct {
	File    string
	Line    int  // 1 is the first; 0: the file as a whole
	Warning bool // worth knowing, but the campaign can be carried out
	// Key names the kind of mistake: the catalogs have Key.what, what is wrong, and
	// Key.mend, how to mend it.
	Key  string
	Data map[string]any // for the texts
}

// Mistake writes a mistake as "file:line: what is wrong; how to mend it".
func (c *Catalog) Mistake(lang loa.Lang, m Mistake) string {
	where := m.File
	if m.Line > 0 {
		where = fmt.Sprintf("%s:%d", m.File, m.Line)
	}
	key := "check.mistake"
	if m.Warning {
		key = "check.warning"
	}
	return c.Line(lang, key, map[string]any{
		"Where": where,
		"What":  c.Line(lang, m.Key+".what", m.Data),
		"Mend":  c.Line(lang, m.Key+".mend", m.Data),
	})
}

// mistakes collects mistakes; readers share one.
type mistakes struct{ list []Mistake }

// pos is a place in a file.
type pos struct {
	file string
	line int
}

func (p pos) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// data names the values of a mistake's texts.
type data = map[string]any

func (ms *mistakes) add(at pos, kind string, d data) {
	ms.list = append(ms.list, Mistake{File: at.file, Line: at.line, Key: "check." + kind, Data: d})
}

func (ms *mistakes) warn(at pos, kind string, d data) {
	ms.list = append(ms.list, Mistake{File: at.file, Line: at.line, Warning: true, Key: "check." + kind, Data: d})
}

// sorted returns the mistakes by file and line, each once.
func (ms *mistakes) sorted() []Mistake {
	slices.SortStableFunc(ms.list, func(a, b Mistake) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Key, b.Key))
	})
	return slices.CompactFunc(ms.list, func(a, b Mistake) bool {
		return a.File == b.File && a.Line == b.Line && a.Key == b.Key && fmt.Sprint(a.Data) == fmt.Sprint(b.Data)
	})
}

func (ms *mistakes) fatal() bool {
	return slices.ContainsFunc(ms.list, func(m Mistake) bool { return !m.Warning })
}
