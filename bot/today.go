package bot

import (
	"errors"

	"loa"
)

const actToday = "today"

func isNotFound(err error) bool { return errors.Is(err, loa.ErrNotFound) }

// today shows today's posts, as far as they are out, else says when the next comes.
func (t *turn) today() error {
	if t.tap != nil {
		if err := t.heard(); err != nil {
			return err
		}
	}
	v, err := t.desk.ViewOf(t.chat, t.from.Account)
	if isNotFound(err) {
		return nil // a group bound to nothing
	}
	if err != nil {
		return err
	}
	v.Editor = false // what does not go out is no post of today
	shown, later := 0, false
	for _, o := range t.desk.Agenda(v, t.desk.Today(v), 1) {
		if o.Due.After(t.desk.Now()) {
			later = true
			continue
		}
		if err := t.desk.AnswerPost(t.chat, t.lang, o); err != nil {
			return err
		}
		shown++
	}
	if shown > 0 && !later {
		return nil
	}
	next, ok := t.desk.NextPost(v)
	if !ok {
		return t.say("bot.nothing_ahead", nil)
	}
	key := "bot.next_post"
	if shown == 0 && !later {
		key = "bot.nothing_today"
	}
	return t.say(key, map[string]any{
		"Title": t.desk.Title(next), "When": t.desk.Catalog().Moment(t.lang, next.Due, v.Zone),
	})
}
