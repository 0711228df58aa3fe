package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot/telegram"
	"loa/delivery"
	"loa/scheduler"
	"loa/storage"
)

// sendOurs sends with the real parts: the outbox in an SQLite file, the worker
// and the adapter. The time is from the worker's start until the last delivery
// is stored as settled.
func sendOurs(ctx context.Context, t *chatServer, each int) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "loa-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := storage.Open(ctx, filepath.Join(dir, "loa.db"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Update(ctx, func(tx *storage.Tx) error { return enqueue(tx, t, each) }); err != nil {
		return 0, err
	}
	log := zerolog.Nop()
	adapter, err := telegram.New(telegram.Config{Token: t.Token(), API: t.url, HTTP: &http.Client{}, Log: log})
	if err != nil {
		return 0, err
	}
	me, err := adapter.Connect(ctx)
	if err != nil {
		return 0, err
	}
	run, stop := context.WithCancel(ctx)
	defer stop()
	settle := &settler{db: db, all: stop}
	settle.open.Store(int64(len(t.groups) * each))
	worker := delivery.New(me.Bot, db, settle, adapter, scheduler.NewClock(time.Time{}, 1), delivery.TelegramPace(), log)
	start := time.Now()
	if err := worker.Run(run); err != nil {
		return 0, fmt.Errorf("run worker: %w", err)
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return settle.last.Sub(start), nil
}

// enqueue stores the broadcast as pending.
func enqueue(tx *storage.Tx, t *chatServer, each int) error {
	for i := range each {
		for _, chat := range t.groups {
			_, _, err := tx.Enqueue(loa.Delivery{
				Bot: t.bot(), Chat: chatID(chat), Priority: loa.Bulk, Due: time.Now(), Created: time.Now(),
				Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain(text(i))}},
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// settler stores outcomes as the campaign does, and tells when all are final.
type settler struct {
	db   *storage.DB
	open atomic.Int64
	last time.Time
	all  func()
}

// Settle implements delivery.Settler.
func (s *settler) Settle(ctx context.Context, d loa.Delivery, o loa.Outcome) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error { return tx.SettleDelivery(d.ID, o) })
	if err == nil && o.State != loa.Pending && s.open.Add(-1) == 0 {
		s.last = time.Now()
		s.all()
	}
	return err
}
