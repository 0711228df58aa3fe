package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/content"
	"loa/storage"
)

const (
	// meetingLasts is how long calendars show a meeting: a cell's takes so long at
	// least (Guidance 12-HD/BTCTW, 2018).
	meetingLasts = 90 * time.Minute
	// tallyEvery is how long replies are gathered before the count on the messages
	// follows them: a group takes few messages a minute.
	tallyEvery = 10 * time.Second
	// meetingEditKeep is how long bringing a message up to date is worth trying.
	meetingEditKeep = 48 * time.Hour
)

// What a message about a meeting is, as its delivery's key says.
const (
	meetingInvite = "invite"
	meetingRemind = "remind"
	meetingChange = "change"
	meetingCancel = "cancel"
	meetingFile   = "calendar" // the calendar file, where a document takes its place in the invitation
)

// meetingKey makes a message about a meeting go to somebody once. name is the
// addressee's; revision the meeting's, so that a changed one is told of anew.
func meetingKey(m loa.MeetingID, what, name string) string {
	return fmt.Sprintf("meeting:%d:%s:%s", m, what, name)
}

func revised(what string, revision int) string { return fmt.Sprintf("%s:%d", what, revision) }

// readMeetingKey takes a key apart: what the message is and, where it says so, of
// which revision and to which member.
func readMeetingKey(key string) (what string, revision int, member loa.MemberID) {
	key, _, _ = strings.Cut(key, resent)
	parts := strings.Split(key, ":")
	if len(parts) < 3 || parts[0] != "meeting" {
		return "", 0, 0
	}
	what = parts[2]
	if len(parts) > 3 {
		revision, _ = strconv.Atoi(parts[3]) // an invitation's holds the group there, which no one asks for
	}
	if at := slices.Index(parts, "member"); at > 0 && at+1 < len(parts) {
		id, _ := strconv.ParseInt(parts[at+1], 10, 64) // a number as it was written
		member = loa.MemberID(id)
	}
	return what, revision, member
}

// addressee is a group or a member who is told of a meeting.
type addressee struct {
	name    string // in keys
	bot     loa.BotID
	chat    loa.ChatID
	thread  int64
	group   loa.GroupID
	private bool
	lang    loa.Lang
}

func (s *Service) groupAddress(g loa.Group) addressee {
	return addressee{name: fmt.Sprint(g.ID), bot: g.Bot, chat: g.Chat, thread: g.Thread, group: g.ID, lang: s.groupLang(g)}
}

// memberAddress finds where a member can be written to in private; ok is false if
// nowhere. A person with accounts on several platforms is written to once.
func (s *Service) memberAddress(tx *storage.Tx, id loa.MemberID) (a addressee, ok bool, err error) {
	links, err := tx.Links(id)
	if err != nil {
		return a, false, err
	}
	for _, l := range links {
		p, err := tx.Person(l.Account)
		if isMissing(err) || err == nil && !p.Open {
			continue
		}
		if err != nil {
			return a, false, err
		}
		for _, b := range s.allBots() {
			if b.ID.Platform() != l.Account.Platform || p.Bot != "" && p.Bot != b.ID {
				continue
			}
			lang, err := s.langOf(tx, l.Account)
			return addressee{name: fmt.Sprintf("member:%d", id), bot: b.ID, chat: p.Chat, private: true, lang: lang}, true, err
		}
	}
	return a, false, nil
}

// meetingNote is one message about a meeting.
type meetingNote struct {
	what     string
	notice   loa.Notice
	due      time.Time
	notAfter time.Time
	// before: unless it arrives by then people are misled, so that it does not wait
	// for the end of quiet hours that end later. Zero: it always waits.
	before time.Time
}

func (s *Service) queueMeeting(tx *storage.Tx, m loa.Meeting, a addressee, n meetingNote, now time.Time) (queued bool, err error) {
	units, err := tx.Units()
	if err != nil {
		return false, err
	}
	quiet := s.Campaign().Quiet
	quiet.Zone = s.zoneOf(units, m.Unit).String()
	due := n.due
	if due.Before(now) {
		due = now
	}
	if held := quiet.Hold(due); !n.before.IsZero() && held.After(n.before) {
		quiet = loa.QuietHours{}
	}
	d := loa.Delivery{
		Bot: a.bot, Chat: a.chat, Thread: a.thread, Private: a.private, Group: a.group, Meeting: m.ID,
		Priority: loa.Bulk, State: loa.Pending, Due: quiet.Hold(due), NotAfter: n.notAfter, Quiet: quiet, Created: now,
		Payload: loa.Payload{Notice: &n.notice}, Key: meetingKey(m.ID, n.what, a.name),
	}
	if now.After(n.notAfter) {
		d.State, d.Reason, d.Settled = loa.Expired, "missed: Loa was not running or the clock moved", now
	}
	_, queued, err = tx.Enqueue(d)
	return queued, err
}

// meetingGroups lists the groups of a meeting's unit that are told of it.
func (s *Service) meetingGroups(tx *storage.Tx, m loa.Meeting) ([]loa.Group, error) {
	groups, err := tx.Groups(loa.GroupActive)
	if err != nil {
		return nil, err
	}
	units, err := tx.Units()
	return s.amongGroups(groups, units, m), err
}

// amongGroups picks them out of all active groups: by the kinds that the campaign's
// series for such meetings name, else by those that a campaign usually has for them.
func (s *Service) amongGroups(groups []loa.Group, units loa.Units, m loa.Meeting) []loa.Group {
	var kinds []loa.GroupKind
	for _, series := range s.fitting(units, m) {
		kinds = append(kinds, series.Groups...)
	}
	if len(kinds) == 0 {
		kinds = m.Kind.Groups()
	}
	var told []loa.Group
	for _, g := range groups {
		if g.Unit == m.Unit && slices.Contains(kinds, g.Kind) {
			told = append(told, g)
		}
	}
	return told
}

// invitation is a meeting as the groups see it, with the buttons to answer and the
// count of the answers.
func (s *Service) invitation(tx *storage.Tx, m loa.Meeting, lang loa.Lang) (loa.Notice, error) {
	facts, err := s.meetingFacts(tx, m, lang)
	if err != nil {
		return loa.Notice{}, err
	}
	roll, err := s.rollOf(tx, m)
	if err != nil {
		return loa.Notice{}, err
	}
	replies, err := tx.Replies(m.ID)
	if err != nil {
		return loa.Notice{}, err
	}
	facts["Asks"] = m.State == loa.MeetingPlanned && !m.Headcount
	facts["Cancelled"] = m.State == loa.MeetingCancelled
	n := loa.Notice{Text: s.catalog.Say(lang, "meeting.invitation", facts), Media: m.Document, Buttons: s.replyButtons(m, lang)}
	if t := loa.TallyOf(roll, replies); t.Due() > 0 && !m.Headcount && m.State != loa.MeetingCancelled {
		n.Text = loa.Lines("\n\n", n.Text, s.tallyLine(t, lang))
	}
	n.Text = loa.Lines("\n\n", s.rehearsal(lang), n.Text)
	return n, nil
}

func (s *Service) tallyLine(t loa.Tally, lang loa.Lang) loa.Text {
	return s.catalog.Say(lang, "meeting.tally", map[string]any{"Yes": t.Yes, "No": t.No, "Unsure": t.Unsure, "None": t.None})
}

// meetingFacts is what every message about a meeting may say of it.
func (s *Service) meetingFacts(tx *storage.Tx, m loa.Meeting, lang loa.Lang) (map[string]any, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	u, _ := units.Find(m.Unit) // a unit that is gone has no name to show
	return map[string]any{
		"Title": m.Title, "Unit": u.Name, "Place": m.Place, "When": s.catalog.Moment(lang, m.At, s.zoneOf(units, m.Unit)),
	}, nil
}

// replyButtons are the answers to an invitation; none where nobody is asked.
func (s *Service) replyButtons(m loa.Meeting, lang loa.Lang) [][]loa.Button {
	if m.State != loa.MeetingPlanned || m.Headcount {
		return nil
	}
	var rows [][]loa.Button
	for _, i := range []loa.Intent{loa.IntentYes, loa.IntentNo, loa.IntentUnsure} {
		rows = append(rows, []loa.Button{{
			Text: s.catalog.Line(lang, "meeting.reply_"+string(i), nil), Data: ButtonData(ReplyButton, fmt.Sprint(m.ID), string(i)),
		}})
	}
	return rows
}

// withCalendar attaches the calendar file of a meeting, unless a document goes with
// the message already. Its content is the same for everybody, so that it is
// uploaded once.
func (s *Service) withCalendar(tx *storage.Tx, m loa.Meeting, n loa.Notice, lang loa.Lang) (loa.Notice, error) {
	if n.Media != nil {
		return n, nil
	}
	media, err := s.calendarFile(tx, m, lang)
	n.Media = media
	return n, err
}

func (s *Service) calendarFile(tx *storage.Tx, m loa.Meeting, lang loa.Lang) (*loa.Media, error) {
	file := content.CalendarEvent{
		UID:      fmt.Sprintf("meeting-%d-%d@%s.loa", m.ID, m.Created.UnixMilli(), strings.ReplaceAll(string(m.Bot), ":", "-")),
		Revision: m.Revision, Cancelled: m.State == loa.MeetingCancelled,
		Start: m.At, End: m.At.Add(meetingLasts), Stamp: m.Told, Summary: m.Title, Place: m.Place,
	}.File()
	sum := sha256.Sum256(file)
	media := &loa.Media{Kind: loa.Document, Name: s.catalog.Line(lang, "meeting.calendar_name", nil), Digest: hex.EncodeToString(sum[:])}
	return media, tx.SaveFile(media.Digest, media.Name, file)
}

// invite queues the invitation to a group that has none yet.
func (s *Service) invite(tx *storage.Tx, m loa.Meeting, g loa.Group, now time.Time) (queued bool, err error) {
	a := s.groupAddress(g)
	n, err := s.invitationWithFile(tx, m, a.lang)
	if err != nil {
		return false, err
	}
	due := m.InviteAt
	if due.Before(g.BoundAt) {
		due = g.BoundAt
	}
	queued, err = s.queueMeeting(tx, m, a, meetingNote{what: meetingInvite, notice: n, due: due, notAfter: m.At, before: m.At}, now)
	if err != nil || !queued || m.Document == nil {
		return queued, err
	}
	file, err := s.calendarNotice(tx, m, a.lang)
	if err != nil {
		return queued, err
	}
	file.Silent = true
	_, err = s.queueMeeting(tx, m, a, meetingNote{what: revised(meetingFile, m.Revision), notice: file, due: due, notAfter: m.At, before: m.At}, now)
	return queued, err
}

func (s *Service) calendarNotice(tx *storage.Tx, m loa.Meeting, lang loa.Lang) (loa.Notice, error) {
	facts, err := s.meetingFacts(tx, m, lang)
	if err != nil {
		return loa.Notice{}, err
	}
	file, err := s.calendarFile(tx, m, lang)
	return loa.Notice{Text: s.catalog.Say(lang, "meeting.calendar", facts), Media: file}, err
}

func (s *Service) invitationWithFile(tx *storage.Tx, m loa.Meeting, lang loa.Lang) (loa.Notice, error) {
	n, err := s.invitation(tx, m, lang)
	if err != nil {
		return n, err
	}
	return s.withCalendar(tx, m, n, lang)
}

// refreshInvitations brings the messages in the groups up to date, soon: what
// happens until then goes with it.
func (s *Service) refreshInvitations(tx *storage.Tx, m loa.Meeting) error {
	list, err := tx.MeetingKeyed(m.ID, meetingKey(m.ID, meetingInvite, ""))
	if err != nil {
		return err
	}
	made := map[loa.Lang]loa.Notice{} // the same for all groups of a language
	for _, d := range list {
		if d.State != loa.Sent {
			continue
		}
		if err := s.refreshInvitation(tx, m, d, s.now().Add(tallyEvery), made); err != nil {
			return err
		}
	}
	return nil
}

// refreshInvitation edits one copy. Where the group has moved its messages have
// new ids that nobody knows. made keeps the invitations that were made on the way.
func (s *Service) refreshInvitation(tx *storage.Tx, m loa.Meeting, d loa.Delivery, due time.Time, made map[loa.Lang]loa.Notice) error {
	if !s.bot(d.Bot).Can.Edits {
		return nil // the count is told when the matter is closed
	}
	g, err := tx.Group(d.Group)
	if isMissing(err) || err == nil && (g.State != loa.GroupActive || g.Chat != d.Chat || d.Message == "") {
		return nil
	}
	if err != nil {
		return err
	}
	n, ok := made[s.groupLang(g)]
	if !ok {
		if n, err = s.invitation(tx, m, s.groupLang(g)); err != nil {
			return err
		}
		made[s.groupLang(g)] = n
	}
	_, _, err = tx.Enqueue(loa.Delivery{
		Bot: d.Bot, Chat: d.Chat, Thread: d.Thread, Group: d.Group, Meeting: m.ID, Priority: loa.Bulk, State: loa.Pending,
		Due: due, NotAfter: due.Add(meetingEditKeep), Created: s.now(),
		Payload: loa.Payload{Edit: &loa.Edit{Message: d.Message, Text: n.Text, Buttons: n.Buttons, Caption: mediaOf(d.Payload) != nil}},
	})
	return err
}

// meetingPayload is what a message about a meeting must say if it goes out from now
// on. ok is false if nobody should get it any more.
func (s *Service) meetingPayload(tx *storage.Tx, d loa.Delivery) (p loa.Payload, ok bool, err error) {
	m, err := tx.Meeting(d.Meeting)
	if isMissing(err) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	what, revision, _ := readMeetingKey(d.Key)
	planned := m.State == loa.MeetingPlanned
	switch what {
	case meetingRemind, meetingFile:
		return d.Payload, planned && revision == m.Revision, nil
	case meetingChange:
		return d.Payload, planned, nil
	case meetingInvite:
		if !planned {
			return p, false, nil
		}
	default:
		return d.Payload, true, nil
	}
	g, err := tx.Group(d.Group)
	if err != nil && !isMissing(err) {
		return p, false, err
	}
	n, err := s.invitationWithFile(tx, m, s.groupLang(g))
	return loa.Payload{Notice: &n}, true, err
}

// reasonMeeting is why a message about a meeting did not go out.
const reasonMeeting = "the meeting was changed or cancelled before it was sent"

// meetingSettled looks after a message about a meeting that was being sent while
// the meeting changed.
func (s *Service) meetingSettled(tx *storage.Tx, d loa.Delivery, o loa.Outcome) error {
	if d.Meeting == 0 || d.Payload.Notice == nil {
		return nil
	}
	if o.State == loa.Pending {
		return s.renewMeeting(tx, d)
	}
	if what, _, _ := readMeetingKey(d.Key); what != meetingInvite || o.State != loa.Sent {
		return nil
	}
	p, ok, err := s.meetingPayload(tx, d)
	if err != nil || ok && p.Notice.Text.String() == d.Payload.Notice.Text.String() {
		return err
	}
	m, err := tx.Meeting(d.Meeting)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	d.Message = o.Receipt.Message
	return s.refreshInvitation(tx, m, d, s.now(), map[loa.Lang]loa.Notice{})
}

// renewMeeting brings a message that waits up to date, or takes it back.
func (s *Service) renewMeeting(tx *storage.Tx, d loa.Delivery) error {
	p, ok, err := s.meetingPayload(tx, d)
	if err != nil {
		return err
	}
	if ok {
		_, err = tx.Amend(d.ID, p, d.Correction)
	} else {
		_, err = tx.TakeBack(d.ID, reasonMeeting, s.now())
	}
	return err
}
