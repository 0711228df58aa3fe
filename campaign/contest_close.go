package campaign

import (
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// recordKeep is how long the file of a record stays: as long as it may take to send it.
// Loa keeps its digest; the file is the committee's.
const recordKeep = 2 * answerKeep

// eligible counts who may enter a contest on a day, by unit. Everybody counts once.
func (s *Service) eligible(tx *storage.Tx, k loa.Contest, now time.Time) (map[loa.UnitID]int, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	day, seen, counts := loa.DateOf(now, s.settings.Zone), map[loa.MemberID]bool{}, map[loa.UnitID]int{}
	for _, kind := range k.Kinds { // in the contest's order, as who enters is asked for
		for _, u := range units {
			if !k.Reaches(units, u.ID) {
				continue
			}
			all, err := tx.Memberships(u.ID)
			if err != nil {
				return nil, err
			}
			for _, m := range all {
				if m.Kind == kind && m.On(day) && !seen[m.Member] {
					seen[m.Member] = true
					counts[u.ID]++
				}
			}
		}
	}
	return counts, nil
}

// Closable returns a round that can be closed now, and to how many groups that would be
// announced.
func (d *Desk) Closable(who loa.Sender, id loa.RoundID) (Running, int, error) {
	r, err := d.openRunning(who, id)
	if err != nil {
		return r, 0, err
	}
	if r, err = d.Running(who, id); err != nil {
		return r, 0, err
	}
	if err := d.mayClose(who, r); err != nil {
		return r, 0, err
	}
	groups, err := d.s.contestGroups(d.tx, r.Round)
	return r, len(groups), err
}

// CloseRound ranks the papers, writes the record, sends it to whoever closed the round and
// announces its digest to the groups of the contest. Nothing is changed afterwards.
func (d *Desk) CloseRound(who loa.Sender, chat loa.Chat, id loa.RoundID, named bool) (Running, error) {
	r, _, err := d.Closable(who, id)
	if err != nil {
		return r, err
	}
	round, err := d.rank(r.Round)
	if err != nil {
		return r, err
	}
	round.State, round.ClosedAt, round.ClosedBy, round.Named = loa.RoundClosed, d.now, who.Account, named
	file, digest, err := d.s.record(d.tx, round)
	if err != nil {
		return r, err
	}
	round.Digest = digest
	if _, err := d.tx.SaveRound(round); err != nil {
		return r, err
	}
	if err := d.tx.ForgetWithdrawn(id); err != nil {
		return r, err
	}
	if err := d.sendRecord(who, chat, round, file, digest); err != nil {
		return r, err
	}
	if err := d.announce(round, r.Participants); err != nil {
		return r, err
	}
	if err := d.audit(who.Account, "contest.close", roundSubject(id), "record "+digest); err != nil {
		return r, err
	}
	return d.Running(who, id)
}

// rank stores the ranks of a round's papers and returns the round with those of the units.
func (d *Desk) rank(r loa.Round) (loa.Round, error) {
	papers, err := d.tx.Results(r.ID)
	if err != nil {
		return r, err
	}
	if r.Contest.Prediction != "" && r.Contest.Actual == loa.ActualParticipants {
		n := loa.Participants(papers)
		r.Actual = &n
	}
	ranked := loa.Rank(papers, r.Contest.Order, r.Actual)
	for _, p := range ranked {
		if err := d.tx.RankPaper(p.ID, p.Rank); err != nil {
			return r, err
		}
	}
	eligible, err := d.s.eligible(d.tx, r.Contest, d.now)
	if err != nil {
		return r, err
	}
	r.Standings = loa.RankUnits(eligible, ranked)
	return r, nil
}

// sendRecord sends the file to the private chat of whoever closed the round.
func (d *Desk) sendRecord(who loa.Sender, chat loa.Chat, r loa.Round, file []byte, digest string) error {
	lang, err := d.s.langOf(d.tx, who.Account)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s-%d.json", r.Contest.ID, r.Round, r.Year)
	m, err := d.lend(loa.Document, name, file, recordKeep)
	if err != nil {
		return err
	}
	return d.Answer(chat, lang, loa.Notice{
		Text:  d.s.catalog.Say(lang, "contest.record", map[string]any{"Digest": digest, "Named": r.Named, "File": name}),
		Media: m,
	})
}

// SendRecord sends the record of a closed round once more, as long as it is the one that
// was announced: what was erased since cannot be put back.
func (d *Desk) SendRecord(who loa.Sender, chat loa.Chat, id loa.RoundID) error {
	r, err := d.running(who, id)
	if err == nil && r.Round.State != loa.RoundClosed {
		err = refuse("contest.not_announced", nil)
	}
	if err != nil {
		return err
	}
	file, digest, err := d.s.record(d.tx, r.Round)
	if err != nil {
		return err
	}
	if digest != r.Round.Digest {
		return refuse("contest.record_gone", nil)
	}
	if err := d.sendRecord(who, chat, r.Round, file, digest); err != nil {
		return err
	}
	return d.audit(who.Account, "contest.record", roundSubject(id), digest)
}
