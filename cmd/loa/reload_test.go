package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loa/bot/sandbox"
	"loa/content"
)

// replace changes a file of a campaign folder.
func replace(t *testing.T, path, old, with string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), old, with)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestFolderIsChanged changes the campaign folder under a running Loa: a folder
// with mistakes is refused, and the former campaign goes on; a mended one is
// adopted. Loa looks at the folder each minute of campaign time.
func TestFolderIsChanged(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.cfg.Campaign = copyCampaign(t)
	posts := filepath.Join(s.cfg.Campaign, "posts")
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	s.start()
	lan := sandbox.ChatID(s.lan)
	s.answers(s.lan)

	replace(t, filepath.Join(posts, "ngay-17.md"), post17, "Bản sửa của ngày 17.")
	replace(t, filepath.Join(posts, "ngay-17.md"), "source: [H01]", "source: [H99]")
	replace(t, filepath.Join(posts, "ngay-18.md"), "strand: M1", "strand: M77")
	s.to("2024-03-12T20:05:00+07:00")
	refused := s.line("campaign.folder_refused", map[string]any{"Count": 2, "First": ""})
	m := s.await(lan, refused)
	for _, want := range []string{"posts/ngay-17.md:6: ", "H99", "posts/ngay-18.md:5: ", "M77"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the editor is not told of %q: %s", want, m.Text)
		}
	}
	s.to("2024-03-12T20:10:00+07:00") // the same mistakes, ten minutes later
	s.to("2024-03-13T06:30:00+07:00")
	s.await(group, post13) // the former campaign
	s.to("2024-03-17T06:30:00+07:00")
	s.await(group, post17) // in its former words

	replace(t, filepath.Join(posts, "ngay-17.md"), "source: [H99]", "source: [H01]")
	replace(t, filepath.Join(posts, "ngay-18.md"), "strand: M77", "strand: M1")
	replace(t, filepath.Join(posts, "ngay-18.md"), post18, "Bản sửa của ngày 18.")
	mended, mistakes := content.Read(os.DirFS(s.cfg.Campaign))
	if mended == nil {
		t.Fatal(mistakes)
	}
	s.to("2024-03-17T06:35:00+07:00")
	s.log.await(t, `"digest":"`+mended.Digest[:12]+`"`)
	s.to("2024-03-18T06:30:00+07:00")
	s.await(group, "Bản sửa của ngày 18.")
	if _, metrics := get(t, "http://"+s.app.server.Addr()+"/metrics"); !strings.Contains(metrics, `digest="`+mended.Digest+`"`) {
		t.Error("the metrics show another campaign")
	}
	s.halt()
	s.count(group, post18, 0)
	s.count(group, "Bản sửa của ngày 17.", 0) // that day's post was out already
	s.count(lan, refused, 1)
}

// TestFolderIsChangedWhileStopped starts with another folder on the same database.
func TestFolderIsChangedWhileStopped(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.cfg.Campaign = copyCampaign(t)
	group := s.bound("Chi bộ 1", "cb-1", "cell")
	s.start()
	s.to("2024-03-13T06:30:00+07:00")
	s.await(group, post13)
	s.halt()
	for name, words := range map[string]string{"mo-man.md": "chiến dịch **mở màn**", "ngay-17.md": post17} {
		replace(t, filepath.Join(s.cfg.Campaign, "posts", name), words, "bản sửa")
	}
	s.start()
	s.to("2024-03-13T06:40:00+07:00")
	s.to("2024-03-17T06:30:00+07:00")
	s.await(group, "bản sửa")
	s.halt()
	s.count(group, "bản sửa", 1) // what was out stays as it was
	s.count(group, post13, 1)
}
