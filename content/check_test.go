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
  - {id: M2, name: Mạch hai, meaning: Lời của kế hoạch, approvals: 2}
kinds:
  - {id: cell, name: Chi bộ}
  - {id: household, name: Tổ, strands: [M1]}
units:
  - {id: cell-1, parent: ward, name: Chi bộ 1, kind: cell, from: 2024-01-01, until: 2024-12-31}
  - {id: ward, name: Phường, kind: committee, zone: Asia/Ho_Chi_Minh}
tasks:
  - {unit: ward, text: Chủ trì, activities: ["3.1"], elements: [E35]}
recipients:
  - {name: Thành ủy, medium: electronic, note: để b/c}
report:
  - id: II
    title: Kết quả
    items:
      - {id: II.1, title: Tuyên truyền, figures: [số bài]}
      - {id: II.2, title: Đánh giá, written: true}
`

const validActivities = `activities:
  - id: "3.1"
    name: Hội thi
    lead: [ward]
    open: true
    dates: to be set
    reminders: [-7, friday]
    elements: [E15]
  - id: 3.1a
    parent: "3.1"
    name: Chấm thi
    lead: [ward]
    coordinators: [cell-1]
    from: 03-01
    until: 05-31
    counts:
      - {id: bai, name: Số bài, unit: bài, per: week}
      - {id: giai, name: Số giải, unit: giải}
    evidence: [ảnh]
    reminders: [-1]
`

const validMeetings = `meetings:
  - id: thang-4
    name: Chuyên đề
    kind: thematic
    unit_kinds: [cell]
    groups: [cell]
    month: 4
    agenda: [Điểm danh, Thảo luận]
    outline: [M1, Phần hai]
    elements: [E30]
  - id: hop-213
    name: Họp 213
    kind: 213
    enabled: false
    headcount: true
    unit_kinds: [cell]
    from: 07-01
    until: 12-31
    agenda: [Thông tin tình hình]
    reminders: [-3, 0]
`

const validOutline = `# Đề cương

## Phần một

<!-- strand: M1, M2 -->

Nội dung.

## Phần hai

Nội dung.
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

const validContest = `id: thang-tu
title: Cuộc thi tháng Tư
rules: Mỗi người một lượt.
draw: 1
minutes: 10
attempts: 2
practice: true
show_answers: at_once
pool: {sets: [tuan-1], strands: [M1]}
eligible: {units: [ward], kinds: [official]}
prediction: {text: "Bao nhiêu người dự thi?", actual: participants}
tie_break: [score, prediction]
rounds:
  - {id: vong-1, title: Vòng 1, open: "04-01 07:00", close: "04-07 21:00"}
  - {id: vong-2, title: Vòng 2, open: "2024-05-01 07:00", close: "2024-05-01 09:00"}
`

// validFolder is a small campaign in which everything is right.
func validFolder() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"campaign.yaml":    file(validCampaign),
		"sources.yaml":     file("sources:\n  - {id: H01, name: Báo, ref: https://bao.vn/1}\n"),
		"posts/mo-man.md":  file(validPost),
		"quizzes/one.yaml": file(validQuiz),
		"activities.yaml":  file(validActivities),
		"meetings.yaml":    file(validMeetings),
		"outline.md":       file(validOutline),
		"images/anh.png":   {Data: picture(40, 30)},
		"README.md":        file("không đọc"),
	}
}

// withContest adds a contest to the valid folder. It is not in it from the start because
// tests try periods in which it would not lie.
func withContest() fstest.MapFS {
	files := validFolder()
	files["contests/a.yaml"] = &fstest.MapFile{Data: []byte(validContest)}
	return files
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
	c, mistakes := Read(withContest())
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
	if q := c.Questions[0]; q.Answer != 1 || len(q.Options) != 2 || q.Strand != "M1" || q.Set != "tuan-1" {
		t.Errorf("the question was read as %+v", q)
	}
	if s, ok := c.Set("tuan-1"); !ok || s.Title != "Tuần một" || s.Path != "quizzes/one.yaml" || !s.Window().IsZero() {
		t.Errorf("the set was read as %+v", s)
	}
	k, ok := c.Contest("thang-tu")
	if !ok || k.Draw != 1 || k.Minutes != 10 || k.Attempts != 2 || !k.Practice || k.Show != loa.ShowAtOnce || k.Actual != loa.ActualParticipants ||
		len(k.Order) != 2 || k.Order[1] != loa.ByPrediction || len(k.Kinds) != 1 || k.Units[0] != "ward" || len(k.Rounds) != 2 ||
		k.Rounds[0].Close.At != 21*60 || !k.Rounds[0].Open.Day.Yearly() || len(c.Pool(k)) != 1 {
		t.Errorf("the contest was read as %+v", k)
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
	const c, p, q, a, o, m, k = "campaign.yaml", "posts/mo-man.md", "quizzes/one.yaml", "activities.yaml", "outline.md", "meetings.yaml", "contests/a.yaml"
	long := strings.Repeat("dài ", 2000)
	tests := []struct {
		kind  string
		where string // file:line
		edit  edit   // an empty old replaces the whole file; an empty new as well removes it
	}{
		{"no_campaign", c, edit{file: c}},
		{"no_outline", o, edit{file: o}},
		{"missing", k + ":1", edit{k, "draw: 1\n", ""}},
		{"missing", k + ":13", edit{k, `
  - {id: vong-1, title: Vòng 1, open: "04-01 07:00", close: "04-07 21:00"}
  - {id: vong-2, title: Vòng 2, open: "2024-05-01 07:00", close: "2024-05-01 09:00"}`, " []"}},
		{"unknown_key", k + ":2", edit{k, "title: Cuộc", "tên: x\ntitle: Cuộc"}},
		{"unknown_set", k + ":9", edit{k, "[tuan-1]", "[tuan-1, tuan-9]"}},
		{"unknown_strand", k + ":9", edit{k, "[M1]", "[M1, M7]"}},
		{"unknown_unit", k + ":10", edit{k, "[ward]", "[ward, xa]"}},
		{"contest_number", k + ":4", edit{k, "draw: 1", "draw: 0"}},
		{"contest_number", k + ":5", edit{k, "minutes: 10", "minutes: mười"}},
		{"contest_number", k + ":6", edit{k, "attempts: 2", "attempts: 11"}},
		{"contest_choice", k + ":8", edit{k, "at_once", "later"}},
		{"contest_choice", k + ":10", edit{k, "[official]", "[full]"}},
		{"contest_choice", k + ":11", edit{k, "actual: participants", "actual: people"}},
		{"contest_choice", k + ":12", edit{k, "[score, prediction]", "[score, luck]"}},
		{"contest_pool", k + ":9", edit{k, "draw: 1", "draw: 2"}},
		{"contest_pool", k + ":9", edit{q, "grade: A", "grade: B"}},
		{"contest_remind", k + ":4", edit{k, "draw:", "remind: 1d\ndraw:"}},
		{"contest_remind", k + ":4", edit{k, "draw:", "remind: 30m\ndraw:"}},
		{"contest_remind_silent", k + ":4", edit{k, "draw:", "remind: 24h\nannounce: false\ndraw:"}},
		{"type_truth", k + ":4", edit{k, "draw:", "announce: không\ndraw:"}},
		{"contest_known", k + ":8", edit{k, "practice: true\n", ""}},
		{"contest_score_first", k + ":12", edit{k, "[score, prediction]", "[time, score]"}},
		{"contest_no_prediction", k + ":11", edit{k, "prediction: {text: \"Bao nhiêu người dự thi?\", actual: participants}\n", ""}},
		{"contest_moment", k + ":14", edit{k, `"04-01 07:00"`, `"04-01"`}},
		{"contest_moment", k + ":14", edit{k, `"04-07 21:00"`, `"04-31 21:00"`}},
		{"contest_ends_before", k + ":15", edit{k, `"2024-05-01 09:00"`, `"2024-05-01 07:00"`}},
		{"day_outside", k + ":15", edit{c, "period: {from: 01-01, until: 12-31}", "period: {from: 01-01, until: 04-30}"}},
		{"duplicate_id", k + ":15", edit{k, "id: vong-2", "id: vong-1"}},
		{"long", k + ":3", edit{k, "Mỗi người một lượt.", long}},
		{"no_posts", "posts", edit{file: p}},
		{"file_large", c, edit{c, "", strings.Repeat("a: [\n", 10<<20/5)}},
		{"not_utf8", c + ":3", edit{c, "theme: ", "theme: \xff"}},
		{"stray_file", "posts/x.yaml", edit{"posts/x.yaml", "", "a"}},
		{"stray_file", "meeting.yaml", edit{"meeting.yaml", "", "a"}},
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
		{"missing", q + ":1", edit{q, "questions:", "open: 03-01\nquestions:"}},
		{"missing", q + ":1", edit{q, "questions:", "close: 03-07\nquestions:"}},
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
		{"unknown_unit", a + ":4", edit{a, "lead: [ward]", "lead: [wrd]"}},
		{"unknown_unit", a + ":13", edit{a, "[cell-1]", "[cell-9]"}},
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
		{"until_before_from", a + ":15", edit{a, "from: 03-01\n    until: 05-31", "from: 2024-03-02\n    until: 2024-03-01"}},
		{"until_before_from", a + ":15", edit{a, "from: 03-01", "from: 06-01"}},
		{"until_before_from", m + ":18", edit{m, "from: 07-01\n    until: 12-31", "from: 07-01\n    until: 06-30"}},
		{"until_before_from", q + ":4", edit{q, "questions:", "open: 2024-03-08\nclose: 2024-03-01\nquestions:"}},
		{"until_before_from", q + ":4", edit{q, "questions:", "open: 03-08\nclose: 03-01\nquestions:"}},
		{"mixed_span", q + ":4", edit{q, "questions:", "open: 03-08\nclose: 2024-03-14\nquestions:"}},
		{"bad_day", q + ":3", edit{q, "questions:", "open: 8/3\nclose: 03-14\nquestions:"}},
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
		{"ask", q + ":2", edit{q, "title:", "ask: secret\ntitle:"}},
		{"options", q + ":6", edit{q, `["1953", "1954"]`, `["1954"]`}},
		{"options", q + ":6", edit{q, `["1953", "1954"]`, `[1,2,3,4,5,6,7,8,9,10,"1954"]`}},
		{"option_twice", q + ":6", edit{q, `["1953", "1954"]`, `["1954", "1954"]`}},
		{"answer", q + ":7", edit{q, `answer: "1954"`, `answer: "1955"`}},
		{"long", q + ":5", edit{q, "Năm nào?", long}},
		{"long", q + ":8", edit{q, "Năm 1954.", long}},
		{"long", q + ":6", edit{q, `"1953"`, `"` + long + `"`}},
		{"explanation_lines", q + ":8", edit{q, "Năm 1954.", `"một\nhai\nba\nbốn"`}},
		{"day_outside", a + ":14", edit{c, "from: 01-01", "from: 04-01"}},
		{"day_outside", a + ":15", edit{c, "until: 12-31", "until: 04-30"}},
		{"missing", a + ":17", edit{a, "name: Số bài, ", ""}},
		{"missing", a + ":18", edit{a, ", unit: giải", ""}},
		{"duplicate_id", a + ":18", edit{a, "id: giai", "id: bai"}},
		{"duplicate_id", a + ":9", edit{a, "id: 3.1a", `id: "3.1"`}},
		{"type_object", a + ":17", edit{a, "{id: bai, name: Số bài, unit: bài, per: week}", "Số bài"}},
		{"type_truth", a + ":5", edit{a, "open: true", "open: có"}},
		{"bad_per", a + ":17", edit{a, "per: week", "per: tuần"}},
		{"item_twice", a + ":13", edit{a, "[cell-1]", "[cell-1, cell-1]"}},
		{"item_twice", a + ":7", edit{a, "[-7, friday]", "[-7, -7]"}},
		{"item_twice", c + ":24", edit{c, "[E35]", "[E35, E35]"}},
		{"bad_code", a + ":8", edit{a, "[E15]", "[E 15]"}},
		{"unknown_activity", c + ":24", edit{c, `["3.1"]`, `["3.7"]`}},
		{"unknown_activity", c + ":24", edit{file: a}},
		{"activity_parent", a + ":10", edit{a, `parent: "3.1"`, `parent: "3.2"`}},
		{"activity_parent", a + ":3", edit{a, "name: Hội thi", "parent: 3.1a\n    name: Hội thi"}},
		{"activity_nobody", a + ":9", edit{a, "    lead: [ward]\n    coordinators: [cell-1]\n", ""}},
		{"coordinator_leads", a + ":13", edit{a, "[cell-1]", "[cell-1, ward]"}},
		{"no_dates", a + ":9", edit{a, "    from: 03-01\n    until: 05-31\n    counts:", "    counts:"}},
		{"bad_dates", a + ":6", edit{a, "dates: to be set", "dates: chưa có"}},
		{"dates_twice", a + ":15", edit{a, "    until: 05-31", "    dates: to be set"}},
		{"reminder_without_date", a + ":6", edit{a, "    dates: to be set\n", ""}},
		{"bad_reminder", a + ":7", edit{a, "friday", "thứ Sáu"}},
		{"bad_reminder", a + ":7", edit{a, "-7", "-61"}},
		{"unknown_data", c + ":31", edit{c, ", figures: [số bài]", ", figures: [số bài], data: likes"}},
		{"report_empty", c + ":31", edit{c, ", figures: [số bài]", ""}},
		{"missing", c + ":30", edit{c, "      - {id: II.1, title: Tuyên truyền, figures: [số bài]}\n      - {id: II.2, title: Đánh giá, written: true}\n", ""}},
		{"duplicate_id", c + ":32", edit{c, "id: II.2", "id: II.1"}},
		{"duplicate_id", c + ":31", edit{c, "id: II.1", "id: II"}},
		{"unknown_key", c + ":31", edit{c, "figures", "numbers"}},
		{"bad_meeting_kind", m + ":4", edit{m, "thematic", "chuyên đề"}},
		{"unknown_unit_kind", m + ":5", edit{m, "[cell]", "[cells]"}},
		{"unknown_kind", m + ":6", edit{m, "groups: [cell]", "groups: [cells]"}},
		{"unknown_section", m + ":9", edit{m, "Phần hai", "Phần ba"}},
		{"unknown_section", m + ":9", edit{o, "strand: M1, M2", "strand: M2"}},
		{"unknown_section", m + ":9", edit{file: o}},
		{"missing", m + ":8", edit{m, "[Điểm danh, Thảo luận]", "[]"}},
		{"missing", m + ":2", edit{m, "    unit_kinds: [cell]\n", ""}},
		{"meeting_window", m + ":2", edit{m, "    month: 4\n", ""}},
		{"meeting_window", m + ":2", edit{m, "month: 4", "month: 4\n    from: 04-01"}},
		{"meeting_window", m + ":11", edit{m, "    until: 12-31\n", ""}},
		{"bad_month", m + ":7", edit{m, "month: 4", "month: 13"}},
		{"bad_month", m + ":7", edit{m, "month: 4", "month: tư"}},
		{"month_outside", m + ":7", edit{c, "from: 01-01", "from: 05-01"}},
		{"day_outside", m + ":18", edit{c, "until: 12-31", "until: 06-30"}},
		{"bad_day", m + ":17", edit{m, "07-01", "02-30"}},
		{"bad_meeting_reminder", m + ":20", edit{m, "[-3, 0]", "[-3, 1]"}},
		{"bad_meeting_reminder", m + ":20", edit{m, "[-3, 0]", "[friday]"}},
		{"duplicate_id", m + ":11", edit{m, "id: hop-213", "id: thang-4"}},
		{"type_truth", m + ":14", edit{m, "enabled: false", "enabled: không"}},
		{"outline_mark", o + ":5", edit{o, "strand: M1, M2", "mạch: M1"}},
		{"outline_mark", o + ":11", edit{o, "## Phần hai\n", "## Phần hai\n\n<!-- place holder -->"}},
		{"unknown_strand", o + ":5", edit{o, "M1, M2", "M1, M9"}},
		{"outline_placeholder", o + ":9", edit{o, "## Phần hai\n", "## Phần hai\n\n<!-- placeholder -->\n"}},
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
			files := withContest()
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
	for _, tt := range askedTests {
		if tt.kind != "" {
			seen[tt.kind] = true
		}
	}
	seen["question_waits"] = true // TestQuestionWaits
	seen["table_vast"] = true     // TestXLSXMistakes
	for _, tt := range draftMistakes {
		seen[tt.kind] = true
	}
	for key := range messages(t, loa.English) {
		kind, ok := strings.CutSuffix(strings.TrimPrefix(key, "check."), ".what")
		if ok && !seen[kind] && !strings.HasPrefix(key, memberArea) && !strings.HasPrefix(key, bankArea) { // TestEveryMemberMistake, TestBankMistakes
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
		withoutPlan(t, files)
		_, mistakes := Read(files)
		got := slices.ContainsFunc(mistakes, func(m Mistake) bool { return m.Key == "check.day_outside" && m.Line == 4 })
		if got != tt.outside || !got && len(mistakes) > 0 {
			t.Errorf("%s in {%s}: outside %v, want %v; mistakes:\n%s", tt.when, tt.period, got, tt.outside, show(t, mistakes))
		}
	}
}

// withoutPlan takes out the activities and meetings, whose days are in the period too.
func withoutPlan(t *testing.T, files fstest.MapFS) {
	t.Helper()
	delete(files, "activities.yaml")
	delete(files, "meetings.yaml")
	apply(t, files, edit{"campaign.yaml", `activities: ["3.1"], `, ""})
}

// askedTests are about posts that ask questions, and about the days on which sets are open.
var askedTests = []struct {
	kind   string // empty: nothing is wrong
	where  string
	period string // of the campaign
	set    string // lines of the set
	when   string // of the post that asks Q01
	second string // front matter of a second post; empty: there is none
}{
	{"", "", "from: 01-01, until: 12-31", "", "date: 03-13", ""},
	{"", "", "from: 01-01, until: 12-31", "open: 03-13\nclose: 03-20\n", "date: 03-13", ""},
	{"", "", "from: 01-01, until: 12-31", "open: 03-06\nclose: 03-13\n", "offset: -55", ""},
	{"", "", "from: 01-01, until: 12-31", "open: 03-06\nclose: 03-13\n", `every: "30 7 * * 1"`, ""},
	{"", "", "from: 01-01, until: 12-31", "open: 2024-03-13\nclose: 2024-03-20\n", "date: 03-13", ""},
	{"", "", "from: 11-01, until: 02-28", "open: 12-28\nclose: 01-03\n", "date: 01-02", ""},
	{"", "", "from: 2023-11-01, until: 2024-02-28", "open: 12-28\nclose: 01-03\n", "date: 2024-01-02", ""},
	{"question_closed", "posts/mo-man.md:3", "from: 01-01, until: 12-31", "open: 03-14\nclose: 03-20\n", "date: 03-13", ""},
	{"question_closed", "posts/mo-man.md:3", "from: 01-01, until: 12-31", "open: 03-06\nclose: 03-12\n", "date: 2024-03-13", ""},
	{"question_closed", "posts/mo-man.md:3", "from: 01-01, until: 12-31", "open: 03-13\nclose: 03-20\n", "offset: -56", ""},
	{"question_closed", "posts/mo-man.md:3", "from: 11-01, until: 02-28", "open: 12-28\nclose: 01-03\n", "date: 01-04", ""},
	{"question_kept", "posts/mo-man.md:3", "from: 01-01, until: 12-31", "contest_only: true\n", "date: 03-13", ""},
	{"question_twice", "posts/x.md:3", "from: 01-01, until: 12-31", "", "date: 03-13", "id: hai\nquestion: Q01\n"},
	{"day_outside", "quizzes/one.yaml:3", "from: 03-01, until: 05-31", "open: 02-28\nclose: 03-14\n", "date: 03-13", ""},
	{"day_outside", "quizzes/one.yaml:4", "from: 2024-03-01, until: 2024-05-31", "open: 2024-05-01\nclose: 2024-06-01\n", "date: 05-07", ""},
	{"until_before_from", "quizzes/one.yaml:4", "from: 03-01, until: 05-31", "open: 03-14\nclose: 03-07\n", "date: 03-13", ""},
}

// TestQuestionsAsked sees to it that a question comes once, and while its set is open.
func TestQuestionsAsked(t *testing.T) {
	t.Parallel()
	for _, tt := range askedTests {
		files := validFolder()
		replace(files, "campaign.yaml", "from: 01-01, until: 12-31", tt.period)
		apply(t, files, edit{"campaign.yaml", "peak: {from: 03-01, until: 05-31}\n", ""})
		withoutPlan(t, files)
		replace(files, "quizzes/one.yaml", "questions:", tt.set+"questions:")
		apply(t, files, edit{"posts/mo-man.md", "title:", "question: Q01\ntitle:"})
		apply(t, files, edit{"posts/mo-man.md", "at: \"06:45\"\n", ""})
		if tt.second != "" {
			files["posts/x.md"] = files["posts/mo-man.md"]
			replace(files, "posts/x.md", "id: mo-man\nquestion: Q01\n", tt.second)
		}
		replace(files, "posts/mo-man.md", "date: 03-13", tt.when)
		_, mistakes := Read(files)
		var got, want []string
		for _, m := range mistakes {
			got = append(got, fmt.Sprintf("%s %s:%d", m.Key, m.File, m.Line))
		}
		if tt.kind != "" {
			want = []string{"check." + tt.kind + " " + tt.where}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, %q in {%s}: want %v, got:\n%s", tt.set, tt.when, tt.period, want, show(t, mistakes))
		}
	}
}

// waitTests are about posts that would go out by themselves, and what they ask.
var waitTests = []struct {
	post, quiz [2]string // what is replaced in the post and in the set; empty: nothing
	waits      bool
}{
	{waits: false},
	{quiz: [2]string{"grade: A", "grade: KH"}, waits: false},
	{quiz: [2]string{"grade: A", "grade: B"}, waits: true},
	{quiz: [2]string{"strand: M1", "strand: M2"}, waits: true}, // M2 asks for approvals
	{quiz: [2]string{"grade: A", "grade: C"}, waits: false},    // it is never asked
	{post: [2]string{"grade: A", "grade: KH"}, quiz: [2]string{"grade: A", "grade: B"}, waits: true},
	// These wait anyway.
	{post: [2]string{"grade: A", "grade: B"}, quiz: [2]string{"grade: A", "grade: B"}, waits: false},
	{post: [2]string{"grade: A", "grade: KT"}, quiz: [2]string{"grade: A", "grade: B"}, waits: false},
	{post: [2]string{"strand: M1", "strand: M2"}, quiz: [2]string{"strand: M1", "strand: M2"}, waits: false},
	{post: [2]string{"source: [H01]\n", ""}, quiz: [2]string{"grade: A", "grade: B"}, waits: false},
	{post: [2]string{"question: Q01\n", ""}, quiz: [2]string{"grade: A", "grade: B"}, waits: false},
}

// TestQuestionWaits sees to it that a question keeps no post waiting unnoticed.
func TestQuestionWaits(t *testing.T) {
	t.Parallel()
	for _, tt := range waitTests {
		files := validFolder()
		apply(t, files, edit{"posts/mo-man.md", "title:", "question: Q01\ntitle:"})
		for file, change := range map[string][2]string{"posts/mo-man.md": tt.post, "quizzes/one.yaml": tt.quiz} {
			if change[0] != "" {
				apply(t, files, edit{file, change[0], change[1]})
			}
		}
		campaign, mistakes := Read(files)
		if campaign == nil {
			t.Fatalf("%v, %v: mistakes:\n%s", tt.post, tt.quiz, show(t, mistakes))
		}
		got := slices.ContainsFunc(mistakes, func(m Mistake) bool {
			return m.Key == "check.question_waits" && m.File == "posts/mo-man.md" && m.Line == 3
		})
		if got != tt.waits {
			t.Errorf("%v, %v: noted %v, want %v:\n%s", tt.post, tt.quiz, got, tt.waits, show(t, mistakes))
		}
	}
}

// replace replaces text in a file, perhaps by the same.
func replace(files fstest.MapFS, file, old, text string) {
	files[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[file].Data), old, text, 1))}
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
	for name, change := range machines {
		got, mistakes := Read(asWritten(validFolder(), change))
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

// TestDigestOfQuestion: whoever approves of a post approves of its question, too.
func TestDigestOfQuestion(t *testing.T) {
	t.Parallel()
	digest := func(quiz string) string {
		files := validFolder()
		files["posts/mo-man.md"].Data = []byte(strings.Replace(validPost, "title:", "question: Q01\ntitle:", 1))
		files["quizzes/one.yaml"].Data = []byte(quiz)
		got, mistakes := Read(files)
		if got == nil {
			t.Fatalf("mistakes:\n%s", show(t, mistakes))
		}
		return got.Posts[0].Digest
	}
	want := digest(validQuiz)
	for _, change := range [][2]string{
		{"Năm nào?", "Vào năm nào?"}, {`"1953"`, `"1955"`}, {`answer: "1954"`, `answer: "1953"`}, {"Năm 1954.", "Đó là năm 1954."},
	} {
		changed := strings.Replace(validQuiz, change[0], change[1], 1)
		if changed == validQuiz || digest(changed) == want {
			t.Errorf("%q for %q: the post's digest is the same", change[1], change[0])
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
		"outline": {"outline.md", []byte(validOutline + "Thêm.\n"), false},
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
