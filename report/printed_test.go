package report

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"loa"
)

// TestPrinted prints eight cards, which fill a page, then one more; and minutes
// with so many names that their table runs over the page.
func TestPrinted(t *testing.T) {
	t.Parallel()
	for cards, want := range map[int]int{1: 1, 8: 1, 9: 2, 24: 3} {
		raw, err := InviteSheet(loa.Vietnamese, inviteLabels(), "Chi bộ Tổ dân phố 3", invited(cards))
		if err != nil {
			t.Fatal(err)
		}
		p := printed(t, "invites.docx", raw)
		if pages := p.pages(t); pages != want {
			t.Errorf("%d cards are on %d pages, want %d", cards, pages, want)
		}
		text := p.text(t)
		for _, line := range invited(cards) {
			if !strings.Contains(text, line.Name) || !strings.Contains(text, line.Link) {
				t.Errorf("of %d cards that of %s is missing", cards, line.Name)
			}
		}
	}
}

func TestMinutesPrinted(t *testing.T) {
	t.Parallel()
	m := theMinutes()
	for i := range 40 {
		m.Excused = append(m.Excused, Absence{"Phạm Thị Hằng " + strconv.Itoa(i), "ốm"})
	}
	raw, err := m.DOCX(minutesLabels())
	if err != nil {
		t.Fatal(err)
	}
	p := printed(t, "minutes.docx", raw)
	p.checkFonts(t)
	if pages := p.pages(t); pages != 2 {
		t.Errorf("the minutes have %d pages, want 2", pages)
	}
	text := p.text(t)
	for _, a := range m.Excused {
		if !strings.Contains(text, a.Name) {
			t.Errorf("%s is missing", a.Name)
		}
	}
	if heads := strings.Count(text, "Họ và tên"); heads < 2 {
		t.Errorf("the head of the table is printed %d times", heads)
	}
}

var pageNumber = regexp.MustCompile(`(?m)^\s*\d+\s*$`)

// said is the words of a printout without the page numbers and what is repeated on
// each page, in the order of the alphabet: tools read the cells of a table in any.
func said(text, repeated string) []string {
	text = pageNumber.ReplaceAllString(text, "")
	for _, word := range strings.Fields(repeated) {
		text = regexp.MustCompile(`(?m)(^|\s)`+regexp.QuoteMeta(word)+`(\s|$)`).ReplaceAllString(text, " ")
	}
	all := strings.Fields(text)
	slices.Sort(all)
	return all
}

// TestReportPrinted prints the letter from DOCX and as PDF: the same words, on about as
// many pages, in the same letters, and all of the report is there.
func TestReportPrinted(t *testing.T) {
	t.Parallel()
	for _, lang := range languages() {
		r := sampleReport(t, lang, 31)
		if lang == loa.English {
			r = withoutCharts(r)
		}
		docx, err := r.DOCX(labels(lang))
		if err != nil {
			t.Fatal(err)
		}
		pdf, err := r.PDF(labels(lang))
		if err != nil {
			t.Fatal(err)
		}
		office, own := printed(t, "report.docx", docx), keep(t, "report.pdf", pdf)
		for name, p := range map[string]printout{"DOCX": office, "PDF": own} {
			p.checkFonts(t)
			if size := p.info(t, "Page size"); !strings.Contains(size, "A4") {
				t.Errorf("%s %s: the page is %s", lang, name, size)
			}
			text := strings.Join(strings.Fields(p.text(t)), " ")
			for i := range 31 {
				if !strings.Contains(text, unitName(i)) {
					t.Errorf("%s %s: %s is missing", lang, name, unitName(i))
				}
			}
			for _, want := range []string{r.Head.Motto, labels(lang).Draft, r.Kind, "./.", r.Signature.Office, labels(lang).Sources} {
				if !strings.Contains(text, want) {
					t.Errorf("%s %s: %q is missing", lang, name, want)
				}
			}
		}
		if a, b := office.pages(t), own.pages(t); max(a-b, b-a) > 1 || a < 3 || a > 8 { // a line more or less may turn a page
			t.Errorf("%s: %d pages of the DOCX, %d of the PDF", lang, a, b)
		}
		header := strings.Join([]string{"Chi bộ Số buổi Có mặt Phải dự Tỷ lệ dự", "Cell Meetings Present Due Rate"}, " ")
		if a, b := said(office.text(t), header), said(own.text(t), header); !slices.Equal(a, b) {
			t.Errorf("%s: the DOCX says\n%s\nthe PDF\n%s", lang, strings.Join(a, " "), strings.Join(b, " "))
		}
	}
}

// TestFirstPage: no page number on the first page, one at the top of each other.
func TestFirstPage(t *testing.T) {
	t.Parallel()
	raw, err := withoutCharts(sampleReport(t, loa.Vietnamese, 31)).PDF(labels(loa.Vietnamese))
	if err != nil {
		t.Fatal(err)
	}
	for i, page := range strings.Split(strings.TrimSuffix(keep(t, "report.pdf", raw).text(t), "\f"), "\f") {
		first := strings.TrimSpace(strings.SplitN(strings.TrimLeft(page, "\n"), "\n", 2)[0])
		if numbered := first == strconv.Itoa(i+1); numbered != (i > 0) {
			t.Errorf("page %d begins with %q", i+1, first)
		}
	}
}

// TestWorkbookPrinted: each sheet is as wide as a page, and all of it is there.
func TestWorkbookPrinted(t *testing.T) {
	t.Parallel()
	w := sampleWorkbook(t, loa.Vietnamese, 31)
	raw, err := w.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	p := printed(t, "report.xlsx", raw)
	p.checkFonts(t)
	if pages := p.pages(t); pages != len(w.Sheets) {
		t.Errorf("%d sheets are on %d pages", len(w.Sheets), pages)
	}
	text := p.text(t)
	for i := range 31 {
		if !strings.Contains(text, unitName(i)) {
			t.Errorf("%s is missing", unitName(i))
		}
	}
	for _, want := range []string{"Tổng hợp số liệu", "Cộng", "=HYPERLINK", "14/03/2024 06:30", "3,596"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
