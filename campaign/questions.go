package campaign

import (
	"loa"
	"loa/storage"
)

// question looks a question up by its id; ok is false if there is none.
func (s *Service) question(_ *storage.Tx, id string) (q loa.Question, ok bool, err error) {
	found, ok := s.Campaign().Question(id)
	if !ok {
		return q, false, nil
	}
	return *found, true, nil
}
