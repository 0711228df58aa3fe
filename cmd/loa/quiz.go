package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"loa"
	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// quizCmd is about questions beside those of the campaign folder.
type quizCmd struct {
	Import   quizImportCmd   `cmd:"" help:"${cli_quiz_import}"`
	Template quizTemplateCmd `cmd:"" help:"${cli_quiz_template}"`
	List     quizListCmd     `cmd:"" help:"${cli_quiz_list}"`
	Withdraw quizWithdrawCmd `cmd:"" help:"${cli_quiz_withdraw}"`
}

// quizImportCmd shows what a bank would change, and changes it once somebody agrees: the
// whole file or nothing.
type quizImportCmd struct {
	File string               `arg:"" optional:"" help:"${cli_file}" type:"path"`
	Yes  bool                 `help:"${cli_yes}"`
	Undo loa.QuestionImportID `help:"${cli_undo}" placeholder:"ID"`
}

// Run is the command. It may be run beside a serving Loa, which sees what it did at its
// next tick.
func (c *quizImportCmd) Run(e *env) error {
	if (c.File == "") == (c.Undo == 0) {
		return misuse{e.line("members.cli_either", nil)}
	}
	return e.withQuestions(storage.Open, func(service *campaign.Service) error {
		if c.Undo == 0 {
			return c.importFile(e, service)
		}
		n, err := service.UndoBank(e.ctx, c.Undo)
		if err == nil {
			e.say("quizimport.undone", map[string]any{"Count": n})
		}
		return err
	})
}

func (c *quizImportCmd) importFile(e *env, service *campaign.Service) error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return misuse{e.line("cli.cannot_read", map[string]any{"File": c.File, "Problem": cause(err)})}
	}
	name := filepath.Base(c.File)
	plan, mistakes, planned, err := service.PreviewBank(e.ctx, name, raw)
	if err != nil {
		return err
	}
	if !planned {
		return e.refuseRoll(mistakes)
	}
	for _, m := range mistakes {
		fmt.Fprintln(e.stderr, e.catalog.Mistake(e.lang, m))
	}
	if plan.IsEmpty() {
		e.say("quizimport.cli_nothing", map[string]any{"File": c.File})
		return nil
	}
	fmt.Fprintln(e.stdout, service.DescribeBank(e.lang, plan).String())
	if err := e.agreed(c.Yes); err != nil {
		return err
	}
	id, err := service.ImportBank(e.ctx, name, raw, plan.Print)
	if err != nil {
		return err
	}
	e.say("quizimport.cli_imported", map[string]any{"File": c.File, "ID": int64(id), "New": len(plan.New), "Changed": len(plan.Changed), "Same": plan.Same})
	return nil
}

// quizTemplateCmd writes the table to fill in. It needs no database.
type quizTemplateCmd struct {
	Out  string `short:"o" help:"${cli_quiz_out}" placeholder:"FILE.xlsx" type:"path"`
	Lang string `help:"${cli_quiz_lang}" enum:"vi,en," default:""`
}

// Run is the command.
func (c *quizTemplateCmd) Run(e *env) error {
	lang := e.lang
	if c.Lang != "" {
		lang = loa.Lang(c.Lang)
	}
	raw, err := e.catalog.BankTemplate(lang)
	if err != nil {
		return err
	}
	if c.Out == "" {
		c.Out = e.catalog.Line(lang, "quizimport.template_name", nil)
	}
	if err := e.writeNew(c.Out, raw); err != nil {
		return err
	}
	e.say("quizimport.cli_template", map[string]any{"File": c.Out})
	return nil
}

// quizListCmd lists the stored questions.
type quizListCmd struct{}

// Run is the command.
func (c *quizListCmd) Run(e *env) error {
	return e.withQuestions(storage.Look, func(service *campaign.Service) error {
		list, err := service.ListQuestions(e.ctx)
		if err == nil && len(list) == 0 {
			e.say("quizimport.cli_list_none", nil)
		}
		for _, q := range list {
			e.say("quizimport.cli_list_line", map[string]any{
				"ID": q.Question.ID, "Set": q.Set, "Text": q.Question.Text,
				"State": e.line("quizimport.cli_state_"+string(q.State), map[string]any{"Have": q.Question.Approvals, "Need": q.Need}),
			})
		}
		return err
	})
}

// quizWithdrawCmd has a question asked no more, once --yes says that it is the right one.
type quizWithdrawCmd struct {
	Code string `arg:"" help:"${cli_quiz_code}"`
	Yes  bool   `help:"${cli_yes}"`
}

// Run is the command. It may be run beside a serving Loa, which sees it at its next tick.
func (c *quizWithdrawCmd) Run(e *env) error {
	return e.withQuestions(storage.Open, func(service *campaign.Service) error {
		q, err := service.StoredQuestion(e.ctx, c.Code)
		if err != nil {
			return err
		}
		if !c.Yes {
			return misuse{e.line("quizwithdraw.cli_need_yes", map[string]any{"ID": q.Question.ID, "Text": q.Question.Text})}
		}
		done, err := service.WithdrawQuestion(e.ctx, q.Question.ID, q.Question.Digest)
		if err == nil {
			e.say("quizwithdraw.cli_done", map[string]any{"ID": q.Question.ID, "Open": done.Open, "Rounds": done.Rounds})
		}
		return err
	})
}

// withQuestions does something with the questions of the configured campaign and database.
func (e *env) withQuestions(open func(context.Context, string) (*storage.DB, error), do func(*campaign.Service) error) error {
	return e.withService(open, func(cfg config.Config, service *campaign.Service) error {
		_, carriedOut, err := openFolder(e, cfg.Campaign)
		if err == nil {
			err = service.Assume(e.ctx, carriedOut)
		}
		if err != nil {
			return err
		}
		return do(service)
	})
}
