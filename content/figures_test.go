package content

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"loa"
)

const someFigures = `figures:
  - id: xe-tho
    name: Xe đạp thồ
    safe: ["gần 21.000", "khoảng 21.000"]
    not:
      - {text: "20.991"}
      - {text: "21.000", near: [xe]}
  - id: gao
    name: Gạo
    safe: [khoảng 25.000 tấn]
    not:
      - {text: 25.000 tấn}
      - {text: 16.000 tấn, near: [gạo]}
    quiz: "no"
    not_asked:
      - {text: bao nhiêu tấn gạo, unless: [Lai Châu]}
    note: theo đề cương
  - id: ket-qua
    name: Kết quả
    not:
      - {text: "16.200", unless: [theo]}
      - {text: 315–320 kg}
`

// withText is the valid folder with figures, and with the text as its post's or
// as its question's.
func withText(post, question, options, explanation string) fstest.MapFS {
	files := validFolder()
	files["figures.yaml"] = &fstest.MapFile{Data: []byte(someFigures)}
	if post != "" {
		files["posts/mo-man.md"].Data = []byte(strings.Replace(validPost, "Cách đây {{years}} năm, **quân ta** nổ súng.", post, 1))
	}
	if question != "" {
		quiz := strings.NewReplacer("Năm nào?", question, `["1953", "1954"]`, options, "Năm 1954.", explanation).Replace(validQuiz)
		files["quizzes/one.yaml"].Data = []byte(quiz)
	}
	return files
}

func TestFiguresInPosts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want string // line and what is written, of every warning
	}{
		{"Gần 21.000 xe đạp thồ.", ""},
		{"Có tới 20.991 xe.", "14 20.991"},
		{"Có tới 20991 xe.", "14 20991"},
		{"Có tới 20 991 xe.", "14 20 991"},
		{"Số 120.991 và 20.991.000 và 20.991,5 là số khác.", ""},
		{"Có 21.000 xe.", "14 21.000"},
		{"Có 21.000 người. Và xe.", ""},
		{"Có gần **21.000** xe.", ""},
		{"Có gần\n21.000 xe, không phải *20.991*.", "15 20.991"},
		{"Một.\n\nHai.\n\nNăm 1954 có 16.000 tấn\ngạo.", "18 16.000 tấn"},
		{"Có 16.000 tấn muối.", ""},
		{"GẠO: 16.000 TẤN.", "14 16.000 TẤN"},
		{"Có khoảng 25.000 tấn gạo, tức 25.000 tấn.", "14 25.000 tấn"},
		{"Diệt và bắt 16.200 quân.", "14 16.200"},
		{"Theo số liệu của ta. Diệt và bắt 16.200 quân.", ""},
		{"Thồ 315 - 320 kg, 315-320 kg.", "14 315 - 320 kg; 14 315-320 kg"},
	} {
		_, mistakes := Read(withText(tt.text, "", "", ""))
		var got []string
		for _, m := range mistakes {
			if m.Key != "check.figure" || !m.Warning || m.File != "posts/mo-man.md" {
				t.Errorf("%q: %+v", tt.text, m)
				continue
			}
			got = append(got, fmt.Sprintf("%d %s", m.Line, m.Data["Written"]))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%q: warned of %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestFiguresInQuestions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, options, explanation string
		want                           string // line and kind of every warning
	}{
		{"Có bao nhiêu xe?", `[khoảng 21.000, "1954"]`, "Gần 21.000 chiếc.", ""},
		{"Có bao nhiêu xe?", `["21.000", "1954"]`, "Có 20.991 chiếc.", "6 figure; 8 figure"},
		{"Có bao nhiêu tấn gạo?", `["1", "1954"]`, "Một.", "5 figure_asked"},
		{"Lai Châu góp bao nhiêu tấn gạo?", `["1", "1954"]`, "Một.", ""},
		{"Có bao nhiêu gạo?", `[khoảng 25.000 tấn, "1954"]`, "Khoảng 25.000 tấn.", "6 figure_asked"},
		{"Có khoảng 25.000 tấn gì?", `["1", "1954"]`, "Một.", "5 figure_asked"},
		{"Có bao nhiêu gạo?", `[16.000 tấn, "1954"]`, "Một.", "6 figure; 6 figure_asked"},
		{"Theo báo, diệt và bắt bao nhiêu?", `["16.200", "1954"]`, "16.200 quân.", ""},
		{"Diệt và bắt bao nhiêu?", `["16.200", "1954"]`, "Một.", "6 figure"},
	} {
		_, mistakes := Read(withText("", tt.question, tt.options, tt.explanation))
		var got []string
		for _, m := range mistakes {
			got = append(got, fmt.Sprintf("%d %s", m.Line, strings.TrimPrefix(m.Key, "check.")))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%q %s: warned of %q, want %q", tt.question, tt.options, got, tt.want)
		}
	}
}

// TestFiguresEverywhere finds a figure in the title, and in the outline on its line.
func TestFiguresEverywhere(t *testing.T) {
	t.Parallel()
	files := withText("", "", "", "")
	delete(files, "meetings.yaml") // which hands out sections of the outline
	files["posts/mo-man.md"].Data = []byte(strings.Replace(validPost, "Mở màn", "20.991 xe", 1))
	files["outline.md"].Data = []byte("# Đề cương\n\n## Phần một\n\nCó\n20.991 xe.\n")
	_, mistakes := Read(files)
	if len(mistakes) != 2 || mistakes[0].File != "outline.md" || mistakes[0].Line != 6 || mistakes[1].File != "posts/mo-man.md" || mistakes[1].Line != 3 {
		t.Errorf("found:\n%s", show(t, mistakes))
	}
	const want = "posts/mo-man.md:3: warning: “20.991” is not how “Xe đạp thồ” is to be written, since sources contradict each other; write “gần 21.000”, “khoảng 21.000”"
	if got := catalog(t).Mistake(loa.English, mistakes[1]); !strings.HasSuffix(got, strings.TrimPrefix(want, "posts/mo-man.md:3: warning: ")) {
		t.Errorf("told as %q, want %q", got, want)
	}
}

// TestAttributed holds posts on what sources dispute to saying whom they follow.
func TestAttributed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Theo nguồn của báo.": true, "Việc ấy, theo Báo Nhân Dân, là thế.": true, "Theo số liệu đã công bố": true, "According to Nhân Dân": true,
		"Làm theo kế hoạch.": false, "Cách đây lâu.": false, "Noi theo báo": true, "": false,
	} {
		r := &reader{}
		r.checkAttributed(pos{}, loa.GradeC, text)
		if got := len(r.list) == 0; got != want {
			t.Errorf("%q says whom it follows: %v, want %v", text, got, want)
		}
		r.checkAttributed(pos{}, loa.GradeA, "")
		if len(r.list) > 1 {
			t.Error("a text of grade A need not say whom it follows")
		}
	}
}

// TestEmbeddedFigures sees to it that the embedded figures find what they are made
// for, and leave alone what may be written.
func TestEmbeddedFigures(t *testing.T) {
	t.Parallel()
	r := &reader{}
	r.folder = folder{fsys: Default(), ms: &r.mistakes, read: map[string][]byte{}}
	r.readSources()
	r.readFigures()
	if len(r.list) > 0 || len(r.figures) < 40 {
		t.Fatalf("%d figures, with mistakes:\n%s", len(r.figures), show(t, r.list))
	}
	for _, f := range r.figures {
		for _, s := range f.safe {
			r.checkFigures(pos{}, s, f.name+" (theo báo)")
		}
	}
	if len(r.list) > 0 {
		t.Errorf("safe forms are found fault with:\n%s", show(t, r.list))
	}
	for _, text := range []string{
		"Chiến dịch kéo dài 55 ngày đêm.", "Bắt 16.200 quân địch.", "177 máy bay bị bắn rơi.", "Quân ta có 55.000 người.", "26 vạn dân công", "20.991 xe đạp thồ",
		"628 ô tô", "25.056 tấn gạo", "16.000 tấn gạo", "Khối bộc phá 960 kg", "khối bộc phá 1.000 kg", "đường hầm dài 49 m", "hơn 440 dân thường ở Noong Nhai",
		"Ngày 20/7 ký Hiệp định", "4.020 người hy sinh", "Bản Kéo là cứ điểm duy nhất", "Đại đoàn 316 đánh Him Lam",
	} {
		before := len(r.list)
		if r.checkFigures(pos{}, text, ""); len(r.list) == before {
			t.Errorf("nothing is said of %q", text)
		}
	}
	for _, question := range []string{
		"Chiến dịch có bao nhiêu ô tô?", "Cả chiến dịch dùng bao nhiêu tấn gạo?", "Đường hầm A1 dài bao nhiêu?", "Quân ta nổ súng lúc mấy giờ?", "Ai giữ kỷ lục xe thồ?",
		"Phan Đình Giót sinh năm nào?", "Bao nhiêu khẩu pháo 105 mm?", "Hai bên giằng co ở C1 bao nhiêu ngày?",
	} {
		before := len(r.list)
		if r.checkAsked(scalar{key: "text", text: question}, nil); len(r.list) == before {
			t.Errorf("nothing is said of the question %q", question)
		}
	}
}

func TestFormPattern(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ form, text, want string }{
		{"20.991", "có 20991.", "20991"},
		{"gần  21.000", "Gần\u00a021\u00a0000", "Gần\u00a021\u00a0000"},
		{"a.b (c)", "a.b (c)", "a.b (c)"},
		{"a.b", "axb", ""},
		{"2–3", "2 — 3", "2 — 3"},
	} {
		got := formPattern(tt.form).FindString(tt.text)
		if got != tt.want {
			t.Errorf("%q finds %q in %q, want %q", tt.form, got, tt.text, tt.want)
		}
	}
	if _, err := regexp.Compile(formPattern(`[\d(`).String()); err != nil {
		t.Error(err)
	}
}
