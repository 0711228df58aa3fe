package main

import (
	"fmt"
	"os"

	"loa/report"
)

// contestCmd is about contests.
type contestCmd struct {
	Verify contestVerifyCmd `cmd:"" help:"${cli_contest_verify}"`
}

// contestVerifyCmd goes over the record of a contest's result with nothing else at hand:
// no database, no campaign folder, no network.
type contestVerifyCmd struct {
	File string `arg:"" help:"${cli_contest_file}" type:"path"`
}

// deviationsShown is how many deviations are written out: a record in which one number was
// changed may differ in a thousand places.
const deviationsShown = 50

// Run is the command.
func (c *contestVerifyCmd) Run(e *env) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return misuse{e.line("verify.unreadable", map[string]any{"File": c.File, "Problem": err.Error()})}
	}
	record, err := report.ReadContestRecord(file)
	if err != nil {
		e.say("verify.unreadable", map[string]any{"File": c.File, "Problem": err.Error()})
		return errShown
	}
	e.say("verify.digest", map[string]any{"Digest": report.Digest(file)})
	found := report.VerifyContest(record)
	for i, d := range found {
		if i == deviationsShown {
			e.say("verify.more", map[string]any{"More": len(found) - i})
			break
		}
		what := e.line(d.Key, d.Data)
		if d.Paper != 0 {
			what = e.line("verify.in_paper", map[string]any{"N": d.Paper, "What": what})
		}
		fmt.Fprintln(e.stdout, what)
	}
	if len(found) > 0 {
		e.say("verify.bad", map[string]any{"File": c.File, "Deviations": len(found)})
		return errShown
	}
	ranked := 0
	for _, p := range record.Papers {
		if p.Rank > 0 {
			ranked++
		}
	}
	e.say("verify.good", map[string]any{
		"File": c.File, "Contest": record.Contest.Title, "Round": record.Round.Title, "Year": fmt.Sprint(record.Round.Year),
		"Papers": len(record.Papers), "Ranked": ranked,
	})
	return nil
}
