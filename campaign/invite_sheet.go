package campaign

import (
	"context"
	"fmt"

	"loa"
	"loa/storage"
)

// InviteLine is one slip of a sheet of invite codes.
type InviteLine struct{ Name, Link string }

// InviteSheet writes a unit's invite codes as a document for printing.
type InviteSheet func(lang loa.Lang, unit string, lines []InviteLine) ([]byte, error)

// CanPrint reports whether sheets of invite codes can be made.
func (d *Desk) CanPrint() bool { return d.s.settings.InviteSheet != nil }

// PrintInvites makes new codes for all of a unit's list who have no account, and
// returns the sheet with them, kept just long enough to be sent.
func (d *Desk) PrintInvites(who loa.Sender, unit loa.UnitID, lang loa.Lang) (*loa.Media, int, error) {
	if err := d.mayKeep(who, unit); err != nil {
		return nil, 0, err
	}
	sheet, n, err := d.s.printInvites(d.tx, d.bot, unit, lang, who.Account)
	if err != nil {
		return nil, 0, err
	}
	m, err := d.lend(loa.Document, "phieu-moi-"+string(unit)+".docx", sheet, answerKeep)
	return m, n, err
}

// PrintInvites does the same for the operator, who says which bot the links open.
func (s *Service) PrintInvites(ctx context.Context, bot Bot, unit loa.UnitID, lang loa.Lang) (sheet []byte, n int, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		sheet, n, err = s.printInvites(tx, bot, unit, lang, loa.Account{})
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("print invites of unit %s: %w", unit, err)
	}
	return sheet, n, nil
}

// InviteLines makes the same codes for the operator and returns them as they are, for
// who hands them on otherwise than on paper.
func (s *Service) InviteLines(ctx context.Context, bot Bot, unit loa.UnitID, lang loa.Lang) (lines []InviteLine, err error) {
	err = s.db.Update(ctx, func(tx *storage.Tx) error {
		lines, err = s.inviteLines(tx, bot, unit, lang, loa.Account{})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make invites of unit %s: %w", unit, err)
	}
	return lines, nil
}

func (s *Service) printInvites(tx *storage.Tx, bot Bot, unit loa.UnitID, lang loa.Lang, by loa.Account) ([]byte, int, error) {
	if s.settings.InviteSheet == nil {
		return nil, 0, refuse("link.no_printing", nil)
	}
	units, err := tx.Units()
	if err != nil {
		return nil, 0, err
	}
	u, ok := units.Find(unit)
	if !ok {
		return nil, 0, refuse("link.no_unit", map[string]any{"Unit": string(unit)})
	}
	lines, err := s.inviteLines(tx, bot, unit, lang, by)
	if err != nil {
		return nil, 0, err
	}
	if len(lines) == 0 {
		return nil, 0, refuse("link.none_to_invite", nil)
	}
	sheet, err := s.settings.InviteSheet(lang, u.Name, lines)
	if err != nil {
		return nil, 0, fmt.Errorf("write sheet of invites: %w", err)
	}
	return sheet, len(lines), nil
}

// inviteLines makes new codes for all of a unit's list who have no account.
func (s *Service) inviteLines(tx *storage.Tx, bot Bot, unit loa.UnitID, lang loa.Lang, by loa.Account) (lines []InviteLine, err error) {
	list, err := s.memberList(tx, unit)
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		if l.Linked {
			continue
		}
		token, err := s.issueCode(tx, l.Member.ID, by)
		if err != nil {
			return nil, err
		}
		lines = append(lines, InviteLine{s.listedName(l, lang), bot.StartLink(CodePrefix + token)})
	}
	return lines, nil
}
