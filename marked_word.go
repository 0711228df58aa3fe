package loa

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// markedWord is a word taken apart as people type Vietnamese: its letters, what
// makes other letters of them (ă, â, đ, ê, ô, ơ, ư), and its one tone, wherever
// in the word it was put. Composed and decomposed characters come out alike.
type markedWord struct {
	letters, shapes []rune // shapes: one for each letter, 0 for a plain one
	tone            rune
	foreign         bool // it bears marks that no Vietnamese word bears
}

// Marks of shapes and tones (Unicode, Combining Diacritical Marks); stroke stands for đ.
const (
	grave, acute, tilde, hook, dotBelow = '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'
	circumflex, breve, horn, stroke     = '\u0302', '\u0306', '\u031b', '\u0335'
)

// dottedI has no simple lower case: it is i with a mark, which ToLower drops.
const dottedI = 'İ'

// composed lists the vowels with the tones, in the order of tones below.
var composed = []string{
	"aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ",
}

// apart returns the letter without marks, its shape and its tone.
func apart(r rune) (letter, shape, tone rune) {
	if r < utf8.RuneSelf {
		return r, 0, 0
	}
	tones := []rune{0, grave, acute, hook, tilde, dotBelow}
	for _, row := range composed {
		at := []rune(row)
		for i, c := range at {
			if c != r {
				continue
			}
			letter, shape = plain(at[0])
			return letter, shape, tones[i]
		}
	}
	letter, shape = plain(r)
	return letter, shape, 0
}

func plain(r rune) (letter, shape rune) {
	switch r {
	case 'ă':
		return 'a', breve
	case 'â':
		return 'a', circumflex
	case 'ê':
		return 'e', circumflex
	case 'ô':
		return 'o', circumflex
	case 'ơ':
		return 'o', horn
	case 'ư':
		return 'u', horn
	case 'đ':
		return 'd', stroke
	}
	return r, 0
}

// add takes the next character of the word: a letter, a digit or a mark.
func (w *markedWord) add(r rune) {
	if r != dottedI {
		r = unicode.ToLower(r)
	}
	switch r {
	case grave, acute, hook, tilde, dotBelow:
		w.setTone(r)
	case circumflex, breve, horn:
		last := len(w.shapes) - 1
		w.foreign = w.foreign || w.shapes[last] != 0
		w.shapes[last] = r
	default:
		if unicode.Is(unicode.M, r) {
			w.foreign = true
			return
		}
		letter, shape, tone := apart(r)
		w.letters, w.shapes = append(w.letters, letter), append(w.shapes, shape)
		if tone != 0 {
			w.setTone(tone)
		}
	}
}

func (w *markedWord) setTone(tone rune) {
	w.foreign = w.foreign || w.tone != 0
	w.tone = tone
}

// bare reports whether it bears no marks. On a phone they are left out.
func (w markedWord) bare() bool {
	return !w.foreign && w.tone == 0 && !slices.ContainsFunc(w.shapes, func(s rune) bool { return s != 0 })
}

// is reports whether the word is the other with all its marks.
func (w markedWord) is(other markedWord) bool {
	return !w.foreign && w.tone == other.tone && slices.Equal(w.letters, other.letters) && slices.Equal(w.shapes, other.shapes)
}

// means reports whether the word may stand for the other: it is the other, or would
// be with marks. Half of the marks make another word: "bạn" is not "bận".
func (w markedWord) means(other markedWord) bool {
	return w.is(other) || w.bare() && slices.Equal(w.letters, other.letters)
}
