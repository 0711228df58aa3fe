package storage

import (
	"fmt"
	"strings"
)

// dollars numbers the placeholders: ? becomes $1, $2, …, but not within
// 'strings', "names" and -- comments.
func dollars(query string) string {
	var b strings.Builder
	n := 0
	var end byte // what ends the quotation or the comment we are in; 0: in none
	for i := range len(query) {
		c := query[i]
		switch {
		case end != 0:
			if c == end {
				end = 0 // a doubled quote opens the next quotation at once
			}
		case c == '\'' || c == '"':
			end = c
		case c == '-' && strings.HasPrefix(query[i:], "--"):
			end = '\n'
		case c == '?':
			n++
			fmt.Fprintf(&b, "$%d", n)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
