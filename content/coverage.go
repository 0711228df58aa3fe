package content

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"loa"
)

// phoneColumns is how many characters of one width a phone shows in a line.
const phoneColumns = 40

// The marks of the picture.
const (
	markOut  = "●" // something goes out by itself
	markHeld = "○" // something stands there that does not
	markNone = "·"
)

// coverageText writes a coverage in one language.
type coverageText struct {
	*Catalog
	lang loa.Lang
	v    loa.Coverage
}

// Coverage writes what the calendar of a campaign holds as a report of many lines.
func (c *Catalog) Coverage(lang loa.Lang, campaign *loa.Campaign, v loa.Coverage) string {
	w := coverageText{c, lang, v}
	lines := []string{
		w.line("head", data{"Campaign": campaign.Name}),
		w.line("span", data{"From": c.Day(lang, v.From), "Until": c.Day(lang, v.Until), "Zone": v.Zone}), "",
	}
	lines = append(lines, w.summary()...)
	for _, part := range []struct {
		key  string
		body []string
	}{
		{"kinds", w.kindLines()},
		{"calendar", w.calendar(campaign)},
		{"empty", w.emptyLines()},
		{"clashes", w.clashLines(campaign)},
		{"strands", w.strandLines()},
		{"waiting", w.waitingLines(campaign)},
		{"left", w.leftLines(campaign)},
		{"unasked", w.unaskedLines(campaign)},
		{"contests", w.contestLines()},
		{"loads", w.loadLines()},
	} {
		if len(part.body) == 0 {
			part.body = []string{"  " + w.line("none", nil)}
		}
		lines = append(append(lines, "", w.line(part.key, nil)), part.body...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// CoveragePicture writes a coverage for a phone: no line of the picture is longer
// than 40 characters, and the whole is within the limit, in UTF-16 units; what does
// not fit is left out from the end.
func (c *Catalog) CoveragePicture(lang loa.Lang, v loa.Coverage, limit int) loa.Text {
	w := coverageText{c, lang, v}
	parts := []loa.Text{
		c.Say(lang, "coverage.picture_head", data{"From": c.Day(lang, v.From), "Until": c.Day(lang, v.Until)}),
		loa.Plain(strings.Join(w.summary(), "\n")),
	}
	for _, strands := range w.blocks() {
		rows := []string{strings.TrimRight(w.header(strands), " ")}
		for _, d := range v.Days {
			rows = append(rows, strings.TrimRight(w.row(d, strands), " "))
		}
		parts = append(parts, loa.Styled(loa.Code, strings.Join(rows, "\n")))
	}
	parts = append(parts, loa.Plain(w.line("legend", nil)))
	if len(v.Empty) > 0 {
		parts = append(parts, loa.Plain(w.line("picture_empty", data{"Days": w.days(v.Empty)})))
	}
	var thin []loa.StrandID
	for _, s := range v.Strands {
		if s.Thin {
			thin = append(thin, s.Strand.ID)
		}
	}
	if len(thin) > 0 {
		parts = append(parts, loa.Plain(w.line("picture_thin", data{"Strands": list(thin)})))
	}
	return within(limit, loa.Plain(w.line("picture_more", nil)), parts)
}

// within puts as many of the parts under each other as the limit allows, and the
// note in place of the rest.
func within(limit int, note loa.Text, parts []loa.Text) loa.Text {
	const between = "\n\n"
	if whole := loa.Lines(between, parts...); whole.Len() <= limit {
		return whole
	}
	var text loa.Text
	for _, p := range parts {
		longer := loa.Lines(between, text, p)
		if loa.Lines(between, longer, note).Len() > limit {
			break
		}
		text = longer
	}
	return loa.Lines(between, text, note)
}

func (w *coverageText) line(key string, d data) string { return w.Line(w.lang, "coverage."+key, d) }

func (w *coverageText) summary() []string {
	out, waiting, left := 0, 0, 0
	for _, i := range w.v.Items {
		switch {
		case i.Skip == loa.SkipNone:
			out++
		case i.Skip.Waits():
			waiting++
		default:
			left++
		}
	}
	served, once := w.v.Served()
	return []string{
		w.line("days", data{"Covered": len(w.v.Days) - len(w.v.Empty), "Days": len(w.v.Days), "Held": len(w.v.Held)}),
		w.line("served", data{"Served": len(served) + len(once), "Strands": len(w.v.Strands), "Once": list(once)}),
		w.line("items", data{"Out": out, "Waiting": waiting, "Left": left}),
		w.line("clash_days", data{"Days": len(w.v.Clashes)}),
	}
}

func (w *coverageText) kindLines() []string {
	var lines []string
	for _, k := range w.v.Kinds {
		lines = append(lines, w.line("kind", data{
			"ID": pad(string(k.Kind.ID), w.kindWidth()), "Name": k.Kind.Name, "Groups": k.Groups, "Items": k.Items,
			"Covered": len(w.v.Days) - len(k.Empty), "Days": len(w.v.Days),
		}))
	}
	return lines
}

func (w *coverageText) kindWidth() int {
	width := 0
	for _, k := range w.v.Kinds {
		width = max(width, len(k.Kind.ID))
	}
	return width
}

func (w *coverageText) strandWidth() int {
	width := 0
	for _, s := range w.v.Strands {
		width = max(width, len(s.Strand.ID))
	}
	return width
}

// calendar is the table: a day in a row, the strands as columns, and what goes out.
func (w *coverageText) calendar(c *loa.Campaign) []string {
	if len(w.v.Days) == 0 {
		return nil
	}
	lines := []string{"  " + w.line("legend", nil), "  " + strings.TrimRight(w.header(w.v.Strands), " ")}
	indent := strings.Repeat(" ", utf8.RuneCountInString(w.header(w.v.Strands)))
	for _, d := range w.v.Days {
		first := w.row(d, w.v.Strands)
		items := w.on(d)
		if len(items) == 0 {
			lines = append(lines, "  "+strings.TrimRight(first, " "))
		}
		for _, i := range items {
			lines = append(lines, "  "+first+"   "+w.item(c, i))
			first = indent
		}
	}
	return lines
}

func (w *coverageText) on(d loa.Date) []loa.CoverageItem {
	var items []loa.CoverageItem
	for _, i := range w.v.Items {
		if i.Day == d {
			items = append(items, i)
		}
	}
	return items
}

// item tells what goes out when, and to whom; or why it does not.
func (w *coverageText) item(c *loa.Campaign, i loa.CoverageItem) string {
	text := w.named(c, i)
	if i.Skip != loa.SkipNone {
		return text + w.line("skip_"+string(i.Skip), nil)
	}
	text += w.line("to", data{"Kinds": w.kinds(i.To())})
	if len(i.Full) > 0 {
		text += w.line("full", data{"Kinds": w.kinds(i.Full)})
	}
	if len(i.Asked) > 0 {
		text += w.line("asks", nil)
	}
	return text
}

// named is how an item is told from the others of its day.
func (w *coverageText) named(c *loa.Campaign, i loa.CoverageItem) string {
	return w.line("item", data{
		"Clock": loa.ClockOf(i.Due, w.v.Zone), "Strand": string(i.Post.Strand),
		"Title": c.WithYears(i.Post.Title, i.Date), "Milestone": i.Post.Milestone,
	})
}

func (w *coverageText) kinds(ids []loa.GroupKind) string {
	if len(ids) == len(w.v.Kinds) && len(ids) > 1 {
		return w.line("every_kind", nil)
	}
	return list(ids)
}

func list[T ~string](ids []T) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ", ")
}

// header stands above the rows.
func (w *coverageText) header(strands []loa.StrandCoverage) string {
	head := pad("", utf8.RuneCountInString(w.dayLabel(w.v.From)))
	for _, s := range strands {
		head += " " + pad(string(s.Strand.ID), w.strandWidth())
	}
	return head
}

// row is one day of the picture.
func (w *coverageText) row(d loa.Date, strands []loa.StrandCoverage) string {
	row := w.dayLabel(d)
	for _, s := range strands {
		mark := markNone
		for _, i := range w.v.Items {
			if i.Day != d || i.Post.Strand != s.Strand.ID {
				continue
			}
			if i.Skip == loa.SkipNone {
				mark = markOut
				break
			}
			mark = markHeld
		}
		row += " " + pad(mark, w.strandWidth())
	}
	return row
}

// dayLabel is a short day, with a sign if it has a milestone.
func (w *coverageText) dayLabel(d loa.Date) string {
	sign := " "
	if slices.ContainsFunc(w.v.Items, func(i loa.CoverageItem) bool { return i.Day == d && i.Post.Milestone }) {
		sign = "*"
	}
	return w.line(fmt.Sprintf("weekday_%d", int(d.Weekday())), nil) + " " + w.short(d) + sign
}

// short is a day without its year.
func (w *coverageText) short(d loa.Date) string {
	return w.line("date", data{"Day": fmt.Sprintf("%02d", d.Day), "Month": w.line(fmt.Sprintf("month_%d", int(d.Month)), nil)})
}

// days lists days, those in a row as a span.
func (w *coverageText) days(all []loa.Date) string {
	var spans []string
	for from := 0; from < len(all); {
		until := from
		for until+1 < len(all) && all[until+1] == all[until].AddDays(1) {
			until++
		}
		span := w.short(all[from])
		if until > from {
			span += "–" + w.short(all[until])
		}
		spans = append(spans, span)
		from = until + 1
	}
	return strings.Join(spans, ", ")
}

// blocks parts the strands so that a row fits a phone's line.
func (w *coverageText) blocks() [][]loa.StrandCoverage {
	if len(w.v.Days) == 0 {
		return nil
	}
	room := phoneColumns - utf8.RuneCountInString(w.dayLabel(w.v.From))
	return slices.Collect(slices.Chunk(w.v.Strands, max(1, room/(w.strandWidth()+1))))
}

// emptyLines lists the days without anything for anybody, then for each kind those
// that are empty for it alone.
func (w *coverageText) emptyLines() []string {
	var lines []string
	if len(w.v.Empty) > 0 {
		lines = append(lines, "  "+w.days(w.v.Empty))
	}
	if len(lines) == 0 {
		lines = append(lines, "  "+w.line("none", nil))
	}
	if len(w.v.Held) > 0 {
		lines = append(lines, w.line("held", data{"Days": w.days(w.v.Held)}))
	}
	for _, k := range w.v.Kinds {
		more := slices.DeleteFunc(slices.Clone(k.Empty), func(d loa.Date) bool { return slices.Contains(w.v.Empty, d) })
		if len(more) > 0 {
			lines = append(lines, w.line("kind_empty", data{"Kind": string(k.Kind.ID), "Days": w.days(more)}))
		}
	}
	return lines
}

func (w *coverageText) clashLines(c *loa.Campaign) []string {
	var lines []string
	for _, clash := range w.v.Clashes {
		for n, i := range clash.Items {
			label := w.dayLabel(clash.Day)
			if n > 0 {
				label = pad("", utf8.RuneCountInString(label))
			}
			lines = append(lines, "  "+label+" "+w.item(c, i))
		}
	}
	return lines
}

func (w *coverageText) strandLines() []string {
	var lines []string
	for _, s := range w.v.Strands {
		line := w.line("strand", data{
			"ID": pad(string(s.Strand.ID), w.strandWidth()), "Name": s.Strand.Name,
			"Out": fmt.Sprintf("%3d", s.Out), "Waiting": fmt.Sprintf("%3d", s.Waiting), "Left": fmt.Sprintf("%3d", s.Left),
		})
		if s.Thin {
			line += w.line("thin", nil)
		}
		lines = append(lines, line)
	}
	return lines
}

// waitingLines lists what waits for somebody, and for what.
func (w *coverageText) waitingLines(c *loa.Campaign) []string {
	var lines []string
	for _, i := range w.v.Items {
		if !i.Skip.Waits() {
			continue
		}
		var lacks []string
		for _, l := range c.Lacks(i.Post) {
			lacks = append(lacks, w.line("lack_"+string(l), data{
				"Grade": string(i.Post.Grade), "Have": i.Post.Approvals, "Need": c.Needed(i.Post),
			}))
		}
		lines = append(lines, w.line("wait", data{
			"Day": w.dayLabel(i.Day), "Item": w.named(c, i), "Path": i.Post.Path, "Lacks": strings.Join(lacks, "; "),
		}))
	}
	return lines
}

// leftLines lists what never goes out by itself, for some kind or for all.
func (w *coverageText) leftLines(c *loa.Campaign) []string {
	var lines []string
	for _, i := range w.v.Items {
		if len(i.Full) == 0 && (i.Skip == loa.SkipNone || i.Skip.Waits()) {
			continue
		}
		why := w.line("skip_"+string(i.Skip), nil)
		if i.Skip == loa.SkipNone {
			why = w.line("full", data{"Kinds": w.kinds(i.Full)})
		}
		lines = append(lines, "  "+w.dayLabel(i.Day)+" "+w.named(c, i)+why)
	}
	return lines
}

// unaskedLines lists the posts that go out without the question that they name.
func (w *coverageText) unaskedLines(c *loa.Campaign) []string {
	var lines []string
	for _, i := range w.v.Items {
		if i.Post.Question != "" && i.Skip == loa.SkipNone && len(i.Asked) == 0 {
			lines = append(lines, "  "+w.dayLabel(i.Day)+" "+w.named(c, i)+w.line("question", data{"ID": i.Post.Question}))
		}
	}
	return lines
}

// loadLines tells what each month costs on each platform.
func (w *coverageText) loadLines() []string {
	var lines []string
	for _, l := range w.v.Loads {
		var each []string
		for n, k := range w.v.Kinds {
			each = append(each, fmt.Sprintf("%s %d×%d", k.Kind.ID, l.PerGroup[n], k.Groups))
		}
		d := data{
			"Month":    fmt.Sprintf("%02d/%04d", int(l.Month.Month), l.Month.Year),
			"Platform": w.line("platform_"+string(l.Carrier.Platform), nil), "Out": l.Out, "Waiting": l.Waiting,
			"Monthly": l.Carrier.Monthly, "Over": l.Over(), "Rest": l.Carrier.Monthly - l.Out, "Each": strings.Join(each, " + "),
		}
		line := w.line("load", d)
		if l.Carrier.Monthly == 0 {
			line += w.line("load_free", nil)
		} else if l.Over() > 0 {
			line += w.line("load_over", d)
		} else {
			line += w.line("load_rest", d)
		}
		lines = append(lines, line)
	}
	for _, l := range w.v.Loads {
		if groups := w.v.Groups(); l.Month == w.v.Loads[0].Month && l.Carrier.Groups > 0 && groups > l.Carrier.Groups {
			lines = append(lines, w.line("load_groups", data{
				"Platform": w.line("platform_"+string(l.Carrier.Platform), nil), "Most": l.Carrier.Groups, "Groups": groups,
			}))
		}
	}
	return lines
}

// pad fills a text up to a number of characters.
func pad(s string, width int) string { return fmt.Sprintf("%-*s", width, s) }
