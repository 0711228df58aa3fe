package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

const (
	bot  loa.BotID  = "telegram:7001"
	chat loa.ChatID = "-100200"
)

var (
	noon   = time.Date(2024, 3, 13, 5, 0, 0, 0, time.UTC)
	person = loa.Account{Platform: loa.Telegram, ID: "11"}
	other  = loa.Account{Platform: loa.Telegram, ID: "22"}
)

// each runs the test on a fresh database of every engine.
func each(t *testing.T, test func(t *testing.T, db *storage.DB)) {
	t.Helper()
	t.Parallel()
	storagetest.OpenEach(t, test)
}

func update(t testing.TB, db *storage.DB, do func(tx *storage.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// read returns what get gives in a read-only transaction.
func read[T any](t testing.TB, db *storage.DB, get func(tx *storage.Tx) (T, error)) T {
	t.Helper()
	v, err := tryRead(t, db, get)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func tryRead[T any](t testing.TB, db *storage.DB, get func(tx *storage.Tx) (T, error)) (v T, err error) {
	t.Helper()
	err = db.View(t.Context(), func(tx *storage.Tx) error {
		v, err = get(tx)
		return err
	})
	return v, err
}

func equal[T any](t testing.TB, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func wantNotFound(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, loa.ErrNotFound) {
		t.Errorf("got error %v, want not found", err)
	}
}

func setState(key, value string) func(tx *storage.Tx) error {
	return func(tx *storage.Tx) error { return tx.SetState(key, value) }
}

func state(t testing.TB, db *storage.DB, key string) string {
	t.Helper()
	return read(t, db, func(tx *storage.Tx) (string, error) { return tx.State(key) })
}

func TestPing(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		if err := db.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestUpdateCommits(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, setState("k", "1"))
		update(t, db, setState("k", "2"))
		equal(t, state(t, db, "k"), "2")
		equal(t, state(t, db, "none"), "")
	})
}

func TestUpdateRollsBack(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		failure := errors.New("failed on purpose")
		err := db.Update(t.Context(), func(tx *storage.Tx) error {
			return errors.Join(tx.SetState("k", "lost"), failure)
		})
		if !errors.Is(err, failure) {
			t.Errorf("got error %v, want the function's", err)
		}
		equal(t, state(t, db, "k"), "")

		func() {
			defer func() { equal(t, fmt.Sprint(recover()), "panic on purpose") }()
			_ = db.Update(t.Context(), func(tx *storage.Tx) error {
				if err := tx.SetState("k", "lost"); err != nil {
					t.Error(err)
				}
				panic("panic on purpose")
			})
		}()
		equal(t, state(t, db, "k"), "")
		update(t, db, setState("k", "kept")) // the database still works
		equal(t, state(t, db, "k"), "kept")
	})
}

func TestUpdateStopsWithItsContext(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Update(ctx, func(tx *storage.Tx) error {
			err := tx.SetState("k", "lost")
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want %v", err, context.Canceled)
		}
		update(t, db, setState("other", "x")) // the writer's connection is free again
		equal(t, state(t, db, "k"), "")
	})
}

// The driver says of a transaction that it rolled back only that it is gone.
func TestUpdateSaysThatItsContextEnded(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Update(ctx, func(*storage.Tx) error {
			cancel()
			update(t, db, setState("other", "x")) // on SQLite it waits until this one is rolled back
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want %v", err, context.Canceled)
		}
	})
}

// A statement that failed dooms the transaction on both engines, even when
// nobody looks at the error.
func TestUpdateRefusesToCommitAfterALostError(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, func(tx *storage.Tx) error { return tx.SaveInvite(loa.Invite{Digest: "d"}) })
		err := db.Update(t.Context(), func(tx *storage.Tx) error {
			if err := tx.SetState("k", "lost"); err != nil {
				return err
			}
			if err := tx.SaveInvite(loa.Invite{Digest: "d"}); err == nil {
				t.Error("the same invite was saved twice")
			}
			return nil
		})
		if err == nil {
			t.Error("the transaction was committed")
		}
		equal(t, state(t, db, "k"), "")
	})
}

func TestViewCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		if err := db.View(t.Context(), setState("k", "v")); err == nil {
			t.Error("a read-only transaction has written")
		}
		equal(t, state(t, db, "k"), "")
	})
}

func TestViewSeesOneInstant(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		update(t, db, setState("k", "before"))
		read(t, db, func(tx *storage.Tx) (string, error) {
			before, err := tx.State("k")
			if err != nil {
				return "", err
			}
			update(t, db, setState("k", "after")) // a reader does not hold up a writer
			again, err := tx.State("k")
			equal(t, again, before)
			return again, err
		})
		equal(t, state(t, db, "k"), "after")
	})
}

func TestTry(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		failure := errors.New("failed on purpose")
		update(t, db, func(tx *storage.Tx) error {
			set := func(key string, end func() error) func() error {
				return func() error { return errors.Join(tx.SetState(key, "x"), end()) }
			}
			ok := func() error { return nil }
			if err := tx.Try(set("kept", ok)); err != nil {
				t.Error(err)
			}
			if err := tx.Try(set("failed", func() error { return failure })); !errors.Is(err, failure) {
				t.Errorf("got error %v, want the function's", err)
			}
			if err := tx.Try(set("panicked", func() error { panic("on purpose") })); err == nil || err.Error() != "panic: on purpose" {
				t.Errorf("got error %v, want the panic", err)
			}
			// The statement itself fails: PostgreSQL refuses all else until the savepoint.
			twice := func() error {
				return errors.Join(tx.SaveInvite(loa.Invite{Digest: "d"}), tx.SaveInvite(loa.Invite{Digest: "d"}))
			}
			if err := tx.Try(set("refused", twice)); err == nil {
				t.Error("the same invite was saved twice")
			}
			if err := tx.Try(set("lost", func() error { _ = twice(); return nil })); err == nil {
				t.Error("a lost error counted as success")
			}
			// Within each other.
			if err := tx.Try(set("outer", func() error {
				if err := tx.Try(set("inner", func() error { return failure })); err == nil {
					t.Error("the inner one did not fail")
				}
				return tx.Try(set("second", ok))
			})); err != nil {
				t.Error(err)
			}
			return tx.SetState("end", "x")
		})
		for _, key := range []string{"kept", "outer", "second", "end"} {
			equal(t, key+state(t, db, key), key+"x")
		}
		for _, key := range []string{"failed", "panicked", "refused", "lost", "inner"} {
			equal(t, key+state(t, db, key), key)
		}
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Invite, error) { return tx.SpendInvite("d", person, noon) })
		if err == nil {
			t.Error("the invite of a failed try is there")
		}
	})
}

// Writers and readers at once, through two handles as two processes would: no
// update is lost, and nobody is told that the database is locked.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	storagetest.TargetEach(t, func(t *testing.T, target string) {
		const workers, rounds = 8, 10
		handles := []*storage.DB{storagetest.OpenTarget(t, target), storagetest.OpenTarget(t, target)}
		var wg sync.WaitGroup
		for i := range workers {
			db := handles[i%len(handles)]
			wg.Go(func() {
				for range rounds {
					if err := db.Update(t.Context(), addOne); err != nil {
						t.Error(err)
					}
				}
			})
			wg.Go(func() {
				for range rounds {
					if err := db.View(t.Context(), func(tx *storage.Tx) error { _, err := tx.State("n"); return err }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		equal(t, len(state(t, handles[0], "n")), workers*rounds)
	})
}

func addOne(tx *storage.Tx) error {
	n, err := tx.State("n")
	if err != nil {
		return err
	}
	return tx.SetState("n", n+"|")
}

func TestLock(t *testing.T) {
	t.Parallel()
	storagetest.TargetEach(t, func(t *testing.T, target string) {
		here, there := storagetest.OpenTarget(t, target), storagetest.OpenTarget(t, target)
		release, err := here.Lock(t.Context(), string(bot))
		if err != nil {
			t.Fatal(err)
		}
		for _, db := range []*storage.DB{here, there} {
			if _, err := db.Lock(t.Context(), string(bot)); !errors.Is(err, storage.ErrLocked) {
				t.Errorf("got error %v, want %v", err, storage.ErrLocked)
			}
		}
		another, err := there.Lock(t.Context(), "schedule/../x") // one name does not hinder another, nor leave the folder
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time does nothing
			if err := release(); err != nil {
				t.Error(err)
			}
		}
		again, err := there.Lock(t.Context(), string(bot))
		if err != nil {
			t.Fatal(err)
		}
		for _, release := range []func() error{another, again} {
			if err := release(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestSchemasDoNotShareLocks(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		// Every test holds this lock in a database (or schema) of its own.
		release, err := db.Lock(t.Context(), "shared")
		if err != nil {
			t.Fatal(err)
		}
		storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
			release, err := db.Lock(t.Context(), "shared")
			if err != nil {
				t.Fatal(err)
			}
			if err := release(); err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(func() {
			if err := release(); err != nil {
				t.Error(err)
			}
		})
	})
}

func TestErrorsNameTheirTask(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		_, err := tryRead(t, db, func(tx *storage.Tx) (loa.Group, error) { return tx.Group(7) })
		wantNotFound(t, err)
		if !strings.HasPrefix(err.Error(), "read group 7: ") {
			t.Errorf("error %q does not say what was tried", err)
		}
	})
}
