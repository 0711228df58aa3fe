package campaign

import (
	"slices"
	"time"

	"loa"
)

// View says which calendar somebody may see, and how much of it.
type View struct {
	Kind   loa.Kind
	Zone   *time.Location
	Editor bool // sees what does not go out, too
}

// ViewOf returns the calendar of a chat: a bound group's own; in private that of
// the cells for people with a role, else what every kind of group may receive.
// loa.ErrNotFound for a group that is bound to nothing.
func (d *Desk) ViewOf(chat loa.Chat, who loa.Account) (View, error) {
	c := d.Campaign()
	grants, err := d.Grants(who)
	if err != nil {
		return View{}, err
	}
	v := View{Zone: d.s.settings.Zone, Editor: chat.Type == loa.PrivateChat && grants.Any(loa.Editor, loa.Official)}
	if chat.Type == loa.PrivateChat {
		v.Kind = publicKind(c)
		if len(grants) > 0 {
			v.Kind = loa.EveryKind()
		}
		return v, nil
	}
	g, err := d.Group(chat)
	if err != nil {
		return v, err
	}
	kind, ok := c.Kind(g.Kind)
	if g.State != loa.GroupActive || !ok {
		return v, loa.ErrNotFound
	}
	v.Kind = kind
	v.Zone, err = d.Zone(chat)
	return v, err
}

// publicKind is a kind of group that receives just what every kind may receive.
// Posts for chosen kinds only are not public.
func publicKind(c *loa.Campaign) loa.Kind {
	public := loa.Kind{ID: "public"}
	for _, s := range c.Strands {
		if !slices.ContainsFunc(c.Kinds, func(k loa.Kind) bool { return !k.Receives(s.ID) }) {
			public.Strands = append(public.Strands, s.ID)
		}
	}
	if len(public.Strands) == 0 {
		public.Strands = []loa.StrandID{"-"} // none: an empty list would mean every strand
	}
	return public
}

// Agenda lists what the calendar holds from the day on, for so many days. Only
// editors see what does not go out by itself.
func (d *Desk) Agenda(v View, day loa.Date, days int) []loa.Occurrence {
	all := d.Campaign().Occurrences(v.Kind, v.Zone, day.At(0, v.Zone), day.AddDays(days).At(0, v.Zone))
	if v.Editor {
		return all
	}
	return slices.DeleteFunc(all, func(o loa.Occurrence) bool { return o.Skip != loa.SkipNone })
}

// NextPost returns the next post of the calendar; ok is false if none is in sight.
func (d *Desk) NextPost(v View) (o loa.Occurrence, ok bool) {
	return nextDue(d.Campaign(), []audience{{kind: v.Kind, zone: v.Zone}}, d.now)
}

// AnswerPost queues a post as an answer to somebody who asked for it.
func (d *Desk) AnswerPost(chat loa.Chat, lang loa.Lang, o loa.Occurrence) error {
	for _, n := range d.s.postNotices(o.Post, o.Date, lang, d.bot.Can) {
		n.Silent = n.Silent || chat.Type == loa.GroupChat // one person asked, the others need not hear it
		if err := d.queue(chat, loa.Payload{Notice: &n}, answerKeep); err != nil {
			return err
		}
	}
	return nil
}

// Source returns the source line of a post, with its publication and address.
func (d *Desk) Source(lang loa.Lang, id loa.PostID) (string, error) {
	p, ok := d.Campaign().Post(id)
	if !ok {
		return "", refuse("campaign.post_gone", nil)
	}
	return d.s.sourceLine(p, lang), nil
}

// Today returns the day it is in the view's zone.
func (d *Desk) Today(v View) loa.Date { return loa.DateOf(d.now, v.Zone) }

// Title returns the title of a post on its day.
func (d *Desk) Title(o loa.Occurrence) string { return d.Campaign().WithYears(o.Post.Title, o.Date) }
