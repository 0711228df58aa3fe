package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"loa"
)

func letterDOCX(t testing.TB, r Report) map[string]string {
	t.Helper()
	raw, err := r.DOCX(labels(r.Lang))
	if err != nil {
		t.Fatal(err)
	}
	return checkPackage(t, raw)
}

func TestLetter(t *testing.T) {
	t.Parallel()
	for _, lang := range languages() {
		golden(t, "letter."+string(lang)+".xml", letterDOCX(t, sampleReport(t, lang, 3))["word/document.xml"])
	}
}

var xmlTag = regexp.MustCompile(`<[^>]*>`)

// words is what a part of a document says, without its tags.
func words(part string) string {
	return strings.Join(strings.Fields(xmlTag.ReplaceAllString(part, " ")), " ")
}

// TestDraft: a letter says that it is a draft until the office has entered number and
// date, and never holds a name or a picture of a signature.
func TestDraft(t *testing.T) {
	t.Parallel()
	r := withoutCharts(sampleReport(t, loa.Vietnamese, 3))
	date := loa.Date{Year: 2024, Month: 2, Day: 5}
	for _, tt := range []struct {
		number string
		date   loa.Date
		draft  bool
	}{{"", loa.Date{}, true}, {"12", loa.Date{}, true}, {"", date, true}, {"12", date, false}} {
		r.Head.Number, r.Head.Date = tt.number, tt.date
		text := words(letterDOCX(t, r)["word/document.xml"])
		if strings.Contains(text, "DỰ THẢO") != tt.draft {
			t.Errorf("number %q, date %v: the draft mark is wrong in %.300s", tt.number, tt.date, text)
		}
		if tt.number != "" && !strings.Contains(text, "Số 12-BC/ĐU") || !tt.date.IsZero() && !strings.Contains(text, "Phường Mẫu, ngày 05 tháng 02 năm 2024") {
			t.Errorf("number %q, date %v: %.300s", tt.number, tt.date, text)
		}
		if !strings.Contains(text, "T/M ĐẢNG ỦY BÍ THƯ PHỤ LỤC") {
			t.Errorf("something stands where is to be signed: %s", text)
		}
	}
}

// TestMarked: what is missing and what a person must write can be seen from afar.
func TestMarked(t *testing.T) {
	t.Parallel()
	body := letterDOCX(t, withoutCharts(sampleReport(t, loa.Vietnamese, 3)))["word/document.xml"]
	for _, text := range []string{
		"[chưa có số liệu: số văn bản đã ban hành]", "[dưới 5 người, không nêu: số đảng viên 213 dự họp]",
		"[Người viết bổ sung: ưu điểm nổi bật, hạn chế và nguyên nhân]",
	} {
		before, _, found := strings.Cut(body, text)
		if run := before[strings.LastIndex(before, "<w:r>"):]; !found || !strings.Contains(run, `<w:highlight w:val="yellow"/>`) {
			t.Errorf("%q is not marked", text)
		}
	}
	if !strings.Contains(body, `]</w:t></w:r><w:r><w:rPr></w:rPr><w:t xml:space="preserve">./.</w:t>`) {
		t.Error("the sign of the end is missing")
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	all := Formats()
	for i, f := range all {
		if i > 0 && !all[i-1].From.Before(f.From) {
			t.Errorf("%s is not later than the one before", f.ID)
		}
	}
	for day, want := range map[loa.Date]string{
		{Year: 2010, Month: 1, Day: 1}: "HD36-2018", {Year: 2018, Month: 4, Day: 3}: "HD36-2018", {Year: 2024, Month: 5, Day: 7}: "HD36-2018",
		{Year: 2026, Month: 1, Day: 8}: "HD36-2018", {Year: 2026, Month: 1, Day: 9}: "QD399-2026", {Year: 2027, Month: 3, Day: 13}: "QD399-2026",
	} {
		if got := FormatOn(day).ID; got != want {
			t.Errorf("%v has format %s, want %s", day, got, want)
		}
	}
	r := Report{Made: loa.Date{Year: 2024, Month: 5, Day: 7}}
	if got := r.Format().ID; got != "HD36-2018" {
		t.Errorf("a draft of 2024 has format %s", got)
	}
	if r.Head.Date = (loa.Date{Year: 2026, Month: 2, Day: 1}); r.Format().ID != "QD399-2026" {
		t.Errorf("a letter of 2026 has format %s", r.Format().ID)
	}
}

// TestLetterOfNothing: a report without parts, figures and names is a letter, too.
func TestLetterOfNothing(t *testing.T) {
	t.Parallel()
	empty := DataTable{Title: "Không có dòng", Columns: []DataColumn{{Title: "a"}}}
	for _, r := range []Report{{}, {Parts: []Part{{Content: []Content{empty, Chart{Table: empty}, Prompt("")}}}}} {
		letterDOCX(t, r)
		raw, err := r.PDF(labels(loa.Vietnamese))
		if err != nil || !bytes.HasPrefix(raw, []byte("%PDF")) {
			t.Errorf("%v", err)
		}
	}
	if _, err := (Report{Parts: []Part{{Content: []Content{Chart{Title: "x", Table: empty, Show: []string{"none"}}}}}}).DOCX(Labels{}); err == nil {
		t.Error("a chart of a column that is not there is drawn")
	}
}
