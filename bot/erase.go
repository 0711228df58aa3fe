package bot

import (
	"strings"

	"loa"
)

// The buttons of erasing: what it means, sure?, really, leave it; and for the only
// secretary of a unit: ask to be released.
const (
	actErase        = "era"
	actEraseSure    = "erb"
	actEraseGo      = "erg"
	actEraseLeave   = "erx"
	actEraseRelease = "err"
)

// erase explains what erasing means. It is asked twice before anything happens.
func (t *turn) erase() error { return t.eraseAsk("erase.explain", "erase.next_button", actEraseSure) }

func (t *turn) eraseSure() error { return t.eraseAsk("erase.sure", "erase.go_button", actEraseGo) }

func (t *turn) eraseAsk(key, button, next string) error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	e, err := t.desk.Erasing(t.from)
	if err != nil {
		return err
	}
	if e.Only.ID != "" {
		return t.show(t.words("erase.secretary", map[string]any{"Unit": e.Only.Name}), [][]loa.Button{{t.button("erase.release_button", actEraseRelease)}})
	}
	parts := []loa.Text{t.words(key, nil)}
	said := clock()
	said["Units"] = strings.Join(e.Units, ", ")
	for _, c := range []struct {
		when bool
		key  string
	}{
		{!e.Linked, "account"}, {e.Linked, "member"}, {len(e.Units) > 0, "roll"}, {e.Roles, "roles"}, {e.Admin, "admin"}, {true, "stays"},
	} {
		if c.when {
			parts = append(parts, t.words("erase.what_"+c.key, said))
		}
	}
	return t.show(loa.Lines("\n\n", parts...), [][]loa.Button{{t.button(button, next)}, {t.button("erase.leave_button", actEraseLeave)}})
}

// eraseGo does it.
func (t *turn) eraseGo() error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	e, err := t.desk.Erase(t.from, t.chat)
	if err != nil {
		return err
	}
	parts := []loa.Text{t.words("erase.done", nil)}
	if e.ID != 0 {
		parts = append(parts, t.words("erase.requested", t.request(e.Request)))
	}
	return t.show(loa.Lines("\n\n", append(parts, t.words("erase.again", nil))...), nil)
}

func (t *turn) eraseLeave() error { return t.show(t.words("erase.left", nil), nil) }

// eraseRelease asks those responsible to end the role that nobody took over.
func (t *turn) eraseRelease() error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	r, err := t.desk.AskRelease(t.from, t.chat)
	if err != nil {
		return err
	}
	return t.show(t.words("request.made", t.request(r)), nil)
}
