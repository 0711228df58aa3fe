package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"loa"
)

// printed has a word processor make a PDF of the document and returns its text and
// number of pages.
func printed(t *testing.T, raw []byte) (text string, pages int) {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not here: the document was not printed")
	}
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here: the print was not read")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "printed.docx")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	convert := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"),
		"--headless", "--convert-to", "pdf", "--outdir", dir, file)
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), reader, "-layout", filepath.Join(dir, "printed.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out), strings.Count(string(out), "\f")
}

// TestPrinted prints eight cards, which fill a page, then one more; and minutes
// with so many names that their table runs over the page.
func TestPrinted(t *testing.T) {
	t.Parallel()
	for cards, want := range map[int]int{1: 1, 8: 1, 9: 2, 24: 3} {
		raw, err := InviteSheet(loa.Vietnamese, inviteLabels(), "Chi bộ Tổ dân phố 3", invited(cards))
		if err != nil {
			t.Fatal(err)
		}
		text, pages := printed(t, raw)
		if pages != want {
			t.Errorf("%d cards are on %d pages, want %d", cards, pages, want)
		}
		for _, line := range invited(cards) {
			if !strings.Contains(text, line.Name) || !strings.Contains(text, line.Link) {
				t.Errorf("of %d cards that of %s is missing", cards, line.Name)
			}
		}
	}

	m := theMinutes()
	for i := range 40 {
		m.Excused = append(m.Excused, Absence{"Phạm Thị Hằng " + strconv.Itoa(i), "ốm"})
	}
	raw, err := m.DOCX(minutesLabels())
	if err != nil {
		t.Fatal(err)
	}
	text, pages := printed(t, raw)
	if pages != 2 {
		t.Errorf("the minutes have %d pages, want 2", pages)
	}
	for _, a := range m.Excused {
		if !strings.Contains(text, a.Name) {
			t.Errorf("%s is missing", a.Name)
		}
	}
	if heads := strings.Count(text, "Họ và tên"); heads < 2 {
		t.Errorf("the head of the table is printed %d times", heads)
	}
}
