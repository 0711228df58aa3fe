package content

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	yaml "go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"loa"
)

//go:embed locales
var locales embed.FS

// Catalog holds every text that people read, in each language. It is safe for
// use by several goroutines.
type Catalog struct {
	localizers map[loa.Lang]*i18n.Localizer
}

// NewCatalog reads the embedded catalogs: locales/<lang>/<area>.yaml, with keys
// such as "area.key". A key in two files of a language is an error.
func NewCatalog() (*Catalog, error) { return newCatalog(locales) }

func newCatalog(fsys fs.FS) (*Catalog, error) {
	bundle := i18n.NewBundle(language.Vietnamese)
	c := &Catalog{localizers: map[loa.Lang]*i18n.Localizer{}}
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		if err := load(bundle, fsys, lang); err != nil {
			return nil, err
		}
		c.localizers[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	return c, nil
}

func load(bundle *i18n.Bundle, fsys fs.FS, lang loa.Lang) error {
	files, err := fs.Glob(fsys, path.Join("locales", string(lang), "*.yaml"))
	if err != nil {
		return fmt.Errorf("list catalogs of %s: %w", lang, err)
	}
	from := map[string]string{} // key → file
	for _, name := range files {
		messages, err := parseCatalog(fsys, name)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if first, ok := from[m.ID]; ok {
				return fmt.Errorf("parse catalog %s: key %q is already in %s", name, m.ID, first)
			}
			from[m.ID] = name
		}
		if err := bundle.AddMessages(language.Make(string(lang)), messages...); err != nil {
			return fmt.Errorf("add catalog %s: %w", name, err)
		}
	}
	return nil
}

// parseCatalog reads one catalog file. go-i18n's own reader is not used: to it
// a key such as "bot.description" is a remark on the message "bot".
func parseCatalog(fsys fs.FS, name string) ([]*i18n.Message, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read catalog: %w", err)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(src, &tree); err != nil {
		return nil, fmt.Errorf("parse catalog %s: %w", name, err)
	}
	messages, err := flatten("", tree)
	if err != nil {
		return nil, fmt.Errorf("parse catalog %s: %w", name, err)
	}
	return messages, nil
}

// flatten returns the messages of a tree of keys. A branch with the text "other"
// is one message in its plural forms.
func flatten(prefix string, tree map[string]any) ([]*i18n.Message, error) {
	if other, ok := tree["other"].(string); ok {
		one, _ := tree["one"].(string) // absent: the catalog test asks for it where it is needed
		return []*i18n.Message{{ID: strings.TrimSuffix(prefix, "."), One: one, Other: other}}, nil
	}
	var messages []*i18n.Message
	for key, value := range tree {
		switch value := value.(type) {
		case string:
			messages = append(messages, &i18n.Message{ID: prefix + key, Other: value})
		case map[string]any:
			below, err := flatten(prefix+key+".", value)
			if err != nil {
				return nil, err
			}
			messages = append(messages, below...)
		default:
			return nil, fmt.Errorf("key %q: want a text, got %v", prefix+key, value)
		}
	}
	return messages, nil
}

// Say returns the text of a key. The catalog's text may mark **bold** and
// _italic_ (at word boundaries) and escape either with a backslash. Data is
// shown as it is, never read as markup: strings, slices and maps of them, and
// anything else but numbers and truth values as fmt.Sprint writes it. An integer
// named Count chooses the plural form.
//
// A key that no catalog has gives the key in brackets, so that a slip in a text
// never takes down what else a person is told.
func (c *Catalog) Say(lang loa.Lang, key string, data map[string]any) loa.Text {
	escaped := make(map[string]any, len(data))
	for name, v := range data {
		escaped[name] = literal(v)
	}
	s, ok := c.localize(lang, key, escaped)
	if !ok {
		return loa.Plain(s)
	}
	return parseMarkup(s)
}

// Line returns the text of a key without styles.
func (c *Catalog) Line(lang loa.Lang, key string, data map[string]any) string {
	return c.Say(lang, key, data).String()
}

func (c *Catalog) localizer(lang loa.Lang) *i18n.Localizer {
	if l, ok := c.localizers[lang]; ok {
		return l
	}
	return c.localizers[loa.Vietnamese]
}

func (c *Catalog) localize(lang loa.Lang, key string, data map[string]any) (string, bool) {
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if n, ok := data["Count"]; ok && isInteger(n) {
		config.PluralCount = reflect.ValueOf(n).Int() // go-i18n knows no named integers
	}
	// A text that comes with an error is usable: it is another plural form or the
	// other language's. The catalog test sees to it that neither happens.
	s, err := c.localizer(lang).Localize(config)
	if s == "" && err != nil {
		return "[" + key + "]", false
	}
	return strings.TrimSuffix(s, "\n"), true
}

func isInteger(v any) bool {
	switch reflect.ValueOf(v).Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return true
	}
	return false
}

// literal returns the value with its strings escaped for parseMarkup. Numbers
// and truth values stay what they are, for comparisons in templates.
func literal(v any) any {
	if s, ok := v.(fmt.Stringer); ok {
		return escapeMarkup(s.String())
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Invalid:
		return ""
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return v
	case reflect.Slice:
		list := make([]any, r.Len())
		for i := range list {
			list[i] = literal(r.Index(i).Interface())
		}
		return list
	case reflect.Map:
		m := make(map[string]any, r.Len())
		for _, k := range r.MapKeys() {
			m[fmt.Sprint(k.Interface())] = literal(r.MapIndex(k).Interface())
		}
		return m
	}
	return escapeMarkup(fmt.Sprint(v))
}
