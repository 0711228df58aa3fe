package main

import (
	"context"
	"net/http"
	"strings"

	"loa"
	"loa/config"
	"loa/web"
)

// checkinURL is where the check-in pages are, up to their names; empty if they are nowhere.
func checkinURL(c config.Checkin) string {
	if c.URL == "" {
		return ""
	}
	return c.URL + web.CheckinPath
}

// openCheckin makes the check-in pages, if the configuration has an address for
// them, and takes the port that is theirs alone. Health and metrics are not there.
func (a *app) openCheckin(ctx context.Context) (err error) {
	if a.cfg.Checkin.URL == "" {
		return nil
	}
	if a.checkinPages, err = web.NewCheckinPages(a.board, a.log); err != nil {
		return err
	}
	if a.cfg.Checkin.Listen == "" {
		return nil // the demo serves them on its own address
	}
	a.checkin = web.NewCheckin(a.cfg.Checkin.Listen, a.checkinPages, a.log)
	return a.checkin.Listen(ctx)
}

// board says what a check-in page shows, in the installation's language.
func (a *app) board(ctx context.Context, page string) (web.Board, error) {
	b, err := a.service.CheckinBoard(ctx, page)
	if err != nil {
		return web.Board{}, err
	}
	lang := a.cfg.Language
	line := func(key string, data map[string]any) string { return a.catalog.Line(lang, "checkin.page_"+key, data) }
	return web.Board{
		Lang: lang, Title: b.Meeting.Title, When: a.catalog.Moment(lang, b.Meeting.At, b.Zone),
		Note: line("late", map[string]any{"Late": loa.ClockOf(b.LateFrom, b.Zone), "Until": loa.ClockOf(b.OpenUntil, b.Zone)}),
		Link: a.deepLink(b.Link), Left: b.LinkUntil.Sub(b.Now), Code: b.Code,
		Present: b.Present, Due: b.Due, Visitors: b.Visitors,
		Words: web.BoardWords{
			Scan: line("scan", nil), Say: line("say", nil), Present: line("present", nil), Visitors: line("visitors", nil),
			Changes: line("changes", nil), Lost: line("lost", nil), Closed: line("closed", nil),
		},
	}, nil
}

// deepLink has a deep link opened by the demo, which plays Telegram.
func (a *app) deepLink(link string) string {
	if a.links == "" {
		return link
	}
	_, query, ok := strings.Cut(link, "?")
	if !ok {
		return link // what to write to the bot, where there are no links
	}
	return a.links + "/?" + query
}

// withCheckin serves the check-in pages in front of what else is on an address.
func withCheckin(pages, rest http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, web.CheckinPath) {
			pages.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})
}
