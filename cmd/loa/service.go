package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// withService runs do on the configured database, opened to read and write or only to be
// looked at, and writes out what is refused. It may be run beside a serving Loa.
func (e *env) withService(open func(context.Context, string) (*storage.DB, error), do func(config.Config, *campaign.Service) error) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	db, err := open(e.ctx, string(cfg.Database))
	if err != nil {
		return e.fileTrouble("operate.status", err, map[string]any{"Database": cfg.Database.String()})
	}
	service := campaign.New(db, e.catalog, campaign.Settings{Zone: cfg.Timezone, Lang: cfg.Language, Admins: cfg.Admins}, time.Now, zerolog.Nop())
	err = errors.Join(do(cfg, service), db.Close())
	if refusal, refused := errors.AsType[*campaign.Refusal](err); refused {
		fmt.Fprintln(e.stderr, e.line(refusal.Key, refusal.Data))
		return errShown
	}
	return err
}
