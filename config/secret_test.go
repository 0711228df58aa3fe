package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"loa/config"
)

func TestSecretsHide(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	c := config.Config{
		Telegram: config.Telegram{Token: secret},
		Database: "postgres://loa:" + secret + "@db/loa?password=" + secret,
	}
	js, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	logger := zerolog.New(&log)
	logger.Info().Interface("config", c).Stringer("token", c.Telegram.Token).Any("database", c.Database).Msg("")
	pretty := zerolog.New(zerolog.ConsoleWriter{Out: &log, NoColor: true})
	pretty.Info().Interface("telegram", c.Telegram).Msg("")
	for name, text := range map[string]string{
		"%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", c), "%#v": fmt.Sprintf("%#v", c), "%s": fmt.Sprintf("%s", []any{c}), // not all of it is text
		"%x": fmt.Sprintf("%x", c.Telegram.Token), "%q": fmt.Sprintf("%q", c.Telegram.Token), "print": fmt.Sprint(&c),
		"json": string(js), "zerolog": log.String(), "error": fmt.Errorf("connect to %s: %w", c.Database, fmt.Errorf("%v", c.Telegram.Token)).Error(),
	} {
		hex := fmt.Sprintf("%x", secret)
		if strings.Contains(text, secret) || strings.Contains(text, hex) {
			t.Errorf("%s shows a secret: %s", name, text)
		}
		if text == "" {
			t.Errorf("%s shows nothing", name)
		}
	}
	if got := string(c.Telegram.Token); got != secret {
		t.Errorf("who asks for it must get it: got %q", got)
	}
}

func TestDatabaseString(t *testing.T) {
	t.Parallel()
	for in, want := range map[config.Database]string{
		"loa.db":                           "loa.db",
		"/var/lib/loa/loa.db":              "/var/lib/loa/loa.db",
		"postgres://loa@db/loa":            "postgres://loa@db/loa",
		"postgres://loa:pw@db/loa":         "postgres://loa:xxxxx@db/loa",
		"postgres://db/loa?password=pw":    "postgres://db/loa?password=xxxxx",
		"postgres://loa:pw@db:port/loa":    "***",
		"postgresql://db/loa?user=a&x=y":   "postgresql://db/loa?user=a&x=y",
		"postgres://loa:p%zz@db/loa":       "***",
		config.Database("relative/x y.db"): "relative/x y.db",
	} {
		if got := in.String(); got != want {
			t.Errorf("%q: got %q, want %q", string(in), got, want)
		}
	}
}
