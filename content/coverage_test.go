package content

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"loa"
)

// covered reads a campaign folder and what its peak holds in the year.
func covered(t *testing.T, c *loa.Campaign, year int) loa.Coverage {
	t.Helper()
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	from, until := c.Peak.In(year)
	return c.Coverage(loa.CoverageQuery{
		From: from, Until: until, Zone: zone, Groups: map[loa.GroupKind]int{"cell": 40, "household": 30},
		Carriers: []loa.Carrier{{Platform: loa.Telegram}, {Platform: loa.Zalo, Monthly: 700, Groups: loa.ZaloGroups}},
	})
}

// TestCoverage compares what editors are shown of a small campaign that has one of
// everything, as a report and as the picture for a phone, in both languages.
func TestCoverage(t *testing.T) {
	t.Parallel()
	c, mistakes := Read(os.DirFS("testdata/coverage"))
	if c == nil {
		t.Fatal(mistakes)
	}
	v, texts := covered(t, c, 2024), catalog(t)
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		got := texts.Coverage(lang, c, v) + "\n==== picture ====\n" + texts.CoveragePicture(lang, v, 4096).String() + "\n"
		name := filepath.Join("testdata", fmt.Sprintf("coverage.%s.golden", lang))
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if strings.Contains(got, "<no value>") || strings.Contains(got, "[coverage.") {
			t.Errorf("%s: a text lacks something:\n%s", lang, got)
		}
	}
}

// pictureOf returns the lines that are set in characters of one width.
func pictureOf(text loa.Text) []string {
	var lines []string
	for _, s := range text {
		if s.Style&loa.Code != 0 {
			lines = append(lines, strings.Split(s.Text, "\n")...)
		}
	}
	return lines
}

// TestCoverageOfTheDefaultFolder keeps what the plan asks of the embedded campaign:
// something on each day from 13 March to 7 May, all strands in the peak, and
// milestones that stand alone.
func TestCoverageOfTheDefaultFolder(t *testing.T) {
	t.Parallel()
	c, mistakes := Read(Default())
	if c == nil {
		t.Fatal(mistakes)
	}
	texts := catalog(t)
	for _, year := range []int{2024, 2027} {
		peak := covered(t, c, year)
		if served, once := peak.Served(); len(served)+len(once) != 9 || len(peak.Strands) != 9 {
			t.Errorf("%d: of %d strands %v are served, and %v once approved", year, len(peak.Strands), served, once)
		}
		if len(peak.Clashes) > 0 {
			t.Errorf("%d: milestones clash: %+v", year, peak.Clashes)
		}
		from, until := loa.Date{Year: year, Month: time.March, Day: 13}, loa.Date{Year: year, Month: time.May, Day: 7}
		days := c.Coverage(loa.CoverageQuery{From: from, Until: until, Zone: peak.Zone})
		if len(days.Days) != 56 || len(days.Empty) > 0 {
			t.Errorf("%d: of %d days %v are empty", year, len(days.Days), days.Empty)
		}
		for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
			march := c.Coverage(loa.CoverageQuery{From: from.Month1st(0), Until: from.Month1st(1).AddDays(-1), Zone: peak.Zone})
			picture := texts.CoveragePicture(lang, march, 4096)
			if n := picture.Len(); n > 4096 {
				t.Errorf("%s: a month's picture has %d characters", lang, n)
			}
			if rows := pictureOf(picture); len(rows) != 1+31 {
				t.Errorf("%s: %d lines for March:\n%s", lang, len(rows), picture)
			}
		}
	}
}

// TestCoveragePictureFits draws campaigns with many strands, long ids of strands,
// and none at all: the picture keeps to a phone's width and to one message.
func TestCoveragePictureFits(t *testing.T) {
	t.Parallel()
	texts := catalog(t)
	from := loa.Date{Year: 2027, Month: time.March, Day: 1}
	for _, strands := range []int{0, 1, 9, 40} {
		for _, name := range []string{"M%d", "mot-mach-co-ten-rat-dai%02d"} {
			c := &loa.Campaign{Kinds: []loa.Kind{{ID: "cell"}}}
			for i := range strands {
				c.Strands = append(c.Strands, loa.Strand{ID: loa.StrandID(fmt.Sprintf(name, i+1))})
			}
			v := c.Coverage(loa.CoverageQuery{From: from, Until: from.Month1st(1).AddDays(-1), Zone: time.UTC})
			for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
				for _, limit := range []int{2000, 4096} {
					text := texts.CoveragePicture(lang, v, limit)
					if n := text.Len(); n > limit {
						t.Errorf("%d strands: %d characters, want %d at most", strands, n, limit)
					}
					lines := pictureOf(text)
					for _, line := range lines {
						if n := utf8.RuneCountInString(line); n > phoneColumns {
							t.Errorf("%d strands: %d columns: %q", strands, n, line)
						}
					}
					if (len(lines) > 0) != (strands > 0) {
						t.Errorf("%d strands: %d lines", strands, len(lines))
					}
				}
			}
			full := texts.CoveragePicture(loa.English, v, 1<<20).String()
			for _, s := range c.Strands {
				if !strings.Contains(full, string(s.ID)) {
					t.Errorf("%s is missing in the picture of %d strands", s.ID, strands)
				}
			}
			note := texts.Line(loa.English, "coverage.picture_more", nil)
			if cut := strings.Contains(texts.CoveragePicture(loa.English, v, 4096).String(), note); cut != (len(full) > 0 && loa.UTF16Len(full) > 4096) {
				t.Errorf("%d strands, %d characters: cut is %t", strands, loa.UTF16Len(full), cut)
			}
		}
	}
}
