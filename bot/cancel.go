package bot

import "strings"

// cancel leaves any unfinished conversation and says that nothing was saved.
func (t *turn) cancel() error {
	d, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) {
		return t.say("bot.nothing_to_cancel", nil)
	}
	if err != nil {
		return err
	}
	if d.Name == dialogPost || strings.HasPrefix(d.Name, dialogPost+".") {
		return t.postLeave(d)
	}
	if d.Name == dialogQuizNew {
		return t.quizNewLeave()
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.say("bot.cancelled", nil)
}
