package campaign

import (
	"strconv"
	"time"

	"loa"
	"loa/storage"
)

// facts is what a report is counted from: the database as it is now, or what was put
// away when somebody froze the figures.
type facts interface {
	tree() (loa.Units, error)
	groups() ([]loa.Group, error)
	sendsByGroup(q storage.SendQuery) ([]storage.SendCount, error)
	sendsByItem(q storage.SendQuery) ([]storage.SendCount, error)
	sends(q storage.SendQuery) ([]storage.Send, error)
	heldFigures(start, end time.Time) ([]loa.MeetingFigures, error)
	held(start, end time.Time) ([]loa.HeldMeeting, error) // with those who were there
	quiz(q storage.QuizQuery) (quizFacts, error)
	questions(q storage.QuizQuery) ([]storage.ClosedQuestion, error)
	quizMore(q storage.QuizQuery) (quizMore, error)
	contests(q storage.ContestQuery) (contestFacts, error)
	papers(q storage.ContestQuery) ([]storage.HandedIn, error)
	expected(sort Sort) ([]loa.UnitID, error) // the units that should have met
	item(i loa.Item) (itemFacts, error)
	strands() []loa.Strand
	kinds() []loa.Kind
	name(m loa.MemberID) (string, error)
}

// itemFacts is what a report says of a post or a broadcast.
type itemFacts struct {
	Strand loa.StrandID // empty: not known
	Title  string
}

// quizFacts is what a report says of questions.
type quizFacts struct {
	Counts []storage.QuizCount
	People []loa.MemberID // who answered under their names
}

// quizMore is what files say of questions beyond the first screen.
type quizMore struct {
	Times  []storage.QuizTime
	Missed []QuizMissed
}

// contestFacts is what a report says of contests.
type contestFacts struct {
	Counts []storage.ContestCount
	People []loa.MemberID // who handed in a paper
}

// factsNow are those of the database.
type factsNow struct {
	c    *loa.Campaign
	tx   *storage.Tx
	days loa.Days
}

func (f factsNow) tree() (loa.Units, error)     { return f.tx.Units() }
func (f factsNow) groups() ([]loa.Group, error) { return f.tx.Groups(loa.GroupActive, loa.GroupClosed) }
func (f factsNow) strands() []loa.Strand        { return f.c.Strands }
func (f factsNow) kinds() []loa.Kind            { return f.c.Kinds }

func (f factsNow) sendsByGroup(q storage.SendQuery) ([]storage.SendCount, error) {
	return f.tx.SendsByGroup(q)
}

func (f factsNow) sendsByItem(q storage.SendQuery) ([]storage.SendCount, error) {
	return f.tx.SendsByItem(q)
}

func (f factsNow) sends(q storage.SendQuery) ([]storage.Send, error) { return f.tx.Sends(q) }

func (f factsNow) heldFigures(start, end time.Time) ([]loa.MeetingFigures, error) {
	return f.tx.HeldFigures("", start, end)
}

func (f factsNow) held(start, end time.Time) ([]loa.HeldMeeting, error) {
	return f.tx.HeldMeetings("", start, end)
}

func (f factsNow) quiz(q storage.QuizQuery) (facts quizFacts, err error) {
	if facts.Counts, err = f.tx.QuizCounts(q); err != nil {
		return facts, err
	}
	facts.People, err = f.tx.QuizPeople(q)
	return facts, err
}

func (f factsNow) questions(q storage.QuizQuery) ([]storage.ClosedQuestion, error) {
	return f.tx.ClosedQuestions(q)
}

func (f factsNow) quizMore(q storage.QuizQuery) (more quizMore, err error) {
	if more.Times, err = f.tx.QuizTimes(q); err != nil {
		return more, err
	}
	counts, err := f.tx.QuestionCounts(q)
	if err != nil {
		return more, err
	}
	var asked []QuizMissed
	for _, n := range counts {
		text := n.Question // of one that the campaign no longer has
		if known, ok := f.c.Question(n.Question); ok {
			text = known.Text
		}
		asked = append(asked, QuizMissed{Question: n.Question, Text: text, Answers: n.Answers, Right: n.Right})
	}
	more.Missed = mostMissed(asked)
	return more, nil
}

func (f factsNow) contests(q storage.ContestQuery) (facts contestFacts, err error) {
	if facts.Counts, err = f.tx.ContestCounts(q); err != nil {
		return facts, err
	}
	facts.People, err = f.tx.ContestPeople(q)
	return facts, err
}

func (f factsNow) papers(q storage.ContestQuery) ([]storage.HandedIn, error) {
	return f.tx.HandedIn(q)
}

func (f factsNow) expected(sort Sort) ([]loa.UnitID, error) {
	units, err := f.tx.Units()
	if err != nil {
		return nil, err
	}
	return expected(f.tx, f.c, units, sort, f.days)
}

// item returns what is known of an item; a post that the campaign no longer has goes
// by its id.
func (f factsNow) item(i loa.Item) (itemFacts, error) {
	if i.Post != "" {
		if p, ok := f.c.Post(i.Post); ok {
			return itemFacts{p.Strand, f.c.WithYears(p.Title, f.days.From)}, nil
		}
		return itemFacts{Title: string(i.Post)}, nil
	}
	b, err := f.tx.Broadcast(i.Broadcast)
	if err != nil && !isMissing(err) {
		return itemFacts{}, err
	}
	return itemFacts{b.Strand, "/dang " + strconv.FormatInt(int64(i.Broadcast), 10)}, nil
}

func (f factsNow) name(m loa.MemberID) (string, error) {
	member, err := f.tx.Member(m)
	return member.Name, err
}
