package telegram

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
)

func TestFetch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{})
	hoa := w.AddPerson("Nguyễn Thị Hoa", "vi")
	w.receive(t, &mailbox{})
	sent := func(data []byte) string {
		t.Helper()
		w.SayDocument(hoa, sandbox.ChatID(hoa), "", "danh sách.csv", data)
		u := w.event(t)
		if u.Message == nil || u.Message.Media == nil || u.Message.Media.Name != "danh sách.csv" {
			t.Fatalf("got %+v, want the file", u.Message)
		}
		return u.Message.FileID
	}
	roll := []byte("Họ và tên;Chi bộ\n")
	id := sent(roll)
	if got, err := w.a.Fetch(t.Context(), id, int64(len(roll))); err != nil || !bytes.Equal(got, roll) {
		t.Errorf("fetched %q, %v", got, err)
	}
	vast := sent(make([]byte, 20<<20+1)) // Telegram gives out 20 MB (getFile)
	for name, fetch := range map[string]func() ([]byte, error){
		"more than asked for":     func() ([]byte, error) { return w.a.Fetch(t.Context(), id, int64(len(roll))-1) },
		"more than Telegram does": func() ([]byte, error) { return w.a.Fetch(t.Context(), vast, 50<<20) },
	} {
		if got, err := fetch(); !errors.Is(err, loa.ErrTooLarge) || loa.FailureOf(err).Class != loa.FailRefused || got != nil {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if _, err := w.a.Fetch(t.Context(), "nobody's", 1); loa.FailureOf(err).Class != loa.FailRefused || errors.Is(err, loa.ErrTooLarge) {
		t.Errorf("an unknown file: %v", err)
	}
}

// download answers getFile with a path and size, and the file as it likes.
type download struct {
	file string // the result of getFile
	get  func() (*http.Response, error)
}

func (d download) RoundTrip(r *http.Request) (*http.Response, error) {
	if path.Base(r.URL.Path) == "getFile" {
		return respond(ok(d.file))
	}
	resp, err := d.get()
	if err != nil {
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: errors.New("reset: " + r.URL.String())}
	}
	return resp, nil
}

func TestFetchFailures(t *testing.T) {
	t.Parallel()
	const there = `{"file_id":"x","file_path":"documents/file_1.csv"}`
	status := func(code int) func() (*http.Response, error) {
		return func() (*http.Response, error) { return respond(code, strings.Repeat("x", 11)) }
	}
	lost := func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }
	for name, tt := range map[string]struct {
		download
		class loa.FailureClass
	}{
		"connection lost":      {download{there, lost}, loa.FailRetry},
		"server failed":        {download{there, status(502)}, loa.FailRetry},
		"told to wait":         {download{there, status(429)}, loa.FailWait},
		"gone":                 {download{there, status(404)}, loa.FailRefused},
		"sent elsewhere":       {download{there, status(302)}, loa.FailRefused},
		"token revoked":        {download{there, status(401)}, loa.FailMisconfigured},
		"larger than was told": {download{there, status(200)}, loa.FailRefused},
		"no path":              {download{`{"file_id":"x"}`, lost}, loa.FailRefused},
		"a path on a disk":     {download{`{"file_id":"x","file_path":"/var/lib/x"}`, lost}, loa.FailRefused},
		"a path out":           {download{`{"file_id":"x","file_path":"../getMe"}`, lost}, loa.FailRefused},
		"a path with a query":  {download{`{"file_id":"x","file_path":"a?b"}`, lost}, loa.FailRefused},
		"no object":            {download{`[]`, lost}, loa.FailRetry},
	} {
		a := newAdapter(t, "http://telegram.test", func(c *Config) { c.HTTP = &http.Client{Transport: tt.download} })
		got, err := a.Fetch(t.Context(), "x", 10)
		if f := loa.FailureOf(err); err == nil || f.Class != tt.class || got != nil {
			t.Errorf("%s: %q, %v, want %s", name, got, err, tt.class)
		}
		if _, secret, _ := strings.Cut(token, ":"); err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error shows the token: %v", name, err)
		}
	}
}
