package main

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("not %s, see -update (-want +got):\n%s", path, diff)
	}
}

// worn makes a database of a Loa to which something of everything has happened.
func worn(t *testing.T, database string, now time.Time, c *loa.Campaign) {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	bot := botOf(token)
	outcomes := []loa.Outcome{
		{State: loa.Sent}, {State: loa.Sent}, {State: loa.Failed, Reason: "Forbidden: bot was kicked"},
		{State: loa.Uncertain, Reason: "interrupted"}, {State: loa.Uncertain, Reason: "interrupted"},
	}
	err = db.Update(t.Context(), func(tx *storage.Tx) error {
		errs := []error{
			tx.SaveUnits(c.Units), tx.SetState("campaign.digest", c.Digest), tx.SetState("rehearsal", "false"),
			tx.SetStateTime("calendar.decided", now.Add(-30*time.Second)), tx.SetStateTime("backup.last", now.Add(-26*time.Hour)),
			tx.SetOffset(bot, 7), tx.DeadLetter(bot, 5, []byte("{"), "no JSON", now),
		}
		for _, g := range []loa.Group{
			{Chat: "-1", Title: "Chi bộ 1", State: loa.GroupActive}, {Chat: "-2", Title: "Chợ", State: loa.GroupWaiting},
			{Chat: "-3", Title: "Chi bộ 2 cũ", State: loa.GroupClosed},
		} {
			g.Bot, g.Kind, g.Unit, g.BoundAt = bot, "cell", "cb-2", now.AddDate(0, -1, 0)
			_, err := tx.SaveGroup(g)
			errs = append(errs, err)
		}
		for i, o := range outcomes {
			id, _, err := tx.Enqueue(loa.Delivery{Bot: bot, Chat: "-1", Priority: loa.Bulk, Created: now.Add(-time.Hour)})
			o.At = now.Add(-time.Duration(i) * time.Minute)
			errs = append(errs, err, tx.SettleDelivery(id, o))
		}
		_, _, err := tx.Enqueue(loa.Delivery{Bot: bot, Chat: "-1", Priority: loa.Bulk, Created: now.Add(-3 * time.Minute)})
		return errors.Join(append(errs, err)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	begin := func(at time.Time) {
		t.Helper()
		due, _, err := db.Due(t.Context(), bot, now, 1)
		if err != nil || len(due) != 1 {
			t.Fatalf("%d are due: %v", len(due), err)
		}
		_, err = db.Begin(t.Context(), []loa.DeliveryID{due[0].ID}, at)
		retry := func(tx *storage.Tx) error {
			return tx.SettleDelivery(due[0].ID, loa.Outcome{State: loa.Pending, Due: due[0].Due, At: at})
		}
		if err := errors.Join(err, db.Update(t.Context(), retry)); err != nil {
			t.Fatal(err)
		}
	}
	begin(now.Add(-10 * time.Second))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestStatus shows the same state to people, in both languages, and to programs.
func TestStatus(t *testing.T) {
	t.Parallel()
	catalog := newCatalog(t)
	c, mistakes := content.Read(os.DirFS("testdata/campaign"))
	if c == nil {
		t.Fatal(mistakes)
	}
	now := at(t, "2024-03-13T06:29:00+07:00")
	zone := now.Location()
	if local, err := time.LoadLocation(loa.DefaultZone); err == nil {
		zone = local
	}
	database := filepath.Join(t.TempDir(), "loa.db")
	worn(t, database, now, c)
	db, err := storage.Look(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	service := campaign.New(db, catalog, campaign.Settings{Zone: zone, Lang: loa.Vietnamese}, time.Now, zerolog.Nop())
	st, err := service.Status(t.Context(), c, now)
	if err != nil {
		t.Fatal(err)
	}
	st.Campaign.Digest = "0123456789abcdef" // the real one changes with every file of the folder
	for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
		var out strings.Builder
		e := &env{ctx: t.Context(), stdout: &out, stderr: &out, lang: lang, catalog: catalog}
		e.sayStatus(st, "loa.db", zone)
		golden(t, "status."+string(lang)+".golden", out.String())
	}
	js, err := json.MarshalIndent(st, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "status.json.golden", string(js)+"\n")
}

// TestStatusBesideServe asks for the status of a Loa at work, and of none.
func TestStatusBesideServe(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	if status, out, stderr := try(t, s.vars(), "status"); status != 2 || out != "" || !strings.Contains(stderr, "There is no database") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	if exists(t, string(s.cfg.Database)) {
		t.Error("a database was created")
	}
	p := serving(t, s.vars())
	s.answers(s.mai)
	status, out, stderr := try(t, s.vars(), "status", "--json")
	var st campaign.Status
	if err := json.Unmarshal([]byte(out), &st); status != 0 || err != nil {
		t.Fatalf("status %d, %v: %s%s", status, err, out, stderr)
	}
	if st.Campaign.ID != "thu-nghiem" || !st.Campaign.Adopted || st.Rehearsal || len(st.Bots) != 1 || st.Bots[0].LastMinute == 0 {
		t.Errorf("the status is %s", out)
	}
	s.answers(s.lan) // Loa goes on
	p.end(t)
}

func TestAge(t *testing.T) {
	t.Parallel()
	e := &env{lang: loa.English, catalog: newCatalog(t)}
	for d, want := range map[time.Duration]string{
		-time.Second: "0 seconds", 59 * time.Second: "59 seconds", time.Minute: "1 minute", 119 * time.Minute: "119 minutes",
		2 * time.Hour: "2 hours", 47 * time.Hour: "47 hours", 100 * time.Hour: "4 days",
	} {
		if got := e.age(d); got != want {
			t.Errorf("age of %s is %q, want %q", d, got, want)
		}
	}
}
