package storage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"loa"
)

// voter is a member with all consents that the member ever gave, oldest first; without
// an id nobody whom Loa knows.
type voter struct {
	id    loa.MemberID
	given []loa.Consent
}

// Voter returns the member whose account it is, else loa.ErrNotFound, with all consents
// that the member ever gave, oldest first: what has to be known for each answer of many.
func (tx *Tx) Voter(a loa.Account) (id loa.MemberID, given []loa.Consent, err error) {
	v, known := tx.memo.voters[a]
	if !known {
		if err := tx.ReadVoters([]loa.Account{a}); err != nil {
			return 0, nil, err
		}
		v = tx.memo.voters[a]
	}
	if v.id == 0 {
		return 0, nil, fmt.Errorf("read member of account with consents: %w", loa.ErrNotFound)
	}
	return v.id, v.given, nil
}

// ReadVoters reads in one statement what Voter will be asked for.
func (tx *Tx) ReadVoters(accounts []loa.Account) error {
	if len(accounts) == 0 {
		return nil
	}
	type consented struct {
		account loa.Account
		member  loa.MemberID
		consent int64
		loa.Consent
	}
	args := make([]any, 0, 2*len(accounts))
	for _, a := range accounts {
		args = append(args, account(a))
	}
	for len(args) < padded(len(accounts)) {
		args = append(args, "")
	}
	list, err := all(tx, func(r row, c *consented) error {
		return r.Scan(toAccount(&c.account), &c.member, &c.consent, &c.Purpose, &c.Version, toTime(&c.Given), toTime(&c.Withdrawn))
	}, `SELECT l.account, m.id, COALESCE(c.id, 0), COALESCE(c.purpose, ''), COALESCE(c.version, ''),
		COALESCE(c.given, 0), COALESCE(c.withdrawn, 0)
		FROM member_links AS l JOIN members AS m ON m.id = l.member LEFT JOIN consents AS c ON c.member = m.id
		WHERE l.account IN (?`+strings.Repeat(", ?", len(args)-1)+`) AND NOT m.removed`, args...)
	if err != nil {
		return fmt.Errorf("read members of %d accounts with consents: %w", len(accounts), err)
	}
	slices.SortFunc(list, func(a, b consented) int { return cmp.Compare(a.consent, b.consent) }) // faster than the database for so few
	if tx.memo.voters == nil {
		tx.memo.voters = make(map[loa.Account]voter, len(accounts))
	}
	for _, a := range accounts {
		tx.memo.voters[a] = voter{}
	}
	for _, c := range list {
		v := tx.memo.voters[c.account]
		v.id = c.member
		if c.consent != 0 {
			c.Member = c.member
			v.given = append(v.given, c.Consent)
		}
		tx.memo.voters[c.account] = v
	}
	return nil
}

// changesVoters reports whether a statement changes what is remembered of voters.
func changesVoters(query string) bool {
	return strings.Contains(query, "consents") || strings.Contains(query, "member_links") || strings.Contains(query, "members")
}

// padded is how many placeholders a list of a statement gets: a power of two, so that
// few statements have to be prepared whatever the length.
func padded(n int) int {
	size := 1
	for size < n {
		size *= 2
	}
	return size
}
