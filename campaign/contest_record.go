package campaign

import (
	"loa"
	"loa/report"
	"loa/storage"
)

// paperPage is how many papers are read at once for the record.
const paperPage = 100

// record writes down all that the result of a closed round rests on. Unless somebody
// was erased since, it is the same whenever it is made.
func (s *Service) record(tx *storage.Tx, r loa.Round) (file []byte, digest string, err error) {
	head, err := recordHead(tx, r)
	if err != nil {
		return nil, "", err
	}
	papers, err := tx.Results(r.ID)
	if err != nil {
		return nil, "", err
	}
	w, err := report.NewContestWriter(head, len(papers))
	if err != nil {
		return nil, "", err
	}
	ranks := recordRanks(papers, r)
	for last := 0; ; {
		page, err := tx.PapersAfter(r.ID, last, paperPage)
		if err != nil {
			return nil, "", err
		}
		if len(page) == 0 {
			file, digest = w.File()
			return file, digest, nil
		}
		for _, p := range page {
			recorded, err := s.recordPaper(tx, r, p)
			if err == nil {
				rank := ranks[p.Number]
				recorded.Rank, recorded.Shared, recorded.Decided = rank.rank, rank.shared, rank.decided
				err = w.Add(recorded)
			}
			if err != nil {
				return nil, "", err
			}
			last = p.Number
		}
	}
}

// recordHead is the record without its papers.
func recordHead(tx *storage.Tx, r loa.Round) (report.ContestRecord, error) {
	k := r.Contest
	c := report.ContestRecord{
		Format: report.ContestFormat,
		Contest: report.RecordedContest{
			ID: k.ID, Title: k.Title, Rules: k.Rules, Draw: k.Draw, Minutes: k.Minutes, Attempts: k.Attempts, TieBreak: k.Order,
			Prediction: k.Prediction, Actual: k.Actual,
		},
		Round: report.RecordedRound{ID: r.Round, Title: r.Title, Year: r.Year, Open: r.Open.UTC(), Close: r.Close.UTC(), Closed: r.ClosedAt.UTC()},
		Seed:  r.Seed, SeedDigest: report.Digest([]byte(r.Seed)), PoolDigest: r.PoolDigest, Actual: r.Actual,
		Pauses: []report.RecordedPause{}, Units: []report.RecordedUnit{},
	}
	questions, err := tx.ContestQuestions(r.ID)
	if err != nil {
		return c, err
	}
	c.Pool = report.NewPool(questions)
	pauses, err := tx.Pauses(r.ID)
	if err != nil {
		return c, err
	}
	for _, p := range pauses {
		c.Pauses = append(c.Pauses, report.RecordedPause{From: p.From, Until: p.Until, Reason: p.Reason})
	}
	units, err := tx.Units()
	if err != nil {
		return c, err
	}
	for _, u := range r.Standings {
		unit, _ := units.Find(u.Unit) // one that is gone has no name
		c.Units = append(c.Units, report.RecordedUnit{
			Unit: u.Unit, Name: unit.Name, Eligible: u.Eligible, Participants: u.Participants, Points: u.Points, Rank: u.Rank, Shared: u.Shared,
		})
	}
	return c, nil
}

func (s *Service) recordPaper(tx *storage.Tx, r loa.Round, p loa.Paper) (report.RecordedPaper, error) {
	x := report.RecordedPaper{
		Number: p.Number, Unit: p.Unit, Attempt: p.Attempt, Started: p.Started, Deadline: p.Deadline, Submitted: p.Submitted, Auto: p.Auto,
		Withdrawn: p.Withdrawn,
	}
	if p.Withdrawn { // not even of which unit
		x.Unit = ""
		return x, nil
	}
	x.Member, x.Prediction, x.Score, x.Seconds, x.Excluded = p.Member, p.Prediction, p.Score, p.Seconds, p.Excluded
	for i, q := range p.Questions {
		a := report.RecordedAnswer{Pool: q.Pool, Options: q.Options, Chosen: p.Answers[i].Option}
		if a.Chosen >= 0 {
			a.At = &p.Answers[i].At
		}
		x.Questions = append(x.Questions, a)
	}
	if r.Named && p.Member != 0 {
		m, err := tx.Member(p.Member)
		if err != nil && !isMissing(err) {
			return x, err
		}
		x.Name = m.Name
	}
	return x, nil
}

// recordedRank is the rank of a paper as it was announced, with the step that decided it.
type recordedRank struct {
	rank    int
	shared  bool
	decided string
}

// recordRanks returns the ranks by the papers' numbers.
func recordRanks(papers []loa.Paper, r loa.Round) map[int]recordedRank {
	ranks := map[int]recordedRank{}
	ranked := announced(papers)
	for i, p := range ranked {
		x := recordedRank{rank: p.Rank, shared: p.Shared}
		if i > 0 {
			x.decided = report.DecidedBy(ranked[i-1].Paper, p.Paper, r.Contest.Order, r.Actual)
		}
		ranks[p.Number] = x
	}
	return ranks
}
