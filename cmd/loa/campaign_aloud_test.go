package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadAloud(t *testing.T) {
	t.Parallel()
	const march13 = "chiều ngày mười ba tháng ba năm một nghìn chín trăm năm mươi tư"
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		out    string // is part of standard output; empty: nothing is written there
		err    string // the same of standard error
	}{
		{"a day of the built-in campaign", []string{"--date", "2024-03-13"}, 0, march13, "03-13-mo-man: 137 syllables, about 49 to 55 seconds."},
		{"the year counts", []string{"--date", "2025-03-13"}, 0, "Cách đây bảy mươi mốt năm", "seconds"},
		{"a folder", []string{"testdata/campaign", "--date", "2024-03-13"}, 0, "một nghìn chín trăm", "seconds"},
		{"for a kind of group", []string{"--date", "2024-03-13", "--kind", "household"}, 0, march13, "seconds"},
		{"not for this kind of group", []string{"--date", "2024-03-04", "--kind", "household"}, 1, "", "there is no post to read"},
		{"not approved of", []string{"--date", "2024-05-09"}, 1, "", "05-09-lam-ro-vien-tro: not read, because nobody has approved of it here."},
		{"no post", []string{"--date", "2024-12-30"}, 1, "", "Monday 30 December 2024: there is no post to read."},
		{"no day", []string{"--date", "13/3"}, 2, "", "“13/3” is not a day"},
		{"no kind", []string{"--date", "2024-03-13", "--kind", "clan"}, 2, "", "Use one of: cell, members213"},
		{"no folder", []string{"testdata/nowhere", "--date", "2024-03-13"}, 2, "", "cannot be opened"},
		{"a folder with mistakes", []string{forty, "--date", "2024-03-13"}, 2, "", "has mistakes"},
		{"without a day", nil, 2, "", "--date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, out, err := try(t, inLanguage("en_GB"), append([]string{"campaign", "read-aloud"}, tt.args...)...)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			if !strings.Contains(out, tt.out) || tt.out == "" && out != "" {
				t.Errorf("on standard output: %q, want %q", out, tt.out)
			}
			if !strings.Contains(err, tt.err) {
				t.Errorf("on standard error: %q, want %q", err, tt.err)
			}
		})
	}
}

// TestReadAloudAll reads a day with several posts: the one with a date of its own, or all.
func TestReadAloudAll(t *testing.T) {
	t.Parallel()
	dir := copyCampaign(t)
	for name, text := range map[string]string{
		"hang-ngay": "title: Việc mỗi ngày\nevery: \"0 6 * * *\"\nmilestone: true\nstrand: M1\nsource: [H01]\ngrade: A\n---\nHôm nay có 2 việc.",
		"ngay-ay":   "title: Ngày ấy\ndate: 03-20\nmilestone: true\nstrand: M1\nsource: [H01]\ngrade: A\n---\nNgày 20/3.",
	} {
		file := filepath.Join(dir, "posts", name+".md")
		if err := os.WriteFile(file, []byte("---\nid: "+name+"\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const daily, dated = "Việc mỗi ngày.\nHôm nay có hai việc.\n", "Ngày ấy.\nNgày hai mươi tháng ba.\n"
	args := []string{"campaign", "read-aloud", dir, "--date", "2024-03-20"}
	if _, out, err := try(t, inLanguage("en_GB"), args...); out != dated || !strings.Contains(err, "1 more post: add --all") {
		t.Errorf("one post is %q, want %q; %q", out, dated, err)
	}
	if _, out, _ := try(t, inLanguage("en_GB"), append(args, "--all")...); out != daily+"\n"+dated {
		t.Errorf("all posts are %q, want %q", out, daily+"\n"+dated)
	}
}
