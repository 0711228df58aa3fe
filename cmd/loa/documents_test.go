package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
)

// key is what the catalog's keys look like that a document may ask for.
var key = regexp.MustCompile(`(documents|rollcall|meeting)\.|\b(minutes|year|condition|kind|reason)_`)

// checkWords looks for what a document must not hold.
func checkWords(t *testing.T, text string) {
	t.Helper()
	if found := key.FindString(text); found != "" || strings.Contains(text, "{{") || strings.Contains(text, "<no value>") {
		t.Errorf("%q stands where words should: %s", found, text)
	}
}

// aMeeting is a meeting at which everything there are words for has happened.
func aMeeting() campaign.Minutes {
	zone := time.FixedZone("", 7*60*60)
	return campaign.Minutes{
		Above: "Đảng ủy phường", Unit: "Chi bộ Tổ dân phố 1", Title: "Sinh hoạt tháng 4", Place: "Nhà văn hóa", Kind: loa.MeetingMonthly,
		At: time.Date(2024, time.April, 5, 19, 30, 0, 0, zone), Zone: zone,
		Figures: loa.Figures{
			Total: 14, Exempt: 1, Away: 1, Guests: 1, Due: 13, Present: 9, Online: 1, Late: 1, Excused: 2, Unexcused: 1, Open: 1, Visitors: 2, Meetings: 1,
		},
		Excused:   []campaign.Absence{{Name: "An", Reason: loa.ReasonIll}, {Name: "Bình", Reason: loa.ReasonOther}},
		Unexcused: []string{"Cúc"}, Open: []string{"Dũng"}, WalkIns: []string{"Giang"}, Guests: 1,
		Judged: true, Rules: loa.AttendanceRules{Rate: 85, InRow: 3}, Short: []loa.Shortfall{loa.ShortRate}, InRow: 2,
	}
}

// TestMinutesInWords: both languages have every word of the minutes, and each reason.
func TestMinutesInWords(t *testing.T) {
	t.Parallel()
	for lang, want := range map[loa.Lang][]string{
		loa.Vietnamese: {
			"ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY PHƯỜNG", "Sinh hoạt tạm thời nơi khác", "Trong đó dự trực tuyến", "ốm đau", "lý do khác",
			"Tỷ lệ dự trên 85%: chưa đạt", "quá 3 lần liên tiếp trong năm (nhiều nhất: 2): đạt", "69,2%", "NGƯỜI GHI BIÊN BẢN",
		},
		loa.English: {"ATTENDANCE", "Place: Nhà văn hóa", "69.2%", "85%"},
	} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			name, raw, err := documents{newCatalog(t)}.Minutes(aMeeting(), lang)
			if err != nil || !strings.HasSuffix(name, " 2024-04-05.docx") {
				t.Fatalf("%q: %v", name, err)
			}
			text := wordText(t, raw)
			checkWords(t, name+"\n"+text)
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%q is missing: %s", w, text)
				}
			}
			for line := range strings.Lines(text) {
				if strings.HasPrefix(strings.TrimSpace(line), ":") {
					t.Errorf("a label is empty: %s", text)
				}
			}
		})
	}
}

// TestYearInWords: both languages have every word of the year's table.
func TestYearInWords(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7*60*60)
	year := campaign.Year{Name: "An", Unit: "Chi bộ Tổ dân phố 1", Year: 2024, Zone: zone}
	markings := []loa.Marking{{Presence: loa.Present}, {Presence: loa.Online}, {Presence: loa.Unexcused}, {}}
	for _, code := range loa.ReasonCodes() {
		markings = append(markings, loa.Marking{Presence: loa.Excused, Reason: code})
	}
	for i, marking := range markings {
		kinds := loa.MeetingKinds()
		year.Lines = append(year.Lines, campaign.YearLine{
			Kind: kinds[i%len(kinds)], At: time.Date(2024, time.January, 5+i, 19, 30, 0, 0, zone), Standing: loa.Due, Marking: marking,
		})
	}
	for lang, want := range map[loa.Lang][]string{
		loa.Vietnamese: {"Có mặt trực tuyến", "Vắng không lý do", "Chưa ghi", "việc gia đình", "Sinh hoạt chuyên đề", "Họp đảng viên 213"},
		loa.English:    {"An", "2024"},
	} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			name, raw, err := documents{newCatalog(t)}.YearSheet([]campaign.Year{year}, lang)
			if err != nil || !strings.HasSuffix(name, " 2024.xlsx") {
				t.Fatalf("%q: %v", name, err)
			}
			text := sheetText(t, raw)
			checkWords(t, name+"\n"+text)
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%q is missing: %s", w, text)
				}
			}
			headings := 0
			for line := range strings.Lines(text) {
				cells := strings.Split(strings.TrimSpace(line), " | ")
				if len(cells) < 7 || cells[0] == "1" {
					continue
				}
				if headings++; slices.Contains(cells, "") {
					t.Errorf("a heading is empty: %s", line)
				}
			}
			if headings != 2 {
				t.Errorf("%d rows of headings, want one on each sheet: %s", headings, text)
			}
		})
	}
}

// TestYearOfResidents: the table of the meetings of the 213 roll says so.
func TestYearOfResidents(t *testing.T) {
	t.Parallel()
	year := campaign.Year{Name: "An", Unit: "Chi bộ Tổ dân phố 1", Year: 2024, Sort: campaign.ResidentMeetings, Zone: time.UTC}
	for lang, want := range map[loa.Lang]string{loa.Vietnamese: "THEO DÕI DỰ HỌP ĐẢNG VIÊN 213 NĂM 2024", loa.English: "REGULATION 213 MEETINGS 2024"} {
		name, raw, err := documents{newCatalog(t)}.YearSheet([]campaign.Year{year}, lang)
		if err != nil || !strings.HasSuffix(name, "2024.xlsx") || !strings.Contains(name, "213") {
			t.Fatalf("%q: %v", name, err)
		}
		if text := sheetText(t, raw); !strings.Contains(text, want) {
			t.Errorf("%q is missing: %s", want, text)
		}
	}
}
