package config

import (
	"fmt"
	"strings"

	"loa"
)

// Error is a configuration that cannot be used, with all its mistakes. The
// program ends with status 2 on it, as on a wrong flag.
type Error struct {
	Mistakes []Mistake
	Lang     loa.Lang
}

// Mistake is one thing that is wrong.
type Mistake struct {
	Where string // "loa.yaml:3" or the name of a variable

	what message
	args []any
}

// Error says in the operator's language what is wrong, one mistake a line.
func (e *Error) Error() string {
	lines := make([]string, len(e.Mistakes))
	for i, m := range e.Mistakes {
		lines[i] = m.In(e.Lang)
	}
	return strings.Join(lines, "\n")
}

// In says in the language where the mistake stands, what it is and how to mend it.
func (m Mistake) In(lang loa.Lang) string {
	return m.Where + ": " + fmt.Sprintf(m.what.in(lang), m.args...)
}
