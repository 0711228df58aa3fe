package report

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
)

// sampleWorkbook has the sheets of a ward's report.
func sampleWorkbook(t testing.TB, lang loa.Lang, units int) Workbook {
	t.Helper()
	sent := DataTable{Title: in(lang, "Nhật ký gửi", "Sent"), Columns: []DataColumn{
		{ID: "at", Title: in(lang, "Thời điểm", "Time"), Width: 18},
		{ID: "day", Title: in(lang, "Ngày của bài", "Day"), Width: 13},
		{ID: "strand", Title: in(lang, "Mạch", "Strand"), Width: 8},
		{ID: "what", Title: in(lang, "Bài", "Post"), Width: 40},
		{ID: "group", Title: in(lang, "Nhóm", "Group"), Width: 32},
		{ID: "state", Title: in(lang, "Kết quả", "Result"), Width: 16},
		{ID: "copies", Title: in(lang, "Lượt", "Copies"), Width: 8, Adds: true},
	}, Total: in(lang, "Cộng", "Total")}
	zone := time.FixedZone("", 7*3600)
	for i, what := range []string{"Mở màn chiến dịch", "=HYPERLINK(\"http://evil\")", "+84", "-1+2", "@SUM(A1)", "<b>&\x01"} {
		sent.Rows = append(sent.Rows, DataRow{Cells: []Value{
			Instant(time.Date(2024, 3, 13+i, 23, 30, 0, 0, time.UTC), zone), Day(loa.Date{Year: 2024, Month: 3, Day: 14 + i}),
			Words("M1"), Words(what), Words("Nhóm Tổ dân phố 1"), Words(in(lang, "đã gửi", "sent")), Count(1),
		}})
	}
	r := sampleReport(t, lang, units)
	return Workbook{Lang: lang, Title: r.title(), Organisation: r.Head.Organisation, Sheets: []WorkbookSheet{
		{Name: in(lang, "Tổng hợp", "Summary"), Table: r.FigureTable(in(lang, "Tổng hợp số liệu", "All figures"), labels(lang))},
		{Name: in(lang, "Theo chi bộ", "By cell"), Table: attendance(lang, units), Chart: &sampleCharts(lang, units)[0]},
		{Name: in(lang, "Mạch nội dung", "Strands"), Table: strands(lang), Chart: &sampleCharts(lang, units)[1]},
		{Name: in(lang, "Sinh hoạt và điểm danh", "Meetings"), Table: attendance(lang, 7), Chart: &sampleCharts(lang, units)[2]},
		{Name: in(lang, "Đảng viên 213", "Members under 213"), Table: attendance(lang, 3)},
		{Name: in(lang, "Tìm hiểu", "Quiz"), Table: weeks(lang), Chart: &sampleCharts(lang, units)[3]},
		{Name: in(lang, "Nhật ký gửi", "Sent"), Table: sent},
	}}
}

func workbook(t *testing.T, w Workbook) ([]byte, *excelize.File) {
	t.Helper()
	raw, err := w.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return raw, f
}

func TestWorkbookParts(t *testing.T) {
	t.Parallel()
	raw, _ := workbook(t, sampleWorkbook(t, loa.Vietnamese, 4))
	files := unpack(t, raw)
	for _, name := range []string{"sheet2.xml", "sheet7.xml"} {
		part := strings.NewReplacer("<row", "\n<row", "<c ", "\n<c ", "</sheetData>", "\n</sheetData>\n").Replace(files["xl/worksheets/"+name])
		golden(t, name, part+"\n")
	}
	golden(t, "chart1.xml", strings.ReplaceAll(files["xl/charts/chart1.xml"], "><", ">\n<")+"\n")
	columns := regexp.MustCompile(`<col min="(\d+)"`).FindAllStringSubmatch(files["xl/worksheets/sheet1.xml"], -1)
	for i, c := range columns {
		if c[1] != fmt.Sprint(i+1) {
			t.Errorf("column %d stands at place %d: spreadsheet programs want them in order", i+1, i)
		}
	}
	again, _ := workbook(t, sampleWorkbook(t, loa.Vietnamese, 4))
	if !bytes.Equal(raw, again) {
		t.Error("the same workbook is written in two ways")
	}
}

func TestWorkbookSheets(t *testing.T) {
	t.Parallel()
	_, f := workbook(t, sampleWorkbook(t, loa.Vietnamese, 31))
	if got := fmt.Sprint(f.GetSheetList()); got != "[Tổng hợp Theo chi bộ Mạch nội dung Sinh hoạt và điểm danh Đảng viên 213 Tìm hiểu Nhật ký gửi]" {
		t.Errorf("sheets %s", got)
	}
	for _, sheet := range f.GetSheetList() {
		layout, err := f.GetPageLayout(sheet)
		wide := sheet != "Đảng viên 213"
		if err != nil || *layout.Size != 9 || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 || (*layout.Orientation == "landscape") != wide {
			t.Errorf("%s: page %+v, %v", sheet, layout, err)
		}
		props, err := f.GetSheetProps(sheet)
		if err != nil || props.FitToPage == nil || !*props.FitToPage {
			t.Errorf("%s: %+v, %v; want it fit to the page", sheet, props, err)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != headingRow {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
	}
	titles := 0
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm.Print_Titles" && strings.HasSuffix(name.RefersTo, "!$3:$3") {
			titles++
		}
	}
	if titles != 7 {
		t.Errorf("the headings of %d sheets are repeated, want 7", titles)
	}
	if width, err := f.GetColWidth("Theo chi bộ", "A"); err != nil || width < 40 || width > 50 {
		t.Errorf("names are %v wide, %v", width, err)
	}
}

// TestWorkbookCounts: totals and rates are formulas that give what the report says.
func TestWorkbookCounts(t *testing.T) {
	t.Parallel()
	const units = 31
	_, f := workbook(t, sampleWorkbook(t, loa.Vietnamese, units))
	table := attendance(loa.Vietnamese, units)
	total := headingRow + units + 1
	for cell, want := range map[string]string{
		"A4": "Chi bộ Tổ dân phố 1", "B4": "2", "C4": "25", "D4": "28", "E4": "89.3%",
		fmt.Sprintf("C%d", total-2): "–", fmt.Sprintf("E%d", total-2): "–", fmt.Sprintf("C%d", total-1): "", fmt.Sprintf("E%d", total-1): "–",
		fmt.Sprintf("A%d", total): "Cộng", fmt.Sprintf("C%d", total): fmt.Sprint(table.Sum().Cells[2].Count), fmt.Sprintf("D%d", total): fmt.Sprint(table.Sum().Cells[3].Count),
	} {
		if got := value(t, f, "Theo chi bộ", cell); got != want {
			t.Errorf("%s reads %q, want %q", cell, got, want)
		}
	}
	rate := strings.ReplaceAll(table.Cell(table.Sum(), 4).In(loa.English), ",", "")
	for _, cell := range []string{"C", "D", "E"} {
		cell = fmt.Sprintf("%s%d", cell, total)
		formula, err := f.GetCellFormula("Theo chi bộ", cell)
		kept, verr := f.GetCellValue("Theo chi bộ", cell)
		if err != nil || verr != nil || formula == "" || kept == "" {
			t.Errorf("%s has formula %q and value %q (%v, %v)", cell, formula, kept, err, verr)
		}
	}
	if got := value(t, f, "Theo chi bộ", fmt.Sprintf("E%d", total)); got != rate {
		t.Errorf("the rate is %s, want %s", got, rate)
	}
}

// TestWorkbookCells: text is text whatever it begins with; numbers, dates and times are such.
func TestWorkbookCells(t *testing.T) {
	t.Parallel()
	raw, f := workbook(t, sampleWorkbook(t, loa.Vietnamese, 4))
	const sheet = "Nhật ký gửi"
	for row, want := range map[int]string{5: "=HYPERLINK(\"http://evil\")", 6: "+84", 7: "-1+2", 8: "@SUM(A1)", 9: "<b>&"} {
		cell := fmt.Sprintf("D%d", row)
		formula, err := f.GetCellFormula(sheet, cell)
		got, verr := f.GetCellValue(sheet, cell)
		if err != nil || verr != nil || formula != "" || got != want {
			t.Errorf("%s holds %q by %q (%v, %v), want the text %q", cell, got, formula, err, verr, want)
		}
	}
	for cell, want := range map[string]string{"A4": "14/03/2024 06:30", "B4": "14/03/2024", "G4": "1"} {
		shown, err := f.GetCellValue(sheet, cell)
		kept, kerr := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		if err != nil || kerr != nil || shown != want || !regexp.MustCompile(`^\d+(\.\d+)?$`).MatchString(kept) {
			t.Errorf("%s shows %q of %q (%v, %v), want the number of %q", cell, shown, kept, err, kerr, want)
		}
	}
	charts := 0
	for name := range unpack(t, raw) {
		if strings.HasPrefix(name, "xl/charts/chart") {
			charts++
		}
	}
	if charts != 4 {
		t.Errorf("%d charts, want 4", charts)
	}
}

func TestWorkbookRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	failing := DataTable{Columns: []DataColumn{{Title: "a"}}, Stream: func(yield func(DataRow, error) bool) { yield(DataRow{}, broken) }}
	for name, s := range map[string]WorkbookSheet{
		"a name with a slash":     {Name: "a/b"},
		"a name that is too long": {Name: strings.Repeat("x", 40)},
		"an unknown column":       {Name: "a", Table: strands(loa.Vietnamese), Chart: &Chart{Show: []string{"none"}}},
		"a stream that breaks":    {Name: "a", Table: failing},
	} {
		if raw, err := (Workbook{Sheets: []WorkbookSheet{s}}).XLSX(); err == nil {
			t.Errorf("%s: %d bytes, want an error", name, len(raw))
		} else if name == "a stream that breaks" && !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (Workbook{Sheets: []WorkbookSheet{{Name: "a"}}}).XLSX(); err != nil {
		t.Errorf("a sheet of nothing: %v", err)
	}
}
