package bot

import (
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/campaign"
)

// The buttons of consent: agree to one purpose, take it back.
const (
	actConsentGive     = "cng"
	actConsentWithdraw = "cnw"
)

// consent shows what there is to agree to, each purpose by itself, and nothing is
// ever agreed to but by its own button.
func (t *turn) consent() error { return t.consentCard(nil) }

// consentCard shows how the member stands to each purpose, below what was just done.
func (t *turn) consentCard(done loa.Text) error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	c, err := t.desk.Consents(t.from)
	if err != nil {
		return err
	}
	parts := []loa.Text{done, t.words("consent.head", map[string]any{"Units": strings.Join(c.Units, ", ")})}
	var rows [][]loa.Button
	for i, st := range c.All {
		name := t.words("consent.purpose", map[string]any{"N": i + 1, "Name": t.purposeName(st.Purpose)})
		parts = append(parts, loa.Lines("\n", name, t.words("consent.text_"+string(st.Purpose), nil), t.standing(st, c.Zone)))
		rows = append(rows, []loa.Button{t.purposeButton(st, c.Member)})
	}
	return t.show(loa.Lines("\n\n", append(parts, t.words("consent.foot", nil))...), rows)
}

// withdrawal shows what was agreed to, to take it back.
func (t *turn) withdrawal() error { return t.withdrawalCard(nil) }

func (t *turn) withdrawalCard(done loa.Text) error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	c, err := t.desk.Consents(t.from)
	if err != nil {
		return err
	}
	var given []loa.Text
	var rows [][]loa.Button
	for _, st := range c.All {
		if st.Given.IsZero() {
			continue
		}
		given = append(given, loa.Join(loa.Styled(loa.Bold, t.purposeName(st.Purpose)), loa.Plain("\n"), t.standing(st, c.Zone)))
		rows = append(rows, []loa.Button{t.purposeButton(st, c.Member)})
	}
	head := t.words("consent.head_withdraw", nil)
	if len(given) == 0 {
		head = t.words("consent.nothing_given", nil)
	}
	rows = append(rows, []loa.Button{t.button("consent.show_button", campaign.ConsentButton)})
	return t.show(loa.Lines("\n\n", append([]loa.Text{done, head}, given...)...), rows)
}

func (t *turn) purposeName(p loa.Purpose) string { return t.line("consent.name_"+string(p), nil) }

// standing says whether the member agreed to a purpose.
func (t *turn) standing(st campaign.Standing, zone *time.Location) loa.Text {
	switch {
	case st.Outdated:
		return t.words("consent.state_outdated", nil)
	case st.Given.IsZero():
		return t.words("consent.state_none", nil)
	}
	return t.words("consent.state_given", map[string]any{
		"When": t.desk.Catalog().Moment(t.lang, st.Given, zone), "Version": st.Purpose.Version(),
	})
}

func (t *turn) purposeButton(st campaign.Standing, member loa.MemberID) loa.Button {
	name := map[string]any{"Name": t.purposeName(st.Purpose)}
	id := strconv.FormatInt(int64(member), 10)
	if st.Given.IsZero() {
		return loa.Button{
			Text: t.line("consent.give_button", name),
			Data: data(actConsentGive, id, string(st.Purpose), st.Purpose.Version()),
		}
	}
	return loa.Button{Text: t.line("consent.withdraw_button", name), Data: data(actConsentWithdraw, id, string(st.Purpose))}
}

// asked reads for which member and purpose a button was made.
func (t *turn) asked() (loa.MemberID, loa.Purpose, error) {
	n, err := strconv.ParseInt(t.arg(0), 10, 64)
	if err != nil {
		return 0, "", errNoSuch("member", t.arg(0))
	}
	return loa.MemberID(n), loa.Purpose(t.arg(1)), nil
}

func (t *turn) consentGive() error {
	member, p, err := t.asked()
	if err != nil {
		return err
	}
	if err := t.desk.GiveConsent(t.from, member, p, t.arg(2)); err != nil {
		return err
	}
	return t.consentCard(t.consentDone("consent.given", p))
}

func (t *turn) consentWithdraw() error {
	member, p, err := t.asked()
	if err != nil {
		return err
	}
	if err := t.desk.WithdrawConsent(t.from, member, p); err != nil {
		return err
	}
	return t.withdrawalCard(loa.Lines("\n", t.consentDone("consent.withdrawn", p), t.words("consent.left_"+string(p), nil)))
}

func (t *turn) consentDone(key string, p loa.Purpose) loa.Text {
	return t.words(key, map[string]any{"Name": t.purposeName(p)})
}
