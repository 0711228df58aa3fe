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

// awaitApproval holds a broadcast until enough others have approved of it.
func (d *Desk) awaitApproval(b loa.Broadcast, strand loa.Strand) (loa.Broadcast, error) {
	b.State = loa.BroadcastWaiting
	if _, err := d.tx.SaveBroadcast(b); err != nil {
		return b, err
	}
	return b, d.s.tellApprovers(d.tx, b, strand)
}

// ApproveBroadcast records the approval of exactly the content with the digest,
// as the approver saw it. With enough approvals the broadcast goes on its way.
func (d *Desk) ApproveBroadcast(who loa.Sender, id loa.BroadcastID, digest string) (loa.Broadcast, error) {
	b, err := d.Broadcast(who, id)
	if err != nil {
		return b, err
	}
	strand, _ := d.Campaign().Strand(b.Strand) // one that is gone asks for no approval
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
	approvals, err := d.tx.Approvals(b.Digest())
	if err != nil {
		return b, err
	}
	others := 0
	for _, a := range approvals {
		if a.By != b.Author {
			others++
		}
	}
	if others < strand.Approvals {
		return b, nil
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
