package loa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TypedQuestion is an open question, as far as reading a typed answer must know it.
type TypedQuestion struct {
	Code    int    // its short number in the chat, which an answer may begin with
	Name    string // in its place, such as Q12: letters and digits, or its digits alone
	ByName  bool   // only an answer that begins with the name is about it
	Options []Option
}

// TypedAnswer is what somebody typed where a platform has no buttons.
type TypedAnswer struct {
	Asked  int // which of the questions it answers; -1: it does not say
	Option int // which option it names, from 0; -1: none
	Intent Intent
	Reason string // of an intent: a ReasonCode, or as it was written
}

// Words that may stand around an answer, in the form of the lists of reply_words.go.
const (
	leadsToOption = `dạ|vâng|thưa|kính thưa|báo cáo|đồng chí|bí thư|anh|chị|chú|bác|cô|em|tôi|mình|cháu|con|tui|xin|xin phép|chọn|xin chọn|e chọn|chon
đáp án|đáp án đúng|phương án|trả lời|câu trả lời|lựa chọn|câu|ý|mục|số|thứ|là|theo tôi|theo em|chắc|chắc là|loa ơi
the answer is|answer|option|number|choose|pick|i choose|i pick|i say|it is|my answer`
	leavesOption = `ạ|nhé|nha|nhe|đi|thôi|đúng|là đúng|đúng không|luôn|đồng chí|anh|chị|chú|bác|em|cảm ơn|cám ơn|xin cảm ơn|please|thanks|thank you`
	namesCode    = `câu|câu số|câu hỏi|câu hỏi số|mã|mã số|q|question|number`
)

// numberWords are the numbers from one on as people write them out.
func numberWords() []string {
	return []string{"một|one", "hai|two", "ba|three", "bốn|tư|four", "năm|five", "sáu|six", "bảy|bẩy|seven", "tám|eight", "chín|nine", "mười|ten"}
}

// ReadTyped reads an answer as people type it: a letter or a number ("A", "b.",
// "2", "đáp án c"), an option's own words, or an answer to an invitation ("có
// mặt", "vang om"), each of them behind the number of the question if they like
// ("câu 12: c", "12c"). The questions are those that are open, the newest first; what
// names none is about the newest. Anything that is not clear is none: a wrong guess
// would be recorded under somebody's name.
func ReadTyped(text string, open []TypedQuestion) (TypedAnswer, bool) {
	text = strings.Map(plainKey, text)
	r := replyReader{text: text, seen: map[int]replyRead{}}
	if !r.take() {
		return TypedAnswer{}, false
	}
	asking := strings.ContainsRune(text, '?')
	if i, rest := r.saidName(open); i >= 0 && !asking {
		if rest >= len(r.words) {
			return TypedAnswer{}, false
		}
		return readRest(r.written(rest, len(r.words)), i, open[i])
	}
	if code, rest, said := r.saidCode(); said && !asking {
		if i := coded(open, code); i >= 0 {
			if rest >= len(r.words) {
				return TypedAnswer{}, false
			}
			return readRest(r.written(rest, len(r.words)), i, open[i])
		}
		if rest < len(r.words) && !bareNumber(r.words[0]) {
			return TypedAnswer{}, false // about a question that is not open
		}
	}
	if len(open) > 0 && !open[0].ByName && !asking {
		if option, ok := r.option(open[0].Options); ok {
			return TypedAnswer{Asked: 0, Option: option}, true
		}
	}
	if code, rest, ok := r.looseCode(); ok && !asking {
		if i := coded(open, code); i >= 0 {
			return readRest(rest, i, open[i])
		}
	}
	if i := newestOfGroup(open); i > 0 && !asking && !strings.ContainsAny(text, "0123456789") {
		if option, ok := r.option(keysOf(open[i].Options)); ok {
			return TypedAnswer{Asked: i, Option: option}, true
		}
	}
	intent, reason, ok := ParseReply(text)
	return TypedAnswer{Asked: -1, Option: -1, Intent: intent, Reason: reason}, ok
}

// newestOfGroup finds the newest question of the group, which is answered by a letter, behind
// choices by number: an invitation to a meeting stays open for days, and no letter is meant
// for it. It is -1 if there is none.
func newestOfGroup(open []TypedQuestion) int {
	return slices.IndexFunc(open, func(a TypedQuestion) bool { return !a.ByName && a.Name != "" })
}

// keysOf are the options without their words.
func keysOf(options []Option) []Option {
	keys := make([]Option, len(options))
	for i, o := range options {
		keys[i].Key = o.Key
	}
	return keys
}

// readRest reads what follows the number of a question.
func readRest(text string, i int, a TypedQuestion) (TypedAnswer, bool) {
	r := replyReader{text: text, seen: map[int]replyRead{}}
	if !r.take() {
		return TypedAnswer{}, false
	}
	if option, ok := r.option(a.Options); ok {
		return TypedAnswer{Asked: i, Option: option}, true
	}
	intent, reason, ok := ParseReply(text)
	return TypedAnswer{Asked: i, Option: -1, Intent: intent, Reason: reason}, ok
}

// coded finds the question with the number: its own in the chat, else the one of its name
// if no other's name has the same.
func coded(open []TypedQuestion, code int) int {
	named := -1
	for i, a := range open {
		if a.Name == "" {
			if a.Code == code {
				return i
			}
			continue
		}
		digits := strings.TrimLeftFunc(a.Name, unicode.IsLetter)
		switch {
		case !isNumber(digits) || toNumber(digits) != code:
		case named >= 0:
			named = len(open) // two
		default:
			named = i
		}
	}
	if named == len(open) {
		return -1
	}
	return named
}

// saidName finds the question that the first words name: "Q12", "câu ch 1". rest is the
// word with which the answer itself begins.
func (r *replyReader) saidName(open []TypedQuestion) (question, rest int) {
	n, _ := r.longest(namesCode, 0)
	for _, from := range []int{0, n} {
		said := ""
		for to := from; to < len(r.words) && !r.words[to].foreign; to++ {
			said += string(r.words[to].letters)
			if i := slices.IndexFunc(open, func(a TypedQuestion) bool { return a.Name != "" && strings.EqualFold(a.Name, said) }); i >= 0 {
				return i, to + 1
			}
		}
	}
	return -1, 0
}

// plainKey makes plain letters and digits of what a phone's keyboard offers in
// their place: full-width forms, circled digits, and the frame of keycap emoji.
func plainKey(c rune) rune {
	switch {
	case c == '\ufe0f' || c == '\u20e3': // VARIATION SELECTOR-16, COMBINING ENCLOSING KEYCAP
		return -1
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case c >= '①' && c <= '⑨':
		return c - '①' + '1'
	}
	return c
}

// saidCode reads a question's number where the words say that it is one: "câu 12".
// rest is the word with which the answer itself begins.
func (r *replyReader) saidCode() (code, rest int, ok bool) {
	n, _ := r.longest(namesCode, 0)
	if n > 0 && n < len(r.words) {
		if code, ok := typedNumber(r.words[n]); ok {
			return code, n + 1, true
		}
	}
	w := r.words[0]
	for _, prefix := range []string{"q", "c", "cau", "ma"} { // "q12", "câu12"
		if tail, ok := strings.CutPrefix(string(w.letters), prefix); ok && isNumber(tail) {
			return toNumber(tail), 1, true
		}
	}
	return 0, 0, false
}

// looseCode reads a question's number that stands before the answer without
// saying so: "12 a", "12a". It is tried only where no option is meant.
func (r *replyReader) looseCode() (code int, rest string, ok bool) {
	w := r.words[0]
	if code, ok := typedNumber(w); ok && len(r.words) > 1 {
		return code, r.written(1, len(r.words)), true
	}
	text := r.text[w.from:w.to]
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if digits == 0 || digits == len(text) || digits > 3 || len(w.letters) != digits+1 { // "12a": one letter
		return 0, "", false
	}
	return toNumber(text[:digits]), r.text[w.from+digits:], true
}

// option finds the one option that is meant.
func (r *replyReader) option(options []Option) (int, bool) {
	labels, keys := make([]replyReader, len(options)), make([]replyReader, len(options))
	for i, o := range options {
		labels[i], keys[i] = replyReader{text: o.Text}, replyReader{text: o.Key}
		labels[i].take()
		keys[i].take()
	}
	words := r.words
	for _, list := range [][]replyReader{keys, labels} {
		if i, ok := only(list, func(l replyReader) bool { return len(l.words) == len(words) && contains(l.words, words) }); ok {
			return i, true
		}
	}
	for len(words) > 0 {
		if i, ok := typedPlace(words, labels, keys); ok {
			return i, true
		}
		n, _ := (&replyReader{text: r.text, words: words}).longest(leadsToOption, 0)
		if n == 0 {
			break
		}
		words = words[n:]
	}
	// Part of the words of one option, and of no other: "tổ dân phố 3".
	return only(labels, func(l replyReader) bool { return len(words) > 1 && contains(l.words, words) })
}

// typedPlace reads the key, the letter or the number of an option that is all of an answer
// but for words of courtesy, or stands before the words of the option that it names.
func typedPlace(words []replyWord, labels, keys []replyReader) (int, bool) {
	i, n := mark(words)
	if k, ok := only(keys, func(l replyReader) bool { return len(l.words) == 1 && contains(l.words, words[:1]) }); ok {
		i, n = k, 1
	} else if n > 0 && i < len(keys) && unicode.IsLetter(words[0].letters[0]) && len(words[0].letters) == 1 && !keyed(keys[i], i) {
		return 0, false // the letter of a place whose option goes by another
	}
	if n == 0 || i >= len(labels) {
		return 0, false
	}
	rest := words[n:]
	if len(rest) == 0 || contains(labels[i].words, rest) {
		return i, true
	}
	for len(rest) > 0 {
		k, _ := (&replyReader{words: rest}).longest(leavesOption, 0)
		if k == 0 {
			return 0, false
		}
		rest = rest[k:]
	}
	return i, true
}

// keyed reports whether the letter of the place stands for the option there. In a list of
// numbers letters mean nothing: who answers a question that is over must press nothing else.
func keyed(key replyReader, place int) bool { return key.text == Letter(place) }

// mark reads a letter or a number as the place of an option, and how many words it takes.
func mark(words []replyWord) (place, n int) {
	w := words[0]
	if n, ok := typedNumber(w); ok && n > 0 {
		return n - 1, 1
	}
	if len(w.letters) == 1 && !w.foreign && w.tone == 0 && (w.shapes[0] == 0 || w.shapes[0] == stroke) { // đ is D: Telex writes dd
		if c := w.letters[0]; c >= 'a' && c <= 'z' {
			return int(c - 'a'), 1
		}
	}
	one := replyReader{words: words}
	for i, list := range numberWords() {
		if n, _ := one.longest(list, 0); n > 0 {
			return i, n
		}
	}
	return 0, 0
}

// only returns the one that is so, if exactly one is.
func only(labels []replyReader, is func(replyReader) bool) (int, bool) {
	found := -1
	for i, l := range labels {
		if !is(l) {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = i
	}
	return found, found >= 0
}

// contains reports whether the words stand in the label, one behind the other.
func contains(label, words []replyWord) bool {
	for at := 0; len(words) > 0 && at+len(words) <= len(label); at++ {
		same := true
		for k, w := range words {
			same = same && w.means(label[at+k].markedWord)
		}
		if same {
			return true
		}
	}
	return false
}

func bareNumber(w replyWord) bool {
	_, ok := typedNumber(w)
	return ok
}

// typedNumber reads a word of at most three digits.
func typedNumber(w replyWord) (int, bool) {
	text := string(w.letters)
	if !isNumber(text) || w.foreign {
		return 0, false
	}
	return toNumber(text), true
}

func isNumber(text string) bool {
	return text != "" && len(text) <= 3 && strings.Trim(text, "0123456789") == ""
}

func toNumber(digits string) int {
	n := 0
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// CutMentions takes "@name" out of a text for each of the names, wherever it
// stands, and reports whether there was one. Names hold spaces, and case and marks
// may differ: what platforms insert is the name as it is shown now, which the names
// given may be older than.
func CutMentions(text string, names []string) (rest string, named bool) {
	names = slices.Clone(names)
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // "Bot Loa 2" before "Bot Loa"
	var b strings.Builder
	for i := 0; i < len(text); {
		n := 0
		if text[i] == '@' {
			n = mentioned(text[i+1:], names)
		}
		if n == 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		named = true
		i += 1 + n
		if strings.HasSuffix(b.String(), " ") { // one space of the two around it is enough
			i += len(text[i:]) - len(strings.TrimLeft(text[i:], " "))
		} else if b.Len() > 0 {
			b.WriteByte(' ')
		}
	}
	if !named {
		return text, false
	}
	return strings.TrimFunc(b.String(), func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(",:;", c) }), true
}

// mentioned returns how many bytes of the text one of the names takes.
func mentioned(text string, names []string) int {
	for _, name := range names {
		want := foldedName(name)
		if len(want) == 0 {
			continue
		}
		k, end := 0, 0
		for at := 0; at < len(text); {
			c, size := utf8.DecodeRuneInString(text[at:])
			at += size
			if k == len(want) && !unicode.Is(unicode.M, c) {
				if unicode.IsLetter(c) || unicode.IsDigit(c) {
					k = -1 // a longer name
				}
				break
			}
			if end = at; unicode.Is(unicode.M, c) {
				continue
			}
			if foldedRune(c) != want[k] {
				k = -1
				break
			}
			k++
		}
		if k == len(want) {
			return end
		}
	}
	return 0
}

func foldedName(name string) []rune {
	var all []rune
	for _, c := range strings.TrimPrefix(strings.TrimSpace(name), "@") {
		if !unicode.Is(unicode.M, c) {
			all = append(all, foldedRune(c))
		}
	}
	return all
}

// foldedRune is a character without case and marks; all white space is one.
func foldedRune(c rune) rune {
	if unicode.IsSpace(c) {
		return ' '
	}
	letter, _, _ := apart(unicode.ToLower(c))
	return letter
}
