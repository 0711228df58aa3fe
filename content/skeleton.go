package content

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"loa"
)

//go:embed skeleton
var skeletons embed.FS

// Skeleton returns the files of a new campaign folder by name: everything that a
// folder may hold, small, with remarks in the language on what to put in its
// place. Of a complete draft without mistakes it makes a folder without mistakes.
func Skeleton(lang loa.Lang, d Draft) (map[string][]byte, error) {
	p, mistakes := d.read()
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("make campaign folder: mistake in %s", mistakes[0].File)
	}
	dir, files := path.Join("skeleton", string(lang)), map[string][]byte{}
	err := fs.WalkDir(skeletons, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		src, err := fs.ReadFile(skeletons, name)
		if err != nil {
			return err
		}
		files[strings.TrimPrefix(name, dir+"/")], err = fill(name, string(src), p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make campaign folder: %w", err)
	}
	return files, nil
}

// fill puts a plan into a file. What a file's reader fills in stands in {{…}},
// so this has marks of its own.
func fill(name, src string, p plan) ([]byte, error) {
	t, err := template.New(name).Delims("<<", ">>").Funcs(template.FuncMap{
		"quoted":     quoted,
		"yearly":     func(d loa.Date) string { return loa.CalendarDay{Month: d.Month, Day: d.Day}.String() },
		"vietnamese": func(d loa.Date) string { return fmt.Sprintf("%02d/%02d/%d", d.Day, d.Month, d.Year) },
	}).Parse(src)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// quoted writes a line of text as a YAML value, whatever is in it.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
