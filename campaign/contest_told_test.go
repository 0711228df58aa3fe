package campaign_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
)

// toldRig is a contest that opens at 07:00 and closes at 21:00 with a reminder, and a group.
func toldRig(t *testing.T, edit func(c *loa.Campaign)) *rig {
	t.Helper()
	r, _, _ := contestRig(t)
	c := *r.Campaign()
	c.Kinds = []loa.Kind{{ID: "cell"}, {ID: "household", Strands: []loa.StrandID{"M9"}}}
	c.Contests = slices.Clone(c.Contests)
	c.Contests[0].Remind = 14 * time.Hour
	c.Digest = strings.Repeat("1", 64)
	edit(&c)
	if err := r.Adopt(t.Context(), &c, nil); err != nil {
		t.Fatal(err)
	}
	r.bind("-1", "cell")
	r.bind("-2", "household")
	return r
}

func TestGroupsAreToldOfARound(t *testing.T) {
	t.Parallel()
	type told struct {
		opened, reminded string // when, by the clock of the day; empty: not at all
	}
	remind := func(d time.Duration) func(c *loa.Campaign) { return func(c *loa.Campaign) { c.Contests[0].Remind = d } }
	for _, tt := range []struct {
		name string
		edit func(c *loa.Campaign)
		want told
	}{
		{"as a rule", remind(2 * time.Hour), told{"07:00", "19:00"}},
		{"no reminder asked for", remind(0), told{"07:00", ""}},
		{"the reminder would come with the opening", remind(14 * time.Hour), told{"07:00", ""}},
		{"not wanted", func(c *loa.Campaign) { c.Contests[0].Unannounced = true }, told{}},
		{"another unit's", func(c *loa.Campaign) { c.Contests[0].Units = []loa.UnitID{"cb-2"} }, told{}},
		{"quiet at first", func(c *loa.Campaign) {
			c.Quiet, c.Contests[0].Remind = loa.QuietHours{From: 22 * 60, Until: 8 * 60}, 2*time.Hour
		}, told{"08:00", "19:00"}},
		{"quiet at the end", func(c *loa.Campaign) {
			c.Quiet, c.Contests[0].Remind = loa.QuietHours{From: 18 * 60, Until: 5 * 60}, 2*time.Hour
		}, told{"07:00", ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := toldRig(t, tt.edit)
			open := time.Date(2024, 3, 13, 7, 0, 0, 0, r.now.Location())
			var got told
			for at := open; at.Before(open.Add(15 * time.Hour)); at = at.Add(30 * time.Minute) {
				r.tick(at)
				for _, d := range r.take(at) {
					text := d.Payload.Notice.Text.String()
					clock := at.Format("15:04")
					switch {
					case d.Chat != "-1" || !d.Payload.Notice.Silent || !d.NotAfter.Equal(open.Add(14*time.Hour)):
						t.Errorf("sent to %s until %s: %q", d.Chat, d.NotAfter, text)
					case strings.Contains(text, "is open") && got.opened == "":
						got.opened = clock
					case strings.Contains(text, "closes soon") && got.reminded == "":
						got.reminded = clock
					default:
						t.Errorf("at %s: %q", clock, text)
					}
				}
			}
			if got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestReminderWaitsForAPausedRound: a round that stands still closes later, and so its
// reminder comes later.
func TestReminderWaitsForAPausedRound(t *testing.T) {
	t.Parallel()
	r := toldRig(t, func(c *loa.Campaign) { c.Contests[0].Remind = time.Hour })
	open := time.Date(2024, 3, 13, 7, 0, 0, 0, r.now.Location())
	run := func(at time.Time, do func(d *campaign.Desk, who loa.Sender) error) {
		r.deskAt(at, func(d *campaign.Desk) error { return do(d, loa.Sender{Account: admin()}) })
	}
	r.tick(open)
	r.take(open)
	run(open.Add(12*time.Hour), func(d *campaign.Desk, who loa.Sender) error {
		_, err := d.PauseRound(who, 1, "no power")
		return err
	})
	due := open.Add(13 * time.Hour)
	if r.tick(due); len(r.take(due)) != 0 {
		t.Error("reminded of a round that stands still")
	}
	run(due, func(d *campaign.Desk, who loa.Sender) error {
		_, err := d.ResumeRound(who, 1)
		return err
	})
	if next := r.tick(due.Add(time.Minute)); !next.Equal(due.Add(time.Hour)) {
		t.Errorf("looks again at %s", next)
	}
	if sent := r.take(due.Add(time.Minute)); len(sent) != 0 {
		t.Errorf("sent %q", said(sent))
	}
	r.tick(due.Add(time.Hour))
	if sent := said(r.take(due.Add(time.Hour))); strings.Count(sent, "closes soon") != 1 {
		t.Errorf("sent %q", sent)
	}
}
