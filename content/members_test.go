package content

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"loa"
)

var ward = loa.Units{
	{ID: "ward", Name: "Đảng ủy phường"},
	{ID: "cb-1", Parent: "ward", Name: "Chi bộ Tổ dân phố 1"},
	{ID: "cb-2", Parent: "ward", Name: "Chi bộ Tổ dân phố 2"},
	{ID: "th-a", Parent: "ward", Name: "Chi bộ Trường học"},
	{ID: "th-b", Parent: "ward", Name: "Chi bộ trường học"},
}

var threeRows = []MemberRow{
	{Name: "Nguyễn Văn An", Unit: "cb-1", Kind: loa.FullMember, From: loa.Date{Year: 2024, Month: 4, Day: 5}},
	{Name: "Trần Thị Bình", Unit: "cb-2", Kind: loa.Probationary, Mark: "B"},
	{Name: "Lê Văn Cường", Unit: "cb-1", Kind: loa.ResidentFree, From: loa.Date{Year: 2024, Month: 1, Day: 31}, Until: loa.Date{Year: 2024, Month: 12, Day: 31}},
}

// rowsOf returns the rows of a roll without their lines.
func rowsOf(r *Roll) []MemberRow {
	if r == nil {
		return nil
	}
	rows := slices.Clone(r.Rows)
	for i := range rows {
		rows[i].Line = 0
	}
	return rows
}

func TestReadMembers(t *testing.T) {
	t.Parallel()
	vietnamese := "Họ và tên;Chi bộ;Diện;Từ ngày;Đến ngày;Mã\n" +
		"Nguyễn Văn An;Chi bộ Tổ dân phố 1;Chính thức;5/4/2024;;\n\n" +
		"Trần Thị Bình;cb-2;Dự bị;;;B\n" +
		"Lê  Văn Cường;CHI BO TO DAN PHO 1;213 miễn;31.01.2024;31-12-2024;\n"
	for name, src := range map[string]string{
		"vietnamese.csv": vietnamese,
		"marked.CSV":     "\ufeff" + strings.ReplaceAll(vietnamese, "\n", "\r\n"),
		"nfd.csv":        norm.NFD.String(vietnamese),
		"tabs.csv":       strings.ReplaceAll(vietnamese, ";", "\t"),
		"unmarked.csv":   strings.NewReplacer("Họ và tên", "HO TEN", "Chi bộ;", "don vi;", "Diện", "DIEN", "Từ ngày", "Tu ngay", "Đến ngày", "Den  ngay").Replace(vietnamese),
		"english.csv": "code,kind,unit,name,until,from\n,official,cb-1,Nguyễn Văn An,,2024-04-05\nB,probationary,cb-2,Trần Thị Bình,,\n" +
			",213-exempt,cb-1,Lê Văn Cường,2024-12-31,2024-01-31\n",
		"two-names.csv": "Họ và tên đệm,Tên,Đơn vị,Loại,Mã phân biệt,Từ,Đến\nNguyễn Văn,An,cb-1,,,05/04/2024,\nTrần Thị,Bình,cb-2,đảng viên dự bị,B,,\n" +
			"Lê Văn,Cường,cb-1,Miễn 213,,31/1/2024,31/12/2024\n",
		"titled.csv": "ĐẢNG BỘ PHƯỜNG;;\n;;\nDANH SÁCH ĐẢNG VIÊN;;\n" + vietnamese,
	} {
		roll, mistakes := ReadMembers(name, strings.NewReader(src), ward)
		if diff := cmp.Diff(threeRows, rowsOf(roll)); diff != "" || len(mistakes) > 0 {
			t.Errorf("%s (-want +got):\n%s%s", name, diff, show(t, mistakes))
		}
	}
}

// TestReadMembersLeavesOut: what Loa must not have is not read, and named.
func TestReadMembersLeavesOut(t *testing.T) {
	t.Parallel()
	src := "STT,Họ và tên,Ngày sinh,Số CCCD,Chi bộ,Số thẻ Đảng,SĐT,E-mail,Sinh hoạt từ ngày,Ghi chú\n" +
		"1,Nguyễn Văn An,1/1/1960,001060012345,cb-1,12345678,0912345678,a@b.vn,5/4/2024,x\n"
	roll, mistakes := ReadMembers("roll.csv", strings.NewReader(src), ward)
	if diff := cmp.Diff(threeRows[:1], rowsOf(roll)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var named []string
	for _, m := range mistakes {
		if !m.Warning || m.Line != 1 {
			t.Errorf("%+v", m)
		}
		for _, v := range m.Data {
			named = append(named, fmt.Sprint(v))
		}
	}
	slices.Sort(named)
	if diff := cmp.Diff([]string{"E-mail", "Ngày sinh", "STT, Ghi chú", "SĐT", "Số CCCD", "Số thẻ Đảng"}, named); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if strings.Contains(fmt.Sprint(roll, mistakes), "0010600") {
		t.Error("a number of papers was read")
	}
}

// workbook writes a sheet after the function has worked on it.
func workbook(t *testing.T, rows [][]any, change func(*excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(sheet(t, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadMembersXLSX(t *testing.T) {
	t.Parallel()
	rows := [][]any{
		{"DANH SÁCH ĐẢNG VIÊN"},
		{},
		{"Họ và tên", norm.NFD.String("Chi bộ"), "Diện", "Từ ngày", "Đến ngày", "Mã"},
		{norm.NFD.String("Nguyễn Văn An"), "Chi bộ Tổ dân phố 1", "", threeRows[0].From.At(0, time.UTC)},
		{"Trần Thị Bình", "cb-2", "dự bị", "", "", "B"},
		{},
		{"Lê Văn Cường", "cb-1", nil, "31/01/2024", threeRows[2].Until.At(0, time.UTC)},
	}
	// A merged title, a formula with its result, and a second sheet.
	src := workbook(t, rows, func(f *excelize.File) error {
		if _, err := f.NewSheet("Năm trước"); err != nil {
			return err
		}
		if err := f.SetCellValue("Năm trước", "A1", "x"); err != nil {
			return err
		}
		return f.MergeCell("Sheet1", "A1", "F2")
	})
	src = patchSheet(t, src, `<c r="D7"`, `<c r="C7" t="str"><f>"213 "&amp;"miễn"</f><v>213 miễn</v></c><c r="D7"`)
	roll, mistakes := ReadMembers("roll.xlsx", bytes.NewReader(src), ward)
	if diff := cmp.Diff(threeRows, rowsOf(roll)); diff != "" {
		t.Errorf("(-want +got):\n%s%s", diff, show(t, mistakes))
	}
	if len(mistakes) != 1 || mistakes[0].Key != "members.mistake.other_sheets" || !mistakes[0].Warning || mistakes[0].Data["Sheets"] != "Năm trước" {
		t.Errorf("mistakes:\n%s", show(t, mistakes))
	}
	if roll != nil && roll.Rows[2].Line != 7 {
		t.Errorf("the last row is line %d, want 7", roll.Rows[2].Line)
	}
}

// patchSheet replaces a text in the first sheet's XML: excelize writes no formula with its result.
func patchSheet(t *testing.T, src []byte, old, with string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			if !bytes.Contains(text, []byte(old)) {
				t.Fatalf("no %q in %s", old, text)
			}
			text = bytes.Replace(text, []byte(old), []byte(with), 1)
		}
		w, err := out.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// kindsOf lists "line kind" of the mistakes, warnings apart.
func kindsOf(mistakes []Mistake) []string {
	var all []string
	for _, m := range mistakes {
		if !m.Warning {
			all = append(all, fmt.Sprintf("%d %s", m.Line, m.Key[strings.LastIndex(m.Key, ".")+1:]))
		}
	}
	return all
}

func TestXLSXMistakes(t *testing.T) {
	t.Parallel()
	head := []any{"Họ và tên", "Chi bộ", "Diện"}
	merged := workbook(t, [][]any{head, {"Nguyễn Văn An", "cb-1"}, {"Trần Thị Bình", ""}, {"", "cb-1"}}, func(f *excelize.File) error {
		return f.MergeCell("Sheet1", "B2", "B3")
	})
	headMerged := workbook(t, [][]any{head, {"", "cb-1"}}, func(f *excelize.File) error { return f.MergeCell("Sheet1", "A1", "A2") })
	formulas := workbook(t, [][]any{head, {nil, "cb-1", "#N/A"}, {"Nguyễn Văn An", nil}}, func(f *excelize.File) error {
		if err := f.SetCellFormula("Sheet1", "A2", `CONCATENATE("a","b")`); err != nil {
			return err
		}
		return f.SetCellFormula("Sheet1", "B3", "B2")
	})
	far := workbook(t, [][]any{head, {"Nguyễn Văn An", "cb-1"}}, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "XFD3", "x") })
	low := workbook(t, [][]any{head, {"Nguyễn Văn An", "cb-1"}}, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A100001", "x") })
	for name, tt := range map[string]struct {
		src  []byte
		want []string
	}{
		"merged cells":               {merged, []string{"2 merged", "4 no_name"}},
		"merged into the headings":   {headMerged, []string{"1 merged"}},
		"formulas without a result":  {formulas, []string{"2 cell_error", "2 formula", "3 formula"}},
		"a cell at the right end":    {far, []string{"3 table_vast"}},
		"a cell at the lower end":    {low, []string{"100001 table_vast"}},
		"no workbook":                {[]byte("no zip"), []string{"0 table_broken"}},
		"a workbook cut off":         {merged[:len(merged)-30], []string{"0 table_broken"}},
		"a merged range that is odd": {patchSheet(t, merged, `ref="B2:B3"`, `ref="B2"`), []string{"0 table_broken"}},
	} {
		roll, mistakes := ReadMembers("roll.xlsx", bytes.NewReader(tt.src), ward)
		if roll != nil {
			t.Errorf("%s: half a roll was read", name)
		}
		if diff := cmp.Diff(tt.want, kindsOf(mistakes)); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", name, diff, show(t, mistakes))
		}
	}
}

var memberMistakes = []struct {
	src  string
	want []string
}{
	{"", []string{"0 empty"}},
	{"Họ và tên,Chi bộ\n", []string{"0 empty"}},
	{"\nHọ và tên,Diện\nNguyễn Văn An,213\n", []string{"2 no_columns"}},
	{"Họ và tên,Chi bộ,Đơn vị\nNguyễn Văn An,cb-1,cb-1\n", []string{"1 heading_twice"}},
	{"Họ và tên,Chi bộ\nNguyễn Văn An,cb-1\n,cb-1\nTrần Thị Bình,\n", []string{"3 no_name", "4 no_unit"}},
	{"Họ và tên,Chi bộ\nNguyễn Văn An,Chi bộ 9\nTrần Thị Bình,Chi bộ Trường học\nLê Văn Cường,th-b\n", []string{"2 unknown_unit", "3 many_units"}},
	{"Họ và tên,Chi bộ,Diện\nNguyễn Văn An,cb-1,đoàn viên\n", []string{"2 unknown_kind"}},
	{"Họ và tên,Chi bộ,Từ ngày,Đến ngày\nNguyễn Văn An,cb-1,31/4/2024,29/2/2023\nLê Văn Cường,cb-1,2024,tháng 5\n",
		[]string{"2 bad_date", "2 bad_date", "3 bad_date", "3 bad_date"}},
	{"Họ và tên,Chi bộ,Từ ngày,Đến ngày\nNguyễn Văn An,cb-1,1/5/2024,30/4/2024\n", []string{"2 until_before_from"}},
	{"Họ và tên,Chi bộ\nNguyễn Văn An,cb-1\nTrần Thị Bình,cb-1\nNGUYỄN VĂN AN,Chi bộ Tổ dân phố 1\n", []string{"4 double"}},
	{"Họ và tên,Chi bộ,Mã\nNguyễn Văn An,cb-1,A\nNguyễn Văn An,cb-1,a\n", []string{"3 double"}},
	{"Họ và tên,Chi bộ,Diện\nNguyễn Văn An,cb-1,chính thức\nNguyễn Văn An,cb-1,213\n", []string{"3 double"}},
	{"Họ và tên,Chi bộ\n0912 345 678,cb-1\nNguyễn Văn An 001060012345,cb-1\n", []string{"2 number", "3 number"}},
	{"Họ và tên,Chi bộ\n=HYPERLINK(1),cb-1\n- An,cb-1\n" + strings.Repeat("a", maxMemberName+1) + ",cb-1\n", []string{"2 odd_name", "3 odd_name", "4 odd_name"}},
	{"Họ và tên,Chi bộ,Mã\nNguyễn Văn An,cb-1,001060012345\nTrần Thị Bình,cb-1,(B)\nLê Văn Cường,cb-1,người ở đầu ngõ\n", []string{"2 number", "3 odd_mark", "4 odd_mark"}},
	{"Họ và tên,Chi bộ\nNguyễn Văn An,cb-1,Hà Nội\n", []string{"2 table_cells"}},
	{"Họ và tên,Chi bộ\nNguyễn \xff An,cb-1\n", []string{"2 not_utf8"}},
	{"Họ và tên,Chi bộ\n\"Nguyễn Văn An,cb-1\n", []string{"2 table_quotes"}},
	{"Họ và tên,Chi bộ\n" + strings.Repeat("Nguyễn Văn An,cb-1\n", maxMembers+1), []string{"20002 too_many"}},
}

func TestMemberMistakes(t *testing.T) {
	t.Parallel()
	c := catalog(t)
	for _, tt := range memberMistakes {
		roll, mistakes := ReadMembers("roll.csv", strings.NewReader(tt.src), ward)
		if roll != nil {
			t.Errorf("half a roll was read of %.100q", tt.src)
		}
		if diff := cmp.Diff(tt.want, kindsOf(mistakes)); diff != "" {
			t.Errorf("%.100q (-want +got):\n%s%s", tt.src, diff, show(t, mistakes))
		}
		for _, m := range mistakes {
			for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
				if text := c.Mistake(lang, m); strings.Contains(text, "[") || strings.Contains(text, "<no value>") || strings.Contains(text, "0010600") {
					t.Errorf("%s: %s", lang, text)
				}
			}
		}
	}
	_, mistakes := ReadMembers("roll.pdf", strings.NewReader("x"), ward)
	if diff := cmp.Diff([]string{"0 table_type"}, kindsOf(mistakes)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEveryMemberMistake: every text about a roll is provoked, here or beside what
// is stored (package campaign).
func TestEveryMemberMistake(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"which_person": true, "clash": true, "not_kept": true}
	for _, kind := range []string{"private", "unread", "other_sheets", "merged", "cell_error", "formula"} { // the tests above
		seen[kind] = true
	}
	for _, tt := range memberMistakes {
		for _, want := range tt.want {
			_, kind, _ := strings.Cut(want, " ")
			seen[kind] = true
		}
	}
	for key := range messages(t, loa.English) {
		kind, ok := strings.CutSuffix(key, ".what")
		if kind, ours := strings.CutPrefix(kind, memberArea); ok && ours && !seen[kind] {
			t.Errorf("no test provokes %q", kind)
		}
	}
}

// TestOnePersonInTwoRows: a full member who is excused for a while, and one who was probationary before.
func TestOnePersonInTwoRows(t *testing.T) {
	t.Parallel()
	src := "name,unit,kind,from,until\nNguyễn Văn An,cb-1,official,,\nNguyễn Văn An,cb-1,exempt,2024-01-01,2024-06-30\n" +
		"Trần Thị Bình,cb-1,probationary,2023-05-01,2024-04-30\nTrần Thị Bình,cb-1,official,2024-05-01,\nTrần Thị Bình,cb-2,213,,\n"
	roll, mistakes := ReadMembers("roll.csv", strings.NewReader(src), ward)
	if roll == nil || len(roll.Rows) != 5 {
		t.Errorf("%+v\n%s", roll, show(t, mistakes))
	}
}

// TestManyMembers: a province's worth of rows is read from a sheet as well.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	const many = 10_000
	rows := [][]any{{"Họ và tên", "Chi bộ", "Diện", "Từ ngày"}}
	for i := range many {
		rows = append(rows, []any{fmt.Sprintf("Nguyễn Văn An %d", i), "Chi bộ Tổ dân phố 1", "chính thức", "05/04/2024"})
	}
	roll, mistakes := ReadMembers("roll.xlsx", bytes.NewReader(sheet(t, rows...)), ward)
	if roll == nil || len(roll.Rows) != many || roll.Rows[many-1].Line != many+1 {
		t.Fatalf("%d mistakes, the first:\n%s", len(mistakes), show(t, mistakes[:min(5, len(mistakes))]))
	}
}

func FuzzReadMembers(f *testing.F) {
	for _, tt := range memberMistakes {
		if len(tt.src) < 1000 {
			f.Add(tt.src)
		}
	}
	f.Add("Họ và tên;Chi bộ\nNguyễn Văn An;cb-1\n")
	f.Fuzz(func(t *testing.T, src string) {
		roll, wrong := ReadMembers("x.csv", strings.NewReader(src), ward)
		if (roll == nil) != (&mistakes{list: wrong}).fatal() {
			t.Errorf("a roll %t with:\n%s", roll != nil, show(t, wrong))
		}
		if roll == nil {
			return
		}
		for _, r := range roll.Rows {
			if r.Name == "" || !slices.Contains(loa.MembershipKinds(), r.Kind) || !norm.NFC.IsNormalString(r.Name) {
				t.Errorf("row %+v", r)
			}
			if _, ok := ward.Find(r.Unit); !ok {
				t.Errorf("row %+v of no unit", r)
			}
		}
	})
}
