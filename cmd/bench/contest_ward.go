package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/storage"
)

// contestWard is a sandbox with the members of a ward, and the folder and the database of its contest.
type contestWard struct {
	*sandbox.Sandbox
	dir           string
	questions     int
	opens, closes time.Time
	people        []*entrant
	admin         *entrant
	groups        []sandbox.ChatID
	rng           *rand.Rand
	left, right   int // papers left alone, right answers given
}

// entrant is one member and what is on the screen.
type entrant struct {
	id       sandbox.PersonID
	skill    float64 // how often the right option is found
	leavesAt int     // after so many questions
	message  sandbox.MessageID
	button   string // what is tapped next
}

// cells is how many units there are; members are spread unevenly over them.
const cells = 90

// newContestWard makes a ward whose members are linked and agree to having answers kept.
func newContestWard(members, questions int) (w *contestWard, err error) {
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		return nil, err
	}
	w = &contestWard{
		questions: questions, opens: time.Date(2027, 4, 1, 7, 0, 0, 0, zone), closes: time.Date(2027, 4, 8, 21, 0, 0, 0, zone),
		rng: rand.New(rand.NewPCG(1954, 2027)), // the same each time
	}
	if w.dir, err = os.MkdirTemp("", "loa-contest-"); err != nil {
		return nil, err
	}
	if err := writeContest(w.dir, questions); err != nil {
		return w, err
	}
	if w.Sandbox, err = sandbox.New(sandbox.Options{Limits: sandbox.Limits{Off: true}}); err != nil {
		return w, err
	}
	w.admin = &entrant{id: w.AddPerson("Lan", "vi")}
	for range 3 {
		group := w.AddGroup("Chi bộ", sandbox.GroupOptions{Supergroup: true}, w.admin.id)
		w.AddBot(group, w.admin.id)
		w.groups = append(w.groups, group)
	}
	for range members {
		p := &entrant{id: w.AddPerson("Đảng viên", "vi"), skill: 0.3 + 0.7*w.rng.Float64(), leavesAt: questions}
		if w.rng.IntN(20) == 0 { // one in twenty leaves on the way
			p.leavesAt = w.rng.IntN(questions)
			w.left++
		}
		w.people = append(w.people, p)
	}
	return w, w.enrol()
}

func (w *contestWard) remove() error { return os.RemoveAll(w.dir) }

// enrol stores who is who, as it would have been done long ago.
func (w *contestWard) enrol() (err error) {
	db, err := storage.Open(context.Background(), filepath.Join(w.dir, "loa.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Update(context.Background(), func(tx *storage.Tx) error {
		for _, group := range w.groups {
			id, _, _ := strings.Cut(w.Token(), ":")
			_, err := tx.SaveGroup(loa.Group{
				Bot: loa.BotID(string(loa.Telegram) + ":" + id), Chat: chatID(group), Title: "Chi bộ", Unit: "cb-1", Kind: kind, Lang: loa.Vietnamese,
				State: loa.GroupActive, BoundAt: w.opens.AddDate(0, 0, -7), BoundBy: loa.Account{Platform: loa.Telegram, ID: "1"},
			})
			if err != nil {
				return err
			}
		}
		for i, p := range w.people {
			if err := w.enrolOne(tx, i, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *contestWard) enrolOne(tx *storage.Tx, i int, p *entrant) error {
	member, err := tx.SaveMember(loa.Member{Name: fmt.Sprintf("Đảng viên %d", i+1)})
	if err != nil {
		return err
	}
	a := loa.Account{Platform: loa.Telegram, ID: strconv.FormatInt(int64(p.id), 10)}
	cell := w.rng.IntN(cells)
	cell = min(cell, w.rng.IntN(cells)) // the first ones are the large ones
	err = tx.SaveMembership(loa.Membership{
		Member: member, Unit: loa.UnitID(fmt.Sprintf("cb-%d", cell+1)), Kind: loa.FullMember, From: loa.Date{Year: 2020, Month: time.May, Day: 19},
	})
	return errors.Join(err,
		tx.LinkAccount(loa.Link{Account: a, Member: member, At: w.opens.AddDate(0, -1, 0), By: a}),
		tx.GiveConsent(loa.Consent{Member: member, Purpose: loa.PurposeQuiz, Version: loa.PurposeQuiz.Version(), Given: w.opens.AddDate(0, -1, 0)}))
}

// poolFactor is how many times as many questions there are as a paper holds.
const poolFactor = 4

// rightOption is the right answer of every question: the crowd finds it by its words.
const rightOption = "Phương án đúng"

// writeContest writes a campaign with the contest and nothing else that is due.
func writeContest(dir string, questions int) error {
	var units, quiz strings.Builder
	for i := range cells {
		fmt.Fprintf(&units, "  - {id: cb-%d, parent: dang-uy, name: Chi bộ %d, kind: cell}\n", i+1, i+1)
	}
	for i := range questions * poolFactor {
		fmt.Fprintf(&quiz, "  - {id: q-%03d, text: \"Câu hỏi số %d của cuộc thi thử?\", options: [%s, Phương án hai, Phương án ba, Phương án tư], "+
			"answer: %s, strand: M1, source: [H01], grade: A}\n", i+1, i+1, rightOption, rightOption)
	}
	files := map[string]string{
		"campaign.yaml": `id: contest
name: Thử cuộc thi
theme: Thử cuộc thi
event: 1954-05-07
basis:
  - {number: 01-KH/ĐU, date: 2024-03-01, issuer: Đảng ủy phường, title: Kế hoạch}
period: {from: 01-01, until: 12-31}
peak: {from: 01-01, until: 12-31}
cadence:
  peak: {at: "06:30", per_day: 1}
  outside: {at: "06:30", per_day: 1}
lateness: 3h
strands:
  - {id: M1, name: Diễn biến}
kinds:
  - {id: cell, name: Chi bộ}
units:
  - {id: dang-uy, name: Đảng ủy phường, kind: committee}
` + units.String() + `recipients:
  - {name: Ban Tuyên giáo cấp trên, medium: electronic}
`,
		"sources.yaml":     "sources:\n  - {id: H01, name: Báo Nhân Dân, ref: nhandan.vn}\n",
		"outline.md":       "## Mạch M1\n\nNội dung.\n",
		"quizzes/thi.yaml": "id: thi\ntitle: Câu hỏi thi\nquestions:\n" + quiz.String(),
		"contests/thi.yaml": fmt.Sprintf(`id: thi
title: Cuộc thi thử tải
rules: Mỗi đồng chí một lượt.
draw: %d
minutes: 15
rounds:
  - {id: vong-1, title: Vòng 1, open: "2027-04-01 07:00", close: "2027-04-08 21:00"}
`, questions),
	}
	for name, text := range files {
		path := filepath.Join(dir, "campaign", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// patience is how long the crowd waits for the next screen.
const contestPatience = 2 * time.Minute

func (w *contestWard) until(ctx context.Context, what string, condition func() bool) error {
	wait, cancel := context.WithTimeout(ctx, contestPatience)
	defer cancel()
	if err := w.Until(wait, condition); err != nil {
		return fmt.Errorf("wait for %s: %w", what, err)
	}
	return nil
}

// await waits until everybody sees something. Who has seen it is not asked again.
func (w *contestWard) await(ctx context.Context, some []*entrant, what string, sees func(*entrant) bool) error {
	next := 0
	return w.until(ctx, what, func() bool {
		for next < len(some) && sees(some[next]) {
			next++
		}
		return next == len(some)
	})
}

// tapAll taps what everybody has chosen.
func (w *contestWard) tapAll(some []*entrant) error {
	for _, p := range some {
		if _, err := w.TapData(p.id, sandbox.ChatID(p.id), p.message, p.button); err != nil {
			return fmt.Errorf("tap %s: %w", p.button, err)
		}
	}
	return nil
}

// newest returns the newest message of the bot's with buttons.
func (w *contestWard) newest(p *entrant) (m sandbox.Message, ok bool) {
	all := w.Messages(sandbox.ChatID(p.id))
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].FromBot && len(all[i].Buttons) > 0 {
			return all[i], true
		}
	}
	return m, false
}

// screen looks for a button on the newest screen, to be tapped next.
func (w *contestWard) screen(p *entrant, data string) bool {
	m, ok := w.newest(p)
	for _, row := range m.Buttons {
		for _, b := range row {
			if ok && strings.HasPrefix(b.Data, data) {
				p.message, p.button = m.ID, b.Data
				return true
			}
		}
	}
	return false
}

// shows reports whether the newest screen says so.
func (w *contestWard) shows(p *entrant, words string) bool {
	m, ok := w.newest(p)
	return ok && strings.Contains(m.Text, words)
}

// choose picks an option: the right one as often as the skill is.
func (w *contestWard) choose(p *entrant) bool {
	m, _ := w.newest(p)
	good := w.rng.Float64() < p.skill
	letter := ""
	for line := range strings.Lines(m.Text) {
		name, option, ok := strings.Cut(strings.TrimSpace(line), ". ")
		if ok && len(name) == 1 && (option == rightOption) == good {
			letter = name
		}
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == letter && strings.HasPrefix(b.Data, "1|cta|") {
				p.message, p.button = m.ID, b.Data
				if good {
					w.right++
				}
				return true
			}
		}
	}
	return false
}
