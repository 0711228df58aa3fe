package campaign

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"loa"
)

// UnansweredButton shows the secretary who has not answered, in private.
const UnansweredButton = "mn"

// remindEvery is how long after one private reminder of a meeting by hand there may
// be another: whoever has not answered by then is better called.
const remindEvery = 6 * time.Hour

const replySubject = "meeting:%d"

// ReplyLine is what one of those who are due said, for the secretary alone.
type ReplyLine struct {
	Member  loa.Member
	Reply   *loa.Reply // nil: none
	ByOther bool       // it was not recorded through the member's own account
	Call    string     // why Loa cannot write to the member: a key's ending; empty: it can
}

// ReplyList is who said what about coming.
type ReplyList struct {
	Meeting Invitation
	Tally   loa.Text
	Open    bool        // answers are taken still
	Lines   []ReplyLine // first those who have not answered, then unsure, not coming, coming
	None    int         // of the lines have not answered
	Reach   int         // of these Loa can write to

	lang loa.Lang
}

// KeptMeetings lists the coming meetings of which people were told, of the units
// whose roll the person keeps.
func (d *Desk) KeptMeetings(who loa.Sender) ([]Invitation, error) {
	kept, err := d.KeptUnits(who)
	if err != nil {
		return nil, err
	}
	planned, err := d.tx.PlannedMeetings(d.now)
	if err != nil {
		return nil, err
	}
	var list []Invitation
	for _, m := range planned {
		if _, ok := kept.Find(m.Unit); !ok || m.Headcount {
			continue
		}
		told, err := wasTold(d.tx, m.ID)
		if err != nil {
			return nil, err
		}
		if !told {
			continue
		}
		named, err := d.invitationTo(m)
		if err != nil {
			return nil, err
		}
		list = append(list, named)
	}
	return list, nil
}

// keptMeeting returns a meeting to somebody who keeps its roll.
func (d *Desk) keptMeeting(who loa.Sender, id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.tx.Meeting(id)
	if isMissing(err) {
		return m, refuse("reply.gone", nil)
	}
	if err != nil {
		return m, err
	}
	return m, d.mayKeep(who, m.Unit)
}

// ReplyList returns who said what about coming to a meeting. Nobody but those who
// keep its roll gets it.
func (d *Desk) ReplyList(who loa.Sender, id loa.MeetingID) (ReplyList, error) {
	var list ReplyList
	m, err := d.keptMeeting(who, id)
	switch {
	case err != nil:
		return list, err
	case m.State == loa.MeetingCancelled:
		return list, refuse("reply.cancelled", nil)
	case m.Headcount:
		return list, refuse("reply.headcount", nil)
	}
	list.Open = m.State == loa.MeetingPlanned && d.now.Before(m.At)
	if list.Meeting, err = d.invitationTo(m); err != nil {
		return list, err
	}
	roll, err := d.s.rollOf(d.tx, m)
	if err != nil {
		return list, err
	}
	replies, err := d.tx.Replies(m.ID)
	if err != nil {
		return list, err
	}
	if list.lang, err = d.s.langOf(d.tx, who.Account); err != nil {
		return list, err
	}
	list.Tally = d.s.tallyLine(loa.TallyOf(roll, replies), list.lang)
	if list.Lines, err = d.replyLines(roll, replies); err != nil {
		return list, err
	}
	for _, l := range list.Lines {
		if l.Reply == nil {
			list.None++
			if l.Call == "" {
				list.Reach++
			}
		}
	}
	return list, nil
}

func (d *Desk) replyLines(roll []loa.RollEntry, replies []loa.Reply) ([]ReplyLine, error) {
	of := map[loa.MemberID]*loa.Reply{}
	for i := range replies {
		of[replies[i].Member] = &replies[i]
	}
	var lines []ReplyLine
	for _, e := range roll {
		if !e.Standing.Counts() {
			continue
		}
		l, err := d.replyLine(e.Member, of[e.Member])
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	order := []loa.Intent{"", loa.IntentUnsure, loa.IntentNo, loa.IntentYes}
	slices.SortStableFunc(lines, func(a, b ReplyLine) int {
		return cmp.Compare(slices.Index(order, a.Intent()), slices.Index(order, b.Intent()))
	})
	return lines, nil
}

// Intent is what the member said; empty if nothing.
func (l ReplyLine) Intent() loa.Intent {
	if l.Reply == nil {
		return ""
	}
	return l.Reply.Intent
}

func (d *Desk) replyLine(id loa.MemberID, reply *loa.Reply) (ReplyLine, error) {
	l := ReplyLine{Reply: reply}
	var err error
	if l.Member, err = d.tx.Member(id); err != nil {
		return l, err
	}
	links, err := d.tx.Links(id)
	if err != nil {
		return l, err
	}
	l.ByOther = reply != nil && !slices.ContainsFunc(links, func(k loa.Link) bool { return k.Account == reply.By })
	_, l.Call, err = d.reach(id, links)
	return l, err
}

// reach returns the person to whom Loa may write privately for a member, else why not.
func (d *Desk) reach(id loa.MemberID, links []loa.Link) (p loa.Person, why string, err error) {
	why = "no_account"
	for _, l := range links {
		if l.Account.Platform != d.bot.ID.Platform() {
			continue
		}
		why = "no_chat"
		if p, err = d.person(l.Account); err != nil {
			return p, "", err
		}
		if !p.Open {
			continue
		}
		agreed, err := d.s.consented(d.tx, id, loa.PurposeReminders)
		if err == nil && !agreed {
			return p, "no_consent_reminders", nil
		}
		return p, "", err
	}
	return p, why, nil
}

// ReplyOf returns what a member of the roll said, to somebody who keeps it.
func (d *Desk) ReplyOf(who loa.Sender, id loa.MeetingID, member loa.MemberID) (Invitation, ReplyLine, error) {
	m, err := d.keptMeeting(who, id)
	if err != nil {
		return Invitation{}, ReplyLine{}, err
	}
	if m.State == loa.MeetingClosed || m.State == loa.MeetingPlanned && !d.now.Before(m.At) {
		return Invitation{}, ReplyLine{}, refuse("reply.too_late", nil)
	}
	if _, err = d.openToReply(id); err != nil {
		return Invitation{}, ReplyLine{}, err
	}
	standing, err := d.standingAt(m, member)
	if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
		return Invitation{}, ReplyLine{}, err
	}
	if !standing.Counts() { // nor does who is not on the roll
		return Invitation{}, ReplyLine{}, refuse("reply.not_due", nil)
	}
	reply, err := d.replyOf(id, member)
	if err != nil {
		return Invitation{}, ReplyLine{}, err
	}
	line, err := d.replyLine(member, reply)
	if err != nil {
		return Invitation{}, ReplyLine{}, err
	}
	named, err := d.invitationTo(m)
	return named, line, err
}

// RecordReply records what a member told the secretary, by telephone for instance.
// It stays visible that she recorded it.
func (d *Desk) RecordReply(who loa.Sender, id loa.MeetingID, member loa.MemberID, intent loa.Intent, reason loa.ReasonCode) (ReplyLine, error) {
	named, line, err := d.ReplyOf(who, id, member)
	if err != nil {
		return line, err
	}
	reply := loa.Reply{Intent: intent, Reason: string(reason), By: who.Account}
	if err := d.saveReply(Replied{Meeting: named, Standing: loa.Due, Before: line.Reply}, line.Member, reply); err != nil {
		return line, err
	}
	return line, d.audit(who.Account, "reply.record", fmt.Sprintf(replySubject, id), fmt.Sprintf("member %d: %s", member, intent))
}

// Reminding is what became of a reminder to those who have not answered.
type Reminding struct {
	Meeting Invitation
	Written int
	Held    time.Time   // when it goes out; zero: now
	Call    []ReplyLine // whom Loa could not write to
}

// RemindUnanswered writes privately to those who have not answered and agreed to be
// reminded, and to nobody else; at most once in remindEvery for each meeting.
func (d *Desk) RemindUnanswered(who loa.Sender, id loa.MeetingID) (Reminding, error) {
	list, err := d.ReplyList(who, id)
	if err != nil {
		return Reminding{}, err
	}
	if !list.Open {
		return Reminding{}, refuse("reply.too_late", nil)
	}
	r := Reminding{Meeting: list.Meeting}
	quiet := d.Campaign().Quiet
	quiet.Zone = r.Meeting.Zone.String()
	if at := quiet.Hold(d.now); at.After(d.now) {
		r.Held = at
	}
	if err := d.notTooSoon(r.Meeting, list.lang); err != nil {
		return r, err
	}
	for _, l := range list.Lines[:list.None] {
		if l.Call != "" {
			r.Call = append(r.Call, l)
			continue
		}
		if err := d.remind(l.Member.ID, r.Meeting, quiet); err != nil {
			return r, err
		}
		r.Written++
	}
	if r.Written == 0 {
		return r, nil
	}
	if err := d.tx.SetState(remindedKey(id), d.now.UTC().Format(time.RFC3339)); err != nil {
		return r, err
	}
	return r, d.audit(who.Account, "reply.remind", fmt.Sprintf(replySubject, id), fmt.Sprintf("written to %d", r.Written))
}

func remindedKey(id loa.MeetingID) string { return "reply.reminded:" + meetingRef(id) }

func (d *Desk) notTooSoon(m Invitation, lang loa.Lang) error {
	last, err := d.tx.State(remindedKey(m.ID))
	if err != nil || last == "" {
		return err
	}
	at, err := time.Parse(time.RFC3339, last)
	if err != nil {
		return fmt.Errorf("read when meeting %d was last reminded of: %w", m.ID, err)
	}
	if again := at.Add(remindEvery); d.now.Before(again) {
		return refuse("reply.too_soon", map[string]any{
			"Last": d.s.catalog.Moment(lang, at, m.Zone), "Again": d.s.catalog.Moment(lang, again, m.Zone),
		})
	}
	return nil
}

// remind writes to one member, after the quiet hours if these last.
func (d *Desk) remind(id loa.MemberID, m Invitation, quiet loa.QuietHours) error {
	links, err := d.tx.Links(id)
	if err != nil {
		return err
	}
	p, _, err := d.reach(id, links)
	if err != nil {
		return err
	}
	lang, err := d.s.langOf(d.tx, p.Account)
	if err != nil {
		return err
	}
	text := d.s.catalog.Say(lang, "reply.reminder", map[string]any{
		"Title": m.Title, "Unit": m.UnitName, "When": d.s.catalog.Moment(lang, m.At, m.Zone), "Place": m.Place,
	})
	if d.s.settings.Rehearsal {
		text = loa.Lines("\n\n", d.s.catalog.Say(lang, "campaign.rehearsal", nil), text)
	}
	_, _, err = d.tx.Enqueue(loa.Delivery{
		Bot: d.bot.ID, Chat: p.Chat, Private: true, Priority: loa.Bulk, State: loa.Pending, Meeting: m.ID,
		Due: quiet.Hold(d.now), NotAfter: m.At, Quiet: quiet, Created: d.now,
		// The key of a reminder: whoever was told so is told of a change, too.
		Key:     meetingKey(m.ID, fmt.Sprintf("%s:hand-%d", revised(meetingRemind, m.Revision), d.now.Unix()), fmt.Sprintf("member:%d", id)),
		Payload: loa.Payload{Notice: &loa.Notice{Text: text, Buttons: d.s.replyButtons(m.Meeting, lang)}},
	})
	return err
}
