package campaign

import (
	"strings"

	"loa"
)

// SourceButton is the callback action of the button that shows a post's source.
const SourceButton = "src"

// postNotices makes the messages of a post on a day: one, unless the text is
// longer than the platform takes in one message.
func (s *Service) postNotices(p *loa.Post, day loa.Date, lang loa.Lang, can loa.Capabilities) []loa.Notice {
	c := s.Campaign()
	title := loa.Styled(loa.Bold, c.WithYears(p.Title, day))
	body := make(loa.Text, len(p.Text))
	for i, span := range p.Text {
		span.Text = c.WithYears(span.Text, day)
		body[i] = span
	}
	var theme, source, rehearsal loa.Text
	if p.Milestone {
		theme = loa.Styled(loa.Bold, c.Theme)
	}
	if s.settings.Rehearsal {
		rehearsal = s.catalog.Say(lang, "campaign.rehearsal", nil)
	}
	n := loa.Notice{Silent: !p.Loud && !p.Milestone, Media: p.Media}
	if len(p.Sources) > 0 {
		if can.Buttons {
			n.Buttons = [][]loa.Button{{{Text: s.catalog.Line(lang, "campaign.source_button", nil), Data: buttonData(SourceButton, string(p.ID))}}}
		} else {
			source = loa.Styled(loa.Italic, s.sourceLine(p, lang))
		}
	}
	n.Text = loa.Lines("\n\n", rehearsal, title, body, theme, source)
	if n.Media != nil && n.Text.Len() > can.CaptionLimit {
		// The picture first with the title alone, then the text.
		picture := loa.Notice{Silent: n.Silent, Media: n.Media, Text: loa.Lines("\n\n", rehearsal, title)}
		n.Media = nil
		return append([]loa.Notice{picture}, s.split(n, lang, can.TextLimit)...)
	}
	if n.Media != nil {
		return []loa.Notice{n}
	}
	return s.split(n, lang, can.TextLimit)
}

// split cuts a notice into numbered parts; the buttons stay with the last one.
func (s *Service) split(n loa.Notice, lang loa.Lang, limit int) []loa.Notice {
	if limit <= 0 || n.Text.Len() <= limit {
		return []loa.Notice{n}
	}
	const room = 16 // for the number of the part
	parts := n.Text.Split(limit - room)
	notices := make([]loa.Notice, len(parts))
	for i, part := range parts {
		number := s.catalog.Say(lang, "campaign.part", map[string]any{"N": i + 1, "Of": len(parts)})
		notices[i] = loa.Notice{Text: loa.Join(number, part), Silent: n.Silent || i > 0}
	}
	notices[0].ReplyTo = n.ReplyTo
	notices[len(notices)-1].Buttons = n.Buttons
	return notices
}

func (s *Service) sourceLine(p *loa.Post, lang loa.Lang) string {
	return s.sourcesLine(p.Sources, p.Grade, lang)
}

// sourcesLine names sources with publication and address; empty for none.
func (s *Service) sourcesLine(sources []loa.Source, grade loa.Grade, lang loa.Lang) string {
	if len(sources) == 0 {
		return ""
	}
	names := make([]string, len(sources))
	for i, src := range sources {
		names[i] = src.Name
		if src.Ref != "" {
			names[i] += " – " + src.Ref
		}
	}
	return s.catalog.Line(lang, "campaign.source", map[string]any{"Sources": strings.Join(names, "; "), "Grade": string(grade)})
}

// buttonVersion stands first in all callback data, so that the taps of an older
// Loa's buttons can be told apart.
const buttonVersion = "1"

// buttonData makes the data of a button: version, action, arguments.
func buttonData(parts ...string) string {
	return buttonVersion + "|" + strings.Join(parts, "|")
}

// ButtonData makes the data of a button: action, then arguments.
func ButtonData(action string, args ...string) string {
	return buttonData(append([]string{action}, args...)...)
}

// ReadButton takes button data apart. ok is false for data of another version.
func ReadButton(data string) (action string, args []string, ok bool) {
	parts := strings.Split(data, "|")
	if len(parts) < 2 || parts[0] != buttonVersion {
		return "", nil, false
	}
	return parts[1], parts[2:], true
}
