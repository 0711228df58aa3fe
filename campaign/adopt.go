package campaign

import (
	"context"
	"fmt"
	"io/fs"

	"loa"
	"loa/storage"
)

// Adopt makes a checked campaign the one that is carried out, with the questions that
// are stored beside it: its units and media are stored, and what is due is decided by
// it from now on. Adopting the campaign that is already carried out changes nothing. On
// an error the former campaign stays.
func (s *Service) Adopt(ctx context.Context, c *loa.Campaign, folder fs.FS) error {
	if have := s.campaign.Load(); have != nil && have.Digest == c.Digest {
		return nil
	}
	s.adopting.Lock()
	defer s.adopting.Unlock()
	var merged *loa.Campaign
	var version string
	err := s.db.Update(ctx, func(tx *storage.Tx) (err error) {
		if merged, version, err = s.merged(tx, c); err != nil {
			return err
		}
		for _, p := range c.Posts {
			if p.Media == nil {
				continue
			}
			data, err := fs.ReadFile(folder, p.MediaPath)
			if err != nil {
				return fmt.Errorf("read media of post %s: %w", p.ID, err)
			}
			if err := tx.SaveFile(p.Media.Digest, p.Media.Name, data); err != nil {
				return err
			}
		}
		was, err := tx.State("campaign.digest")
		if err != nil || was == c.Digest {
			return err
		}
		if err := tx.SaveUnits(c.Units); err != nil {
			return err
		}
		if err := tx.SetState("campaign.digest", c.Digest); err != nil {
			return err
		}
		return tx.Audit(loa.Audit{
			At: s.now(), Action: "campaign.adopt", Subject: "campaign:" + c.ID,
			Detail: fmt.Sprintf("%d posts, %d units, digest %.12s", len(c.Posts), len(c.Units), c.Digest),
		})
	})
	if err != nil {
		return fmt.Errorf("adopt campaign %s: %w", c.ID, err)
	}
	s.folder.Store(c)
	s.carryOut(merged, version)
	s.log.Info().Str("campaign", c.ID).Int("posts", len(c.Posts)).Str("digest", c.Digest[:12]).Msg("campaign adopted")
	s.calendarChanged()
	return nil
}

// ImportUnits adds units to the tree or replaces those with the same id.
func (s *Service) ImportUnits(ctx context.Context, units loa.Units, by loa.Account) error {
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		have, err := tx.Units()
		if err != nil {
			return err
		}
		for _, u := range units {
			_, known := have.Find(u.Parent)
			if _, given := units.Find(u.Parent); u.Parent != "" && !known && !given {
				return refuse("campaign.unit_parent_unknown", map[string]any{"Unit": string(u.ID), "Parent": string(u.Parent)})
			}
		}
		if err := tx.SaveUnits(units); err != nil {
			return err
		}
		return tx.Audit(loa.Audit{At: s.now(), Actor: by, Action: "units.import", Subject: "units", Detail: fmt.Sprintf("%d units", len(units))})
	})
	if err != nil {
		return fmt.Errorf("import units: %w", err)
	}
	s.calendarChanged()
	return nil
}
