package bot

import "loa"

const actHelp = "help"

// help says what the person can do here, by role.
func (t *turn) help() error {
	if t.chat.Type == loa.GroupChat {
		return t.say("bot.help_group", nil)
	}
	grants, err := t.desk.Grants(t.from.Account)
	if err != nil {
		return err
	}
	parts := []loa.Text{loa.Lines("\n", t.words("bot.help_member", nil), t.words("reply.help_member", nil), t.words("checkin.help_member", nil), t.words("quiz.help_member", nil), t.words("contest.help_member", nil)), t.words("consent.help", nil)}
	if grants.Any(loa.Secretary) {
		parts = append(parts, t.words("bot.help_secretary", nil), t.words("meeting.help", nil), t.words("reply.help_secretary", nil), t.words("members.help", nil), t.words("link.help", nil), t.words("rollcall.help", nil), t.words("checkin.help", nil))
	}
	if grants.Any(loa.Editor) {
		parts = append(parts, t.words("bot.help_editor", nil))
	}
	if grants.Any(loa.Official) {
		parts = append(parts, t.words("bot.help_official", nil), t.words("contest.help_official", nil))
	}
	if grants.Any(loa.Editor, loa.Official) {
		parts = append(parts, t.words("post.help", nil), t.words("correct.help", nil))
	}
	if grants.Any(loa.Secretary, loa.Editor, loa.Official) {
		parts = append(parts, t.words("report.help", nil), t.words("correct.help_uncertain", nil))
	}
	if grants.Any(loa.Secretary, loa.Editor, loa.Official) {
		parts = append(parts, t.words("quiz.help_responsible", nil))
	}
	if grants.Any(loa.Editor, loa.Official) {
		parts = append(parts, t.words("quiz.help_figures", nil), t.words("quiznew.help", nil))
		if t.desk.Metered() {
			parts = append(parts, t.words("quota.help", nil))
		}
	}
	if grants.Any(loa.Secretary, loa.Official) {
		parts = append(parts, t.words("request.help", nil))
	}
	if grants.Any(loa.Secretary, loa.Official) {
		parts = append(parts, t.words("relay.help", nil))
	}
	if grants.Any(loa.Official) {
		parts = append(parts, t.words("relay.help_official", nil))
	}
	if grants.Any(loa.Admin) {
		parts = append(parts, t.words("bot.help_admin", nil))
	}
	parts = append(parts, t.words("bot.help_account", map[string]any{"Account": t.from.Account.String()}), t.words("bot.help_privacy", nil))
	buttons := [][]loa.Button{{t.button("bot.today_button", actToday), t.button("bot.calendar_button", actCalendar, "0")}}
	if t.tap != nil {
		if err := t.heard(); err != nil {
			return err
		}
	}
	return t.answer(loa.Notice{Text: loa.Lines("\n\n", parts...), Buttons: buttons})
}

// text answers what is neither a command nor the answer to a question of Loa's.
func (t *turn) text() error {
	if t.desk.Typed() {
		if answered, err := t.typed(); answered || err != nil {
			return err
		}
	}
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if err != nil && !isNotFound(err) {
		return err
	}
	if take, ok := t.bot.dialogs[d.Name]; ok && err == nil {
		return take(t, d)
	}
	if answered, err := t.replyWords(); answered || err != nil {
		return err
	}
	if t.desk.Typed() {
		return t.unclear()
	}
	return t.say("bot.unknown_text", nil)
}
