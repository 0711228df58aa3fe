package zalo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// probeCheck is one open question about the platform, and how it is tried. The names
// are also those of its texts.
type probeCheck struct {
	name string
	run  func(context.Context, *prober) (Verdict, string)
}

// probeChecks are tried in this order: later ones need the chats that earlier ones found.
func probeChecks() []probeCheck {
	return []probeCheck{
		{"get_me", probeMe},
		{"unknown_method", probeUnknownMethod},
		{"bad_chat", probeBadChat},
		{"private", probePrivate},
		{"group", probeGroup},
		{"shape", probeShape},
		{"same_id", probeSameID},
		{"second", probeSecond},
		{"reply", probeReply},
		{"quote", probeQuote},
		{"length", probeLength},
		{"cost", probeCost},
		{"burst", probeBurst},
		{"fourth", probeFourth},
		{"people", probeByHand},
		{"webhook", probeByHand},
		{"retry", probeByHand},
	}
}

func verdict(yes bool) Verdict {
	if yes {
		return Yes
	}
	return No
}

func probeMe(ctx context.Context, p *prober) (Verdict, string) {
	result, code := p.try(ctx, "getMe", nil)
	var me struct {
		Groups bool `json:"can_join_groups"`
	}
	if code != "ok" || json.Unmarshal(result, &me) != nil {
		return No, "getMe: " + code
	}
	return verdict(me.Groups), fmt.Sprintf("can_join_groups %t; %s", me.Groups, keysOf(result))
}

func probeUnknownMethod(ctx context.Context, p *prober) (Verdict, string) {
	_, code := p.try(ctx, "noSuchMethod", nil)
	return verdict(code == "404"), code
}

func probeBadChat(ctx context.Context, p *prober) (Verdict, string) {
	_, code := p.say(ctx, "loa-no-such-chat", "Loa")
	return verdict(code == "410"), code
}

func probePrivate(ctx context.Context, p *prober) (Verdict, string) {
	e, ok := p.await(ctx, "private", false)
	if !ok {
		return Unknown, ""
	}
	p.private, p.person = e.chat, e.from
	return Yes, fmt.Sprintf("chat.id = from.id %t; %s", e.chat == e.from, keysOf(e.raw))
}

func probeGroup(ctx context.Context, p *prober) (Verdict, string) {
	e, ok := p.await(ctx, "group", true)
	if !ok {
		return Unknown, ""
	}
	p.group, p.first = e.chat, e.from
	return Yes, keysOf(e.raw)
}

// probeShape says in which of the shapes events came.
func probeShape(_ context.Context, p *prober) (Verdict, string) {
	if len(p.seen) == 0 {
		return Unknown, ""
	}
	bare := 0
	for _, raw := range p.seen {
		var w struct {
			Name *string `json:"event_name"`
		}
		if json.Unmarshal(raw, &w) == nil && w.Name != nil {
			bare++
		}
	}
	return Yes, fmt.Sprintf("bare %d, wrapped %d", bare, len(p.seen)-bare)
}

func probeSameID(_ context.Context, p *prober) (Verdict, string) {
	if p.person == "" || p.first == "" {
		return Unknown, ""
	}
	return verdict(p.person == p.first), fmt.Sprintf("from.id equal %t", p.person == p.first)
}

func probeSecond(ctx context.Context, p *prober) (Verdict, string) {
	if p.group == "" {
		return Unknown, ""
	}
	e, ok := p.await(ctx, "second", true)
	switch {
	case !ok:
		return missed()
	case e.from == p.first:
		return Unknown, "the same account"
	}
	return Yes, keysOf(e.raw)
}

// missed is the verdict when a person was asked and nothing came.
func missed() (Verdict, string) { return No, "no event" }

// probeReply says whether an answer without a tag arrives, and whether it carries more
// than what other messages do.
func probeReply(ctx context.Context, p *prober) (Verdict, string) {
	if p.group == "" {
		return Unknown, ""
	}
	known := keysOf(p.seen[len(p.seen)-1])
	if _, code := p.say(ctx, p.group, p.operator.Text("reply")); code != "ok" {
		return Unknown, "sendMessage " + code
	}
	e, ok := p.await(ctx, "reply", true)
	if !ok {
		return missed()
	}
	var more []string
	for key := range strings.FieldsSeq(keysOf(e.raw)) {
		if !slices.Contains(strings.Fields(known), key) {
			more = append(more, key)
		}
	}
	return Yes, "more than without a reply: " + orNone(more)
}

func orNone(keys []string) string {
	if len(keys) == 0 {
		return "-"
	}
	return strings.Join(keys, " ")
}

func probeQuote(ctx context.Context, p *prober) (Verdict, string) {
	if p.private == "" {
		return Unknown, ""
	}
	result, code := p.say(ctx, p.private, p.operator.Text("first"))
	var sent struct {
		ID text `json:"message_id"`
	}
	if code != "ok" || json.Unmarshal(result, &sent) != nil {
		return Unknown, "sendMessage " + code
	}
	_, code = p.try(ctx, "sendMessage", map[string]string{"chat_id": p.private, "text": p.operator.Text("second"), "reply_to_message_id": string(sent.ID)})
	if code != "ok" {
		return No, "reply_to_message_id " + code
	}
	return p.yesOrNo(ctx, "quote", keysOf(result))
}

// yesOrNo asks what only a person can see.
func (p *prober) yesOrNo(ctx context.Context, question, saw string) (Verdict, string) {
	answer, ok := p.operator.Ask(ctx, question)
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "c", "có", "co":
		return Yes, saw
	case "n", "no", "k", "không", "khong":
		return No, saw
	}
	if !ok {
		saw = ""
	}
	return Unknown, saw
}

// probeLength finds out what the 2,000 of a text are: bytes, UTF-16 units or characters.
func probeLength(ctx context.Context, p *prober) (Verdict, string) {
	if p.private == "" {
		return Unknown, ""
	}
	var saw []string
	codes := map[string]string{}
	for _, t := range []struct{ what, text string }{
		{"2000 × ế", strings.Repeat("ế", maxText)},
		{"2001 × a", strings.Repeat("a", maxText+1)},
		{"1001 × 🌸", strings.Repeat("🌸", maxText/2+1)},
	} {
		_, codes[t.what] = p.say(ctx, p.private, t.text)
		saw = append(saw, t.what+": "+codes[t.what])
	}
	switch {
	case codes["2000 × ế"] != "ok":
		saw = append(saw, "bytes")
	case codes["2001 × a"] == "ok":
		saw = append(saw, "no limit at 2000")
	case codes["1001 × 🌸"] == "ok":
		saw = append(saw, "characters")
	default:
		saw = append(saw, "UTF-16 units")
	}
	return verdict(codes["2000 × ế"] == "ok"), strings.Join(saw, ", ")
}

// probeCost compares what Bot Creator counts before and after one post in the group.
func probeCost(ctx context.Context, p *prober) (Verdict, string) {
	if p.group == "" {
		return Unknown, ""
	}
	before, ok := p.number(ctx, "cost_before")
	if !ok {
		return Unknown, ""
	}
	if _, code := p.say(ctx, p.group, p.operator.Text("count")); code != "ok" {
		return Unknown, "sendMessage " + code
	}
	after, ok := p.number(ctx, "cost_after")
	if !ok {
		return Unknown, ""
	}
	return verdict(after-before == 1), fmt.Sprintf("a post in the group: %d", after-before)
}

func (p *prober) number(ctx context.Context, question string) (int, bool) {
	answer, ok := p.operator.Ask(ctx, question)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	return n, err == nil
}

// probeBurst sends ten messages at once.
func probeBurst(ctx context.Context, p *prober) (Verdict, string) {
	if p.private == "" {
		return Unknown, ""
	}
	const posts = 10
	codes := map[string]int{}
	for i := range posts {
		_, code := p.say(ctx, p.private, fmt.Sprintf("%s %d/%d", p.operator.Text("burst"), i+1, posts))
		codes[code]++
	}
	var saw []string
	for code, n := range codes {
		saw = append(saw, fmt.Sprintf("%d × %s", n, code))
	}
	slices.Sort(saw)
	return verdict(codes["ok"] == posts), strings.Join(saw, ", ")
}

func probeFourth(ctx context.Context, p *prober) (Verdict, string) {
	return p.yesOrNo(ctx, "fourth", "")
}

// probeByHand stands for what cannot be tried from a terminal; docs/zalo.md says how.
func probeByHand(context.Context, *prober) (Verdict, string) { return Unknown, "" }
