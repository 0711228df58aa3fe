package loa

import (
	"cmp"
	"slices"
	"time"
)

// MemberID numbers the people of the roll.
type MemberID int64

// Member is somebody on the roll of a unit. Nothing is kept but the name: no
// papers, no numbers of any, no birth date.
type Member struct {
	ID      MemberID
	Name    string // empty once removed: numbers stay, the person goes
	Removed bool
}

// MembershipKind says how a member belongs to a unit.
type MembershipKind string

// The kinds. Official and probationary members belong to the unit. Three kinds
// tell of a time at the unit that belongs to it all the same: away at another
// unit, at it from another one, or excused from meetings. The last two are of the
// members who belong elsewhere and keep in touch with the unit where they live
// (Regulation 213-QĐ/TW; Guidance 33-HD/BTCTW, 1.1).
const (
	FullMember   MembershipKind = "official"
	Probationary MembershipKind = "probationary"
	TemporaryIn  MembershipKind = "temporary-in"
	TemporaryOut MembershipKind = "temporary-out"
	Exempt       MembershipKind = "exempt"
	Resident     MembershipKind = "213"
	ResidentFree MembershipKind = "213-exempt"
)

// MembershipKinds lists the kinds.
func MembershipKinds() []MembershipKind {
	return []MembershipKind{FullMember, Probationary, TemporaryIn, TemporaryOut, Exempt, Resident, ResidentFree}
}

// Membership is a span of days in which a member belongs to a unit in one way.
type Membership struct {
	Member MemberID
	Unit   UnitID
	Kind   MembershipKind
	From   Date // zero: always
	Until  Date // last day; zero: open
}

// On reports whether the membership holds on the day.
func (m Membership) On(d Date) bool {
	return (m.From.IsZero() || !d.Before(m.From)) && (m.Until.IsZero() || !m.Until.Before(d))
}

// Standing is how a member stands on the roll of one meeting.
type Standing string

// The standings. Only those who are due count.
const (
	Due        Standing = "due"
	DueGuest   Standing = "due-temporary" // due as a temporary member from another unit
	StandsFree Standing = "exempt"
	StandsAway Standing = "away" // temporarily at another unit
)

// Counts reports whether the member must attend.
func (s Standing) Counts() bool { return s == Due || s == DueGuest }

// RollEntry is one line of a roll.
type RollEntry struct {
	Member       MemberID
	Standing     Standing
	Probationary bool
}

// RollOf makes the roll of a unit's meeting on a day from all memberships that name
// the unit. Everybody stands there once, whatever memberships overlap: who is
// excused is not due, who is away is not due, and who is on two lists counts once.
func RollOf(memberships []Membership, unit UnitID, kind MeetingKind, day Date) []RollEntry {
	type facts struct{ own, probationary, guest, away, free, resident, residentFree bool }
	all := map[MemberID]*facts{}
	for _, m := range memberships {
		if m.Unit != unit || !m.On(day) {
			continue
		}
		f := all[m.Member]
		if f == nil {
			f = &facts{}
			all[m.Member] = f
		}
		switch m.Kind {
		case FullMember:
			f.own = true
		case Probationary:
			f.own, f.probationary = true, true
		case TemporaryIn:
			f.guest = true
		case TemporaryOut:
			f.away = true
		case Exempt:
			f.free = true
		case Resident:
			f.resident = true
		case ResidentFree:
			f.residentFree = true
		}
	}
	var roll []RollEntry
	for id, f := range all {
		e := RollEntry{Member: id, Standing: Due, Probationary: f.probationary}
		switch {
		case kind == Meeting213 && !f.resident && !f.residentFree, kind != Meeting213 && !f.own && !f.guest:
			continue
		case kind == Meeting213:
			if f.residentFree {
				e.Standing = StandsFree
			}
		case f.free:
			e.Standing = StandsFree
		case f.own && f.away:
			e.Standing = StandsAway
		case !f.own:
			e.Standing = DueGuest
		}
		roll = append(roll, e)
	}
	slices.SortFunc(roll, func(a, b RollEntry) int { return cmp.Compare(a.Member, b.Member) })
	return roll
}

// Link ties an account to a member of the roll.
type Link struct {
	Account Account
	Member  MemberID
	At      time.Time
	By      Account // the secretary who did it by hand; the account itself by an invite code
}
