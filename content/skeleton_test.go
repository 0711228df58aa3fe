package content

import (
	"strings"
	"testing"
	"testing/fstest"

	"loa"
)

// liberation is a draft in which everything is right.
func liberation() Draft {
	return Draft{
		"id": "30-4", "name": "Kỷ niệm 30/4", "theme": "Non sông thu về một mối", "event": "1975-04-30",
		"from": "04-01", "until": "05-07", "unit": "Đảng ủy phường",
	}
}

// skeletonOf makes the folder of a draft and reads it as Loa would.
func skeletonOf(t *testing.T, lang loa.Lang, d Draft) (*loa.Campaign, []Mistake) {
	t.Helper()
	files, err := Skeleton(lang, d)
	if err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for name, data := range files {
		folder[name] = &fstest.MapFile{Data: data}
	}
	return Read(folder)
}

// FuzzSkeleton sees to it that whatever is accepted becomes a folder without any
// mistake that says what was written, in both languages.
func FuzzSkeleton(f *testing.F) {
	for _, name := range []string{
		`Kỷ niệm 30/4`, `"Non sông" thu về 'một mối'`, `a: b # c`, `{{years}} {{.Name}} {{`, `<<.ID>> [[x]] <<`, `\`, `\"`, `"`, `# đề`, `- x`,
		`*đậm* _nghiêng_ ~~x~~ [a](b) ![c](d)`, `🎉👨‍👩‍👧 5️⃣`, "Ky\u0309 nie\u0323\u0302m", `%YAML 1.2`, `---`, `...`, `null`, `~`, `yes`, `0x10`, `&a *b !c |`, "\u0338x",
		`>`, `@x`, "`x`", `?`, `:`, strings.Repeat("ỹ", maxTitle), " hai  cách ", "a\u200bb\u00a0c\u3000d",
	} {
		f.Add("30-4", name, name, "1975-04-30", "04-01", "05-07", name)
	}
	f.Add("29-2", "Năm nhuận", "x", "1904-02-29", "02-29", "02-29", "Đảng ủy")
	f.Add("tet", "Qua năm mới", "x", "0938-01-03", "12-04", "01-10", "Đảng ủy")
	f.Add("mot-lan", "Một lần", "x", "0001-01-01", "2030-01-01", "2030-02-28", "Đảng ủy")
	f.Add("Đợt 30/4", "a\nb", "a\x00b", "1975-02-30", "4/1", "2025-05-07", "\xff")
	f.Add("a", "b\u2028c", "\ufeff", "9999-12-31", "2030-01-02", "2030-01-01", strings.Repeat("dài", maxTitle))
	c, err := NewCatalog()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, id, name, theme, event, from, until, unit string) {
		d := Draft{"id": id, "name": name, "theme": theme, "event": event, "from": from, "until": until, "unit": unit}
		for _, key := range DraftKeys() {
			if !d.part(key).ok {
				t.Skip("asked for again")
			}
		}
		wrong := d.Check()
		for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
			for _, m := range wrong {
				if text := c.Mistake(lang, m); strings.Contains(text, "[check.") || strings.Contains(text, "<no value>") {
					t.Errorf("%s: a mistake that is not told: %q", lang, text)
				}
			}
			if len(wrong) > 0 {
				if files, err := Skeleton(lang, d); err == nil {
					t.Errorf("%s: a draft with mistakes became %d files", lang, len(files))
				}
				continue
			}
			campaign, mistakes := skeletonOf(t, lang, d)
			if len(mistakes) > 0 {
				t.Fatalf("%s: the folder of %q has mistakes:\n%s", lang, d, show(t, mistakes))
			}
			for want, got := range map[string]string{
				"id": campaign.ID, "name": campaign.Name, "theme": campaign.Theme, "event": campaign.Event.String(),
				"from": campaign.Peak.From.String(), "until": campaign.Peak.Until.String(), "unit": campaign.Units[0].Name,
			} {
				if got != d.part(want).text {
					t.Errorf("%s: %s was read as %q, want %q", lang, want, got, d.part(want).text)
				}
			}
		}
	})
}

// TestSkeleton sees to it that both languages have the same folder, with a post
// of each kind of date.
func TestSkeleton(t *testing.T) {
	t.Parallel()
	vi, _ := skeletonOf(t, loa.Vietnamese, liberation())
	en, _ := skeletonOf(t, loa.English, liberation())
	if vi == nil || en == nil {
		t.Fatal("a folder has mistakes")
	}
	var day, offset, every bool
	for i, p := range vi.Posts {
		day, offset, every = day || !p.When.Day.IsZero(), offset || p.When.Offset != nil, every || p.When.Cron != nil
		q := en.Posts[i]
		if p.ID != q.ID || p.Strand != q.Strand || p.When.Day != q.When.Day || p.When.CronText != q.When.CronText ||
			p.Question != q.Question || p.Milestone != q.Milestone || len(p.Kinds) != len(q.Kinds) {
			t.Errorf("%s is another post in English: %+v, %+v", p.Path, p, q)
		}
	}
	if !day || !offset || !every {
		t.Errorf("there is no post of each kind of date: date %v, offset %v, every %v", day, offset, every)
	}
	if len(vi.Questions) != 1 || len(en.Questions) != 1 || vi.Questions[0].Options[vi.Questions[0].Answer] != "30/04/1975" ||
		en.Questions[0].Options[en.Questions[0].Answer] != "1975-04-30" {
		t.Errorf("the questions are %+v and %+v", vi.Questions, en.Questions)
	}
	if len(vi.Units) != len(en.Units) || len(vi.Activities) != len(en.Activities) || len(vi.Outline) != len(en.Outline) ||
		len(vi.Strands) != len(en.Strands) || len(vi.Kinds) != len(en.Kinds) {
		t.Error("the folders of the two languages differ in what they hold")
	}
}

func TestDraftMistakes(t *testing.T) {
	t.Parallel()
	for _, tt := range draftMistakes {
		d := liberation()
		d[tt.key] = tt.text
		mistakes := d.Check()
		if len(mistakes) != 1 || mistakes[0].File != tt.key || mistakes[0].Key != "check."+tt.kind {
			t.Errorf("%s %q: want %s, got:\n%s", tt.key, tt.text, tt.kind, show(t, mistakes))
		}
	}
	if mistakes := liberation().Check(); len(mistakes) > 0 {
		t.Errorf("a good draft has mistakes:\n%s", show(t, mistakes))
	}
}

// draftMistakes are kinds of mistakes, each with a part of a draft that has it.
var draftMistakes = []struct{ kind, key, text string }{
	{"bad_id", "id", "30/4"},
	{"bad_id", "id", "Đợt-30-4"},
	{"long_id", "id", strings.Repeat("a", maxLongID+1)},
	{"unprintable", "name", "hai\ndòng"},
	{"unprintable", "theme", "chuông\a"},
	{"unprintable", "unit", "\xff"},
	{"long", "name", strings.Repeat("a", maxTitle+1)},
	{"bad_date", "event", "30/4/1975"},
	{"bad_date", "event", "1975-02-29"},
	{"bad_day", "from", "02-30"},
	{"bad_day", "until", "7/5"},
	{"mixed_span", "until", "2025-05-07"},
}

func TestIDFrom(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"30-4": "30-4", "Đợt 30/4 (phường)": "dot-30-4-phuong", "--a__b--": "a-b", "🎉": "", "": "",
		strings.Repeat("ab ", 20): "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-a",
	} {
		got := IDFrom(text)
		if got != want {
			t.Errorf("IDFrom(%q) = %q, want %q", text, got, want)
		}
		if mistakes := (Draft{"id": got}).Check(); len(mistakes) > 0 {
			t.Errorf("IDFrom(%q) is no id: %q", text, got)
		}
	}
}
