package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-analyze/charts"

	"loa"
)

// ChartKind is how a chart shows its numbers.
type ChartKind string

// The kinds.
const (
	ChartBars  ChartKind = "bars"  // a bar for each row, such as units
	ChartLines ChartKind = "lines" // a line for each column, over rows that follow each other, such as weeks
)

// Chart shows columns of a table. The first column of the table names the rows.
type Chart struct {
	Kind  ChartKind
	Title string
	Table DataTable
	Show  []string // the ids of the columns
}

// ChartPicture is a chart, or a page of one, to be looked at on a phone.
type ChartPicture struct {
	PNG   []byte
	Alt   string // the same in words, for those who do not see it
	Short string // title and ends only, for a caption
}

// AltLabels are the words for a chart in words.
type AltLabels struct {
	Bars, Lines     string // "Biểu đồ cột", "Biểu đồ đường"
	Highest, Lowest string // "cao nhất", "thấp nhất"
}

// Sizes of a picture in pixels: a phone shows it half as wide, so that the letters
// are those of a message.
const (
	chartWidth   = 900
	chartMargin  = 30
	chartRows    = 16 // at most on one picture; the others go to the next
	lettersTitle = 25
	lettersLabel = 19
)

// PNG draws the chart. One of more rows than a phone shows legibly becomes several
// pictures of about as many rows each.
func (c Chart) PNG(lang loa.Lang, l Labels) ([]ChartPicture, error) {
	shown, err := c.columns()
	if err != nil {
		return nil, err
	}
	pages := c.pages()
	var pictures []ChartPicture
	for i, rows := range pages {
		page := chartPage{Chart: c, lang: lang, labels: l, shown: shown, rows: rows, title: c.Title}
		if len(pages) > 1 {
			page.title += fmt.Sprintf(" (%d/%d)", i+1, len(pages))
		}
		raw, err := page.draw()
		if err != nil {
			return nil, fmt.Errorf("draw chart %q: %w", c.Title, err)
		}
		pictures = append(pictures, ChartPicture{PNG: raw, Alt: page.inWords(false), Short: page.inWords(true)})
	}
	return pictures, nil
}

// columns finds the columns that are shown.
func (c Chart) columns() ([]int, error) {
	var shown []int
	for _, id := range c.Show {
		i := c.Table.column(id)
		if i < 0 {
			return nil, fmt.Errorf("draw chart %q: its table has no column %q", c.Title, id)
		}
		shown = append(shown, i)
	}
	return shown, nil
}

// pages divides the rows of bars evenly; what follows in time stays together.
func (c Chart) pages() [][]DataRow {
	n := len(c.Table.Rows)
	count := 1
	if c.Kind == ChartBars {
		count = max((n+chartRows-1)/chartRows, 1)
	}
	var pages [][]DataRow
	for i := range count {
		pages = append(pages, c.Table.Rows[i*n/count:(i+1)*n/count])
	}
	return pages
}

// chartPage is one picture.
type chartPage struct {
	Chart
	lang   loa.Lang
	labels Labels
	title  string
	shown  []int
	rows   []DataRow
}

func (c chartPage) draw() ([]byte, error) {
	if c.Kind == ChartLines {
		return c.drawLines()
	}
	return c.drawBars()
}

// name is what a row is called.
func (c chartPage) name(row DataRow) string { return c.Table.Cell(row, 0).In(c.lang) }

// value is the number of a cell, and whether there is one.
func (c chartPage) value(row DataRow, column int) (float64, bool) {
	switch v := c.Table.Cell(row, column); v.Kind {
	case CountValue:
		return float64(v.Count), true
	case ShareValue, RateValue:
		return 100 * v.ratio(), v.Whole > 0
	}
	return 0, false
}

// rates reports whether all that is shown is per cent.
func (c chartPage) rates() bool {
	for _, column := range c.shown {
		if _, _, rate := c.Table.rate(column); !rate {
			return false
		}
	}
	return true
}

// top is the largest number of all pages, so that their bars compare.
func (c chartPage) top() float64 {
	if c.rates() {
		return 100
	}
	top := 0.0
	for _, row := range c.Table.Rows {
		for _, column := range c.shown {
			v, _ := c.value(row, column)
			top = max(top, v)
		}
	}
	return max(top, 1)
}

// words writes a cell; where there is no number they say why.
func (c chartPage) words(row DataRow, column int) string {
	return c.Table.Cell(row, column).or(c.lang, c.labels)
}

// inWords tells what the picture shows: sort and title, every number, and the ends; or
// in short the ends alone.
func (c chartPage) inWords(short bool) string {
	kind := c.labels.Alt.Bars
	if c.Kind == ChartLines {
		kind = c.labels.Alt.Lines
	}
	sentences := []string{kind + ": " + c.title}
	for _, column := range c.shown {
		all := c.ends(column)
		if !short || len(all) == 0 {
			all = append(c.each(column), all...)
		}
		sentences = append(sentences, c.Table.Columns[column].Title+": "+strings.Join(all, "; "))
	}
	return strings.Join(sentences, ". ") + "."
}

// each names each row with its number.
func (c chartPage) each(column int) []string {
	var all []string
	for _, row := range c.rows {
		all = append(all, c.name(row)+" "+c.words(row, column))
	}
	if len(all) == 0 {
		return []string{c.labels.Missing}
	}
	return all
}

// ends names the highest and the lowest row, if there are more than two and they differ.
func (c chartPage) ends(column int) []string {
	high, low := -1, -1
	var highest, lowest float64
	for i, row := range c.rows {
		v, ok := c.value(row, column)
		if ok && (high < 0 || v > highest) {
			high, highest = i, v
		}
		if ok && (low < 0 || v < lowest) {
			low, lowest = i, v
		}
	}
	if len(c.rows) < 3 || highest <= lowest {
		return nil
	}
	name := func(i int) string { return c.name(c.rows[i]) + " " + c.words(c.rows[i], column) }
	return []string{c.labels.Alt.Highest + ": " + name(high), c.labels.Alt.Lowest + ": " + name(low)}
}

// seriesHexes are the colours of Okabe and Ito, which people tell apart however they
// see colours.
func seriesHexes() []string {
	return []string{"0072B2", "E69F00", "009E73", "D55E00", "56B4E9", "CC79A7"}
}

func seriesColor(series int) charts.Color {
	return charts.ColorFromHex("#" + seriesHexes()[series%len(seriesHexes())])
}

func letters(size float64, bold bool) charts.FontStyle {
	family := charts.FontFamilyNotoSans
	if bold {
		family = charts.FontFamilyNotoSansBold
	}
	return charts.FontStyle{FontSize: size, FontColor: charts.ColorFromHex("#222222"), Font: charts.GetFont(family)}
}

// wrapped breaks a text into at most so many lines of the width; of one that is longer
// the middle is left out, as names of units differ at their ends.
func wrapped(p *charts.Painter, text string, width, lines int, style charts.FontStyle) []string {
	fits := func(s string) bool { return p.MeasureText(s, 0, style).Width() <= width }
	words := strings.Fields(text)
	for i, word := range words {
		for letters := []rune(word); !fits(words[i]) && len(letters) > 1; {
			letters = letters[:len(letters)-1]
			words[i] = string(letters) + "…"
		}
	}
	for left := len(words); ; left-- {
		var all []string
		for _, word := range withoutMiddle(words, left) {
			if n := len(all); n > 0 && fits(all[n-1]+" "+word) {
				all[n-1] += " " + word
			} else {
				all = append(all, word)
			}
		}
		if len(all) <= lines || left <= 2 {
			return all
		}
	}
}

// withoutMiddle leaves so many words and a sign where the others were.
func withoutMiddle(words []string, left int) []string {
	if left >= len(words) {
		return words
	}
	before := (left + 1) / 2
	return slices.Concat(words[:before], []string{"…"}, words[len(words)-left+before:])
}
