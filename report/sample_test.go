package report

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"loa"
)

// labels are the words of the reports in the tests.
func labels(lang loa.Lang) Labels {
	if lang == loa.English {
		return Labels{
			Draft: "DRAFT", Number: "No. {number}-{symbol}", PlaceDate: "{place}, day {day} month {month} year {year}",
			Missing: "no figure yet", Withheld: "fewer than 5 people, not told", Prompt: "To be written", Table: "Table", Chart: "Chart",
			Recipients: "To", Electronic: "Electronically", Paper: "On paper", Sources: "APPENDIX: WHERE THE FIGURES COME FROM",
			SourcesHow: "For those who check the draft; it is not sent with the report.", EachOf: "each row of {table}",
			FigureHeading: "Figure", ValueHeading: "Value", WholeHeading: "Of", RateHeading: "Rate", MeansHeading: "What is counted",
			PeriodHeading: "Period", SourceHeading: "Source", IDHeading: "Id", SectionHead: "Part",
			Alt: AltLabels{Bars: "Bar chart", Lines: "Line chart", Highest: "highest", Lowest: "lowest"},
		}
	}
	return Labels{
		Draft: "DỰ THẢO", Number: "Số {number}-{symbol}", PlaceDate: "{place}, ngày {day} tháng {month} năm {year}",
		Missing: "chưa có số liệu", Withheld: "dưới 5 người, không nêu", Prompt: "Người viết bổ sung", Table: "Bảng", Chart: "Biểu đồ",
		Recipients: "Nơi nhận", Electronic: "Bản điện tử", Paper: "Bản giấy", Sources: "PHỤ LỤC: NGUỒN SỐ LIỆU",
		SourcesHow: "Dùng để kiểm tra dự thảo, không gửi kèm báo cáo.", EachOf: "theo từng dòng của {table}",
		FigureHeading: "Số liệu", ValueHeading: "Giá trị", WholeHeading: "Trên tổng số", RateHeading: "Tỷ lệ", MeansHeading: "Cách tính",
		PeriodHeading: "Kỳ", SourceHeading: "Nguồn", IDHeading: "Mã", SectionHead: "Mục",
		Alt: AltLabels{Bars: "Biểu đồ cột", Lines: "Biểu đồ đường", Highest: "cao nhất", Lowest: "thấp nhất"},
	}
}

func sampleDays() Period {
	return Period{loa.Date{Year: 2024, Month: 3, Day: 13}, loa.Date{Year: 2024, Month: 5, Day: 7}}
}

// in chooses between Vietnamese and English.
func in(lang loa.Lang, vi, en string) string {
	if lang == loa.English {
		return en
	}
	return vi
}

func figure(lang loa.Lang, id, label, english string, v Value) Figure {
	return Figure{
		ID: id, Label: in(lang, label, english), Value: v, Period: sampleDays(),
		Definition: in(lang, "Đếm "+label+" trong kỳ, mỗi lượt một lần.", "Counts "+english+" within the period, each once."),
		Source:     in(lang, "nhật ký gửi, sổ điểm danh đã chốt", "the send log, closed rolls"),
	}
}

// attendance is a table of units; the last has no closed roll and the one before is of
// too few people.
func attendance(lang loa.Lang, units int) DataTable {
	t := DataTable{Title: in(lang, "Dự sinh hoạt chi bộ theo đơn vị", "Attendance by cell"), Total: in(lang, "Cộng", "Total"), Columns: []DataColumn{
		{ID: "unit", Title: in(lang, "Chi bộ", "Cell")},
		{ID: "meetings", Title: in(lang, "Số buổi", "Meetings"), Adds: true},
		{ID: "present", Title: in(lang, "Có mặt", "Present"), Adds: true},
		{ID: "due", Title: in(lang, "Phải dự", "Due"), Adds: true},
		{ID: "rate", Title: in(lang, "Tỷ lệ dự", "Rate"), Part: "present", Of: "due"},
	}}
	for i, name := range []string{"số buổi đã chốt", "số người có mặt", "số người phải dự", "tỷ lệ dự"} {
		english := []string{"closed meetings", "people present", "people due", "rate of attendance"}[i]
		f := figure(lang, "cell."+t.Columns[i+1].ID, name, english, Value{})
		t.Columns[i+1].Figure = &f
	}
	for i := range units {
		row := DataRow{Key: fmt.Sprintf("unit=cb-%d", i+1), Cells: []Value{Words(unitName(i)), Count(2), Count(25 + i*7%16), Count(28 + i*5%14)}}
		row.Cells[2].Count = min(row.Cells[2].Count, row.Cells[3].Count)
		switch i {
		case units - 1:
			row.Cells = []Value{row.Cells[0], Count(0), {}, {}}
		case units - 2:
			row.Cells = []Value{row.Cells[0], Count(1), Withheld(), Withheld()}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func unitName(i int) string {
	others := []string{"Chi bộ Trường Tiểu học và Trung học cơ sở Mẫu", "Chi bộ Trạm Y tế", "Chi bộ Công an phường", "Chi bộ Hợp tác xã dịch vụ nông nghiệp Đồng Mẫu"}
	if i%7 == 6 {
		return others[i/7%len(others)]
	}
	return fmt.Sprintf("Chi bộ Tổ dân phố %d", i+1)
}

func strands(lang loa.Lang) DataTable {
	t := DataTable{Title: in(lang, "Bài đăng theo mạch nội dung", "Posts by strand"), Total: in(lang, "Cộng", "Total"), Columns: []DataColumn{
		{ID: "strand", Title: in(lang, "Mạch", "Strand")},
		{ID: "posts", Title: in(lang, "Số bài", "Posts"), Adds: true},
		{ID: "sent", Title: in(lang, "Lượt đã gửi", "Sent"), Adds: true},
	}}
	posts := figure(lang, "posts.items", "số bài", "posts", Value{})
	t.Columns[1].Figure = &posts
	for i, n := range []int{34, 12, 8, 15, 9, 7, 11, 6, 14} {
		t.Rows = append(t.Rows, DataRow{Key: fmt.Sprintf("strand=M%d", i+1), Cells: []Value{Words(fmt.Sprintf("M%d", i+1)), Count(n), Count(n * 31)}})
	}
	return t
}

func weeks(lang loa.Lang) DataTable {
	t := DataTable{Title: in(lang, "Tham gia tìm hiểu theo tuần", "Quiz by week"), Columns: []DataColumn{
		{ID: "week", Title: in(lang, "Tuần", "Week")},
		{ID: "answers", Title: in(lang, "Lượt trả lời", "Answers")},
		{ID: "people", Title: in(lang, "Người tham gia", "People")},
	}}
	for i, n := range []int{120, 260, 310, 290, 405, 520, 610, 1180} {
		t.Rows = append(t.Rows, DataRow{Key: fmt.Sprintf("week=%d", i+11), Cells: []Value{
			Words(time.Date(2024, 3, 13+7*i, 0, 0, 0, 0, time.UTC).Format("02/01")), Count(n), Count(n * 2 / 3),
		}})
	}
	return t
}

func prose(t testing.TB, text string, figures ...Figure) Prose {
	t.Helper()
	p, err := Fill(text, figures...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sampleReport is a ward's report on a campaign; everything in it is made up.
func sampleReport(t testing.TB, lang loa.Lang, units int) Report {
	t.Helper()
	return Report{
		Lang: lang, Kind: in(lang, "BÁO CÁO", "REPORT"), Period: sampleDays(), Made: loa.Date{Year: 2024, Month: 5, Day: 10},
		Subject: in(lang, "kết quả tuyên truyền kỷ niệm 70 năm Chiến thắng Điện Biên Phủ\n(07/5/1954 - 07/5/2024)", "on 70 years since the victory of Điện Biên Phủ\n(7 May 1954 - 7 May 2024)"),
		Head: Head{
			Above: "ĐẢNG BỘ THÀNH PHỐ MẪU", Organisation: "ĐẢNG ỦY PHƯỜNG MẪU", Motto: "ĐẢNG CỘNG SẢN VIỆT NAM",
			Symbol: "BC/ĐU", Place: in(lang, "Phường Mẫu", "Mẫu ward"),
		},
		Basis: []Prose{prose(t, in(lang,
			"Thực hiện Kế hoạch số 01-KH/ĐU của Đảng ủy phường về việc tuyên truyền kỷ niệm 70 năm Chiến thắng Điện Biên Phủ, Đảng ủy phường báo cáo kết quả thực hiện như sau:",
			"In accordance with Plan No. 01-KH/ĐU the ward's Party committee reports as follows:"))},
		Parts:      sampleParts(t, lang, units),
		Electronic: []string{"TT Thành ủy (để b/c)", "Ban Tuyên giáo Thành ủy", "TT Đảng ủy, HĐND, UBND phường"},
		Paper:      []string{"Các chi bộ trực thuộc", "Lưu VPĐU"},
		Signature:  Signature{For: in(lang, "T/M ĐẢNG ỦY", "FOR THE COMMITTEE"), Office: in(lang, "BÍ THƯ", "SECRETARY")},
	}
}

func sampleParts(t testing.TB, lang loa.Lang, units int) []Part {
	t.Helper()
	documents := figure(lang, "documents", "số văn bản đã ban hành", "documents issued", Value{})
	planned := figure(lang, "cells.planned", "số chi bộ có kế hoạch", "cells with a plan", Share(units-2, units))
	posts := figure(lang, "posts.sent", "số lượt đã gửi", "posts sent", Count(3596))
	groups := figure(lang, "groups.reached", "số nhóm có bài", "groups reached", Share(86, 89))
	few := figure(lang, "213.present", "số đảng viên 213 dự họp", "213 members present", Withheld())
	answers := figure(lang, "quiz.answers", "số lượt trả lời", "answers", Count(3695))
	return []Part{
		{Number: "I", Title: in(lang, "Công tác lãnh đạo, chỉ đạo", "Leadership"), Sections: []Section{
			{Number: "1", Title: in(lang, "Ban hành văn bản", "Documents"), Content: []Content{prose(t, in(lang,
				"Đảng ủy phường đã ban hành {documents} để lãnh đạo, chỉ đạo công tác tuyên truyền.", "The committee issued {documents}."), documents)}},
			{Number: "2", Title: in(lang, "Kế hoạch của các chi bộ", "Plans of the cells"), Content: []Content{prose(t, in(lang,
				"Đã có {cells.planned} chi bộ xây dựng kế hoạch.", "Cells with a plan: {cells.planned}."), planned)}},
		}},
		{Number: "II", Title: in(lang, "Kết quả tuyên truyền, kỷ niệm", "Results"), Sections: []Section{
			{Number: "1", Title: in(lang, "Tuyên truyền trên nhóm", "Posts in groups"), Content: []Content{
				prose(t, in(lang, "Các bài tuyên truyền đã được gửi {posts.sent} lượt đến {groups.reached} nhóm của chi bộ, nhóm đảng viên 213, Tổ dân vận cộng đồng và Tổ liên gia tự quản.",
					"Posts were sent {posts.sent} times to {groups.reached} groups."), posts, groups),
				strands(lang), Chart{Kind: ChartBars, Title: strands(lang).Title, Table: strands(lang), Show: []string{"posts"}},
			}},
			{Number: "2", Title: in(lang, "Sinh hoạt chi bộ", "Meetings"), Content: []Content{
				attendance(lang, units), Chart{Kind: ChartBars, Title: in(lang, "Tỷ lệ dự sinh hoạt theo chi bộ", "Attendance by cell"), Table: attendance(lang, units), Show: []string{"rate"}},
			}},
			{Number: "3", Title: in(lang, "Đảng viên 213", "Members under 213"), Content: []Content{prose(t, in(lang, "Dự họp: {213.present}.", "Present: {213.present}."), few)}},
			{Number: "4", Title: in(lang, "Tìm hiểu về sự kiện", "Quiz"), Content: []Content{
				prose(t, in(lang, "Có {quiz.answers} lượt trả lời câu hỏi.", "Questions were answered {quiz.answers} times."), answers),
				Chart{Kind: ChartLines, Title: weeks(lang).Title, Table: weeks(lang), Show: []string{"answers", "people"}},
			}},
		}},
		{Number: "III", Title: in(lang, "Đánh giá", "Assessment"), Content: []Content{
			Prompt(in(lang, "ưu điểm nổi bật, hạn chế và nguyên nhân", "what went well, what did not, and why"))}},
		{Number: "IV", Title: in(lang, "Kiến nghị, nhiệm vụ tiếp theo", "Requests and next tasks"), Content: []Content{
			Prompt(in(lang, "kiến nghị với cấp trên và nhiệm vụ thời gian tới", "requests to the level above, and tasks"))}},
	}
}

// withoutCharts takes the charts out of a report: drawing them takes most of its time.
func withoutCharts(r Report) Report {
	isChart := func(c Content) bool {
		_, is := c.(Chart)
		return is
	}
	for i := range r.Parts {
		for j := range r.Parts[i].Sections {
			section := &r.Parts[i].Sections[j]
			section.Content = slices.DeleteFunc(section.Content, isChart)
		}
	}
	return r
}
