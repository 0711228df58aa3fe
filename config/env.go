package config

import (
	"maps"
	"slices"
	"strings"

	"loa"
)

const (
	prefix     = "LOA_"
	testPrefix = "LOA_TEST_"
)

// readEnv takes the values from the variables. An empty variable sets nothing:
// that is how service managers and compose files write "not set".
func (r *reader) readEnv(env map[string]string) values {
	found := values{}
	known := map[string]setting{}
	for _, s := range settings() {
		known[s.variable()] = s
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, testPrefix) {
			continue
		}
		s, ok := known[name]
		switch text := env[name]; {
		case !ok:
			r.mistake(name, unknownVariable, nearest(name, slices.Sorted(maps.Keys(known))))
		case text != "":
			found[s.key] = s.split(name, text)
		}
	}
	return found
}

// speaks chooses the language of messages to the operator: the installation's if
// it was set, else the session's, else Vietnamese.
func speaks(configured loa.Lang, set bool, env map[string]string) loa.Lang {
	if set && configured.Valid() {
		return configured
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} { // in the order of POSIX
		if locale := env[name]; locale != "" {
			if strings.HasPrefix(locale, string(loa.English)) {
				return loa.English
			}
			break
		}
	}
	return loa.Vietnamese
}

// nearest returns the known name that a wrong one was probably meant to be, or
// all of them when none is near.
func nearest(name string, known []string) string {
	best, distance := "", 4 // more than three slips are another word
	for _, k := range known {
		if d := edits(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return strings.Join(known, ", ")
	}
	return best
}

// edits counts the insertions, deletions and replacements between two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
