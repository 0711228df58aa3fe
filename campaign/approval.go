package campaign

import (
	"fmt"
	"strings"

	"loa"
)

// The buttons of an approval.
const (
	ApproveButton = "bok"
	ReturnButton  = "bno"
)

// shownDigest is how much of a digest a button carries: 64 bits, far more than
// an honest mistake could hit, and short enough for a button's 64 bytes.
const shownDigest = 16

// awaitApproval holds a broadcast until enough others have approved of it. Where
// there are not enough of them it stays a draft.
func (d *Desk) awaitApproval(b loa.Broadcast, strand loa.Strand) (loa.Broadcast, error) {
	approvers, err := d.s.approvers(d.tx, b.Bot, b.Author)
	if err != nil {
		return b, err
	}
	if len(approvers) < strand.Approvals {
		return b, refuse("campaign.no_approvers", map[string]any{"Need": strand.Approvals, "Have": len(approvers)})
	}
	b.State = loa.BroadcastWaiting
	if _, err := d.tx.SaveBroadcast(b); err != nil {
		return b, err
	}
	return b, d.s.tellApprovers(d.tx, b, strand, approvers)
}

// Approvals returns how many others have approved of a broadcast's content, and
// how many must.
func (d *Desk) Approvals(b loa.Broadcast) (have, need int, err error) {
	strand, _ := d.Campaign().Strand(b.Strand) // one that is gone asks for no approval
	have, err = d.approvedByOthers(b.Digest(), b.Author)
	return have, strand.Approvals, err
}

// approvedByOthers counts the approvals of a content that are not its author's.
func (d *Desk) approvedByOthers(digest string, author loa.Account) (int, error) {
	approvals, err := d.tx.Approvals(digest)
	n := 0
	for _, a := range approvals {
		if a.By != author {
			n++
		}
	}
	return n, err
}

// ApproveBroadcast records the approval of exactly the content with the digest,
// as the approver saw it. With enough approvals the broadcast goes on its way.
func (d *Desk) ApproveBroadcast(who loa.Sender, id loa.BroadcastID, digest string) (loa.Broadcast, error) {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return b, err
	}
	switch {
	case b.State != loa.BroadcastWaiting:
		return b, refuse("campaign.not_waiting", nil)
	case b.Author == who.Account:
		return b, refuse("campaign.own_approval", nil)
	case digest == "" || !strings.HasPrefix(b.Digest(), digest):
		return b, refuse("campaign.changed_since", nil)
	}
	if err := d.tx.Approve(loa.Approval{Digest: b.Digest(), By: who.Account, At: d.now}); err != nil {
		return b, err
	}
	if err := d.audit(who.Account, "broadcast.approve", broadcastSubject(b.ID), fmt.Sprintf("digest %.12s", b.Digest())); err != nil {
		return b, err
	}
	have, need, err := d.Approvals(b)
	if err != nil || have < need {
		return b, err
	}
	return d.release(b)
}

// ReturnBroadcast gives a waiting broadcast back to its author.
func (d *Desk) ReturnBroadcast(who loa.Sender, id loa.BroadcastID) (loa.Broadcast, error) {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return b, err
	}
	if b.State != loa.BroadcastWaiting {
		return b, refuse("campaign.not_waiting", nil)
	}
	b.State = loa.BroadcastDraft
	if _, err := d.tx.SaveBroadcast(b); err != nil {
		return b, err
	}
	return b, d.audit(who.Account, "broadcast.return", broadcastSubject(b.ID), "")
}
