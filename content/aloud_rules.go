package content

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Parts of patterns: day, month and year, a figure with its dots and commas, and
// what stands between the two ends of a span.
const (
	dayPart    = `(0?[1-9]|[12]\d|3[01])`
	monthPart  = `(0?[1-9]|1[0-2])`
	yearPart   = `(\d{4})`
	figurePart = `(\d(?:[\d.,]*\d)?)`
	dashPart   = `\s*[–—-]\s*`
	untilPart  = `(?:\s*[–—-]\s*|\s+(?:đến|tới)\s+)`
	onPart     = `(?:((?i:ngày|hôm|đêm|mùng|mồng))\s+)?`
	fromPart   = `(?:((?i:từ))\s+)?`
)

var (
	links            = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+|\S+@\S+\.\S+`)
	brackets         = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}`)
	bareAbbreviation = regexp.MustCompile(`^(?:[A-ZĐ][A-ZĐ-]+)?$`)
	oneSmallWord     = regexp.MustCompile(`^\p{Ll}+$`)
	capitals         = regexp.MustCompile(`[\pL\pN][\pL\pN./-]*`)
	allCapitals      = regexp.MustCompile(`^[A-ZĐƯƠ]{2,8}$`)
	pauses           = regexp.MustCompile(`[ ]*[.,;:?!][ .,;:?!]*`)
	// syllable has the tones taken away.
	syllable = regexp.MustCompile(`^(?:ngh?|nh|ch|gh?|gi|kh|ph|qu|th|tr?|[bcdđhklmnprsvx])?(?:` +
		`[aâ](?:ng|[cmnptuy])|a(?:ch|nh|[io])?|ă(?:ng|[cmnpt])|e(?:ng|[cmnopt])?|ê(?:ch|nh|ng|[mnptu])?|i(?:ch|nh|[mnptu])?|` +
		`ia|[iy]ê(?:ng|[cmnptu])|oo?(?:ng|[cimnpt])|o|ô(?:ng|[cimnpt])?|ơ[imnpt]?|u(?:ng|[cimnpt])?|ua|uô(?:ng|[cimnpt])|` +
		`ư(?:ng|[cimntu])?|ưa|ươ(?:ng|[cimnptu])|y[mntu]?|oa(?:ch|ng|nh|[cimnopty])?|oă(?:ng|[cmnt])|oe[mnot]?|` +
		`uâ(?:ng|[nty])|uê(?:ch|nh)?|uơ|uy(?:ch|nh|[ntup])?|uya|uyê[nt])$`)
	// aBody matches whoever may have issued a document.
	aBody = regexp.MustCompile(`Bộ Chính trị|Ban Bí thư|Ban Chấp hành|Ban Thường vụ|Chính phủ|Thủ tướng|Trung ương|Quốc hội|[Tt]hành ủy|[Tt]ỉnh ủy`)
)

// toneless takes the five tone marks away and leaves the letters: "chiến" is "chiên".
func toneless(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// spokenRule reads what the pattern matches, wherever it stands by itself.
type spokenRule struct {
	pattern *regexp.Regexp
	say     func(found) string // empty: the rule is not meant
}

// found is one match in its text.
type found struct {
	groups        []string // 0: the whole match
	before, after string
}

func (r spokenRule) apply(text string) string {
	var b strings.Builder
	done := 0
	for from := 0; from <= len(text); {
		at := r.pattern.FindStringSubmatchIndex(text[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		f := found{before: text[:start], after: text[end:]}
		for i := 0; i < len(at); i += 2 {
			group := ""
			if at[i] >= 0 {
				group = text[from+at[i] : from+at[i+1]]
			}
			f.groups = append(f.groups, group)
		}
		said := ""
		if end > start && standsAlone(text, start, end) {
			said = r.say(f)
		}
		if said == "" { // look again behind the first character
			_, size := utf8.DecodeRuneInString(text[start:])
			from = start + max(size, 1)
			continue
		}
		b.WriteString(text[done:start] + said)
		done, from = end, end
	}
	return b.String() + text[done:]
}

// standsAlone reports whether text[start:end] is not a piece of a longer word or number.
func standsAlone(text string, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(text[start:end])
	last, _ := utf8.DecodeLastRuneInString(text[start:end])
	before, size := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if isWord(first) && isWord(before) || isWord(last) && isWord(after) {
		return false
	}
	// A digit after a dot, a comma or a slash that follows another: "1.954", "3/1954".
	if unicode.IsDigit(first) && strings.ContainsRune(".,/", before) {
		earlier, _ := utf8.DecodeLastRuneInString(text[:start-size])
		return !unicode.IsDigit(earlier)
	}
	return true
}

// spokenRules are applied one after the other: what is longer and surer comes first.
var spokenRules = []spokenRule{
	// The marks of lists and the numbers before headings.
	{regexp.MustCompile(`(?m)^ *[•*+–-] +`), func(found) string { return " " }},
	{regexp.MustCompile(`(?m)^ *([IVX]{1,6})[-.)] `), func(f found) string { return sayRoman(f.groups[1], ". ") }},
	// Dates.
	{regexp.MustCompile(yearPart + `-(\d\d)-(\d\d)`), func(f found) string { return sayISODate(f.groups) }},
	{regexp.MustCompile(fromPart + onPart + dayPart + `/` + monthPart + `(?:/` + yearPart + `)?` + untilPart + `(?:ngày )?` + dayPart + `/` + monthPart + `(?:/` + yearPart + `)?`), sayDateSpan},
	{regexp.MustCompile(fromPart + onPart + dayPart + untilPart + `(?:ngày )?` + dayPart + `/` + monthPart + `(?:/` + yearPart + `)?`), sayDaySpan},
	{regexp.MustCompile(onPart + dayPart + `[/.-]` + monthPart + `[/.-]` + yearPart), func(f found) string {
		return sayDate(f.groups[1], f.groups[2], f.groups[3], f.groups[4])
	}},
	{regexp.MustCompile(onPart + dayPart + `/` + monthPart), sayDayMonth},
	{regexp.MustCompile(`(?:((?i:tháng))\s+)?` + monthPart + `[/-]` + yearPart), func(f found) string {
		return orWord(f.groups[1], "tháng") + " " + sayMonth(f.groups[2]) + " năm " + sayInteger(f.groups[3])
	}},
	{regexp.MustCompile(`((?i:ngày|hôm|đêm|mùng|mồng))\s+` + dayPart + `\s+tháng\s+` + monthPart), func(f found) string {
		return sayDate(f.groups[1], f.groups[2], f.groups[3], "")
	}},
	{regexp.MustCompile(`((?i:tháng))\s+` + monthPart), func(f found) string { return f.groups[1] + " " + sayMonth(f.groups[2]) }},
	// Numbers in a row and from one to another.
	{regexp.MustCompile(`(0\d{1,3})[-. ](\d{3,4})[-. ](\d{3,4})`), func(f found) string { return sayDigits(f.groups[0]) }},
	{regexp.MustCompile(figurePart + `(\s*(?:%|h|g|giờ|phút|kg|km|m|mm|cm|ha|tấn|tạ))?` + dashPart + figurePart), func(f found) string {
		return f.groups[1] + f.groups[2] + " đến " + f.groups[3]
	}},
	// Times of day.
	{regexp.MustCompile(`(\d{1,2})[hg:](\d\d)(?:\s*(?:phút|p))?`), func(f found) string { return sayClock(f.groups[1], f.groups[2]) }},
	{regexp.MustCompile(`(\d{1,2})\s?h`), func(f found) string { return sayClock(f.groups[1], "") }},
	{regexp.MustCompile(`(\d{1,2})\s*giờ\s+(\d{1,2})(\s*phút)?`), sayHourAndMinute},
	// Documents, sections, codes.
	{regexp.MustCompile(`((?:(\p{L}\p{Ll}+ \p{Ll}+|[A-ZĐ]{2,3}[a-z]?)\s+)?(?:số\s+)?)(\d+)(?:/` + yearPart + `)?[-/]([A-ZĐ]{2,}[a-z]?)(?:[-/]([A-ZĐ]{2,}[a-z]?))?`), sayPaper},
	{regexp.MustCompile(`((?i:lần thứ|thứ|lần|thế kỷ|đại hội|khóa|khoá|phần|mục|chương|quý|tập|cấp|loại|giai đoạn|điều)) ([IVX]{1,6})((?:\.\d+)*)`), saySection},
	{regexp.MustCompile(`([IVX]{2,6})((?:\.\d+)*)`), func(f found) string {
		if f.groups[1] == "VI" || f.groups[1] == "XI" { // words in capitals, too
			return ""
		}
		return sayRoman(f.groups[1], sayPoints(f.groups[2]))
	}},
	{regexp.MustCompile(`((?i:thứ)) ([14])`), func(f found) string { return f.groups[1] + " " + sayOrdinal(f.groups[2]) }},
	{regexp.MustCompile(`([A-ZĐ]{1,4})[-–.]?(\d+)(\p{L}?)`), func(f found) string {
		name := f.groups[1]
		if utf8.RuneCountInString(name) > 1 {
			name = orWord(abbreviations[name], spell(name))
		}
		return name + " " + sayInteger(f.groups[2]) + " " + f.groups[3]
	}},
	{regexp.MustCompile(`(\d+)(\p{Lu})`), func(f found) string { return sayInteger(f.groups[1]) + " " + f.groups[2] }},
	// Figures with what belongs to them.
	{regexp.MustCompile(`[>≥] ?(\d)`), func(f found) string { return "hơn " + f.groups[1] }},
	{regexp.MustCompile(`[<≤] ?(\d)`), func(f found) string { return "dưới " + f.groups[1] }},
	{regexp.MustCompile(`[≈~] ?(\d)`), func(f found) string { return "khoảng " + f.groups[1] }},
	{regexp.MustCompile(figurePart + ` ?([×x=+]) ?`), sayOperation},
	{regexp.MustCompile(`&`), func(found) string { return " và " }},
	{regexp.MustCompile(figurePart + `\s?(km/h|km2|km²|kWh|VND|VNĐ|USD|m2|m²|m3|m³|mm|cm|dm|km|ml|mg|kg|kW|MB|ha|°C|ºC|[%‰°mlgđ])(?:/(\p{Ll}+))?`), sayMeasure},
	{regexp.MustCompile(`(\d+)/(\d+)`), func(f found) string { return sayFraction(f.groups[1], f.groups[2]) }},
	{regexp.MustCompile(`-` + figurePart), func(f found) string {
		if before, _ := utf8.DecodeLastRuneInString(f.before); f.before != "" && !unicode.IsSpace(before) {
			return ""
		}
		return "âm " + sayFigure(f.groups[1])
	}},
	{regexp.MustCompile(figurePart), func(f found) string { return sayFigure(f.groups[1]) }},
	// Whatever stands in a word.
	{regexp.MustCompile(`\p{L}*\d[\p{L}\p{M}\d]*`), func(f found) string { return digitsApart(f.groups[0]) }},
}

// orWord is the word as it is written, or the other if there is none.
func orWord(written, otherwise string) string {
	if written == "" {
		return otherwise
	}
	return written
}

// sayDay reads the day of a month: the first ten are "mùng".
func sayDay(on, day string) string {
	n, _ := strconv.Atoi(day) // digits by the pattern
	on = orWord(on, "ngày")
	if lower := strings.ToLower(on); n <= 10 && lower != "mùng" && lower != "mồng" {
		on += " mùng"
	}
	return on + " " + sayTens(n)
}

func sayMonth(month string) string {
	n, _ := strconv.Atoi(month)
	if n == 4 {
		return "tư"
	}
	return sayTens(n)
}

// sayDate reads a date; on is the word before it, the year may be empty.
func sayDate(on, day, month, year string) string {
	said := sayDay(on, day) + " tháng " + sayMonth(month)
	if year != "" {
		said += " năm " + sayInteger(year)
	}
	return said
}

func sayISODate(g []string) string {
	month, _ := strconv.Atoi(g[2])
	day, _ := strconv.Atoi(g[3])
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return ""
	}
	return sayDate("", g[3], g[2], g[1])
}

// sayDateSpan reads "30/3–07/5/1954".
func sayDateSpan(f found) string {
	if continues(f.after) {
		return ""
	}
	g := f.groups
	return spanFrom(g) + sayDate(g[2], g[3], g[4], g[5]) + " đến " + sayDate("", g[6], g[7], g[8])
}

// sayDaySpan reads "13–17/3".
func sayDaySpan(f found) string {
	if continues(f.after) {
		return ""
	}
	g := f.groups
	return spanFrom(g) + sayDay(g[2], g[3]) + " đến " + sayDate("", g[4], g[5], g[6])
}

// spanFrom begins a span of days with "từ", unless "ngày" stands there already.
func spanFrom(g []string) string {
	if g[1] == "" && g[2] != "" {
		return ""
	}
	return orWord(g[1], "từ") + " "
}

// continues reports whether a date would go on: "1/2" in "1/2/3".
func continues(after string) bool {
	return len(after) > 1 && strings.ContainsRune("/-.,", rune(after[0])) && after[1] >= '0' && after[1] <= '9'
}

// sayDayMonth reads "13/3", unless it is a fraction: 1/2, 2/3 and their like
// without a word for the day.
func sayDayMonth(f found) string {
	on, day, month := f.groups[1], f.groups[2], f.groups[3]
	if continues(f.after) {
		return ""
	}
	if on == "" && len(day) == 1 && len(month) == 1 && day < month && !dayWord.MatchString(f.before[max(0, len(f.before)-longestDayWord):]) {
		return ""
	}
	return sayDate(on, day, month, "")
}

// dayWord matches a word after which a day comes; it has so many bytes at most.
const longestDayWord = 16

var dayWord = regexp.MustCompile(`(?i)(?:sáng|trưa|chiều|tối|khuya|từ|đến|tới|trước|sau|và|lúc) $`)

// sayClock reads a time of day; without minutes the full hour.
func sayClock(hour, minute string) string {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(orWord(minute, "0"))
	switch {
	case h > 24 || m > 59:
		return ""
	case m == 0:
		return sayNumber(uint64(h)) + " giờ"
	}
	return sayNumber(uint64(h)) + " giờ " + sayTens(m) + " phút"
}

// sayHourAndMinute reads "17 giờ 30" only where the second number counts nothing else.
func sayHourAndMinute(f found) string {
	if f.groups[3] == "" && !afterMinutes.MatchString(f.after) {
		return ""
	}
	return sayClock(f.groups[1], f.groups[2])
}

var afterMinutes = regexp.MustCompile(`^\s*(?:$|[.,;:!?)–-]|(?:ngày|sáng|trưa|chiều|tối|đêm|hôm)\s)`)

// sayPaper reads the number of a document, "Nghị quyết số 11-NQ/TW". Whoever
// issued it is named only where the sentence does not do so.
func sayPaper(f found) string {
	lead, before, number, year, kind, issuer := f.groups[1], f.groups[2], f.groups[3], f.groups[4], f.groups[5], f.groups[6]
	said := sayInteger(number)
	if year != "" {
		said += " năm " + sayInteger(year)
	}
	name, known := papers[kind]
	switch {
	case !known:
		return lead + said + " " + spell(kind+issuer)
	case strings.EqualFold(before, name):
		name = before
	case before != "" && before != kind:
		name = before + " " + name
	}
	said = name + " số " + said
	ahead, behind := f.before[max(0, len(f.before)-sentenceBytes):], f.after[:min(len(f.after), sentenceBytes)]
	sentence := ahead[strings.LastIndexAny(ahead, ".!?\n")+1:] + before + " " + upTo(behind, ".!?\n")
	switch full, clear := issuers[issuer]; {
	case issuer == "" || aBody.MatchString(sentence) || strings.HasPrefix(strings.TrimSpace(f.after), "của "):
		return said
	case clear:
		return said + " của " + full
	}
	return said + " " + spell(issuer)
}

// sentenceBytes is how far a sentence reaches to either side, at most.
const sentenceBytes = 400

func upTo(s, marks string) string {
	if i := strings.IndexAny(s, marks); i >= 0 {
		return s[:i]
	}
	return s
}

// saySection reads a roman number after a word that takes one: "lần V", "mục II.4".
func saySection(f found) string {
	word, n := f.groups[1], romanValue(f.groups[2])
	lower := strings.ToLower(word)
	switch {
	case n == 0:
		return ""
	case lower == "lần":
		return word + " thứ " + sayOrdinal(strconv.Itoa(n))
	case lower == "thứ" || lower == "lần thứ":
		return word + " " + sayOrdinal(strconv.Itoa(n))
	}
	return word + " " + sayTens(n) + sayPoints(f.groups[3])
}

// sayOrdinal reads a number after "thứ".
func sayOrdinal(digits string) string {
	switch digits {
	case "1":
		return "nhất"
	case "4":
		return "tư"
	}
	return sayInteger(digits)
}

// sayPoints reads the ".4" of "II.4".
func sayPoints(s string) string {
	said := ""
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '.' }) {
		said += " chấm " + sayInteger(part)
	}
	return said
}

func sayRoman(s, then string) string {
	if n := romanValue(s); n > 0 {
		return sayTens(n) + then
	}
	return ""
}

// sayMeasure reads a figure with its unit, "8,5%/năm".
func sayMeasure(f found) string {
	said := sayFigure(f.groups[1]) + " " + unitWords[f.groups[2]]
	if per := f.groups[3]; per != "" {
		said += " một " + per
	}
	return said
}

// sayOperation reads the sign between two figures; the figures are for a later rule.
func sayOperation(f found) string {
	if next, _ := utf8.DecodeRuneInString(f.after); !unicode.IsDigit(next) {
		return ""
	}
	return f.groups[1] + map[string]string{"×": " nhân ", "x": " nhân ", "=": " bằng ", "+": " cộng "}[f.groups[2]]
}

// sayFraction reads "2/3" and, where the lower number is large, "18/63".
func sayFraction(upper, lower string) string {
	if len(upper) == 1 && len(lower) == 1 && upper < lower {
		return sayInteger(upper) + " phần " + sayInteger(lower)
	}
	return sayInteger(upper) + " trên " + sayInteger(lower)
}

// digitsApart reads the numbers within a word, each by itself.
func digitsApart(s string) string {
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	var words []string
	for s != "" {
		first, _ := utf8.DecodeRuneInString(s)
		end := strings.IndexFunc(s, func(r rune) bool { return isDigit(r) != isDigit(first) })
		if end < 0 {
			end = len(s)
		}
		part := s[:end]
		if isDigit(first) {
			part = sayInteger(part)
		}
		words, s = append(words, part), s[end:]
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
