package content

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"
)

// The YAML of a campaign is read from the node tree and not into structs: only
// so does every value keep its line, and an unquoted 0123 or 1.50 its spelling.

// object is a mapping of a YAML file. Asking it for a field reports what is
// wrong with the field.
type object struct {
	ms     *mistakes
	at     pos
	fields map[string]field
}

type field struct {
	at   pos // of the key
	node *yaml.Node
}

// scalar is one plain value with its place. An absent one has ok false and the
// place where it was looked for.
type scalar struct {
	key  string
	text string
	at   pos
	ok   bool
}

// parseYAML reads the one mapping of a file. firstLine is the line of the file
// on which the source starts.
func (ms *mistakes) parseYAML(name, src string, firstLine int, keys ...string) (object, bool) {
	at := func(line int) pos { return pos{name, line + firstLine - 1} }
	dec := yaml.NewDecoder(strings.NewReader(src))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		ms.add(at(1), "yaml_empty", data{"Known": strings.Join(keys, ", ")})
		return object{}, false
	case err != nil:
		ms.addSyntax(name, src, firstLine, err)
		return object{}, false
	}
	if err := dec.Decode(&more); err == nil {
		ms.add(at(more.Line), "yaml_documents", nil)
	} else if !errors.Is(err, io.EOF) {
		ms.addSyntax(name, src, firstLine, err)
		return object{}, false
	}
	if len(doc.Content) != 1 {
		ms.add(at(1), "yaml_empty", data{"Known": strings.Join(keys, ", ")})
		return object{}, false
	}
	shift(&doc, firstLine-1)
	return ms.object(name, doc.Content[0], keys)
}

// shift moves the lines of a tree that is not at the start of its file.
func shift(n *yaml.Node, lines int) {
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}

var (
	yamlLine  = regexp.MustCompile(`^yaml: line (\d+): `)
	tabIndent = regexp.MustCompile(`(?m)^ *\t`)
	alias     = regexp.MustCompile(`(?m)(?:[:,\[-] +|\[)\*\S`)
	// parserError matches the errors whose line yaml/v3 counts from 0; those of its
	// scanner it counts from 1.
	parserError = regexp.MustCompile(`^did not find expected (<|node|key|'-'|',')`)
)

// addSyntax reports what the YAML parser stumbled over. Tabs and leading stars
// come first: people use both, and the parser's own words do not say so.
func (ms *mistakes) addSyntax(name, src string, firstLine int, err error) {
	at := func(offset int) pos { return pos{name, firstLine + strings.Count(src[:offset], "\n")} }
	detail := err.Error()
	if tab := tabIndent.FindStringIndex(src); tab != nil {
		ms.add(at(tab[0]), "yaml_tab", nil)
		return
	}
	if star := alias.FindStringIndex(src); star != nil && strings.Contains(detail, "anchor") {
		ms.add(at(star[0]), "yaml_alias", nil)
		return
	}
	line := 1
	if m := yamlLine.FindStringSubmatch(detail); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits by the pattern
		if detail = detail[len(m[0]):]; parserError.MatchString(detail) {
			line++
		}
	}
	line = min(line, 1+strings.Count(src, "\n"))
	ms.add(pos{name, firstLine + line - 1}, "yaml_syntax", data{"Detail": strings.TrimPrefix(detail, "yaml: ")})
}

// object reads a mapping that may have the keys.
func (ms *mistakes) object(file string, n *yaml.Node, keys []string) (object, bool) {
	o := object{ms: ms, at: pos{file, n.Line}, fields: map[string]field{}}
	if n.Kind != yaml.MappingNode {
		ms.add(o.at, "type_object", data{"Known": strings.Join(keys, ", ")})
		return o, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := pos{file, key.Line}
		first, again := o.fields[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			ms.add(at, "type_key", nil)
		case again:
			ms.add(at, "duplicate_key", data{"Key": key.Value, "First": first.at.line})
		case !slices.Contains(keys, key.Value):
			ms.add(at, "unknown_key", data{"Key": key.Value, "Known": strings.Join(keys, ", ")})
		case value.Kind == yaml.AliasNode:
			ms.add(at, "yaml_alias", nil)
		default:
			o.fields[key.Value] = field{at, value}
		}
	}
	return o, true
}

// text returns an optional plain value, without spaces around it.
func (o object) text(key string) scalar {
	f, ok := o.fields[key]
	if !ok {
		return scalar{key: key, at: o.at}
	}
	s := o.ms.scalar(key, f.at.file, f.node)
	s.ok = s.ok && s.text != ""
	return s
}

// required returns a plain value that must be there.
func (o object) required(key string) scalar {
	s := o.text(key)
	if f, ok := o.fields[key]; !s.ok && (!ok || f.node.Kind == yaml.ScalarNode) {
		o.ms.add(s.at, "missing", data{"Key": key})
	}
	return s
}

func (ms *mistakes) scalar(key, file string, n *yaml.Node) scalar {
	s := scalar{key: key, at: pos{file, n.Line}}
	if n.Kind != yaml.ScalarNode {
		ms.add(s.at, "type_text", data{"Key": key})
		return s
	}
	if n.Tag != "!!null" {
		s.text, s.ok = strings.TrimSpace(n.Value), true
	}
	return s
}

// number returns an optional whole number, not negative.
func (o object) number(key string) int {
	s := o.text(key)
	if !s.ok {
		return 0
	}
	n, err := strconv.Atoi(s.text)
	switch {
	case err != nil:
		o.ms.add(s.at, "type_number", data{"Key": key, "Value": s.text})
	case n < 0:
		o.ms.add(s.at, "negative", data{"Key": key, "Value": s.text})
	}
	return max(n, 0)
}

// truth returns an optional true or false.
func (o object) truth(key string) bool {
	s := o.text(key)
	if s.ok && s.text != "true" && s.text != "false" {
		o.ms.add(s.at, "type_truth", data{"Key": key, "Value": s.text})
	}
	return s.text == "true"
}

// list returns the items of an optional list.
func (o object) list(key string) []*yaml.Node {
	f, ok := o.fields[key]
	if !ok || f.node.Tag == "!!null" {
		return nil
	}
	if f.node.Kind != yaml.SequenceNode {
		o.ms.add(pos{f.at.file, f.node.Line}, "type_list", data{"Key": key})
		return nil
	}
	return f.node.Content
}

// texts returns the plain values of an optional list, none of them empty.
func (o object) texts(key string) []scalar {
	var all []scalar
	for _, n := range o.list(key) {
		s := o.ms.scalar(key, o.at.file, n)
		switch {
		case s.ok && s.text != "":
			all = append(all, s)
		case n.Kind == yaml.ScalarNode:
			o.ms.add(s.at, "empty_item", data{"Key": key})
		}
	}
	return all
}

// objects returns the mappings of an optional list.
func (o object) objects(key string, keys ...string) []object {
	var all []object
	for _, n := range o.list(key) {
		if item, ok := o.ms.object(o.at.file, n, keys); ok {
			all = append(all, item)
		}
	}
	return all
}

// object returns an optional mapping.
func (o object) object(key string, keys ...string) (object, bool) {
	f, ok := o.fields[key]
	if !ok || f.node.Tag == "!!null" {
		return object{ms: o.ms, at: o.at}, false
	}
	return o.ms.object(o.at.file, f.node, keys)
}

// has reports whether the key is written at all.
func (o object) has(key string) bool {
	_, ok := o.fields[key]
	return ok
}

// empty reports whether the key holds nothing: it is absent, or its list has no items.
func (o object) empty(key string) bool {
	f, ok := o.fields[key]
	return !ok || f.node.Tag == "!!null" || f.node.Kind == yaml.SequenceNode && len(f.node.Content) == 0
}

// place returns where the key is written, or where its object is.
func (o object) place(key string) pos {
	if f, ok := o.fields[key]; ok {
		return f.at
	}
	return o.at
}

// listed writes a list for people, at most a dozen items of it.
func listed[S ~string](items []S) string {
	const most = 12
	var b strings.Builder
	for i, s := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if i == most {
			b.WriteString("…")
			break
		}
		b.WriteString(string(s))
	}
	return b.String()
}
