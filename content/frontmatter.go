package content

import "strings"

// splitFrontMatter parts a post into the YAML between its two lines "---" and
// the text after them. bodyLine is the line on which the text starts. closed is
// false when only the first mark is there, opened when not even that.
func splitFrontMatter(src string) (meta, body string, bodyLine int, opened, closed bool) {
	first, rest, _ := strings.Cut(src, "\n")
	if !isFence(first) {
		return "", src, 1, false, false
	}
	line, from := 2, rest
	for rest != "" {
		current, next, _ := strings.Cut(rest, "\n")
		if isFence(current) {
			return from[:len(from)-len(rest)], next, line + 1, true, true
		}
		rest, line = next, line+1
	}
	return from, "", line, true, false
}

func isFence(line string) bool { return strings.TrimRight(line, " \t") == "---" }
