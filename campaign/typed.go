package campaign

import (
	"slices"
	"strconv"

	"loa"
	"loa/storage"
)

// openMost is how many of a chat's questions a typed answer may be about.
const openMost = 20

// Typed reports whether people answer by typing, since the platform has no buttons.
func (d *Desk) Typed() bool { return !d.bot.Can.Buttons }

// OpenChoices lists the questions in a chat that the person may answer, the newest first;
// in private also those of the person's groups, which an answer must name. Behind them is
// what takes back something that was passed on, since a number is meant for a card that
// still waits; and last the groups' questions that are over, marked as closed.
func (d *Desk) OpenChoices(chat loa.Chat, who loa.Account) ([]loa.OpenChoice, error) {
	all, err := d.tx.OpenChoices(d.bot.ID, chat.ID, who, openMost)
	if err == nil && chat.Type == loa.PrivateChat {
		var mine []loa.OpenChoice
		mine, err = d.groupQuestions(who)
		all = append(all, mine...)
	}
	if err != nil {
		return nil, err
	}
	var open, undo, over []loa.OpenChoice
	for _, c := range all {
		a, asks, err := askedBy(d.tx, c)
		if err != nil {
			return nil, err
		}
		if asks {
			c.Name, c.Closed = loa.QuestionCode(a.Question), a.Over(d.now)
		}
		switch {
		case c.Closed:
			over = append(over, c)
		case presses(c.Options, RelayUndoButton) && !presses(c.Options, RelayDoneButton):
			undo = append(undo, c)
		default:
			open = append(open, c)
		}
	}
	return slices.Concat(open, undo, over), nil
}

// groupQuestions lists what the groups of a member's units were asked.
func (d *Desk) groupQuestions(who loa.Account) ([]loa.OpenChoice, error) {
	m, err := d.tx.MemberOf(who)
	if isMissing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	units, err := d.unitsOf(m.ID)
	if err != nil {
		return nil, err
	}
	groups, err := d.tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	var list []loa.OpenChoice
	for _, g := range groups {
		if _, mine := units.Find(g.Unit); !mine || g.Bot != d.bot.ID {
			continue
		}
		choices, err := d.tx.OpenChoices(g.Bot, g.Chat, loa.Account{}, openMost)
		if err != nil {
			return nil, err
		}
		list = append(list, slices.DeleteFunc(choices, func(c loa.OpenChoice) bool {
			_, asks := askingOf(c)
			return !asks
		})...)
	}
	return list, nil
}

// askingOf returns which asking's answers a choice gathers, if it does.
func askingOf(c loa.OpenChoice) (loa.AskingID, bool) {
	if len(c.Options) == 0 {
		return 0, false
	}
	action, args, ok := ReadButton(c.Options[0].Data)
	if !ok || action != AnswerButton || len(args) == 0 {
		return 0, false
	}
	id, err := strconv.ParseInt(args[0], 10, 64)
	return loa.AskingID(id), err == nil
}

// askedBy returns the asking whose answers a choice gathers. asks is false for all others.
func askedBy(tx *storage.Tx, c loa.OpenChoice) (a loa.Asking, asks bool, err error) {
	id, asks := askingOf(c)
	if !asks {
		return a, false, nil
	}
	a, err = tx.Asking(id)
	if isMissing(err) {
		return a, false, nil
	}
	return a, err == nil, err
}

// CloseChoice takes no more answers to a question.
func (d *Desk) CloseChoice(c loa.OpenChoice) error { return d.tx.CloseChoice(c.Delivery) }

// Unclear reports whether the person is still to be told that an answer was not
// understood: once for each question, or for a chat without one.
func (d *Desk) Unclear(who loa.Sender, chat loa.Chat, c loa.OpenChoice) (bool, error) {
	return d.tx.ToldUnclear(c.Delivery, chat.ID, who.Account, d.now)
}

// Marks says how the options of a question are marked: "1, 2 or 3", and one of them.
func (d *Desk) Marks(lang loa.Lang, c loa.OpenChoice) (all, example string) {
	return d.s.marks(c.Options, lang), c.Options[0].Mark(0)
}

// TellAnswered tells somebody in private what became of an answer to a group's question.
// Whoever never wrote in private is told less, in the group and once for a question: what
// is right is nobody else's business, and a line for each would use up the month's messages.
func (d *Desk) TellAnswered(tap loa.Tap, c loa.OpenChoice, text, inGroup string) error {
	if tap.Chat.Type != loa.PrivateChat {
		p, err := d.person(tap.From.Account)
		if err != nil {
			return err
		}
		if !p.Open {
			if first, err := d.Unclear(tap.From, tap.Chat, c); err != nil || !first {
				return err
			}
			text = inGroup
		}
	}
	return d.answerTyped(tap, text)
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
