package campaign

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// The buttons of replying: an answer to an invitation, and why somebody does not come.
const (
	ReplyButton       = "mr"
	ReplyReasonButton = "mrw"
)

// ReplyReasonDialog is what takes a typed reason; its data is the meeting.
const ReplyReasonDialog = "reply.reason"

// replyReasonMost is how much of a written reason is kept, in UTF-16 units.
const replyReasonMost = 200

// Replied is what became of an answer to an invitation.
type Replied struct {
	Meeting  Invitation
	Intent   loa.Intent
	Reason   string
	Standing loa.Standing
	Before   *loa.Reply // nil: there was none
	Same     bool       // it said so before, nothing has changed
	Ask      loa.Chat   // the private chat in which to ask for the reason now; zero: nothing is to be asked
	Waits    bool       // Loa asks, or has asked, for the reason in private
}

func meetingRef(id loa.MeetingID) string { return strconv.FormatInt(int64(id), 10) }

// Reply records what a member says about coming, through the own account and only
// with consent. The last answer before the meeting begins counts.
func (d *Desk) Reply(who loa.Sender, id loa.MeetingID, intent loa.Intent, reason string) (Replied, error) {
	r, member, err := d.mayReply(who, id)
	if err != nil {
		return r, err
	}
	r.Intent, reason = intent, writtenReason(reason)
	if r.Before, err = d.replyOf(id, member.ID); err != nil {
		return r, err
	}
	if b := r.Before; b != nil && b.Intent == intent {
		if reason == "" {
			reason = b.Reason
		}
		r.Same = reason == b.Reason && b.By == who.Account
	}
	if !r.Same {
		if err := d.saveReply(r, member, loa.Reply{Intent: intent, Reason: reason, By: who.Account}); err != nil {
			return r, err
		}
	}
	r.Reason = reason
	return d.askReason(r, who, intent == loa.IntentNo && reason == "")
}

// askReason sees to it that a typed reason is waited for where one is missing, and
// no more where none is: another text would change the answer.
func (d *Desk) askReason(r Replied, who loa.Sender, missing bool) (Replied, error) {
	p, err := d.person(who.Account)
	if err != nil || !p.Open {
		return r, err
	}
	private := loa.Chat{ID: p.Chat, Type: loa.PrivateChat}
	open, err := d.Dialog(private, who.Account)
	if err != nil && !isMissing(err) {
		return r, err
	}
	free, mine := isMissing(err), err == nil && open.Name == ReplyReasonDialog
	r.Waits = missing
	switch {
	case !missing && mine && open.Data == meetingRef(r.Meeting.ID):
		return r, d.EndDialog(private, who.Account)
	case !missing, mine && open.Data == meetingRef(r.Meeting.ID):
		return r, nil
	}
	r.Ask = private
	if free || mine { // else the person is in the middle of something; the buttons work all the same
		return r, d.SaveDialog(private, who.Account, ReplyReasonDialog, meetingRef(r.Meeting.ID))
	}
	return r, nil
}

// mayReply refuses whose answer may not be kept, and says why.
func (d *Desk) mayReply(who loa.Sender, id loa.MeetingID) (Replied, loa.Member, error) {
	var r Replied
	if who.Anonymous {
		return r, loa.Member{}, refuse("reply.anonymous", nil)
	}
	m, err := d.openToReply(id)
	if err != nil {
		return r, loa.Member{}, err
	}
	member, err := d.tx.MemberOf(who.Account)
	if isMissing(err) {
		return r, member, refuse("reply.not_linked", nil)
	}
	if err != nil {
		return r, member, err
	}
	if r.Meeting, err = d.invitationTo(m); err != nil {
		return r, member, err
	}
	if r.Standing, err = d.standingAt(m, member.ID); err != nil {
		return r, member, err
	}
	agreed, err := d.s.consented(d.tx, member.ID, loa.PurposeAttendance)
	if err == nil && !agreed {
		err = refuse("reply.no_consent", map[string]any{"Bot": d.bot.Address()})
	}
	return r, member, err
}

// openToReply returns a meeting whose invitation can be answered still.
func (d *Desk) openToReply(id loa.MeetingID) (loa.Meeting, error) {
	m, err := d.tx.Meeting(id)
	switch {
	case isMissing(err):
		err = refuse("reply.gone", nil)
	case err != nil:
	case m.State == loa.MeetingCancelled:
		err = refuse("reply.cancelled", nil)
	case m.State == loa.MeetingClosed || !d.now.Before(m.At):
		err = refuse("reply.closed", nil)
	case m.Headcount:
		err = refuse("reply.headcount", nil)
	}
	return m, err
}

// standingAt returns how somebody stands on a meeting's roll, and refuses who does not.
func (d *Desk) standingAt(m loa.Meeting, member loa.MemberID) (loa.Standing, error) {
	roll, err := d.s.rollOf(d.tx, m)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(roll, func(e loa.RollEntry) bool { return e.Member == member })
	if i < 0 {
		return "", refuse("reply.not_on_roll", nil)
	}
	return roll[i].Standing, nil
}

// replyOf returns what a member said; nil if nothing.
func (d *Desk) replyOf(id loa.MeetingID, member loa.MemberID) (*loa.Reply, error) {
	replies, err := d.tx.Replies(id)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(replies, func(r loa.Reply) bool { return r.Member == member }); i >= 0 {
		return &replies[i], nil
	}
	return nil, nil
}

// saveReply stores an answer, has the count on the invitations follow, and tells
// the secretary what she would not see otherwise.
func (d *Desk) saveReply(r Replied, member loa.Member, reply loa.Reply) error {
	reply.Meeting, reply.Member, reply.At = r.Meeting.ID, member.ID, d.now
	if err := d.tx.SaveReply(reply); err != nil {
		return err
	}
	if r.Standing.Counts() && (r.Before == nil || r.Before.Intent != reply.Intent) { // else the count is the same
		if err := d.s.refreshInvitations(d.tx, r.Meeting.Meeting); err != nil {
			return err
		}
	}
	told := ""
	if r.Before != nil {
		told = r.Before.Reason
	}
	key := ""
	switch {
	case reply.Reason != "" && reply.Reason != told:
		key = "reply.tell_reason"
	case told != "" && reply.Intent != loa.IntentNo:
		key = "reply.tell_" + string(reply.Intent) // the secretary was told otherwise
	default:
		return nil
	}
	return d.tellSecretaries(r, reply, key, member.Name)
}

// tellSecretaries writes one line in private to the unit's own secretaries. Those of
// the units above find it in the list when they look.
func (d *Desk) tellSecretaries(r Replied, reply loa.Reply, key, name string) error {
	grants, err := d.tx.AllGrants()
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Role != loa.Secretary || g.Unit != r.Meeting.Unit || g.Account == reply.By || g.Account.Platform != d.bot.ID.Platform() {
			continue
		}
		p, err := d.person(g.Account)
		if err != nil {
			return err
		}
		if !p.Open {
			continue
		}
		lang, err := d.s.langOf(d.tx, p.Account)
		if err != nil {
			return err
		}
		text := d.s.catalog.Say(lang, key, map[string]any{
			"Name": name, "Title": r.Meeting.Title, "When": d.s.catalog.Moment(lang, r.Meeting.At, r.Meeting.Zone), "Reason": d.Reason(lang, reply.Reason),
		})
		if err := d.s.writeTo(d.tx, d.bot.ID, p, loa.Notice{Text: text}); err != nil {
			return err
		}
	}
	return nil
}

// Reason writes a reason: the words of a code, else what was written.
func (d *Desk) Reason(lang loa.Lang, reason string) string {
	if loa.ReasonCode(reason).Valid() {
		return d.s.catalog.Line(lang, "reply.reason_"+reason, nil)
	}
	return reason
}

// writtenReason makes one line of a reason, short enough to be kept.
func writtenReason(reason string) string {
	line := strings.Join(strings.Fields(reason), " ")
	if loa.UTF16Len(line) > replyReasonMost {
		return loa.Plain(line).Split(replyReasonMost - 1)[0].String() + "…"
	}
	return line
}

// ReplyReason records why a member does not come who said so before.
func (d *Desk) ReplyReason(who loa.Sender, id loa.MeetingID, reason string) (Replied, error) {
	if reason = writtenReason(reason); reason == "" {
		return Replied{}, refuse("reply.no_reason", nil)
	}
	r, member, err := d.mayReply(who, id)
	if err != nil {
		return r, err
	}
	before, err := d.replyOf(id, member.ID)
	if err != nil {
		return r, err
	}
	if before == nil || before.Intent != loa.IntentNo {
		return r, refuse("reply.not_absent", nil)
	}
	return d.Reply(who, id, loa.IntentNo, reason)
}

// Awaiting lists the coming meetings to which what a person typed may be the answer:
// to which the person is due and was invited. Where some are not answered yet it
// is one of those.
func (d *Desk) Awaiting(who loa.Sender) ([]Invitation, error) {
	member, err := d.tx.MemberOf(who.Account)
	if isMissing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	coming, err := d.comingFor(member.ID)
	if err != nil {
		return nil, err
	}
	var open []Invitation
	for _, m := range coming {
		reply, err := d.replyOf(m.ID, member.ID)
		if err != nil {
			return nil, err
		}
		if reply == nil {
			open = append(open, m)
		}
	}
	if len(open) > 0 {
		return open, nil
	}
	return coming, nil
}

// comingFor lists the coming meetings to which a member is due and was invited.
func (d *Desk) comingFor(member loa.MemberID) ([]Invitation, error) {
	memberships, err := d.tx.MembershipsOf(member)
	if err != nil {
		return nil, err
	}
	planned, err := d.tx.PlannedMeetings(d.now)
	if err != nil {
		return nil, err
	}
	var list []Invitation
	for _, m := range planned {
		if m.Headcount || !slices.ContainsFunc(memberships, func(x loa.Membership) bool { return x.Unit == m.Unit }) {
			continue
		}
		standing, err := d.standingAt(m, member)
		if _, refused := errors.AsType[*Refusal](err); refused {
			continue
		}
		if err != nil {
			return nil, err
		}
		told, err := wasTold(d.tx, m.ID)
		if err != nil {
			return nil, err
		}
		if !standing.Counts() || !told {
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

// wasTold reports whether anybody was told of the meeting yet.
func wasTold(tx *storage.Tx, id loa.MeetingID) (bool, error) {
	about, err := tx.MeetingDeliveries(id)
	return slices.ContainsFunc(about, func(x loa.Delivery) bool {
		return x.Payload.Notice != nil && (x.State == loa.Sent || x.State == loa.Uncertain || x.State == loa.Relayed)
	}), err
}

// Invitation is a meeting with what is needed to speak of it.
type Invitation struct {
	loa.Meeting
	UnitName string
	Zone     *time.Location
}

func (d *Desk) invitationTo(m loa.Meeting) (Invitation, error) {
	units, err := d.tx.Units()
	u, _ := units.Find(m.Unit) // one that is gone has no name to show
	return Invitation{m, u.Name, d.s.zoneOf(units, m.Unit)}, err
}
