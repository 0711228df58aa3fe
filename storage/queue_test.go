package storage_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"loa"
	"loa/storage"
	"loa/storage/storagetest"
)

func begin(t testing.TB, db *storage.DB, want ...loa.DeliveryID) {
	t.Helper()
	taken, err := db.Begin(t.Context(), want, noon)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, ids(taken), want)
}

// due lists what may be sent at noon.
func due(t testing.TB, db *storage.DB) []loa.DeliveryID {
	t.Helper()
	list, _, err := db.Due(t.Context(), bot, noon, 100)
	if err != nil {
		t.Fatal(err)
	}
	return ids(list)
}

func TestDueGivesHeadsOfLanes(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		equal(t, due(t, db), nil)
		a1 := enqueue(t, db, notice("a", "1"))
		a2 := enqueue(t, db, notice("a", "2"))
		b1 := enqueue(t, db, notice("b", "1"))
		enqueue(t, db, with(notice("c", "another bot's"), func(d *loa.Delivery) { d.Bot = "zalo:9" }))
		equal(t, due(t, db), []loa.DeliveryID{a1, b1})

		begin(t, db, a1) // its lane waits
		equal(t, due(t, db), []loa.DeliveryID{b1})
		hurry := enqueue(t, db, with(notice("a", "answer"), answer)) // an answer too: order is kept
		equal(t, due(t, db), []loa.DeliveryID{b1})
		toast := enqueue(t, db, with(with(notice("a", ""), tapped("t1")), answer)) // but not a toast
		toast2 := enqueue(t, db, with(with(notice("a", ""), tapped("t2")), answer))
		equal(t, due(t, db), []loa.DeliveryID{toast, toast2, b1})

		settle(t, db, a1, outcome(loa.Sent)) // the answer overtakes the broadcast
		equal(t, due(t, db), []loa.DeliveryID{hurry, toast, toast2, b1})
		settle(t, db, hurry, outcome(loa.Expired))
		equal(t, due(t, db), []loa.DeliveryID{toast, toast2, a2, b1})

		limited, _, err := db.Due(t.Context(), bot, noon, 1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, limited, []loa.Delivery{delivery(t, db, toast)})
	})
}

func TestDueWaits(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		at := func(now time.Time) (list []loa.DeliveryID, next time.Time) {
			due, next, err := db.Due(t.Context(), bot, now, 100)
			if err != nil {
				t.Fatal(err)
			}
			return ids(due), next
		}
		check := func(now time.Time, want []loa.DeliveryID, wantNext time.Time) {
			t.Helper()
			list, next := at(now)
			equal(t, list, want)
			equal(t, next, wantNext)
		}
		check(noon, nil, time.Time{})
		planned := enqueue(t, db, with(notice("a", "planned"), dueAt(noon.Add(time.Hour))))
		now := enqueue(t, db, notice("a", "now"))
		check(noon, []loa.DeliveryID{now}, noon.Add(time.Hour)) // what is only planned holds up nobody
		check(noon.Add(time.Hour), []loa.DeliveryID{planned}, time.Time{})
		check(noon.Add(-time.Hour), nil, noon)

		// What was tried keeps its place: the second part must not come first.
		second := enqueue(t, db, notice("a", "second part"))
		begin(t, db, now)
		settle(t, db, now, loa.Outcome{State: loa.Pending, At: noon, Due: noon.Add(time.Second)})
		check(noon, nil, noon.Add(time.Second))
		check(noon.Add(time.Second), []loa.DeliveryID{now}, noon.Add(time.Hour))
		hurry := enqueue(t, db, with(notice("a", "answer"), answer))
		check(noon, []loa.DeliveryID{hurry}, noon.Add(time.Second))
		settle(t, db, hurry, outcome(loa.Sent))
		settle(t, db, now, outcome(loa.Failed))
		check(noon, []loa.DeliveryID{second}, noon.Add(time.Hour))
	})
}

func TestBeginTakesOnlyWhatIsFree(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		first, second := enqueue(t, db, notice("a", "1")), enqueue(t, db, notice("a", "2"))
		sent, free := enqueue(t, db, notice("b", "1")), enqueue(t, db, notice("c", "1"))
		settle(t, db, sent, outcome(loa.Sent))
		wall := noon.Add(24 * time.Hour)
		taken, err := db.Begin(t.Context(), []loa.DeliveryID{first, second, sent, 99, free}, wall)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, ids(taken), []loa.DeliveryID{first, free}) // the second waits for the first of its lane
		got := delivery(t, db, first)
		equal(t, got.State, loa.Sending)
		equal(t, got.Attempt, 1)
		equal(t, delivery(t, db, second).Attempt, 0)
	})
}

// TestBeginReturnsWhatIsStored: an edit renewed after it was seen to be due is
// sent as it is now.
func TestBeginReturnsWhatIsStored(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		edit := func(text string) loa.Delivery {
			d := notice("a", "")
			d.Payload = loa.Payload{Edit: &loa.Edit{Message: "5", Text: loa.Plain(text)}}
			return d
		}
		id := enqueue(t, db, edit("old"))
		equal(t, due(t, db), []loa.DeliveryID{id})
		equal(t, enqueue(t, db, edit("new")), id)
		taken, err := db.Begin(t.Context(), []loa.DeliveryID{id}, noon)
		if err != nil || len(taken) != 1 {
			t.Fatalf("took %v: %v", taken, err)
		}
		equal(t, taken[0].Payload.Edit.Text.String(), "new")
		equal(t, taken[0].State, loa.Sending)
	})
}

// Two processes with several workers each: every delivery is begun exactly once.
func TestBeginAtOnce(t *testing.T) {
	t.Parallel()
	storagetest.TargetEach(t, func(t *testing.T, target string) {
		handles := []*storage.DB{storagetest.OpenTarget(t, target), storagetest.OpenTarget(t, target)}
		var all []loa.DeliveryID
		update(t, handles[0], func(tx *storage.Tx) error {
			for i := range 40 {
				id, _, err := tx.Enqueue(notice(loa.ChatID('a'+rune(i)), "x"))
				if err != nil {
					return err
				}
				all = append(all, id)
			}
			return nil
		})
		var mu sync.Mutex
		var begun []loa.DeliveryID
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				for batch := range slices.Chunk(all, 7) {
					taken, err := handles[i%2].Begin(t.Context(), batch, noon)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					begun = append(begun, ids(taken)...)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		slices.Sort(begun)
		equal(t, begun, all)
		for _, id := range all {
			equal(t, delivery(t, handles[0], id).Attempt, 1)
		}
	})
}

func TestRecover(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		interrupted, pending := enqueue(t, db, notice("a", "1")), enqueue(t, db, notice("a", "2"))
		elsewhere := enqueue(t, db, with(notice("b", "1"), func(d *loa.Delivery) { d.Bot = "zalo:9" }))
		begin(t, db, interrupted, elsewhere)
		for _, want := range []int{1, 0} {
			n, err := db.Recover(t.Context(), bot, noon.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, n, want)
		}
		got := delivery(t, db, interrupted)
		equal(t, got.State, loa.Uncertain)
		equal(t, got.Reason, "interrupted")
		equal(t, got.Settled, noon.Add(time.Hour))
		equal(t, delivery(t, db, elsewhere).State, loa.Sending)
		equal(t, due(t, db), []loa.DeliveryID{pending}) // the lane is free again
		equal(t, ids(read(t, db, func(tx *storage.Tx) ([]loa.Delivery, error) { return tx.Untold(9) })), []loa.DeliveryID{interrupted})
	})
}

func TestRecent(t *testing.T) {
	each(t, func(t *testing.T, db *storage.DB) {
		wall := time.Date(2026, 11, 23, 1, 2, 3, 456e6, time.UTC) // whatever the campaign's clock says
		at := func(d loa.Delivery, wall time.Time) {
			if _, err := db.Begin(t.Context(), []loa.DeliveryID{enqueue(t, db, d)}, wall); err != nil {
				t.Fatal(err)
			}
		}
		at(notice("late", "x"), wall.Add(2*time.Second))
		at(notice("old", "x"), wall)
		at(with(notice("private", "x"), func(d *loa.Delivery) { d.Private = true }), wall.Add(time.Second))
		at(with(notice("c", "x"), tapped("t")), wall.Add(time.Second)) // does not count at the platform
		at(with(notice("d", "x"), func(d *loa.Delivery) { d.Bot = "zalo:9" }), wall.Add(time.Second))
		enqueue(t, db, notice("never", "begun"))
		got, err := db.Recent(t.Context(), bot, wall)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, []loa.Pace{
			{Chat: "private", Private: true, At: wall.Add(time.Second)},
			{Chat: "late", At: wall.Add(2 * time.Second)},
		})
		all, err := db.Recent(t.Context(), bot, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, len(all), 3)
	})
}
