package campaign

import (
	"context"
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// ConsentButton shows a member what there is to agree to.
const ConsentButton = "cn"

// AskConsentAnew tells everybody who agreed to an older text of a purpose, once, that
// the text has changed and that their consent no longer counts.
func (s *Service) AskConsentAnew(ctx context.Context, _ time.Time) error {
	for _, p := range loa.Purposes() {
		err := s.db.Update(ctx, func(tx *storage.Tx) error { return s.askAnew(tx, p) })
		if err != nil {
			return fmt.Errorf("ask for consent to %s anew: %w", p, err)
		}
	}
	s.wake()
	return nil
}

func (s *Service) askAnew(tx *storage.Tx, p loa.Purpose) error {
	const asked = "consent.asked."
	key := asked + string(p)
	if last, err := tx.State(key); err != nil || last == p.Version() {
		return err
	}
	open, err := tx.OpenConsents(p)
	if err != nil {
		return err
	}
	for _, c := range open {
		if c.Holds() {
			continue
		}
		if err := s.askMemberAnew(tx, c); err != nil {
			return err
		}
	}
	return tx.SetState(key, p.Version())
}

func (s *Service) askMemberAnew(tx *storage.Tx, c loa.Consent) error {
	links, err := tx.Links(c.Member)
	if err != nil {
		return err
	}
	for _, l := range links {
		who, err := tx.Person(l.Account)
		if isMissing(err) || err == nil && !who.Open {
			continue
		}
		if err != nil {
			return err
		}
		lang, err := s.langOf(tx, l.Account)
		if err != nil {
			return err
		}
		n := loa.Notice{
			Text: s.catalog.Say(lang, "consent.anew", map[string]any{
				"Purpose": s.catalog.Line(lang, "consent.name_"+string(c.Purpose), nil),
			}),
			Buttons: [][]loa.Button{{{Text: s.catalog.Line(lang, "consent.show_button", nil), Data: ButtonData(ConsentButton)}}},
		}
		for _, b := range s.allBots() {
			if b.ID.Platform() != l.Account.Platform {
				continue
			}
			if err := s.writeTo(tx, b.ID, who, n); err != nil {
				return err
			}
		}
	}
	return nil
}
