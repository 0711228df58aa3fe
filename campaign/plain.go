package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"loa"
	"loa/storage"
)

// Plain sends through a platform that has no buttons, polls, edits or files (Zalo).
// It is the one place where it is decided what takes their place:
//
//   - buttons: lines with numbers or letters, how to answer, and a short code in groups;
//     what they stand for is kept as an OpenChoice before the message goes out, so that
//     no answer can come before it. The question of a group says all that by itself;
//   - a file: its name; a photo that is on the web already is sent by its address;
//   - an edit: nothing. Counts on a message are not followed, the closing message has
//     them. Who answered by typing gets a new message where the button's would have
//     changed (see Desk.Edit);
//   - a deletion, a pin, the end of a poll: nothing.
//
// What is left out is refused, with the reason, so that the outbox tells of it.
type Plain struct {
	s  *Service
	to Sender
}

// Sender is a platform's adapter. Its errors hold a *loa.Failure.
type Sender interface {
	Send(ctx context.Context, d loa.Delivery) (loa.Receipt, error)
}

// Plain returns the sender for a bot without buttons, in front of its adapter.
func (s *Service) Plain(to Sender) *Plain { return &Plain{s, to} }

// Send turns a delivery into what the platform can do, and has it sent.
func (p *Plain) Send(ctx context.Context, d loa.Delivery) (loa.Receipt, error) {
	n, err := p.notice(ctx, d)
	if err != nil {
		return loa.Receipt{}, err
	}
	d.Payload, d.Thread = loa.Payload{Notice: n}, 0
	return p.to.Send(ctx, d)
}

// leftOut refuses what has no counterpart.
func leftOut(why string) error {
	return &loa.Failure{Class: loa.FailRefused, Err: errors.New(why)}
}

func (p *Plain) notice(ctx context.Context, d loa.Delivery) (*loa.Notice, error) {
	switch {
	case d.Payload.Edit != nil:
		return nil, leftOut("messages cannot be changed on this platform: the count follows when the matter is closed")
	case d.Payload.Delete != nil:
		return nil, leftOut("messages cannot be taken back on this platform")
	case d.Payload.Toast != nil || d.Payload.Pin != nil || d.Payload.ClosePoll != nil:
		return nil, leftOut("this platform has no buttons, pins and polls")
	case d.Payload.Choice != nil:
		return nil, leftOut("this platform has no polls")
	case d.Payload.Notice == nil:
		return nil, leftOut("it carries nothing")
	}
	var n *loa.Notice
	err := p.s.db.Update(ctx, func(tx *storage.Tx) (err error) {
		n, err = p.s.plain(tx, d)
		return err
	})
	if _, told := errors.AsType[*loa.Failure](err); err != nil && !told {
		return nil, &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("make delivery %d plain: %w", d.ID, err)} // nothing was sent
	}
	return n, err
}

// plain makes the message of a delivery, and keeps what may be answered to it.
func (s *Service) plain(tx *storage.Tx, d loa.Delivery) (*loa.Notice, error) {
	lang, err := s.langOfChat(tx, d)
	if err != nil {
		return nil, err
	}
	n := *d.Payload.Notice
	if n.Media != nil {
		if n, err = s.plainMedia(tx, d, n, lang); err != nil {
			return nil, err
		}
	}
	if isQuestion(d) {
		if err := s.keepQuestion(tx, d); err != nil {
			return nil, err
		}
	}
	options, links := optionsOf(n.Buttons)
	if len(options) > 0 {
		choice, err := tx.AskChoice(loa.OpenChoice{
			Bot: d.Bot, Chat: d.Chat, For: n.Asks, Delivery: d.ID, Options: options, Asked: s.now(),
		})
		if err != nil {
			return nil, err
		}
		n.Text = loa.Lines("\n\n", n.Text, links, s.answerLines(options, lang), s.howToAnswer(d, choice, lang))
	} else {
		n.Text = loa.Lines("\n\n", n.Text, links)
	}
	n.Buttons, n.ReplyTo = nil, ""
	return &n, nil
}

// optionsOf parts the buttons that say something to Loa from those that open an address.
func optionsOf(rows [][]loa.Button) (options []loa.Option, links loa.Text) {
	for _, b := range slices.Concat(rows...) {
		if b.URL != "" {
			links = loa.Lines("\n", links, loa.Plain(b.Text+": "+b.URL))
			continue
		}
		options = append(options, loa.Option{Text: b.Text, Data: b.Data, Key: b.Key})
	}
	return options, links
}

// answerLines lists the options, each behind its mark. Of those whose key is all there is
// to say, the text above says what they stand for.
func (s *Service) answerLines(options []loa.Option, lang loa.Lang) loa.Text {
	var lines []loa.Text
	for i, o := range options {
		label := unkeyed(o)
		if strings.ContainsFunc(label, unicode.IsLetter) || o.Key == "" {
			lines = append(lines, s.catalog.Say(lang, "typed.line", map[string]any{"Mark": o.Mark(i), "Label": label}))
		}
	}
	return loa.Lines("\n", lines...)
}

// unkeyed returns the words of an option without the key that they may begin with.
func unkeyed(o loa.Option) string {
	rest, ok := strings.CutPrefix(strings.TrimLeft(o.Text, "● "), o.Key)
	if next, _ := utf8.DecodeRuneInString(rest); !ok || o.Key == "" || unicode.IsLetter(next) {
		return o.Text
	}
	return strings.TrimLeft(rest, " –")
}

// howToAnswer says how, with an example: "1, 2 hoặc 3".
func (s *Service) howToAnswer(d loa.Delivery, c loa.OpenChoice, lang loa.Lang) loa.Text {
	what := "typed.answer_group"
	switch {
	case d.Private && (presses(c.Options, RelayDoneButton) || presses(c.Options, RelayUndoButton)):
		what = "typed.answer_card" // several cards wait in one chat, each for its own answer
	case d.Private:
		what = "typed.answer_private"
	}
	return s.catalog.Say(lang, what, map[string]any{
		"Marks": s.marks(c.Options, lang), "Example": c.Options[0].Mark(0), "Code": c.Code, "Bot": s.bot(d.Bot).Name,
	})
}

// presses reports whether one of the options presses a button with the action.
func presses(options []loa.Option, action string) bool {
	return slices.ContainsFunc(options, func(o loa.Option) bool {
		pressed, _, ok := ReadButton(o.Data)
		return ok && pressed == action
	})
}

// marks names the marks: the first and the last of many that stand in a row, else all of them.
func (s *Service) marks(options []loa.Option, lang loa.Lang) string {
	const few = 6
	all, inRow := make([]string, len(options)), true
	for i, o := range options {
		all[i] = o.Mark(i)
		inRow = inRow && (o.Key == "" || o.Key == loa.Letter(i))
	}
	last := len(all) - 1
	switch {
	case last == 0:
		return all[0]
	case len(all) > few && inRow:
		return s.catalog.Line(lang, "typed.marks_range", map[string]any{"First": all[0], "Last": all[last]})
	}
	return s.catalog.Line(lang, "typed.marks_or", map[string]any{"Others": strings.Join(all[:last], ", "), "Last": all[last]})
}

// keepQuestion keeps what may be typed for a group's question. It takes the place of those
// before it that are over: until then they say so to whoever is late.
func (s *Service) keepQuestion(tx *storage.Tx, d loa.Delivery) error {
	a, err := tx.Asking(d.Asking)
	if err != nil {
		return err
	}
	before, err := tx.OpenChoices(d.Bot, d.Chat, loa.Account{}, openMost)
	if err != nil {
		return err
	}
	for _, c := range before {
		past, asks, err := askedBy(tx, c)
		if err != nil {
			return err
		}
		if asks && past.ID != a.ID && past.Over(s.now()) {
			if err := tx.CloseChoice(c.Delivery); err != nil {
				return err
			}
		}
	}
	options := make([]loa.Option, len(a.Asked.Options))
	for place, text := range a.Asked.Options {
		options[place] = loa.Option{Text: text, Data: answerData(a, place), Key: loa.Letter(place)}
	}
	_, err = tx.AskChoice(loa.OpenChoice{Bot: d.Bot, Chat: d.Chat, Delivery: d.ID, Options: options, Asked: s.now()})
	return err
}

// plainMedia leaves a photo that is on the web, and says the name of everything else.
// A calendar file is only a convenience: all that is in it stands in the text.
func (s *Service) plainMedia(tx *storage.Tx, d loa.Delivery, n loa.Notice, lang loa.Lang) (loa.Notice, error) {
	m := n.Media
	if m.Kind == loa.Photo {
		_, err := tx.RemoteFile(d.Bot, m.Digest)
		if err == nil || !isMissing(err) {
			return n, err
		}
	}
	n.Media = nil
	calendar := strings.HasSuffix(m.Name, ".ics")
	if what, _, _ := readMeetingKey(d.Key); what == meetingFile && calendar {
		return n, leftOut("this platform takes no files from bots: the calendar file is left out")
	}
	if calendar {
		return n, nil
	}
	key := "typed.file"
	if m.Kind == loa.Photo {
		key = "typed.photo"
	}
	n.Text = loa.Lines("\n\n", n.Text, s.catalog.Say(lang, key, map[string]any{"Name": m.Name}))
	return n, nil
}

// langOfChat returns the language in which Loa speaks where a delivery goes.
func (s *Service) langOfChat(tx *storage.Tx, d loa.Delivery) (loa.Lang, error) {
	if d.Private {
		p, err := tx.ChatPerson(d.Bot, d.Chat)
		if isMissing(err) || err == nil && p.Lang == "" {
			return s.settings.Lang, nil
		}
		return p.Lang, err
	}
	g, err := tx.GroupByChat(d.Bot, d.Chat)
	if isMissing(err) {
		return s.settings.Lang, nil
	}
	return s.groupLang(g), err
}

// room returns how long the text of a notice may be: without buttons, the lines that
// take their place must fit below it.
func (s *Service) room(n loa.Notice, lang loa.Lang, bot Bot) int {
	const least = 500 // more lines than that leave are a mistake that the platform tells
	limit := bot.Can.TextLimit
	if bot.Can.Buttons || limit == 0 || len(n.Buttons) == 0 {
		return limit
	}
	options, links := optionsOf(n.Buttons)
	d := loa.Delivery{Bot: bot.ID}
	below := loa.Lines("\n\n", loa.Plain("-"), links, s.answerLines(options, lang),
		s.howToAnswer(d, loa.OpenChoice{Options: options, Code: loa.MostCodes}, lang))
	return max(limit-below.Len(), least)
}
