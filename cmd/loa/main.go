// Command loa carries out a campaign folder in chat groups: the wiring of the
// parts and the commands, nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	_ "time/tzdata" // units live in named zones, and small images have none

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"

	"loa"
	"loa/campaign"
	"loa/config"
	"loa/content"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], environ(os.Environ()), atTerminal(os.Stdin), os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	exitOK      = 0
	exitFailed  = 1 // it was tried and did not work; mistakes were found
	exitMisused = 2 // the command line, the configuration or the campaign folder is wrong
)

// cli is the command line. Help texts are keys of the catalog.
type cli struct {
	Config string `help:"${cli_config}" placeholder:"FILE" type:"path"`

	Serve    serveCmd    `cmd:"" help:"${cli_serve}"`
	Demo     demoCmd     `cmd:"" help:"${cli_demo}"`
	Check    checkCmd    `cmd:"" help:"${cli_check}"`
	Campaign campaignCmd `cmd:"" help:"${cli_campaign}"`
	Import   importCmd   `cmd:"" help:"${cli_import}"`
	Roll     rollCmd     `cmd:"" help:"${cli_roll}"`
	Quiz     quizCmd     `cmd:"" help:"${cli_quiz}"`
	Relay    relayCmd    `cmd:"" help:"${cli_relay}"`
	Switch   switchCmd   `cmd:"" help:"${cli_switch}"`
	Contest  contestCmd  `cmd:"" help:"${cli_contest}"`
	Sandbox  sandboxCmd  `cmd:"" help:"${cli_sandbox}"`
	Backup   backupCmd   `cmd:"" help:"${cli_backup}"`
	Restore  restoreCmd  `cmd:"" help:"${cli_restore}"`
	Status   statusCmd   `cmd:"" help:"${cli_status}"`
	Report   reportCmd   `cmd:"" help:"${cli_report}"`
	Zalo     zaloCmd     `cmd:"" help:"${cli_zalo}"`
	Health   healthCmd   `cmd:"" help:"${cli_health}"`
	Version  versionCmd  `cmd:"" help:"${cli_version}"`
}

// env is what a command gets of the world.
type env struct {
	ctx     context.Context
	vars    map[string]string
	stdin   io.Reader // a person at a terminal; nil: nobody is there to be asked
	stdout  io.Writer
	stderr  io.Writer
	lang    loa.Lang
	catalog *content.Catalog
	config  string // --config

	inviteSheet campaign.InviteSheet // writes invite codes for printing; nil: nothing is printed
}

// run is the program: it returns the exit status. Without a person at a terminal
// stdin is nil.
func run(ctx context.Context, args []string, vars map[string]string, stdin io.Reader, stdout, stderr io.Writer) int {
	catalog, err := content.NewCatalog()
	if err != nil {
		fmt.Fprintln(stderr, "loa:", err)
		return exitFailed
	}
	e := &env{ctx: ctx, vars: vars, stdin: stdin, stdout: stdout, stderr: stderr, lang: operatorLang(vars), catalog: catalog, inviteSheet: documents{catalog}.invites}
	var c cli
	exited := false
	parser, err := kong.New(&c, kong.Name("loa"), kong.Description(e.line("cli.about", nil)), kong.Writers(stdout, stderr),
		e.helpTexts(), kong.Exit(func(int) { exited = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "loa:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited: // --help
		return exitOK
	case err != nil:
		fmt.Fprintln(stderr, e.line("cli.usage", map[string]any{"Problem": err.Error()}))
		return exitMisused
	}
	e.config = c.Config
	return e.status(parsed.Run(e))
}

// misuse is an error that ends the program with status 2.
type misuse struct{ text string }

func (m misuse) Error() string { return m.text }

// errShown is a failure whose words have been written already.
var errShown = errors.New("already shown")

func (e *env) status(err error) int {
	if err == nil || errors.Is(err, context.Canceled) && e.ctx.Err() != nil {
		return exitOK
	}
	wrong, isConfig := errors.AsType[*config.Error](err)
	_, isMisuse := errors.AsType[misuse](err)
	switch {
	case errors.Is(err, errShown):
		return exitFailed
	case isConfig:
		fmt.Fprintln(e.stderr, wrong.Error())
		return exitMisused
	case isMisuse:
		fmt.Fprintln(e.stderr, err.Error())
		return exitMisused
	}
	fmt.Fprintln(e.stderr, "loa:", err)
	return exitFailed
}

func (e *env) line(key string, data map[string]any) string { return e.catalog.Line(e.lang, key, data) }

// say writes a line of the catalog to standard output.
func (e *env) say(key string, data map[string]any) {
	fmt.Fprintln(e.stdout, e.line(key, data))
}

// tell writes a line of the catalog to standard error.
func (e *env) tell(key string, data map[string]any) {
	fmt.Fprintln(e.stderr, e.line(key, data))
}

// load reads the configuration.
func (e *env) load() (config.Config, error) {
	return config.Load(e.config, e.config != "", e.vars)
}

// helpTexts gives kong the help texts in the operator's language.
func (e *env) helpTexts() kong.Vars {
	vars := kong.Vars{"zalo_monthly": strconv.Itoa(loa.ZaloMonthly)}
	for _, key := range []string{
		"config", "serve", "demo", "check", "import", "sandbox", "health", "version",
		"at", "speed", "keep", "listen", "dir", "units", "file", "token", "import_units", "no_people",
		"import_members", "full", "yes", "undo",
		"backup", "restore", "status", "backup_file", "backup_keep", "backup_force", "restore_file", "restore_force", "backup_of", "old_stopped", "as_json",
		"campaign", "campaign_coverage", "coverage_year", "coverage_from", "coverage_until", "coverage_kind", "coverage_groups", "coverage_zalo",
		"campaign_new", "new_dir", "new_id", "new_name", "new_theme", "new_event", "new_from", "new_until", "new_unit",
		"quiz", "quiz_import", "quiz_template", "quiz_list", "quiz_withdraw", "quiz_code", "quiz_out", "quiz_lang",
		"contest", "contest_verify", "contest_file", "roll", "roll_invites", "roll_unit", "roll_out", "roll_bot",
		"zalo", "zalo_plan", "zalo_probe", "zalo_groups", "zalo_bots", "zalo_month", "zalo_bot", "zalo_out",
		"relay", "relay_add", "relay_list", "relay_unit", "relay_kind", "relay_title", "switch", "switch_unit", "switch_group", "switch_to", "switch_yes",
		"report", "report_period", "report_unit", "report_format", "report_frozen", "report_issued", "report_out",
		"read_aloud", "read_aloud_date", "read_aloud_kind", "read_aloud_all",
	} {
		vars["cli_"+key] = e.line("cli."+key, nil)
	}
	return vars
}

// operatorLang is the language of the command line: LOA_LANGUAGE, else
// Vietnamese unless the machine's locale is English.
func operatorLang(vars map[string]string) loa.Lang {
	if lang := loa.Lang(vars["LOA_LANGUAGE"]); lang.Valid() {
		return lang
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := vars[name]; v != "" {
			if strings.HasPrefix(v, "en") {
				return loa.English
			}
			return loa.Vietnamese
		}
	}
	return loa.Vietnamese
}

// atTerminal returns the file if a person can answer there, else nil.
func atTerminal(f *os.File) io.Reader {
	if !isatty.IsTerminal(f.Fd()) {
		return nil
	}
	return f
}

func environ(list []string) map[string]string {
	vars := make(map[string]string, len(list))
	for _, v := range list {
		name, value, _ := strings.Cut(v, "=")
		vars[name] = value
	}
	return vars
}
