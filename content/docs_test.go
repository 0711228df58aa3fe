package content

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	yaml "go.yaml.in/yaml/v3"

	"loa"
)

// guides are the documents that teach the format of a campaign folder.
var guides = map[loa.Lang]string{loa.Vietnamese: "../docs/campaigns.vi.md", loa.English: "../docs/campaigns.md"}

func guide(t *testing.T, lang loa.Lang) string {
	t.Helper()
	text, err := os.ReadFile(guides[lang])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// example is a fenced block of a guide that names the file it is.
var example = regexp.MustCompile("(?ms)^```(?:yaml|markdown) (\\S+)\n(.*?)^```$")

// examples puts the examples of a guide together: they are one campaign folder.
func examples(t *testing.T, lang loa.Lang) fstest.MapFS {
	t.Helper()
	text := guide(t, lang)
	files := fstest.MapFS{}
	for _, found := range example.FindAllStringSubmatch(text, -1) {
		files[found[1]] = &fstest.MapFile{Data: []byte(found[2])}
	}
	if unnamed := regexp.MustCompile("(?m)^```(yaml|markdown)$").FindString(text); unnamed != "" {
		t.Errorf("%s: an example does not name its file, so nothing checks it", guides[lang])
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if media := regexp.MustCompile(`(?m)^media: (\S+)$`).FindSubmatch(files[name].Data); media != nil {
			files[string(media[1])] = &fstest.MapFile{Data: picture(40, 30)}
		}
	}
	return files
}

// TestGuidesExamples reads the examples of the guides with the real reader.
func TestGuidesExamples(t *testing.T) {
	t.Parallel()
	for lang := range guides {
		files := examples(t, lang)
		c, mistakes := Read(files)
		if c == nil || len(mistakes) > 0 {
			t.Errorf("%s: the examples have mistakes:\n%s", lang, show(t, mistakes))
			continue
		}
		if len(c.Posts) < 3 || len(c.Questions) == 0 || len(c.Activities) == 0 || len(c.Outline) == 0 || len(c.Tasks) == 0 || len(c.Recipients) == 0 {
			t.Errorf("%s: the examples leave a part of the format out: %+v", lang, c)
		}
	}
}

// TestGuidesMessages makes the mistakes that the guides speak of, and looks for
// what Loa says about them.
func TestGuidesMessages(t *testing.T) {
	t.Parallel()
	for lang, edits := range map[loa.Lang][]edit{
		loa.Vietnamese: {{"posts/ngay-ky-niem.md", "strand: M1", "strand: M11"}, {"posts/nhac-sinh-hoat.md", "grade: B\n", ""}},
		loa.English:    {{"posts/founding-day.md", "strand: M1", "strand: M11"}, {"posts/cell-meeting.md", "grade: B\n", ""}},
	} {
		for _, e := range edits {
			files := examples(t, lang)
			apply(t, files, e)
			_, mistakes := Read(files)
			if len(mistakes) != 1 {
				t.Fatalf("%s: want one mistake, got:\n%s", lang, show(t, mistakes))
			}
			if line := catalog(t).Mistake(lang, mistakes[0]); !strings.Contains(guide(t, lang), "\n"+line+"\n") {
				t.Errorf("%s does not show what Loa says: %s", guides[lang], line)
			}
		}
	}
}

// TestGuidesNameEveryKey sees to it that no key of the format is left out of the
// guides. Which keys there are the reader itself tells, when it is given one that
// it does not know.
func TestGuidesNameEveryKey(t *testing.T) {
	t.Parallel()
	known := knownKeys(t)
	for _, want := range []string{"per_week", "coordinators", "explanation", "not_after", "medium", "ref"} { // of every kind of file
		if !slices.Contains(known, want) {
			t.Fatalf("the reader was not asked for all its keys: %s is missing in %q", want, known)
		}
	}
	for lang, name := range guides {
		prose := example.ReplaceAllString(guide(t, lang), "")
		for _, key := range known {
			if !strings.Contains(prose, "`"+key+"`") && !strings.Contains(prose, "`"+key+":") {
				t.Errorf("%s does not explain the key %s", name, key)
			}
		}
	}
}

// knownKeys lists the keys of all groups of keys of the valid folder.
func knownKeys(t *testing.T) []string {
	t.Helper()
	files := withContest()
	for name, file := range files {
		switch {
		case strings.HasSuffix(name, ".yaml"):
			file.Data = withStrangers(t, file.Data)
		case strings.HasPrefix(name, postsDir):
			meta, body, _, _, _ := splitFrontMatter(string(file.Data))
			file.Data = []byte("---\n" + string(withStrangers(t, []byte(meta))) + "---\n" + body)
		}
	}
	_, mistakes := Read(files)
	found := map[string]bool{}
	for _, m := range mistakes {
		if known, ok := m.Data["Known"].(string); ok && m.Key == "check.unknown_key" {
			for key := range strings.SplitSeq(known, ", ") {
				found[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// withStrangers adds a key that no reader knows to every group of keys.
func withStrangers(t *testing.T, src []byte) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	var add func(*yaml.Node)
	add = func(n *yaml.Node) {
		for _, c := range n.Content {
			add(c)
		}
		if n.Kind == yaml.MappingNode {
			scalar := func(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }
			n.Content = append(n.Content, scalar("stranger"), scalar("x"))
		}
	}
	add(&doc)
	out, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestGuidesGiveTheLimits compares the numbers in the guides with those that the
// reader keeps.
func TestGuidesGiveTheLimits(t *testing.T) {
	t.Parallel()
	number := func(lang loa.Lang, n int) string {
		mark := map[loa.Lang]string{loa.Vietnamese: ".", loa.English: ","}[lang]
		if n < 1000 {
			return fmt.Sprint(n)
		}
		return fmt.Sprintf("%d%s%03d", n/1000, mark, n%1000)
	}
	for lang, words := range map[loa.Lang][]string{
		loa.Vietnamese: {"từ %d đến %d phương án", "nhiều nhất ba dòng", "không quá %s điểm ảnh và không dài gấp quá %d lần", "dài nhất %d, còn lại %d"},
		loa.English:    {"%d to %d options", "at most three lines", "at most %s pixels, one at most %d times", "at most %d characters for units and kinds, %d"},
	} {
		wants := []string{
			"| " + number(lang, maxPostText) + " |", "| " + number(lang, maxCaption) + " |",
			fmt.Sprintf("| %d, %d, %d |", maxQuestion, maxOption, maxExplanation),
			fmt.Sprintf("| %d MB; %d MB |", maxPhoto>>20, maxDocument>>20), fmt.Sprintf("| %d MB |", maxTextFile>>20),
			fmt.Sprintf(words[0], minOptions, maxOptions), words[1],
			fmt.Sprintf(words[2], number(lang, maxSides), maxSideRatio), fmt.Sprintf(words[3], maxShortID, maxLongID),
		}
		text := strings.Join(strings.Fields(guide(t, lang)), " ") // wherever its lines end
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", guides[lang], want)
			}
		}
	}
	if maxExplanationFeed+1 != 3 {
		t.Error("the guides say that an explanation has three lines")
	}
}
