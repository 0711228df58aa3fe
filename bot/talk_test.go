package bot_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

var update = flag.Bool("update", false, "write the golden conversations anew")

// TestTalk plays every script of testdata/talk in both languages and compares
// what was said with the golden text beside it. A script's lines:
//
//	at 2024-03-13T06:20:00+07:00   the clock stands there from now on
//	join GROUP by NAME             NAME adds Loa to the group
//	leave GROUP by NAME            NAME removes it
//	move GROUP                     the group becomes a supergroup
//	units 20                       so many more units, "Khu phố 1" and on
//	secretary NAME of UNIT         NAME is given the role
//	roll UNIT: NAME, NAME (213)    these are put on the unit's list, as official members or as said
//	meeting UNIT by NAME at T: …   NAME has planned a meeting, with this title
//	NAME: text                     in private; \n is a new line, **…**, _…_ and [words](address) style it
//	NAME@GROUP: text               in a group; "NAME@GROUP#7" in topic 7
//	NAME taps 2.1 [@GROUP]         row 2, button 1 of the newest message with buttons
//	NAME taps old 1.1 [@GROUP]     of the oldest message with buttons, as it was sent
//	NAME taps 2.1 3 back [@GROUP]  of the message with buttons that many before the newest, as it was sent
//	NAME sends raw DATA [@GROUP]   a button of another version, or of another person's message
//	NAME sends photo[: caption]    in private
//	NAME sends file A.pdf[: …]     a document, in private
//	NAME sends video[: caption]    something that Loa cannot send on
//	NAME opens link                the newest link Loa gave
//	NAME opens 2 back              the link that many before the newest
//	block NAME                     NAME blocks the bot
//	hold GROUP, let GROUP          what is for the group waits, and goes on
//	fail GROUP                     the next message to the group is refused
//	lose GROUP                     the next message to the group may have arrived or not
//	tick                           the calendar is decided
//	remind                         those who approve are reminded
//	reports                        the reports that people asked for are sent
//	make                           the files that people ordered are made
//	cards                          the cards of broadcasts are brought up to date
//	fetch                          the rolls that people sent are fetched from testdata/rolls, and read
//	restart                        Loa is started anew on the same database
//	rehearse                       likewise, as a rehearsal
//
// Lan is the administrator of the configuration. More lines stand in the other
// files called talk_ (doPeople, doRoll, doQuiz, doQuota), and in checkin_test.go (see atCheckin).
func TestTalk(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/talk/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range scripts {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
			name := strings.TrimSuffix(filepath.Base(path), ".txt") + "." + string(lang)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got := play(t, lang, script)
				golden := strings.TrimSuffix(path, ".txt") + "." + string(lang) + ".golden"
				if *update {
					if err := os.WriteFile(golden, got, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("the conversation differs from %s (-want +got):\n%s", golden, diff)
				}
			})
		}
	}
}

const botID = loa.BotID("telegram:9000")

// stage plays the platform: it hands over what people do and writes down what Loa says.
type stage struct {
	t         *testing.T
	db        *storage.DB
	catalog   *content.Catalog
	lang      loa.Lang
	now       time.Time
	service   *campaign.Service
	bot       *bot.Bot
	out       bytes.Buffer
	update    int64
	next      int
	said      []said
	links     []string
	moved     map[string]string
	rehearsal bool
	held      map[loa.ChatID]bool
	trouble   map[loa.ChatID]loa.Outcome // how the next message to the chat ends
	people    map[string]loa.MemberID    // of the roll, by name
	meetingID loa.MeetingID              // of the newest meeting
	members   []loa.Member               // of the rolls
	polls     map[loa.ChatID]loa.PollState
	bare      bool   // the platform has no polls and no buttons
	plain     bool   // what takes their place is shown
	kept      string // set that is kept for contests
	seeds     int    // of draws, given out
}

// said is a message of Loa's with buttons.
type said struct {
	chat    string
	id      loa.MessageID
	buttons [][]loa.Button
	first   [][]loa.Button // as it was sent
	media   bool
	thread  int64
}

func play(t *testing.T, lang loa.Lang, script []byte) []byte {
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, db: storagetest.Open(t), catalog: catalog, lang: lang, moved: map[string]string{}}
	s.held, s.trouble = map[loa.ChatID]bool{}, map[loa.ChatID]loa.Outcome{}
	s.people = map[string]loa.MemberID{}
	s.at("2024-03-12T20:00:00+07:00")
	s.start()
	lines := bufio.NewScanner(bytes.NewReader(script))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			fmt.Fprintln(&s.out, line)
			continue
		}
		fmt.Fprintln(&s.out, ">", line)
		s.do(line)
		s.deliver()
	}
	return s.out.Bytes()
}

func (s *stage) start() {
	zone, err := time.LoadLocation(loa.DefaultZone)
	if err != nil {
		s.t.Fatal(err)
	}
	folder := os.DirFS("testdata/campaign")
	c, mistakes := content.Read(folder)
	if c == nil {
		s.t.Fatal(mistakes)
	}
	if set, ok := c.Set(s.kept); ok {
		set.ContestOnly = true
	}
	s.service = campaign.New(s.db, s.catalog, campaign.Settings{
		Zone: zone, Lang: s.lang, Admins: []loa.Account{account("Lan")}, Rehearsal: s.rehearsal, InviteSheet: s.sheet,
		CheckinURL: "https://loa.example.org/diemdanh/", Seed: s.seed, Quota: loa.ZaloLimits(),
	}, func() time.Time { return s.now }, zerolog.New(zerolog.NewTestWriter(s.t)).Level(zerolog.WarnLevel))
	if err := s.service.Adopt(s.t.Context(), c, folder); err != nil {
		s.t.Fatal(err)
	}
	s.service.AddBot(campaign.Bot{ID: botID, Username: "loa_bot", Name: "Bot Loa", Can: loa.Capabilities{
		DeepLinks: true, Files: true, Buttons: !s.bare, Polls: !s.bare, Edits: !s.bare, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200,
	}})
	s.bot = bot.New(botID, s.service)
}

func (s *stage) at(moment string) {
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		s.t.Fatal(err)
	}
	s.now = at
}

var (
	joins  = regexp.MustCompile(`^(join|leave) (\S+) by (\S+)$`)
	taps   = regexp.MustCompile(`^(\S+) taps (old )?(\d+)\.(\d)(?: (\d) back)?(?: @(\S+))?$`)
	raw    = regexp.MustCompile(`^(\S+) sends raw (\S+)(?: @(\S+))?$`)
	opens  = regexp.MustCompile(`^(\S+) opens (?:link|(\d) back)$`)
	holds  = regexp.MustCompile(`^secretary (\S+) of (\S+)$`)
	rolls  = regexp.MustCompile(`^roll (\S+): (.+)$`)
	plans  = regexp.MustCompile(`^meeting (\S+) by (\S+) at (\S+): (.+)$`)
	files  = regexp.MustCompile(`^(\S+) sends (photo|video|file (\S+?))(?:: (.*))?$`)
	speaks = regexp.MustCompile(`^([^@:\s]+)(?:@([^#:\s]+)(?:#(\d+))?)?: (.*)$`)
)

func (s *stage) do(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case s.atCheckin(line):
	case s.doPeople(line):
	case s.doContest(line):
	case s.doRoll(word, rest):
	case s.doQuiz(line):
	case s.doQuota(line):
	case word == "at":
		s.at(rest)
	case word == "tick":
		if _, err := s.service.Tick(s.t.Context(), s.now); err != nil {
			s.t.Fatal(err)
		}
	case word == "remind":
		if err := s.service.RemindApprovers(s.t.Context(), s.now); err != nil {
			s.t.Fatal(err)
		}
	case word == "reports":
		if err := s.service.SendReports(s.t.Context(), s.now); err != nil {
			s.t.Fatal(err)
		}
	case word == "make":
		if err := s.service.MakeReports(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	case word == "units":
		s.units(rest)
	case word == "cards":
		if err := s.service.RefreshCards(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	case word == "hold", word == "let":
		s.held[chatOf(rest)] = word == "hold"
	case word == "fail":
		s.trouble[chatOf(rest)] = loa.Outcome{State: loa.Failed, Reason: "not enough rights to send text messages to the chat"}
	case word == "lose":
		s.trouble[chatOf(rest)] = loa.Outcome{State: loa.Uncertain, Reason: "connection lost"}
	case word == "fetch":
		if err := s.service.ReadRolls(s.t.Context(), botID, rollFiles{}); err != nil {
			s.t.Fatal(err)
		}
	case word == "rehearse":
		s.rehearsal = true
		s.start()
	case word == "restart":
		s.start()
	case word == "move":
		s.moved[rest] = rest + " (supergroup)"
		s.receive(loa.Update{Moved: &loa.Moved{From: chatOf(rest), To: chatOf(s.moved[rest])}})
	case word == "block":
		s.receive(loa.Update{BotMember: &loa.BotMember{Chat: private(rest), By: person(rest)}})
	case opens.MatchString(line):
		m := opens.FindStringSubmatch(line)
		back, _ := strconv.Atoi(m[2]) // one digit by the pattern, or empty: 0
		s.say(m[1], "", 0, "/start "+s.links[len(s.links)-1-back])
	case holds.MatchString(line), rolls.MatchString(line), plans.MatchString(line):
		s.keep(line)
	case s.setUp(line):
	case joins.MatchString(line):
		m := joins.FindStringSubmatch(line)
		s.receive(loa.Update{BotMember: &loa.BotMember{Chat: s.group(m[2], 0), By: person(m[3]), Present: m[1] == "join"}})
	case taps.MatchString(line):
		s.tap(taps.FindStringSubmatch(line))
	case raw.MatchString(line):
		m := raw.FindStringSubmatch(line)
		s.receive(loa.Update{Tap: &loa.Tap{ID: "t", From: person(m[1]), Chat: s.chat(m[1], m[3]), Message: "1", Data: m[2]}})
	case files.MatchString(line):
		m := files.FindStringSubmatch(line)
		s.sendFile(m[1], m[2], m[3], m[4])
	case speaks.MatchString(line):
		m := speaks.FindStringSubmatch(line)
		topic, _ := strconv.ParseInt(m[3], 10, 64) // empty: 0
		s.say(m[1], m[2], topic, m[4])
	default:
		s.t.Fatalf("not understood: %s", line)
	}
}

// units imports more units below the committee.
func (s *stage) units(many string) {
	n, err := strconv.Atoi(many)
	if err != nil {
		s.t.Fatal(err)
	}
	var more loa.Units
	for i := range n {
		more = append(more, loa.Unit{
			ID: loa.UnitID(fmt.Sprintf("khu-pho-%02d", i+1)), Parent: "dang-uy", Name: fmt.Sprintf("Khu phố %02d", i+1), Kind: "cell",
		})
	}
	if err := s.service.ImportUnits(s.t.Context(), more, account("Lan")); err != nil {
		s.t.Fatal(err)
	}
}

// keep stores what a secretary keeps: the role, the list, a meeting.
func (s *stage) keep(line string) {
	err := s.db.Update(s.t.Context(), func(tx *storage.Tx) error {
		if m := holds.FindStringSubmatch(line); m != nil {
			return tx.AddGrant(loa.Grant{Account: account(m[1]), Unit: loa.UnitID(m[2]), Role: loa.Secretary}, account("Lan"), s.now)
		}
		if m := plans.FindStringSubmatch(line); m != nil {
			at, err := time.Parse(time.RFC3339, m[3])
			if err != nil {
				return err
			}
			_, err = tx.SaveMeeting(loa.Meeting{
				Unit: loa.UnitID(m[1]), Kind: loa.MeetingMonthly, State: loa.MeetingPlanned, At: at, Title: m[4],
				Bot: botID, Author: account(m[2]), Chat: private(m[2]).ID, Created: s.now,
			})
			return err
		}
		m := rolls.FindStringSubmatch(line)
		for entry := range strings.SplitSeq(m[2], ", ") {
			name, kind, _ := strings.Cut(strings.TrimSuffix(entry, ")"), " (")
			id, err := tx.SaveMember(loa.Member{Name: name})
			if err != nil {
				return err
			}
			of := loa.Membership{Member: id, Unit: loa.UnitID(m[1]), Kind: loa.FullMember}
			if kind != "" {
				of.Kind = loa.MembershipKind(kind)
			}
			if err := tx.SaveMembership(of); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// sheet stands for the writer of documents, and writes down what it was given. The
// links on it can be opened.
func (s *stage) sheet(lang loa.Lang, unit string, lines []campaign.InviteLine) ([]byte, error) {
	fmt.Fprintf(&s.out, "  (a sheet in %s for %s)\n", lang, unit)
	for _, l := range lines {
		fmt.Fprintf(&s.out, "    (%s)\n", l.Name)
		s.links = append(s.links, link.FindStringSubmatch(l.Link)[1])
	}
	return []byte(unit), nil
}

func (s *stage) say(name, group string, topic int64, text string) {
	m := loa.Message{ID: "100", Chat: s.chat(name, group), From: person(name), At: s.now}
	m.Chat.Thread = topic
	s.write(m, text)
}

// sendFile sends a photo, a document with a name, or what Loa cannot send on: of
// that the platform says the name only.
func (s *stage) sendFile(name, what, file, caption string) {
	m := loa.Message{ID: "100", Chat: private(name), From: person(name), At: s.now}
	switch what {
	case "photo":
		m.Media, m.FileID = &loa.Media{Kind: loa.Photo, Digest: "telegram:photo"}, "file-photo"
	case "video":
		m.Media = &loa.Media{Kind: loa.Document, Name: "video.mp4"}
	default:
		m.Media, m.FileID = &loa.Media{Kind: loa.Document, Name: file, Digest: "telegram:" + file}, "file-"+file
	}
	s.write(m, caption)
}

// write hands a message over as the platform would: a command, or a text in private.
func (s *stage) write(m loa.Message, text string) {
	text = strings.ReplaceAll(text, `\n`, "\n")
	if rest, ok := strings.CutPrefix(text, "/"); ok {
		command, args, _ := strings.Cut(rest, " ")
		m.Body = unmarked(strings.TrimSpace(args))
		m.Command, m.Args = strings.ToLower(command), m.Body.String()
	} else if m.Chat.Type == loa.PrivateChat || s.plain { // in a group it names Loa or replies to it
		m.Body = unmarked(text).Trim()
		m.Text = unmarked(text).String()
	}
	s.receive(loa.Update{Message: &m})
}

func (s *stage) tap(m []string) {
	name, old, group := m[1], m[2] != "", m[6]
	row, _ := strconv.Atoi(m[3])    // digits by the pattern
	column, _ := strconv.Atoi(m[4]) // one digit by the pattern
	chat := s.chat(name, group)
	var found *said
	for i := range s.said {
		if s.said[i].chat == string(chat.ID) && (found == nil || !old) && len(s.said[i].buttonsFor(old)) > 0 {
			found = &s.said[i]
		}
	}
	if m[5] != "" {
		back, _ := strconv.Atoi(m[5]) // one digit by the pattern
		old, found = true, s.back(chat.ID, back)
	}
	if found == nil {
		s.t.Fatalf("%s has nothing to tap", name)
	}
	rows := found.buttonsFor(old)
	if row > len(rows) || column > len(rows[row-1]) {
		s.t.Fatalf("no button %d.%d in %v", row, column, rows)
	}
	b := rows[row-1][column-1]
	fmt.Fprintf(&s.out, "  (%s)\n", b.Text)
	chat.Thread = found.thread
	s.receive(loa.Update{Tap: &loa.Tap{ID: "t", From: person(name), Chat: chat, Message: found.id, Data: b.Data, Media: found.media}})
}

// back returns the message of the chat that had buttons so many before the newest.
func (s *stage) back(chat loa.ChatID, n int) *said {
	for i := len(s.said) - 1; i >= 0; i-- {
		if s.said[i].chat != string(chat) || len(s.said[i].first) == 0 {
			continue
		}
		if n == 0 {
			return &s.said[i]
		}
		n--
	}
	return nil
}

func (m said) buttonsFor(old bool) [][]loa.Button {
	if old {
		return m.first
	}
	return m.buttons
}

func (s *stage) receive(u loa.Update) {
	s.update++
	u.ID = s.update
	if err := s.bot.Receive(s.t.Context(), []loa.Update{u}, u.ID+1); err != nil {
		s.t.Fatal(err)
	}
	err := s.db.View(s.t.Context(), func(tx *storage.Tx) error {
		bad, err := tx.DeadLetters()
		if err == nil && bad > 0 {
			err = errors.New("an update was put aside")
		}
		return err
	})
	if err != nil {
		s.t.Error(err)
	}
}

// deliver takes everything that is due, and writes it down as people see it.
func (s *stage) deliver() {
	for ctx := s.t.Context(); ; {
		due, _, err := s.db.Due(ctx, botID, s.now, 100)
		if err != nil {
			s.t.Fatal(err)
		}
		due = slices.DeleteFunc(due, func(d loa.Delivery) bool { return s.held[d.Chat] })
		if len(due) == 0 {
			return
		}
		for _, d := range due {
			s.deliverOne(ctx, d)
		}
	}
}

func (s *stage) deliverOne(ctx context.Context, d loa.Delivery) {
	if _, err := s.db.Begin(ctx, []loa.DeliveryID{d.ID}, s.now); err != nil {
		s.t.Fatal(err)
	}
	o, trouble := s.trouble[d.Chat]
	if trouble {
		delete(s.trouble, d.Chat)
		fmt.Fprintf(&s.out, "  (%s: %s)\n", strings.TrimPrefix(string(d.Chat), "g:"), o.State)
	} else {
		o = s.send(ctx, d)
	}
	o.At = s.now
	if err := s.service.Settle(ctx, d, o); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) show(d loa.Delivery) loa.MessageID {
	where := strings.TrimPrefix(strings.TrimPrefix(string(d.Chat), "p:"), "g:")
	if d.Thread != 0 {
		where += fmt.Sprintf("#%d", d.Thread)
	}
	p := d.Payload
	switch {
	case p.Notice != nil:
		s.next++
		id := loa.MessageID(strconv.Itoa(s.next))
		quiet := ""
		if p.Notice.Silent {
			quiet = " (silent)"
		}
		if slices.ContainsFunc(s.said, func(m said) bool { return m.id == p.Notice.ReplyTo }) {
			quiet += fmt.Sprintf(" (replies to its message %s)", p.Notice.ReplyTo)
		}
		if m := p.Notice.Media; m != nil {
			s.checkRecord(*m)
			quiet += strings.TrimRight(fmt.Sprintf(" (%s %s", m.Kind, m.Name), " ") + ")"
		}
		s.print(fmt.Sprintf("[%s] Loa%s:", where, quiet), p.Notice.Text, p.Notice.Buttons)
		s.said = append(s.said, said{string(d.Chat), id, p.Notice.Buttons, p.Notice.Buttons, p.Notice.Media != nil, d.Thread})
		return id
	case p.Edit != nil:
		s.print(fmt.Sprintf("[%s] Loa edits:", where), p.Edit.Text, p.Edit.Buttons)
		for i := range s.said {
			if s.said[i].id == p.Edit.Message {
				s.said[i].buttons = p.Edit.Buttons
			}
		}
	case p.Delete != nil:
		fmt.Fprintf(&s.out, "[%s] Loa deletes message %s\n", where, p.Delete.Message)
	case p.ClosePoll != nil:
		fmt.Fprintf(&s.out, "[%s] Loa closes the poll %s\n", where, p.ClosePoll.Message)
	case p.Choice != nil:
		fmt.Fprintf(&s.out, "[%s] Loa asks (anonymous: %t, closes %s): %s\n", where, p.Choice.Anonymous,
			p.Choice.ClosesAt.Format(time.RFC3339), p.Choice.Question)
		for i, o := range p.Choice.Options {
			right := ""
			if i == p.Choice.Answer {
				right = " ✓ " + p.Choice.Explanation
			}
			fmt.Fprintf(&s.out, "    (%d) %s%s\n", i+1, o, right)
		}
		s.next++
		id := loa.MessageID(strconv.Itoa(s.next))
		s.said = append(s.said, said{chat: string(d.Chat), id: id, thread: d.Thread})
		return id
	case p.Toast != nil && strings.TrimSpace(p.Toast.Text) != "":
		kind := "toast"
		if p.Toast.Alert {
			kind = "box"
		}
		fmt.Fprintf(&s.out, "  (%s: %s)\n", kind, p.Toast.Text)
	}
	return ""
}

var link = regexp.MustCompile(`https://t\.me/loa_bot\?start=(\S+)`)

func (s *stage) print(head string, text loa.Text, buttons [][]loa.Button) {
	shown := s.hideCodes(marked(text))
	if m := link.FindStringSubmatch(shown); m != nil {
		s.links = append(s.links, m[1])
		kind, _, _ := strings.Cut(m[1], "_")
		shown = strings.ReplaceAll(shown, m[1], kind+"_TOKEN")
	}
	fmt.Fprintln(&s.out, head)
	for line := range strings.Lines(shown) {
		fmt.Fprint(&s.out, "    ", line)
	}
	fmt.Fprintln(&s.out)
	for _, row := range buttons {
		fmt.Fprint(&s.out, "   ")
		for _, b := range row {
			fmt.Fprintf(&s.out, " [%s]", b.Text)
			if len(b.Data) > 64 { // bytes; InlineKeyboardButton, callback_data
				s.t.Errorf("button %q carries %d bytes", b.Text, len(b.Data))
			}
		}
		fmt.Fprintln(&s.out)
	}
}

var styles = regexp.MustCompile(`\*\*(.+?)\*\*|\b_(.+?)_\b|\[(.+?)\]\((\S+?)\)`)

// unmarked reads the styles of a script's line.
func unmarked(text string) loa.Text {
	var all loa.Text
	at := 0
	for _, m := range styles.FindAllStringSubmatchIndex(text, -1) {
		all = loa.Join(all, loa.Plain(text[at:m[0]]))
		switch {
		case m[2] >= 0:
			all = loa.Join(all, loa.Styled(loa.Bold, text[m[2]:m[3]]))
		case m[4] >= 0:
			all = loa.Join(all, loa.Styled(loa.Italic, text[m[4]:m[5]]))
		default:
			all = loa.Join(all, loa.Text{{Text: text[m[6]:m[7]], URL: text[m[8]:m[9]]}})
		}
		at = m[1]
	}
	return loa.Join(all, loa.Plain(text[at:]))
}

// marked shows styles as people write them.
func marked(text loa.Text) string {
	var b strings.Builder
	for _, span := range text {
		if span.URL != "" {
			b.WriteString("[" + span.Text + "](" + span.URL + ")")
			continue
		}
		mark := ""
		if span.Style&loa.Bold != 0 {
			mark += "**"
		}
		if span.Style&loa.Italic != 0 {
			mark += "_"
		}
		b.WriteString(mark + span.Text + mark)
	}
	return b.String()
}

func account(name string) loa.Account { return loa.Account{Platform: loa.Telegram, ID: "55501" + name} }

func person(name string) loa.Sender {
	if name == "Anonymous" {
		return loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: "1087968824"}, Anonymous: true}
	}
	return loa.Sender{Account: account(name), Name: name}
}

func private(name string) loa.Chat {
	return loa.Chat{ID: loa.ChatID("p:" + name), Type: loa.PrivateChat}
}

func chatOf(group string) loa.ChatID { return loa.ChatID("g:" + group) }

func (s *stage) group(name string, topic int64) loa.Chat {
	title := name
	if to, ok := s.moved[name]; ok {
		name = to
	}
	return loa.Chat{ID: chatOf(name), Type: loa.GroupChat, Title: title, Thread: topic}
}

func (s *stage) chat(name, group string) loa.Chat {
	if group == "" {
		return private(name)
	}
	return s.group(group, 0)
}
