package bot

import (
	"strings"

	"loa"
	"loa/campaign"
)

// invitePrefix marks a deep link that carries an invitation.
const invitePrefix = "i_"

// start greets: who runs this, and one next thing to do.
func (t *turn) start() error {
	if token, ok := strings.CutPrefix(t.args, invitePrefix); ok {
		return t.invited(token)
	}
	if token, ok := strings.CutPrefix(t.args, campaign.CodePrefix); ok {
		return t.linkOffer(token)
	}
	if strings.HasPrefix(t.args, loa.CheckinPrefix) {
		return t.checkIn()
	}
	switch t.args {
	case campaign.ContestLink:
		return t.contest()
	case campaign.RankLink:
		return t.rank()
	}
	c := t.desk.Campaign()
	return t.answer(loa.Notice{
		Text: t.words("bot.welcome", map[string]any{"Campaign": c.Name, "Theme": c.Theme}),
		Buttons: [][]loa.Button{
			{t.button("bot.today_button", actToday), t.button("bot.calendar_button", actCalendar, "0")},
			{t.button("bot.help_button", actHelp)},
		},
	})
}

// greetGroup is the one polite line that a group gets before it is bound.
func (t *turn) greetGroup() error {
	return t.desk.Answer(t.chat, t.lang, loa.Notice{
		Text:    t.words("bot.group_greeting", nil),
		Buttons: [][]loa.Button{{t.button("bot.register_button", actRegister, "0")}},
		Silent:  true,
	})
}
