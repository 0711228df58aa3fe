package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// CodePrefix marks a deep link that carries a member's invite code.
const CodePrefix = "m_"

// CodeDays is for how many days a member's invite code can be used: a sheet is given
// out at one monthly meeting, and at the next to those who missed it.
const CodeDays = 60

const codeKeep = CodeDays * 24 * time.Hour

// An account may try so many codes that are none within so long. Codes have 128
// random bits: it is not guessing that this stops, but a bot that is kept busy.
const (
	codeTries  = 5
	codeTrying = time.Hour
)

// StartLink returns the link that opens the bot with a word for it, or what to write
// to the bot where there are no such links.
func (b Bot) StartLink(word string) string {
	if !b.Can.DeepLinks { // the word itself, to be sent to the bot
		return "/start " + word
	}
	return fmt.Sprintf("https://t.me/%s?start=%s", b.Username, word)
}

// CodeOffer is what an invite code offers the account that opened its link.
type CodeOffer struct {
	Member loa.Member
	Units  loa.Units    // to which the member belongs today
	Now    loa.MemberID // whose account it is now; 0: nobody's
}

// CodeOffer returns whose code it is. A code that is unknown, spent, replaced or too
// old is refused in the same words, and counted: who tries learns nothing.
func (d *Desk) CodeOffer(who loa.Sender, token string) (CodeOffer, error) {
	var o CodeOffer
	tries, err := d.tx.CodeTries(who.Account, d.now.Add(-codeTrying))
	if err != nil {
		return o, err
	}
	if tries >= codeTries {
		return o, refuse("link.too_many", nil)
	}
	o.Member, err = d.tx.CodeMember(digestOf(token), d.now.Add(-codeKeep))
	if err == nil {
		o.Units, err = d.unitsOf(o.Member.ID)
	}
	switch {
	case isMissing(err), err == nil && len(o.Units) == 0:
		if err := d.tx.SaveCodeTry(who.Account, d.now); err != nil {
			return o, err
		}
		return o, refuse("link.bad_code", nil)
	case err != nil:
		return o, err
	}
	now, err := d.tx.MemberOf(who.Account)
	if err != nil && !isMissing(err) {
		return o, err
	}
	o.Now = now.ID
	if o.Now == o.Member.ID {
		return o, refuse("link.already", nil)
	}
	return o, nil
}

// LinkByCode spends the code and ties the account to its member, if the account is
// still the one's of whom the person was told: now, 0 for nobody. It reports whether
// it did.
func (d *Desk) LinkByCode(who loa.Sender, token string, now loa.MemberID) (o CodeOffer, linked bool, err error) {
	if o, err = d.CodeOffer(who, token); err != nil || o.Now != now {
		return o, false, err
	}
	if err := d.tx.SpendMemberCode(digestOf(token), d.now); err != nil {
		return o, false, err
	}
	if err := d.tx.LinkAccount(loa.Link{Account: who.Account, Member: o.Member.ID, At: d.now, By: who.Account}); err != nil {
		return o, false, err
	}
	detail := "by code"
	if now != 0 {
		detail = "by code, before that of " + memberSubject(now)
	}
	return o, true, d.audit(who.Account, "member.link", memberSubject(o.Member.ID), detail)
}

// IssueCode makes a new invite code for somebody on a unit's list. The one before is
// void. The token is returned once and never kept.
func (d *Desk) IssueCode(who loa.Sender, unit loa.UnitID, id loa.MemberID) (l Listed, token string, expires time.Time, err error) {
	if l, err = d.ListedMember(who, unit, id); err != nil {
		return l, "", expires, err
	}
	token, err = d.s.issueCode(d.tx, id, who.Account)
	return l, token, d.now.Add(codeKeep), err
}

func (s *Service) issueCode(tx *storage.Tx, id loa.MemberID, by loa.Account) (token string, err error) {
	token, now := newToken(), s.now()
	if err := tx.SaveMemberCode(id, digestOf(token), by, now); err != nil {
		return "", err
	}
	return token, tx.Audit(loa.Audit{At: now, Actor: by, Action: "member.code", Subject: memberSubject(id)})
}

// Unlink forgets all accounts of somebody on a unit's list, and tells them.
func (d *Desk) Unlink(who loa.Sender, unit loa.UnitID, id loa.MemberID) error {
	if _, err := d.ListedMember(who, unit, id); err != nil {
		return err
	}
	links, err := d.tx.Links(id)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return refuse("link.not_linked", nil)
	}
	for _, p := range loa.Purposes() { // whoever is linked next agrees anew
		if err := d.withdraw(id, p); err != nil {
			return err
		}
	}
	for _, l := range links {
		if err := d.tx.UnlinkAccount(l.Account); err != nil {
			return err
		}
		if err := d.tellAccount(l.Account, "link.told_unlinked", nil); err != nil {
			return err
		}
	}
	return d.audit(who.Account, "member.unlink", memberSubject(id), fmt.Sprintf("accounts: %d", len(links)))
}

// tellAccount writes to somebody who has opened a private chat with the bot.
func (d *Desk) tellAccount(a loa.Account, key string, data map[string]any) error {
	p, err := d.tx.Person(a)
	if isMissing(err) || err == nil && (!p.Open || a.Platform != d.bot.ID.Platform()) {
		return nil
	}
	if err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, a)
	if err != nil {
		return err
	}
	return d.s.writeTo(d.tx, d.bot.ID, p, loa.Notice{Text: d.s.catalog.Say(lang, key, data)})
}

func memberSubject(id loa.MemberID) string { return fmt.Sprintf("member:%d", id) }
