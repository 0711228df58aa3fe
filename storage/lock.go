package storage

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"syscall"
	"time"
)

// ErrLocked is returned, wrapped, by Lock when somebody else holds the lock.
var ErrLocked = errors.New("held by another process")

// Lock takes the named lock, which one process per database can hold, until
// release is called or the process dies. A held lock is ErrLocked at once.
//
// On SQLite it is a lock on the file "<database>.<name>.lock", which stays
// behind. On PostgreSQL it is an advisory lock on a connection of its own; it is
// lost when that connection breaks.
func (db *DB) Lock(ctx context.Context, name string) (release func() error, err error) {
	return db.lock(ctx, name, false)
}

func (db *DB) lock(ctx context.Context, name string, wait bool) (func() error, error) {
	release, err := db.engine.lock(ctx, name, wait)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	return sync.OnceValue(func() error {
		if err := release(); err != nil {
			return fmt.Errorf("release lock %s: %w", name, err)
		}
		return nil
	}), nil
}

// lockRetry is how often a waiting process asks for a file lock: flock(2) itself
// cannot be told to stop waiting.
const lockRetry = 20 * time.Millisecond

func (s sqlite) lock(ctx context.Context, name string, wait bool) (func() error, error) {
	f, err := os.OpenFile(s.path+"."+url.PathEscape(name)+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return f.Close, nil // closing gives the lock back
		case errors.Is(err, syscall.EINTR):
			continue
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errors.Join(err, f.Close())
		case !wait:
			return nil, errors.Join(ErrLocked, f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		case <-time.After(lockRetry):
		}
	}
}
