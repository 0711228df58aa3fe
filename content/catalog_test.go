package content

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"text/template"
	"text/template/parse"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"

	"loa"
)

func catalog(t testing.TB) *Catalog {
	t.Helper()
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// messages returns the embedded messages of a language by key.
func messages(t *testing.T, lang loa.Lang) map[string]*i18n.Message {
	t.Helper()
	files, err := fs.Glob(locales, path.Join("locales", string(lang), "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("catalogs of %s: %d files, error %v", lang, len(files), err)
	}
	all := map[string]*i18n.Message{}
	for _, name := range files {
		messages, err := parseCatalog(locales, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			all[m.ID] = m
		}
	}
	return all
}

// fields returns the template fields of a text, and whether it parses.
func fields(src string) ([]string, error) {
	tmpl, err := template.New("").Parse(src)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	var walk func(parse.Node)
	walk = func(n parse.Node) {
		switch n := n.(type) {
		case *parse.ListNode:
			if n != nil {
				for _, c := range n.Nodes {
					walk(c)
				}
			}
		case *parse.ActionNode:
			walk(n.Pipe)
		case *parse.IfNode:
			walk(n.Pipe)
			walk(n.List)
			walk(n.ElseList)
		case *parse.RangeNode:
			walk(n.Pipe)
			walk(n.List)
			walk(n.ElseList)
		case *parse.WithNode:
			walk(n.Pipe)
			walk(n.List)
			walk(n.ElseList)
		case *parse.PipeNode:
			for _, c := range n.Cmds {
				for _, a := range c.Args {
					walk(a)
				}
			}
		case *parse.FieldNode:
			found[n.Ident[0]] = true
		}
	}
	walk(tmpl.Root)
	return slices.Sorted(maps.Keys(found)), nil
}

func TestCatalogsAreComplete(t *testing.T) {
	t.Parallel()
	vi, en := messages(t, loa.Vietnamese), messages(t, loa.English)
	for key := range en {
		if vi[key] == nil {
			t.Errorf("%s: in English only", key)
		}
	}
	for key, v := range vi {
		e := en[key]
		if e == nil {
			t.Errorf("%s: in Vietnamese only", key)
			continue
		}
		if v.Other == "" || e.Other == "" {
			t.Errorf("%s: an empty text", key)
		}
		// Vietnamese has the plural form one too, for 0 and 1 (go-i18n 2.7); a text
		// with plural forms has both of them in both languages.
		if (v.One == "") != (e.One == "") {
			t.Errorf("%s: the plural form one is in one language only", key)
		}
		if e.One == "" && counted.MatchString(e.Other) {
			t.Errorf("%s: %q is wrong for a count of 1: give it the forms one and other", key, e.Other)
		}
		want, errV := fields(v.Other + v.One)
		got, errE := fields(e.Other + e.One)
		if errV != nil || errE != nil {
			t.Errorf("%s: broken template: %v, %v", key, errV, errE)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: template fields differ (-vi +en):\n%s", key, diff)
		}
		if v.Other == e.Other && untranslated(v.Other) {
			t.Errorf("%s: the Vietnamese text is the English one: %q", key, v.Other)
		}
	}
}

// counted matches a number before a noun, which has to agree with it.
var counted = regexp.MustCompile(`\{\{\.Count\}\} [a-z]`)

var actions = regexp.MustCompile(`\{\{.*?\}\}`)

// untranslated reports whether the text has words, but none that Vietnamese
// writes with a diacritic. Commands, names and single words may be the same.
func untranslated(s string) bool {
	s = actions.ReplaceAllString(s, "")
	words := 0
	for _, w := range strings.Fields(s) {
		if strings.IndexFunc(w, unicode.IsLetter) >= 0 && !strings.HasPrefix(w, "/") {
			words++
		}
	}
	return words > 1 && strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) < 0
}

func TestEveryMessageRenders(t *testing.T) {
	t.Parallel()
	c := catalog(t)
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		for key, m := range messages(t, lang) {
			names, err := fields(m.Other + m.One)
			if err != nil {
				t.Errorf("%s %s: %v", lang, key, err)
				continue
			}
			for _, count := range []int{0, 1, 2} {
				if !rendersWithSome(c, lang, key, names, count, m.One != "") {
					t.Errorf("%s %s: does not render with a count of %d: %q", lang, key, count, c.Line(lang, key, nil))
				}
			}
		}
	}
}

// rendersWithSome tries samples of each type for the fields: texts tell nothing
// of the type they expect.
func rendersWithSome(c *Catalog, lang loa.Lang, key string, names []string, count int, plural bool) bool {
	for _, sample := range []any{"mẫu_*_", 3, true, []string{"một", "hai"}, []map[string]any{{}}} {
		d := map[string]any{}
		for _, name := range names {
			d[name] = sample
		}
		if slices.Contains(names, "Count") {
			d["Count"] = count
		}
		config := &i18n.LocalizeConfig{MessageID: key, TemplateData: d}
		if plural {
			config.PluralCount = count
		}
		s, err := c.localizer(lang).Localize(config)
		if err == nil && s != "" && !strings.Contains(s, "<no value>") && c.Line(lang, key, d) != "" {
			return true
		}
	}
	return false
}

func TestSay(t *testing.T) {
	t.Parallel()
	c, err := newCatalog(fstest.MapFS{
		"locales/vi/a.yaml": {Data: []byte(`
a:
  hello: "**Chào {{.Name}}**, _{{.When}}_ nhé: \\*{{.Raw}}\\*"
  posts: {one: "{{.Count}} bài", other: "{{.Count}} bài"}
  names: "{{range .Names}}[{{.}}]{{end}}"
  only_vi: chỉ có tiếng Việt
  description: go-i18n giữ riêng từ này
`)},
		"locales/en/a.yaml": {Data: []byte(`
a:
  hello: "**Hello {{.Name}}**, _{{.When}}_: \\*{{.Raw}}\\*"
  posts: {one: "{{.Count}} post", other: "{{.Count}} posts"}
  names: "{{range .Names}}[{{.}}]{{end}}"
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	hello := c.Say(loa.Vietnamese, "a.hello", map[string]any{"Name": "**An_Bình**\\", "When": "_mai_", "Raw": "x"})
	want := loa.Text{
		{Text: `Chào **An_Bình**\`, Style: loa.Bold}, {Text: ", "}, {Text: "_mai_", Style: loa.Italic}, {Text: " nhé: *x*"},
	}
	if diff := cmp.Diff(want, hello); diff != "" {
		t.Errorf("data was read as markup (-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		lang loa.Lang
		key  string
		data map[string]any
		want string
	}{
		{loa.English, "a.posts", map[string]any{"Count": 1}, "1 post"},
		{loa.English, "a.posts", map[string]any{"Count": 0}, "0 posts"},
		{loa.English, "a.posts", map[string]any{"Count": loa.Priority(1)}, "1 post"},
		{loa.Vietnamese, "a.posts", map[string]any{"Count": 1}, "1 bài"},
		{loa.Vietnamese, "a.posts", map[string]any{"Count": 5}, "5 bài"},
		{loa.Vietnamese, "a.names", map[string]any{"Names": []loa.UnitID{"a_b", "c*d"}}, "[a_b][c*d]"},
		{loa.English, "a.only_vi", nil, "chỉ có tiếng Việt"},
		{"fr", "a.posts", map[string]any{"Count": 2}, "2 bài"},
		{loa.Vietnamese, "a.description", nil, "go-i18n giữ riêng từ này"},
		{loa.English, "a.none", nil, "[a.none]"},
	} {
		if got := c.Line(tt.lang, tt.key, tt.data); got != tt.want {
			t.Errorf("Line(%s, %s) = %q, want %q", tt.lang, tt.key, got, tt.want)
		}
	}
}

func TestKeysAreUnique(t *testing.T) {
	t.Parallel()
	_, err := newCatalog(fstest.MapFS{
		"locales/vi/a.yaml": {Data: []byte("x: {y: một}")},
		"locales/vi/b.yaml": {Data: []byte("x: {y: hai}")},
	})
	if err == nil || !strings.Contains(err.Error(), "x.y") {
		t.Errorf("a key in two files: error %v", err)
	}
}

func TestMarkup(t *testing.T) {
	t.Parallel()
	b, i := loa.Bold, loa.Italic
	for _, tt := range []struct {
		src  string
		want loa.Text
	}{
		{"", nil},
		{"a **b** c", loa.Text{{Text: "a "}, {Text: "b", Style: b}, {Text: " c"}}},
		{"**a _b_**", loa.Text{{Text: "a ", Style: b}, {Text: "b", Style: b | i}}},
		{"snake_case_name", loa.Plain("snake_case_name")},
		{"_đậm_à", loa.Plain("_đậm_à")},
		{"a ** b", loa.Plain("a ** b")},
		{"_open", loa.Plain("_open")},
		{"2 * 3", loa.Plain("2 * 3")},
		{`\*\*a\*\* \_b\_ c\d`, loa.Plain(`**a** _b_ c\d`)},
		{"****", nil},
	} {
		if diff := cmp.Diff(tt.want, parseMarkup(tt.src)); diff != "" {
			t.Errorf("parseMarkup(%q) (-want +got):\n%s", tt.src, diff)
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"**a** _b_", `\**_`, "_**_**", "đ_à_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := parseMarkup(escapeMarkup(s)); got.String() != s || len(got) > 1 {
			t.Errorf("escaped %q was read as %q", s, got)
		}
		parseMarkup(s)
	})
}

func TestDays(t *testing.T) {
	t.Parallel()
	c := catalog(t)
	zone := time.FixedZone("", 7*60*60)
	at := time.Date(2024, 3, 12, 23, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		lang        loa.Lang
		day, moment string
	}{
		{loa.Vietnamese, "thứ Tư 13/03/2024", "06:30 thứ Tư 13/03/2024"},
		{loa.English, "Wednesday 13 March 2024", "06:30 Wednesday 13 March 2024"},
	} {
		if got := c.Day(tt.lang, loa.DateOf(at, zone)); got != tt.day {
			t.Errorf("Day: %q, want %q", got, tt.day)
		}
		if got := c.Moment(tt.lang, at, zone); got != tt.moment {
			t.Errorf("Moment: %q, want %q", got, tt.moment)
		}
	}
	for d := range 366 {
		day := loa.Date{Year: 2024, Month: 1, Day: 1}.AddDays(d)
		for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
			if got := c.Day(lang, day); strings.Contains(got, "[") || !strings.HasSuffix(got, fmt.Sprint(day.Year)) {
				t.Errorf("Day(%s, %s) = %q", lang, day, got)
			}
		}
	}
}
