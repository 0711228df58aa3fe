package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// past is what a ward's database holds of years that are over.
type past struct {
	cells, members, groups int
	years                  int // the newest is the one that is asked for
}

// planned is the ward of the plan, times n: 89 organisations, 2,500 members, 300 groups, a
// post a day to each, a meeting a month of each cell, and 200,000 answers to questions.
func planned(n, years int) past {
	return past{cells: 88 * n, members: 2500 * n, groups: 300 * n, years: years}
}

const pastBot = loa.BotID("telegram:1")

// pastYear is when the year that is asked for begins.
func pastYear(zone *time.Location) time.Time {
	return time.Date(2024, time.January, 1, 0, 0, 0, 0, zone)
}

func pastCell(i int) loa.UnitID { return loa.UnitID(fmt.Sprintf("cb-%d", i+1)) }

// fill stores the years as Loa would have left them.
func (w past) fill(ctx context.Context, db *storage.DB, zone *time.Location) error {
	steps := []func(tx *storage.Tx) error{w.units, w.people, w.agree, w.chats}
	for y := range w.years {
		start := pastYear(zone).AddDate(-y, 0, 0)
		for month := range 12 {
			first := start.AddDate(0, month, 0)
			steps = append(steps, func(tx *storage.Tx) error { return w.postsOf(tx, first, zone) },
				func(tx *storage.Tx) error { return w.meetingsOf(tx, first) })
		}
		for n := range pastQuestions {
			steps = append(steps, func(tx *storage.Tx) error { return w.question(tx, n, start) })
		}
		for n := range contestRounds {
			steps = append(steps, func(tx *storage.Tx) error { return w.round(tx, n, start) })
		}
	}
	for _, step := range steps {
		if err := db.Update(ctx, step); err != nil {
			return fmt.Errorf("fill a ward's year: %w", err)
		}
	}
	return nil
}

func (w past) units(tx *storage.Tx) error {
	units := loa.Units{{ID: "dang-uy", Name: "Đảng bộ phường", Kind: "committee"}}
	for i := range w.cells {
		units = append(units, loa.Unit{ID: pastCell(i), Parent: "dang-uy", Name: fmt.Sprintf("Chi bộ %d", i+1), Kind: "cell"})
	}
	return tx.SaveUnits(units)
}

func (w past) people(tx *storage.Tx) error {
	for i := range w.members {
		id, err := tx.SaveMember(loa.Member{Name: fmt.Sprintf("Đảng viên %d", i+1)})
		if err != nil {
			return err
		}
		if err := tx.SaveMembership(loa.Membership{Member: id, Unit: pastCell(i % w.cells), Kind: loa.FullMember}); err != nil {
			return err
		}
	}
	return nil
}

func (w past) chats(tx *storage.Tx) error {
	kinds := []loa.GroupKind{"cell", "members213", "mobilisation", "household"}
	for i := range w.groups {
		_, err := tx.SaveGroup(loa.Group{
			Bot: pastBot, Chat: loa.ChatID(fmt.Sprint(-1000 - i)), Title: fmt.Sprintf("Nhóm %d", i+1), Unit: pastCell(i % w.cells),
			Kind: kinds[i/w.cells%len(kinds)], Lang: loa.Vietnamese, State: loa.GroupActive, BoundAt: time.Unix(1, 0),
			BoundBy: loa.Account{Platform: loa.Telegram, ID: "1"},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// postsOf stores a month's posts to every group: one in fifty was too late, one in
// two hundred was refused.
func (w past) postsOf(tx *storage.Tx, first time.Time, zone *time.Location) error {
	text := loa.Plain("Ngày này năm 1954. Một bài đăng có độ dài như thật, khoảng một trăm chữ, để hàng của nó trong sổ gửi dài như ở phường: " +
		"quân và dân ta vượt qua muôn vàn gian khổ, kéo pháo, mở đường, vận chuyển lương thực, đào hàng trăm cây số giao thông hào, " +
		"vây chặt tập đoàn cứ điểm, từng bước tiến công cho đến ngày toàn thắng.")
	for at := first; at.Month() == first.Month(); at = at.AddDate(0, 0, 1) {
		day := loa.DateOf(at, zone)
		due := day.At(6*60+30, zone)
		for g := range w.groups {
			id, _, err := tx.Enqueue(loa.Delivery{
				Bot: pastBot, Chat: loa.ChatID(fmt.Sprint(-1000 - g)), Group: loa.GroupID(g + 1), Priority: loa.Bulk, State: loa.Pending,
				Payload: loa.Payload{Notice: &loa.Notice{Text: text}}, Key: fmt.Sprintf("post:%v:%d", day, g),
				Due: due, Created: due, Post: postOf(day), Date: day,
			})
			if err != nil {
				return err
			}
			o := loa.Outcome{State: loa.Sent, At: due.Add(time.Second), Receipt: loa.Receipt{Message: loa.MessageID(fmt.Sprint(id))}}
			switch {
			case int(id)%50 == 0:
				o = loa.Outcome{State: loa.Expired, At: due.Add(time.Hour), Reason: "quá giờ"}
			case int(id)%200 == 1:
				o = loa.Outcome{State: loa.Failed, At: due.Add(time.Second), Reason: "bị từ chối"}
			}
			if err := tx.SettleDelivery(id, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// meetingsOf stores a meeting of every cell in the month: nine of ten are present,
// most others are excused.
func (w past) meetingsOf(tx *storage.Tx, first time.Time) error {
	secretary := loa.Account{Platform: loa.Telegram, ID: "2"}
	at := first.AddDate(0, 0, 4).Add(19 * time.Hour)
	for i := range w.cells {
		id, err := tx.SaveMeeting(loa.Meeting{
			Unit: pastCell(i), Kind: loa.MeetingMonthly, Title: "Sinh hoạt chi bộ", At: at, State: loa.MeetingClosed, Bot: pastBot,
			Author: secretary, Created: at, ClosedAt: at.Add(2 * time.Hour), ClosedBy: secretary,
		})
		if err != nil {
			return err
		}
		var roll []loa.RollEntry
		for m := i; m < w.members; m += w.cells {
			member := loa.MemberID(m + 1)
			roll = append(roll, loa.RollEntry{Member: member, Standing: loa.Due})
			a := loa.Attendance{Meeting: id, Member: member, Presence: loa.Present, At: at, By: secretary}
			switch (m + int(first.Month())) % 20 {
			case 0:
				a.Presence, a.Reason = loa.Excused, loa.ReasonIll
			case 1:
				a.Presence = loa.Unexcused
			}
			if err := tx.SaveAttendance(a); err != nil {
				return err
			}
		}
		if err := tx.FreezeRoll(id, roll); err != nil {
			return err
		}
	}
	return nil
}

// pastCampaign is the campaign whose posts were sent.
func pastCampaign() *loa.Campaign {
	c := &loa.Campaign{ID: "past", Name: "Một năm", Digest: strings.Repeat("0", 64), Kinds: []loa.Kind{
		{ID: "cell", Name: "Chi bộ"}, {ID: "members213", Name: "Đảng viên 213"}, {ID: "mobilisation", Name: "Tổ dân vận"}, {ID: "household", Name: "Tổ liên gia"},
	}}
	for i := range 9 {
		id := loa.StrandID(fmt.Sprintf("M%d", i+1))
		c.Strands = append(c.Strands, loa.Strand{ID: id, Name: "Mạch " + string(id)})
	}
	for day := (loa.Date{Year: 2024, Month: time.January, Day: 1}); day.Year == 2024; day = day.AddDays(1) {
		c.Posts = append(c.Posts, loa.Post{
			ID: postOf(day), Title: "Ngày này năm 1954", Text: loa.Plain("…"), Strand: c.Strands[len(c.Posts)%len(c.Strands)].ID,
		})
	}
	for n := range pastQuestions {
		c.Questions = append(c.Questions, pastQuestion(n))
	}
	return c
}

func postOf(day loa.Date) loa.PostID {
	return loa.PostID(fmt.Sprintf("p-%02d-%02d", day.Month, day.Day))
}
