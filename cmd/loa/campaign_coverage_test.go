package main

import (
	"os"
	"strings"
	"testing"
)

const coverageFolder = "../../content/testdata/coverage" // a campaign with one of everything a coverage tells

func TestCampaignCoverage(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile(coverageFolder + ".en.golden")
	if err != nil {
		t.Fatal(err)
	}
	report, _, ok := strings.Cut(string(golden), "\nMessages a month")
	if !ok {
		t.Fatal("the golden report has no messages a month")
	}
	for _, tt := range []struct {
		name string
		args []string
		want []string // parts of standard output
	}{
		{"the peak", []string{"--year", "2024", "--groups", "cell=40,household=30"}, []string{
			report,
			"03/2024 Telegram: 840 (and 250 once approved) = cell 12×40 + household 12×30 + school 0×1; no monthly quota",
			"03/2024 Zalo: 910 (and 250 once approved) = cell 13×40 + household 13×30 + school 0×1; of 3000, left: 2090", // a long post in two parts
		}},
		{"another quota", []string{"--year", "2024", "--groups", "cell=40,household=30", "--zalo-monthly", "900"}, []string{"of 900, OVER by 10"}},
		{"one kind", []string{"--year", "2024", "--kind", "school"}, []string{
			"Days with something: 0 of 14", "Strands served: 0 of 1", "school 0×1",
		}},
		{"a span of one's own", []string{"--from", "2024-03-13", "--until", "2024-03-13"}, []string{
			"Wednesday 13 March 2024 – Wednesday 13 March 2024", "something: 1 of 1",
		}},
		{"the end of the peak, in another year", []string{"--year", "2027", "--from", "03-20"}, []string{"Saturday 20 March 2027 – Wednesday 24 March 2027"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, out, stderr := try(t, inLanguage("en_US"), append([]string{"campaign", "coverage", coverageFolder}, tt.args...)...)
			if status != 0 || stderr != "" {
				t.Errorf("status %d: %s", status, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("got\n%s\nwant in it\n%s", out, want)
				}
			}
		})
	}
}

func TestCampaignCoverageRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"testdata/nowhere"}, "this folder cannot be opened"},
		{[]string{forty}, "has mistakes"},
		{[]string{"--kind", "youth"}, "There is no kind of group “youth” in this campaign. Use: cell,"},
		{[]string{"--groups", "youth=3"}, "There is no kind of group “youth”"},
		{[]string{"--groups", "cell=-1"}, "--groups: must not be negative"},
		{[]string{"--groups", "cell=many"}, "--groups"},
		{[]string{"--zalo-monthly=-1"}, "--zalo-monthly: must not be negative"},
		{[]string{"--year", "10000"}, "--year: must be from 1 to 9999"},
		{[]string{"--from", "13/3"}, "--from: “13/3” is no day"},
		{[]string{"--until", "2027-02-29"}, "--until: “2027-02-29” is no day"},
		{[]string{"--from", "2027-05-01", "--until", "2027-04-30"}, "must not come before"},
		{[]string{"--from", "2027-01-01", "--until", "2028-01-02"}, "a year is the most"},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			t.Parallel()
			status, out, stderr := try(t, inLanguage("en_US"), append([]string{"campaign", "coverage"}, tt.args...)...)
			if status != 2 || out != "" || !strings.Contains(stderr, tt.want) {
				t.Errorf("status %d, %q, %q; want status 2 and %q", status, out, stderr, tt.want)
			}
		})
	}
}
