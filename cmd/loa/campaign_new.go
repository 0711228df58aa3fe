package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"loa"
	"loa/content"
)

// campaignNewCmd writes the folder of a new campaign. It asks for what the flags
// do not say, if somebody is there to answer.
type campaignNewCmd struct {
	Dir   string `arg:"" help:"${cli_new_dir}" type:"path"`
	Name  string `help:"${cli_new_name}"`
	ID    string `help:"${cli_new_id}" name:"id"`
	Theme string `help:"${cli_new_theme}"`
	Event string `help:"${cli_new_event}" placeholder:"1975-04-30"`
	From  string `help:"${cli_new_from}" placeholder:"04-01"`
	Until string `help:"${cli_new_until}" placeholder:"05-07"`
	Unit  string `help:"${cli_new_unit}"`
}

// Run is the command.
func (c *campaignNewCmd) Run(e *env) error {
	if err := free(e, c.Dir); err != nil {
		return err
	}
	d := content.Draft{
		"name": c.Name, "id": c.ID, "theme": c.Theme, "event": c.Event, "from": c.From, "until": c.Until, "unit": c.Unit,
	}
	if err := c.refuse(e, d); err != nil {
		return err
	}
	complete := c.assume
	if e.stdin != nil {
		complete = c.ask
	}
	if err := complete(e, d); err != nil {
		return err
	}
	if err := c.refuse(e, d); err != nil {
		return err
	}
	files, err := content.Skeleton(e.lang, d)
	if err != nil {
		return err
	}
	if err := putWhole(files, c.Dir); err != nil {
		fmt.Fprintln(e.stderr, e.line("new.cannot_write", map[string]any{"Dir": c.Dir, "Problem": cause(err)}))
		return errShown
	}
	e.say("new.done", map[string]any{"Dir": c.Dir, "Files": len(files)})
	return nil
}

// free refuses a place where something is already.
func free(e *env, dir string) error {
	refuse := func(key string, err error) error {
		return misuse{e.line(key, map[string]any{"Dir": dir, "Problem": cause(err)})}
	}
	entries, err := os.ReadDir(dir)
	here, hereErr := os.Stat(".")
	info, statErr := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refuse("new.cannot_write", err)
	case len(entries) > 0:
		return refuse("new.not_empty", fs.ErrExist)
	case hereErr == nil && statErr == nil && os.SameFile(here, info):
		return refuse("new.stands_here", fs.ErrExist) // the folder is replaced, and who stands in it would stand nowhere
	}
	return nil
}

// refuse tells all that is wrong with a draft, by flag.
func (c *campaignNewCmd) refuse(e *env, d content.Draft) error {
	var lines []string
	for _, m := range d.Check() {
		m.File = "--" + m.File
		lines = append(lines, e.catalog.Mistake(e.lang, m))
	}
	if len(lines) == 0 {
		return nil
	}
	return misuse{strings.Join(lines, "\n") + "\n" + e.line("new.nothing", nil)}
}

// assume fills a draft in with what its missing parts may be taken to be, and
// names the flags of those that nobody can guess.
func (c *campaignNewCmd) assume(e *env, d content.Draft) error {
	var missing []string
	for _, key := range content.DraftKeys() {
		if d[key] == "" {
			d[key] = c.suggestion(e, d, key)
		}
		if d[key] == "" && slices.Contains([]string{"name", "id", "event"}, key) { // the others follow from these
			missing = append(missing, "--"+key)
		}
	}
	if len(missing) > 0 {
		return misuse{e.line("new.missing", map[string]any{"Flags": strings.Join(missing, ", ")}) + "\n" + e.line("new.nothing", nil)}
	}
	return nil
}

// ask fills a draft in by asking, again and again until an answer will do.
func (c *campaignNewCmd) ask(e *env, d content.Draft) error {
	e.say("new.intro", map[string]any{"Dir": c.Dir})
	answers := bufio.NewReader(e.stdin)
	for _, key := range content.DraftKeys() {
		for d[key] == "" {
			suggestion := c.suggestion(e, d, key)
			fmt.Fprint(e.stdout, e.line("new.ask_"+key, nil), bracketed(suggestion), ": ")
			answer, err := readLine(e.ctx, answers)
			if err != nil {
				fmt.Fprintln(e.stdout)
				fmt.Fprintln(e.stderr, e.line("new.stopped", nil))
				return errShown
			}
			if d[key] = answer; answer == "" {
				d[key] = suggestion
			}
			for _, m := range d.Check() {
				m.File = e.line("new.again", nil)
				fmt.Fprintln(e.stdout, e.catalog.Mistake(e.lang, m))
				d[key] = ""
			}
		}
	}
	return nil
}

func bracketed(suggestion string) string {
	if suggestion == "" {
		return ""
	}
	return " [" + suggestion + "]"
}

// readLine reads a line, without spaces around it. A read of a terminal cannot be
// broken off: when the program is told to stop, it is left to end with it.
func readLine(ctx context.Context, from *bufio.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	read := make(chan answer, 1)
	go func() {
		line, err := from.ReadString('\n')
		read <- answer{strings.TrimSpace(line), err}
	}()
	select {
	case a := <-read:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// suggestion is what a part of the draft may be taken to be, given those before
// it; empty where there is nothing to go by.
func (c *campaignNewCmd) suggestion(e *env, d content.Draft, key string) string {
	const before, after = 30, 7 // days of the peak around the event
	switch key {
	case "id":
		return content.IDFrom(filepath.Base(c.Dir))
	case "theme":
		return d["name"]
	case "from":
		return yearly(d["event"], -before)
	case "until":
		return yearly(d["event"], after)
	case "unit":
		return e.line("new.unit", nil)
	}
	return ""
}

// yearly is the yearly day so many days after a date.
func yearly(date string, days int) string {
	d, err := loa.ParseDate(date)
	if err != nil {
		return "" // the date is asked for again, or refused
	}
	d = d.AddDays(days)
	return loa.CalendarDay{Month: d.Month, Day: d.Day}.String()
}

// putWhole writes the files to a folder beside dir and then puts that in dir's place,
// where nothing or an empty folder is: dir has all of them or none.
func putWhole(files map[string][]byte, dir string) (err error) {
	beside, err := os.MkdirTemp(filepath.Dir(dir), ".loa-new-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	whole := filepath.Join(beside, "campaign")
	for name, data := range files {
		file := filepath.Join(whole, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil { // less what the operator's umask takes away
			return err
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			return err
		}
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // takes away an empty folder only
		return err
	}
	return os.Rename(whole, dir)
}
