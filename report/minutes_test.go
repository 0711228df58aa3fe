package report

import (
	"strings"
	"testing"

	"loa"
)

func minutesLabels() MinutesLabels {
	return MinutesLabels{
		Motto: "ĐẢNG CỘNG SẢN VIỆT NAM", Heading: "DANH SÁCH ĐIỂM DANH", When: "Thời gian", Place: "Địa điểm",
		Total: "Tổng số đảng viên", Exempt: "Được miễn sinh hoạt", Away: "Sinh hoạt tạm nơi khác", Temporary: "Tạm đến sinh hoạt",
		Due: "Phải dự", Present: "Có mặt", Online: "Trong đó trực tuyến", Late: "Trong đó đến muộn", Excused: "Vắng có lý do",
		Unexcused: "Vắng không lý do", Open: "Chưa ghi", Visitors: "Khách dự", Rate: "Tỷ lệ dự", Number: "STT", Name: "Họ và tên",
		Reason: "Lý do", ExcusedList: "Vắng có lý do", UnexcusedList: "Vắng không lý do", UnrecordedList: "Chưa ghi",
		GuestList: "Khách dự", Nobody: "Không có.", Conditions: "Điều kiện buổi sinh hoạt", Met: "đạt", NotMet: "chưa đạt",
		Chair: "CHỦ TRÌ", Secretary: "NGƯỜI GHI BIÊN BẢN", SignatureHint: "(Ký, ghi rõ họ tên)",
	}
}

// theMinutes are of the first test vector of the attendance formula: 33 of 38.
func theMinutes() Minutes {
	return Minutes{
		Lang: loa.Vietnamese, Above: "ĐẢNG ỦY PHƯỜNG SÔNG THƯƠNG", Unit: "CHI BỘ TỔ DÂN PHỐ 3", Title: "Sinh hoạt chi bộ tháng 4",
		When: "19:30 thứ Sáu 05/04/2024", Place: "Nhà văn hóa Tổ dân phố 3",
		Figures: loa.Figures{Total: 42, Exempt: 5, Away: 1, Guests: 2, Due: 38, Present: 33, Late: 2, Excused: 5, Visitors: 1, Meetings: 1},
		Excused: []Absence{
			{"Nguyễn Văn An", "ốm"}, {"Trần Thị Bích", "công tác"}, {"Lê Ước", "việc gia đình"}, {"Đỗ Thị Ngọc Ánh", "học tập"}, {"Vũ Quỳnh", "lý do khác"},
		},
		Guests:     []string{"Hoàng \x07Văn <Khách>"},
		Conditions: []Condition{{"Tỷ lệ dự trên 85%", true}, {"Không có người vắng không lý do", true}, {"Không ai vắng có lý do quá 3 kỳ liên tiếp", false}},
	}
}

func TestMinutes(t *testing.T) {
	t.Parallel()
	raw, err := theMinutes().DOCX(minutesLabels())
	if err != nil {
		t.Fatal(err)
	}
	document := checkPackage(t, raw)["word/document.xml"]
	golden(t, "minutes.xml", document)
	for _, want := range []string{"86,8%", "Hoàng Văn &lt;Khách&gt;", "Không có.", "chưa đạt", "Tạm đến sinh hoạt"} {
		if !strings.Contains(document, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, not := range []string{"Trong đó trực tuyến", "Chưa ghi"} { // there was nothing of it
		if strings.Contains(document, not) {
			t.Errorf("%q is there", not)
		}
	}
}

func TestMinutesOfNobody(t *testing.T) {
	t.Parallel()
	m := Minutes{Lang: loa.English, Unit: "Cell 3", Title: "Meeting", Unrecorded: []string{"An"}, Figures: loa.Figures{Total: 1, Due: 1, Open: 1}}
	raw, err := m.DOCX(minutesLabels())
	if err != nil {
		t.Fatal(err)
	}
	document := checkPackage(t, raw)["word/document.xml"]
	for _, want := range []string{"0.0%", "Chưa ghi (1)", "1. An"} {
		if !strings.Contains(document, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(document, "Địa điểm") || strings.Contains(document, "Điều kiện") {
		t.Error("it names what there is not")
	}
}
