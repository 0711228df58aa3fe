package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// receiveBare receives the same answers as little as can be: getUpdates, one transaction
// of plain inserts, and the next getUpdates confirms. No answer is looked at.
func receiveBare(ctx context.Context, questions int, wait func(*quizHall) error) (rate float64, err error) {
	h, err := newQuizHall(ctx, questions)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := wait(h); err != nil {
		return 0, err
	}
	path, remove, err := tempDir()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate") // storage brings the driver
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TABLE answers (update_id INTEGER PRIMARY KEY, kind TEXT, who TEXT, what TEXT)`); err != nil {
		return 0, err
	}
	insert, err := db.PrepareContext(ctx, `INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	b := bare{h: h, db: db, insert: insert}
	start := time.Now()
	for h.Pending() > 0 {
		if err := b.round(ctx); err != nil {
			return 0, err
		}
	}
	return float64(b.answers) / time.Since(start).Seconds(), nil
}

type bare struct {
	h       *quizHall
	db      *sql.DB
	insert  *sql.Stmt
	next    int64
	answers int
}

// bareUpdate is all that the loop reads.
type bareUpdate struct {
	ID   int64 `json:"update_id"`
	Poll *struct {
		ID      string          `json:"id"`
		Options json.RawMessage `json:"options"`
	} `json:"poll"`
	Tap *struct {
		ID   string `json:"id"`
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
		Data string `json:"data"`
	} `json:"callback_query"`
}

func (b *bare) round(ctx context.Context) error {
	form := url.Values{"limit": {"100"}, "timeout": {"0"}, "allowed_updates": {`["message","callback_query","poll","poll_answer","my_chat_member"]`}}
	if b.next != 0 {
		form.Set("offset", fmt.Sprint(b.next))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.h.server.URL+"/bot"+b.h.Token()+"/getUpdates", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var got struct {
		Result []bareUpdate `json:"result"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		return err
	}
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()    // after the commit it does nothing
	insert := tx.StmtContext(ctx, b.insert) //nolint:sqlclosecheck // it ends with the transaction
	for _, u := range got.Result {
		b.next = u.ID + 1
		kind, who, what := "", "", ""
		switch {
		case u.Tap != nil:
			kind, who, what = "tap", fmt.Sprint(u.Tap.From.ID), u.Tap.Data
		case u.Poll != nil:
			kind, who, what = "poll", u.Poll.ID, string(u.Poll.Options)
		default:
			continue
		}
		b.answers++
		if _, err := insert.ExecContext(ctx, u.ID, kind, who, what); err != nil {
			return err
		}
	}
	return tx.Commit()
}
