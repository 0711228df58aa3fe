package content

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"loa"
)

var threeUnits = loa.Units{
	{ID: "ward", Name: "Phường", Kind: "committee", Zone: "Asia/Ho_Chi_Minh"},
	{ID: "cell-1", Parent: "ward", Name: "Chi bộ 1, 2", From: loa.Date{Year: 2024, Month: 3, Day: 13}},
	{ID: "cell-2", Parent: "ward", Name: "Chi bộ 2", Until: loa.Date{Year: 2024, Month: 12, Day: 31}},
}

func TestReadUnits(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"english.csv": "id,parent,name,kind,zone,from,until\n" +
			"cell-1,ward,\"Chi bộ 1, 2\",,,2024-03-13,\nward,,Phường,committee,Asia/Ho_Chi_Minh,,\n\ncell-2,ward,Chi bộ 2,,,,2024-12-31\n",
		"vietnamese.CSV": "\ufeffMã;Tên;Trực thuộc;Loại;Múi giờ;Từ ngày;Đến ngày\r\n" +
			"ward;Phường;;committee;Asia/Ho_Chi_Minh\r\ncell-1;Chi bộ 1, 2;ward;;;13/3/2024;\r\ncell-2;Chi bộ 2;ward;;;;31/12/2024\r\n",
	}
	tests["tabs.csv"] = strings.ReplaceAll(tests["vietnamese.CSV"], ";", "\t")
	for name, src := range tests {
		units, mistakes := ReadUnits(name, strings.NewReader(src))
		if diff := cmp.Diff(threeUnits, units); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", name, diff, show(t, mistakes))
		}
	}
}

// TestReadUnitsPart: a table may hang units under a parent that is known elsewhere.
func TestReadUnitsPart(t *testing.T) {
	t.Parallel()
	src := "id,name,parent\nteam,Tổ 1,cell\ncell,Chi bộ,ward\ncell-2,Chi bộ 2,ward\n"
	units, mistakes := ReadUnits("units.csv", strings.NewReader(src))
	want := loa.Units{{ID: "cell", Parent: "ward", Name: "Chi bộ"}, {ID: "team", Parent: "cell", Name: "Tổ 1"}, {ID: "cell-2", Parent: "ward", Name: "Chi bộ 2"}}
	if diff := cmp.Diff(want, units); diff != "" {
		t.Errorf("(-want +got):\n%s%s", diff, show(t, mistakes))
	}
}

func sheet(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadUnitsXLSX(t *testing.T) {
	t.Parallel()
	src := sheet(t,
		[]any{"mã", "trực thuộc", "tên", "loại", "múi giờ", "từ", "đến"},
		[]any{"ward", "", "Phường", "committee", "Asia/Ho_Chi_Minh"},
		[]any{"cell-1", "ward", "Chi bộ 1, 2", "", "", threeUnits[1].From.At(0, time.UTC), ""},
		[]any{},
		[]any{"cell-2", "ward", "Chi bộ 2", "", "", "", "2024-12-31"},
	)
	units, mistakes := ReadUnits("don-vi.xlsx", bytes.NewReader(src))
	if diff := cmp.Diff(threeUnits, units); diff != "" {
		t.Errorf("(-want +got):\n%s%s", diff, show(t, mistakes))
	}
	src = sheet(t, []any{"mã", "tên"}, []any{"ward", "Phường"}, []any{"ward", "Phường"})
	if units, mistakes = ReadUnits("don-vi.xlsx", bytes.NewReader(src)); units != nil || len(mistakes) != 1 || mistakes[0].Line != 3 {
		t.Errorf("a repeated row gave %v and:\n%s", units, show(t, mistakes))
	}
}

var tableMistakes = []struct {
	kind, name, src string
	line            int
}{
	{"table_type", "units.ods", "x", 0},
	{"table_broken", "units.xlsx", "not a zip", 0},
	{"table_quotes", "units.csv", "id,name\nward,\"Phường\n", 2},
	{"table_empty", "units.csv", "", 0},
	{"table_empty", "units.csv", "id,name\n", 0},
	{"table_heading", "units.csv", "id,name,ghi chú\nward,Phường,x\n", 1},
	{"table_heading", "units.csv", "id,name,mã\nward,Phường,x\n", 1},
	{"table_no_column", "units.csv", "id,kind\nward,x\n", 1},
	{"table_cells", "units.csv", "id,name\nward,Phường 1, 2\n", 2},
	{"missing", "units.csv", "id,name\nward,Phường\n,Chi bộ\n", 3},
	{"bad_id", "units.csv", "id,name\nPhường,Phường\n", 2},
	{"bad_date", "units.csv", "id,name,from\nward,Phường,1954\n", 2},
	{"unit_cycle", "units.csv", "id,name,parent\na,A,b\nb,B,a\n", 3},
	{"not_utf8", "units.csv", "id,name\nward,Ph\xfbng\n", 2},
	{"file_large", "units.csv", strings.Repeat("x", maxTable+1), 0},
}

func TestUnitMistakes(t *testing.T) {
	t.Parallel()
	for _, tt := range tableMistakes {
		units, mistakes := ReadUnits(tt.name, strings.NewReader(tt.src))
		if units != nil {
			t.Errorf("%s: half a table was read: %v", tt.kind, units)
		}
		found := false
		for _, m := range mistakes {
			found = found || m.Key == "check."+tt.kind && m.Line == tt.line && m.File == tt.name
		}
		if !found {
			t.Errorf("want %s on line %d, got:\n%s", tt.kind, tt.line, show(t, mistakes))
		}
	}
}

func FuzzReadUnits(f *testing.F) {
	for _, tt := range tableMistakes {
		if len(tt.src) < 1000 {
			f.Add(tt.src)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		units, found := ReadUnits("x.csv", strings.NewReader(src))
		if (units == nil) != (&mistakes{list: found}).fatal() {
			t.Errorf("%d units with:\n%s", len(units), show(t, found))
		}
	})
}
