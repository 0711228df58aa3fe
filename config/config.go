package config

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"loa"
)

// DefaultFile is read from the working directory when no file is named.
const DefaultFile = "loa.yaml"

// Config is how one installation is set up.
type Config struct {
	Telegram Telegram
	Zalo     Zalo
	Database Database
	Campaign string        // campaign folder; empty: the one within the program
	Admins   []loa.Account // who may do everything, before anybody has been given a role
	Listen   string        // host:port of the health and metrics pages
	Checkin  Checkin
	Timezone *time.Location
	Language loa.Lang // of groups and people that have not chosen one
	LogLevel string   // "debug", "info", "warn" or "error"

	Attendance loa.AttendanceRules // what a meeting is measured by

	speak loa.Lang // of messages to the operator
}

// Telegram is the account of the bot on Telegram.
type Telegram struct {
	Token Secret
	API   string // base URL, without a slash at the end
}

// Zalo is the bots on Zalo. One account may have three, each in three groups.
type Zalo struct {
	Tokens  []Secret
	Names   []string        // that people pick beside the bots' own
	API     string          // base URL, without a slash at the end
	Webhook string          // how the webhooks are reached from outside, without a slash at the end; empty: Loa polls
	Secret  Secret          // which Zalo shows with every webhook request
	Limits  loa.QuotaLimits // of each bot, by its plan; 0: no limit
}

// Checkin is where the secretaries' check-in pages are. Both are set or neither.
type Checkin struct {
	Listen string // host:port; empty: there are no pages
	URL    string // how the pages are reached from outside, without a slash at the end
}

// Defaults returns the configuration of an installation that sets nothing. It
// lacks a token: see ForServe.
func Defaults() Config {
	var r reader
	r.read(nil)
	return r.config
}

// Load reads the configuration. The file at path (DefaultFile if empty) must
// exist when it was named explicitly. The environment is a map so that nothing
// here reads the process's own; LOA_TEST_… variables belong to the tests and
// are passed over. A wrong configuration is an *Error.
func Load(path string, explicit bool, env map[string]string) (Config, error) {
	if path == "" {
		path = DefaultFile
	}
	var r reader
	file := r.readFile(path, explicit)
	vars := r.readEnv(env)
	r.read(file, vars)
	r.config.speak = speaks(r.config.Language, len(file["language"])+len(vars["language"]) > 0, env)
	if len(r.mistakes) > 0 {
		return Config{}, &Error{Mistakes: r.mistakes, Lang: r.config.speak}
	}
	return r.config, nil
}

// ForServe reports what is missing to serve real chats. Other commands do without.
func (c Config) ForServe() error {
	if c.Telegram.Token == "" && len(c.Zalo.Tokens) == 0 {
		return &Error{Lang: c.speak, Mistakes: []Mistake{{Where: "LOA_TELEGRAM_TOKEN", what: noToken}}}
	}
	return nil
}

func (r *reader) readFile(path string, explicit bool) values {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !explicit:
		return nil
	case err != nil:
		r.mistake(path, cannotRead, cause(err))
		return nil
	}
	return r.parseYAML(path, data)
}

// cause returns an error without the path, which might be a secret put in the wrong place.
func cause(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return err.Error()
}
