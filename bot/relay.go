package bot

import (
	"loa"
	"loa/campaign"
)

// The buttons of the list of what is to be passed on: the list, and a unit's texts once more.
const (
	actRelayList = "ryl"
	actRelayHand = "ryh"
)

func relayCardID(arg string) (loa.RelayCardID, error) {
	return readID[loa.RelayCardID]("relay card", arg)
}

// relayArgs reads which card a button is on, and which delivery it is about.
func (t *turn) relayArgs() (card loa.RelayCardID, item loa.DeliveryID, err error) {
	if card, err = relayCardID(t.arg(0)); err != nil {
		return card, item, err
	}
	item, err = deliveryID(t.arg(1))
	return card, item, err
}

// relayShow shows a card as it stands on the message whose button was pressed.
func (t *turn) relayShow(id loa.RelayCardID) error {
	n, err := t.desk.RelayCard(t.from, id, t.lang)
	if err != nil {
		return err
	}
	return t.show(n.Text, n.Buttons)
}

func (t *turn) relayCard() error {
	id, err := relayCardID(t.arg(0))
	if err != nil {
		return err
	}
	return t.relayShow(id)
}

func (t *turn) relayDone() error {
	card, item, err := t.relayArgs()
	if err != nil {
		return err
	}
	if err := t.desk.RelayDone(t.from, card, item); err != nil {
		return err
	}
	return t.relayShow(card)
}

func (t *turn) relayAll() error {
	card, err := relayCardID(t.arg(0))
	if err != nil {
		return err
	}
	if _, err := t.desk.RelayAll(t.from, card); err != nil {
		return err
	}
	return t.relayShow(card)
}

// relayNot asks why something could not be passed on.
func (t *turn) relayNot() error {
	card, item, err := t.relayArgs()
	if err != nil {
		return err
	}
	g, err := t.desk.MayStillRelay(t.from, card, item)
	if err != nil {
		return err
	}
	var rows [][]loa.Button
	for _, why := range loa.RelayHitches() {
		rows = append(rows, []loa.Button{t.button("relay.why_"+string(why), campaign.RelayWhyButton, idText(card), idText(item), string(why))})
	}
	rows = append(rows, []loa.Button{t.button("relay.back_button", campaign.RelayCardButton, idText(card))})
	return t.show(t.words("relay.why", map[string]any{"Group": g.Title}), rows)
}

func (t *turn) relayWhy() error {
	card, item, err := t.relayArgs()
	if err != nil {
		return err
	}
	if err := t.desk.RelayFailed(t.from, card, item, loa.RelayHitch(t.arg(2))); err != nil {
		return err
	}
	return t.relayShow(card)
}

func (t *turn) relayUndo() error {
	card, item, err := t.relayArgs()
	if err != nil {
		return err
	}
	if err := t.desk.RelayUndo(t.from, card, item); err != nil {
		return err
	}
	return t.relayShow(card)
}

// relaysShown is how many units a list names.
const relaysShown = 20

// relays lists what is to be passed on, by unit, without saying by whom it was not.
func (t *turn) relays() error {
	list, err := t.desk.Relays(t.from)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return t.show(t.words("relay.none", nil), nil)
	}
	count := 0
	for _, u := range list {
		count += u.Count
	}
	lines := []loa.Text{}
	var rows [][]loa.Button
	for _, u := range list[:min(relaysShown, len(list))] {
		said := map[string]any{"Unit": u.Unit.Name, "Count": u.Count, "People": u.People, "Mine": u.Mine}
		if !u.Until.IsZero() {
			said["Until"] = t.desk.Catalog().Moment(t.lang, u.Until, u.Zone)
		}
		lines = append(lines, t.words("relay.list_line", said))
		rows = append(rows, []loa.Button{{Text: t.line("relay.hand_button", said), Data: data(actRelayHand, string(u.Unit.ID))}})
	}
	if more := len(list) - relaysShown; more > 0 {
		lines = append(lines, t.words("relay.list_more", map[string]any{"Count": more}))
	}
	head := t.words("relay.list", map[string]any{"Count": count, "Units": len(list)})
	return t.show(loa.Lines("\n\n", head, loa.Lines("\n", lines...)), rows)
}

// relayHand gives the person the texts of a unit once more.
func (t *turn) relayHand() error {
	if _, err := t.desk.HandRelays(t.from, t.chat, loa.UnitID(t.arg(0))); err != nil {
		return err
	}
	return t.heard()
}
