package campaign

import (
	"loa"
	"loa/storage"
)

// tallyOf counts the replies to a meeting's invitation.
func (s *Service) tallyOf(tx *storage.Tx, m loa.Meeting) (loa.Tally, error) {
	roll, err := s.rollOf(tx, m)
	if err != nil {
		return loa.Tally{}, err
	}
	replies, err := tx.Replies(m.ID)
	return loa.TallyOf(roll, replies), err
}

// tallyLine writes the count; it names nobody.
func (s *Service) tallyLine(lang loa.Lang, t loa.Tally) loa.Text {
	return s.catalog.Say(lang, "reply.tally", map[string]any{"Yes": t.Yes, "No": t.No, "Unsure": t.Unsure, "None": t.None})
}
