package main

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/bot/sandbox"
	"loa/content"
)

// another is the folder of another anniversary, made by hand on top of what
// "loa campaign new" writes. It needs not a line of code.
const another = "testdata/campaigns/30-4"

// TestAnotherCampaign carries another anniversary's folder out: the greeting of
// the day comes to every group, with its question, and what is for the cells
// alone to no other.
func TestAnotherCampaign(t *testing.T) {
	t.Parallel()
	c, mistakes := content.Read(os.DirFS(another))
	if c == nil || len(mistakes) > 0 || len(c.Posts) != 3 || len(c.Questions) != 5 {
		t.Fatalf("the folder is not three posts and five questions without a mistake: %v", mistakes)
	}
	s := newStage(t)
	s.cfg.Campaign = another
	s.to("2025-04-02T20:00:00+07:00")
	cells := s.bound("Chi bộ Tổ dân phố 1", "chi-bo-tdp-1", "cell")
	households := s.bound("Tổ liên gia 1", "chi-bo-tdp-1", "household")
	s.start()
	s.to("2025-04-03T07:00:00+07:00") // every
	s.await(cells, "trao đổi về ý nghĩa của ngày 30/4")
	s.to("2025-04-23T06:30:00+07:00") // offset
	s.await(cells, "Còn bảy ngày nữa")
	s.await(households, "Còn bảy ngày nữa")
	s.to("2025-04-30T06:30:00+07:00") // date
	const greeting = "là ngày kỷ niệm 50 năm Ngày Giải phóng miền Nam, thống nhất đất nước"
	s.await(cells, greeting)
	m := s.await(households, greeting)
	for _, want := range []string{"Chào mừng kỷ niệm 50 năm", c.Theme} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the greeting does not say %q: %s", want, m.Text)
		}
	}
	s.until("the question of the day is asked", func() bool {
		return slices.ContainsFunc(s.Messages(households), func(m sandbox.Message) bool { return m.Poll != nil })
	})
	s.halt()
	s.count(households, "trao đổi về ý nghĩa", 0)
	s.count(cells, greeting, 1)
}

// TestDemoOfAnotherCampaign shows another anniversary in the demo, in the year
// after the plan's.
func TestDemoOfAnotherCampaign(t *testing.T) {
	t.Parallel()
	c, _ := content.Read(os.DirFS(another))
	p, base := demo(t, another, "--at", "2026-04-30T06:29:00+07:00")
	registered, _, _ := strings.Cut(newCatalog(t).Line(loa.Vietnamese, "bot.registered", map[string]any{"Unit": "|", "Kind": "", "Campaign": "", "First": ""}), "|")
	seen := watch(t, base, "a registered group of each kind", func(p page) bool { return len(p.with(registered)) >= len(chatKinds(c)) && p.Next != nil })
	if next := seen.Next; !next.At.Equal(time.Date(2026, 4, 29, 23, 30, 0, 0, time.UTC)) || !strings.Contains(next.What, "Chào mừng kỷ niệm") {
		t.Errorf("next comes %q at %s", next.What, next.At)
	}
	post(t, base, "clock", `{"next":true}`)
	const greeting = "là ngày kỷ niệm 51 năm Ngày Giải phóng miền Nam"
	seen = watch(t, base, "the greeting in every group", func(p page) bool { return len(p.with(greeting)) >= len(chatKinds(c)) })
	if got, want := seen.with(greeting), seen.with(registered); !slices.Equal(got, want) {
		t.Errorf("the greeting is in %q, want %q", got, want)
	}
	watch(t, base, "the invitation to the cell's meeting, answered", func(p page) bool {
		tally := newCatalog(t).Line(loa.Vietnamese, "meeting.tally", map[string]any{"Yes": 1, "No": 0, "Unsure": 0, "None": 9})
		return len(p.with(tally)) == 1
	})
	p.end(t)
	if p.err.String() != "" {
		t.Errorf("the demo complained:\n%s", p.err)
	}
}
