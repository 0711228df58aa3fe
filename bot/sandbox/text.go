package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// units counts UTF-16 units, in which Telegram counts offsets and, on the safe
// side, lengths (Bot API, MessageEntity).
func units(text string) int {
	n := 0
	for _, r := range text {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int { return max(1, utf16.RuneLen(r)) }

// splits tells whether an offset lies between the two halves of a character.
func splits(text string, offset int) bool {
	at := 0
	for _, r := range text {
		if at >= offset {
			break
		}
		at += unitsOf(r)
	}
	return at > offset
}

// detect adds the entities that Telegram finds by itself, as far as they matter
// here: commands and web addresses, where no other entity lies.
func detect(text string, given []Entity) []Entity {
	all := slices.Clone(given)
	offset := 0
	before := ' '
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		length, kind := 0, ""
		if !isWord(before) && before != '/' && before != '@' {
			if length = commandLen(text[i:]); length > 0 {
				kind = "bot_command"
			} else if length = linkLen(text[i:]); length > 0 {
				kind = "url"
			}
		}
		if length == 0 {
			before, offset, i = r, offset+unitsOf(r), i+size
			continue
		}
		found := Entity{Type: kind, Offset: offset, Length: units(text[i : i+length])}
		free := !slices.ContainsFunc(given, func(e Entity) bool {
			return e.Offset < found.Offset+found.Length && found.Offset < e.Offset+e.Length &&
				slices.Contains([]string{"code", "pre", "text_link", "text_mention"}, e.Type)
		})
		if free {
			all = append(all, found)
		}
		before, _ = utf8.DecodeLastRuneInString(text[:i+length])
		offset, i = offset+found.Length, i+length
	}
	slices.SortStableFunc(all, func(a, b Entity) int { return cmp.Compare(a.Offset, b.Offset) })
	return all
}

// commandLen returns the length of "/name" or "/name@bot" at the start of a
// text, 0 if there is none. Names have 1-32 letters, digits and underscores (Bot API, BotCommand).
func commandLen(text string) int {
	if text[0] != '/' {
		return 0
	}
	n := 1 + nameLen(text[1:])
	if n == 1 || n > 33 {
		return 0
	}
	if n < len(text) && text[n] == '@' {
		if at := nameLen(text[n+1:]); at > 0 {
			n += 1 + at
		}
	}
	if r, _ := utf8.DecodeRuneInString(text[n:]); n < len(text) && (isWord(r) || r == '/') {
		return 0
	}
	return n
}

func nameLen(text string) int {
	for i, r := range text {
		if r >= utf8.RuneSelf || !isWord(r) {
			return i
		}
	}
	return len(text)
}

func linkLen(text string) int {
	const plain, secure = "http://", "https://"
	scheme := 0
	switch {
	case len(text) > len(plain) && text[:len(plain)] == plain:
		scheme = len(plain)
	case len(text) > len(secure) && text[:len(secure)] == secure:
		scheme = len(secure)
	default:
		return 0
	}
	end := len(text)
	for i, r := range text {
		if unicode.IsSpace(r) || r == '<' || r == '>' || r == '"' || r == ')' {
			end = i
			break
		}
	}
	for end > scheme && slices.Contains([]byte(".,:;!?"), text[end-1]) {
		end--
	}
	if end == scheme {
		return 0
	}
	return end
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
