package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"loa"
)

// Restoring is a backup that is to become the database.
type Restoring struct {
	File   string    // the backup; it stays as it is
	Target string    // path of the database
	Force  bool      // a database at the target is moved aside instead of being an error
	At     time.Time // real time, for the name of the one moved aside
}

// Restore puts a checked copy of a backup in the place of the database. Decide
// is called within the copy, before anybody can see it; at is the instant after
// which the backup knows nothing. The former database is never deleted: its new
// name is returned, "" if there was none. While a process holds the lock named
// serve on the target it is ErrLocked. On an error the target is as it was.
func Restore(ctx context.Context, r Restoring, decide func(tx *Tx, at time.Time) error) (aside string, err error) {
	aside, err = restore(ctx, r, decide)
	if err != nil {
		return "", fmt.Errorf("restore database: %w", err)
	}
	return aside, nil
}

func restore(ctx context.Context, r Restoring, decide func(tx *Tx, at time.Time) error) (aside string, err error) {
	c, err := inspect(ctx, r.File)
	if err != nil {
		return "", fmt.Errorf("inspect backup: %w", err)
	}
	if err := mayReplace(r); err != nil {
		return "", err
	}
	path, err := filepath.Abs(r.Target)
	if err != nil {
		return "", err
	}
	// From here on nobody can start to work on the target.
	release, err := sqlite{path}.lock(ctx, "serve", false)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, release()) }()
	temp, err := tempBeside(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, removeTemp(temp)) }()
	if err := vacuumInto(ctx, r.File, temp); err != nil { // a file copied by hand may have a log beside it
		return "", err
	}
	if err := prepare(ctx, temp, c.At, decide); err != nil {
		return "", err
	}
	if aside, err = moveAside(path, r.At); err != nil {
		return "", err
	}
	if err := place(temp, path); err != nil {
		return "", errors.Join(err, moveBack(aside, path))
	}
	return aside, nil
}

// mayReplace reports what keeps the target from becoming a restored database.
func mayReplace(r Restoring) error {
	if info, err := os.Stat(filepath.Dir(r.Target)); err != nil {
		return fmt.Errorf("folder of the database: %w", reason(err))
	} else if !info.IsDir() {
		return fmt.Errorf("folder of the database: %w", fs.ErrNotExist)
	}
	info, err := os.Stat(r.Target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return reason(err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("database: %w", ErrNotAFile)
	}
	if file, err := os.Stat(r.File); err == nil && os.SameFile(file, info) {
		return fmt.Errorf("the backup is the database itself: %w", ErrExists)
	}
	if !r.Force {
		return ErrExists
	}
	return nil
}

// prepare brings the copy to this program's schema and decides within it.
func prepare(ctx context.Context, path string, at time.Time, decide func(*Tx, time.Time) error) (err error) {
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Update(ctx, func(tx *Tx) error {
		for _, key := range []string{copiedKey, lastCopiedKey} { // true of the backup, not of what comes of it
			if err := tx.SetState(key, ""); err != nil {
				return err
			}
		}
		return decide(tx, at)
	})
}

// moveAside gives the database at path another name, with its log: a log that
// stayed behind would be taken for that of the next database of the name. The
// log goes first, so that a crash in between leaves no log without its database.
func moveAside(path string, at time.Time) (aside string, err error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", discardLog(path)
	}
	aside = path + ".before-restore-" + at.Format("20060102-150405")
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
		aside = fmt.Sprintf("%s.before-restore-%s-%d", path, at.Format("20060102-150405"), n)
	}
	if err := moveAll(path, aside); err != nil {
		return "", errors.Join(fmt.Errorf("move the database aside: %w", err), moveBack(aside, path))
	}
	return aside, nil
}

// discardLog removes a log without a database, which SQLite itself would discard.
func discardLog(path string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove log without a database: %w", err)
		}
	}
	return nil
}

func moveBack(aside, path string) error {
	if aside == "" {
		return nil
	}
	return moveAll(aside, path)
}

func moveAll(from, to string) error {
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// doubtfulQuery finds what another Loa on a later state of the same database may
// have sent by then: what was due, what was being sent, and what a paused
// broadcast holds back, which may have been let go on.
const doubtfulQuery = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE state = 'sending'
	OR state = 'pending' AND (due <= ? OR broadcast IN (SELECT id FROM broadcasts WHERE state = 'paused')) ORDER BY id`

// Doubt settles what another Loa, working on a later state of the same database,
// may have done until then: its deliveries are uncertain, answers to people
// expired, and nothing of it will be sent. Broadcasts that may have been approved,
// let go on, or started meanwhile are stopped; invitations that may have been
// used are void. It returns the deliveries as they are now, and how many
// broadcasts were stopped. Nobody may be sending meanwhile.
func (tx *Tx) Doubt(until, at time.Time, reason string) (list []loa.Delivery, stopped int, err error) {
	if list, err = all(tx, scanDelivery, doubtfulQuery, millis(until)); err != nil {
		return nil, 0, fmt.Errorf("list doubtful deliveries: %w", err)
	}
	for i := range list {
		d := &list[i]
		d.State, d.Reason, d.Settled = loa.Uncertain, reason, at
		if d.Priority == loa.Answer {
			d.State = loa.Expired
		}
		_, err := tx.exec(`UPDATE deliveries SET state = ?, reason = ?, settled = ?, told = FALSE WHERE id = ?`,
			d.State, d.Reason, millis(d.Settled), d.ID)
		if err != nil {
			return nil, 0, fmt.Errorf("doubt delivery %d: %w", d.ID, err)
		}
	}
	n, err := tx.exec(`UPDATE broadcasts SET state = 'stopped', ended = ?
		WHERE state IN ('waiting', 'paused') OR state = 'scheduled' AND due <= ?`, millis(at), millis(until))
	if err != nil {
		return nil, 0, fmt.Errorf("stop doubtful broadcasts: %w", err)
	}
	_, err = tx.exec(`UPDATE invites SET expires = ? WHERE spent_by = '' AND expires > ?`, millis(at), millis(at))
	if err != nil {
		return nil, 0, fmt.Errorf("void doubtful invitations: %w", err)
	}
	return list, int(n), nil
}
