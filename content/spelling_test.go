package content

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	yaml "go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"loa"
)

// wordList is the word list of Debian's hunspell-vi: Vietnamese syllables, one a line.
const wordList = "/usr/share/hunspell/vi_VN.dic"

// speller knows how syllables are spelled, which names and foreign words are allowed,
// and phrases that a slip turns into other words: "chiên thắng" is made of syllables, too.
type speller struct {
	syllables map[string]bool // canonical
	names     map[string]bool // as written; true: used
	phrases   map[string]bool // likewise
}

// newSpeller reads the word list. On a machine without it the test is skipped;
// where everything must be checked it fails.
func newSpeller(t *testing.T) *speller {
	t.Helper()
	raw, err := os.ReadFile(wordList)
	switch {
	case errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true":
		t.Skipf("the spelling is not checked: there is no %s (Debian: apt-get install hunspell-vi)", wordList)
	case err != nil:
		t.Fatalf("the spelling cannot be checked: %v", err)
	}
	s := &speller{syllables: map[string]bool{}, names: allowed(t, "testdata/names.txt"), phrases: allowed(t, "testdata/phrases.txt")}
	for line := range strings.Lines(string(raw)) {
		if word := strings.TrimSpace(line); word != strings.ToUpper(word) { // its abbreviations say nothing of syllables
			s.syllables[canonical(word)] = true
		}
	}
	return s
}

// allowed reads a list, one entry a line, with comments after #.
func allowed(t *testing.T, name string) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(line, "#")
		entry := strings.TrimSpace(line)
		if _, again := list[entry]; again {
			t.Errorf("%s has %q twice", name, entry)
		}
		if entry != "" {
			list[entry] = false
		}
	}
	return list
}

// canonical is a syllable in small letters. The tone of one that ends in oa, oe or uy
// stands behind it, because it may be placed the old and the new way: hoà, hòa.
func canonical(word string) string {
	lower := strings.ToLower(word)
	var letters, tone strings.Builder
	for _, r := range norm.NFD.String(lower) {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			tone.WriteRune(r)
		} else {
			letters.WriteRune(r)
		}
	}
	if twoPlaces.MatchString(letters.String()) {
		return letters.String() + tone.String()
	}
	return lower
}

var twoPlaces = regexp.MustCompile(`(?:^|[^q])(?:oa|oe|uy)$`)

// misspelt returns what is wrong in a text: words that are no Vietnamese syllables,
// no allowed names and no abbreviations or codes; and phrases with other marks than theirs.
func (s *speller) misspelt(text string) []string {
	var wrong []string
	words := wordsOf(text)
	for _, word := range words {
		_, named := s.names[word]
		switch {
		case !norm.NFC.IsNormalString(word):
			wrong = append(wrong, word+" (not in NFC)")
		case named:
			s.names[word] = true
		case !isCode(word) && !s.syllables[canonical(word)]:
			wrong = append(wrong, word)
		}
	}
	return append(wrong, s.misphrased(words)...)
}

// misphrased returns where the words are those of a phrase but for their marks. Two
// phrases may differ in nothing else: "Điện Biên", "diễn biến".
func (s *speller) misphrased(words []string) []string {
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = Fold(word)
	}
	right, wrong := map[string]bool{}, map[string]bool{} // by what is written
	for phrase := range s.phrases {
		parts := wordsOf(phrase)
		bare := strings.Split(Fold(strings.Join(parts, " ")), " ")
		for i := 0; i+len(parts) <= len(words); i++ {
			if !slices.Equal(folded[i:i+len(parts)], bare) {
				continue
			}
			here := strings.Join(words[i:i+len(parts)], " ")
			if slices.EqualFunc(words[i:i+len(parts)], parts, func(a, b string) bool { return canonical(a) == canonical(b) }) {
				right[here], s.phrases[phrase] = true, true
			} else {
				wrong[here] = true
			}
		}
	}
	maps.DeleteFunc(wrong, func(here string, _ bool) bool { return right[here] })
	return slices.Collect(maps.Keys(wrong))
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !unicode.IsDigit(r)
	})
}

// isCode reports whether a word is a number, an abbreviation, a unit of measure or
// a letter: A1, 17h30, UBND, kg, II.
func isCode(word string) bool {
	switch {
	case strings.IndexFunc(word, unicode.IsDigit) >= 0, len(word) == 1, romanValue(word) > 0:
		return true
	case unitWords[word] != "", abbreviations[word] != "", papers[word] != "", issuers[word] != "":
		return true
	}
	return allCapitals.MatchString(word) && !strings.ContainsAny(word, "AEIOUY")
}

// written is a text and where it stands.
type written struct{ where, text string }

// campaignTexts are all texts of a campaign folder that people read.
func campaignTexts(t *testing.T, fsys fs.FS) []written {
	t.Helper()
	var all []written
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".yaml":
			all = append(all, yamlTexts(t, name, string(src), 1)...)
		case ".md":
			meta, body, line, opened, _ := splitFrontMatter(string(src))
			if opened {
				all = append(all, yamlTexts(t, name, meta, 2)...)
			}
			for i, text := range strings.Split(body, "\n") {
				all = append(all, written{fmt.Sprintf("%s:%d", name, line+i), comments.ReplaceAllString(actions.ReplaceAllString(text, " "), " ")})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var comments = regexp.MustCompile(`<!--.*?-->`)

// notProse are the keys whose values are ids, addresses and words of the format.
var notProse = []string{
	"id", "ref", "strand", "strands", "source", "grade", "facts", "groups", "media", "kind", "parent", "unit", "lead", "coordinators", "medium",
	"number", "date", "dates", "event", "from", "until", "open", "close", "at", "every", "question", "quiz", "lateness", "not_after", "milestone", "loud",
	"unit_kinds", "per", "reminders", "elements", "activities", "outline", "enabled", "headcount", "written", "data", "ask", "show_answers", "tie_break", "actual",
}

// yamlTexts are the values of a YAML file that are prose.
func yamlTexts(t *testing.T, name, src string, firstLine int) []written {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(src), &doc); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var all []written
	add := func(n *yaml.Node, text string) {
		all = append(all, written{fmt.Sprintf("%s:%d", name, n.Line+firstLine-1), text})
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			add(n, n.Value)
		}
		for i, c := range n.Content {
			if n.Kind != yaml.MappingNode {
				walk(c)
			} else if i%2 == 1 && (!slices.Contains(notProse, n.Content[i-1].Value) || isListOfObjects(c)) {
				walk(c)
			}
		}
	}
	walk(&doc)
	return all
}

// isListOfObjects tells the activities of a folder from the activities that a task names by their ids.
func isListOfObjects(n *yaml.Node) bool {
	return n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode
}

// technical matches what is no prose in a message: flags, variables, names of commands and files.
var technical = regexp.MustCompile(`--[a-z]\S*|\S*_\S*|(?:^|[\s(“])/[a-z]+|\{[a-z0-9._@=A-Z]+\}|https?://|[\w-]*\.[a-z]\w+`)

// catalogTexts are the Vietnamese messages without what is filled in.
func catalogTexts(t *testing.T) []written {
	t.Helper()
	var all []written
	for key, m := range messages(t, loa.Vietnamese) {
		for _, text := range []string{m.One, m.Other} {
			all = append(all, written{"locales/vi: " + key, technical.ReplaceAllString(actions.ReplaceAllString(text, " "), " ")})
		}
	}
	return all
}

func TestSpelling(t *testing.T) {
	t.Parallel()
	s := newSpeller(t)
	found := map[string][]string{}
	for _, w := range append(campaignTexts(t, Default()), catalogTexts(t)...) {
		for _, word := range s.misspelt(w.text) {
			found[word] = append(found[word], w.where)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(found)) {
		t.Errorf("%q is misspelt, or a name for testdata/names.txt: %s", word, strings.Join(slices.Compact(slices.Sorted(slices.Values(found[word]))), ", "))
	}
	for list, entries := range map[string]map[string]bool{"names": s.names, "phrases": s.phrases} {
		for _, entry := range slices.Sorted(maps.Keys(entries)) {
			if !entries[entry] {
				t.Errorf("testdata/%s.txt: %q is not used", list, entry)
			}
		}
	}
}

// TestMisspelt sees to it that slips are found, and that both ways of placing a tone pass.
func TestMisspelt(t *testing.T) {
	t.Parallel()
	s := newSpeller(t)
	for text, want := range map[string]string{
		"Chiến thắng Điện Biên Phủ": "", "CHIẾN THẮNG ĐIỆN BIÊN PHỦ": "", "hòa bình, hoà bình, thủy, thuỷ, khoẻ, khỏe": "", "đồi A1, 17h30, 352 kg, mục II, UBND": "",
		"Giơ-ne-vơ, diễn biến": "", "Him Lam (Béatrice)": "",
		"chiên thắng": "chiên thắng", "Điên Biên": "Điên Biên", "Điện Bien Phủ": "Bien; Điện Bien; Điện Bien Phủ", "chiếnn thắng": "chiếnn", "nghành tuyên truyền": "nghành",
		"Qủa đồi, tòan bộ, gìơ": "Qủa; gìơ; tòan", "bộ độii": "độii", "sữa chửa kĩ": "", "Béatrix": "Béatrix", "ABOUT": "ABOUT", norm.NFD.String("ngày"): norm.NFD.String("ngày") + " (not in NFC)",
	} {
		got := s.misspelt(text)
		slices.Sort(got)
		if strings.Join(got, "; ") != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}
