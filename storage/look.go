package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"loa"
)

// ErrOlder is returned, wrapped, by Look for a database that a newer program has
// not opened yet.
var ErrOlder = errors.New("written by an older Loa")

// Look opens a database for View only: it creates and migrates nothing, so it
// can be used beside a serving Loa of any version. A database of another schema
// is ErrOlder or ErrNewer, a missing file fs.ErrNotExist.
func Look(ctx context.Context, target string) (*DB, error) {
	db, err := look(ctx, target)
	if err != nil {
		return nil, fmt.Errorf("look into database: %w", err)
	}
	return db, nil
}

func look(ctx context.Context, target string) (*DB, error) {
	open := openPostgres
	if !strings.Contains(target, "://") {
		if err := looksLikeSQLite(target); err != nil {
			return nil, err
		}
		open = openSQLite
	}
	db, err := open(ctx, target)
	if err != nil {
		return nil, err
	}
	if err := sameSchema(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func sameSchema(ctx context.Context, db *DB) error {
	newest, err := newestSchema()
	if err != nil {
		return err
	}
	has, err := schemaOf(ctx, db.read)
	switch {
	case err != nil:
		return err
	case has < newest:
		return fmt.Errorf("%w (schema %d, this program knows %d)", ErrOlder, has, newest)
	case has > newest:
		return fmt.Errorf("%w (schema %d, this program knows %d)", ErrNewer, has, newest)
	}
	return nil
}

// Problem is why deliveries failed or are uncertain, and how many.
type Problem struct {
	State  loa.DeliveryState
	Reason string
	Count  int
	Last   time.Time
}

// Problems returns why deliveries failed or are uncertain, the newest reason first.
func (tx *Tx) Problems(limit int) ([]Problem, error) {
	list, err := all(tx, func(r row, p *Problem) error { return r.Scan(&p.State, &p.Reason, &p.Count, toTime(&p.Last)) },
		`SELECT state, reason, COUNT(*), MAX(settled) FROM deliveries WHERE state IN ('failed', 'uncertain')
		GROUP BY state, reason ORDER BY MAX(settled) DESC, state, reason LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("list problems: %w", err)
	}
	return list, nil
}

// Bots returns the bots that received or were added to a group.
func (tx *Tx) Bots() ([]loa.BotID, error) {
	bots, err := all(tx, value[loa.BotID], `SELECT bot FROM update_offsets
		UNION SELECT bot FROM chat_groups WHERE bot <> ? ORDER BY bot`, loa.RelayBot)
	if err != nil {
		return nil, fmt.Errorf("list bots: %w", err)
	}
	return bots, nil
}

// CountGroups returns how many groups are in each state; states without any are left out.
func (tx *Tx) CountGroups() (map[loa.GroupState]int, error) {
	groups, err := tx.Groups()
	counts := map[loa.GroupState]int{}
	for _, g := range groups {
		counts[g.State]++
	}
	return counts, err
}
