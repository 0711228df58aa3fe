package campaign

import (
	"errors"

	"loa"
)

// Opened records that a person pressed Start, so that Loa may write to them.
func (d *Desk) Opened(who loa.Account, chat loa.ChatID) error {
	p, err := d.person(who)
	if err != nil || p.Open && p.Chat == chat && p.Bot == d.bot.ID {
		return err
	}
	p.Chat, p.Open, p.Bot = chat, true, d.bot.ID
	return d.tx.SavePerson(p)
}

// SetLang records the language a person chose.
func (d *Desk) SetLang(who loa.Account, lang loa.Lang) error {
	p, err := d.person(who)
	if err != nil {
		return err
	}
	p.Lang = lang
	return d.tx.SavePerson(p)
}

func (d *Desk) person(who loa.Account) (loa.Person, error) {
	p, err := d.tx.Person(who)
	if errors.Is(err, loa.ErrNotFound) {
		return loa.Person{Account: who}, nil
	}
	if p.Bot != "" && p.Bot != d.bot.ID {
		p.Open = false // through another bot, not through this one
	}
	return p, err
}

// Dialog returns the person's unfinished conversation in the chat;
// loa.ErrNotFound if there is none.
func (d *Desk) Dialog(chat loa.Chat, who loa.Account) (loa.Dialog, error) {
	return d.tx.Dialog(d.bot.ID, chat.ID, who, d.now)
}

// SaveDialog keeps an unfinished conversation; it replaces the one before.
func (d *Desk) SaveDialog(chat loa.Chat, who loa.Account, name, data string) error {
	return d.tx.SaveDialog(loa.Dialog{
		Bot: d.bot.ID, Chat: chat.ID, Account: who, Name: name, Data: data, Expires: d.now.Add(answerKeep),
	})
}

// EndDialog forgets the unfinished conversation, if there is one.
func (d *Desk) EndDialog(chat loa.Chat, who loa.Account) error {
	return d.tx.EndDialog(d.bot.ID, chat.ID, who)
}
