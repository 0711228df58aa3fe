package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads the file into values by key, such as "telegram.token". It goes
// over the tree instead of decoding into a struct: that way every mistake has its
// line and says what to do, and none hides another.
func (r *reader) parseYAML(path string, data []byte) values {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil // an empty file sets nothing
	} else if err != nil {
		r.badYAML(path, data, err)
		return nil
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		r.mistake(place(path, more.Line), twoDocuments)
		return nil
	}
	found := values{}
	r.walk(path, "", doc.Content[0], found)
	return found
}

// walk collects the values under the prefix ("" or "telegram.").
func (r *reader) walk(path, prefix string, node *yaml.Node, found values) {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return
	}
	if node.Kind != yaml.MappingNode {
		r.mistake(place(path, node.Line), notMapping)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		key, where := prefix+name.Value, place(path, name.Line)
		switch s, ok := find(key); {
		case seen[key]:
			r.mistake(where, twice, shown(key))
		case isGroup(key):
			r.walk(path, key+".", value, found)
		case !ok:
			r.mistake(where, unknownKey, shown(key), nearest(key, keys()))
		default:
			found[key] = r.scalars(path, s, value)
		}
		seen[key] = true
	}
}

// scalars reads the value of one setting: one scalar, or a list of them.
func (r *reader) scalars(path string, s setting, node *yaml.Node) []value {
	where := place(path, node.Line)
	switch {
	case node.Kind == yaml.ScalarNode && (node.Tag == "!!null" || node.Value == ""):
		return nil // not set
	case node.Kind == yaml.ScalarNode:
		return s.split(where, node.Value)
	case node.Kind == yaml.SequenceNode && s.list:
		var all []value
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				r.mistake(place(path, item.Line), notPlain, s.key)
				continue
			}
			all = append(all, value{place(path, item.Line), item.Value})
		}
		return all
	}
	r.mistake(where, notPlain, s.key)
	return nil
}

func place(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

// badYAML reports a file that is no YAML. The library gives the line only in its
// text, and for errors of its parser (unlike its scanner) the line before:
// yaml/v3, decode.go, func (p *parser) fail.
func (r *reader) badYAML(path string, data []byte, err error) {
	m := regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`).FindStringSubmatch(err.Error())
	if m == nil {
		m = []string{"", "", err.Error()}
	}
	line, _ := strconv.Atoi(m[1]) // digits by the pattern, or none
	if regexp.MustCompile(`^did not find expected (<|node content|'-'|key|',')`).MatchString(m[2]) {
		line = min(line+1, bytes.Count(bytes.TrimSpace(data), []byte("\n"))+1)
	}
	r.mistake(place(path, line), notYAML, shown(m[2]))
}
