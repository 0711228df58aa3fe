package report

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"loa"
)

func languages() []loa.Lang { return []loa.Lang{loa.Vietnamese, loa.English} }

func TestReportText(t *testing.T) {
	t.Parallel()
	for _, lang := range languages() {
		golden(t, "report."+string(lang)+".txt", sampleReport(t, lang, 9).Text(labels(lang)).String()+"\n")
	}
}

// TestReportPages: a long report becomes messages that Telegram takes, and no line is cut.
func TestReportPages(t *testing.T) {
	t.Parallel()
	text := sampleReport(t, loa.Vietnamese, 150).Text(labels(loa.Vietnamese))
	lines := map[string]bool{}
	for _, line := range strings.Split(text.String(), "\n") {
		lines[line] = true
	}
	pages := Pages(text, 4096)
	if len(pages) < 2 {
		t.Fatalf("%d pages", len(pages))
	}
	var again []string
	for i, p := range pages {
		if n := p.Len(); n > 4096 {
			t.Errorf("page %d has %d units", i, n)
		}
		for _, line := range strings.Split(p.String(), "\n") {
			again = append(again, strings.Fields(line)...)
			if !lines[line] && !lines["   "+line] {
				t.Errorf("page %d cuts a line: %q", i, line)
			}
		}
	}
	if strings.Join(again, " ") != strings.Join(strings.Fields(text.String()), " ") {
		t.Error("the pages do not have the words of the report")
	}
}

// TestNarrowLines: on a narrow phone no line of a table is broken within its numbers.
func TestNarrowLines(t *testing.T) {
	t.Parallel()
	for _, line := range strings.Split(attendance(loa.Vietnamese, 31).Text(loa.Vietnamese, labels(loa.Vietnamese)).String(), "\n")[2:] {
		if strings.ContainsAny(line, "0123456789") && strings.Contains(line, " · ") && len([]rune(line)) > narrow {
			t.Errorf("%d letters: %q", len([]rune(line)), line)
		}
	}
}

func TestReportJSON(t *testing.T) {
	t.Parallel()
	for _, lang := range languages() {
		raw, err := sampleReport(t, lang, 3).JSON(labels(lang))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "report."+string(lang)+".json", string(raw))
	}
	raw, err := Report{}.JSON(Labels{})
	if err != nil || strings.Contains(string(raw), "null") || !json.Valid(raw) {
		t.Errorf("an empty report: %s, %v", raw, err)
	}
}

// TestFigures: each number has an id of its own, a definition and a period.
func TestFigures(t *testing.T) {
	t.Parallel()
	r := sampleReport(t, loa.Vietnamese, 5)
	known := map[string]bool{}
	for _, f := range r.Figures() {
		if known[f.ID] {
			t.Errorf("%s stands twice", f.ID)
		}
		known[f.ID] = true
		if f.Definition == "" || f.Period != sampleDays() || f.Label == "" || f.Section == "" {
			t.Errorf("%s cannot be traced: %+v", f.ID, f)
		}
	}
	for _, id := range []string{"documents", "groups.reached", "posts.items@strand=M9", "cell.present@unit=cb-1", "cell.rate@unit=cb-3"} {
		if !known[id] {
			t.Errorf("%s is missing", id)
		}
	}
	missing := map[string]bool{}
	for _, f := range r.Missing() {
		missing[f.ID] = true
	}
	if !missing["documents"] || !missing["cell.present@unit=cb-5"] || missing["cell.present@unit=cb-4"] {
		t.Errorf("missing are %v", missing)
	}
}

// TestTwoValues: a figure that stands in two places with two values is a mistake that
// nobody may sign.
func TestTwoValues(t *testing.T) {
	t.Parallel()
	r := sampleReport(t, loa.Vietnamese, 3)
	again := attendance(loa.Vietnamese, 3)
	again.Rows[0].Cells[2].Count++
	r.Parts[2].Content = append(r.Parts[2].Content, again)
	const want = `figure "cell.present@unit=cb-1" is 25 and 26`
	if _, err := r.DOCX(labels(r.Lang)); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the letter: %v", err)
	}
	if _, err := r.JSON(labels(r.Lang)); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the JSON: %v", err)
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	f := Figure{ID: "a", Label: "số a", Value: Count(1200), Unit: "bài"}
	none := Figure{ID: "b", Label: "số b"}
	p, err := Fill("Có {a}, {b}.", f, none)
	if got := p.text(loa.Vietnamese, labels(loa.Vietnamese)); err != nil || got != "Có 1.200 bài, [chưa có số liệu: số b]." {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{"{c}", "{a", "{}"} {
		if p, err := Fill(text, f); err == nil {
			t.Errorf("%q becomes %v, want an error", text, p)
		}
	}
}

// TestTotalIsTheSumOfTheParts adds up random tables in another way: cell by cell, and
// the rate from the sums.
func TestTotalIsTheSumOfTheParts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		table := attendance(loa.Vietnamese, 2)
		table.Rows = nil
		present, due := 0, 0
		for range random.IntN(40) {
			row := DataRow{Cells: []Value{Words("x"), Count(1), {}, {}}}
			switch random.IntN(5) {
			case 0:
			case 1:
				row.Cells[2], row.Cells[3] = Withheld(), Withheld()
			default:
				b := random.IntN(50)
				a := random.IntN(b + 1)
				row.Cells[2], row.Cells[3] = Count(a), Count(b)
				present, due = present+a, due+b
			}
			table.Rows = append(table.Rows, row)
		}
		sum := table.Sum()
		if got := table.Cell(sum, 4); table.Cell(sum, 2) != Count(present) || table.Cell(sum, 3) != Count(due) || got != Rate(present, due) {
			t.Fatalf("the total is %+v, want %d of %d", sum, present, due)
		}
	}
}
