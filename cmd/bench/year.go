package main

import (
	"context"
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// ward is how large a ward's year is.
type ward struct {
	cells, members, groups, posts, meetings, answers int
}

// aWard is the ward of the plan: 89 organisations, 2,500 members, 300 groups, a post
// a day to each, a meeting a month of each organisation, and 200,000 quiz answers.
func aWard() ward {
	return ward{cells: 88, members: 2500, groups: 300, posts: 365, meetings: 12, answers: 200_000}
}

const yearBot = loa.BotID("telegram:1")

// newYear is when the year of a ward begins.
func newYear(zone *time.Location) time.Time {
	return time.Date(2024, time.January, 1, 0, 0, 0, 0, zone)
}

func cellID(i int) loa.UnitID { return loa.UnitID(fmt.Sprintf("cb-%d", i+1)) }

// fill stores a year of the ward as Loa would have left it, with years before it, which no
// report of the year may cost.
func (w ward) fill(ctx context.Context, db *storage.DB, zone *time.Location, years int) error {
	steps := []func(tx *storage.Tx) error{w.units, w.people, w.chats}
	for y := range years {
		start := newYear(zone).AddDate(-y, 0, 0)
		for month := range 12 {
			first := start.AddDate(0, month, 0)
			steps = append(steps, func(tx *storage.Tx) error { return w.postsOf(tx, first, zone) },
				func(tx *storage.Tx) error { return w.meetingsOf(tx, first) })
		}
	}
	for _, step := range steps {
		if err := db.Update(ctx, step); err != nil {
			return fmt.Errorf("fill a ward's year: %w", err)
		}
	}
	return nil
}

func (w ward) units(tx *storage.Tx) error {
	units := loa.Units{{ID: "dang-uy", Name: "Đảng bộ phường", Kind: "committee"}}
	for i := range w.cells {
		units = append(units, loa.Unit{ID: cellID(i), Parent: "dang-uy", Name: fmt.Sprintf("Chi bộ %d", i+1), Kind: "cell"})
	}
	return tx.SaveUnits(units)
}

func (w ward) people(tx *storage.Tx) error {
	for i := range w.members {
		id, err := tx.SaveMember(loa.Member{Name: fmt.Sprintf("Đảng viên %d", i+1)})
		if err != nil {
			return err
		}
		if err := tx.SaveMembership(loa.Membership{Member: id, Unit: cellID(i % w.cells), Kind: loa.FullMember}); err != nil {
			return err
		}
	}
	return nil
}

func (w ward) chats(tx *storage.Tx) error {
	kinds := []loa.GroupKind{"cell", "members213", "mobilisation", "household"}
	for i := range w.groups {
		_, err := tx.SaveGroup(loa.Group{
			Bot: yearBot, Chat: loa.ChatID(fmt.Sprint(-1000 - i)), Title: fmt.Sprintf("Nhóm %d", i+1), Unit: cellID(i % w.cells),
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
func (w ward) postsOf(tx *storage.Tx, first time.Time, zone *time.Location) error {
	text := loa.Plain("Ngày này năm 1954. Một bài đăng có độ dài như thật, khoảng một trăm chữ, để hàng của nó trong sổ gửi dài như ở phường: " +
		"quân và dân ta vượt qua muôn vàn gian khổ, kéo pháo, mở đường, vận chuyển lương thực, đào hàng trăm cây số giao thông hào, " +
		"vây chặt tập đoàn cứ điểm, từng bước tiến công cho đến ngày toàn thắng.")
	for at := first; at.Month() == first.Month(); at = at.AddDate(0, 0, 1) {
		day := loa.DateOf(at, zone)
		due := day.At(6*60+30, zone)
		for g := range w.groups {
			id, _, err := tx.Enqueue(loa.Delivery{
				Bot: yearBot, Chat: loa.ChatID(fmt.Sprint(-1000 - g)), Group: loa.GroupID(g + 1), Priority: loa.Bulk, State: loa.Pending,
				Payload: loa.Payload{Notice: &loa.Notice{Text: text}}, Key: fmt.Sprintf("post:%v:%d", day, g),
				Due: due, Created: due, Post: loa.PostID(fmt.Sprintf("p-%02d-%02d", day.Month, day.Day)), Date: day,
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
func (w ward) meetingsOf(tx *storage.Tx, first time.Time) error {
	if w.meetings < 12 && int(first.Month()) > w.meetings {
		return nil
	}
	secretary := loa.Account{Platform: loa.Telegram, ID: "2"}
	at := first.AddDate(0, 0, 4).Add(19 * time.Hour)
	for i := range w.cells {
		id, err := tx.SaveMeeting(loa.Meeting{
			Unit: cellID(i), Kind: loa.MeetingMonthly, Title: "Sinh hoạt chi bộ", At: at, State: loa.MeetingClosed, Bot: yearBot,
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
