package bot_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/campaign"
	"loa/storage"
)

// doRoll plays the lines of a script that put a roll and meetings there, as if they
// had been made before:
//
//	enlist UNIT: NAME, NAME KIND …        members, official unless a kind of membership is named; their accounts linked
//	unlink NAME                         the account is nobody's
//	agree NAME: attendance reminders    consent is given
//	disagree NAME: attendance           and withdrawn
//	dismiss NAME of UNIT                a secretary's role is taken back
//	bind GROUP to UNIT                  the group is the unit's
//	invite UNIT MOMENT: title           the invitation goes to the unit's groups
//	set meeting N: STATE|headcount
func (s *stage) doRoll(word, rest string) bool {
	head, tail, _ := strings.Cut(rest, ": ")
	words := strings.Fields(head)
	var do func(*storage.Tx) error
	switch word {
	case "enlist":
		do = func(tx *storage.Tx) error { return s.roll(tx, loa.UnitID(head), strings.Split(tail, ", ")) }
	case "unlink":
		do = func(tx *storage.Tx) error { return tx.UnlinkAccount(account(head)) }
	case "agree", "disagree":
		do = func(tx *storage.Tx) error { return s.agree(tx, word == "agree", head, strings.Fields(tail)) }
	case "dismiss":
		g := loa.Grant{Account: account(words[0]), Unit: loa.UnitID(words[2]), Role: loa.Secretary}
		do = func(tx *storage.Tx) error { return tx.RevokeGrant(g, account("Lan"), s.now) }
	case "bind":
		do = func(tx *storage.Tx) error {
			_, err := tx.SaveGroup(loa.Group{
				Bot: botID, Chat: chatOf(words[0]), Title: words[0], Unit: loa.UnitID(words[2]), Kind: "cell", State: loa.GroupActive, BoundAt: s.now,
			})
			return err
		}
	case "invite":
		do = func(tx *storage.Tx) error { return s.meet(tx, loa.UnitID(words[0]), words[1], tail) }
	case "set":
		do = func(tx *storage.Tx) error { return s.setMeeting(tx, words[1], tail) }
	default:
		return false
	}
	if err := s.db.Update(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
	return true
}

func (s *stage) roll(tx *storage.Tx, unit loa.UnitID, names []string) error {
	for _, entry := range names {
		name, kind, _ := strings.Cut(entry, " ")
		id, err := s.memberNamed(tx, name)
		if err != nil {
			return err
		}
		kinds := []loa.MembershipKind{loa.FullMember}
		switch kind {
		case "":
		case string(loa.Exempt), string(loa.TemporaryOut):
			kinds = append(kinds, loa.MembershipKind(kind))
		default:
			kinds = []loa.MembershipKind{loa.MembershipKind(kind)}
		}
		for _, k := range kinds {
			if err := tx.SaveMembership(loa.Membership{Member: id, Unit: unit, Kind: k}); err != nil {
				return err
			}
		}
	}
	return nil
}

// memberNamed returns whose account it is, and makes a member with that name where
// it is nobody's.
func (s *stage) memberNamed(tx *storage.Tx, name string) (loa.MemberID, error) {
	if m, err := tx.MemberOf(account(name)); err == nil {
		return m.ID, nil
	}
	id, err := tx.SaveMember(loa.Member{Name: "Nguyễn Thị " + name})
	if err != nil {
		return 0, err
	}
	return id, tx.LinkAccount(loa.Link{Account: account(name), Member: id, At: s.now, By: account("Lan")})
}

func (s *stage) agree(tx *storage.Tx, given bool, name string, purposes []string) error {
	m, err := tx.MemberOf(account(name))
	if err != nil {
		return err
	}
	for _, p := range purposes {
		if given {
			err = tx.GiveConsent(loa.Consent{Member: m.ID, Purpose: loa.Purpose(p), Version: loa.Purpose(p).Version(), Given: s.now})
		} else {
			err = tx.WithdrawConsent(m.ID, loa.Purpose(p), s.now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) meet(tx *storage.Tx, unit loa.UnitID, moment, title string) error {
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return err
	}
	m := loa.Meeting{
		Unit: unit, Kind: loa.MeetingMonthly, Title: title, Place: "Nhà văn hóa", At: at, State: loa.MeetingPlanned,
		Bot: botID, Author: account("Lan"), Created: s.now,
	}
	if m.ID, err = tx.SaveMeeting(m); err != nil {
		return err
	}
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return err
	}
	for _, g := range slices.DeleteFunc(groups, func(g loa.Group) bool { return g.Unit != unit }) {
		_, _, err := tx.Enqueue(loa.Delivery{
			Bot: botID, Chat: g.Chat, Group: g.ID, Meeting: m.ID, Priority: loa.Bulk, Due: s.now, Created: s.now,
			Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain(title), Buttons: s.invitationButtons(m.ID)}},
			Key:     fmt.Sprintf("meeting:%d:invite:%d", m.ID, g.ID),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) invitationButtons(id loa.MeetingID) [][]loa.Button {
	var row []loa.Button
	for _, intent := range loa.Intents() {
		row = append(row, loa.Button{
			Text: s.catalog.Line(s.lang, "meeting.reply_"+string(intent), nil),
			Data: campaign.ButtonData(campaign.ReplyButton, strconv.FormatInt(int64(id), 10), string(intent)),
		})
	}
	return [][]loa.Button{row}
}

func (s *stage) setMeeting(tx *storage.Tx, id, to string) error {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return err
	}
	m, err := tx.Meeting(loa.MeetingID(n))
	if err != nil {
		return err
	}
	if m.Headcount = to == "headcount"; !m.Headcount {
		m.State = loa.MeetingState(to)
	}
	_, err = tx.SaveMeeting(m)
	return err
}
