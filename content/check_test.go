package content

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"golang.org/x/text/unicode/norm"

	"loa"
)

const validCampaign = `id: thu
name: Đợt thử
theme: Chủ đề
event: 1954-05-07
basis:
  - {number: 1-KH, date: 2024-01-02, issuer: Đảng ủy, title: Kế hoạch}
period: {from: 01-01, until: 12-31}
peak: {from: 03-01, until: 05-31}
cadence:
  peak: {at: "06:30", per_day: 2}
  outside: {at: "07:00", per_week: 1}
quiet_hours: {from: "21:00", until: "05:30"}
lateness: 3h
strands:
  - {id: M1, name: Mạch một}
  - {id: M2, name: Mạch hai, approvals: 2}
kinds:
  - {id: cell, name: Chi bộ}
  - {id: household, name: Tổ, strands: [M1]}
units:
  - {id: cell-1, parent: ward, name: Chi bộ 1, kind: cell, from: 2024-01-01, until: 2024-12-31}
  - {id: ward, name: Phường, kind: committee, zone: Asia/Ho_Chi_Minh}
tasks:
  - {unit: ward, text: Chủ trì}
recipients:
  - {name: Thành ủy, medium: electronic, note: để b/c}
`

const validPost = `---
id: mo-man
title: Mở màn, {{years}} năm trước
date: 03-13
at: "06:45"
strand: M1
source: [H01]
grade: A
facts: [F025]
groups: [cell]
media: images/anh.png
not_after: "09:00"
---
Cách đây {{years}} năm, **quân ta** nổ súng.
`

const validQuiz = `id: tuan-1
title: Tuần một
questions:
  - id: Q01
    text: Năm nào?
    options: ["1953", "1954"]
    answer: "1954"
    explanation: Năm 1954.
    strand: M1
    source: [H01]
    grade: A
`

// validFolder is a small campaign in which everything is right.
func validFolder() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"campaign.yaml":    file(validCampaign),
		"sources.yaml":     file("sources:\n  - {id: H01, name: Báo, ref: https://bao.vn/1}\n"),
		"posts/mo-man.md":  file(validPost),
		"quizzes/one.yaml": file(validQuiz),
		"activities.yaml":  file("activities:\n  - {id: \"3.1\", name: Hội thi, lead: [ward], coordinators: [cell-1], from: 03-01, until: 05-31, counts: [người], evidence: [ảnh]}\n"),
		"outline.md":       file("# Đề cương\n\n## Phần một\n\nNội dung.\n"),
		"images/anh.png":   {Data: picture(40, 30)},
		"README.md":        file("không đọc"),
	}
}

func picture(width, height int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

func show(t testing.TB, mistakes []Mistake) string {
	c := catalog(t)
	var b strings.Builder
	for _, m := range mistakes {
		fmt.Fprintln(&b, c.Mistake(loa.English, m))
	}
	return b.String()
}

func TestValidFolder(t *testing.T) {
	t.Parallel()
	c, mistakes := Read(validFolder())
	if len(mistakes) > 0 || c == nil {
		t.Fatalf("a valid folder has mistakes:\n%s", show(t, mistakes))
	}
	if c.Units[0].ID != "ward" || c.Units[1].ID != "cell-1" {
		t.Errorf("parents do not stand before children: %v", c.Units)
	}
	p := c.Posts[0]
	if p.At != 6*60+45 || !p.HasAt || p.When.Day.String() != "03-13" || p.NotAfter == nil || !p.NotAfter.ByClock ||
		p.Sources[0].Name != "Báo" || p.Media.Kind != loa.Photo || p.Media.Name != "anh.png" || p.MediaPath != "images/anh.png" ||
		p.Text[1].Style != loa.Bold || p.Text[1].Text != "quân ta" || len(p.Media.Digest) != 64 {
		t.Errorf("the post was read as %+v", p)
	}
	if q := c.Questions[0]; q.Answer != 1 || len(q.Options) != 2 || q.Strand != "M1" {
		t.Errorf("the question was read as %+v", q)
	}
	if a := c.Activities[0]; a.ID != "3.1" || a.Leads[0] != "ward" || a.From.String() != "03-01" {
		t.Errorf("the activity was read as %+v", a)
	}
	if len(c.Outline) != 1 || c.Outline[0].Title != "Phần một" {
		t.Errorf("the outline was read as %+v", c.Outline)
	}
	if c.Strands[1].Approvals != 2 || c.InPeak.PerDay != 2 || c.OutOfPeak.PerWeek != 1 || c.Late.For.Hours() != 3 {
		t.Errorf("the campaign was read as %+v", c)
	}
}

// validHours are the lines of the valid post that its hours stand in.
const validHours = `at: "06:45"
strand: M1
source: [H01]
grade: A
facts: [F025]
groups: [cell]
media: images/anh.png
not_after: "09:00"`

// edit replaces text in a file of the valid folder.
type edit struct{ file, old, new string }

// TestMistakes provokes every kind of mistake in an otherwise valid folder, and
// sees to it that no kind in the catalog is left out.
func TestMistakes(t *testing.T) {
	t.Parallel()
	const c, p, q, a, o = "campaign.yaml", "posts/mo-man.md", "quizzes/one.yaml", "activities.yaml", "outline.md"
	long := strings.Repeat("dài ", 2000)
	tests := []struct {
		kind  string
		where string // file:line
		edit  edit   // an empty old replaces the whole file; an empty new as well removes it
	}{
		{"no_campaign", c, edit{file: c}},
		{"no_outline", o, edit{file: o}},
		{"no_posts", "posts", edit{file: p}},
		{"file_large", c, edit{c, "", strings.Repeat("a: [\n", 10<<20/5)}},
		{"not_utf8", c + ":3", edit{c, "theme: ", "theme: \xff"}},
		{"stray_file", "posts/x.yaml", edit{"posts/x.yaml", "", "a"}},
		{"stray_file", "quizzes/x.yml", edit{"quizzes/x.yml", "", "a"}},
		{"yaml_syntax", c + ":4", edit{c, "event: ", "event: ["}},
		{"yaml_tab", c + ":6", edit{c, "  - {number", "\t- {number"}},
		{"yaml_empty", a + ":1", edit{a, "", "# chưa có"}},
		{"yaml_documents", c + ":2", edit{c, "name: Đợt", "---\nname: Đợt"}},
		{"yaml_alias", c + ":3", edit{c, "theme: Chủ đề", "theme: *x"}},
		{"type_object", c + ":7", edit{c, "{from: 01-01, until: 12-31}", "cả năm"}},
		{"type_key", c + ":3", edit{c, "theme:", "[a]: b\ntheme:"}},
		{"type_text", c + ":3", edit{c, "theme: Chủ đề", "theme: [Chủ đề]"}},
		{"type_list", p + ":7", edit{p, "source: [H01]", "source: H01"}},
		{"type_number", c + ":10", edit{c, "per_day: 2", "per_day: hai"}},
		{"type_truth", p + ":3", edit{p, "title:", "loud: có\ntitle:"}},
		{"unknown_key", c + ":2", edit{c, "name: Đợt", "tên: Đợt"}},
		{"unknown_key", p + ":3", edit{p, "title:", "tilte:"}},
		{"unknown_key", q + ":6", edit{q, "options", "option"}},
		{"duplicate_key", c + ":3", edit{c, "theme:", "name: hai\ntheme:"}},
		{"missing", c + ":1", edit{c, "id: thu\n", ""}},
		{"missing", c + ":2", edit{c, "name: Đợt thử", "name:"}},
		{"missing", c + ":1", edit{c, "event: 1954-05-07\n", ""}},
		{"missing", c + ":1", edit{c, "lateness: 3h\n", ""}},
		{"missing", p + ":2", edit{p, "strand: M1\n", ""}},
		{"missing", p + ":2", edit{p, "title: Mở màn, {{years}} năm trước\n", ""}},
		{"empty_item", p + ":10", edit{p, "[cell]", "[cell, ~]"}},
		{"negative", c + ":10", edit{c, "per_day: 2", "per_day: -2"}},
		{"bad_id", c + ":1", edit{c, "id: thu", "id: Thử"}},
		{"bad_id", p + ":2", edit{p, "id: mo-man", "id: mo_man"}},
		{"bad_code", q + ":4", edit{q, "id: Q01", "id: Câu 1"}},
		{"long_id", c + ":21", edit{c, "id: cell-1", "id: " + strings.Repeat("a", 25)}},
		{"long_id", p + ":2", edit{p, "id: mo-man", "id: " + strings.Repeat("a", 41)}},
		{"duplicate_id", c + ":16", edit{c, "id: M2", "id: M1"}},
		{"duplicate_id", c + ":22", edit{c, "id: ward, name", "id: cell-1, name"}},
		{"duplicate_id", "posts/x.md:2", edit{"posts/x.md", "", validPost}},
		{"duplicate_id", "quizzes/two.yaml:1", edit{"quizzes/two.yaml", "", validQuiz}},
		{"duplicate_id", "quizzes/two.yaml:4", edit{"quizzes/two.yaml", "", validQuiz}},
		{"unknown_strand", p + ":6", edit{p, "strand: M1", "strand: M9"}},
		{"unknown_strand", c + ":19", edit{c, "[M1]", "[M1, M7]"}},
		{"unknown_strand", q + ":9", edit{q, "strand: M1", "strand: M9"}},
		{"unknown_kind", p + ":10", edit{p, "[cell]", "[cells]"}},
		{"unknown_unit", c + ":24", edit{c, "unit: ward", "unit: wrd"}},
		{"unknown_unit", a + ":2", edit{a, "lead: [ward]", "lead: [wrd]"}},
		{"unknown_source", p + ":7", edit{p, "[H01]", "[H99]"}},
		{"unknown_question", p + ":3", edit{p, "title:", "question: khong-co\ntitle:"}},
		{"unknown_parent", c + ":21", edit{c, "parent: ward", "parent: wrd"}},
		{"unit_cycle", c + ":22", edit{c, "{id: ward,", "{id: ward, parent: cell-1,"}},
		{"unknown_grade", p + ":8", edit{p, "grade: A", "grade: Z"}},
		{"bad_medium", c + ":26", edit{c, "electronic", "fax"}},
		{"bad_date", c + ":4", edit{c, "1954-05-07", "1954-02-30"}},
		{"bad_date", c + ":6", edit{c, "2024-01-02", "02/01/2024"}},
		{"bad_day", p + ":4", edit{p, "03-13", "02-30"}},
		{"bad_day", p + ":4", edit{p, "03-13", "13/3"}},
		{"bad_clock", p + ":5", edit{p, "06:45", "6:45"}},
		{"bad_clock", p + ":5", edit{p, "06:45", "24:00"}},
		{"bad_lateness", c + ":13", edit{c, "3h", "ba giờ"}},
		{"bad_lateness", c + ":13", edit{c, "3h", "-3h"}},
		{"bad_zone", c + ":22", edit{c, "Asia/Ho_Chi_Minh", "Asia/Saigon2"}},
		{"bad_offset", p + ":4", edit{p, "date: 03-13", "offset: năm"}},
		{"bad_cron", p + ":4", edit{p, "date: 03-13", `every: "7 giờ"`}},
		{"bad_cron", p + ":4", edit{p, "date: 03-13", `every: "@every 1h"`}},
		{"cron_never", p + ":4", edit{p, "date: 03-13", `every: "30 7 30 2 *"`}},
		{"cron_often", p + ":4", edit{p, "date: 03-13", `every: "*/5 7 * * *"`}},
		{"mixed_span", c + ":7", edit{c, "until: 12-31}", "until: 2024-12-31}"}},
		{"until_before_from", c + ":7", edit{c, "from: 01-01, until: 12-31", "from: 2024-12-31, until: 2024-01-01"}},
		{"until_before_from", c + ":21", edit{c, "until: 2024-12-31", "until: 2023-12-31"}},
		{"until_before_from", a + ":2", edit{a, "from: 03-01, until: 05-31", "from: 2024-03-02, until: 2024-03-01"}},
		{"peak_outside", c + ":8", edit{c, "until: 12-31", "until: 04-30"}},
		{"quiet_empty", c + ":12", edit{c, `"05:30"`, `"21:00"`}},
		{"day_outside", p + ":4", edit{c, "from: 01-01", "from: 04-01"}},
		{"late_before_due", p + ":12", edit{p, "06:45", "10:45"}},
		{"late_before_due", c + ":9", edit{c, "3h", `"06:45"`}},
		{"quiet_too_late", p + ":12", edit{p, validHours, strings.NewReplacer("06:45", "21:30", `"09:00"`, "3h").Replace(validHours)}},
		{"quiet_time", p + ":12", edit{p, "06:45", "05:00"}},
		{"quiet_time", c + ":9", edit{c, `at: "07:00"`, `at: "05:00"`}},
		{"front_missing", p + ":1", edit{p, "", "Không có gì."}},
		{"front_open", p + ":1", edit{p, "\"09:00\"\n---", "\"09:00\"\n--"}},
		{"when", p + ":2", edit{p, "date: 03-13\n", ""}},
		{"when", p + ":2", edit{p, "date: 03-13\n", "date: 03-13\noffset: 1\n"}},
		{"at_with_every", p + ":5", edit{p, "date: 03-13", `every: "30 7 * * 1"`}},
		{"no_grade", p + ":2", edit{p, "grade: A\n", ""}},
		{"low_grade", p + ":8", edit{p, "grade: A", "grade: C"}},
		{"low_grade", q + ":11", edit{q, "grade: A", "grade: KT"}},
		{"unattributed", p + ":14", edit{p, "grade: A", "grade: C"}},
		{"figure", p + ":14", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Quân, not: [{text: nổ súng}]}\n"}},
		{"figure_asked", q + ":5", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Năm, not_asked: [{text: năm nào}]}\n"}},
		{"figure_empty", "figures.yaml:2", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Năm}\n"}},
		{"figure_quiz", "figures.yaml:2", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Năm, safe: [một], quiz: có}\n"}},
		{"unknown_source", "figures.yaml:2", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Năm, safe: [một], source: [H99]}\n"}},
		{"duplicate_id", "figures.yaml:3", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Năm, safe: [một]}\n  - {id: a, name: Năm, safe: [một]}\n"}},
		{"missing", "figures.yaml:2", edit{"figures.yaml", "", "figures:\n  - {id: a, name: Năm, not: [{near: [một]}]}\n"}},
		{"missing", c + ":28", edit{c, "note: để b/c}\n", "note: để b/c}\nread_as:\n  - {written: A}\n"}},
		{"zalo_long", p + ":13", edit{p, "media: images/anh.png\nnot_after: \"09:00\"\n---\nCách đây", "not_after: \"09:00\"\n---\n" + strings.Repeat("dài ", 550)}},
		{"no_source", p + ":2", edit{p, "source: [H01]\n", ""}},
		{"strand_nowhere", p + ":6", edit{p, "strand: M1\nsource: [H01]\ngrade: A\nfacts: [F025]\ngroups: [cell]",
			"strand: M2\nsource: [H01]\ngrade: A\nfacts: [F025]\ngroups: [household]"}},
		{"kind_without_strand", p + ":10", edit{p, "strand: M1\nsource: [H01]\ngrade: A\nfacts: [F025]\ngroups: [cell]",
			"strand: M2\nsource: [H01]\ngrade: A\nfacts: [F025]\ngroups: [cell, household]"}},
		{"text_missing", p + ":14", edit{p, "Cách đây {{years}} năm, **quân ta** nổ súng.\n", ""}},
		{"text_long", p + ":13", edit{p, "media: images/anh.png\nnot_after: \"09:00\"\n---\nCách đây", "not_after: \"09:00\"\n---\n" + long}},
		{"caption_long", p + ":14", edit{p, "Cách đây", long}},
		{"placeholder", p + ":16", edit{p, "Cách đây {{years}}", "Một.\n\nCách đây {{năm}}"}},
		{"placeholder", p + ":14", edit{p, "đây {{years}}", "đây {{years"}},
		{"placeholder", p + ":3", edit{p, "Mở màn", "Mở màn {{nam}}"}},
		{"placeholder", q + ":5", edit{q, "Năm nào?", "Năm {{x}}?"}},
		{"markdown_left", p + ":14", edit{p, "**quân ta**", "**quân ta"}},
		{"markdown_left", p + ":16", edit{p, "Cách đây", "Một.\n\n[báo](https://bao .vn) Cách đây"}},
		{"markdown_star", p + ":14", edit{p, "Cách đây", "Phép tính 5*3*2."}},
		{"markdown_link", p + ":14", edit{p, "Cách đây", "[báo](bao.vn)"}},
		{"markdown_image", p + ":14", edit{p, "Cách đây", "![ảnh](anh.png)"}},
		{"media_path", p + ":11", edit{p, "images/anh.png", "../anh.png"}},
		{"media_path", p + ":11", edit{p, "images/anh.png", "/etc/anh.png"}},
		{"media_path", p + ":11", edit{p, "images/anh.png", `images\anh.png`}},
		{"media_missing", p + ":11", edit{p, "images/anh.png", "images/khac.png"}},
		{"media_type", p + ":11", edit{p, "images/anh.png", "images/anh.exe"}},
		{"file_unreadable", "images/thu-muc.png", edit{p, "images/anh.png", "images/thu-muc.png"}},
		{"media_empty", p + ":11", edit{p, "images/anh.png", "images/rong.png"}},
		{"media_content", p + ":11", edit{p, "images/anh.png", "images/gia.jpg"}},
		{"photo_large", "images/to.png", edit{p, "images/anh.png", "images/to.png"}},
		{"document_large", "to.pdf", edit{p, "images/anh.png", "to.pdf"}},
		{"photo_broken", p + ":11", edit{p, "images/anh.png", "images/hong.png"}},
		{"photo_sides", p + ":11", edit{p, "images/anh.png", "images/dai.png"}},
		{"options", q + ":6", edit{q, `["1953", "1954"]`, `["1954"]`}},
		{"options", q + ":6", edit{q, `["1953", "1954"]`, `[1,2,3,4,5,6,7,8,9,10,"1954"]`}},
		{"option_twice", q + ":6", edit{q, `["1953", "1954"]`, `["1954", "1954"]`}},
		{"answer", q + ":7", edit{q, `answer: "1954"`, `answer: "1955"`}},
		{"long", q + ":5", edit{q, "Năm nào?", long}},
		{"long", q + ":8", edit{q, "Năm 1954.", long}},
		{"long", q + ":6", edit{q, `"1953"`, `"` + long + `"`}},
		{"explanation_lines", q + ":8", edit{q, "Năm 1954.", `"một\nhai\nba\nbốn"`}},
		{"outline_empty", o + ":1", edit{o, "", "# Đề cương\n"}},
		{"section_untitled", o + ":3", edit{o, "## Phần một", "## "}},
		{"section_untitled", o + ":1", edit{o, "# Đề cương", "Lời dẫn"}},
		{"section_empty", o + ":3", edit{o, "Nội dung.", ""}},
	}
	seen := map[string]bool{}
	for _, tt := range tests {
		seen[tt.kind] = true
		t.Run(tt.kind+" "+tt.where, func(t *testing.T) {
			t.Parallel()
			files := validFolder()
			files["images/thu-muc.png/x"] = &fstest.MapFile{}
			files["images/rong.png"] = &fstest.MapFile{}
			files["images/gia.jpg"] = &fstest.MapFile{Data: picture(1, 1)}
			files["images/hong.png"] = &fstest.MapFile{Data: picture(1, 1)[:20]}
			files["images/dai.png"] = &fstest.MapFile{Data: picture(201, 10)}
			files["images/to.png"] = &fstest.MapFile{Data: make([]byte, 10<<20+1)}
			files["to.pdf"] = &fstest.MapFile{Data: make([]byte, 50<<20+1)}
			apply(t, files, tt.edit)
			campaign, mistakes := Read(files)
			at := slices.IndexFunc(mistakes, func(m Mistake) bool {
				where := m.File
				if m.Line > 0 {
					where = fmt.Sprintf("%s:%d", m.File, m.Line)
				}
				return m.Key == "check."+tt.kind && where == tt.where
			})
			if at < 0 {
				t.Fatalf("want %s at %s, got:\n%s", tt.kind, tt.where, show(t, mistakes))
			}
			usable := !slices.ContainsFunc(mistakes, func(m Mistake) bool { return !m.Warning })
			if (campaign != nil) != usable {
				t.Errorf("campaign %v with mistakes:\n%s", campaign != nil, show(t, mistakes))
			}
		})
	}
	for _, tt := range tableMistakes {
		seen[tt.kind] = true
	}
	for key := range messages(t, loa.English) {
		kind, ok := strings.CutSuffix(strings.TrimPrefix(key, "check."), ".what")
		if ok && !seen[kind] {
			t.Errorf("no test provokes %q", kind)
		}
	}
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		texts := messages(t, lang)
		for kind := range seen {
			if texts["check."+kind+".what"] == nil || texts["check."+kind+".mend"] == nil {
				t.Errorf("the catalog of %s does not say what %q is and how to mend it", lang, kind)
			}
		}
	}
}

// TestDayOutside asks for days that the period never has.
func TestDayOutside(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		period, when string
		outside      bool
	}{
		{"from: 03-01, until: 05-31", "offset: -55", false},
		{"from: 03-01, until: 05-31", "offset: 25", true},
		{"from: 03-01, until: 05-31", "offset: -70", true},
		{"from: 03-01, until: 05-31", "date: 2024-03-01", false},
		{"from: 03-01, until: 05-31", "date: 2024-06-01", true},
		{"from: 11-01, until: 02-28", "date: 01-15", false},
		{"from: 11-01, until: 02-28", "date: 03-15", true},
		{"from: 2024-03-01, until: 2024-05-31", "date: 03-13", false},
		{"from: 2024-03-01, until: 2024-05-31", "date: 06-13", true},
		{"from: 2024-03-01, until: 2024-05-31", "date: 2023-03-13", true},
		{"from: 2024-03-01, until: 2024-05-31", `every: "30 7 * * 1"`, false},
		{"from: 2024-03-01, until: 2024-05-31", `every: "30 7 1 9 *"`, true},
		{"from: 03-01, until: 05-31", `every: "30 7 29 2 *"`, true},
	} {
		files := validFolder()
		apply(t, files, edit{"campaign.yaml", "from: 01-01, until: 12-31", tt.period})
		apply(t, files, edit{"campaign.yaml", "peak: {from: 03-01, until: 05-31}\n", ""})
		post := strings.NewReplacer("date: 03-13", tt.when, "at: \"06:45\"\n", "").Replace(validPost)
		files["posts/mo-man.md"] = &fstest.MapFile{Data: []byte(post)}
		_, mistakes := Read(files)
		got := slices.ContainsFunc(mistakes, func(m Mistake) bool { return m.Key == "check.day_outside" && m.Line == 4 })
		if got != tt.outside || !got && len(mistakes) > 0 {
			t.Errorf("%s in {%s}: outside %v, want %v; mistakes:\n%s", tt.when, tt.period, got, tt.outside, show(t, mistakes))
		}
	}
}

func apply(t *testing.T, files fstest.MapFS, e edit) {
	t.Helper()
	if e.old == "" {
		if e.new == "" {
			delete(files, e.file)
		} else {
			files[e.file] = &fstest.MapFile{Data: []byte(e.new)}
		}
		return
	}
	before := string(files[e.file].Data)
	after := strings.Replace(before, e.old, e.new, 1)
	if before == after {
		t.Fatalf("%s does not hold %q", e.file, e.old)
	}
	files[e.file] = &fstest.MapFile{Data: []byte(after)}
}

// TestTolerated reads what Windows and Apple machines make of the same folder.
func TestTolerated(t *testing.T) {
	t.Parallel()
	want, _ := Read(validFolder())
	for name, change := range map[string]func(string) string{
		"CRLF": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"BOM":  func(s string) string { return "\ufeff" + s },
		"NFD":  func(s string) string { return norm.NFD.String(s) },
	} {
		files := validFolder()
		for path, f := range files {
			if !strings.HasSuffix(path, ".png") {
				f.Data = []byte(change(string(f.Data)))
			}
		}
		got, mistakes := Read(files)
		if got == nil || len(mistakes) > 0 {
			t.Errorf("%s: mistakes:\n%s", name, show(t, mistakes))
			continue
		}
		if got.Digest != want.Digest || got.Posts[0].Digest != want.Posts[0].Digest {
			t.Errorf("%s: the digest is another", name)
		}
		if got.Posts[0].Text.String() != want.Posts[0].Text.String() || got.Posts[0].Title != want.Posts[0].Title {
			t.Errorf("%s: the post is another: %q", name, got.Posts[0].Text)
		}
	}
}

// TestDigest sees to it that an approval covers all that is sent.
func TestDigest(t *testing.T) {
	t.Parallel()
	want, _ := Read(validFolder())
	for name, tt := range map[string]struct {
		path string
		data []byte
		post bool // the post's digest changes too
	}{
		"text":    {"posts/mo-man.md", []byte(strings.Replace(validPost, "nổ súng", "Nổ súng", 1)), true},
		"picture": {"images/anh.png", picture(41, 30), true},
		"outline": {"outline.md", []byte("## Phần hai\n\nNội dung.\n"), false},
	} {
		files := validFolder()
		files[tt.path] = &fstest.MapFile{Data: tt.data}
		got, mistakes := Read(files)
		if got == nil {
			t.Fatalf("%s: mistakes:\n%s", name, show(t, mistakes))
		}
		if got.Digest == want.Digest {
			t.Errorf("%s: the campaign's digest is the same", name)
		}
		if (got.Posts[0].Digest != want.Posts[0].Digest) != tt.post {
			t.Errorf("%s: the post's digest changes: %v, want %v", name, !tt.post, tt.post)
		}
	}
	again, _ := Read(validFolder())
	if again.Digest != want.Digest {
		t.Error("the same folder has two digests")
	}
}

// TestUngraded sees to it that a post of which nobody said how far it can be
// trusted does not go out by itself.
func TestUngraded(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2024, 3, 1, 0, 0, 0, 0, zone)
	for _, tt := range []struct {
		line string
		want loa.Skip
	}{
		{"", loa.SkipNone},
		{"grade: A\n", loa.SkipGrade},
		{"source: [H01]\n", loa.SkipGrade},
	} {
		files := validFolder()
		if tt.line != "" {
			apply(t, files, edit{"posts/mo-man.md", tt.line, ""})
		}
		c, mistakes := Read(files)
		if c == nil {
			t.Fatalf("mistakes:\n%s", show(t, mistakes))
		}
		all := c.Occurrences(c.Kinds[0], zone, from, from.AddDate(0, 1, 0))
		if len(all) != 1 || all[0].Skip != tt.want {
			t.Errorf("without %q: %+v, want one with skip %q", tt.line, all, tt.want)
		}
	}
}
