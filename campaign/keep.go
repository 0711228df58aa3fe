package campaign

import (
	"loa"
	"loa/storage"
)

// mayKeep refuses who is not responsible for a unit's roll and meetings. These are
// its secretary and those of the units above it, and administrators. Editors and
// officials get numbers, never names.
func (d *Desk) mayKeep(who loa.Sender, unit loa.UnitID) error {
	if who.Anonymous {
		return refuse("campaign.anonymous", nil)
	}
	grants, err := d.Grants(who.Account)
	if err != nil {
		return err
	}
	units, err := d.tx.Units()
	if err != nil {
		return err
	}
	if !grants.Holds(units, unit, loa.Secretary) {
		return refuse("keep.may_not", nil)
	}
	return nil
}

// KeptUnits lists the units whose roll and meetings the person is responsible for,
// as far as they exist today, in tree order.
func (d *Desk) KeptUnits(who loa.Sender) (loa.Units, error) {
	grants, units, err := d.rights(who)
	if err != nil {
		return nil, err
	}
	var kept loa.Units
	for _, u := range grants.Reach(units, loa.Secretary) {
		if u.InEffect(loa.DateOf(d.now, d.s.zoneOf(units, u.ID))) {
			kept = append(kept, u)
		}
	}
	if len(kept) == 0 {
		return nil, refuse("keep.may_not", nil)
	}
	return kept, nil
}

// rollOf returns the roll of a meeting: as it was frozen when it was closed, else
// as it stands on the meeting's day.
func (s *Service) rollOf(tx *storage.Tx, m loa.Meeting) ([]loa.RollEntry, error) {
	if m.State == loa.MeetingClosed {
		return tx.FrozenRoll(m.ID)
	}
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	memberships, err := tx.Memberships(m.Unit)
	if err != nil {
		return nil, err
	}
	return loa.RollOf(memberships, m.Unit, m.Kind, loa.DateOf(m.At, s.zoneOf(units, m.Unit))), nil
}

// figuresOf counts a meeting.
func (s *Service) figuresOf(tx *storage.Tx, m loa.Meeting) (loa.Figures, error) {
	roll, err := s.rollOf(tx, m)
	if err != nil {
		return loa.Figures{}, err
	}
	recorded, err := tx.AttendanceAt(m.ID)
	return loa.HeldMeeting{Meeting: m, Roll: roll, Recorded: recorded}.Figures(), err
}
