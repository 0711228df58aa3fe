package content

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"loa"
)

// Lengths in UTF-16 units (Bot API, sendMessage and sendPhoto).
const (
	maxPostText = 4096
	maxCaption  = 1024
	maxZalo     = 2000 // Zalo Bot API, sendMessage and sendPhoto; a longer one comes in parts
)

// yearsPlaceholder stands in a post and its title for the years since the event.
const yearsPlaceholder = "years"

// readPosts reads posts/*.md.
func (r *reader) readPosts() {
	names := r.glob(postsDir, ".md")
	if len(names) == 0 {
		r.warn(pos{file: postsDir}, "no_posts", nil)
	}
	for _, name := range names {
		if src, ok := r.text(name); ok {
			r.readPost(name, src)
		}
	}
	sortByID(r.c.Posts, func(p loa.Post) string { return string(p.ID) })
}

func (r *reader) readPost(name, src string) {
	meta, body, bodyLine, opened, closed := splitFrontMatter(src)
	switch {
	case !opened:
		r.add(pos{name, 1}, "front_missing", nil)
		return
	case !closed:
		r.add(pos{name, 1}, "front_open", nil)
		return
	}
	o, ok := r.parseYAML(name, meta, 2, "id", "title", "date", "offset", "every", "at", "strand", "source",
		"grade", "facts", "groups", "media", "not_after", "milestone", "loud", "question")
	if !ok {
		return
	}
	id := o.required("id")
	title := o.required("title")
	r.placeholders(title.at, title.text, yearsPlaceholder)
	r.checkFigures(title.at, title.text, "")
	p := loa.Post{
		ID: loa.PostID(id.text), Title: title.text, Path: name,
		Sources: r.cite(o), Milestone: o.truth("milestone"), Loud: o.truth("loud"),
	}
	p.Grade = r.grade(o, p.Sources)
	for _, f := range o.texts("facts") {
		if r.codeID(f) {
			p.Facts = append(p.Facts, f.text)
		}
	}
	p.When = r.recurrence(o)
	r.readAsked(o, &p)
	r.readHours(o, &p)
	r.readAudience(o, &p)
	r.checkWaits(o, &p)
	media := r.readMedia(o, &p)
	p.Text = r.readText(pos{name, bodyLine}, body, p)
	p.Digest = postDigest(src, media, r.questionParts(p.Question))
	if r.plainID(id, maxLongID) && r.declare(&r.postIDs, id) {
		r.c.Posts = append(r.c.Posts, p)
	}
}

// recurrence reads on which days a post comes: exactly one of date, offset and every.
func (r *reader) recurrence(o object) loa.Recurrence {
	var when loa.Recurrence
	var written []string
	for _, key := range []string{"date", "offset", "every"} {
		if o.has(key) {
			written = append(written, key)
		}
	}
	if len(written) != 1 {
		r.add(o.at, "when", data{"Written": strings.Join(written, ", ")})
		return when
	}
	s := o.required(written[0])
	switch {
	case !s.ok:
	case s.key == "date":
		day, ok := r.calendarDay(s)
		if when.Day = day; ok {
			r.inPeriod(s, day)
		}
	case s.key == "offset":
		days, ok := r.signed(s)
		if when.Offset = &days; ok {
			r.inPeriod(s, r.eventDay(days)...)
		}
	case s.key == "every":
		next, ok := r.cron(s)
		if when.Cron, when.CronText = next, s.text; ok && !r.firesInPeriod(next) {
			r.add(s.at, "day_outside", data{"Day": s.text})
		}
	}
	return when
}

// readHours reads at what time a post goes out, and until when it may.
func (r *reader) readHours(o object, p *loa.Post) {
	at := o.text("at")
	p.At, p.HasAt = r.clock(at)
	times, where := r.cadence, at.at
	switch {
	case p.When.Cron != nil:
		if at.ok {
			r.add(at.at, "at_with_every", data{"Value": at.text})
		}
		first := p.When.Cron.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
		times, where = []loa.Clock{loa.ClockOf(first, time.UTC)}, o.place("every")
	case p.HasAt:
		times = []loa.Clock{p.At}
	case at.ok:
		return // a mistake already
	}
	late := r.c.Late
	own, ok := r.lateness(o.text("not_after"))
	if ok {
		late, p.NotAfter, where = own, &own, o.place("not_after")
	}
	if ok || p.HasAt || p.When.Cron != nil { // else the campaign's own rules meet, and are checked there
		r.checkHours(where, late, times...)
	}
}

// checkHours checks times of sending against a lateness rule and the quiet hours.
func (r *reader) checkHours(at pos, late loa.Lateness, times ...loa.Clock) {
	quiet := r.c.Quiet
	quiet.Zone = "UTC" // any will do
	day := loa.Date{Year: 2024, Month: time.January, Day: 10}
	for _, c := range times {
		due := day.At(c, time.UTC)
		open, deadline := quiet.Hold(due), late.Deadline(day, due, time.UTC)
		switch {
		case late == (loa.Lateness{}): // missing or wrong: said elsewhere
		case deadline.Before(due):
			r.add(at, "late_before_due", data{"At": c, "Late": late.Clock})
			return
		case deadline.Before(open):
			r.add(at, "quiet_too_late", data{"At": c, "Open": loa.ClockOf(open, time.UTC)})
			return
		case open.After(due):
			r.warn(at, "quiet_time", data{"At": c, "Open": loa.ClockOf(open, time.UTC)})
			return
		}
	}
}

// readAudience reads the strand, and which groups get the post.
func (r *reader) readAudience(o object, p *loa.Post) {
	strand := o.required("strand")
	p.Strand = loa.StrandID(strand.text)
	known := r.refer(r.strands, "unknown_strand", strand)
	for _, g := range o.texts("groups") {
		if !r.refer(r.kinds, "unknown_kind", g) {
			known = false
			continue
		}
		kind, _ := r.c.Kind(loa.GroupKind(g.text))
		p.Kinds = append(p.Kinds, kind.ID)
		if known && !kind.Receives(p.Strand) {
			r.warn(g.at, "kind_without_strand", data{"Kind": g.text, "Strand": strand.text})
		}
	}
	if !known || len(r.c.Kinds) == 0 {
		return
	}
	for _, k := range r.c.Kinds {
		if p.For(k) {
			return
		}
	}
	r.add(strand.at, "strand_nowhere", data{"Strand": strand.text})
}

// readText reads the text that starts on the line.
func (r *reader) readText(at pos, body string, p loa.Post) loa.Text {
	trimmed := strings.TrimLeft(body, "\n")
	at.line += len(body) - len(trimmed)
	r.placeholders(at, trimmed, yearsPlaceholder)
	r.checkFigures(at, trimmed, p.Title)
	text := r.markdown(at, trimmed)
	r.checkAttributed(at, p.Grade, text.String())
	most, kind := maxPostText, "text_long"
	if p.Media != nil {
		most, kind = maxCaption, "caption_long"
	}
	n := postLen(text)
	whole := postLen(loa.Lines("\n\n", loa.Plain(p.Title), text))
	switch {
	case n == 0:
		r.add(at, "text_missing", nil)
	case n > most:
		r.add(at, kind, data{"Length": n, "Most": most})
	case whole > maxZalo:
		r.warn(at, "zalo_long", data{"Length": whole, "Most": maxZalo})
	}
	return text
}

// questionParts returns what is shown of the question that follows a post;
// none if there is none.
func (r *reader) questionParts(id string) []string {
	q, ok := r.c.Question(id)
	if !ok {
		return nil
	}
	return append([]string{q.Text, q.Options[max(q.Answer, 0)], q.Explanation}, q.Options...)
}

// postLen is the length of a text with its placeholders filled in. No event is a
// thousand years past: three digits at most take a placeholder's place.
func postLen(t loa.Text) int {
	return loa.UTF16Len(strings.ReplaceAll(t.String(), "{{"+yearsPlaceholder+"}}", "000"))
}

// postDigest names a post's content: what was approved is what is sent.
func postDigest(src string, media []byte, question []string) string {
	h := sha256.New()
	hashPart(h, []byte(src))
	hashPart(h, media)
	for _, part := range question {
		hashPart(h, []byte(part))
	}
	return hex.EncodeToString(h.Sum(nil))
}
