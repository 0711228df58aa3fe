package config

import (
	"net/url"
	"regexp"
	"strings"
)

const hidden = "***"

// Secret is a text that shows itself to nobody but who converts it to a string.
type Secret string

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret from JSON, YAML and logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Database says where the state is kept: the path of an SQLite file, or a
// postgres:// URL. It shows itself without the URL's password.
type Database string

// PostgreSQL reports whether the database is a PostgreSQL server.
func (d Database) PostgreSQL() bool {
	return strings.HasPrefix(string(d), "postgres://") || strings.HasPrefix(string(d), "postgresql://")
}

// String hides the password. A URL that cannot be read is hidden whole.
func (d Database) String() string {
	if !strings.Contains(string(d), "://") {
		return string(d)
	}
	u, err := url.Parse(string(d))
	if err != nil {
		return hidden
	}
	if query := u.Query(); query.Has("password") { // pgx takes it there too
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}

// GoString hides the password from %#v.
func (d Database) GoString() string { return d.String() }

// MarshalText hides the password from JSON, YAML and logs.
func (d Database) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// shown makes a value fit for a message: short, on one line, and without what
// looks like a token or a password, since those get put in wrong places.
func shown(value string) string {
	// "The token looks something like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11":
	// core.telegram.org/bots/api#authorizing-your-bot
	token := regexp.MustCompile(`[0-9]{3,}:[A-Za-z0-9_-]{15,}`)
	login := regexp.MustCompile(`//[^/@\s]*@`)
	value = token.ReplaceAllString(value, hidden)
	value = login.ReplaceAllString(value, "//"+hidden+"@")
	value = strings.Join(strings.Fields(value), " ")
	const most = 80 // characters: a line of a terminal
	if r := []rune(value); len(r) > most {
		value = string(r[:most]) + "…"
	}
	return value
}
