package bot

import (
	"slices"
	"strconv"
	"strings"

	"loa"
)

// The buttons of choosing strand and audience; the first argument is the broadcast.
const (
	actPostStrands  = "psl"
	actPostStrand   = "ps"
	actPostAudience = "pa"
	actPostKind     = "pk"
	actPostAll      = "pz"
	actPostUnits    = "pul" // a page of them
	actPostUnit     = "pu"
)

// unitsNamed is how many chosen units the audience is described with.
const unitsNamed = 5

// askStrand asks for the strand, which every message to the groups carries.
func (t *turn) askStrand(b loa.Broadcast) error {
	if err := t.awaiting(dialogPostDraft, b); err != nil {
		return err
	}
	var rows [][]loa.Button
	for _, s := range t.desk.Campaign().Strands {
		text := strandName(s)
		if s.Approvals > 0 {
			text = t.line("post.strand_approved", map[string]any{"Strand": text, "Count": s.Approvals})
		}
		rows = append(rows, []loa.Button{{Text: text, Data: data(actPostStrand, idOf(b), string(s.ID))}})
	}
	return t.show(t.words("post.strand", nil), rows)
}

func strandName(s loa.Strand) string { return string(s.ID) + " – " + s.Name }

func (t *turn) postStrands() error {
	b, err := t.draft()
	if err != nil {
		return err
	}
	return t.askStrand(b)
}

// postStrand takes the strand. Kinds of group that do not get it are chosen no more.
func (t *turn) postStrand() error {
	strand := loa.StrandID(t.arg(1))
	if _, ok := t.desk.Campaign().Strand(strand); !ok {
		return t.toast("bot.stale_button", nil)
	}
	b, err := t.draft(func(b *loa.Broadcast) {
		b.Strand = strand
		b.To.Kinds = slices.DeleteFunc(b.To.Kinds, func(id loa.GroupKind) bool {
			kind, ok := t.desk.Campaign().Kind(id)
			return !ok || !kind.Receives(strand)
		})
	})
	if err != nil {
		return err
	}
	return t.askAudience(b)
}

func (t *turn) postAudience() error {
	b, err := t.draft()
	if err != nil {
		return err
	}
	return t.askAudience(b)
}

// askAudience shows to whom the draft goes as it stands, and offers to change it.
func (t *turn) askAudience(b loa.Broadcast) error {
	if err := t.awaiting(dialogPostDraft, b); err != nil {
		return err
	}
	groups, err := t.desk.Recipients(b)
	if err != nil {
		return err
	}
	units, err := t.unitNames(b)
	if err != nil {
		return err
	}
	var kinds []string
	var rows [][]loa.Button
	for _, k := range t.desk.Campaign().Kinds {
		if !k.Receives(b.Strand) {
			continue
		}
		chosen := slices.Contains(b.To.Kinds, k.ID)
		if chosen {
			kinds = append(kinds, k.Name)
		}
		rows = append(rows, []loa.Button{{Text: ticked(k.Name, chosen), Data: data(actPostKind, idOf(b), string(k.ID))}})
	}
	all := t.button("post.all_button", actPostAll, idOf(b))
	all.Text = ticked(all.Text, len(b.To.Kinds)+len(b.To.Units) == 0)
	rows = append(rows,
		[]loa.Button{t.button("post.units_button", actPostUnits, idOf(b), "0"), all},
		[]loa.Button{t.button("post.strands_button", actPostStrands, idOf(b)), t.button("post.preview_button", actPostPreview, idOf(b))},
	)
	return t.show(t.words("post.audience", map[string]any{
		"Kinds": strings.Join(kinds, ", "), "Units": units, "Count": len(groups),
	}), rows)
}

// ticked marks what is chosen.
func ticked(text string, chosen bool) string {
	if chosen {
		return "✓ " + text
	}
	return text
}

// unitNames names the chosen units, the first few of many; "" for all.
func (t *turn) unitNames(b loa.Broadcast) (string, error) {
	var names []string
	for _, id := range b.To.Units[:min(unitsNamed, len(b.To.Units))] {
		u, err := t.desk.Unit(id)
		if isNotFound(err) {
			u.Name = string(id)
		} else if err != nil {
			return "", err
		}
		names = append(names, u.Name)
	}
	return t.listed(names, len(b.To.Units)), nil
}

// listed writes the first names of so many.
func (t *turn) listed(names []string, of int) string {
	text := strings.Join(names, ", ")
	if more := of - len(names); more > 0 {
		text = t.line("post.and_more", map[string]any{"First": text, "More": more})
	}
	return text
}

func (t *turn) postKind() error {
	kind := loa.GroupKind(t.arg(1))
	if _, ok := t.desk.Campaign().Kind(kind); !ok {
		return t.toast("bot.stale_button", nil)
	}
	b, err := t.draft(func(b *loa.Broadcast) { b.To.Kinds = toggle(b.To.Kinds, kind) })
	if err != nil {
		return err
	}
	return t.askAudience(b)
}

func toggle[T comparable](chosen []T, one T) []T {
	if i := slices.Index(chosen, one); i >= 0 {
		return slices.Delete(chosen, i, i+1)
	}
	return append(chosen, one)
}

func (t *turn) postAll() error {
	b, err := t.draft(func(b *loa.Broadcast) { b.To = loa.Audience{} })
	if err != nil {
		return err
	}
	return t.askAudience(b)
}

// postUnits shows a page of the units that the person may send to.
func (t *turn) postUnits() error {
	b, err := t.draft()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(t.arg(1))
	if err != nil {
		return errNoSuch("page", t.arg(1))
	}
	reach, err := t.desk.BroadcastUnits(t.from)
	if err != nil {
		return err
	}
	return t.askUnits(b, reach, n)
}

func (t *turn) askUnits(b loa.Broadcast, units loa.Units, n int) error {
	if err := t.awaiting(dialogPostUnit, b); err != nil {
		return err
	}
	rows := page(t, units, n, func(p int) []string { return []string{actPostUnits, idOf(b), strconv.Itoa(p)} }, func(u loa.Unit) loa.Button {
		return loa.Button{Text: ticked(u.Name, slices.Contains(b.To.Units, u.ID)), Data: data(actPostUnit, idOf(b), string(u.ID))}
	})
	rows = append(rows, []loa.Button{t.button("post.units_done_button", actPostAudience, idOf(b))})
	return t.show(t.words("post.units", nil), rows)
}

// postUnit chooses a unit, with all below it, or leaves it out again.
func (t *turn) postUnit() error {
	reach, err := t.desk.BroadcastUnits(t.from)
	if err != nil {
		return err
	}
	unit := loa.UnitID(t.arg(1))
	at := slices.IndexFunc(reach, func(u loa.Unit) bool { return u.ID == unit })
	if at < 0 {
		return t.toast("campaign.not_your_unit", nil)
	}
	b, err := t.draft(func(b *loa.Broadcast) { b.To.Units = toggle(b.To.Units, unit) })
	if err != nil {
		return err
	}
	return t.askUnits(b, reach, at/pageSize)
}

// postUnitSearch takes a typed part of a unit's name.
func (t *turn) postUnitSearch(d loa.Dialog) error {
	id, err := draftID(d.Data)
	if err != nil {
		return err
	}
	b, err := t.desk.Revise(t.from, id, func(*loa.Broadcast) {})
	if err != nil {
		return err
	}
	reach, err := t.desk.BroadcastUnits(t.from)
	if err != nil {
		return err
	}
	found := search(reach, t.args)
	switch {
	case len(found) == 0:
		return t.say("bot.no_unit_found", map[string]any{"Words": t.args})
	case len(found) > pageSize:
		return t.say("bot.too_many_units", map[string]any{"Count": len(found)})
	}
	return t.askUnits(b, found, 0)
}
