package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/go-analyze/charts"

	"loa"
)

func sampleCharts(lang loa.Lang, units int) []Chart {
	return []Chart{
		{Kind: ChartBars, Title: in(lang, "Tỷ lệ dự sinh hoạt theo chi bộ", "Attendance by cell"), Table: attendance(lang, units), Show: []string{"rate"}},
		{Kind: ChartBars, Title: strands(lang).Title, Table: strands(lang), Show: []string{"posts"}},
		{Kind: ChartBars, Title: in(lang, "Có mặt và phải dự", "Present and due"), Table: attendance(lang, 6), Show: []string{"present", "due"}},
		{Kind: ChartLines, Title: weeks(lang).Title, Table: weeks(lang), Show: []string{"answers", "people"}},
	}
}

func drawn(t *testing.T, c Chart, lang loa.Lang) []ChartPicture {
	t.Helper()
	pictures, err := c.PNG(lang, labels(lang))
	if err != nil {
		t.Fatal(err)
	}
	return pictures
}

// TestChartPages: there is a picture for each 16 units, of about as many rows.
func TestChartPages(t *testing.T) {
	t.Parallel()
	for units, want := range map[int]string{2: "[2]", 16: "[16]", 17: "[8 9]", 31: "[15 16]", 89: "[14 15 15 15 15 15]"} {
		var sizes []int
		for _, rows := range sampleCharts(loa.Vietnamese, units)[0].pages() {
			sizes = append(sizes, len(rows))
		}
		if got := fmt.Sprint(sizes); got != want {
			t.Errorf("%d units make pages of %s, want %s", units, got, want)
		}
	}
}

// TestCharts: a picture is as wide as a phone shows well, not too high, and the same
// each time.
func TestCharts(t *testing.T) {
	t.Parallel()
	for _, c := range sampleCharts(loa.Vietnamese, 17) {
		again := drawn(t, c, loa.Vietnamese)
		for i, p := range drawn(t, c, loa.Vietnamese) {
			if !bytes.Equal(p.PNG, again[i].PNG) {
				t.Errorf("%s %d is drawn in two ways", c.Title, i)
			}
			if size := decoded(t, p.PNG).Bounds(); size.Dx() != chartWidth || size.Dy() > 2*chartWidth || size.Dy() < 200 {
				t.Errorf("%s %d is %v", c.Title, i, size)
			}
		}
	}
}

func TestChartAlt(t *testing.T) {
	t.Parallel()
	for _, lang := range languages() {
		var all []string
		for _, c := range sampleCharts(lang, 9) {
			for _, p := range drawn(t, c, lang) {
				all = append(all, p.Alt, p.Short)
				if n := loa.UTF16Len(p.Short); n > 1024 { // Telegram's limit of captions
					t.Errorf("%s: the caption has %d units", c.Title, n)
				}
			}
		}
		empty := Chart{Kind: ChartLines, Title: "–", Table: DataTable{Columns: weeks(lang).Columns}, Show: []string{"people"}}
		all = append(all, drawn(t, empty, lang)[0].Alt)
		golden(t, "charts."+string(lang)+".txt", strings.Join(all, "\n\n")+"\n")
	}
}

// TestChartNames: a long name keeps its beginning and its end, within its place.
func TestChartNames(t *testing.T) {
	t.Parallel()
	p := charts.NewPainter(charts.PainterOptions{Width: 10, Height: 10})
	style := letters(lettersLabel, false)
	for name, want := range map[string]string{
		"Chi bộ Tổ dân phố 3":                           "Chi bộ Tổ dân phố 3",
		"Chi bộ Trường Tiểu học và Trung học cơ sở Mẫu": "Chi bộ Trường Tiểu học|và Trung học cơ sở Mẫu",
		"Chi bộ Công ty trách nhiệm hữu hạn một thành viên Cấp thoát nước và Môi trường đô thị Mẫu số 12": "Chi bộ Công ty trách …|đô thị Mẫu số 12",
		strings.Repeat("x", 60): "",
		"":                      "",
	} {
		lines := wrapped(p, name, barLabels, 2, style)
		for _, line := range lines {
			if w := p.MeasureText(line, 0, style).Width(); w > barLabels {
				t.Errorf("%q is %d wide", line, w)
			}
		}
		if got := strings.Join(lines, "|"); want != "" && got != want || len(lines) > 2 {
			t.Errorf("%q is written %q, want %q", name, got, want)
		}
	}
}

// TestChartScale: few lines, whole numbers.
func TestChartScale(t *testing.T) {
	t.Parallel()
	for top, want := range map[float64]float64{1: 1, 5: 1, 6: 2, 11: 5, 100: 20, 101: 50, 1180: 500} {
		if got := niceStep(top); got != want {
			t.Errorf("up to %v in steps of %v, want %v", top, got, want)
		}
	}
}

func TestChartOfAnUnknownColumn(t *testing.T) {
	t.Parallel()
	if _, err := (Chart{Table: strands(loa.Vietnamese), Show: []string{"none"}}).PNG(loa.Vietnamese, Labels{}); err == nil {
		t.Error("it is drawn")
	}
	if got := fmt.Sprint((Chart{}).pages()); got != "[[]]" {
		t.Errorf("a chart of nothing has pages %s", got)
	}
}
