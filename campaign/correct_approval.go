package campaign

import (
	"fmt"
	"strconv"
	"strings"

	"loa"
)

// The buttons of a correction's approval.
const (
	ApproveFixButton = "fok"
	ReturnFixButton  = "fno"
)

// CorrectionApprovals returns how many others have approved of a correction's
// content, and how many must: as many as of what it corrects.
func (d *Desk) CorrectionApprovals(c loa.Correction) (have, need int, err error) {
	if c.Withdraw {
		return 0, 0, nil
	}
	if need, err = d.approvalsOf(c.Item); err != nil {
		return 0, 0, err
	}
	have, err = d.approvedByOthers(c.Digest(), c.Author)
	return have, need, err
}

// approvalsOf returns how many people must approve of an item's content. What is
// gone from the campaign asks for no approval.
func (d *Desk) approvalsOf(item loa.Item) (int, error) {
	if item.Post != "" {
		if p, ok := d.Campaign().Post(item.Post); ok {
			return d.Campaign().Needed(p), nil
		}
		return 0, nil
	}
	b, err := d.tx.Broadcast(item.Broadcast)
	if isMissing(err) {
		return 0, nil
	}
	strand, _ := d.Campaign().Strand(b.Strand)
	return strand.Approvals, err
}

// awaitCorrection holds a correction until enough others have approved of it.
// Where there are not enough of them it stays a draft.
func (d *Desk) awaitCorrection(c loa.Correction, t Thing, needed int) (loa.Correction, error) {
	approvers, err := d.s.approvers(d.tx, c.Bot, c.Author)
	if err != nil {
		return c, err
	}
	if len(approvers) < needed {
		return c, refuse("campaign.no_approvers", map[string]any{"Need": needed, "Have": len(approvers)})
	}
	c.State = loa.CorrectionWaiting
	if _, err := d.tx.SaveCorrection(c); err != nil {
		return c, err
	}
	for _, p := range approvers {
		if err := d.askApprover(p, c, t); err != nil {
			return c, err
		}
	}
	return c, d.audit(c.Author, c.Kind()+".ask", itemSubject(c.Item), fmt.Sprintf("correction %d, %d approvals", c.ID, needed))
}

// askApprover shows what the groups will read, what stands there now, and asks.
func (d *Desk) askApprover(p loa.Person, c loa.Correction, t Thing) error {
	lang, err := d.s.langOf(d.tx, p.Account)
	if err != nil {
		return err
	}
	id := strconv.FormatInt(int64(c.ID), 10)
	card := loa.Notice{
		Text: d.s.catalog.Say(lang, "correct.approve_card", map[string]any{"Title": t.Title, "Groups": t.Groups - t.Uncertain}),
		Buttons: [][]loa.Button{{
			{Text: d.s.catalog.Line(lang, "campaign.approve_button", nil), Data: ButtonData(ApproveFixButton, id, c.Digest()[:shownDigest])},
			{Text: d.s.catalog.Line(lang, "campaign.return_button", nil), Data: ButtonData(ReturnFixButton, id)},
		}},
	}
	now := loa.Notice{Text: loa.Lines("\n\n", d.s.catalog.Say(lang, "correct.stands_now", map[string]any{"Title": t.Title}), t.Text)}
	for _, n := range []loa.Notice{now, {Text: d.PreviewCorrection(c, lang)}, card} {
		for _, part := range d.s.split(n, lang, d.bot.Can.TextLimit) {
			if err := d.s.writeTo(d.tx, c.Bot, p, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// waiting returns a correction that somebody other than its author may decide on.
func (d *Desk) waiting(who loa.Sender, id loa.CorrectionID) (loa.Correction, error) {
	if _, err := d.mayCorrect(who); err != nil {
		return loa.Correction{}, err
	}
	c, err := d.tx.Correction(id)
	switch {
	case isMissing(err):
		return c, refuse("correct.gone", nil)
	case err != nil:
		return c, err
	case c.State != loa.CorrectionWaiting:
		return c, refuse("campaign.not_waiting", nil)
	}
	return c, nil
}

// ApproveCorrection records the approval of exactly the content with the digest,
// as the approver saw it. With enough approvals every copy is mended.
func (d *Desk) ApproveCorrection(who loa.Sender, id loa.CorrectionID, digest string) (loa.Correction, error) {
	c, err := d.waiting(who, id)
	switch {
	case err != nil:
		return c, err
	case c.Author == who.Account:
		return c, refuse("campaign.own_approval", nil)
	case digest == "" || !strings.HasPrefix(c.Digest(), digest):
		return c, refuse("campaign.changed_since", nil)
	}
	if err := d.tx.Approve(loa.Approval{Digest: c.Digest(), By: who.Account, At: d.now}); err != nil {
		return c, err
	}
	if err := d.audit(who.Account, c.Kind()+".approve", itemSubject(c.Item), fmt.Sprintf("correction %d, digest %.12s", c.ID, c.Digest())); err != nil {
		return c, err
	}
	have, need, err := d.CorrectionApprovals(c)
	if err != nil || have < need {
		return c, err
	}
	author := loa.Sender{Account: c.Author}
	t, err := d.ready(author, c)
	if err != nil {
		return c, err
	}
	return d.run(author, c, t)
}

// ReturnCorrection refuses a waiting correction: it is dropped. Its author still
// has the text in the chat and may send another one.
func (d *Desk) ReturnCorrection(who loa.Sender, id loa.CorrectionID) (loa.Correction, error) {
	c, err := d.waiting(who, id)
	if err != nil {
		return c, err
	}
	c.State, c.Ended = loa.CorrectionDropped, d.now
	if _, err := d.tx.SaveCorrection(c); err != nil {
		return c, err
	}
	return c, d.audit(who.Account, c.Kind()+".return", itemSubject(c.Item), fmt.Sprintf("correction %d", c.ID))
}
