package campaign

import (
	"fmt"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// questionCost is what a typed question costs a group beside people's answers: the
// question, and what was right.
const questionCost = 2

// forecast says what the month of a bot will cost, from now until its end.
func (s *Service) forecast(tx *storage.Tx, bot Bot, now time.Time) (loa.QuotaForecast, error) {
	today := loa.QuotaDay(now)
	f := loa.QuotaForecast{Bot: bot.ID, Today: today, Limit: s.settings.Quota.Messages}
	var err error
	if f.Counts, err = tx.QuotaOf(bot.ID, today.Month1st(0), today); err != nil {
		return f, err
	}
	past, err := tx.QuotaByDay(bot.ID, today.AddDays(-quotaPast), today.AddDays(-1))
	if err != nil {
		return f, err
	}
	f.Daily = loa.QuotaDaily(past)
	end := today.Month1st(1).At(0, loa.QuotaZone())
	queued, err := tx.QuotaPending(bot.ID, end)
	if err != nil {
		return f, err
	}
	if queued > 0 {
		f.Items = append(f.Items, loa.QuotaItem{Key: "queued", Class: loa.QuotaQueued, Day: today, Messages: queued})
	}
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return f, err
	}
	groups = slices.DeleteFunc(groups, func(g loa.Group) bool { return g.Bot != bot.ID })
	meetings, err := s.meetingCosts(tx, bot, groups, now, end)
	if err != nil {
		return f, err
	}
	contests, err := s.contestCosts(tx, bot, groups, now, end)
	if err != nil {
		return f, err
	}
	posts, err := s.postCosts(tx, bot, groups, now, end)
	f.Items = slices.Concat(f.Items, meetings, contests, posts)
	if f.DaysLeft() > 0 {
		f.Items = append(f.Items, correctionCosts(len(groups), today)...)
	}
	return f, err
}

// postCosts lists the posts and questions that the groups are to get, each once for all
// of them.
func (s *Service) postCosts(tx *storage.Tx, bot Bot, groups []loa.Group, now, end time.Time) ([]loa.QuotaItem, error) {
	c := s.Campaign()
	audiences, err := s.audiences(tx, c)
	if err != nil {
		return nil, err
	}
	sum := quotaSum{at: map[string]int{}}
	for _, a := range audiences {
		n := 0
		for _, g := range a.groups {
			if slices.ContainsFunc(groups, func(b loa.Group) bool { return b.ID == g.ID }) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		for _, o := range c.Occurrences(a.kind, a.zone, now.Add(time.Millisecond), end) {
			if o.Skip != loa.SkipNone {
				continue
			}
			day, title := loa.QuotaDay(o.Due), c.WithYears(o.Post.Title, o.Date)
			sum.add(loa.QuotaItem{
				Key: heldPost(o), Class: loa.QuotaClassOf(o.Post), Day: day, Title: title,
				Messages: n * len(s.postNotices(o.Post, o.Date, s.settings.Lang, bot.Can)),
			})
			if q, _, ok := c.Asks(o, a.kind); ok {
				sum.add(loa.QuotaItem{Key: heldQuestion(o), Class: loa.QuotaQuestion, Day: day, Title: q.Text, Messages: n * questionCost})
			}
		}
	}
	return sum.items, nil
}

// quotaSum adds up what goes to several audiences.
type quotaSum struct {
	items []loa.QuotaItem
	at    map[string]int
}

func (q *quotaSum) add(i loa.QuotaItem) {
	if at, known := q.at[i.Key]; known {
		q.items[at].Messages += i.Messages
		return
	}
	q.at[i.Key] = len(q.items)
	q.items = append(q.items, i)
}

func heldPost(o loa.Occurrence) string { return fmt.Sprintf("post:%s:%s", o.Post.ID, o.Date) }

func heldQuestion(o loa.Occurrence) string {
	return fmt.Sprintf("question:%s:%s", o.Post.Question, o.Date)
}

// meetingCosts lists the invitations and reminders that the groups are to get, and the
// reminders of members in private. Whoever has not answered yet is taken for one who will not.
func (s *Service) meetingCosts(tx *storage.Tx, bot Bot, groups []loa.Group, now, end time.Time) ([]loa.QuotaItem, error) {
	meetings, err := tx.PlannedMeetings(now)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	sum := quotaSum{at: map[string]int{}}
	for _, m := range meetings {
		add := func(at time.Time, messages int) {
			if messages > 0 && at.After(now) && at.Before(end) {
				day := loa.QuotaDay(at)
				sum.add(loa.QuotaItem{Key: fmt.Sprintf("meeting:%d:%s", m.ID, day), Class: loa.QuotaMeeting, Day: day, Title: m.Title, Messages: messages})
			}
		}
		told := len(s.amongGroups(groups, units, m))
		add(m.InviteAt, told)
		reminders := m.RemindersIn(s.zoneOf(units, m.Unit))
		members := 0
		if slices.ContainsFunc(reminders, func(r loa.MeetingReminder) bool { return r.Due.After(now) && r.Due.Before(end) }) {
			if members, err = s.remindedBy(tx, bot.ID, m); err != nil {
				return nil, err
			}
		}
		for _, r := range reminders {
			add(r.Due, told+members)
		}
	}
	return sum.items, nil
}

// remindedBy counts the members whom the bot would remind of a meeting as things stand.
func (s *Service) remindedBy(tx *storage.Tx, bot loa.BotID, m loa.Meeting) (n int, err error) {
	silent, err := s.unanswered(tx, m)
	if err != nil {
		return 0, err
	}
	for _, id := range silent {
		a, ok, err := s.memberAddress(tx, id)
		if err != nil {
			return 0, err
		}
		if !ok || a.bot != bot {
			continue
		}
		agrees, err := s.consented(tx, id, loa.PurposeReminders)
		if err != nil {
			return 0, err
		}
		if agrees {
			n++
		}
	}
	return n, nil
}

// contestCosts lists what groups are told of rounds (they open, they close soon, the
// result). Who will enter is not known: everybody whom the bot has met is taken to, and to
// be told of a paper whose time is over.
func (s *Service) contestCosts(tx *storage.Tx, bot Bot, groups []loa.Group, now, end time.Time) ([]loa.QuotaItem, error) {
	rounds, err := tx.OpenRounds()
	if err != nil {
		return nil, err
	}
	for _, k := range s.Campaign().Contests {
		for _, r := range k.Rounds {
			open, ok := r.Next(now, s.settings.Zone)
			e, there := r.Edition(open, s.settings.Zone)
			if ok && there && open.Before(end) {
				rounds = append(rounds, loa.Round{Contest: k, Round: r.ID, Title: r.Title, Year: e.Year, Open: e.Open, Close: e.Close, State: loa.RoundOpen})
			}
		}
	}
	people, err := tx.QuotaPeople(bot.ID)
	if err != nil {
		return nil, err
	}
	sum := quotaSum{at: map[string]int{}}
	for _, r := range rounds {
		told, err := s.contestGroups(tx, r)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, g := range told {
			if slices.ContainsFunc(groups, func(b loa.Group) bool { return b.ID == g.ID }) {
				n++
			}
		}
		add := func(what string, at time.Time, n int) {
			if at.Before(now) || !at.Before(end) || n == 0 {
				return
			}
			sum.add(loa.QuotaItem{
				Key:   fmt.Sprintf("contest:%s:%s:%d:%s", r.Contest.ID, r.Round, r.Year, what),
				Class: loa.QuotaMeeting, Day: loa.QuotaDay(at), Title: r.Title, Messages: n,
			})
		}
		if !r.Contest.Unannounced {
			add(roundOpened, r.Open, n)
		}
		if at, ok := remindOf(r); ok {
			add(roundRemind, at, n)
		}
		closes := r.Close
		if closes.Before(now) { // somebody is still to close it
			closes = now
		} else {
			add("papers", closes, people)
		}
		add(roundClosed, closes, n)
	}
	return sum.items, nil
}

// correctionCosts allows for what nobody can foresee: one correction in all groups in each
// week that is left of tomorrow's month, the next one tomorrow.
func correctionCosts(groups int, today loa.Date) (items []loa.QuotaItem) {
	const week = 7
	tomorrow := today.AddDays(1)
	for day := tomorrow; groups > 0 && day.Before(tomorrow.Month1st(1)); day = day.AddDays(week) {
		items = append(items, loa.QuotaItem{Key: "correction:" + day.String(), Class: loa.QuotaCorrection, Day: day, Messages: groups})
	}
	return items
}
