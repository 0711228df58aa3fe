package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// schema is Telegram's documentation in machine-readable form: the methods and
// types of telegram-api.min.json. It knows types, required and unknown fields,
// and, for a method's own parameters, lengths; what stands in prose only is in check.go.
type schema struct {
	Methods map[string]schemaType `json:"methods"`
	Types   map[string]schemaType `json:"types"`

	// span is how the documentation states a length: "1-4096 characters", "1-64 bytes".
	// Other numbers in the prose ("ISO 639-1", "0-9") are no lengths.
	span *regexp.Regexp
}

type schemaType struct {
	Fields   []schemaField `json:"fields"`
	Subtypes []string      `json:"subtypes"`
}

type schemaField struct {
	Name        string   `json:"name"`
	Types       []string `json:"types"`
	Required    bool     `json:"required"`
	Description string   `json:"description"`
}

func readSchema(path string) (*schema, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	s := schema{span: regexp.MustCompile(`(\d+)-(\d+) (characters|bytes)`)}
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	if len(s.Methods) == 0 || len(s.Types) == 0 {
		return nil, fmt.Errorf("read schema: %s has no methods or no types", path)
	}
	return &s, nil
}

// check says what is wrong with a request, or nothing.
func (s *schema) check(q *request) string {
	m, ok := s.Methods[q.method]
	if !ok {
		return "the schema has no method " + q.method
	}
	for _, f := range m.Fields {
		_, given := q.params[f.Name]
		_, part := q.files[f.Name]
		if f.Required && !given && !part {
			return "required parameter " + f.Name + " is missing"
		}
	}
	for _, name := range q.names() {
		if q.attached(name) {
			continue
		}
		i := slices.IndexFunc(m.Fields, func(f schemaField) bool { return f.Name == name })
		if i < 0 {
			return "unknown parameter " + name
		}
		if wrong := s.parameter(m.Fields[i], q, name); wrong != "" {
			return name + ": " + wrong
		}
	}
	return ""
}

// parameter checks a value that came as a text, or as a file part.
func (s *schema) parameter(f schemaField, q *request, name string) string {
	if _, part := q.files[name]; part {
		if !slices.Contains(f.Types, "InputFile") {
			return "is no file"
		}
		return ""
	}
	value := q.params[name]
	wrong := ""
	for _, t := range f.Types {
		var unfit string
		switch t {
		case "String":
			unfit = s.length(f, value)
		case "InputFile":
			unfit = "is no file part"
		case "Integer":
			unfit = fitsWhen(isInteger(value), "is no integer")
		case "Float":
			_, err := strconv.ParseFloat(value, 64)
			unfit = fitsWhen(err == nil, "is no number")
		case "Boolean":
			unfit = fitsWhen(slices.Contains([]string{"true", "false", "True", "False", "1", "0"}, value), "is no boolean")
		default:
			unfit = s.text(t, value)
		}
		if unfit == "" {
			return ""
		}
		wrong = unfit
	}
	return wrong
}

func fitsWhen(ok bool, otherwise string) string {
	if ok {
		return ""
	}
	return otherwise
}

func isInteger(text string) bool {
	_, err := parseInt(text)
	return err == nil
}

func (s *schema) length(f schemaField, value string) string {
	span := s.span.FindStringSubmatch(f.Description)
	if span == nil {
		return ""
	}
	n := units(value)
	if span[3] == "bytes" {
		n = len(value)
	}
	least, _ := strconv.Atoi(span[1]) // digits by the expression
	most, _ := strconv.Atoi(span[2])
	if n < least || n > most {
		return fmt.Sprintf("has %d %s, not %d-%d", n, span[3], least, most)
	}
	return ""
}

// text checks a JSON text against a type.
func (s *schema) text(kind, value string) string {
	d := json.NewDecoder(bytes.NewReader([]byte(value)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "is no JSON"
	}
	return s.value(kind, v)
}

// value checks a decoded JSON value against a type, and says what is wrong.
func (s *schema) value(kind string, v any) string {
	if element, array := strings.CutPrefix(kind, "Array of "); array {
		list, ok := v.([]any)
		if !ok {
			return "is no array"
		}
		for i, e := range list {
			if wrong := s.value(element, e); wrong != "" {
				return fmt.Sprintf("[%d] %s", i, wrong)
			}
		}
		return ""
	}
	switch kind {
	case "String":
		_, ok := v.(string)
		return fitsWhen(ok, "is no string")
	case "Boolean":
		_, ok := v.(bool)
		return fitsWhen(ok, "is no boolean")
	case "Integer":
		n, ok := v.(json.Number)
		return fitsWhen(ok && isInteger(n.String()), "is no integer")
	case "Float":
		n, ok := v.(json.Number)
		f, err := n.Float64()
		return fitsWhen(ok && err == nil && !math.IsInf(f, 0), "is no number")
	}
	t, ok := s.Types[kind]
	if !ok {
		return "has the type " + kind + ", which the schema lacks"
	}
	if len(t.Subtypes) > 0 {
		wrong := ""
		for _, sub := range t.Subtypes {
			if wrong = s.value(sub, v); wrong == "" {
				return ""
			}
		}
		return "is none of the kinds of " + kind + " (the last one: " + wrong + ")"
	}
	return s.object(kind, t, v)
}

func (s *schema) object(kind string, t schemaType, v any) string {
	fields, ok := v.(map[string]any)
	if !ok {
		return "is no object"
	}
	for _, f := range t.Fields {
		if _, given := fields[f.Name]; f.Required && !given {
			return "lacks " + kind + "." + f.Name
		}
	}
	for _, name := range sortedKeys(fields) {
		i := slices.IndexFunc(t.Fields, func(f schemaField) bool { return f.Name == name })
		if i < 0 {
			return "has the unknown field " + kind + "." + name
		}
		wrong := ""
		for _, sub := range t.Fields[i].Types {
			if wrong = s.value(sub, fields[name]); wrong == "" {
				break
			}
		}
		if wrong != "" {
			return kind + "." + name + " " + wrong
		}
	}
	return ""
}
