package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
)

func yearLabels() YearLabels {
	return YearLabels{
		Title: "THEO DÕI DỰ SINH HOẠT NĂM", Meetings: "Buổi họp", Totals: "Tổng hợp",
		Number: "STT", Name: "Họ và tên", Date: "Ngày", Kind: "Loại buổi", Due: "Phải dự", Presence: "Điểm danh",
		Reason: "Lý do", Rate: "Tỷ lệ dự", Present: "Có mặt", Online: "Có mặt trực tuyến", Excused: "Vắng có lý do",
		Unexcused: "Vắng không lý do", Unsaid: "Chưa ghi", Total: "Cộng",
	}
}

// aYear has two people of one name, names that look like formulas, and a member who
// was excused from meetings for a part of the year.
func aYear() YearSheet {
	day := func(month time.Month) loa.Date { return loa.Date{Year: 2024, Month: month, Day: 5} }
	return YearSheet{Lang: loa.Vietnamese, Unit: "Chi bộ Tổ dân phố 3", Year: 2024, Members: []YearMember{
		{"Nguyễn Văn An", []YearMeeting{
			{day(1), "Thường kỳ", true, loa.Present, ""},
			{day(2), "Thường kỳ", true, loa.Excused, "ốm"},
			{day(3), "Chuyên đề", true, loa.Online, ""},
			{day(4), "Thường kỳ", false, "", ""},
		}},
		{"Nguyễn Văn An", []YearMeeting{
			{day(1), "Thường kỳ", true, loa.Unexcused, ""},
			{day(2), "Thường kỳ", true, "", ""},
			{day(3), "Chuyên đề", false, loa.Present, ""}, // came without being due
		}},
		{"=HYPERLINK(\"http://evil\")", []YearMeeting{{day(1), "+1", true, loa.Excused, "-2+3"}, {day(2), "@x", true, loa.Present, "=1+1"}}},
		{"Miễn cả năm", nil},
	}}
}

func open(t *testing.T, y YearSheet) *excelize.File {
	t.Helper()
	raw, err := y.XLSX(yearLabels())
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// value returns what a cell shows, or what its formula gives.
func value(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	formula, err := f.GetCellFormula(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	v, err := f.GetCellValue(sheet, cell)
	if formula != "" {
		v, err = f.CalcCellValue(sheet, cell)
	}
	if err != nil {
		t.Fatalf("%s %s %s: %v", sheet, cell, formula, err)
	}
	return v
}

func TestYearSheet(t *testing.T) {
	t.Parallel()
	f := open(t, aYear())
	if got := fmt.Sprint(f.GetSheetList()); got != "[Tổng hợp Buổi họp]" {
		t.Errorf("sheets %s", got)
	}
	for i, want := range []string{
		"Họ và tên|Phải dự|Có mặt|Có mặt trực tuyến|Vắng có lý do|Vắng không lý do|Chưa ghi|Tỷ lệ dự",
		"Nguyễn Văn An|3|1|1|1|0|0|66.7%",
		"Nguyễn Văn An|2|0|0|0|1|1|0.0%",
		`=HYPERLINK("http://evil")|2|1|0|1|0|0|50.0%`,
		"Miễn cả năm|0|0|0|0|0|0|–",
		"Cộng|7|2|1|2|1|1|42.9%",
	} {
		var got []string
		for _, column := range []string{"B", "C", "D", "E", "F", "G", "H", "I"} {
			got = append(got, value(t, f, "Tổng hợp", fmt.Sprintf("%s%d", column, headingRow+i)))
		}
		if joined := strings.Join(got, "|"); joined != want {
			t.Errorf("row %d: %s, want %s", i, joined, want)
		}
	}
	for i, want := range []string{
		"STT|Họ và tên|Ngày|Loại buổi|Phải dự|Điểm danh|Lý do",
		"1|Nguyễn Văn An|05/01/2024|Thường kỳ|1|Có mặt|",
		"1|Nguyễn Văn An|05/02/2024|Thường kỳ|1|Vắng có lý do|ốm",
		"1|Nguyễn Văn An|05/03/2024|Chuyên đề|1|Có mặt trực tuyến|",
		"1|Nguyễn Văn An|05/04/2024|Thường kỳ|0||", // need not have come
	} {
		var got []string
		for _, column := range []string{"A", "B", "C", "D", "E", "F", "G"} {
			v, err := f.GetCellValue("Buổi họp", fmt.Sprintf("%s%d", column, headingRow+i), excelize.Options{RawCellValue: column == "E"})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v)
		}
		if joined := strings.Join(got, "|"); joined != want {
			t.Errorf("row %d: %s, want %s", i, joined, want)
		}
	}
}

// TestYearSheetCells: dates and numbers are such, text is text, and a phone that
// does not count finds the results.
func TestYearSheetCells(t *testing.T) {
	t.Parallel()
	f := open(t, aYear())
	for cell, want := range map[string]string{"C4": "45296", "E4": "1", "E7": "0", "A4": "1", "G12": "=1+1", "D11": "+1"} {
		if got, err := f.GetCellValue("Buổi họp", cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s holds %q, %v; want %q", cell, got, err, want)
		}
	}
	for _, cell := range []string{"B11", "D11", "G11", "D12", "G12"} {
		kind, err := f.GetCellType("Buổi họp", cell)
		formula, ferr := f.GetCellFormula("Buổi họp", cell)
		if err != nil || ferr != nil || kind != excelize.CellTypeSharedString || formula != "" {
			t.Errorf("%s is of type %v with formula %q (%v, %v), want text", cell, kind, formula, err, ferr)
		}
	}
	for cell, want := range map[string]string{"C4": "3", "D4": "1", "I4": "0.667", "C8": "7"} {
		formula, err := f.GetCellFormula("Tổng hợp", cell)
		got, verr := f.GetCellValue("Tổng hợp", cell, excelize.Options{RawCellValue: true})
		if err != nil || verr != nil || formula == "" || got != want {
			t.Errorf("%s holds %q by %q (%v, %v), want %q by a formula", cell, got, formula, err, verr, want)
		}
	}
}

func TestYearSheetPage(t *testing.T) {
	t.Parallel()
	f := open(t, aYear())
	for _, sheet := range f.GetSheetList() {
		layout, err := f.GetPageLayout(sheet)
		if err != nil || layout.Size == nil || *layout.Size != 9 || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("%s: page %+v, %v; want A4, as wide as the page", sheet, layout, err)
		}
		props, err := f.GetSheetProps(sheet)
		if err != nil || props.FitToPage == nil || !*props.FitToPage {
			t.Errorf("%s: %+v, %v; want it fit to the page", sheet, props, err)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != headingRow {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
		if width, err := f.GetColWidth(sheet, "B"); err != nil || width != 28 {
			t.Errorf("%s: names are %v wide, %v", sheet, width, err)
		}
	}
	repeated := 0
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm.Print_Titles" && strings.HasSuffix(name.RefersTo, "!$3:$3") {
			repeated++
		}
	}
	if repeated != 2 {
		t.Errorf("the headings of %d sheets are repeated, want 2: %+v", repeated, f.GetDefinedName())
	}
}

// TestYearSheetOfOne: the sheet of one member has one line of totals; one of nobody
// and names that XML cannot hold make a sheet, too.
func TestYearSheetOfOne(t *testing.T) {
	t.Parallel()
	one := aYear()
	one.Members = one.Members[:1]
	f := open(t, one)
	if got := value(t, f, "Tổng hợp", "B4") + value(t, f, "Tổng hợp", "C4") + value(t, f, "Tổng hợp", "B5"); got != "Nguyễn Văn An3" {
		t.Errorf("the totals read %q", got)
	}
	f = open(t, YearSheet{Year: 2024})
	if got := value(t, f, "Tổng hợp", "B4"); got != "" {
		t.Errorf("the totals of nobody read %q", got)
	}
	f = open(t, YearSheet{Members: []YearMember{{Name: "a\x00b\x1f\uFFFEc"}}})
	if got := value(t, f, "Tổng hợp", "B4"); got != "abc" {
		t.Errorf("a name reads %q", got)
	}
	if raw, err := one.XLSX(YearLabels{Totals: "a/b", Meetings: "c"}); err == nil {
		t.Errorf("a sheet named a/b: %d bytes, want an error", len(raw))
	}
}

func TestYearSheetIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	a, err := aYear().XLSX(yearLabels())
	if err != nil {
		t.Fatal(err)
	}
	b, err := aYear().XLSX(yearLabels())
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the same year is written in two ways (%v)", err)
	}
}
