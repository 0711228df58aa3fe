package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"loa"
)

// Fetch downloads a file that a person sent. One with more bytes than most, or
// than Telegram gives out, is a failure that wraps loa.ErrTooLarge. The address of
// a file holds the token, so it is in no error.
func (a *Adapter) Fetch(ctx context.Context, fileID string, most int64) ([]byte, error) {
	r := newRequest("getFile")
	r.set("file_id", fileID)
	result, err := a.call(ctx, r)
	if err != nil {
		if strings.Contains(err.Error(), "file is too big") {
			err = refused("%w: %w", loa.ErrTooLarge, err)
		}
		return nil, err
	}
	var f struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"` // 0: unknown
	}
	if err := json.Unmarshal(result, &f); err != nil {
		return nil, &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read answer of getFile: %w", err)}
	}
	switch {
	case f.Size > most:
		return nil, refused("call getFile: %w: %d bytes", loa.ErrTooLarge, f.Size)
	case !plainPath(f.Path): // a server of one's own may give a path on its disk (Bot API, "Using a Local Bot API Server")
		return nil, refused("call getFile: %w", errors.New("the answer has no path to download from"))
	}
	return a.download(ctx, f.Path, most)
}

// plainPath reports whether a file's path can stand in its address.
func plainPath(p string) bool {
	return p != "" && path.Clean("/"+p) == "/"+p && !strings.ContainsAny(p, "?#%\\")
}

// download gets a file's bytes. It changes nothing, so whatever goes wrong on the
// way may be tried again.
func (a *Adapter) download(ctx context.Context, name string, most int64) (data []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	start := time.Now()
	defer func() {
		if a.observe == nil {
			return
		}
		outcome := "ok"
		if err != nil {
			outcome = string(loa.FailureOf(err).Class)
		}
		a.observe("file", outcome, time.Since(start))
	}()
	again := func(err error) error {
		return &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("download file: %w", redact(err, a.secret))}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/file/bot"+a.bot.Token+"/"+name, nil)
	if err != nil {
		return nil, refused("download file: %w", redact(err, a.secret))
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, again(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, notServed(resp.StatusCode)
	}
	if data, err = io.ReadAll(io.LimitReader(resp.Body, most+1)); err != nil {
		return nil, again(err)
	}
	if int64(len(data)) > most {
		return nil, refused("download file: %w", loa.ErrTooLarge)
	}
	return data, nil
}

// notServed is the failure of a file that was answered with another status than 200.
func notServed(status int) *loa.Failure {
	f := &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("download file: HTTP %d %s", status, http.StatusText(status))}
	switch {
	case status == http.StatusTooManyRequests:
		f.Class, f.After = loa.FailWait, defaultWait
	case status == http.StatusUnauthorized:
		f.Class = loa.FailMisconfigured
	case status < 500:
		f.Class = loa.FailRefused
	}
	return f
}
