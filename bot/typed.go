package bot

import (
	"slices"
	"strings"

	"loa"
	"loa/campaign"
)

// takeNumbers are the dialogs whose answer is a number, or may be one: there a
// number is the answer, and picks no option.
func takeNumbers() []string {
	return []string{dialogRollGuests, dialogChangeGuests, dialogRemindWhen, dialogMeetingTime, dialogPostTime, dialogPredict}
}

// typed takes a text for the answer to a question that Loa asked where there are no
// buttons, if it reads as one. An option is pressed as its button would be.
func (t *turn) typed() (answered bool, err error) {
	open, err := t.desk.OpenChoices(t.chat, t.from.Account)
	if err != nil {
		return false, err
	}
	asked := make([]loa.TypedQuestion, len(open))
	for i, c := range open {
		asked[i] = loa.TypedQuestion{Code: c.Code, Name: c.Name, ByName: c.Chat != t.chat.ID, Options: c.Options}
	}
	a, ok := loa.ReadTyped(t.msg.Text, asked)
	if !ok {
		return false, nil
	}
	if a.Option < 0 {
		return t.typedIntent(a, open)
	}
	if number, err := t.awaitsNumber(); err != nil || number {
		return false, err
	}
	c := open[a.Asked]
	return true, t.press(c, c.Options[a.Option].Data)
}

// awaitsNumber reports whether a number was typed and a dialog waits for one.
func (t *turn) awaitsNumber() (bool, error) {
	if strings.Trim(t.msg.Text, "0123456789 ") != "" {
		return false, nil
	}
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) {
		return false, nil
	}
	return slices.Contains(takeNumbers(), d.Name), err
}

// press does what a tap on the option's button would.
func (t *turn) press(c loa.OpenChoice, data string) error {
	t.tap = &loa.Tap{ID: "typed:" + string(t.msg.ID), From: t.from, Chat: t.chat, Data: data}
	t.choice = &c
	action, args, ok := campaign.ReadButton(data)
	run := t.bot.actions[action]
	if !ok || run == nil {
		return t.toast("bot.stale_button", nil)
	}
	t.data = args
	return t.finish(run(t))
}

// typedIntent takes "có mặt" or "vắng ốm" for the answer to the invitation that it
// names, in a group to the newest one there. In private the invitations that wait for
// the person are known better (replyWords).
func (t *turn) typedIntent(a loa.TypedAnswer, open []loa.OpenChoice) (bool, error) {
	if a.Asked >= 0 {
		open = open[a.Asked : a.Asked+1]
	} else if t.chat.Type == loa.PrivateChat {
		return false, nil
	}
	for _, c := range open {
		for _, o := range c.Options {
			action, args, ok := campaign.ReadButton(o.Data)
			if !ok || action != campaign.ReplyButton || len(args) == 0 {
				continue
			}
			id, err := meetingID(args[0])
			if err != nil {
				return false, err
			}
			t.tap, t.choice = &loa.Tap{ID: "typed:" + string(t.msg.ID), From: t.from, Chat: t.chat, Data: o.Data}, &c
			return true, t.finish(t.replyTo(id, a.Intent, a.Reason))
		}
	}
	return false, nil
}

// unclear says one gentle line, once per person and question.
func (t *turn) unclear() error {
	open, err := t.desk.OpenChoices(t.chat, t.from.Account)
	if err != nil {
		return err
	}
	var c loa.OpenChoice
	if len(open) > 0 && !open[0].Closed && open[0].Chat == t.chat.ID {
		c = open[0]
	}
	first, err := t.desk.Unclear(t.from, t.chat, c)
	if err != nil || !first {
		return err
	}
	if c.Code == 0 {
		return t.say("typed.unclear_nothing", nil)
	}
	marks, example := t.desk.Marks(t.lang, c)
	return t.say("typed.unclear", map[string]any{"Marks": marks, "Example": example})
}

// groupText answers what was written to Loa in a group where it hears only that.
func (t *turn) groupText() error {
	g, first, err := t.desk.Joined(t.chat)
	if err != nil {
		return err
	}
	if g.State != loa.GroupActive && first {
		return t.greetGroup()
	}
	t.quiet = g.State != loa.GroupActive // as in inGroup
	answered, err := t.typed()
	if err != nil || answered || g.State != loa.GroupActive {
		return err
	}
	return t.unclear()
}
