package main

import (
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// pastQuestions is how many questions every group was asked in a year, two a week. Four of
// five members answer each: 200,000 answers of 2,500 members.
const pastQuestions = 100

// contestRounds is how many rounds of a contest a year has, one in every third month. Two of
// five members hand in a paper.
const contestRounds = 4

// agree stores that members are linked and agree to having their answers kept.
func (w past) agree(tx *storage.Tx) error {
	at := time.Unix(1, 0)
	for m := range w.members {
		id := loa.MemberID(m + 1)
		who := loa.Account{Platform: loa.Telegram, ID: fmt.Sprint(1_000_000 + m)}
		if err := tx.LinkAccount(loa.Link{Account: who, Member: id, At: at, By: who}); err != nil {
			return err
		}
		if err := tx.GiveConsent(loa.Consent{Member: id, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: at}); err != nil {
			return err
		}
	}
	return nil
}

// question stores a question as it was asked in every group, answered and closed.
func (w past) question(tx *storage.Tx, number int, start time.Time) error {
	at := start.AddDate(0, 0, number*365/pastQuestions).Add(19 * time.Hour)
	q := pastQuestion(number)
	for g := range w.groups {
		a := loa.Asking{
			Campaign: "past", Run: start.Year(), Question: q.ID, Set: q.Set, Strand: q.Strand, Group: loa.GroupID(g + 1), Unit: pastCell(g % w.cells),
			Bot: pastBot, Way: loa.AskNamed, Form: loa.FormButtons, State: loa.AskingOpen,
			Asked: q.Shuffle(loa.ShuffleSeed("past", start.Year(), q.ID, loa.GroupID(g+1))), Created: at, Opened: at, Closes: at.Add(24 * time.Hour),
			Chat: loa.ChatID(fmt.Sprint(-1000 - g)), Message: loa.MessageID(fmt.Sprint(number + 1)),
		}
		var err error
		if a.ID, err = tx.SaveAsking(a); err != nil {
			return err
		}
		if err := w.sent(tx, a, at); err != nil {
			return err
		}
		if err := w.answer(tx, &a, number); err != nil {
			return err
		}
		a.State, a.Closed = loa.AskingClosed, a.Closes
		if _, err := tx.SaveAsking(a); err != nil {
			return err
		}
	}
	return nil
}

// sent stores the message with the question.
func (w past) sent(tx *storage.Tx, a loa.Asking, at time.Time) error {
	id, _, err := tx.Enqueue(loa.Delivery{
		Bot: pastBot, Chat: a.Chat, Group: a.Group, Asking: a.ID, Priority: loa.Bulk, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain(a.Asked.Text)}},
		Key: fmt.Sprint("asking:", a.ID), Due: at, Created: at,
	})
	if err != nil {
		return err
	}
	return tx.SettleDelivery(id, loa.Outcome{State: loa.Sent, At: at, Receipt: loa.Receipt{Message: a.Message}})
}

// answer stores what the members who read the group chose: each answers in one of the
// groups of the cell, three of four of them rightly or so.
func (w past) answer(tx *storage.Tx, a *loa.Asking, number int) error {
	a.Counts = make([]int, len(a.Asked.Options))
	g := int(a.Group) - 1
	cell, nth, groups := g%w.cells, g/w.cells, (w.groups-g%w.cells+w.cells-1)/w.cells
	for m := cell; m < w.members; m += w.cells {
		if (m+number)%5 == 0 || (m/w.cells)%groups != nth {
			continue
		}
		place := a.Asked.Answer
		if (m*7+number*3)%(4+number%5) == 0 {
			place = (place + 1) % len(a.Counts)
		}
		answer := loa.QuizAnswer{Asking: a.ID, Member: loa.MemberID(m + 1), Place: place, Right: place == a.Asked.Answer, At: a.Opened.Add(time.Duration(m%1000) * time.Minute)}
		added, err := tx.AddQuizAnswer(*a, answer)
		if err != nil {
			return err
		}
		if !added {
			return fmt.Errorf("member %d answered question %s twice", m+1, a.Question)
		}
		a.Counts[place]++
		a.Total++
	}
	return nil
}

// round stores a round of the contest with its papers of 20 questions.
func (w past) round(tx *storage.Tx, number int, start time.Time) error {
	opens := start.AddDate(0, 3*number+2, 0)
	name := fmt.Sprint("dot-", number+1)
	id, err := tx.SaveRound(loa.Round{
		Contest: loa.Contest{ID: "thi", Title: "Cuộc thi", Draw: 20, Minutes: 20, Order: loa.TieRules()}, Round: name, Title: "Đợt " + name,
		Year: start.Year(), Open: opens, Close: opens.AddDate(0, 0, 7), Seed: name, PoolSize: pastQuestions, PoolDigest: "0", State: loa.RoundClosed,
		ClosedAt: opens.AddDate(0, 0, 7),
	})
	if err != nil {
		return err
	}
	pool := slices.Repeat([]int{4}, pastQuestions)
	for n := range w.members * 2 / 5 {
		m := (n*5/2 + number) % w.members
		at := opens.Add(time.Duration(n%(7*24*60-20)) * time.Minute)
		p := loa.Paper{
			Round: id, Number: n + 1, Member: loa.MemberID(m + 1), Unit: pastCell(m % w.cells), Attempt: 1, Started: at, Deadline: at.Add(20 * time.Minute),
			Submitted: at.Add(15 * time.Minute), Score: 10 + n%11, Seconds: 900, Rank: n + 1, Questions: loa.DrawPaper(name, n+1, pool, 20),
		}
		for range p.Questions {
			p.Answers = append(p.Answers, loa.PaperAnswer{Option: n % 4, At: at})
		}
		if _, err := tx.SavePaper(p); err != nil {
			return err
		}
	}
	return nil
}

// pastQuestion is the question with the number.
func pastQuestion(number int) loa.Question {
	return loa.Question{
		ID: fmt.Sprintf("q-%03d", number+1), Set: "past", Text: fmt.Sprintf("Câu %d: chiến dịch Điện Biên Phủ kéo dài bao nhiêu ngày đêm?", number+1),
		Options: []string{"55", "56", "57", "60"}, Answer: 1, Explanation: "56 ngày đêm.", Strand: loa.StrandID(fmt.Sprintf("M%d", number%9+1)), Grade: loa.GradeA,
	}
}
