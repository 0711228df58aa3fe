package bot

import (
	"strconv"

	"loa"
	"loa/campaign"
)

// The buttons of requests: the own ones, ask for one of a kind, send it without a
// note, take one back; for those responsible: one of the queue, it is being dealt
// with, it is done, done with an answer, it cannot be done, take the name off, really.
const (
	actRequestMine   = "rqm"
	actRequestNew    = "rqn"
	actRequestSend   = "rqo"
	actRequestBack   = "rqb"
	actRequestShow   = "rqs"
	actRequestAnswer = "rqa"
	actRequestDone   = "rqd"
	actRequestWords  = "rqw"
	actRequestRefuse = "rqr"
	actRequestRemove = "rqx"
	actRequestSure   = "rqy"

	dialogRequest = "request"        // waits for a note; its data is the kind
	dialogRefuse  = "request.refuse" // waits for the reason; its data is the number
	dialogWords   = "request.words"  // waits for the answer; its data is the number
)

// requests shows the queue to those responsible, and to everybody else the own ones.
func (t *turn) requests() error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	handles, err := t.desk.Handles(t.from)
	if err != nil {
		return err
	}
	if !handles {
		return t.requestsMine()
	}
	n := 0
	if t.tap != nil {
		if n, err = strconv.Atoi(t.arg(0)); err != nil {
			return errNoSuch("page", t.arg(0))
		}
	}
	return t.requestQueue(n, nil)
}

// requestQueue shows a page of the queue, below what was just done.
func (t *turn) requestQueue(n int, done loa.Text) error {
	list, err := t.desk.RequestQueue(t.from)
	if err != nil {
		return err
	}
	parts := []loa.Text{done, t.words("request.queue", map[string]any{"Count": len(list)})}
	if len(list) == 0 {
		parts[1] = t.words("request.queue_empty", nil)
	}
	last := max(0, (len(list)-1)/pageSize)
	n = min(max(n, 0), last)
	for _, r := range list[n*pageSize : min((n+1)*pageSize, len(list))] {
		parts = append(parts, t.desk.RequestLine(r, t.lang))
	}
	rows := page(t, list, n, func(p int) []string { return []string{campaign.RequestListButton, strconv.Itoa(p)} }, func(r campaign.Request) loa.Button {
		return loa.Button{Text: t.line("request.item", t.request(r)), Data: data(actRequestShow, number(r.ID))}
	})
	return t.show(loa.Lines("\n", parts...), append(rows, []loa.Button{t.button("request.mine_button", actRequestMine)}))
}

func number(id loa.RequestID) string { return strconv.FormatInt(int64(id), 10) }

// request is what the texts say of a request.
func (t *turn) request(r campaign.Request) map[string]any {
	day := func(d loa.Date) string { return t.desk.Catalog().Day(t.lang, d) }
	return map[string]any{
		"ID": int(r.ID), "Kind": t.line("request.kind_"+string(r.Kind), nil), "Unit": r.UnitName, "Name": r.Name, "Note": r.Note,
		"AnswerBy": day(r.AnswerBy), "DoneBy": day(r.DoneBy),
	}
}

// requestsMine shows the person's own requests and what can be asked for.
func (t *turn) requestsMine() error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	list, err := t.desk.OwnRequests(t.from)
	if err != nil {
		return err
	}
	parts := []loa.Text{t.words("request.own_head", nil)}
	var rows [][]loa.Button
	for _, r := range list {
		if !r.Closed.IsZero() {
			parts = append(parts, t.words("request.own_closed", map[string]any{
				"ID": int(r.ID), "Kind": t.line("request.kind_"+string(r.Kind), nil), "Outcome": t.line("request.outcome_"+string(r.Outcome), nil),
			}))
			continue
		}
		parts = append(parts, t.desk.RequestLine(r, t.lang))
		rows = append(rows, []loa.Button{{Text: t.line("request.back_button", t.request(r)), Data: data(actRequestBack, number(r.ID))}})
	}
	for _, kind := range loa.RequestKinds() {
		next := data(actRequestNew, string(kind))
		if kind == loa.RequestErase {
			next = data(actErase)
		}
		rows = append(rows, []loa.Button{{Text: t.line("request.new_"+string(kind), nil), Data: next}})
	}
	return t.show(loa.Lines("\n", append(parts, t.words("request.own_foot", clock()))...), rows)
}

// clock is what the texts say of the legal clock.
func clock() map[string]any {
	return map[string]any{"Answer": loa.AnswerWithin, "Stop": loa.StopWithin, "Done": loa.DoneWithin}
}

// requestNew waits for what the person has to say about it.
func (t *turn) requestNew() error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	kind := loa.RequestKind(t.arg(0))
	if err := t.desk.SaveDialog(t.chat, t.from.Account, dialogRequest, string(kind)); err != nil {
		return err
	}
	var rows [][]loa.Button
	if kind != loa.RequestCorrect { // without a note nobody knows what to correct
		rows = [][]loa.Button{{t.button("request.send_button", actRequestSend, string(kind))}}
	}
	return t.show(t.words("request.write_"+string(kind), nil), rows)
}

func (t *turn) requestNote(d loa.Dialog) error {
	if t.msg.Media != nil {
		return t.say("request.text_only", nil)
	}
	return t.requestMake(loa.RequestKind(d.Data), t.args)
}

func (t *turn) requestSend() error { return t.requestMake(loa.RequestKind(t.arg(0)), "") }

func (t *turn) requestMake(kind loa.RequestKind, note string) error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	r, err := t.desk.Ask(t.from, t.chat, kind, note)
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.show(t.words("request.made", t.request(r)), nil)
}

func (t *turn) requestID() (loa.RequestID, error) {
	n, err := strconv.ParseInt(t.arg(0), 10, 64)
	if err != nil {
		return 0, errNoSuch("request", t.arg(0))
	}
	return loa.RequestID(n), nil
}

func (t *turn) requestBack() error {
	id, err := t.requestID()
	if err != nil {
		return err
	}
	if err := t.desk.TakeBack(t.from, id); err != nil {
		return err
	}
	return t.requestsMine()
}

// requestShow shows a request to somebody responsible for it.
func (t *turn) requestShow() error {
	r, err := t.requestAt()
	if err != nil {
		return err
	}
	parts := []loa.Text{t.desk.RequestLine(r, t.lang)}
	if r.Name != "" {
		parts = append(parts, t.words("request.name", t.request(r)))
	}
	if r.Note != "" {
		parts = append(parts, t.words("request.note", t.request(r)))
	}
	parts = append(parts, t.words("request.how_"+string(r.Kind), nil))
	id := number(r.ID)
	var rows [][]loa.Button
	if r.Answered.IsZero() {
		rows = append(rows, []loa.Button{t.button("request.answer_button", actRequestAnswer, id)})
	}
	if r.Kind == loa.RequestErase {
		rows = append(rows, []loa.Button{t.button("request.remove_button", actRequestRemove, id)})
	} else {
		rows = append(rows, []loa.Button{t.button("request.done_button", actRequestDone, id), t.button("request.words_button", actRequestWords, id)})
	}
	rows = append(rows, []loa.Button{t.button("request.refuse_button", actRequestRefuse, id)})
	rows = append(rows, []loa.Button{t.button("request.list_button", campaign.RequestListButton, "0")})
	return t.show(loa.Lines("\n\n", parts...), rows)
}

func (t *turn) requestAt() (campaign.Request, error) {
	id, err := t.requestID()
	if err != nil {
		return campaign.Request{}, err
	}
	return t.desk.RequestToHandle(t.from, id)
}

// requestDo is a button that does something to a request and shows what is left.
func requestDo(do func(*campaign.Desk, loa.Sender, loa.RequestID) error, done string) func(*turn) error {
	return func(t *turn) error {
		id, err := t.requestID()
		if err != nil {
			return err
		}
		if err := do(t.desk, t.from, id); err != nil {
			return err
		}
		return t.requestQueue(0, t.words(done, map[string]any{"ID": int(id)}))
	}
}

// requestRemove asks before the name is taken off the roll.
func (t *turn) requestRemove() error {
	r, err := t.requestAt()
	if err != nil {
		return err
	}
	return t.show(t.words("request.remove_sure", t.request(r)), [][]loa.Button{
		{t.button("request.remove_sure_button", actRequestSure, number(r.ID))},
		{t.button("request.keep_button", actRequestShow, number(r.ID))},
	})
}

// requestWrite waits for words to the person who made a request.
func requestWrite(dialog, key string) func(*turn) error {
	return func(t *turn) error {
		r, err := t.requestAt()
		if err != nil {
			return err
		}
		if err := t.desk.SaveDialog(t.chat, t.from.Account, dialog, number(r.ID)); err != nil {
			return err
		}
		return t.show(t.words(key, t.request(r)), nil)
	}
}

// requestWritten takes the words and closes the request. A refusal leaves the dialog open.
func requestWritten(do func(*campaign.Desk, loa.Sender, loa.RequestID, string) error) func(*turn, loa.Dialog) error {
	return func(t *turn, d loa.Dialog) error {
		if t.msg.Media != nil {
			return t.say("request.text_only", nil)
		}
		n, err := strconv.ParseInt(d.Data, 10, 64)
		if err != nil {
			return errNoSuch("request", d.Data)
		}
		if err := do(t.desk, t.from, loa.RequestID(n), t.args); err != nil {
			return err
		}
		if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
			return err
		}
		return t.requestQueue(0, t.words("request.closed_now", map[string]any{"ID": int(n)}))
	}
}

// requestDone closes a request without more words.
func requestDone(d *campaign.Desk, who loa.Sender, id loa.RequestID) error {
	return d.Close(who, id, "")
}
