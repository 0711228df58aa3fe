package campaign_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// TestExport: the file holds all that is kept of the one who asks and nothing of anybody
// else, as JSON that people can read.
func TestExport(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	name := `Nguyễn Thị "Mai" <b>`
	id, other := r.enrol(sender("21"), name, full()), r.enrol(sender("22"), "Trần Thị Hoa", full())
	r.agree(sender("21"), id)
	meeting := r.closedMeeting(id, other)
	r.update(func(tx *storage.Tx) error {
		for member, reason := range map[loa.MemberID]string{id: "đi công tác", other: "ốm nặng"} {
			err := tx.SaveReply(loa.Reply{Meeting: meeting, Member: member, Intent: loa.IntentNo, Reason: reason, At: r.now, By: admin()})
			if err != nil {
				return err
			}
		}
		if err := tx.Audit(loa.Audit{At: r.now, Actor: sender("21").Account, Action: "group.bind", Subject: "group:1"}); err != nil {
			return err
		}
		return tx.AddGrant(loa.Grant{Account: sender("21").Account, Unit: "cb-1", Role: loa.Editor}, admin(), r.now)
	})
	r.must(func(d *campaign.Desk) error { return d.ExportMyData(sender("21"), chatWith(sender("21")), loa.English) })
	due := r.due(r.now)
	if len(due) != 1 || due[0].Chat != chatWith(sender("21")).ID || due[0].Payload.Notice == nil || due[0].Payload.Notice.Media == nil {
		t.Fatalf("sent: %+v", due)
	}
	media := due[0].Payload.Notice.Media
	_, file, err := r.db.File(t.Context(), media.Digest)
	if err != nil || media.Name != "my-data.json" || media.Kind != loa.Document {
		t.Fatalf("%+v: %v", media, err)
	}
	var all struct {
		Made    time.Time
		Account string
		Roles   []map[string]string
		Member  struct {
			Name        string
			Memberships []map[string]string       `json:"units and kinds"`
			Consents    []map[string]any          `json:"consents"`
			Replies     []struct{ Reason string } `json:"replies to invitations"`
			Attendance  []struct {
				Meeting  time.Time
				Recorded string
				By       string `json:"recorded by"`
			}
		} `json:"On the roll"`
		Log []struct{ Action string } `json:"log of what you did (cannot be changed or erased)"`
	}
	if err := json.Unmarshal(file, &all); err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	m := all.Member
	switch {
	case !all.Made.Equal(r.now.Truncate(time.Second)), all.Account != sender("21").Account.String(), len(all.Roles) != 1,
		m.Name != name, len(m.Memberships) != 1, len(m.Consents) != len(loa.Purposes()),
		len(m.Replies) != 1 || m.Replies[0].Reason != "đi công tác",
		len(m.Attendance) != 1 || m.Attendance[0].Recorded != "present" || m.Attendance[0].By != "somebody responsible",
		len(all.Log) != 1 || all.Log[0].Action != "group.bind":
		t.Errorf("the file says %+v\n%s", all, file)
	}
	for _, foreign := range []string{"Hoa", "ốm nặng", sender("22").Account.ID, admin().String(), `\u`} {
		if strings.Contains(string(file), foreign) {
			t.Errorf("the file has %q:\n%s", foreign, file)
		}
	}
}
