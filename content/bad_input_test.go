package content

import (
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"loa"
)

// machines are what editors' computers make of a text file.
var machines = map[string]func(string) string{
	"CRLF": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"CR":   func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
	"BOM":  func(s string) string { return "\ufeff" + s },
	"NFD":  norm.NFD.String,
	"all of it": func(s string) string {
		return "\ufeff" + strings.ReplaceAll(norm.NFD.String(s), "\n", "\r\n")
	},
}

// asWritten returns the folder with its text files as a machine writes them.
func asWritten(files fstest.MapFS, change func(string) string) fstest.MapFS {
	changed := fstest.MapFS{}
	for name, f := range files {
		changed[name] = f
		if strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".yaml") {
			changed[name] = &fstest.MapFile{Data: []byte(change(string(f.Data)))}
		}
	}
	return changed
}

// TestPlaces sees to it that every mistake keeps its file, its line and its words,
// whatever machine wrote the folder.
func TestPlaces(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/forty"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile("testdata/forty/" + name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, want := Read(files)
	if len(want) < 40 {
		t.Fatalf("the folder has %d mistakes only", len(want))
	}
	for machine, change := range machines {
		_, got := Read(asWritten(files, change))
		if diff := cmp.Diff(show(t, want), show(t, got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", machine, diff)
		}
	}
}

// TestBadInput names the usual slips of editors by file and line, in both
// languages, on every machine.
func TestBadInput(t *testing.T) {
	t.Parallel()
	const c, p, a, m = "campaign.yaml", "posts/mo-man.md", "activities.yaml", "meetings.yaml"
	all := maps.Clone(machines)
	all["none"] = func(s string) string { return s }
	for _, tt := range []struct {
		edit   edit
		vi, en string // how the only mistake starts
	}{
		{edit{c, "  - {number", "\t- {number"}, "campaign.yaml:6: đầu dòng có dấu tab", "campaign.yaml:6: the line starts with a tab"},
		{edit{p, "strand: M1", "\tstrand: M1"}, p + ":6: đầu dòng có dấu tab", p + ":6: the line starts with a tab"},
		{edit{a, "    open: true", "\topen: true"}, a + ":5: đầu dòng có dấu tab", a + ":5: the line starts with a tab"},
		{edit{m, "    month: 4", "\tmonth: 4"}, m + ":7: đầu dòng có dấu tab", m + ":7: the line starts with a tab"},
		{edit{p, "03-13", "30/2"}, p + ":4: ngày “30/2” ở mục “date” không đúng", p + ":4: the date “30/2” of “date” is wrong"},
		{edit{p, "03-13", "02-30"}, p + ":4: ngày “02-30” ở mục “date” không đúng", p + ":4: the date “02-30” of “date” is wrong"},
		{edit{a, "03-01", "02-30"}, a + ":14: ngày “02-30” ở mục “from” không đúng", a + ":14: the date “02-30” of “from” is wrong"},
		{edit{p, "anh.png", "ảnh.png"}, p + ":11: không có tệp “images/ảnh.png”", p + ":11: there is no file “images/ảnh.png”"},
		{edit{p, "strand: M1", "strand: Mạch 1"}, p + ":6: không có mạch nội dung “Mạch 1”", p + ":6: there is no strand “Mạch 1”"},
		{edit{m, "id: hop-213", "id: thang-4"}, m + ":11: mã “thang-4” đã dùng ở meetings.yaml:2", m + ":11: the id “thang-4” is already used at meetings.yaml:2"},
		{edit{a, "id: giai", "id: bai"}, a + ":18: mã “bai” đã dùng ở activities.yaml:17", a + ":18: the id “bai” is already used at activities.yaml:17"},
	} {
		files := validFolder()
		apply(t, files, tt.edit)
		for machine, change := range all {
			_, found := Read(asWritten(files, change))
			if len(found) != 1 {
				t.Errorf("%s on %s: want one mistake, got:\n%s", tt.en, machine, show(t, found))
				continue
			}
			for lang, want := range map[loa.Lang]string{loa.Vietnamese: tt.vi, loa.English: tt.en} {
				if got := catalog(t).Mistake(lang, found[0]); !strings.HasPrefix(got, want) {
					t.Errorf("%s: %q, want %q", machine, got, want)
				}
			}
		}
	}
}

// TestDecomposedName finds a picture whose name an Apple machine has decomposed.
func TestDecomposedName(t *testing.T) {
	t.Parallel()
	files := validFolder()
	apply(t, files, edit{"posts/mo-man.md", "anh.png", "ảnh.png"})
	name := norm.NFD.String("images/ảnh.png")
	files[name] = files["images/anh.png"]
	c, mistakes := Read(files)
	if c == nil {
		t.Fatalf("mistakes:\n%s", show(t, mistakes))
	}
	if p := c.Posts[0]; p.MediaPath != name || p.Media.Name != "ảnh.png" {
		t.Errorf("the picture is %q, shown as %q", p.MediaPath, p.Media.Name)
	}
}
