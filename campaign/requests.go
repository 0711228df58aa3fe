package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
)

// RequestListButton opens the queue of requests.
const RequestListButton = "rq"

// noteLength is how long the note of a request may be, in UTF-16 units.
const noteLength = 1000

// responsibleRoles are those who deal with requests concerning a unit's people.
func responsibleRoles() []loa.Role { return []loa.Role{loa.Official, loa.Secretary} }

// Request is a request as somebody may see it.
type Request struct {
	loa.DataRequest
	UnitName string
	Name     string // of the member, for the secretary and administrators alone
	Today    loa.Date
}

// Ask makes a request of the person's and tells those responsible. To be erased is
// asked for by /xoa.
func (d *Desk) Ask(who loa.Sender, chat loa.Chat, kind loa.RequestKind, note string) (Request, error) {
	switch {
	case who.Anonymous:
		return Request{}, refuse("campaign.anonymous", nil)
	case !slices.Contains(loa.RequestKinds(), kind) || kind == loa.RequestErase:
		return Request{}, refuse("bot.stale_button", nil)
	case kind == loa.RequestCorrect && note == "":
		return Request{}, refuse("request.note_needed", nil)
	case loa.UTF16Len(note) > noteLength:
		return Request{}, refuse("request.note_long", map[string]any{"Most": noteLength})
	}
	m, err := d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return Request{}, err
	}
	return d.ask(who, chat, kind, m.ID, "", note)
}

// ask makes a request to those responsible for the unit, or for the member's own one
// if none is named. If the same request is open that is returned.
func (d *Desk) ask(who loa.Sender, chat loa.Chat, kind loa.RequestKind, member loa.MemberID, unit loa.UnitID, note string) (Request, error) {
	units, err := d.tx.Units()
	if err != nil {
		return Request{}, err
	}
	past, err := d.tx.RequestsOf(who.Account)
	if err != nil {
		return Request{}, err
	}
	for _, r := range past {
		if r.Closed.IsZero() && r.Kind == kind && r.Note == note && r.Member == member {
			return d.s.seen(units, r, d.now), nil
		}
	}
	if unit == "" {
		if unit, err = d.answerable(units, member); err != nil {
			return Request{}, err
		}
	}
	today := loa.DateOf(d.now, d.s.zoneOf(units, unit))
	r := loa.DataRequest{
		Kind: kind, Account: who.Account, Bot: d.bot.ID, Chat: chat.ID, Member: member, Unit: unit, Note: note,
		At: d.now, AnswerBy: kind.AnswerBy(today), DoneBy: kind.DoneBy(today),
	}
	if r.ID, err = d.tx.SaveRequest(r); err != nil {
		return Request{}, err
	}
	seen := d.s.seen(units, r, d.now)
	if err := d.s.tellRequests(d.tx, d.bot.ID, []Request{seen}, "request.new"); err != nil {
		return seen, err
	}
	return seen, d.audit(loa.Account{}, "request.make", requestSubject(r.ID), string(kind))
}

// answerable returns the unit whose secretary and officials answer: the member's
// own, else the top of the tree.
func (d *Desk) answerable(units loa.Units, member loa.MemberID) (loa.UnitID, error) {
	own, err := d.unitsOf(member)
	if err != nil {
		return "", err
	}
	for _, u := range append(own, units...) {
		if _, mine := own.Find(u.ID); mine || u.Parent == "" {
			return u.ID, nil
		}
	}
	return "", nil
}

func requestSubject(id loa.RequestID) string { return fmt.Sprintf("request:%d", id) }

// seen is a request with what there is to show of it, but for the name.
func (s *Service) seen(units loa.Units, r loa.DataRequest, now time.Time) Request {
	u, _ := units.Find(r.Unit) // a unit that is gone has no name
	return Request{DataRequest: r, UnitName: u.Name, Today: loa.DateOf(now, s.zoneOf(units, r.Unit))}
}

// OwnRequests lists the requests that the person made, newest first.
func (d *Desk) OwnRequests(who loa.Sender) ([]Request, error) {
	if who.Anonymous {
		return nil, refuse("campaign.anonymous", nil)
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	all, err := d.tx.RequestsOf(who.Account)
	if err != nil {
		return nil, err
	}
	list := make([]Request, len(all))
	for i, r := range all {
		list[i] = d.s.seen(units, r, d.now)
	}
	return list, nil
}

// TakeBack ends a request of the person's own.
func (d *Desk) TakeBack(who loa.Sender, id loa.RequestID) error {
	r, err := d.tx.Request(id)
	if isMissing(err) || err == nil && r.Account != who.Account {
		return refuse("request.gone", nil)
	}
	if err != nil {
		return err
	}
	return d.closeRequest(r, loa.Account{}, loa.RequestTakenBack)
}
