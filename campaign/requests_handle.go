package campaign

import (
	"errors"
	"slices"

	"loa"
)

// Handles reports whether the person deals with requests of others.
func (d *Desk) Handles(who loa.Sender) (bool, error) {
	grants, err := d.Grants(who.Account)
	return !who.Anonymous && grants.Any(responsibleRoles()...), err
}

// RequestQueue lists the open requests that the person is responsible for, the most
// urgent first.
func (d *Desk) RequestQueue(who loa.Sender) ([]Request, error) {
	may, err := d.Handles(who)
	if err == nil && !may {
		err = refuse("request.may_not", nil)
	}
	if err != nil {
		return nil, err
	}
	all, err := d.tx.OpenRequests()
	if err != nil {
		return nil, err
	}
	var list []Request
	for _, r := range all {
		v, err := d.handled(who, r)
		if _, refused := errors.AsType[*Refusal](err); refused {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	slices.SortStableFunc(list, func(a, b Request) int { return a.Next().Compare(b.Next()) })
	return list, nil
}

// RequestToHandle returns an open request to somebody who is responsible for it.
func (d *Desk) RequestToHandle(who loa.Sender, id loa.RequestID) (Request, error) {
	r, err := d.tx.Request(id)
	if isMissing(err) {
		return Request{}, refuse("request.gone", nil)
	}
	if err != nil {
		return Request{}, err
	}
	v, err := d.handled(who, r)
	if err == nil && !r.Closed.IsZero() {
		err = refuse("request.closed_"+string(r.Outcome), nil)
	}
	return v, err
}

// handled refuses who is not responsible for a request, and whose own it is. Names
// are for the secretary and administrators: officials answer without.
func (d *Desk) handled(who loa.Sender, r loa.DataRequest) (Request, error) {
	if who.Anonymous {
		return Request{}, refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return Request{}, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return Request{}, err
	}
	switch {
	case !grants.Holds(units, r.Unit, responsibleRoles()...):
		return Request{}, refuse("request.may_not", nil)
	case r.Account == who.Account:
		return Request{}, refuse("request.own", nil)
	}
	v := d.s.seen(units, r, d.now)
	if r.Member == 0 || !grants.Holds(units, r.Unit, loa.Secretary) {
		return v, nil
	}
	m, err := d.tx.Member(r.Member)
	v.Name = m.Name
	return v, err
}

// Acknowledge tells the person that the request is being dealt with, and until when:
// the answer that the law asks for within two working days.
func (d *Desk) Acknowledge(who loa.Sender, id loa.RequestID) error {
	v, err := d.RequestToHandle(who, id)
	if err != nil {
		return err
	}
	r := v.DataRequest
	if !r.Answered.IsZero() {
		return refuse("request.answered_before", nil)
	}
	r.Answered, r.AnsweredBy = d.now, who.Account
	if _, err := d.tx.SaveRequest(r); err != nil {
		return err
	}
	if err := d.tellAsker(r, "request.answer", ""); err != nil {
		return err
	}
	return d.audit(who.Account, "request.answer", requestSubject(r.ID), "")
}

// Close ends a request as done, and tells the person, in words of those responsible if
// they gave any. To be erased is done by Remove.
func (d *Desk) Close(who loa.Sender, id loa.RequestID, words string) error {
	v, err := d.RequestToHandle(who, id)
	switch {
	case err != nil:
		return err
	case v.Kind == loa.RequestErase:
		return refuse("bot.stale_button", nil)
	case loa.UTF16Len(words) > noteLength:
		return refuse("request.note_long", map[string]any{"Most": noteLength})
	}
	if err := d.tellAsker(v.DataRequest, "request.done", words); err != nil {
		return err
	}
	return d.closeRequest(v.DataRequest, who.Account, loa.RequestDone)
}

// Refuse ends a request that cannot be done, and tells the person why.
func (d *Desk) Refuse(who loa.Sender, id loa.RequestID, reason string) error {
	v, err := d.RequestToHandle(who, id)
	switch {
	case err != nil:
		return err
	case reason == "":
		return refuse("request.reason_needed", nil)
	case loa.UTF16Len(reason) > noteLength:
		return refuse("request.note_long", map[string]any{"Most": noteLength})
	}
	if err := d.tellAsker(v.DataRequest, "request.refused", reason); err != nil {
		return err
	}
	return d.closeRequest(v.DataRequest, who.Account, loa.RequestRefused)
}

// Remove does what a request to be erased asks for: the person goes, numbers stay.
func (d *Desk) Remove(who loa.Sender, id loa.RequestID) error {
	v, err := d.RequestToHandle(who, id)
	if err != nil {
		return err
	}
	if v.Kind != loa.RequestErase {
		return refuse("bot.stale_button", nil)
	}
	if v.Member == 0 {
		err = d.eraseAccount(v.Account)
	} else {
		err = d.removeMember(v.Member)
	}
	if err != nil {
		return err
	}
	if err := d.tellAsker(v.DataRequest, "request.removed", ""); err != nil { // after the erasure, which takes back what waits
		return err
	}
	return d.closeRequest(v.DataRequest, who.Account, loa.RequestDone)
}

func (d *Desk) closeRequest(r loa.DataRequest, by loa.Account, outcome loa.RequestOutcome) error {
	if !r.Closed.IsZero() {
		return refuse("request.closed_"+string(r.Outcome), nil)
	}
	r.Closed, r.ClosedBy, r.Outcome = d.now, by, outcome
	if r.Answered.IsZero() && outcome != loa.RequestTakenBack { // whoever closes it answers by that
		r.Answered, r.AnsweredBy = d.now, by
	}
	if _, err := d.tx.SaveRequest(r); err != nil {
		return err
	}
	return d.audit(by, "request.close", requestSubject(r.ID), string(outcome))
}
