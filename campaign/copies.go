package campaign

import (
	"errors"
	"fmt"
	"strings"

	"loa"
	"loa/storage"
)

// resent stands in the key of a copy that was sent again because a person saw
// that it had not arrived; the id of the first attempt follows.
const resent = ":resent"

// parts lists the messages that one copy takes, its first one first, and the
// question after it with its answer if asked for.
func (s *Service) parts(tx *storage.Tx, first loa.Delivery, question bool) ([]loa.Delivery, error) {
	parts := []loa.Delivery{first}
	key, _, _ := strings.Cut(first.Key, resent)
	if key == "" || first.Item().IsZero() {
		return parts, nil
	}
	for n := 2; ; n++ {
		p, err := s.lastTry(tx, fmt.Sprintf("%s:%d", key, n))
		if isMissing(err) {
			break
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	if !question {
		return parts, nil
	}
	q, err := s.lastTry(tx, key+":question")
	if errors.Is(err, loa.ErrNotFound) {
		return parts, nil
	}
	if err != nil {
		return nil, err
	}
	parts = append(parts, q)
	answer, err := s.lastTry(tx, askingKey(q.Asking, askingAnswer))
	if errors.Is(err, loa.ErrNotFound) {
		return parts, nil
	}
	return append(parts, answer), err
}

// fullText is what the messages of a copy say together.
func (s *Service) fullText(tx *storage.Tx, first loa.Delivery) (loa.Text, error) {
	parts, err := s.parts(tx, first, false)
	var texts []loa.Text
	for _, p := range parts {
		if p.Payload.Notice != nil {
			texts = append(texts, p.Payload.Notice.Text)
		}
	}
	return loa.Lines("\n\n", texts...), err
}

// lastTry returns the delivery with the key, or what was sent in its place.
func (s *Service) lastTry(tx *storage.Tx, key string) (loa.Delivery, error) {
	d, err := tx.DeliveryByKey(key)
	for err == nil {
		again, missing := tx.DeliveryByKey(resentKey(d))
		if missing != nil {
			if !isMissing(missing) {
				err = missing
			}
			break
		}
		d = again
	}
	return d, err
}

func resentKey(d loa.Delivery) string { return fmt.Sprintf("%s%s%d", d.Key, resent, d.ID) }

func buttonsOf(parts []loa.Delivery) [][]loa.Button {
	var buttons [][]loa.Button
	for _, p := range parts {
		if n := p.Payload.Notice; n != nil && len(n.Buttons) > 0 {
			buttons = n.Buttons
		}
	}
	return buttons
}
