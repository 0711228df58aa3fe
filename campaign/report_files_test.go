package campaign_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// outline is a report's outline with all that Loa counts by itself, and what it does not.
func outline() []loa.ReportPart {
	return []loa.ReportPart{
		{ID: "I", Title: "Lãnh đạo", Items: []loa.ReportItem{{ID: "I.1", Title: "Văn bản", Figures: []string{"số văn bản"}}}},
		{ID: "II", Title: "Kết quả", Items: []loa.ReportItem{
			{ID: "II.1", Title: "Bài đăng", Data: "posts"}, {ID: "II.2", Title: "Sinh hoạt", Data: "meetings"},
			{ID: "II.3", Title: "Đảng viên 213", Data: "residents"}, {ID: "II.4", Title: "Làm rõ sự thật", Data: "clarified"}, {ID: "II.5", Title: "Tìm hiểu", Data: "quiz"},
		}},
		{ID: "III", Title: "Đánh giá", Items: []loa.ReportItem{{ID: "III.1", Title: "Ưu điểm", Written: true}}},
	}
}

// order has a report made.
func (h *hall) order(who loa.Sender, what string, q campaign.ReportQuery, frozen int64) {
	h.t.Helper()
	h.must(func(d *campaign.Desk) error {
		return d.OrderReport(who, loa.Chat{ID: "20", Type: loa.PrivateChat}, loa.English, what, q, frozen)
	})
	if err := h.MakeReports(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// freeze puts figures away and returns what was frozen.
func (h *hall) freeze(who loa.Sender, q campaign.ReportQuery) (f loa.FrozenReport) {
	h.t.Helper()
	h.order(who, loa.OrderFreeze, q, 0)
	h.must(func(d *campaign.Desk) error {
		all, err := d.FrozenOf(who, q)
		if err == nil && len(all) == 0 {
			h.t.Fatal("nothing was frozen")
		}
		f = all[0]
		return err
	})
	return f
}

// received delivers what waits for a chat, and returns it. What waits for groups goes on
// waiting: it is counted.
func (h *hall) received(chat loa.ChatID) (list []loa.Notice) {
	h.t.Helper()
	for got := true; got; {
		got = false
		for _, d := range h.due(h.now) {
			if d.Chat != chat {
				continue
			}
			if d.Payload.Notice != nil {
				list = append(list, *d.Payload.Notice)
			}
			if _, err := h.db.Begin(h.t.Context(), []loa.DeliveryID{d.ID}, h.now); err != nil {
				h.t.Fatal(err)
			}
			if err := h.Settle(h.t.Context(), d, loa.Outcome{State: loa.Sent, At: h.now}); err != nil {
				h.t.Fatal(err)
			}
			got = true
		}
	}
	return list
}

// file asks for a report in a format and returns what was sent.
func (h *hall) file(who loa.Sender, q campaign.ReportQuery, frozen int64, format campaign.ReportFormat) []byte {
	h.t.Helper()
	h.order(who, string(format), q, frozen)
	list := h.received("20")
	last := list[len(list)-1]
	if last.Media == nil {
		h.t.Fatalf("no file came, but: %s", last.Text.String())
	}
	_, raw, err := h.db.File(h.t.Context(), last.Media.Digest)
	if err != nil {
		h.t.Fatal(err)
	}
	return raw
}

// numbers are the figures of a report as its JSON tells them, by id.
func numbers(t *testing.T, raw []byte) map[string]int64 {
	t.Helper()
	var told struct {
		Figures []struct {
			ID    string
			Value struct {
				Kind  string
				Count *int64
			}
		}
	}
	if err := json.Unmarshal(raw, &told); err != nil {
		t.Fatal(err)
	}
	all := map[string]int64{}
	for _, f := range told.Figures {
		if f.Value.Count != nil {
			all[f.ID] = *f.Value.Count
		}
	}
	return all
}

// TestReportFilesAgree: whatever happened, JSON, spreadsheet and document have the numbers
// that the chat shows, of a frozen report and of how things stand.
func TestReportFilesAgree(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 9))
			h := history(t, storagetest.Open(t), random)
			h.meeting(random)
			c := *h.Campaign()
			c.Report, c.Digest = outline(), strings.Repeat("1", 64)
			if err := h.Adopt(t.Context(), &c, nil); err != nil {
				t.Fatal(err)
			}
			h.now = march().Until.At(20*60, h.now.Location())
			q := campaign.ReportQuery{Unit: "ward", Days: march()}
			var r *campaign.ReportFigures
			h.must(func(d *campaign.Desk) (err error) { r, err = d.Report(h.secretary, q); return err })
			f := h.freeze(h.secretary, q)
			for _, frozen := range []int64{0, f.Number} {
				h.agree(q, frozen, r)
			}
		})
	}
}

func (h *hall) agree(q campaign.ReportQuery, frozen int64, r *campaign.ReportFigures) {
	h.t.Helper()
	told := numbers(h.t, h.file(h.secretary, q, frozen, campaign.FormatJSON))
	book := h.file(h.secretary, q, frozen, campaign.FormatXLSX)
	h.overTime(book, r)
	sheet := overview(h.t, book)
	compared := 0
	for _, figure := range r.Figures() {
		id := figure.String()
		if n, ok := told[id]; ok && !figure.Few {
			compared++
			if n != int64(figure.Value) {
				h.t.Errorf("%s is %d in the JSON, %d in the chat", id, n, figure.Value)
			}
			if in, ok := sheet[id]; ok && in != strconv.Itoa(figure.Value) {
				h.t.Errorf("%s is %s in the spreadsheet, %d in the chat", id, in, figure.Value)
			}
		}
	}
	if compared < 20 || len(sheet) < 10 {
		h.t.Errorf("only %d figures were compared, %d stand in the spreadsheet", compared, len(sheet))
	}
	text := words(h.t, h.file(h.secretary, q, frozen, campaign.FormatDOCX))
	for _, want := range []string{
		fmt.Sprintf("%d/%d", r.Sends.Sent, r.Sends.Planned), fmt.Sprintf("%d/%d", r.Groups.Reached, r.Groups.All),
		"[no figure yet: số văn bản]", "DRAFT", "To be written",
	} {
		if !strings.Contains(text, want) {
			h.t.Errorf("the document does not hold %q", want)
		}
	}
	if pdf := h.file(h.secretary, q, frozen, campaign.FormatPDF); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		h.t.Errorf("no PDF: %.20q", pdf)
	}
	if plain := string(h.file(h.secretary, q, frozen, campaign.FormatText)); !strings.Contains(plain, fmt.Sprintf("Sent %d of %d", r.Sends.Sent, r.Sends.Planned)) {
		h.t.Errorf("the text has other figures:\n%s", plain)
	}
}

// overTime checks that the parts of the days add up to the whole.
func (h *hall) overTime(book []byte, r *campaign.ReportFigures) {
	h.t.Helper()
	rows := rowsOf(h.t, book, "Over time")
	held, answers, few := 0, 0, r.Quiz.Few
	parts := 0
	for _, row := range rows {
		if len(row) < 6 || !strings.Contains(row[0], "/") {
			continue
		}
		parts++
		n, err := strconv.Atoi(row[1])
		if err != nil {
			h.t.Errorf("%q is no number of meetings", row[1])
		}
		held += n
		if n, err = strconv.Atoi(row[5]); err != nil {
			few = true // withheld
		}
		answers += n
	}
	if want := r.Meetings[campaign.CellMeetings].Figures.Meetings; parts != 5 || held != want {
		h.t.Errorf("%d weeks of March hold %d meetings, the whole %d:\n%v", parts, held, want, rows)
	}
	if !few && answers != r.Quiz.Answers {
		h.t.Errorf("all weeks have %d answers, the whole %d:\n%v", answers, r.Quiz.Answers, rows)
	}
}

func rowsOf(t *testing.T, raw []byte, sheet string) [][]string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return rows
}

// overview reads the first sheet: values by id.
func overview(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	rows := rowsOf(t, raw, "Overview")
	all := map[string]string{}
	for _, row := range rows {
		if len(row) >= 9 {
			all[row[8]] = row[2]
		}
	}
	return all
}

// words reads the text of a document.
func words(t *testing.T, raw []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := archive.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, part := range strings.Split(string(xml), "<") {
		if _, after, ok := strings.Cut(part, ">"); ok {
			text.WriteString(after)
		}
	}
	return text.String()
}

// TestReportNames: names stand only in the files of who keeps the roll.
func TestReportNames(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.enrol("cb-1", 6, "official")
	id := h.meet("cb-1", loa.MeetingMonthly, "2024-03-05")
	h.noteAll(h.secretary, id, 5, loa.Marking{Presence: loa.Present})
	h.close(h.secretary, id)
	official := h.grant("22", loa.Official, "ward")
	for _, format := range campaign.ReportFormats() {
		own := h.file(h.secretary, campaign.ReportQuery{Unit: "cb-1", Days: march()}, 0, format)
		above := h.file(official, campaign.ReportQuery{Unit: "cb-1", Days: march()}, 0, format)
		if format == campaign.FormatXLSX {
			own, above = []byte(cells(t, own)), []byte(cells(t, above))
			if !bytes.Contains(own, []byte("Nguyễn Văn")) {
				t.Error("the secretary's spreadsheet has no names")
			}
		}
		if bytes.Contains(above, []byte("Nguyễn Văn")) {
			t.Errorf("the official's %s has names", format)
		}
	}
	for _, who := range []loa.Sender{sender("99"), h.grant("23", loa.Secretary, "cb-2")} {
		key := "report.no_right"
		if who.Account.ID == "23" {
			key = "report.not_yours"
		}
		for _, format := range campaign.ReportFormats() {
			h.refused(key, func(d *campaign.Desk) error {
				return d.OrderReport(who, loa.Chat{ID: "99", Type: loa.PrivateChat}, loa.English, string(format), campaign.ReportQuery{Unit: "cb-1", Days: march()}, 0)
			})
		}
	}
}

// cells is all text of a workbook.
func cells(t *testing.T, raw []byte) string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range file.GetSheetList() {
		rows, err := file.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all.WriteString(strings.Join(row, " ") + "\n")
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestReportOddTimes: an empty time, a campaign over New Year, a unit without members, and
// one that was merged into another in the middle of the days lose nothing and divide by
// nothing.
func TestReportOddTimes(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.secretary = h.grant("20", loa.Secretary, "ward")
	h.enrol("cb-1", 5, "official")
	h.enrol("cb-2", 6, "official 2000-01-01 2024-12-20")
	hold := func(unit loa.UnitID, day string, present int) {
		id := h.meet(unit, loa.MeetingMonthly, day)
		h.noteAll(h.secretary, id, present, loa.Marking{Presence: loa.Present})
		h.close(h.secretary, id)
	}
	hold("cb-2", "2024-12-05", 6)
	hold("cb-1", "2025-01-05", 4)
	h.update(func(tx *storage.Tx) error { // cb-2 goes into cb-1, and a new unit has nobody yet
		return tx.SaveUnits(loa.Units{
			{ID: "cb-2", Parent: "ward", Name: "Cell 2", Kind: "cell", Until: loa.Date{Year: 2024, Month: time.December, Day: 20}},
			{ID: "cb-3", Parent: "ward", Name: "Cell 3", Kind: "cell", From: loa.Date{Year: 2025, Month: time.January, Day: 1}},
		})
	})
	text := func(unit loa.UnitID, days string) string {
		span, ok := loa.ParseDays(days)
		if !ok {
			t.Fatalf("no days: %s", days)
		}
		return string(h.file(h.secretary, campaign.ReportQuery{Unit: unit, Days: span}, 0, campaign.FormatText))
	}
	for _, c := range []struct {
		unit loa.UnitID
		days string
		want []string
	}{
		{"ward", "2024-11-01..2025-02-28", []string{"Present 10 of 11 (90.9%)", "Cell 2: ", "met 1 time, present 6 of 6 (100.0%)", "2 of 2 units"}},
		{"cb-2", "2024", []string{"Present 6 of 6 (100.0%)"}},
		{"cb-2", "2025", []string{"There were no posts and no meetings in this time."}},
		{"cb-3", "2025-01", []string{"There were no posts and no meetings in this time."}},
		{"ward", "2023", []string{"Sent 0 of 0 (–)", "no roll was closed"}},
	} {
		got := text(c.unit, c.days)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s %s: %q is missing in\n%s", c.unit, c.days, want, got)
			}
		}
		for _, not := range []string{"NaN", "Inf", "%!"} {
			if strings.Contains(got, not) {
				t.Errorf("%s %s: %q in\n%s", c.unit, c.days, not, got)
			}
		}
	}
}
