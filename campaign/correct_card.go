package campaign

import (
	"loa"
	"loa/storage"
)

// callsShown is how many groups to be called fit a card.
const callsShown = 40

// CorrectionCard returns how a correction stands.
func (d *Desk) CorrectionCard(c loa.Correction, lang loa.Lang) (loa.Text, error) {
	return d.s.correctionCard(d.tx, c, lang)
}

func (s *Service) correctionCard(tx *storage.Tx, c loa.Correction, lang loa.Lang) (loa.Text, error) {
	reach, err := s.reachOf(tx, c)
	if err != nil {
		return nil, err
	}
	title, err := s.nameOf(tx, c.Item)
	if err != nil {
		return nil, err
	}
	kind := c.Kind()
	data := map[string]any{
		"Title": title, "Total": reach.Total, "Reached": reach.Reached, "Waiting": reach.Waiting, "Call": len(reach.Call),
	}
	head := s.catalog.Say(lang, "correct.card_"+kind+"_"+string(c.State), data)
	switch c.State {
	case loa.CorrectionReplaced: // the newer one's card has the counts
		return head, nil
	case loa.CorrectionWaiting, loa.CorrectionDropped: // nothing was changed
		return loa.Lines("\n", head, s.catalog.Say(lang, "correct.unchanged", nil)), nil
	}
	lines := []loa.Text{head, s.catalog.Say(lang, "correct.count_"+kind, data)}
	calls, err := s.calls(tx, reach.Call, lang)
	if err != nil {
		return nil, err
	}
	lines = append(lines, calls...)
	if p, ok := s.Campaign().Post(c.Item.Post); ok {
		lines = append(lines, s.catalog.Say(lang, "correct.file_"+kind, map[string]any{"Path": p.Path}))
	}
	return loa.Lines("\n", lines...), nil
}

// reachOf decides how far a correction has come.
func (s *Service) reachOf(tx *storage.Tx, c loa.Correction) (loa.Reach, error) {
	all, err := tx.Copies(c.Item)
	if err != nil {
		return loa.Reach{}, err
	}
	list, err := tx.CorrectionDeliveries(c.ID)
	if err != nil {
		return loa.Reach{}, err
	}
	for _, d := range list {
		if d.Item().IsZero() { // a copy that was mended while it waited is there already
			all = append(all, d)
		}
	}
	return c.Reach(all), nil
}

// calls lists the groups where somebody must call or look.
func (s *Service) calls(tx *storage.Tx, groups []loa.GroupID, lang loa.Lang) ([]loa.Text, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	var lines []loa.Text
	for i, id := range groups {
		if i == callsShown {
			return append(lines, s.catalog.Say(lang, "campaign.card_more", map[string]any{"More": len(groups) - i})), nil
		}
		g, err := tx.Group(id)
		if err != nil && !isMissing(err) {
			return nil, err
		}
		u, _ := units.Find(g.Unit) // a group that is bound no more has no unit to name
		lines = append(lines, s.catalog.Say(lang, "correct.call", map[string]any{"Group": g.Title, "Unit": u.Name}))
	}
	return lines, nil
}

// refreshCorrections ends the corrections that have nothing left to wait for,
// and edits the cards of the running ones.
func (s *Service) refreshCorrections(tx *storage.Tx) error {
	running, err := tx.RunningCorrections()
	if err != nil {
		return err
	}
	for _, c := range running {
		reach, err := s.reachOf(tx, c)
		if err != nil {
			return err
		}
		if reach.Waiting == 0 {
			c.State, c.Ended = loa.CorrectionDone, s.now()
			if _, err := tx.SaveCorrection(c); err != nil {
				return err
			}
		}
		if err := s.editCorrectionCard(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// editCorrectionCard shows the author how it stands.
func (s *Service) editCorrectionCard(tx *storage.Tx, c loa.Correction) error {
	if c.Card == "" {
		return nil
	}
	lang, err := s.langOf(tx, c.Author)
	if err != nil {
		return err
	}
	text, err := s.correctionCard(tx, c, lang)
	if err != nil {
		return err
	}
	now := s.now()
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: c.Bot, Chat: c.Chat, Private: true, Priority: loa.Bulk, State: loa.Pending,
		Due: now, NotAfter: now.Add(answerKeep), Created: now,
		Payload: loa.Payload{Edit: &loa.Edit{Message: c.Card, Text: text}},
	})
	return err
}

// reopen makes a correction that was done count again: something new follows.
func (s *Service) reopen(tx *storage.Tx, c loa.Correction) error {
	if c.State != loa.CorrectionDone {
		return nil
	}
	c.State = loa.CorrectionRunning
	_, err := tx.SaveCorrection(c)
	return err
}
