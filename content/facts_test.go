package content_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/content"
)

// factsFile is the collection of facts that the default campaign is written from. It
// lies beside the repository and not in it.
const factsFile = "../../shared/facts.md"

// A fact is a row of the collection: an event (F…) or the seed of a question (Q…).
type fact struct {
	code    string
	day     string // as written: "13/3/1954", "24–26/4/2024"; seeds have none
	strands []loa.StrandID
	sources []string
	grade   loa.Grade // empty: none yet
}

var (
	factCode   = regexp.MustCompile(`^(F\d{3}|Q\d{2})$`)
	factSource = regexp.MustCompile(`\[([A-Z]+\d*[a-z]?)\]`)
	factDay    = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	onThisDay  = regexp.MustCompile(`^Ngày này năm (\d{4}):`)
)

// date returns the day of the fact, if it is of exactly one.
func (f fact) date() (loa.Date, bool) {
	m := factDay.FindStringSubmatch(f.day)
	if m == nil {
		return loa.Date{}, false
	}
	day, _ := strconv.Atoi(m[1]) // digits by the pattern
	month, _ := strconv.Atoi(m[2])
	year, _ := strconv.Atoi(m[3])
	return loa.NewDate(year, time.Month(month), day)
}

// readFacts reads the collection by code, and skips the test where there is none.
func readFacts(t *testing.T) map[string]fact {
	t.Helper()
	src, err := os.ReadFile(factsFile)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("there is no %s to compare with", factsFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	facts, err := parseFacts(string(src))
	if err != nil {
		t.Fatalf("%s: %v", factsFile, err)
	}
	return facts
}

// parseFacts reads the tables of facts of a Markdown text; their columns differ.
func parseFacts(src string) (map[string]fact, error) {
	rows, err := tableRows(src)
	if err != nil {
		return nil, err
	}
	facts := map[string]fact{}
	for _, row := range rows {
		code, strands := row["Mã"], row["Mạch"]
		if code == "" || strands == "" {
			continue // a table of something else
		}
		if _, again := facts[code]; again || !factCode.MatchString(code) {
			return nil, fmt.Errorf("the code %q is wrong or there twice", code)
		}
		f := fact{code: code, day: row["Ngày"]}
		for _, s := range strings.Split(strands, ",") {
			f.strands = append(f.strands, loa.StrandID(strings.TrimSpace(s)))
		}
		for _, m := range factSource.FindAllStringSubmatch(row["Nguồn"], -1) {
			f.sources = append(f.sources, m[1])
		}
		if g := row["Mức"]; g != "–" {
			f.grade = loa.Grade(g)
		}
		facts[code] = f
	}
	return facts, nil
}

// tableRows returns the rows of all tables of a Markdown text, each by its headings.
func tableRows(src string) ([]map[string]string, error) {
	var rows []map[string]string
	var headings []string
	for i, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			headings = nil
			continue
		}
		cells := tableCells(line)
		switch {
		case headings == nil:
			headings = cells
		case strings.Trim(line, "|-: ") == "": // the rule below the headings
		case len(cells) != len(headings):
			return nil, fmt.Errorf("line %d has %d cells under %d headings", i+1, len(cells), len(headings))
		default:
			row := map[string]string{}
			for j, h := range headings {
				row[h] = cells[j]
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// tableCells divides a row at each | that is not written as \|.
func tableCells(line string) []string {
	const escaped = "\x00"
	line = strings.ReplaceAll(line, `\|`, escaped)
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(c, escaped, "|"))
	}
	return cells
}

// worstGrade returns the grade of the least trusted fact; empty if one has none.
func worstGrade(facts []fact) loa.Grade {
	worst := 0
	for _, f := range facts {
		at := slices.Index(loa.Grades(), f.grade)
		if at < 0 {
			return ""
		}
		worst = max(worst, at)
	}
	return loa.Grades()[worst]
}

// disagreements says in what a post does not agree with the facts it names.
func disagreements(p *loa.Post, facts map[string]fact) []string {
	var wrong []string
	var named []fact
	for _, code := range p.Facts {
		if f, ok := facts[code]; ok {
			named = append(named, f)
		} else {
			wrong = append(wrong, "there is no fact "+code)
		}
	}
	if len(named) == 0 {
		return wrong
	}
	if want := worstGrade(named); p.Grade != want {
		wrong = append(wrong, fmt.Sprintf("grade %s, the facts have %s", p.Grade, want))
	}
	ofStrand := func(f fact) bool { return slices.Contains(f.strands, p.Strand) }
	if !slices.ContainsFunc(named, ofStrand) {
		wrong = append(wrong, fmt.Sprintf("no fact has the strand %s", p.Strand))
	}
	if m := onThisDay.FindStringSubmatch(p.Title); m != nil {
		year, _ := strconv.Atoi(m[1]) // digits by the pattern
		want := loa.Date{Year: year, Month: p.When.Day.Month, Day: p.When.Day.Day}
		if !slices.ContainsFunc(named, func(f fact) bool {
			day, ok := f.date()
			return ok && day == want && ofStrand(f)
		}) {
			wrong = append(wrong, fmt.Sprintf("no fact of the strand %s is of %s", p.Strand, want))
		}
	}
	return wrong
}

// accepted are disagreements that are right, and why.
var accepted = map[loa.PostID]struct{ what, why string }{
	"03-14-thu-bac-ho": {"no fact of the strand M2 is of 1954-03-14",
		"the letter of F024 was written on 11 March and printed on 14 March, as the remarks of F024 say"},
	"04-09-giu-doi-c1": {"grade B, the facts have A",
		"H29 is known from a copy only, so the post is graded lower than F059; see sources.yaml"},
}

// TestPostsAgreeWithFacts compares the posts of the default campaign with the
// collection of facts: grade, strand, and the day where a post says “on this day”.
func TestPostsAgreeWithFacts(t *testing.T) {
	t.Parallel()
	facts := readFacts(t)
	campaign := defaultCampaign(t)
	found := map[loa.PostID]bool{}
	for i := range campaign.Posts {
		p := &campaign.Posts[i]
		for _, wrong := range disagreements(p, facts) {
			if wrong == accepted[p.ID].what {
				found[p.ID] = true
				continue
			}
			t.Errorf("%s: %s", p.Path, wrong)
		}
	}
	for id, a := range accepted {
		if !found[id] {
			t.Errorf("%s does not say %q any more: nothing is to be accepted because %s", id, a.what, a.why)
		}
	}
}

func defaultCampaign(t *testing.T) *loa.Campaign {
	t.Helper()
	campaign, mistakes := content.Read(content.Default())
	if campaign == nil {
		t.Fatalf("the embedded campaign cannot be read: %v", mistakes)
	}
	return campaign
}

const factsSample = `Bảng sự kiện:

| Mã | Ngày | Sự kiện | Mạch | Nguồn | Mức | Nghi ngờ |
|---|---|---|---|---|---|---|
| F001 | 13/3/1954 | Mở màn \| Him Lam | M1, M3 | [H01][H46a] | A | – |
| F002 | 15/3/1954 | Trận sau | M2 | tiểu sử [H02]; nơi: KT cao | B | – |
| F003 | 31/3–03/4/1954 | Nhiều ngày | M1 | [H03] | A | – |
| F004 | 16/3/1954 | (chưa có nguồn) | M1 | mục 5 | – | – |

| Mã | Mạch | Chủ đề | Đáp án | Nguồn | Mức | Nghi ngờ |
|---|---|---|---|---|---|---|
| Q01 | M6 | Bài học | Chắc thắng | [KH] (III.2), suy ra | B | – |

| Mã | Ấn phẩm |
|---|---|
| H01 | Báo |
`

func sampleFacts(t *testing.T) map[string]fact {
	t.Helper()
	facts, err := parseFacts(factsSample)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestParseFacts(t *testing.T) {
	t.Parallel()
	want := map[string]fact{
		"F001": {"F001", "13/3/1954", []loa.StrandID{"M1", "M3"}, []string{"H01", "H46a"}, loa.GradeA},
		"F002": {"F002", "15/3/1954", []loa.StrandID{"M2"}, []string{"H02"}, loa.GradeB},
		"F003": {"F003", "31/3–03/4/1954", []loa.StrandID{"M1"}, []string{"H03"}, loa.GradeA},
		"F004": {"F004", "16/3/1954", []loa.StrandID{"M1"}, nil, ""},
		"Q01":  {"Q01", "", []loa.StrandID{"M6"}, []string{"KH"}, loa.GradeB},
	}
	if diff := cmp.Diff(want, sampleFacts(t), cmp.AllowUnexported(fact{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for name, src := range map[string]string{
		"too few cells": "| Mã | Mạch |\n|---|---|\n| F001 |\n",
		"bad code":      "| Mã | Mạch |\n|---|---|\n| F1 | M1 |\n",
		"code twice":    "| Mã | Mạch |\n|---|---|\n| F001 | M1 |\n| F001 | M2 |\n",
	} {
		if facts, err := parseFacts(src); err == nil {
			t.Errorf("%s: read as %v", name, facts)
		}
	}
}

func TestDisagreements(t *testing.T) {
	t.Parallel()
	facts := sampleFacts(t)
	const title = "Ngày này năm 1954: Mở màn"
	for _, tt := range []struct {
		name   string
		title  string
		day    string
		strand loa.StrandID
		grade  loa.Grade
		facts  []string
		want   int // disagreements
	}{
		{"right", title, "03-13", "M1", loa.GradeA, []string{"F001"}, 0},
		{"right by the second strand", title, "03-13", "M3", loa.GradeA, []string{"F001"}, 0},
		{"the worst grade", title, "03-13", "M1", loa.GradeB, []string{"F001", "Q01"}, 0},
		{"no facts", title, "03-13", "M1", loa.GradePlan, nil, 0},
		{"a theme on another day", "Bài học", "03-14", "M6", loa.GradeB, []string{"F001", "Q01"}, 0},
		{"wrong day", title, "03-14", "M1", loa.GradeA, []string{"F001"}, 1},
		{"wrong year", "Ngày này năm 1953: Mở màn", "03-13", "M1", loa.GradeA, []string{"F001"}, 1},
		{"several days", title, "03-31", "M1", loa.GradeA, []string{"F003"}, 1},
		{"the day of another strand's fact", title, "03-15", "M1", loa.GradeB, []string{"F001", "F002"}, 1},
		{"wrong strand", "Bài học", "03-13", "M9", loa.GradeB, []string{"F001", "Q01"}, 1},
		{"wrong strand on the day", title, "03-13", "M9", loa.GradeA, []string{"F001"}, 2},
		{"grade too good", title, "03-13", "M1", loa.GradeA, []string{"F001", "F002"}, 1},
		{"grade too low", title, "03-13", "M1", loa.GradeB, []string{"F001"}, 1},
		{"fact without a grade", title, "03-13", "M1", loa.GradeA, []string{"F001", "F004"}, 1},
		{"unknown fact", title, "03-13", "M1", loa.GradeA, []string{"F001", "F999"}, 1},
		{"nothing but an unknown fact", title, "03-13", "M1", loa.GradeA, []string{"F999"}, 1},
	} {
		day, err := loa.ParseCalendarDay(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		p := &loa.Post{Title: tt.title, Strand: tt.strand, Grade: tt.grade, Facts: tt.facts, When: loa.Recurrence{Day: day}}
		if got := disagreements(p, facts); len(got) != tt.want {
			t.Errorf("%s: %q, want %d", tt.name, got, tt.want)
		}
	}
}
