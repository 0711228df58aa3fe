package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"loa"
	"loa/storage"
)

const forty = "../../content/testdata/forty" // a campaign folder with every mistake there is

// place is where a mistake stands: "posts/x.md:3: what; how to mend it".
var place = regexp.MustCompile(`(?m)^[\w./-]+:\d+: \S.*$`)

func inLanguage(lang string) map[string]string { return map[string]string{"LANG": lang} }

// write puts a file into a folder of its own and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func exists(t *testing.T, path string) bool {
	t.Helper()
	_, err := os.Stat(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		lang   string
		args   []string
		status int
		out    string // is part of standard output; empty: nothing is written there
		err    string // the same of standard error
	}{
		{"check", "vi_VN", []string{"check", "testdata/campaign"}, 0, "testdata/campaign: tốt. Kỷ niệm ngày truyền thống: 5 bài", ""},
		{"check in English", "en_US", []string{"check", "testdata/campaign"}, 0, "testdata/campaign: good. Kỷ niệm", ""},
		{"check what is built in", "en_US", []string{"check"}, 0, "dien-bien-phu: good.", ""},
		{"check counts the plan", "en_US", []string{"check"}, 0, " 21 activities, 5 series of meetings, 1 contests,", ""},
		{"check notes the outline", "vi_VN", []string{"check"}, 0, "outline.md:1: lưu ý: 10 trong 10 phần của đề cương", ""},
		{"check no folder", "en_US", []string{"check", "testdata/nowhere"}, 2, "", "testdata/nowhere: this folder cannot be opened (no such file or directory)"},
		{"check a file", "vi_VN", []string{"check", "cli_test.go"}, 2, "", "cli_test.go: không mở được thư mục này"},
		{"version", "vi_VN", []string{"version"}, 0, "loa ", ""},
		{"help", "vi_VN.UTF-8", []string{"--help"}, 0, "Kiểm tra một thư mục đợt tuyên truyền", ""},
		{"help in English", "en_GB.UTF-8", []string{"--help"}, 0, "Check a campaign folder", ""},
		{"help of a command", "en_GB.UTF-8", []string{"demo", "--help"}, 0, "--keep=DIR", ""},
		{"no such command", "en_GB", []string{"srve"}, 2, "", "loa: unexpected argument srve"},
		{"no command", "vi_VN", nil, 2, "", "Gõ loa --help"},
		{"no such flag", "en_GB", []string{"check", "--all"}, 2, "", "Try loa --help."},
		{"bad time", "en_GB", []string{"serve", "--at", "tomorrow"}, 2, "", "--at"},
		{"clock backwards", "en_GB", []string{"demo", "--speed=-1"}, 2, "", "--speed"},
		{"import nothing", "en_GB", []string{"import", "units", "testdata/nowhere.csv"}, 2, "", "nowhere.csv: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, out, err := try(t, inLanguage(tt.lang), tt.args...)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if !strings.Contains(out, tt.out) || tt.out == "" && out != "" {
				t.Errorf("on standard output: %q, want %q", out, tt.out)
			}
			if !strings.Contains(err, tt.err) || tt.err == "" && err != "" {
				t.Errorf("on standard error: %q, want %q", err, tt.err)
			}
		})
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"vi_VN", "en_GB"} {
		_, out, _ := try(t, inLanguage(lang), "--help")
		for _, command := range []string{"serve", "demo", "check", "campaign new", "campaign coverage", "campaign read-aloud", "import units", "import members", "sandbox", "health", "version"} {
			if !regexp.MustCompile(`(?m)^  ` + command + `\b.* {2,}\S`).MatchString(out) {
				t.Errorf("in %s the help says nothing of %q:\n%s", lang, command, out)
			}
		}
		if strings.Contains(out, "cli_") || strings.Contains(out, "cli.") {
			t.Errorf("in %s the help shows a key in place of a text:\n%s", lang, out)
		}
	}
}

func TestCheckShowsEveryMistake(t *testing.T) {
	t.Parallel()
	for lang, golden := range map[string]string{"vi_VN": "vi", "en_GB": "en"} {
		status, out, _ := try(t, inLanguage(lang), "check", forty)
		if status != 1 {
			t.Errorf("%s: status %d, want 1", lang, status)
		}
		want, err := os.ReadFile(forty + "." + golden + ".golden")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out, string(want)) {
			t.Errorf("%s: not the mistakes of %s.%s.golden:\n%s", lang, forty, golden, out)
		}
		if n := len(place.FindAllString(out, -1)); n < 40 {
			t.Errorf("%s: %d lines with a place, want 40 at least", lang, n)
		}
	}
}

// TestServeRefuses starts with what is wrong: all of it is told, with its place,
// and nothing is created.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		yaml string
		vars map[string]string
		want []string
	}{
		{"no token", "", map[string]string{"LOA_TELEGRAM_TOKEN": ""}, []string{"LOA_TELEGRAM_TOKEN: the bot's token is missing"}},
		{"unknown key", "language: en\ndatabse: x.db\n", nil, []string{"FILE:2: there is no key databse; did you mean: database?"}},
		{"unknown variable", "", map[string]string{"LOA_TELEGRM_TOKEN": token}, []string{"LOA_TELEGRM_TOKEN: Loa has no such variable"}},
		{"bad variable", "", map[string]string{"LOA_TIMEZONE": "Mars", "LOA_LISTEN": "8213"}, []string{"LOA_TIMEZONE: ", "LOA_LISTEN: "}},
		{"no campaign folder", "", map[string]string{"LOA_CAMPAIGN": "testdata/nowhere"}, []string{`LOA_CAMPAIGN: campaign: "testdata/nowhere" is not a folder`}},
		{"campaign folder with mistakes", "", map[string]string{"LOA_CAMPAIGN": forty}, []string{"has mistakes", "campaign.yaml:1: ", "activities.yaml:4: "}},
		{"bad speed", "", nil, []string{"--speed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			database := filepath.Join(t.TempDir(), "loa.db")
			file := write(t, "loa.yaml", tt.yaml)
			vars := map[string]string{
				"LANG": "en_US.UTF-8", "LOA_DATABASE": database, "LOA_TELEGRAM_TOKEN": token,
				"LOA_TELEGRAM_API": "http://127.0.0.1:1", "LOA_LISTEN": "127.0.0.1:0", "LOA_CAMPAIGN": "testdata/campaign",
			}
			maps.Copy(vars, tt.vars)
			args := []string{"--config", file, "serve"}
			if tt.name == "bad speed" {
				args = append(args, "--speed=-2")
			}
			status, out, stderr := try(t, vars, args...)
			if status != 2 || out != "" {
				t.Errorf("status %d, want 2; standard output %q", status, out)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, strings.ReplaceAll(want, "FILE", file)) {
					t.Errorf("standard error has no %q:\n%s", want, stderr)
				}
			}
			if exists(t, database) {
				t.Error("a database was created")
			}
		})
	}
}

func TestServeShowsEveryMistakeOfTheFolder(t *testing.T) {
	t.Parallel()
	_, checked, _ := try(t, inLanguage("en_US"), "check", forty)
	_, _, served := try(t, map[string]string{"LANG": "en_US", "LOA_TELEGRAM_TOKEN": token, "LOA_CAMPAIGN": forty}, "serve")
	shown := place.FindAllString(served, -1)
	for _, line := range shown {
		if !strings.Contains(checked, line) {
			t.Errorf("check does not show %q", line)
		}
	}
	lines := strings.Split(strings.TrimSpace(checked), "\n")
	if sum := lines[len(lines)-1]; !regexp.MustCompile(fmt.Sprintf(`\b%d\b`, len(shown))).MatchString(sum) {
		t.Errorf("serve shows %d mistakes, and check says %q", len(shown), sum)
	}
}

func TestImportUnits(t *testing.T) {
	t.Parallel()
	const head = "id,parent,name,kind,zone,from,until\n"
	for _, tt := range []struct {
		name, file, text string
		status           int
		out, err         string
		units            int
	}{
		{"good", "units.csv", head + "cell-1,ward,\"Chi bộ 1, 2\",cell,,,\nward,,Phường,committee,,,\n", 0, "2", "", 2},
		{"a bad line after a good one", "units.csv", head + "ward,,Phường,committee,,,\ncell-1,ward,Chi bộ 1,cell,Asia/Nowhere,,\n", 1, "", "units.csv:3: ", 0},
		{"no parent", "units.csv", head + "ward,,Phường,committee,,,\ncell-1,elsewhere,Chi bộ 1,cell,,,\n", 1, "", "elsewhere", 0},
		{"no table", "units.xlsx", "not a workbook", 1, "", "units.xlsx", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			database := filepath.Join(t.TempDir(), "loa.db")
			vars := map[string]string{"LANG": "en_US", "LOA_DATABASE": database}
			status, out, stderr := try(t, vars, "import", "units", write(t, tt.file, tt.text))
			if status != tt.status || !strings.Contains(out, tt.out) || !strings.Contains(stderr, tt.err) {
				t.Errorf("status %d, want %d; wrote %q and %q", status, tt.status, out, stderr)
			}
			if tt.status != 0 && !strings.Contains(stderr, "Nothing was imported") {
				t.Errorf("it does not say that nothing was imported: %q", stderr)
			}
			db, err := storage.Open(t.Context(), database)
			if err != nil {
				t.Fatal(err)
			}
			var units loa.Units
			err = db.View(t.Context(), func(tx *storage.Tx) (err error) {
				units, err = tx.Units()
				return err
			})
			if err := errors.Join(err, db.Close()); err != nil || len(units) != tt.units {
				t.Errorf("%d units are stored, want %d: %v", len(units), tt.units, err)
			}
		})
	}
}
