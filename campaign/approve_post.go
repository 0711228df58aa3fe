package campaign

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// approveAhead is how many days ahead posts are shown for approval.
const approveAhead = 60

// ApproveListButton lists the posts that wait for approval; its argument is the page.
const ApproveListButton = "apl"

// withApprovals returns the campaign with the approvals that its posts have. A
// campaign is never changed in place: others are reading it.
func withApprovals(tx *storage.Tx, c *loa.Campaign) (*loa.Campaign, error) {
	counted := *c
	counted.Posts = slices.Clone(c.Posts)
	for i := range counted.Posts {
		p := &counted.Posts[i]
		if c.Needed(p) == 0 {
			continue
		}
		given, err := tx.Approvals(p.Digest)
		if err != nil {
			return nil, err
		}
		p.Approvals = len(given)
	}
	return &counted, nil
}

// AwaitingPosts lists the posts of the days ahead that wait for approval, to
// somebody who may approve.
func (d *Desk) AwaitingPosts(who loa.Sender) ([]loa.Occurrence, error) {
	if err := d.mayBroadcast(who); err != nil {
		return nil, err
	}
	return d.s.awaiting(d.Campaign(), d.now, d.now.AddDate(0, 0, approveAhead)), nil
}

func (s *Service) awaiting(c *loa.Campaign, from, until time.Time) []loa.Occurrence {
	all := c.Occurrences(loa.EveryKind(), s.settings.Zone, from, until)
	return slices.DeleteFunc(all, func(o loa.Occurrence) bool { return o.Skip != loa.SkipApproval })
}

// PostToApprove returns a post as it will be sent on its day, with what a button
// to approve of exactly this content must carry.
func (d *Desk) PostToApprove(who loa.Sender, id loa.PostID, lang loa.Lang) (o loa.Occurrence, notices []loa.Notice, digest string, err error) {
	waiting, err := d.AwaitingPosts(who)
	if err != nil {
		return o, nil, "", err
	}
	i := slices.IndexFunc(waiting, func(o loa.Occurrence) bool { return o.Post.ID == id })
	if i < 0 {
		return o, nil, "", refuse("campaign.not_waiting", nil)
	}
	o = waiting[i]
	notices = d.s.postNotices(o.Post, o.Date, lang, d.bot.Can)
	if q, ok := d.Campaign().Question(o.Post.Question); ok && q.Fit() {
		notices = append(notices, loa.Notice{Text: d.s.questionToApprove(q, lang)})
	}
	return o, notices, o.Post.Digest[:min(shownDigest, len(o.Post.Digest))], nil
}

// questionToApprove shows a question with its answer, as it will be asked after the post.
func (s *Service) questionToApprove(q *loa.Question, lang loa.Lang) loa.Text {
	lines := []loa.Text{s.catalog.Say(lang, "approve.question", map[string]any{"Question": q.Text})}
	for i, option := range q.Options {
		lines = append(lines, s.catalog.Say(lang, "approve.option", map[string]any{"Option": option, "Right": i == q.Answer}))
	}
	return loa.Lines("\n", append(lines, loa.Plain(q.Explanation))...)
}

// ApprovePost records the approval of exactly the content with the digest, and
// returns how many more people must approve. With enough approvals the post goes
// out on its day; a changed text is another content and asks anew.
func (d *Desk) ApprovePost(who loa.Sender, id loa.PostID, digest string) (missing int, err error) {
	if err := d.mayBroadcast(who); err != nil {
		return 0, err
	}
	c := d.Campaign()
	p, ok := c.Post(id)
	switch {
	case !ok:
		return 0, refuse("campaign.post_gone", nil)
	case digest == "" || !strings.HasPrefix(p.Digest, digest):
		return 0, refuse("campaign.changed_since", nil)
	case p.Approvals >= c.Needed(p):
		return 0, refuse("campaign.not_waiting", nil)
	}
	if err := d.tx.Approve(loa.Approval{Digest: p.Digest, By: who.Account, At: d.now}); err != nil {
		return 0, err
	}
	given, err := d.tx.Approvals(p.Digest)
	if err != nil {
		return 0, err
	}
	d.refresh, d.changed = true, true
	return max(0, c.Needed(p)-len(given)), d.audit(who.Account, "post.approve", "post:"+string(id), fmt.Sprintf("digest %.12s", p.Digest))
}
