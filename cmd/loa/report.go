package main

import (
	"errors"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/storage"
)

// reportCmd writes a report without a chat. It reads only, beside a serving Loa or without
// one, and holds no names.
type reportCmd struct {
	Period string `help:"${cli_report_period}" placeholder:"2024-03-01..2024-05-31"`
	Unit   string `help:"${cli_report_unit}" placeholder:"ID"`
	Format string `help:"${cli_report_format}" enum:"text,json,xlsx,docx,pdf" default:"text"`
	Frozen int64  `help:"${cli_report_frozen}" placeholder:"N"`
	Issued string `help:"${cli_report_issued}" placeholder:"12 15/05/2024"`
	Out    string `short:"o" help:"${cli_report_out}" placeholder:"FILE" type:"path"`
}

// Run is the command.
func (c *reportCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	_, carriedOut, err := openFolder(e, cfg.Campaign)
	if err != nil {
		return err
	}
	days, err := c.days(e, carriedOut, time.Now().In(cfg.Timezone))
	if err != nil {
		return err
	}
	var issued loa.Issued
	if c.Issued != "" {
		var ok bool
		if issued, ok = loa.ParseIssued(c.Issued); !ok {
			return misuse{e.line("cli.report_bad_issued", map[string]any{"Words": c.Issued})}
		}
	}
	if c.Out == "" && c.Format != string(campaign.FormatText) && c.Format != string(campaign.FormatJSON) {
		return misuse{e.line("cli.report_needs_file", map[string]any{"Format": c.Format})}
	}
	db, err := storage.Look(e.ctx, string(cfg.Database))
	if err != nil {
		return e.fileTrouble("operate.status", err, map[string]any{"Database": cfg.Database.String()})
	}
	service := campaign.New(db, e.catalog, campaign.Settings{Zone: cfg.Timezone, Lang: cfg.Language}, time.Now, zerolog.Nop())
	want := campaign.WantedReport{ReportQuery: campaign.ReportQuery{Unit: loa.UnitID(c.Unit), Days: days}, Frozen: c.Frozen, Issued: issued}
	raw, err := service.ReportFile(e.ctx, carriedOut, want, e.lang, campaign.ReportFormat(c.Format))
	if err := errors.Join(err, db.Close()); err != nil {
		if refusal, refused := errors.AsType[*campaign.Refusal](err); refused {
			return misuse{e.line(refusal.Key, refusal.Data)}
		}
		return err
	}
	return c.write(e, raw)
}

// days reads the period; without one it is the campaign's of this year.
func (c *reportCmd) days(e *env, carriedOut *loa.Campaign, now time.Time) (loa.Days, error) {
	if c.Period == "" {
		from, until := carriedOut.Period.In(now.Year())
		return loa.Days{From: from, Until: until}, nil
	}
	days, ok := loa.ParseDays(c.Period)
	if !ok {
		return days, misuse{e.line("cli.report_bad_period", map[string]any{"Words": c.Period})}
	}
	return days, nil
}

// write writes a new file, or to the terminal. A file that is there is left alone.
func (c *reportCmd) write(e *env, raw []byte) error {
	if c.Out == "" {
		_, err := e.stdout.Write(raw)
		return err
	}
	if err := e.writeNew(c.Out, raw); err != nil {
		return err
	}
	e.say("cli.report_written", map[string]any{"File": c.Out})
	return nil
}
