package storage

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"loa"
)

// millis is how an instant is stored; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// column reads a column of stored type S into something else.
type column[S any] func(S) error

// Scan implements sql.Scanner.
func (c column[S]) Scan(src any) error {
	if bytes, ok := src.([]byte); ok {
		src = string(bytes)
	}
	s, ok := src.(S)
	if !ok {
		return fmt.Errorf("column holds %T, want %T", src, s)
	}
	return c(s)
}

func toTime(t *time.Time) column[int64] {
	return func(ms int64) error { *t = instant(ms); return nil }
}

// to reads a text column by parsing it; the empty text is the zero value.
func to[T any](v *T, parse func(string) (T, error)) column[string] {
	return func(s string) (err error) {
		if s == "" {
			var zero T
			*v = zero
			return nil
		}
		*v, err = parse(s)
		return err
	}
}

func toDate(d *loa.Date) column[string]        { return to(d, loa.ParseDate) }
func toQuiet(q *loa.QuietHours) column[string] { return to(q, loa.ParseQuietHours) }
func toAccount(a *loa.Account) column[string]  { return to(a, parseAccount) }

// toJSON reads a column of JSON text.
func toJSON[T any](v *T) column[string] {
	return to(v, func(s string) (v T, err error) {
		err = json.Unmarshal([]byte(s), &v)
		return v, err
	})
}

// parseAccount reads what account writes. Whether the platform is one that Loa
// knows was decided before it was stored.
func parseAccount(s string) (loa.Account, error) {
	platform, id, ok := strings.Cut(s, ":")
	if !ok {
		return loa.Account{}, fmt.Errorf("account %q: want platform:id", s)
	}
	return loa.Account{Platform: loa.Platform(platform), ID: id}, nil
}

// account is how an account is stored; none is "".
func account(a loa.Account) string {
	if a.IsZero() {
		return ""
	}
	return a.String()
}

// day is how a day is stored; none is "".
func day(d loa.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
