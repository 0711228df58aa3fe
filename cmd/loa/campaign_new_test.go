package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// typist answers questions, a line for each, and shows what it types where the
// questions stand, as a terminal does. After the last line it hangs up.
type typist struct {
	lines []string
	shown io.Writer
}

func (w *typist) Read(p []byte) (int, error) {
	if len(w.lines) == 0 {
		return 0, io.EOF
	}
	line := w.lines[0] + "\n"
	w.lines = w.lines[1:]
	fmt.Fprint(w.shown, line)
	return copy(p, line), nil
}

// talk runs "loa campaign new" with somebody who answers.
func talk(t *testing.T, lang string, lines []string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	p := &program{out: &logbook{}, err: &logbook{}}
	begin(t, p, &typist{lines, p.out}, inLanguage(lang), append([]string{"campaign", "new"}, args...)...)
	status = p.wait(t)
	return status, p.out.String(), p.err.String()
}

// TestCampaignNewAsks makes a folder by answering: with slips that are asked for
// again, and with Enter for what is suggested.
func TestCampaignNewAsks(t *testing.T) {
	t.Parallel()
	for lang, name := range map[string]string{"vi_VN": "vi", "en_GB": "en"} {
		dir := filepath.Join(t.TempDir(), "Giải phóng 30-4")
		status, out, stderr := talk(t, lang, []string{
			"", "Kỷ niệm \"50 năm\": thống nhất {{đất nước}} 🎉", "30/4", "", "  ", "30/4/1975", "1975-04-30", "4-1", "04-01", "", "Đảng ủy phường Hòa Bình",
		}, dir)
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d, want 0: %s", lang, status, stderr)
		}
		golden(t, "campaign-new."+name+".golden", strings.ReplaceAll(out, filepath.Dir(dir), "PATH"))
		status, checked, _ := try(t, inLanguage("en_GB"), "check", dir)
		if want := ": good. Kỷ niệm \"50 năm\": thống nhất {{đất nước}} 🎉: 3 posts, 1 questions, 2 activities, 0 series of meetings, 1 contests, 5 units; 0 warnings."; status != 0 || !strings.Contains(checked, want) {
			t.Errorf("%s: check ends with %d and says\n%s", lang, status, checked)
		}
		alone(t, dir)
	}
}

// alone checks that nothing lies beside a folder.
func alone(t *testing.T, dir string) {
	t.Helper()
	beside, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range beside {
		if entry.Name() != filepath.Base(dir) {
			t.Errorf("%s was left behind", entry.Name())
		}
	}
}

// TestCampaignNewByFlags makes folders of flags alone, in an empty folder, too.
func TestCampaignNewByFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() // empty
	status, out, stderr := try(t, inLanguage("en_GB"), "campaign", "new", dir, "--id=nhuan", "--name=Năm nhuận", "--event=1904-02-29")
	if status != 0 || !strings.Contains(out, `loa demo "`+dir+`"`) || stderr != "" {
		t.Fatalf("status %d: %s%s", status, out, stderr)
	}
	text, err := os.ReadFile(filepath.Join(dir, "campaign.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"id: \"nhuan\"\n", "theme: \"Năm nhuận\"\n", "peak: { from: 01-30, until: 03-07 }\n", "name: \"Đảng ủy phường\"", "# A campaign of Loa's."} {
		if !strings.Contains(string(text), want) {
			t.Errorf("campaign.yaml has no %q:\n%s", want, text)
		}
	}
	if status, checked, _ := try(t, inLanguage("vi_VN"), "check", dir); status != 0 || !strings.Contains(checked, "0 lưu ý") {
		t.Errorf("check ends with %d and says\n%s", status, checked)
	}
	status, out, _ = talk(t, "vi_VN", nil, filepath.Join(dir, "trong"), "--id=a", "--name=b", "--theme=c", "--event=1975-04-30", "--from=2025-04-01", "--until=2025-05-01", "--unit=d")
	if status != 0 || strings.Contains(out, "]:") {
		t.Errorf("with all flags: status %d:\n%s", status, out)
	}
}

// TestCampaignNewRefuses says what is wrong and writes nothing.
func TestCampaignNewRefuses(t *testing.T) {
	t.Parallel()
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "thu.txt"), []byte("giữ nguyên"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := []string{"--name=Kỷ niệm", "--event=1975-04-30"}
	for _, tt := range []struct {
		name, dir, lang string
		flags           []string
		status          int
		want            []string
	}{
		{"no flags", "", "vi_VN", nil, 2, []string{"Còn thiếu --name, --event.", "Chưa có gì được ghi."}},
		{"no flags, no name for the id", "🎉", "en_GB", nil, 2, []string{"Missing: --name, --id, --event.", "Nothing was written."}},
		{"bad id", "", "vi_VN", append(good, "--id=Đợt 30/4"), 2, []string{"--id: mã “Đợt 30/4” không hợp lệ; hãy chỉ dùng chữ thường không dấu", "Chưa có gì được ghi."}},
		{"bad id in English", "", "en_GB", append(good, "--id=x_y"), 2, []string{"--id: the id “x_y” is not allowed; use a-z, digits, and hyphens", "Nothing was written."}},
		{"all mistakes at once", "", "en_GB", []string{"--event=30/4", "--from=4/1", "--name=a\nb"}, 2, []string{"--event: the date “30/4”", "--from: the date “4/1”", "--name: “name” has characters"}},
		{"another form than the suggested", "", "en_GB", append(good, "--from=2025-04-01"), 2, []string{"--until: one end has a year and the other comes every year: 2025-04-01 to 05-07"}},
		{"something there", full, "vi_VN", good, 2, []string{full + ": thư mục này đã có nội dung, Loa không ghi đè."}},
		{"a file there", filepath.Join(full, "thu.txt"), "en_GB", good, 2, []string{"this folder cannot be made (not a directory)"}},
		{"nowhere", filepath.Join("khong", "co"), "en_GB", good, 1, []string{"this folder cannot be made (no such file or directory)", "Nothing was written."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			dir := tt.dir
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(parent, "moi")
				if tt.dir != "" {
					dir = filepath.Join(parent, tt.dir)
				}
			}
			status, out, stderr := try(t, inLanguage(tt.lang), append([]string{"campaign", "new", dir}, tt.flags...)...)
			if status != tt.status || out != "" {
				t.Errorf("status %d, want %d; standard output %q", status, tt.status, out)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("standard error has no %q:\n%s", want, stderr)
				}
			}
			if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
				t.Errorf("something was written: %v, %v", left, err)
			}
		})
	}
	t.Cleanup(func() {
		if kept, err := os.ReadFile(filepath.Join(full, "thu.txt")); err != nil || string(kept) != "giữ nguyên" {
			t.Errorf("the file that was there is now %q: %v", kept, err)
		}
		alone(t, filepath.Join(full, "thu.txt"))
	})
}

// TestCampaignNewBrokenOff stops while it asks: by the end of the input, and by Ctrl+C.
func TestCampaignNewBrokenOff(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "30-4")
	status, _, stderr := talk(t, "vi_VN", []string{"Kỷ niệm", ""}, dir)
	if status != 1 || !strings.Contains(stderr, "Đã thôi. Chưa có gì được ghi.") {
		t.Errorf("end of input: status %d, want 1: %s", status, stderr)
	}
	silent, hangUp := io.Pipe()
	defer hangUp.Close()
	p := &program{out: &logbook{}, err: &logbook{}}
	begin(t, p, silent, inLanguage("en_GB"), "campaign", "new", dir)
	p.out.await(t, "Ctrl+C")
	p.stop()
	if status := p.wait(t); status != 1 || !strings.Contains(p.err.String(), "Given up. Nothing was written.") {
		t.Errorf("Ctrl+C: status %d, want 1: %s", status, p.err)
	}
	if exists(t, dir) {
		t.Error("a folder was made")
	}
	alone(t, dir)
}

// TestCampaignNewHere does not take away the folder that its user stands in.
func TestCampaignNewHere(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	status, _, stderr := try(t, inLanguage("en_GB"), "campaign", "new", ".", "--id=a", "--name=b", "--event=1975-04-30")
	if status != 2 || !strings.Contains(stderr, "you are in this very folder") {
		t.Errorf("status %d, want 2: %s", status, stderr)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("something was written: %v, %v", left, err)
	}
}
