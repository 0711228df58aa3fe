package campaign

import (
	"loa"
	"loa/storage"
)

// keepReplaced keeps what an older correction tried from being tried again.
func (s *Service) keepReplaced(tx *storage.Tx, d loa.Delivery, o loa.Outcome) (loa.Outcome, error) {
	if d.Correction == 0 || !d.Item().IsZero() || o.State != loa.Pending {
		return o, nil
	}
	c, err := tx.Correction(d.Correction)
	if err == nil && c.State == loa.CorrectionReplaced {
		o.State, o.Reason = loa.Expired, reasonReplaced
	}
	return o, err
}

// mendSettled stores what follows from a settled delivery for corrections: a
// refused edit is followed by the next means, and a copy that was on its way
// when its correction began is mended now. queued is true if something follows.
func (s *Service) mendSettled(tx *storage.Tx, d loa.Delivery, o loa.Outcome) (queued bool, err error) {
	if d.Item().IsZero() {
		if d.Correction == 0 {
			return false, nil
		}
		return s.mendOtherwise(tx, d, o)
	}
	if o.State != loa.Sent && o.State != loa.Pending {
		return false, nil
	}
	past, err := tx.CorrectionsOf(d.Item())
	if err != nil || len(past) == 0 || !past[0].Amends(d) {
		return false, err
	}
	c := past[0]
	now, err := tx.Delivery(d.ID) // as it stands: it may have been mended after it was claimed
	if err != nil {
		return false, err
	}
	if o.State == loa.Pending {
		return true, s.mendWaiting(tx, c, now)
	}
	if now.Correction == c.ID && textOf(now) == textOf(d) {
		return false, nil // it went out with the right content
	}
	if err := s.mendCopy(tx, c, now); err != nil {
		return false, err
	}
	return true, s.reopen(tx, c)
}

func textOf(d loa.Delivery) string {
	if d.Payload.Notice == nil {
		return ""
	}
	return d.Payload.Notice.Text.String()
}

// mendOtherwise follows up what the platform refused, by the next means.
func (s *Service) mendOtherwise(tx *storage.Tx, d loa.Delivery, o loa.Outcome) (bool, error) {
	if o.State != loa.Failed || o.ChatGone || d.Payload.Notice != nil {
		return false, nil
	}
	c, err := tx.Correction(d.Correction)
	if err != nil || c.State == loa.CorrectionReplaced {
		return false, err
	}
	m, err := tx.Delivery(d.Corrects)
	if err != nil {
		return false, err
	}
	if d.Payload.ClosePoll != nil {
		return false, nil // it has closed by itself, or a person must look
	}
	return true, s.mendMessage(tx, c, m, true, d.Payload)
}
