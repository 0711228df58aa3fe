package storage

import (
	"fmt"

	"loa"
)

func scanMember(r row, m *loa.Member) error { return r.Scan(&m.ID, &m.Name, &m.Removed) }

func scanMembership(r row, m *loa.Membership) error {
	return r.Scan(&m.Member, &m.Unit, &m.Kind, toDate(&m.From), toDate(&m.Until))
}

// SaveMember stores a person of the roll and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveMember(m loa.Member) (loa.MemberID, error) {
	if m.ID == 0 {
		id, err := tx.next("members")
		if err != nil {
			return 0, fmt.Errorf("save member: %w", err)
		}
		m.ID = loa.MemberID(id)
	}
	_, err := tx.exec(`INSERT INTO members (id, name, removed) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, removed = excluded.removed`, m.ID, m.Name, m.Removed)
	if err != nil {
		return 0, fmt.Errorf("save member %d: %w", m.ID, err)
	}
	return m.ID, nil
}

// Member returns the person with the id, removed ones included.
func (tx *Tx) Member(id loa.MemberID) (loa.Member, error) {
	m, err := one(tx, scanMember, `SELECT id, name, removed FROM members WHERE id = ?`, id)
	if err != nil {
		return m, fmt.Errorf("read member %d: %w", id, err)
	}
	return m, nil
}

// MembersOf returns everybody who ever belonged to the unit in any way and was not
// removed, by id.
func (tx *Tx) MembersOf(unit loa.UnitID) ([]loa.Member, error) {
	list, err := all(tx, scanMember, `SELECT id, name, removed FROM members WHERE NOT removed
		AND id IN (SELECT member FROM memberships WHERE unit = ?) ORDER BY id`, unit)
	if err != nil {
		return nil, fmt.Errorf("list members of unit %s: %w", unit, err)
	}
	return list, nil
}

// SaveMembership stores how a member belongs to a unit. One of the same kind at the
// same unit from the same day is replaced: its last day may change.
func (tx *Tx) SaveMembership(m loa.Membership) error {
	_, err := tx.exec(`INSERT INTO memberships (member, unit, kind, from_day, until_day) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (member, unit, kind, from_day) DO UPDATE SET until_day = excluded.until_day`,
		m.Member, m.Unit, m.Kind, day(m.From), day(m.Until))
	if err != nil {
		return fmt.Errorf("save membership of member %d: %w", m.Member, err)
	}
	return nil
}

// DropMembership takes back a membership that was a mistake; one that has ended gets
// a last day instead.
func (tx *Tx) DropMembership(m loa.Membership) error {
	_, err := tx.exec(`DELETE FROM memberships WHERE member = ? AND unit = ? AND kind = ? AND from_day = ?`,
		m.Member, m.Unit, m.Kind, day(m.From))
	if err != nil {
		return fmt.Errorf("drop membership of member %d: %w", m.Member, err)
	}
	return nil
}

// Memberships returns all memberships of a unit, of any time.
func (tx *Tx) Memberships(unit loa.UnitID) ([]loa.Membership, error) {
	list, err := all(tx, scanMembership, `SELECT member, unit, kind, from_day, until_day FROM memberships
		WHERE unit = ? ORDER BY member, kind, from_day`, unit)
	if err != nil {
		return nil, fmt.Errorf("list memberships of unit %s: %w", unit, err)
	}
	return list, nil
}

// MembershipsOf returns all memberships of a person, at any unit and time.
func (tx *Tx) MembershipsOf(member loa.MemberID) ([]loa.Membership, error) {
	list, err := all(tx, scanMembership, `SELECT member, unit, kind, from_day, until_day FROM memberships
		WHERE member = ? ORDER BY unit, kind, from_day`, member)
	if err != nil {
		return nil, fmt.Errorf("list memberships of member %d: %w", member, err)
	}
	return list, nil
}

// LinkAccount ties an account to a member; an account is one person's at a time.
func (tx *Tx) LinkAccount(l loa.Link) error {
	_, err := tx.exec(`INSERT INTO member_links (account, member, linked_at, linked_by) VALUES (?, ?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET member = excluded.member, linked_at = excluded.linked_at, linked_by = excluded.linked_by`,
		account(l.Account), l.Member, millis(l.At), account(l.By))
	if err != nil {
		return fmt.Errorf("link account: %w", err)
	}
	return nil
}

// UnlinkAccount forgets whose account it is.
func (tx *Tx) UnlinkAccount(a loa.Account) error {
	if _, err := tx.exec(`DELETE FROM member_links WHERE account = ?`, account(a)); err != nil {
		return fmt.Errorf("unlink account: %w", err)
	}
	return nil
}

// MemberOf returns the member whose account it is, else loa.ErrNotFound.
func (tx *Tx) MemberOf(a loa.Account) (loa.Member, error) {
	m, err := one(tx, scanMember, `SELECT m.id, m.name, m.removed FROM members AS m
		JOIN member_links AS l ON l.member = m.id WHERE l.account = ? AND NOT m.removed`, account(a))
	if err != nil {
		return m, fmt.Errorf("read member of account: %w", err)
	}
	return m, nil
}

// Links returns the accounts of the members, by member and account.
func (tx *Tx) Links(members ...loa.MemberID) (links []loa.Link, err error) {
	for _, id := range members {
		list, err := all(tx, func(r row, l *loa.Link) error {
			return r.Scan(toAccount(&l.Account), &l.Member, toTime(&l.At), toAccount(&l.By))
		}, `SELECT account, member, linked_at, linked_by FROM member_links WHERE member = ? ORDER BY account`, id)
		if err != nil {
			return nil, fmt.Errorf("list accounts of member %d: %w", id, err)
		}
		links = append(links, list...)
	}
	return links, nil
}

// LinkedMembers returns those who ever belonged to the unit and have an account, by id.
func (tx *Tx) LinkedMembers(unit loa.UnitID) ([]loa.MemberID, error) {
	list, err := all(tx, value[loa.MemberID], `SELECT DISTINCT member FROM member_links
		WHERE member IN (SELECT member FROM memberships WHERE unit = ?) ORDER BY member`, unit)
	if err != nil {
		return nil, fmt.Errorf("list linked members of unit %s: %w", unit, err)
	}
	return list, nil
}

// RemoveMember takes the person out: name, accounts, codes and reasons go, the
// numbers of the past stay.
func (tx *Tx) RemoveMember(id loa.MemberID) error {
	for _, query := range []string{
		`UPDATE members SET name = '', removed = TRUE WHERE id = ?`,
		`DELETE FROM member_links WHERE member = ?`,
		`DELETE FROM member_codes WHERE member = ?`,
		`UPDATE replies SET reason = '' WHERE member = ?`,
		`UPDATE attendance_changes SET reason = '' WHERE member = ?`,
	} {
		if _, err := tx.exec(query, id); err != nil {
			return fmt.Errorf("remove member %d: %w", id, err)
		}
	}
	return nil
}
