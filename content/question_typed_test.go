package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"loa"
)

// outcome is what was read, or the kind of fault.
func outcome[T any](read T, fault *Fault) any {
	if fault != nil {
		return fault.Kind
	}
	return read
}

func TestTypedParts(t *testing.T) {
	t.Parallel()
	abc := []string{"Tày", "1954", "3"}
	question := func(s string) any { return outcome(TypedQuestion(s, asked)) }
	options := func(s string) any { return outcome(TypedOptions(s)) }
	answer := func(s string) any { return outcome(TypedAnswer(s, abc)) }
	explanation := func(s string) any { return outcome(TypedExplanation(s)) }
	sources := func(s string) any { return outcome(TypedSources(s, asked)) }
	set := func(s string) any { return outcome(TypedSet(s, asked)) }
	for _, tt := range []struct {
		name  string
		read  func(string) any
		typed string
		want  any
	}{
		{"question", question, "  Ai  cắm cờ? ", "Ai cắm cờ?"},
		{"decomposed", question, norm.NFD.String("Ai cắm cờ?"), "Ai cắm cờ?"},
		{"empty", question, " \n ", "text_empty"},
		{"as long as may be", question, strings.Repeat("a", maxQuestion), strings.Repeat("a", maxQuestion)},
		{"too long", question, strings.Repeat("a", maxQuestion+1), "text_long"},
		{"asked", question, "thang 5/1953 tuong nao duoc cu lam tong chi huy quan Phap o Dong Duong", "text_asked"},
		{"placeholder", question, "{{years}} năm?", "placeholder"},
		{"unprintable", question, "a\x07?", "unprintable"},

		{"options", options, "Một\r\n\n Hai ", []string{"Một", "Hai"}},
		{"lettered", options, "A. Một\nb) Hai", []string{"Một", "Hai"}},
		{"numbered", options, "1: Một\n2. Hai", []string{"Một", "Hai"}},
		{"a number is no mark", options, "1. Một\n3. Hai", []string{"1. Một", "3. Hai"}},
		{"a letter in one only", options, "A. Một\nHai", []string{"A. Một", "Hai"}},
		{"years", options, "1953\n1954", []string{"1953", "1954"}},
		{"none", options, "", "options_few"},
		{"one", options, "Một", "options_few"},
		{"ten", options, strings.Join(strings.Split("abcdefghij", ""), "\n"), strings.Split("abcdefghij", "")},
		{"eleven", options, strings.Join(strings.Split("abcdefghijk", ""), "\n"), "options_many"},
		{"alike", options, "Tày\nThái\nTÀY", "option_twice"},
		{"alike but for the letter", options, "A. Tày\nB. Tày", "option_twice"},
		{"long option", options, "a\n" + strings.Repeat("b", maxOption+1), "option_long"},

		{"letter", answer, "b", 1},
		{"text", answer, "tay", 0},
		{"text before its place", answer, "1954", 1},
		{"a place and a text", answer, "3", 2},
		{"a number that is a place", answer, "2", 1},
		{"beyond", answer, "D", "answer_unknown"},
		{"other text", answer, "Mường", "answer_unknown"},
		{"nothing", answer, "", "answer_unknown"},
		{"two", answer, "A và B", "answer_many"},

		{"explanation", explanation, "Vì\nvậy.", "Vì\nvậy."},
		{"too many lines", explanation, "1\n2\n3\n4", "explanation_lines"},
		{"long explanation", explanation, strings.Repeat("g", maxExplanation+1), "explanation_long"},

		{"source", sources, "h01, H02", asked.Sources},
		{"another source", sources, "Báo Cao Bằng\nbaocaobang.vn", []loa.Source{{Name: "Báo Cao Bằng", Ref: "baocaobang.vn"}}},
		{"a slip in an id", sources, "H99", "source_lines"},
		{"no source", sources, "", "source_lines"},
		{"long source", sources, strings.Repeat("n", maxSourceText) + "\nb", "source_long"},

		{"set by title", set, "tuan 1: buoc vao dot ky niem", asked.Sets[0]},
		{"set by id", set, "tuan-01", asked.Sets[0]},
		{"new set", set, "Câu  hỏi của phường", loa.QuizSet{ID: "cau-hoi-cua-phuong", Title: "Câu hỏi của phường"}},
		{"no title", set, "…", "set_unclear"},
		{"long title", set, strings.Repeat("t ", maxSetTitle), "set_long"},
	} {
		if diff := cmp.Diff(tt.want, tt.read(tt.typed)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if _, fault := TypedAnswer("2", []string{"2 ngày", "3", "2"}); fault == nil || fault.Kind != "answer_unclear" || fault.Data["First"] != "B" || fault.Data["Second"] != "C" {
		t.Errorf("an answer that means a place and another's text: %+v", fault)
	}
}

// TestFaultsHaveTexts: every fault of a typed part can be told.
func TestFaultsHaveTexts(t *testing.T) {
	t.Parallel()
	texts := messages(t, loa.Vietnamese)
	for _, kind := range []string{
		"text_empty", "text_long", "text_asked", "unprintable", "placeholder", "options_few", "options_many", "option_long", "option_twice",
		"answer_unknown", "answer_unclear", "answer_many", "explanation_long", "explanation_lines", "source_lines", "source_long", "set_unclear", "set_long",
	} {
		if texts["quiznew.fault."+kind] == nil {
			t.Errorf("no text says %s", kind)
		}
	}
}
