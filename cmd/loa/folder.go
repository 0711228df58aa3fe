package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"loa"
	"loa/content"
)

// folder is the campaign folder being carried out, and when it last changed.
type folder struct {
	e    *env
	dir  string // empty: the embedded one, which never changes
	fsys fs.FS
	seen string // mark of the files as last read
}

// newFolder opens a campaign folder without reading it. Nothing outside the
// folder can be reached through it, not even by a symbolic link.
func newFolder(e *env, dir string) (*folder, error) {
	f := &folder{e: e, dir: dir, fsys: content.Default()}
	if dir == "" {
		return f, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, misuse{e.line("cli.no_folder", map[string]any{"Dir": dir, "Problem": cause(err)})}
	}
	f.fsys = root.FS()
	return f, nil
}

// cause is what went wrong, without the operation and the path around it.
func cause(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}

// openFolder reads and checks a campaign folder; a wrong one is refused with
// all its mistakes.
func openFolder(e *env, dir string) (*folder, *loa.Campaign, error) {
	f, err := newFolder(e, dir)
	if err != nil {
		return nil, nil, err
	}
	c, mistakes := f.read()
	if c == nil {
		return nil, nil, misuse{e.line("cli.folder_refused", map[string]any{"Dir": f.name()}) + "\n" + strings.Join(mistakes, "\n")}
	}
	return f, c, nil
}

func (f *folder) name() string {
	if f.dir == "" {
		return "dien-bien-phu"
	}
	return f.dir
}

// read reads the folder; without a campaign the mistakes say why, a line each.
func (f *folder) read() (*loa.Campaign, []string) {
	f.seen = f.mark()
	c, found := content.Read(f.fsys)
	var lines []string
	for _, m := range found {
		if !m.Warning {
			lines = append(lines, f.e.catalog.Mistake(f.e.lang, m))
		}
	}
	return c, lines
}

// mark changes whenever a file of the folder does, without reading the files.
func (f *folder) mark() string {
	if f.dir == "" {
		return ""
	}
	var b strings.Builder
	err := fs.WalkDir(f.fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		return "unreadable: " + err.Error()
	}
	return b.String()
}

// reload adopts the folder if it has changed. A folder with mistakes is refused:
// the former campaign goes on, and editors are told once. What could not be
// stored is tried again at the next call.
func (a *app) reload(ctx context.Context, _ time.Time) (err error) {
	if a.folder.mark() == a.folder.seen {
		return nil
	}
	defer func() {
		if err != nil {
			a.folder.seen = ""
		}
	}()
	c, mistakes := a.folder.read()
	if c == nil {
		a.log.Error().Strs("mistakes", mistakes).Msg("changed campaign folder refused; the former campaign goes on")
		return a.service.FolderRefused(ctx, mistakes)
	}
	return a.adopt(ctx, c)
}

func (a *app) adopt(ctx context.Context, c *loa.Campaign) error {
	a.metrics.Campaign(c.ID, c.Digest)
	return a.service.Adopt(ctx, c, a.folder.fsys)
}
