package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/content"
)

// readAloudCmd writes a day's posts as an announcer reads them.
type readAloudCmd struct {
	Dir  string `arg:"" optional:"" help:"${cli_dir}" type:"path"`
	Date string `required:"" help:"${cli_read_aloud_date}" placeholder:"YYYY-MM-DD"`
	Kind string `help:"${cli_read_aloud_kind}" placeholder:"KIND"`
	All  bool   `help:"${cli_read_aloud_all}"`
}

// Run is the command. The texts alone go to standard output, so that they can be
// kept in a file; what is to be known about them goes to standard error.
func (c *readAloudCmd) Run(e *env) error {
	day, err := loa.ParseDate(c.Date)
	if err != nil {
		return misuse{e.line("cli.bad_date", map[string]any{"Value": c.Date})}
	}
	_, campaign, err := openFolder(e, c.Dir)
	if err != nil {
		return err
	}
	kind := loa.EveryKind()
	if c.Kind != "" {
		known := false
		if kind, known = campaign.Kind(loa.GroupKind(c.Kind)); !known {
			return misuse{e.line("cli.no_kind", map[string]any{"Kind": c.Kind, "Known": kindIDs(campaign)})}
		}
	}
	posts := c.posts(e, campaign, kind, day)
	for i, p := range posts {
		text := content.ReadAloud(campaign, p, day)
		if i > 0 {
			fmt.Fprintln(e.stdout)
		}
		fmt.Fprintln(e.stdout, text)
		syllables, fast, slow := content.ReadingTime(text)
		e.tell("cli.read_aloud_time", map[string]any{"Post": p.ID, "Syllables": syllables, "Fast": fast, "Slow": slow})
	}
	if len(posts) == 0 {
		e.tell("cli.nothing_aloud", map[string]any{"Date": e.catalog.Day(e.lang, day)})
		return errShown
	}
	return nil
}

// posts are what to read on the day: the first post with a date of its own
// unless all are asked for. What must not go out by itself is not read either.
func (c *readAloudCmd) posts(e *env, campaign *loa.Campaign, kind loa.Kind, day loa.Date) []*loa.Post {
	// A day's posts are the same in every zone. One that quiet hours move is due on the morrow.
	all := campaign.Occurrences(kind, time.UTC, day.At(0, time.UTC), day.AddDays(2).At(0, time.UTC))
	var posts []*loa.Post
	for _, o := range all {
		switch {
		case o.Date != day || o.Skip == loa.SkipCadence:
		case o.Skip != loa.SkipNone:
			e.tell("cli.not_aloud", map[string]any{"Post": o.Post.ID, "Reason": string(o.Skip)})
		default:
			posts = append(posts, o.Post)
		}
	}
	if c.All || len(posts) < 2 {
		return posts
	}
	first := max(0, slices.IndexFunc(posts, func(p *loa.Post) bool { return p.When.Cron == nil }))
	e.tell("cli.more_aloud", map[string]any{"Count": len(posts) - 1})
	return posts[first : first+1]
}

func kindIDs(c *loa.Campaign) string {
	ids := make([]string, len(c.Kinds))
	for i, k := range c.Kinds {
		ids[i] = string(k.ID)
	}
	return strings.Join(ids, ", ")
}
