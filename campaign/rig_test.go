package campaign_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

const (
	bot   = loa.BotID("telegram:1")
	other = loa.BotID("telegram:2")
)

func admin() loa.Account { return loa.Account{Platform: loa.Telegram, ID: "7"} }

// rig is a service on a database, with a clock that stands where it is put.
type rig struct {
	*campaign.Service
	t       *testing.T
	db      *storage.DB
	now     time.Time
	updates int64 // ids given out
}

func newRig(t *testing.T, db *storage.DB, c *loa.Campaign, folder fstest.MapFS) *rig {
	t.Helper()
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, db: db, now: time.Date(2024, 3, 13, 6, 0, 0, 0, zone)}
	log := zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.FatalLevel)
	r.Service = campaign.New(db, catalog, campaign.Settings{Zone: zone, Lang: loa.English, Admins: []loa.Account{admin()}},
		func() time.Time { return r.now }, log)
	if err := r.Adopt(t.Context(), c, folder); err != nil {
		t.Fatal(err)
	}
	r.AddBot(campaign.Bot{ID: bot, Username: "loa_bot", Can: loa.Capabilities{
		DeepLinks: true, Files: true, Buttons: true, Polls: true, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200,
	}})
	return r
}

// bind gives the bot a group of the kind and returns it.
func (r *rig) bind(chat loa.ChatID, kind loa.GroupKind) loa.Group {
	r.t.Helper()
	g := loa.Group{Bot: bot, Chat: chat, Title: "Group", Unit: "cb-1", Kind: kind, State: loa.GroupActive, BoundAt: r.now}
	r.update(func(tx *storage.Tx) (err error) {
		g.ID, err = tx.SaveGroup(g)
		return err
	})
	return g
}

func (r *rig) update(do func(*storage.Tx) error) {
	r.t.Helper()
	if err := r.db.Update(r.t.Context(), do); err != nil {
		r.t.Fatal(err)
	}
}

// due returns all that could be sent at the time, oldest first.
func (r *rig) due(at time.Time) []loa.Delivery {
	r.t.Helper()
	due, _, err := r.db.Due(r.t.Context(), bot, at, 1000)
	if err != nil {
		r.t.Fatal(err)
	}
	return due
}

// take begins and settles whatever is due, until nothing is, and returns it in order.
func (r *rig) take(at time.Time) []loa.Delivery {
	r.t.Helper()
	var all []loa.Delivery
	for {
		due := r.due(at)
		if len(due) == 0 {
			return all
		}
		for _, d := range due {
			if _, err := r.db.Begin(r.t.Context(), []loa.DeliveryID{d.ID}, at); err != nil {
				r.t.Fatal(err)
			}
			if err := r.Settle(r.t.Context(), d, loa.Outcome{State: loa.Sent, At: at}); err != nil {
				r.t.Fatal(err)
			}
			all = append(all, d)
		}
	}
}

func (r *rig) tick(at time.Time) time.Time {
	r.t.Helper()
	r.now = at
	next, err := r.Tick(r.t.Context(), at)
	if err != nil {
		r.t.Fatal(err)
	}
	return next
}

// adminCanBeToldThings opens the administrator's private chat.
func (r *rig) adminCanBeToldThings() {
	r.update(func(tx *storage.Tx) error {
		return tx.SavePerson(loa.Person{Account: admin(), Chat: "7", Open: true})
	})
}

func said(ds []loa.Delivery) string {
	var lines []string
	for _, d := range ds {
		if d.Payload.Notice != nil {
			lines = append(lines, fmt.Sprintf("%s: %s", d.Chat, d.Payload.Notice.Text))
		}
	}
	return strings.Join(lines, "\n")
}
