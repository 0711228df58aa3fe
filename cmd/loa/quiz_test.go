package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loa/content"
)

func TestQuizImport(t *testing.T) {
	t.Parallel()
	vars := map[string]string{"LANG": "vi_VN.UTF-8", "LOA_DATABASE": filepath.Join(t.TempDir(), "loa.db")}
	expect := func(status int, words string, args ...string) {
		t.Helper()
		got, out, stderr := try(t, vars, append([]string{"quiz"}, args...)...)
		if got != status || !strings.Contains(out+stderr, words) {
			t.Errorf("%v: status %d, want %d; wrote %q and %q, want %q in it", args, got, status, out, stderr, words)
		}
	}
	const head = "Câu hỏi,Phương án A,Phương án B,Đáp án,Mạch,Nguồn,Địa chỉ nguồn,Mức,Mã\n"
	const one, two = "Câu một ở phường?,Có,Không,A,M1,Sách,trang 1,A,P1\n", "Câu hai ở phường?,Có,Không,B,M1,,,,P2\n"
	bank := write(t, "bank.csv", head+one+two)
	expect(2, "Hãy nêu một tệp", "import")
	expect(2, "không đọc được", "import", "nowhere.csv")
	expect(2, "--yes", "import", bank)
	expect(0, "chưa có câu hỏi nào", "list")
	expect(0, "2 câu mới", "import", bank, "--yes")
	expect(0, "không có gì thay đổi", "import", bank)
	expect(0, "P1\tchờ duyệt 0/1\tCâu hỏi bổ sung\tCâu một ở phường?", "list")
	expect(0, "P2\tthiếu nguồn hoặc mức", "list")
	expect(0, "1 câu sửa", "import", write(t, "bank.csv", head+strings.Replace(one, "Không", "Chưa", 1)), "--yes")
	expect(1, "bank.csv:3: ", "import", write(t, "bank.csv", head+one+"Câu ba?,Có,,A,M1,,,,P3\n"), "--yes")
	expect(1, "Chưa hoàn tác", "import", "--undo", "1")
	expect(0, "Đã hoàn tác", "import", "--undo", "2")
	expect(1, "đã được hoàn tác", "import", "--undo", "2")
	expect(0, "Đã hoàn tác", "import", "--undo", "1")
	expect(1, "Không có lần nhập", "import", "--undo", "9")
	expect(0, "chưa có câu hỏi nào", "list")

	expect(0, "2 câu mới", "import", write(t, "bank.csv", head+one+two), "--yes")
	expect(1, "không có câu hỏi đã lưu", "withdraw", "P9", "--yes")
	expect(2, "--yes", "withdraw", "p2")
	expect(0, "đã rút câu P2", "withdraw", "p2", "--yes")
	expect(0, "P2\tđã thôi", "list")
	expect(1, "không có câu hỏi đã lưu", "withdraw", "P2", "--yes")
	expect(0, "1 câu mới", "import", write(t, "bank.csv", head+one+two), "--yes")
	expect(0, "P2\tthiếu nguồn", "list")
	expect(0, "Đã hoàn tác", "import", "--undo", "4")
	expect(0, "P2\tđã thôi", "list")
}

// TestQuizTemplate: the template can be filled in and imported as it is.
func TestQuizTemplate(t *testing.T) {
	t.Parallel()
	vars := map[string]string{"LANG": "en_US.UTF-8", "LOA_DATABASE": filepath.Join(t.TempDir(), "loa.db")}
	for _, lang := range []string{"vi", "en"} {
		file := filepath.Join(t.TempDir(), "questions.xlsx")
		for want := range 2 {
			got, out, stderr := try(t, vars, "quiz", "template", "-o", file, "--lang", lang)
			if got == 0 != (want == 0) || got != 0 && !strings.Contains(stderr, "Nothing was written") {
				t.Errorf("%s, written %d times before: status %d, %q %q", lang, want, got, out, stderr)
			}
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, mistakes := content.Read(content.Default())
		if c == nil {
			t.Fatal(mistakes)
		}
		bank, found := content.ReadBank("questions.xlsx", bytes.NewReader(raw), c)
		if len(bank.Questions) != 1 {
			t.Errorf("%s: %d questions, %v", lang, len(bank.Questions), found)
		}
		if got, out, stderr := try(t, vars, "quiz", "import", file, "--yes"); got != 0 {
			t.Errorf("%s: %q %q", lang, out, stderr)
		}
	}
}
