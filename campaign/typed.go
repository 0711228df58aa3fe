package campaign

import "loa"

// openMost is how many of a chat's questions a typed answer may be about.
const openMost = 20

// Typed reports whether people answer by typing, since the platform has no buttons.
func (d *Desk) Typed() bool { return !d.bot.Can.Buttons }

// OpenChoices lists the questions in a chat that the person may answer, the newest first.
func (d *Desk) OpenChoices(chat loa.Chat, who loa.Account) ([]loa.OpenChoice, error) {
	return d.tx.OpenChoices(d.bot.ID, chat.ID, who, openMost)
}

// CloseChoice takes no more answers to a question.
func (d *Desk) CloseChoice(c loa.OpenChoice) error { return d.tx.CloseChoice(c.Delivery) }

// AnswerQuiz records an answer to a quiz, without a name. The last one counts.
func (d *Desk) AnswerQuiz(who loa.Sender, c loa.OpenChoice, option int) error {
	return d.tx.AnswerChoice(c.Delivery, who.Account, option, d.now)
}

// Unclear reports whether the person is still to be told that an answer was not
// understood: once for each question, or for a chat without one.
func (d *Desk) Unclear(who loa.Sender, chat loa.Chat, c loa.OpenChoice) (bool, error) {
	return d.tx.ToldUnclear(c.Delivery, chat.ID, who.Account, d.now)
}

// Marks says how the options of a question are marked: "1, 2 or 3", and one of them.
func (d *Desk) Marks(lang loa.Lang, c loa.OpenChoice) (all, example string) {
	mark := loa.NumberMark
	if c.Quiz {
		mark = loa.LetterMark
	}
	return d.s.marks(len(c.Options), mark, lang), mark(0)
}

// answerTyped answers what was typed in place of a press: in private, so that a group
// is not filled with what concerns one person; in the group only if the person
// has never written in private.
func (d *Desk) answerTyped(tap loa.Tap, text string) error {
	if text == "" {
		return nil
	}
	chat := tap.Chat
	if chat.Type != loa.PrivateChat {
		p, err := d.person(tap.From.Account)
		if err != nil {
			return err
		}
		if p.Open {
			chat = loa.Chat{ID: p.Chat, Type: loa.PrivateChat}
		}
	}
	return d.queue(chat, loa.Payload{Notice: &loa.Notice{Text: loa.Plain(text), Silent: true}}, answerKeep)
}
