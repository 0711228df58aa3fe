package campaign_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// doubts lists what is uncertain to a person.
func (r *rig) doubts(who loa.Sender) (list []campaign.Unsure) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) (err error) {
		list, err = d.Uncertain(who, loa.English)
		return err
	})
	return list
}

func (r *rig) isThere(id loa.DeliveryID) func(*campaign.Desk) error {
	return func(d *campaign.Desk) error { return d.IsThere(sender("7"), id) }
}

func (r *rig) sendUncertain(id loa.DeliveryID) (again bool) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) (err error) {
		again, err = d.SendUncertain(sender("7"), id)
		return err
	})
	return again
}

// TestUncertain: a person decides, once, and nothing else ever sends it again.
func TestUncertain(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, broadcast := fixer(t, db)
		lost := in(map[loa.ChatID]loa.Outcome{"-1": unsure(), "-2": unsure()})
		r.carry(lost)
		list := r.doubts(sender("7"))
		if len(list) != 2 || list[0].What != "“wrong”" || list[0].Unit != "Cell 1" || list[0].Late {
			t.Fatalf("uncertain: %+v", list)
		}
		r.tick(r.now.Add(time.Minute))
		same(t, "", r.carry(nil)) // by itself: nothing
		r.must(r.isThere(list[0].ID))
		if !r.sendUncertain(list[1].ID) {
			t.Error("it may still go out, and did not")
		}
		r.refused("correct.decided_sent", r.isThere(list[0].ID))
		r.refused("correct.decided_failed", r.isThere(list[1].ID))
		r.refused("correct.decided_failed", func(d *campaign.Desk) error {
			_, err := d.SendUncertain(sender("7"), list[1].ID)
			return err
		})
		same(t, `-2 gets "wrong" uncertain`, r.carry(lost))
		again := r.doubts(sender("7"))
		if len(again) != 1 || again[0].ID == list[1].ID {
			t.Fatalf("uncertain once more: %+v", again)
		}
		r.sendUncertain(again[0].ID)
		same(t, `-2 gets "wrong"`, r.carry(nil))
		if err := r.RefreshCards(t.Context()); err != nil {
			t.Fatal(err)
		}
		if b, _ := r.broadcast(broadcast); b.State != loa.BroadcastDone {
			t.Errorf("the broadcast is %s", b.State)
		}
		r.update(func(tx *storage.Tx) error {
			old, err := tx.Delivery(list[1].ID)
			if old.State != loa.Failed || old.Reason != "not there: sent again" {
				t.Errorf("the first attempt is %s, %q", old.State, old.Reason)
			}
			return err
		})
	})
}

// TestUncertainLate: what may not go out any more does not.
func TestUncertainLate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		then func(r *rig, b loa.BroadcastID)
	}{
		{"past its time", func(r *rig, _ loa.BroadcastID) { r.now = r.now.Add(25 * time.Hour) }},
		{"withdrawn", func(r *rig, _ loa.BroadcastID) { r.fix(true, ""); r.carry(nil) }},
		{"stopped", func(r *rig, b loa.BroadcastID) {
			r.update(func(tx *storage.Tx) error {
				x, err := tx.Broadcast(b)
				if err != nil {
					return err
				}
				x.State = loa.BroadcastStopped
				_, err = tx.SaveBroadcast(x)
				return err
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, b := fixer(t, storagetest.Open(t))
			r.carry(in(map[loa.ChatID]loa.Outcome{"-1": unsure()}))
			id := r.doubts(sender("7"))[0].ID
			c.then(r, b)
			if r.sendUncertain(id) {
				t.Error("it was sent again")
			}
			same(t, "", r.carry(nil))
			if left := r.doubts(sender("7")); len(left) != 0 {
				t.Errorf("still uncertain: %+v", left)
			}
		})
	}
}

// TestUncertainCorrected: what is there after all gets the correction, what is
// not goes out right; a paused broadcast keeps its copy back.
func TestUncertainCorrected(t *testing.T) {
	t.Parallel()
	r, broadcast := fixer(t, storagetest.Open(t))
	r.carry(in(map[loa.ChatID]loa.Outcome{"-1": unsure(), "-2": unsure()}))
	id := r.fix(false, "right")
	same(t, `-3 edits m3 to "Corrected 12:00 Wednesday 13 March 2024 / right"`, r.carry(nil))
	list := r.doubts(sender("7"))
	r.must(r.isThere(list[0].ID))
	r.update(func(tx *storage.Tx) error {
		b, err := tx.Broadcast(broadcast)
		if err != nil {
			return err
		}
		b.State = loa.BroadcastPaused
		_, err = tx.SaveBroadcast(b)
		return err
	})
	r.sendUncertain(list[1].ID)
	same(t, `-1 gets "Correction of the message of 12:00 Wednesday 13 March 2024 (12:00 Wednesday 13 March 2024). The right content: / right"`,
		r.carry(nil))
	r.must(func(d *campaign.Desk) error { _, err := d.Resume(sender("7"), broadcast); return err })
	same(t, `-2 gets "right"`, r.carry(nil))
	if got := r.card(id); !strings.Contains(got, "in 3 of 3 groups.") {
		t.Errorf("the card says %q", got)
	}
}

// TestUncertainRights: secretaries decide for their own unit, others not at all.
func TestUncertainRights(t *testing.T) {
	t.Parallel()
	r, _ := fixer(t, storagetest.Open(t))
	r.carry(in(map[loa.ChatID]loa.Outcome{"-1": unsure(), "-2": unsure(), "-3": unsure()}))
	secretary := r.grant("50", loa.Secretary, "cb-2")
	all, own := r.doubts(sender("7")), r.doubts(secretary)
	if len(all) != 3 || len(own) != 1 || own[0].Unit != "Cell 2" {
		t.Fatalf("all %+v, the secretary's %+v", all, own)
	}
	r.refused("campaign.not_your_unit", func(d *campaign.Desk) error { return d.IsThere(secretary, all[0].ID) })
	r.refused("correct.may_not_clear", func(d *campaign.Desk) error { return d.IsThere(sender("60"), all[0].ID) })
	r.refused("campaign.anonymous", func(d *campaign.Desk) error { return d.IsThere(loa.Sender{Anonymous: true}, all[0].ID) })
	r.refused("correct.gone", r.isThere(999))
	r.must(func(d *campaign.Desk) error { return d.Left(loa.Chat{ID: "-3", Type: loa.GroupChat}) })
	r.refused("correct.group_closed", func(d *campaign.Desk) error { _, err := d.SendUncertain(secretary, own[0].ID); return err })
	r.must(func(d *campaign.Desk) error { return d.IsThere(secretary, own[0].ID) })
	r.update(func(tx *storage.Tx) error {
		log, err := tx.AuditLog(1)
		if len(log) != 1 || log[0].Action != "delivery.there" || log[0].Subject != fmt.Sprintf("delivery:%d", own[0].ID) {
			t.Errorf("the log says %+v", log)
		}
		return err
	})
}
