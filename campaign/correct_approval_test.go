package campaign_test

import (
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage/storagetest"
)

// TestCorrectApproved: what several people approved of is corrected once as many
// others have approved of the right content, and not before.
func TestCorrectApproved(t *testing.T) {
	t.Parallel()
	r := ward(t, storagetest.Open(t))
	r.canEdit()
	first, second := r.grant("52", loa.Editor, "ward"), r.grant("53", loa.Editor, "ward")
	id := r.draft(sender("7"), "duyệt rồi", "M6")
	if err := r.launch(sender("7"), id, false); err != nil {
		t.Fatal(err)
	}
	b, _ := r.broadcast(id)
	for _, who := range []loa.Sender{first, second} {
		r.must(func(d *campaign.Desk) error { _, err := d.ApproveBroadcast(who, id, b.Digest()); return err })
	}
	r.carry(nil)

	fix, err := r.draftFix(first, false, "đúng rồi")
	if err != nil {
		t.Fatal(err)
	}
	var c loa.Correction
	start := func() {
		r.must(func(d *campaign.Desk) (err error) { c, err = d.StartCorrection(first, fix, "card"); return err })
	}
	approve := func(who loa.Sender, digest string) func(*campaign.Desk) error {
		return func(d *campaign.Desk) (err error) { c, err = d.ApproveCorrection(who, fix, digest); return err }
	}
	stands := func(want loa.CorrectionState) {
		t.Helper()
		if c.State != want {
			t.Errorf("the correction is %s, want %s", c.State, want)
		}
	}
	start()
	stands(loa.CorrectionWaiting)
	same(t, "", r.carry(nil))
	digest := c.Digest()
	r.refused("campaign.own_approval", approve(first, digest))
	r.refused("campaign.changed_since", approve(second, "0000000000000000"))
	r.refused("correct.may_not", approve(sender("99"), digest))
	r.must(approve(second, digest))
	r.must(approve(second, digest)) // twice is once
	stands(loa.CorrectionWaiting)
	same(t, "", r.carry(nil))
	r.must(approve(sender("7"), digest))
	stands(loa.CorrectionRunning)
	if got := r.carry(nil); len(got) != 2 || !strings.Contains(strings.Join(got, " "), "đúng rồi") {
		t.Errorf("the groups saw %q, want two edits with the right content", got)
	}
	r.refused("campaign.not_waiting", approve(second, digest))

	// Returned: dropped, and nothing changes.
	if fix, err = r.draftFix(first, false, "lần nữa"); err != nil {
		t.Fatal(err)
	}
	start()
	r.must(func(d *campaign.Desk) (err error) { c, err = d.ReturnCorrection(second, fix); return err })
	stands(loa.CorrectionDropped)
	r.refused("campaign.not_waiting", approve(second, digest))
	same(t, "", r.carry(nil))

	// Overtaken while it waits: not sent.
	if fix, err = r.draftFix(first, false, "chậm mất"); err != nil {
		t.Fatal(err)
	}
	start()
	digest = c.Digest()
	r.must(approve(second, digest))
	r.now = r.now.Add(time.Minute)
	r.fix(true, "") // a withdrawal waits for nobody
	r.carry(nil)
	r.refused("correct.overtaken_waiting", approve(sender("7"), digest))
	same(t, "", r.carry(nil))
}
