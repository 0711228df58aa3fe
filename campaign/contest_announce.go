package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// What groups are told of a round, as the keys of the deliveries say: each once.
const (
	roundOpened = "opened"
	roundRemind = "remind"
	roundClosed = "closed"
)

// announceUnits is how many of the units stand in the announcement.
const announceUnits = 3

func roundKey(id loa.RoundID, what string, group loa.GroupID) string {
	return fmt.Sprintf("contest:%d:%s:%d", id, what, group)
}

// contestGroups are the groups of the units whose members may enter, of the kinds that
// may receive every strand that is asked about.
func (s *Service) contestGroups(tx *storage.Tx, r loa.Round) ([]loa.Group, error) {
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	strands := r.Contest.Strands
	if len(strands) == 0 {
		pool, err := tx.ContestQuestions(r.ID)
		if err != nil {
			return nil, err
		}
		for _, q := range pool {
			strands = append(strands, q.Strand)
		}
	}
	c := s.Campaign()
	return slices.DeleteFunc(groups, func(g loa.Group) bool {
		kind, known := c.Kind(g.Kind)
		return !known || !r.Contest.Reaches(units, g.Unit) ||
			slices.ContainsFunc(strands, func(strand loa.StrandID) bool { return !kind.Receives(strand) })
	}), nil
}

// groupPost is one message to a group about a round.
type groupPost struct {
	round loa.Round
	what  string
	text  func(g loa.Group, zone *time.Location, lang loa.Lang) loa.Text
	entry bool      // with the way to the private chat, where contests are taken
	until time.Time // from then on it is of no use
}

// tellGroup queues the message, outside of quiet hours and once. It goes without a name
// of anybody.
func (s *Service) tellGroup(tx *storage.Tx, p groupPost, g loa.Group, now time.Time) error {
	zone, err := s.zoneOfGroup(tx, g)
	if err != nil {
		return err
	}
	lang, quiet, bot := s.groupLang(g), s.quietIn(zone), s.bot(g.Bot)
	due := quiet.Hold(now)
	if !due.Before(p.until) {
		return nil
	}
	n := loa.Notice{Silent: true, Text: loa.Lines("\n\n", s.rehearsal(lang), p.text(g, zone, lang))}
	if p.entry && bot.Can.DeepLinks {
		n.Buttons = [][]loa.Button{{{Text: s.catalog.Line(lang, "contest.enter_button", nil), URL: bot.StartLink(ContestLink)}}}
	}
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: g.Bot, Chat: g.Chat, Thread: g.Thread, Group: g.ID, Priority: loa.Bulk, State: loa.Pending, Created: now,
		Due: due, NotAfter: p.until, Quiet: quiet, Payload: loa.Payload{Notice: &n}, Key: roundKey(p.round.ID, p.what, g.ID),
	})
	return err
}

// quietIn are the campaign's quiet hours in a zone.
func (s *Service) quietIn(zone *time.Location) loa.QuietHours {
	quiet := s.Campaign().Quiet
	quiet.Zone = zone.String()
	return quiet
}

// entryPost tells how a round is entered: that it has opened, or that it closes soon.
func (s *Service) entryPost(r loa.Round, what string) groupPost {
	k := r.Contest
	return groupPost{round: r, what: what, entry: true, until: r.Close, text: func(g loa.Group, zone *time.Location, lang loa.Lang) loa.Text {
		return s.catalog.Say(lang, "contest.told_"+what, map[string]any{
			"Contest": k.Title, "Round": r.Title, "Draw": k.Draw, "Minutes": k.Minutes, "Attempts": k.Attempts,
			"Close": s.catalog.Moment(lang, r.Close, zone), "Typed": !s.bot(g.Bot).Can.DeepLinks,
		})
	}}
}

// announceOpen tells the groups of a contest that a round has opened, unless the
// committee wants no such message.
func (s *Service) announceOpen(tx *storage.Tx, r loa.Round, now time.Time) error {
	if r.Contest.Unannounced {
		return nil
	}
	groups, err := s.contestGroups(tx, r)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := s.tellGroup(tx, s.entryPost(r, roundOpened), g, now); err != nil {
			return err
		}
	}
	return nil
}

// announce tells the groups of the contest's units that a round is closed, once. No name
// stands there: who agreed to be shown is shown in private. It cannot be turned off, since
// the digest is what the record is held against later.
func (d *Desk) announce(r loa.Round, participants int) error {
	groups, err := d.s.contestGroups(d.tx, r)
	if err != nil {
		return err
	}
	units, err := d.tx.Units()
	if err != nil {
		return err
	}
	p := groupPost{round: r, what: roundClosed, until: d.now.Add(broadcastKeep), text: func(g loa.Group, _ *time.Location, lang loa.Lang) loa.Text {
		return d.s.catalog.Say(lang, "contest.announcement", map[string]any{
			"Contest": r.Contest.Title, "Round": r.Title, "Participants": participants, "Units": d.bestUnits(r, units, lang),
			"Digest": r.Digest, "Link": d.s.bot(g.Bot).StartLink(RankLink), "Typed": !d.s.bot(g.Bot).Can.DeepLinks,
		})
	}}
	for _, g := range groups {
		if err := d.s.tellGroup(d.tx, p, g, d.now); err != nil {
			return err
		}
	}
	return nil
}

// bestUnits writes the first units by participation.
func (d *Desk) bestUnits(r loa.Round, units loa.Units, lang loa.Lang) []string {
	var lines []string
	for _, u := range r.Standings {
		if u.Rank == 0 || u.Rank > announceUnits {
			break
		}
		unit, _ := units.Find(u.Unit)
		lines = append(lines, d.s.unitLine(u, unit.Name, lang))
	}
	return lines
}
