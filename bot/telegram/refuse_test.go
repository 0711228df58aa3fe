package telegram

import (
	"errors"
	"strings"
	"testing"

	"loa"
)

func TestRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ệ", maxText+1)
	media := func(kind loa.MediaKind, digest string) *loa.Media { return &loa.Media{Kind: kind, Digest: digest} }
	choice := func(change func(*loa.Choice)) loa.Payload {
		c := &loa.Choice{Question: "q", Options: []string{"a", "b"}, Quiz: true}
		change(c)
		return loa.Payload{Choice: c}
	}
	button := func(b loa.Button) loa.Payload {
		return loa.Payload{Notice: &loa.Notice{Text: loa.Plain("a"), Buttons: [][]loa.Button{{b}}}}
	}
	for name, p := range map[string]loa.Payload{
		"nothing":                 {},
		"text too long":           {Notice: &loa.Notice{Text: loa.Plain(long)}},
		"text too long in UTF-16": {Notice: &loa.Notice{Text: loa.Plain(strings.Repeat("🎉", maxText/2) + "a")}},
		"empty text":              {Notice: &loa.Notice{Text: loa.Plain(" \n")}},
		"caption too long":        {Notice: &loa.Notice{Text: loa.Plain(long[:3*maxCaption+3]), Media: media(loa.Photo, digest)}},
		"unknown file":            {Notice: &loa.Notice{Media: media(loa.Photo, "other")}},
		"unknown kind":            {Notice: &loa.Notice{Media: media("video", digest)}},
		"reply to no number":      {Notice: &loa.Notice{Text: loa.Plain("a"), ReplyTo: "x"}},
		"button data too long":    button(loa.Button{Text: "a", Data: strings.Repeat("đ", 33)}),
		"button without sense":    button(loa.Button{Text: "a"}),
		"button of two kinds":     button(loa.Button{Text: "a", Data: "b", URL: "https://a.vn"}),
		"button without text":     button(loa.Button{Data: "b"}),
		"question too long":       choice(func(c *loa.Choice) { c.Question = strings.Repeat("q", maxQuestion+1) }),
		"no options":              choice(func(c *loa.Choice) { c.Options = nil }),
		"too many options":        choice(func(c *loa.Choice) { c.Options = strings.Split("abcdefghijklm", "") }),
		"empty option":            choice(func(c *loa.Choice) { c.Options[1] = "" }),
		"option too long":         choice(func(c *loa.Choice) { c.Options[1] = long[:3*maxOption+3] }),
		"no such answer":          choice(func(c *loa.Choice) { c.Answer = 2 }),
		"explanation too long":    choice(func(c *loa.Choice) { c.Explanation = long[:3*maxExplanation+3] }),
		"explanation of 4 lines":  choice(func(c *loa.Choice) { c.Explanation = "a\nb\nc\nd" }),
		"edit of nothing":         {Edit: &loa.Edit{Text: loa.Plain("a")}},
		"edit to nothing":         {Edit: &loa.Edit{Message: "5"}},
		"toast too long":          {Toast: &loa.Toast{Tap: "t", Text: long[:3*maxToast+3]}},
		"pin of nothing":          {Pin: &loa.Pin{}},
		"poll of nothing":         {ClosePoll: &loa.ClosePoll{Message: "-1"}},
	} {
		s := newServer(t, answers)
		_, err := newAdapter(t, s.URL, withFiles(files{})).Send(t.Context(), loa.Delivery{Chat: "-5", Payload: p})
		var f *loa.Failure
		if !errors.As(err, &f) || f.Class != loa.FailRefused {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
		if n := len(s.requests()); n != 0 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

func TestLongestTextsAreTaken(t *testing.T) {
	t.Parallel()
	s := newServer(t, answers)
	a := newAdapter(t, s.URL, withFiles(files{}))
	for name, p := range map[string]loa.Payload{
		"text":    {Notice: &loa.Notice{Text: loa.Plain(strings.Repeat("🎉", maxText/2))}},
		"caption": {Notice: &loa.Notice{Text: loa.Plain(strings.Repeat("ệ", maxCaption)), Media: &loa.Media{Kind: loa.Photo, Digest: digest}}},
		"toast":   {Toast: &loa.Toast{Tap: "t", Text: strings.Repeat("ệ", maxToast)}},
		"button":  {Edit: &loa.Edit{Message: "1", Text: loa.Plain("a"), Buttons: [][]loa.Button{{{Text: "a", Data: strings.Repeat("x", maxButtonData)}}}}},
	} {
		if _, err := a.Send(t.Context(), loa.Delivery{Chat: "1", Payload: p}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c := a.Capabilities(); c.TextLimit != maxText || c.CaptionLimit != maxCaption || c.ToastLimit != maxToast {
		t.Errorf("capabilities %+v differ from what is checked", c)
	}
}
