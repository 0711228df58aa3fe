package content

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"loa"
)

// spokenExpressions are things as they are written and as they are read aloud.
var spokenExpressions = map[string]string{
	// Numbers.
	"0": "không", "4": "bốn", "5": "năm", "10": "mười", "11": "mười một", "14": "mười bốn", "15": "mười lăm", "20": "hai mươi",
	"21": "hai mươi mốt", "24": "hai mươi tư", "25": "hai mươi lăm", "40": "bốn mươi", "44": "bốn mươi tư", "49": "bốn mươi chín",
	"55": "năm mươi lăm", "91": "chín mươi mốt", "100": "một trăm", "101": "một trăm linh một", "105": "một trăm linh năm",
	"110": "một trăm mười", "115": "một trăm mười lăm", "121": "một trăm hai mươi mốt", "304": "ba trăm linh bốn", "444": "bốn trăm bốn mươi tư",
	"1954": "một nghìn chín trăm năm mươi tư", "2024": "hai nghìn không trăm hai mươi tư", "1.000": "một nghìn", "1.005": "một nghìn không trăm linh năm",
	"2.666": "hai nghìn sáu trăm sáu mươi sáu", "10.000": "mười nghìn", "16.972": "mười sáu nghìn chín trăm bảy mươi hai", "21.000": "hai mươi mốt nghìn",
	"568.139": "năm trăm sáu mươi tám nghìn một trăm ba mươi chín", "1.000.000": "một triệu", "1.000.005": "một triệu không trăm linh năm",
	"1.020.300": "một triệu không trăm hai mươi nghìn ba trăm", "1000000000": "một tỷ", "2.000.000.015": "hai tỷ không trăm mười lăm",
	"1000000000000": "một nghìn tỷ", "26 vạn": "hai mươi sáu vạn", "76 nghìn": "bảy mươi sáu nghìn", "05 chi bộ": "năm chi bộ",
	"0204 385 4333": "không hai không bốn ba tám năm bốn ba ba ba", "12345678901234567890": "một hai ba bốn năm sáu bảy tám chín không một hai ba bốn năm sáu bảy tám chín không",
	"6,8": "sáu phẩy tám", "345,5": "ba trăm bốn mươi lăm phẩy năm", "14.912,39": "mười bốn nghìn chín trăm mười hai phẩy ba mươi chín",
	"44,01": "bốn mươi tư phẩy không một", "3.1": "ba chấm một", "1,234,5": "một phẩy hai trăm ba mươi tư phẩy năm",
	// Measures.
	"6,8%": "sáu phẩy tám phần trăm", "18 %": "mười tám phần trăm", "8–9%/năm": "tám đến chín phần trăm một năm", "352 kg": "ba trăm năm mươi hai ki-lô-gam",
	"315–320 kg": "ba trăm mười lăm đến ba trăm hai mươi ki-lô-gam", "105 mm": "một trăm linh năm mi-li-mét", "gần 100 km hào": "gần một trăm ki-lô-mét hào",
	"300 m": "ba trăm mét", "5 máy bay": "năm máy bay", "80 km/h": "tám mươi ki-lô-mét một giờ", "9.541 km²": "chín nghìn năm trăm bốn mươi mốt ki-lô-mét vuông",
	"25°C": "hai mươi lăm độ xê", "-5 độ": "âm năm độ", "140.000đ/người": "một trăm bốn mươi nghìn đồng một người", "15–30 m": "mười lăm đến ba mươi mét",
	">2.000 quân": "hơn hai nghìn quân", "2/3 cứ điểm": "hai phần ba cứ điểm", "18/63 tỉnh": "mười tám trên sáu mươi ba tỉnh", "2020-2025": "hai nghìn không trăm hai mươi đến hai nghìn không trăm hai mươi lăm",
	"2 x 3 = 6": "hai nhân ba bằng sáu", "A & B": "a và B",
	// Days.
	"13/3/1954": "ngày mười ba tháng ba năm một nghìn chín trăm năm mươi tư", "ngày 13/3/1954": "ngày mười ba tháng ba năm một nghìn chín trăm năm mươi tư",
	"Ngày 07/5": "ngày mùng bảy tháng năm", "chiều 13/3": "chiều ngày mười ba tháng ba", "đêm 1/4": "đêm mùng một tháng tư", "mùng 3/2": "mùng ba tháng hai",
	"13–17/3":                    "từ ngày mười ba đến ngày mười bảy tháng ba",
	"từ 15 đến 17/4/1954":        "từ ngày mười lăm đến ngày mười bảy tháng tư năm một nghìn chín trăm năm mươi tư",
	"30/3–30/4/1954":             "từ ngày ba mươi tháng ba đến ngày ba mươi tháng tư năm một nghìn chín trăm năm mươi tư",
	"từ ngày 13/3 đến ngày 07/5": "từ ngày mười ba tháng ba đến ngày mùng bảy tháng năm", "tháng 3/1954": "tháng ba năm một nghìn chín trăm năm mươi tư",
	"12/1953": "tháng mười hai năm một nghìn chín trăm năm mươi ba", "tháng 4": "tháng tư", "ngày 1 tháng 4 năm 1954": "ngày mùng một tháng tư năm một nghìn chín trăm năm mươi tư",
	"1954-05-07": "ngày mùng bảy tháng năm năm một nghìn chín trăm năm mươi tư", "07.05.1954": "ngày mùng bảy tháng năm năm một nghìn chín trăm năm mươi tư",
	"31/02/2024 hay 45/13": "ngày ba mươi mốt tháng hai năm hai nghìn không trăm hai mươi tư hay bốn mươi lăm trên mười ba",
	// Times of day.
	"17 giờ 30": "mười bảy giờ ba mươi phút", "17h30": "mười bảy giờ ba mươi phút", "17h05": "mười bảy giờ năm phút", "17h": "mười bảy giờ", "17h00": "mười bảy giờ",
	"06:30": "sáu giờ ba mươi phút", "9 giờ 40 phút tới 16 giờ 40 phút": "chín giờ bốn mươi phút tới mười sáu giờ bốn mươi phút",
	"75 giờ 30 người": "bảy mươi lăm giờ ba mươi người", "2 giờ – 6 giờ 30": "hai giờ đến sáu giờ ba mươi phút", "20 giờ 30 ngày 06/5": "hai mươi giờ ba mươi phút ngày mùng sáu tháng năm",
	// Codes, sections, documents.
	"đồi A1": "đồi A một", "C2, D1 và E": "c hai, D một và E", "cứ điểm 311B": "cứ điểm ba trăm mười một B", "máy bay B-26": "máy bay B hai mươi sáu", "F-16": "f mười sáu",
	"huấn thị số 44/CAB":  "huấn thị số bốn mươi tư xê a bê",
	"NQ 11-NQ/TW":         "nghị quyết số mười một của Trung ương",
	"Nghị quyết 96/NQ-CP": "nghị quyết số chín mươi sáu của Chính phủ",
	"Bộ Chính trị ra Nghị quyết số 11-NQ/TW":            "bộ Chính trị ra Nghị quyết số mười một",
	"Quyết định số 1272/QĐ-TTg của Thủ tướng Chính phủ": "quyết định số một nghìn hai trăm bảy mươi hai của Thủ tướng Chính phủ",
	"Nghị định 30/2020/NĐ-CP":                           "nghị định số ba mươi năm hai nghìn không trăm hai mươi của Chính phủ", "thực hiện 146-KH/TU": "thực hiện Kế hoạch số một trăm bốn mươi sáu tê u",
	"Đại hội lần thứ XIII": "đại hội lần thứ mười ba", "lần V": "lần thứ năm", "thế kỷ XX": "thế kỷ hai mươi", "thứ I": "thứ nhất", "thứ 4": "thứ tư", "mục II.4": "mục hai chấm bốn", "III.2": "ba chấm hai",
	// Abbreviations.
	"TNXP": "thanh niên xung phong", "báo QĐND": "báo Quân đội nhân dân", "UBND phường": "ủy ban nhân dân phường", "MTTQ, HĐND": "mặt trận Tổ quốc, Hội đồng nhân dân",
	"Hội CCB": "hội cựu chiến binh", "TDP 3": "tổ dân phố ba", "TTXVN": "thông tấn xã Việt Nam", "GRDP": "tổng sản phẩm trên địa bàn", "TP.HCM": "thành phố Hồ Chí Minh",
	"các đ/c": "các đồng chí", "cờ, hoa, v.v.": "cờ, hoa, vân vân", "CT-XH": "chính trị xã hội", "DBLE": "DBLE", "VTV": "vê tê vê", "VIỆT NAM": "VIỆT NAM",
	// Brackets, links, signs.
	"Him Lam (Béatrice)": "him Lam", "E (Dominique 1), D1 (Dominique 2).": "e, D một", "ông Thắng (Phú Thọ) thồ": "ông Thắng, Phú Thọ, thồ", "Lai Châu (cũ) đã": "lai Châu cũ đã",
	"thanh niên xung phong (TNXP)": "thanh niên xung phong", "(07/5/1954)": "ngày mùng bảy tháng năm năm một nghìn chín trăm năm mươi tư", "311 (đồn Căng Na) rời": "ba trăm mười một, đồn Căng Na, rời",
	"Miến Điện (Myanmar)": "miến Điện", "xem https://loa.vn/a1?x=2 nhé": "xem nhé", "“đánh chắc, tiến chắc”": "đánh chắc, tiến chắc", "🎉 Chúc mừng! ❤️": "chúc mừng!",
	"kinh tế - xã hội": "kinh tế xã hội", "sáng 1/4": "sáng ngày mùng một tháng tư", "dân – quân": "dân, quân", "- 5 xe": "năm xe", "Giơ-ne-vơ": "giơ-ne-vơ", "anh/chị": "anh, chị", "ngày22": "ngày hai mươi hai", "Chờ…": "chờ",
}

func TestAloud(t *testing.T) {
	t.Parallel()
	for written, want := range spokenExpressions {
		got := strings.TrimSuffix(aloud(written, nil), ".")
		if want = sentenceCase(want); got != want {
			t.Errorf("%q is read as %q, want %q", written, got, want)
		}
	}
}

// unspoken returns the first character that nobody can read aloud, or "".
func unspoken(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		inWord := i > 0 && i+1 < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1])
		switch {
		case unicode.IsLetter(r), r >= '\u0300' && r <= '\u036f', strings.ContainsRune(" \n.,;:?!", r), r == '-' && inWord:
		default:
			return string(r)
		}
	}
	return ""
}

func FuzzAloud(f *testing.F) {
	for written := range spokenExpressions {
		f.Add(written)
	}
	f.Add("٣ ½ Ⅳ ² é́ 1\u0301 (((a)))[[ {{1}} .,.,1..2,,3 -1- 00/00/0000")
	f.Fuzz(func(t *testing.T, written string) {
		if got := aloud(written, []loa.Reading{{Written: "x", Aloud: "1"}}); unspoken(got) != "" {
			t.Errorf("%q is read as %q, with %q in it", written, got, unspoken(got))
		}
	})
}

func TestEmbeddedPostsAreReadAloud(t *testing.T) {
	t.Parallel()
	c, _ := Read(Default())
	for i := range c.Posts {
		p := &c.Posts[i]
		got := ReadAloud(c, p, loa.Date{Year: 2024, Month: 5, Day: 7})
		if bad := unspoken(got); bad != "" || strings.Contains(strings.ToLower(got), "ngày ngày") || strings.Contains(got, "từ từ") {
			t.Errorf("%s: %q in:\n%s", p.ID, bad, got)
		}
	}
}

// TestReadAloudGolden shows how three posts sound.
func TestReadAloudGolden(t *testing.T) {
	t.Parallel()
	c, _ := Read(Default())
	for _, tt := range []struct {
		id  loa.PostID
		day loa.Date
	}{
		{"03-13-mo-man", loa.Date{Year: 2024, Month: 3, Day: 13}},
		{"04-12-ban-be-giup-do", loa.Date{Year: 2024, Month: 4, Day: 12}},
		{"05-07-toan-thang", loa.Date{Year: 2025, Month: 5, Day: 7}},
	} {
		p, ok := c.Post(tt.id)
		if !ok {
			t.Errorf("there is no post %s", tt.id)
			continue
		}
		got, name := ReadAloud(c, p, tt.day)+"\n", "testdata/aloud/"+string(tt.id)+".golden"
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
	}
}

func TestReadAs(t *testing.T) {
	t.Parallel()
	readings := []loa.Reading{{Written: "đảng viên 213", Aloud: "đảng viên hai một ba"}, {Written: "DBLE", Aloud: "lê dương"}}
	const written, want = "Nhóm đảng viên 213, 3/13 DBLE, đảng viên 2130, XDBLE.", "Nhóm đảng viên hai một ba, ba trên mười ba lê dương, đảng viên hai nghìn một trăm ba mươi, XDBLE."
	if got := aloud(written, readings); got != want {
		t.Errorf("%q is read as %q, want %q", written, got, want)
	}
}

func TestReadingTime(t *testing.T) {
	t.Parallel()
	text := strings.TrimSpace(strings.Repeat("ki-lô-mét, ", 50))
	if syllables, fast, slow := ReadingTime(text); syllables != 150 || fast != 53 || slow != 60 {
		t.Errorf("%d syllables in %d to %d seconds, want 150 in 53 to 60", syllables, fast, slow)
	}
}
