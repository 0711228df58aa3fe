package content

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
)

// TestPlan reads the organisational part of a plan.
func TestPlan(t *testing.T) {
	t.Parallel()
	c, mistakes := Read(validFolder())
	if c == nil {
		t.Fatalf("mistakes:\n%s", show(t, mistakes))
	}
	day := func(month time.Month, day int) loa.CalendarDay { return loa.CalendarDay{Month: month, Day: day} }
	want := loa.Campaign{
		Tasks: []loa.Task{{Unit: "ward", Text: "Chủ trì", Activities: []string{"3.1"}, Elements: []string{"E35"}}},
		Activities: []loa.Activity{
			{
				ID: "3.1", Name: "Hội thi", Leads: []loa.UnitID{"ward"}, Open: true, ToBeSet: true,
				Reminders: []loa.Reminder{{Days: -7}, {Weekly: true, Weekday: time.Friday}}, Elements: []string{"E15"},
			},
			{
				ID: "3.1a", Parent: "3.1", Name: "Chấm thi", Leads: []loa.UnitID{"ward"}, Coordinators: []loa.UnitID{"cell-1"},
				From: day(3, 1), Until: day(5, 31), Evidence: []string{"ảnh"}, Reminders: []loa.Reminder{{Days: -1}},
				Counts: []loa.Count{
					{ID: "bai", Name: "Số bài", Unit: "bài", Per: loa.PerWeek},
					{ID: "giai", Name: "Số giải", Unit: "giải", Per: loa.PerActivity},
				},
			},
		},
		Meetings: []loa.MeetingSeries{
			{
				ID: "thang-4", Name: "Chuyên đề", Kind: loa.MeetingThematic, Enabled: true, UnitKinds: []string{"cell"},
				Groups: []loa.GroupKind{"cell"}, Window: loa.Period{From: day(4, 1), Until: day(4, 30)},
				Agenda: []string{"Điểm danh", "Thảo luận"}, Outline: []string{"M1", "Phần hai"},
				Reminders: []int{-7, -2, -1, 0}, Elements: []string{"E30"},
			},
			{
				ID: "hop-213", Name: "Họp 213", Kind: loa.Meeting213, Headcount: true, UnitKinds: []string{"cell"},
				Window: loa.Period{From: day(7, 1), Until: day(12, 31)}, Agenda: []string{"Thông tin tình hình"},
				Reminders: []int{-3, 0},
			},
		},
		Report: []loa.ReportPart{{ID: "II", Title: "Kết quả", Items: []loa.ReportItem{
			{ID: "II.1", Title: "Tuyên truyền", Figures: []string{"số bài"}},
			{ID: "II.2", Title: "Đánh giá", Written: true},
		}}},
		Outline: []loa.Section{
			{Title: "Phần một", Text: loa.Plain("Nội dung."), Strands: []loa.StrandID{"M1", "M2"}},
			{Title: "Phần hai", Text: loa.Plain("Nội dung.")},
		},
	}
	got := loa.Campaign{Tasks: c.Tasks, Activities: c.Activities, Meetings: c.Meetings, Report: c.Report, Outline: c.Outline}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the plan (-want +got):\n%s", diff)
	}
	if c.Strands[1].Meaning != "Lời của kế hoạch" {
		t.Errorf("the strand was read as %+v", c.Strands[1])
	}
	if a, ok := c.Activity("3.1a"); !ok || a.Date() != day(3, 1) {
		t.Errorf("the activity 3.1a is %+v", a)
	}
	if a, ok := c.Activity("3.9"); ok {
		t.Errorf("there is an activity 3.9: %+v", a)
	}
}

// TestSections hands out what is written, and not what waits for its text.
func TestSections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		edit edit
		want []string
	}{
		{"by strand and title", edit{"outline.md", "M1, M2", "M1"}, []string{"Phần một", "Phần hai"}},
		{"by strand only", edit{"meetings.yaml", "[M1, Phần hai]", "[M2]"}, []string{"Phần một"}},
		{"a placeholder", edit{"outline.md", "<!-- strand", "<!-- placeholder -->\n<!-- strand"}, []string{"Phần hai"}},
		{"none", edit{"meetings.yaml", "    outline: [M1, Phần hai]\n", ""}, nil},
	} {
		files := validFolder()
		apply(t, files, tt.edit)
		c, mistakes := Read(files)
		if c == nil {
			t.Fatalf("%s: mistakes:\n%s", tt.name, show(t, mistakes))
		}
		var got []string
		for _, s := range c.Sections(&c.Meetings[0]) {
			got = append(got, s.Title)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: the sections are %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestMeetingWindow reads within which days a meeting is held.
func TestMeetingWindow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ window, period, from, until string }{
		{"month: 2", "from: 01-01, until: 12-30", "02-01", "02-29"},
		{"month: 12", "from: 01-01, until: 12-30", "12-01", "12-31"},
		{"month: 4", "from: 04-10, until: 04-20", "04-01", "04-30"},
		{"from: 12-20\n    until: 01-10", "from: 11-01, until: 02-28", "12-20", "01-10"},
		{"from: 2024-12-20\n    until: 2025-01-10", "from: 2024-11-01, until: 2025-02-28", "2024-12-20", "2025-01-10"},
		{"from: 12-20\n    until: 01-10", "from: 2024-11-01, until: 2025-02-28", "12-20", "01-10"},
	} {
		files := validFolder()
		delete(files, "posts/mo-man.md")
		apply(t, files, edit{"campaign.yaml", "from: 01-01, until: 12-31", tt.period})
		apply(t, files, edit{"campaign.yaml", "peak: {from: 03-01, until: 05-31}\n", ""})
		withoutPlan(t, files)
		apply(t, files, edit{"meetings.yaml", "", "meetings:\n  - id: a\n    name: A\n    kind: monthly\n    unit_kinds: [cell]\n    agenda: [a]\n    " + tt.window + "\n"})
		c, mistakes := Read(files)
		if c == nil {
			t.Errorf("%s in {%s}: mistakes:\n%s", tt.window, tt.period, show(t, mistakes))
			continue
		}
		if w := c.Meetings[0].Window; w.From.String() != tt.from || w.Until.String() != tt.until {
			t.Errorf("%s in {%s}: %s to %s, want %s to %s", tt.window, tt.period, w.From, w.Until, tt.from, tt.until)
		}
	}
	files := validFolder()
	apply(t, files, edit{"meetings.yaml", "thematic\n    unit_kinds: [cell]\n    groups: [cell]\n    month: 4", "monthly\n    unit_kinds: [cell]"})
	c, mistakes := Read(files)
	if c == nil || !c.Meetings[0].Window.IsZero() {
		t.Errorf("a meeting of every month has mistakes, or a window:\n%s", show(t, mistakes))
	}
}

// TestDefaultPlan compares the embedded campaign with the plan's matrix of who
// leads and who coordinates, and its strands with its outline.
func TestDefaultPlan(t *testing.T) {
	t.Parallel()
	c, mistakes := Read(Default())
	if c == nil {
		t.Fatalf("mistakes:\n%s", show(t, mistakes))
	}
	type units = []loa.UnitID
	for _, tt := range []struct {
		id                  string
		leads, coordinators units
		open                bool
	}{
		{"3.1", units{"doan-tncs"}, nil, true},
		{"3.2", units{"nha-truong"}, units{"doan-tncs"}, false},
		{"3.3", units{"bch-quan-su"}, units{"hoi-ccb", "mttq"}, true},
		{"3.4", nil, units{"ubnd", "mttq", "ct-xh"}, false},
		{"3.5", units{"ubnd"}, units{"mttq", "ct-xh"}, false},
		{"3.6.1", units{"ban-bien-tap"}, nil, false},
		{"3.6.2", nil, units{"ban-bien-tap", "cac-chi-bo"}, true},
		{"3.6.3", units{"bao-cao-vien"}, nil, false},
		{"3.6.5", nil, units{"ct-xh", "cac-chi-bo", "nha-truong"}, false},
		{"III.3.3", units{"ban-tuyen-giao"}, nil, true},
	} {
		a, ok := c.Activity(tt.id)
		if !ok || !slices.Equal(a.Leads, tt.leads) || !slices.Equal(a.Coordinators, tt.coordinators) || a.Open != tt.open {
			t.Errorf("activity %s is %+v, want %+v", tt.id, a, tt)
		}
	}
	for _, a := range c.Activities {
		whole := slices.ContainsFunc(c.Activities, func(part loa.Activity) bool { return part.Parent == a.ID })
		if !whole && (len(a.Counts) == 0 || len(a.Evidence) == 0 || len(a.Elements) == 0) {
			t.Errorf("nothing is counted or expected in %s, or it carries out no element: %+v", a.ID, a)
		}
	}
	for _, s := range c.Strands {
		if s.Meaning == "" || !slices.ContainsFunc(c.Outline, func(o loa.Section) bool { return slices.Contains(o.Strands, s.ID) }) {
			t.Errorf("strand %s has no meaning or no section of the outline", s.ID)
		}
	}
	for _, id := range []loa.GroupKind{"mobilisation", "household"} {
		if k, ok := c.Kind(id); !ok || k.Receives("M6") || k.Receives("M8") {
			t.Errorf("groups of kind %s receive what is for Party members: %v", id, k.Strands)
		}
	}
	for _, m := range c.Meetings {
		if !m.Enabled {
			t.Errorf("the meetings %s are not held", m.ID)
		}
	}
}
