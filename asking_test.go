package loa

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestShuffle(t *testing.T) {
	t.Parallel()
	q := &Question{ID: "Q01", Text: "Ngày nào?", Options: []string{"07/3", "13/3", "30/3", "Tất cả các ngày trên"}, Answer: 1}
	first := map[int]int{} // how often the right option stood at a place
	for group := range GroupID(300) {
		seed := ShuffleSeed("dbp", 2024, q.ID, group)
		a := q.Shuffle(seed)
		if b := q.Shuffle(seed); !slices.Equal(a.Options, b.Options) || a.Seed != seed {
			t.Fatalf("the same seed gives %v and %v", a.Options, b.Options)
		}
		if a.Options[a.Answer] != "13/3" || a.Options[3] != q.Options[3] {
			t.Fatalf("shuffled to %v, right %d", a.Options, a.Answer)
		}
		for place, option := range a.Order {
			if a.Options[place] != q.Options[option] {
				t.Fatalf("order %v does not lead to %v", a.Order, a.Options)
			}
		}
		first[a.Answer]++
	}
	for place := range 3 {
		if first[place] < 60 {
			t.Errorf("the right option stood at %s %d times of 300", Letter(place), first[place])
		}
	}
	if got := fmt.Sprint(q.Shuffle(1).Order, ShuffleSeed("dbp", 2024, "Q01", 1)); got != "[1 2 0 3] 1833807092244227854" {
		t.Errorf("got %s: what was recorded must be repeatable for ever", got)
	}
}

func TestQuestionCode(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"Q12": "Q12", "q-01": "Q01", "3.1": "31"} {
		if got := QuestionCode(id); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		way            AskWay
		polls, buttons bool
		want           AskForm
	}{
		{AskAnonymous, true, true, FormPoll},
		{AskNamed, true, true, FormButtons},
		{AskAnonymous, false, true, FormText},
		{AskNamed, true, false, FormPoll},
		{AskNamed, false, false, FormText},
	} {
		if got := test.way.Form(Capabilities{Polls: test.polls, Buttons: test.buttons}); got != test.want {
			t.Errorf("%s, polls %t, buttons %t: got %s, want %s", test.way, test.polls, test.buttons, got, test.want)
		}
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	yearly := func(month time.Month, day int) CalendarDay { return CalendarDay{0, month, day} }
	spring := &Campaign{Period: Period{From: yearly(3, 1), Until: yearly(5, 31)}}
	winter := &Campaign{Period: Period{From: yearly(12, 1), Until: yearly(2, 10)}}
	once := &Campaign{Period: Period{From: CalendarDay{2024, 11, 1}, Until: CalendarDay{2025, 2, 1}}}
	for _, test := range []struct {
		c    *Campaign
		day  Date
		want int
	}{
		{spring, Date{2024, 3, 13}, 2024}, {spring, Date{2025, 3, 13}, 2025},
		{winter, Date{2024, 12, 22}, 2024}, {winter, Date{2025, 2, 3}, 2024}, {winter, Date{2025, 12, 1}, 2025},
		{once, Date{2025, 1, 9}, 2024}, {&Campaign{}, Date{2025, 1, 9}, 2025},
	} {
		if got := test.c.Run(test.day); got != test.want {
			t.Errorf("%v: got %d, want %d", test.day, got, test.want)
		}
	}
}

func TestWay(t *testing.T) {
	t.Parallel()
	c := &Campaign{Sets: []QuizSet{{ID: "a"}, {ID: "b", Ask: AskNamed}}}
	for _, test := range []struct {
		group AskWay
		set   string
		want  AskWay
	}{{"", "a", AskAnonymous}, {"", "b", AskNamed}, {AskAnonymous, "b", AskAnonymous}, {AskNamed, "a", AskNamed}, {"", "gone", AskAnonymous}} {
		if got := c.Way(Group{Ask: test.group}, test.set); got != test.want {
			t.Errorf("group %q, set %s: got %s, want %s", test.group, test.set, got, test.want)
		}
	}
}

func TestClosesFrom(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7*3600)
	c := &Campaign{Closes: 20 * 60}
	for at, want := range map[Clock]Date{9 * 60: {2024, 3, 13}, 19 * 60: {2024, 3, 13}, 19*60 + 1: {2024, 3, 14}, 21 * 60: {2024, 3, 14}} {
		now := Date{2024, 3, 13}.At(at, zone)
		if got := c.ClosesFrom(now, zone); !got.Equal(want.At(c.Closes, zone)) {
			t.Errorf("asked at %v: closes %v", now, got)
		}
	}
}
