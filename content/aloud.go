package content

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"loa"
)

// ReadAloud writes a post as it is read over a loudspeaker on the day: plain
// Vietnamese words, without any digit, symbol, link or foreign name in brackets.
// It knows Vietnamese only.
func ReadAloud(c *loa.Campaign, p *loa.Post, day loa.Date) string {
	text := p.Title + "\n\n" + p.Text.String()
	text = strings.ReplaceAll(text, "{{"+yearsPlaceholder+"}}", strconv.Itoa(c.Years(day)))
	return aloud(text, c.ReadAs)
}

// Aloud writes any text as it is read over a loudspeaker.
func Aloud(c *loa.Campaign, text string) string { return aloud(text, c.ReadAs) }

// The pace of an announcer, in syllables a minute.
const (
	slowPace = 150
	fastPace = 170
)

// ReadingTime says how many syllables a text for reading aloud has, and about
// how many seconds it takes.
func ReadingTime(text string) (syllables, fast, slow int) {
	syllables = len(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }))
	seconds := func(pace float64) int { return int(math.Ceil(float64(syllables) * 60 / pace)) }
	return syllables, seconds(fastPace), seconds(slowPace)
}

// aloud writes a text as it is read aloud. The readings of the campaign come
// first. What no rule knows loses its symbols, and its digits are read as numbers.
func aloud(text string, readings []loa.Reading) string {
	text = normalise(strings.ToValidUTF8(text, " "))
	text = strings.NewReplacer("\u00a0", " ", "\t", " ", "−", "-").Replace(text)
	for _, r := range readings {
		text = replaceWord(text, r.Written, r.Aloud)
	}
	text = links.ReplaceAllString(text, " ")
	text = openBrackets(text)
	for _, r := range spokenRules {
		text = r.apply(text)
	}
	text = abbreviated(text)
	return punctuate(text)
}

// openBrackets leaves out what brackets only repeat, a foreign name or an
// abbreviation, and makes a part of the sentence of the rest.
func openBrackets(text string) string {
	for range 3 { // brackets in brackets
		text = brackets.ReplaceAllStringFunc(text, func(s string) string {
			inner := strings.TrimSpace(s[1 : len(s)-1])
			switch {
			case foreignName(inner) || bareAbbreviation.MatchString(inner):
				return ""
			case oneSmallWord.MatchString(inner):
				return " " + inner + " "
			}
			return ", " + inner + ", "
		})
	}
	return text
}

// foreignName reports whether the text is a name that is not written the
// Vietnamese way. A short word such as "De" says nothing.
func foreignName(s string) bool {
	foreign := false
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch {
		case strings.ToUpper(word) == word: // an abbreviation, or the letter of a code
		case !vietnamese(word):
			foreign = true
		case len([]rune(word)) > 2:
			return false
		}
	}
	return foreign
}

// vietnamese reports whether the word is built as a Vietnamese syllable.
func vietnamese(word string) bool { return syllable.MatchString(toneless(strings.ToLower(word))) }

// replaceWord replaces a word or phrase where it stands by itself.
func replaceWord(text, word, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, word)
		if i < 0 || word == "" {
			b.WriteString(text)
			return b.String()
		}
		end := i + len(word)
		if standsAlone(text, i, end) {
			b.WriteString(text[:i] + by)
		} else {
			b.WriteString(text[:end])
		}
		text = text[end:]
	}
}

// abbreviated reads abbreviations: those known in full, and those without a
// vowel letter by letter. The others can be spoken as they stand.
func abbreviated(text string) string {
	return capitals.ReplaceAllStringFunc(text, func(s string) string {
		for end := len(s); end > 0; end-- {
			if full, ok := abbreviations[s[:end]]; ok && standsAlone(s, 0, end) {
				return full + s[end:]
			}
		}
		if allCapitals.MatchString(s) && !strings.ContainsAny(s, "AEIOUYƯƠ") {
			return spell(s)
		}
		return s
	})
}

// spell reads the letters of an abbreviation one by one.
func spell(s string) string {
	var names []string
	for _, r := range s {
		if name, ok := letterNames[unicode.ToUpper(r)]; ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// punctuate leaves letters and the marks at which a voice pauses, and begins and
// ends every sentence properly.
func punctuate(text string) string {
	text = strings.NewReplacer(" - ", " ", " – ", ", ", " — ", ", ", "…", ", ", "...", ", ", "/", ", ").Replace(text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = onlySpoken(line)
		line = pauses.ReplaceAllStringFunc(line, onePause)
		line = strings.Join(strings.Fields(line), " ")
		if line = strings.Trim(line, " ,;:.?!-") + ending(line); strings.IndexFunc(line, unicode.IsLetter) >= 0 {
			lines = append(lines, sentenceCase(line))
		}
	}
	return strings.Join(lines, "\n")
}

// onlySpoken makes spaces of all that has no sound and is no pause. A hyphen
// stays within a word: "ki-lô-mét".
func onlySpoken(line string) string {
	runes := []rune(line)
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	for i, r := range runes {
		before, after := at(i-1), at(i+1)
		switch {
		case unicode.IsLetter(r):
		case r >= '\u0300' && r <= '\u036f' && isWord(before): // a combining mark
		case r == '-' && unicode.IsLetter(before) && unicode.IsLetter(after):
		case strings.ContainsRune(".,;:?!", r) && (!unicode.IsLetter(before) || !unicode.IsLetter(after)):
		default:
			runes[i] = ' '
		}
	}
	return string(runes)
}

// onePause makes one mark of several, the strongest.
func onePause(s string) string {
	for _, mark := range "?!.:;," {
		if strings.ContainsRune(s, mark) {
			return string(mark) + " "
		}
	}
	return s
}

func ending(line string) string {
	for _, mark := range []string{"?", "!"} {
		if strings.HasSuffix(line, mark) {
			return mark
		}
	}
	return "."
}

// sentenceCase begins every sentence with a capital letter.
func sentenceCase(line string) string {
	runes, begins := []rune(line), true
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r):
			if begins {
				runes[i] = unicode.ToUpper(r)
			}
			begins = false
		case strings.ContainsRune(".?!", r):
			begins = true
		}
	}
	return string(runes)
}
