package content

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"loa"
)

// wrongBank has one kind of mistake in each row.
var wrongBank = "Câu hỏi;Phương án A;Phương án B;Phương án C;Đáp án;Giải thích;Mạch;Nguồn;Địa chỉ nguồn;Mức;Bộ;Mã;Ghi chú\n" + strings.Join([]string{
	"Câu đúng?;a;b;c;A;;M1;H01;;A;;Q1;",
	"Một phương án?;a;;;A;;M1;H01;;A",
	"Hai đáp án?;a;b;c;A, C;;M1;H01;;A",
	"Dài " + strings.Repeat("quá", 100) + "?;a;b;;A;;M1;H01;;A",
	"Phương án dài?;a;" + strings.Repeat("b", maxOption+1) + ";;A;;M1;H01;;A",
	"Giải thích dài?;a;b;;A;" + strings.Repeat("g", maxExplanation+1) + ";M1;H01;;A",
	"Giải thích nhiều dòng?;a;b;;A;\"1\n2\n3\n4\";M1;H01;;A",
	"Đáp án lạ?;a;b;;D;;M1;H01;;A",
	"Đáp án không rõ?;2;3;;2;;M1;H01;;A",
	"câu  ĐÚNG;a;b;;A;;M1;H01;;A",
	"Tháng 5/1953, tướng nào được cử làm Tổng chỉ huy quân Pháp ở Đông Dương;a;b;;A;;M1;H01;;A",
	"Phương án trùng?;Tày;Tay;TÀY;A;;M1;H01;;A",
	"Phương án cách?;a;;c;A;;M1;H01;;A",
	"Mạch lạ?;a;b;;A;;M9;H01;;A",
	"Mạch trống?;a;b;;A;;;H01;;A",
	"Nguồn lạ?;a;b;;A;;M1;H01, H99;;A",
	"Địa chỉ lẻ?;a;b;;A;;M1;;nhandan.vn;A",
	"Địa chỉ thừa?;a;b;;A;;M1;H01;tuoitre.vn;A",
	"Mức lạ?;a;b;;A;;M1;H01;;D",
	"Mã lạ?;a;b;;A;;M1;H01;;A;;câu 1",
	"Mã trùng?;a;b;;A;;M1;H01;;A;;Q1",
	"Mã đã có?;a;b;;A;;M1;H01;;A;;Q14",
	"Bộ lạ?;a;b;;A;;M1;H01;;A;…",
	";a;b;;A;;M1;H01;;A",
	"Không đáp án?;a;b;;;;M1;H01;;A",
	"Công thức?;=1+1;b;;A;;M1;H01;;A",
	"Lỗi?;#N/A;b;;A;;M1;H01;;A",
	"Ngày?;13-Mar;b;;A;;M1;H01;;A",
	"Ký tự?;a\x07;b;;A;;M1;H01;;A",
	"Chỗ trống {{years}}?;a;b;;A;;M1;H01;;A",
	"Nhiều ô?;a;b;;A;;M1;H01;;A;;;;;x",
	"Bộ mới?;a;b;;A;;M1;H01;;A;Vòng 2;;",
	"Chưa có mức?;a;b;;A;;M1;H01;;",
	"Chưa có nguồn?;a;b;;A;;M1;;;A",
}, "\n") + "\n"

// wrongSheet has what only a workbook can have wrong.
func wrongSheet(t *testing.T) []byte {
	head := []any{"Câu hỏi", "Phương án A", "Phương án B", "Đáp án", "Mạch", "Nguồn"}
	rows := [][]any{
		{"NGÂN HÀNG CÂU HỎI"}, head,
		{"Ngày nào?", time.Date(2024, 3, 13, 0, 0, 0, 0, time.UTC), "b", "B", "M1"},
		{"Bao nhiêu?", 44.01, "b", "B", "M1"},
		{"Công thức?", "a", nil, "A", "M1"},
		{"Gộp?", "a", "b", "A", "M1"},
		{"Gộp nữa?", "a", "b", "A", ""},
		{"Nguồn mới?", "a", "b", "A", "M1", "Báo Cao Bằng"},
	}
	return workbook(t, rows, func(f *excelize.File) error {
		if err := f.SetCellFormula("Sheet1", "C5", "1+1"); err != nil {
			return err
		}
		if _, err := f.NewSheet("Đợt hai"); err != nil {
			return err
		}
		if err := f.SetCellValue("Đợt hai", "A1", "x"); err != nil {
			return err
		}
		if err := f.MergeCell("Sheet1", "A1", "F1"); err != nil {
			return err
		}
		return f.MergeCell("Sheet1", "E6", "E7")
	})
}

// wrongBanks are files in which something is wrong, by name.
func wrongBanks(t *testing.T) map[string][]byte {
	files := map[string][]byte{"1-rows.csv": []byte(wrongBank), "2-sheet.xlsx": wrongSheet(t)}
	for name, src := range map[string]string{
		"3-nothing.csv":   "",
		"3-headings.csv":  "Câu hỏi,A,B,Đáp án,Mạch\n",
		"4-no-column.csv": "Nội dung,A,Phương án C\nx,y,z\n",
		"4-no-line.csv":   "x,y,z\n1,2,3\n",
		"5-twice.csv":     "Câu hỏi,A,B,Option A,Đáp án,Mạch\nx,y,z,y,A,M1\n",
		"6-many.csv":      "Câu hỏi,A,B,Đáp án,Mạch\n" + strings.Repeat("x,y,z,A,M1\n", maxBankRows+1),
		"7-quotes.csv":    "Câu hỏi,A,B,Đáp án,Mạch\n\"x,y,z,A,M1\n",
		"7-latin.csv":     "Câu hỏi,A,B,Đáp án,Mạch\n\xff,y,z,A,M1\n",
		"8-broken.xlsx":   "no workbook",
		"8-bank.pdf":      "%PDF",
		"9-large.csv":     strings.Repeat(" ", maxTable+1),
	} {
		files[name] = []byte(src)
	}
	return files
}

// TestBankMistakes compares all that people are told about banks with mistakes, in
// both languages, and sees to it that every text there is gets told.
func TestBankMistakes(t *testing.T) {
	t.Parallel()
	c, told, texts := catalog(t), map[string]bool{}, map[loa.Lang]*strings.Builder{loa.Vietnamese: {}, loa.English: {}}
	files := wrongBanks(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		_, found := ReadBank(name, bytes.NewReader(files[name]), asked)
		if !(&mistakes{found}).fatal() {
			t.Errorf("%s: nothing is wrong", name)
		}
		for _, m := range found {
			told[m.Key+".what"] = true
			for lang, b := range texts {
				fmt.Fprintln(b, c.Mistake(lang, m))
			}
		}
	}
	for lang, b := range texts {
		compareGolden(t, fmt.Sprintf("bank.%s.golden", lang), b.String())
	}
	for key := range messages(t, loa.English) {
		if strings.HasPrefix(key, bankArea) && strings.HasSuffix(key, ".what") && !told[key] {
			t.Errorf("no file provokes %q", key)
		}
	}
}

// compareGolden compares a text with a file in testdata.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	if strings.Contains(got, "<no value>") || strings.Contains(got, "[bank.") {
		t.Errorf("%s: a text lacks something", name)
	}
}

// TestWrongRowsAreLeftOut: the bank has the rows without mistakes, and a merged cell
// spoils its rows.
func TestWrongRowsAreLeftOut(t *testing.T) {
	t.Parallel()
	bank, _ := ReadBank("bank.csv", strings.NewReader(wrongBank), asked)
	if diff := cmp.Diff([]int{2, 33, 34, 35}, bank.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	want := []loa.QuizSet{{ID: "vong-2", Title: "Vòng 2", Path: "bank.csv"}}
	if diff := cmp.Diff(want, bank.Sets); diff != "" {
		t.Errorf("sets (-want +got):\n%s", diff)
	}
	bank, _ = ReadBank("bank.xlsx", bytes.NewReader(wrongSheet(t)), asked)
	if diff := cmp.Diff([]int{6}, bank.Rows); diff != "" {
		t.Errorf("rows of the sheet (-want +got):\n%s", diff)
	}
}
