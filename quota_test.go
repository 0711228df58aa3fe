package loa_test

import (
	"slices"
	"testing"
	"time"

	"loa"
)

func TestQuotaDay(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]loa.Date{
		"2026-10-31T16:59:59Z":      {Year: 2026, Month: 10, Day: 31},
		"2026-10-31T17:00:00Z":      {Year: 2026, Month: 11, Day: 1},
		"2026-11-01T00:00:00+07:00": {Year: 2026, Month: 11, Day: 1},
		"2026-10-31T12:00:00-07:00": {Year: 2026, Month: 11, Day: 1},
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := loa.QuotaDay(instant); got != want {
			t.Errorf("%s is %s, want %s", at, got, want)
		}
	}
}

func TestQuotaKindOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d     loa.Delivery
		state loa.DeliveryState
		want  loa.QuotaKind
	}{
		{loa.Delivery{Priority: loa.Bulk}, loa.Sent, loa.QuotaPlanned},
		{loa.Delivery{Priority: loa.Answer}, loa.Sent, loa.QuotaAnswered},
		{loa.Delivery{Priority: loa.Bulk}, loa.Uncertain, loa.QuotaUnsure},
		{loa.Delivery{Priority: loa.Answer}, loa.Uncertain, loa.QuotaUnsure},
	} {
		if got := loa.QuotaKindOf(c.d, c.state); got != c.want {
			t.Errorf("%v %s: %s, want %s", c.d.Priority, c.state, got, c.want)
		}
	}
	all := loa.QuotaCounts{loa.QuotaPlanned: 1, loa.QuotaAnswered: 10, loa.QuotaUnsure: 100, loa.QuotaReceived: 1000, loa.QuotaHeld: 5}
	if all.Used() != 1111 {
		t.Errorf("used %d, want 1111: what was held back was not sent", all.Used())
	}
}

func november(day int) loa.Date { return loa.Date{Year: 2026, Month: 11, Day: day} }

func item(class loa.QuotaClass, key string, day, n int) loa.QuotaItem {
	return loa.QuotaItem{Key: key, Class: class, Day: november(day), Messages: n}
}

func TestForecast(t *testing.T) {
	t.Parallel()
	f := loa.QuotaForecast{
		Today: november(28), Limit: 100, Counts: loa.QuotaCounts{loa.QuotaPlanned: 40}, Daily: 4,
		Items: []loa.QuotaItem{item(loa.QuotaDated, "a", 28, 3), item(loa.QuotaDated, "b", 29, 3), item(loa.QuotaQuestion, "c", 29, 6), item(loa.QuotaOther, "d", 30, 3)},
	}
	if f.DaysLeft() != 2 || f.Allowance() != 12 || f.Tomorrow() != 13 || f.Rest() != 27 || f.Expected() != 67 {
		t.Errorf("days %d, allowance %d, tomorrow %d, rest %d, expected %d", f.DaysLeft(), f.Allowance(), f.Tomorrow(), f.Rest(), f.Expected())
	}
	if w := f.Without([]loa.QuotaItem{item(0, "c", 1, 1)}); w.Rest() != 21 || f.Rest() != 27 {
		t.Errorf("without the question %d, and with it %d", w.Rest(), f.Rest())
	}
}

func keys(items []loa.QuotaItem) (list []string) {
	for _, i := range items {
		list = append(list, i.Key)
	}
	return list
}

// TestHoldBack: the least needed goes first, the last days before the next, nothing of
// today, and never reminders, corrections or answers.
func TestHoldBack(t *testing.T) {
	t.Parallel()
	items := []loa.QuotaItem{
		item(loa.QuotaQueued, "queued", 20, 30),
		item(loa.QuotaMeeting, "meeting", 25, 10), item(loa.QuotaCorrection, "correction", 25, 10),
		item(loa.QuotaOther, "today", 20, 10), item(loa.QuotaOther, "recap 24", 24, 10), item(loa.QuotaOther, "recap 27", 27, 10),
		item(loa.QuotaQuestion, "question 22", 22, 10), item(loa.QuotaQuestion, "question 26", 26, 10),
		item(loa.QuotaDated, "post 21", 21, 10), item(loa.QuotaDated, "post 30", 30, 10),
	} // 120
	for _, c := range []struct {
		limit, used, daily int
		want               []string
	}{
		{0, 9000, 10, nil}, // no limit
		{1000, 861, 0, nil},
		{1000, 862, 0, []string{"recap 27"}}, // 862 + 120 + a twentieth of eleven days
		{1000, 872, 0, []string{"recap 24", "recap 27"}},
		{1000, 882, 0, []string{"recap 24", "question 26", "recap 27"}},
		{1000, 901, 0, []string{"question 22", "recap 24", "question 26", "recap 27"}},
		{1000, 911, 0, []string{"question 22", "recap 24", "question 26", "recap 27", "post 30"}},
		{1000, 912, 0, []string{"post 21", "question 22", "recap 24", "question 26", "recap 27", "post 30"}},
		{1000, 771, 10, []string{"recap 27"}}, // eleven days of answers are more than a twentieth
	} {
		f := loa.QuotaForecast{Today: november(20), Limit: c.limit, Counts: loa.QuotaCounts{loa.QuotaPlanned: c.used}, Daily: c.daily, Items: items}
		got := f.HoldBack()
		if !slices.Equal(keys(got), c.want) {
			t.Errorf("used %d of %d: held %v, want %v", c.used, c.limit, keys(got), c.want)
		}
		if !slices.EqualFunc(f.HoldBack(), got, func(a, b loa.QuotaItem) bool { return a == b }) {
			t.Error("it chose otherwise the second time")
		}
	}
}

func TestQuotaWarning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ used, limit, want int }{
		{5000, 0, 0}, {2399, 3000, 0}, {2400, 3000, loa.QuotaNear}, {2999, 3000, loa.QuotaNear}, {3000, 3000, loa.QuotaFull}, {3100, 3000, loa.QuotaFull}, {0, 1, 0},
	} {
		if got := loa.QuotaWarning(c.used, c.limit); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.used, c.limit, got, c.want)
		}
	}
}

func TestQuotaDaily(t *testing.T) {
	t.Parallel()
	day := func(planned, answered, received int) loa.QuotaCounts {
		return loa.QuotaCounts{loa.QuotaPlanned: planned, loa.QuotaAnswered: answered, loa.QuotaReceived: received}
	}
	for _, c := range []struct {
		days []loa.QuotaCounts
		want int
	}{
		{nil, 0},
		{[]loa.QuotaCounts{{}, {}}, 0},
		{[]loa.QuotaCounts{{}, {}, day(5, 1, 2), day(5, 2, 2), day(5, 0, 0)}, 3}, // 7 in three days
	} {
		if got := loa.QuotaDaily(c.days); got != c.want {
			t.Errorf("%v: %d, want %d", c.days, got, c.want)
		}
	}
}

// TestPlanGroups: forty groups and ten bots of three places, some taken.
func TestPlanGroups(t *testing.T) {
	t.Parallel()
	var bots []loa.PlanBot
	for i := range 10 {
		b := loa.PlanBot{ID: loa.BotID("zalo:" + string(rune('a'+i)))}
		if i < 2 {
			b.Bound = []loa.PlanGroup{{Name: "bound", Messages: 500}}
		}
		bots = append(bots, b)
	}
	var wanted []loa.PlanGroup
	for i := range 40 {
		wanted = append(wanted, loa.PlanGroup{Name: string(rune('A' + i)), Messages: 100 + i%2*100})
	}
	p := loa.PlanGroups(loa.ZaloLimits(), bots, wanted)
	given := map[string]int{}
	for i, b := range p.Bots {
		if b.Groups() != 3 {
			t.Errorf("bot %s has %d groups, want 3", b.ID, b.Groups())
		}
		sum := 0
		for _, g := range append(slices.Clone(b.Bound), b.Given...) {
			sum += g.Messages
		}
		for _, g := range b.Given {
			given[g.Name]++
		}
		if sum != b.Messages || p.Over(b) != 0 {
			t.Errorf("bot %s is said to cost %d, it costs %d; over %d", b.ID, b.Messages, sum, p.Over(b))
		}
		if i >= 2 && (b.Messages < 300 || b.Messages > 600) {
			t.Errorf("bot %s has %d messages: not balanced", b.ID, b.Messages)
		}
	}
	if len(given) != 28 || len(p.Left) != 12 || p.Missing() != 4 {
		t.Errorf("%d given, %d left, %d bots missing; want 28, 12, 4", len(given), len(p.Left), p.Missing())
	}
	free := loa.PlanGroups(loa.QuotaLimits{}, bots[:1], wanted)
	if len(free.Left) != 0 || free.Missing() != 0 || free.Over(free.Bots[0]) != 0 {
		t.Errorf("without limits %d are left", len(free.Left))
	}
	none := loa.PlanGroups(loa.QuotaLimits{Groups: 3, Messages: 100}, nil, wanted[:4])
	if len(none.Left) != 4 || none.Missing() != 2 {
		t.Errorf("without bots: %d left, %d missing", len(none.Left), none.Missing())
	}
	tight := loa.PlanGroups(loa.QuotaLimits{Groups: 3, Messages: 250}, bots[5:6], wanted[:3])
	if over := tight.Over(tight.Bots[0]); over != 150 {
		t.Errorf("over %d, want 150", over)
	}
}
