package loa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// replyWords is how many words an answer to an invitation may have, its reason
// included. What is longer is about something else.
const replyWords = 60

// Each line of the lists below is one thing that people write, with all its marks. They
// may be left out, save where "!" stands first: without them it is another word too.
const (
	saysYes = `có mặt|có|cm|đến|đi|dự|!tới|tôi tới|sẽ tới|tham gia|tham dự|có đến|có đi|có dự|có tham gia|có tham dự|được|đi được|đến được
dự được|tham gia được|đến muộn|đến chậm|đi muộn|ok|oke|okay|yes|y|yep|coming|come|attend|attending|be there|present|có mặt đầy đủ`
	saysUnsure = `chưa chắc|chưa chắc chắn|không chắc|chưa biết|chưa rõ|chưa quyết định|chưa trả lời được|có thể|có thể đến|có thể đi|có lẽ|để xem|để xem đã
maybe|perhaps|unsure|not sure|don t know`
	// After these, a reason may follow at once.
	saysAbsent = `vắng|vắng mặt|xin vắng|xin vắng mặt|xin nghỉ|!nghỉ|nghỉ họp|không đi|không đến|không dự|không tới|không tham gia|không tham dự
không đi được|không đến được|không dự được|không tới được|không tham gia được|không tham dự được|không thể đi|không thể đến|không thể dự
không thể tới|không thể tham gia|không có mặt|không có mặt được|ko đi|ko đến|ko dự|ko tới|ko đi được|ko đến được|ko dự được|k đi|k đi được
k đến được|k dự được|absent|not coming|not attending|cannot come|cannot attend|can t come|can t attend|can t make it|cannot make it|won t come`
	saysNo = `không|ko|no|nope`
	// Reasons that say by themselves that the person does not come.
	saysIll    = `ốm|bị ốm|ốm đau|đau ốm|bệnh|bị bệnh|mệt|bị mệt|bị sốt|bị đau|nằm viện|đi viện|đi khám bệnh|sick|ill|i m sick|i m ill`
	saysWork   = `đi công tác|bận công tác|bận trực|đi trực|bận việc cơ quan|business trip|at work`
	saysFamily = `bận việc nhà|bận việc gia đình|việc gia đình|nhà có việc|gia đình có việc|family matter`
	saysStudy  = `bận học|bận đi học|đi học|at school`
	saysBusy   = `bận|bận việc|bận rồi|có việc|có việc bận|việc riêng|busy`
	// Reasons that must follow something that says so.
	reasonWork   = `công tác|trực|việc cơ quan|work|duty|on duty`
	reasonFamily = `việc nhà|gia đình|family`
	reasonStudy  = `học|học tập|study|studying`

	before = `dạ|vâng|!thưa|kính thưa|báo cáo|kính báo cáo|đồng chí|bí thư|anh|chị|chú|bác|cô|em|tôi|mình|cháu|con|tui|chào|xin chào|xin phép|xin
sẽ|thì|hôm đó|hôm nay|ngày mai|mai|ok|i|we|will|i ll|i am|i m|sorry|xin lỗi|tiếc là`
	after  = `ạ|nhé|nha|nhe|rồi|thôi|được|họp|cuộc họp|đồng chí|anh|chị|chú|bác|em|bí thư|đúng giờ|đầy đủ|cảm ơn|cám ơn|thanks|thank you|hôm đó|mai|lắm|there|please`
	causes = `vì|bởi|bởi vì|tại|tại vì|do|lý do|lí do|với lý do|because|because of|due to|since|for`
	// Who asks does not answer.
	asks = `ai|!mấy|!bao nhiêu|!nào|!sao|!gì|!chưa|!không|who|how many|why`
	// Without marks nobody can tell "vâng ạ", a yes, from "vắng ạ".
	unclear = `dạ vâng|vâng ạ|vâng dạ|dạ vâng ạ`
)

// ParseReply reads an answer to an invitation as people type it, in Vietnamese
// (with or without marks) or English: "co mat", "cm", "vắng ốm", "chưa chắc". The
// reason of an absence is the value of a ReasonCode where the words are plain,
// else what was written. Anything that is not clearly an answer is none.
func ParseReply(text string) (intent Intent, reason string, ok bool) {
	r := replyReader{text: text, seen: map[int]replyRead{}}
	if strings.ContainsRune(text, '?') || !r.take() {
		return "", "", false
	}
	if _, unmarked := r.whole(unclear, 0, len(r.words)); unmarked && !r.marked() {
		return "", "", false
	}
	if intent, reason, ok = r.read(0); !ok {
		return "", "", false
	}
	return intent, reason, true
}

// replyReader takes an answer apart.
type replyReader struct {
	text  string
	words []replyWord
	seen  map[int]replyRead // by the word from which it was read
}

type replyRead struct {
	intent Intent
	reason string
	ok     bool
}

type replyWord struct {
	markedWord
	from, to int  // where it stands in the text
	apart    bool // more than a space is before it
}

// take finds the words. It is false where there is none, or too many.
func (r *replyReader) take() bool {
	inWord, apart := false, false
	for at, c := range r.text {
		switch mark := unicode.Is(unicode.M, c); {
		case unicode.IsLetter(c) || unicode.IsDigit(c) || mark && inWord:
			if !inWord {
				r.words = append(r.words, replyWord{from: at, apart: apart && len(r.words) > 0})
			}
			w := &r.words[len(r.words)-1]
			w.add(c)
			w.to = at + utf8.RuneLen(c)
			inWord, apart = true, false
		default:
			inWord = false
			apart = apart || !unicode.IsSpace(c) && c != '\'' && c != '’'
		}
	}
	return len(r.words) > 0 && len(r.words) <= replyWords
}

func (r *replyReader) marked() bool {
	return slices.ContainsFunc(r.words, func(w replyWord) bool { return !w.bare() })
}

// longest returns how many words from i on are the longest entry of a list, and
// whether they were written with all its marks.
func (r *replyReader) longest(list string, i int) (n int, exact bool) {
	for entry := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == '|' || c == '\n' }) {
		entry, strict := strings.CutPrefix(entry, "!")
		first, _ := utf8.DecodeRuneInString(entry)
		if letter, _, _ := apart(first); i >= len(r.words) || letter != r.words[i].letters[0] {
			continue
		}
		want := replyReader{text: entry}
		want.take()
		if len(want.words) <= n || i+len(want.words) > len(r.words) {
			continue
		}
		same, all := true, true
		for k, w := range want.words {
			same = same && r.words[i+k].means(w.markedWord)
			all = all && r.words[i+k].is(w.markedWord)
		}
		if same && (all || !strict) {
			n, exact = len(want.words), all
		}
	}
	return n, exact
}

// whole reports whether the words from i to j are one entry of a list.
func (r *replyReader) whole(list string, i, j int) (exact, ok bool) {
	part := replyReader{text: r.text, words: r.words[i:j]}
	n, exact := part.longest(list, 0)
	return exact, n > 0 && n == j-i
}

// read reads the answer from word i on, past words of courtesy.
func (r *replyReader) read(i int) (Intent, string, bool) {
	if i >= len(r.words) {
		return "", "", false
	}
	if got, done := r.seen[i]; done {
		return got.intent, got.reason, got.ok
	}
	var got replyRead
	if got.intent, got.reason, got.ok = r.answer(i); !got.ok {
		if n, _ := r.longest(before, i); n > 0 {
			got.intent, got.reason, got.ok = r.read(i + n)
		}
	}
	r.seen[i] = got
	return got.intent, got.reason, got.ok
}

// saying is one of the lists, and what it tells.
type saying struct {
	list   string
	intent Intent
	code   ReasonCode
	alone  bool // it is a reason by itself
	open   bool // a reason may follow at once
}

func sayings() []saying {
	return []saying{
		{list: saysYes, intent: IntentYes},
		{list: saysUnsure, intent: IntentUnsure},
		{list: saysAbsent, intent: IntentNo, open: true},
		{list: saysNo, intent: IntentNo},
		{list: saysIll, intent: IntentNo, code: ReasonIll, alone: true},
		{list: saysWork, intent: IntentNo, code: ReasonWork, alone: true},
		{list: saysFamily, intent: IntentNo, code: ReasonFamily, alone: true},
		{list: saysStudy, intent: IntentNo, code: ReasonStudy, alone: true},
		{list: saysBusy, intent: IntentNo, alone: true, open: true},
	}
}

// answer reads what begins with word i, if that is an answer.
func (r *replyReader) answer(i int) (Intent, string, bool) {
	var said saying
	length, exact := 0, false
	for _, s := range sayings() {
		if n, all := r.longest(s.list, i); n > length {
			said, length, exact = s, n, all
		}
	}
	rest := i + length
	switch {
	case length == 0:
		return "", "", false
	case r.end(rest) && said.alone && said.code == "":
		return said.intent, r.written(i, rest), true
	case r.end(rest):
		return said.intent, string(said.code), true
	case said.intent != IntentNo:
		return "", "", false
	}
	reason, ok := r.reason(rest, said.open, exact)
	if ok && said.alone {
		reason = r.written(i, len(r.words))
	}
	return said.intent, reason, ok
}

// end reports whether nothing but words of courtesy follow.
func (r *replyReader) end(i int) bool {
	for i < len(r.words) {
		n, _ := r.longest(after, i)
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// reason reads why somebody does not come from word i on. Where that is not said
// to be a reason (by "vì", by a comma), only plain ones are taken, or words that
// follow something open which was written with all its marks.
func (r *replyReader) reason(i int, open, exact bool) (string, bool) {
	because, _ := r.longest(causes, i)
	said := because > 0 || r.words[i].apart
	i += because
	if i == len(r.words) || r.asks(i) {
		return "", false
	}
	if code, ok := r.code(i); ok {
		return code, open || said
	}
	if intent, reason, ok := r.read(i); ok {
		return reason, intent == IntentNo && (open || said)
	}
	return r.written(i, len(r.words)), said || open && exact
}

// asks reports whether the words from i on are a question.
func (r *replyReader) asks(i int) bool {
	first, _ := r.longest(asks, i)
	last, _ := r.longest(asks, len(r.words)-1)
	return first > 0 || last > 0
}

// code reads a plain reason that takes all words from i on.
func (r *replyReader) code(i int) (string, bool) {
	for _, l := range []struct {
		lists []string
		code  ReasonCode
	}{
		{[]string{saysIll}, ReasonIll}, {[]string{saysWork, reasonWork}, ReasonWork},
		{[]string{saysFamily, reasonFamily}, ReasonFamily}, {[]string{saysStudy, reasonStudy}, ReasonStudy},
	} {
		for _, list := range l.lists {
			if n, _ := r.longest(list, i); n > 0 && r.end(i+n) {
				return string(l.code), true
			}
		}
	}
	return "", false
}

// written is what was written from word i to before word j.
func (r *replyReader) written(i, j int) string { return r.text[r.words[i].from:r.words[j-1].to] }
