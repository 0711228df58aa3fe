package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loa"
)

var pictures = flag.Bool("pictures", false, "make the pictures of docs/reports.md anew; look at them before committing")

// TestPictures makes the pictures of the documentation from the sample report, in which
// everything is made up. It is no check: what programs of others draw differs by version.
func TestPictures(t *testing.T) {
	if !*pictures {
		t.Skip("the pictures are made with -pictures")
	}
	r := sampleReport(t, loa.Vietnamese, 31)
	docx, err := r.DOCX(labels(r.Lang))
	if err != nil {
		t.Fatal(err)
	}
	xlsx, err := sampleWorkbook(t, r.Lang, 31).XLSX()
	if err != nil {
		t.Fatal(err)
	}
	page := func(p printout, number, picture string) {
		file := filepath.Join("..", "docs", "images", picture)
		run(t, "pdftoppm", popplerPackage, "-png", "-r", "80", "-f", number, "-l", number, "-singlefile", p.file, strings.TrimSuffix(file, ".png"))
	}
	page(printed(t, "report.docx", docx), "1", "report-docx.png")
	page(printed(t, "report.xlsx", xlsx), "2", "report-xlsx.png")
	charts := sampleCharts(r.Lang, 16)
	for picture, chart := range map[string]Chart{"report-chart.png": charts[0], "report-strands.png": charts[1], "report-time.png": charts[3]} {
		if err := os.WriteFile(filepath.Join("..", "docs", "images", picture), drawn(t, chart, r.Lang)[0].PNG, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
