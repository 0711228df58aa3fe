package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of approving posts, besides the list's own: see one, approve of it.
const (
	actApproveShow = "ap"
	actApprovePost = "apok"
)

// approve lists the posts of the weeks ahead that wait for approval.
func (t *turn) approve() error {
	waiting, err := t.desk.AwaitingPosts(t.from)
	if err != nil {
		return err
	}
	questions, err := t.desk.AwaitingQuestions(t.from)
	if err != nil {
		return err
	}
	var more [][]loa.Button
	if n := len(questions.Open); n > 0 {
		more = [][]loa.Button{{{Text: t.line("quizapprove.list_button", map[string]any{"Count": n}), Data: data(campaign.QuestionListButton, "0")}}}
	}
	used, err := t.usedRows()
	if err != nil {
		return err
	}
	more = append(more, used...)
	var own loa.Text
	if questions.Own > 0 {
		own = t.words("quizapprove.own_wait", map[string]any{"Count": questions.Own})
	}
	if len(waiting) == 0 {
		return t.show(loa.Lines("\n", t.words("approve.none", nil), own), more)
	}
	n := 0
	if t.tap != nil {
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	}
	rows := page(t, waiting, n, func(p int) []string { return []string{campaign.ApproveListButton, strconv.Itoa(p)} }, func(o loa.Occurrence) loa.Button {
		return loa.Button{
			Text: t.line("approve.item", map[string]any{"Date": t.desk.Catalog().Day(t.lang, o.Date), "Title": t.desk.Title(o)}),
			Data: data(actApproveShow, string(o.Post.ID)),
		}
	})
	return t.show(loa.Lines("\n", t.words("approve.list", map[string]any{"Count": len(waiting)}), own), append(rows, more...))
}

// approveShow shows a post as it will be sent, then what there is to decide.
func (t *turn) approveShow() error {
	o, notices, digest, err := t.desk.PostToApprove(t.from, loa.PostID(t.arg(0)), t.lang)
	if err != nil {
		return err
	}
	if err := t.heard(); err != nil {
		return err
	}
	for _, n := range notices {
		if err := t.desk.Answer(t.chat, t.lang, n); err != nil {
			return err
		}
	}
	source, err := t.desk.Source(t.lang, o.Post.ID)
	if err != nil {
		return err
	}
	strand, _ := t.desk.Campaign().Strand(o.Post.Strand) // the checker has seen to it
	return t.desk.Answer(t.chat, t.lang, loa.Notice{
		Text: t.words("approve.card", map[string]any{
			"Date": t.desk.Catalog().Day(t.lang, o.Date), "Strand": string(strand.ID) + " – " + strand.Name, "Source": source,
			"Have": o.Post.Approvals, "Need": t.desk.Campaign().Needed(o.Post),
		}),
		Buttons: [][]loa.Button{{{
			Text: t.line("campaign.approve_button", nil),
			Data: campaign.ButtonData(actApprovePost, string(o.Post.ID), digest),
		}}},
	})
}

// approvePost approves of exactly the text that was shown.
func (t *turn) approvePost() error {
	missing, err := t.desk.ApprovePost(t.from, loa.PostID(t.arg(0)), t.arg(1))
	if err != nil {
		return err
	}
	if missing > 0 {
		return t.show(t.words("approve.more", map[string]any{"Missing": missing}), nil)
	}
	return t.show(t.words("approve.done", nil), nil)
}
