package bot

// cancel leaves any unfinished conversation and says that nothing was saved.
func (t *turn) cancel() error {
	_, err := t.desk.Dialog(t.chat, t.from.Account)
	if isNotFound(err) {
		return t.say("bot.nothing_to_cancel", nil)
	}
	if err != nil {
		return err
	}
	if err := t.desk.EndDialog(t.chat, t.from.Account); err != nil {
		return err
	}
	return t.say("bot.cancelled", nil)
}
