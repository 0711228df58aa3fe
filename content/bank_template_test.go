package content

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"loa"
)

// TestBankTemplate: a template is read without a word, and its columns hold text.
func TestBankTemplate(t *testing.T) {
	t.Parallel()
	campaign, _ := Read(Default())
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		src, err := catalog(t).BankTemplate(lang)
		if err != nil {
			t.Fatal(err)
		}
		bank, mistakes := ReadBank("template.xlsx", bytes.NewReader(src), campaign)
		if len(mistakes) > 0 || len(bank.Questions) != 1 || len(bank.Questions[0].Options) != 4 || !bank.Questions[0].Fit() {
			t.Errorf("%s: %+v\n%s", lang, bank, show(t, mistakes))
		}
		checkTextColumns(t, src)
	}
}

func checkTextColumns(t *testing.T, src []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sheets := f.GetSheetList(); len(sheets) != 2 {
		t.Fatalf("sheets %q", sheets)
	}
	for _, at := range []string{"A1", "B2", "E2", "L2", "M2", "B3", "N3", "Z900"} {
		id, err := f.GetCellStyle(f.GetSheetName(0), at)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil || style.NumFmt != textFormat {
			t.Errorf("%s has the format %d, error %v", at, style.NumFmt, err)
		}
	}
}
