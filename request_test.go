package loa

import (
	"testing"
	"time"
)

func march(day int) Date { return Date{2024, time.March, day} }

// TestWorkingDays: 13 March 2024 is a Wednesday.
func TestWorkingDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{
		{march(13), 0, march(13)},
		{march(13), 1, march(14)},
		{march(13), 2, march(15)},
		{march(14), 2, march(18)}, // over a weekend
		{march(15), 2, march(19)}, // made on a Friday
		{march(16), 2, march(19)}, // on a Saturday
		{march(17), 2, march(19)}, // on a Sunday
		{march(18), 5, march(25)},
		{march(29), 2, Date{2024, time.April, 2}},
		{Date{2024, time.December, 31}, 2, Date{2025, time.January, 2}}, // holidays are not known
		{Date{2024, time.February, 28}, 2, Date{2024, time.March, 1}},   // a leap year
	} {
		if got := c.from.AddWorkingDays(c.n); got != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
}

func TestRequestClock(t *testing.T) {
	t.Parallel()
	for kind, done := range map[RequestKind]Date{
		RequestAccess: march(23), RequestCorrect: march(23), RequestErase: march(23),
		RequestRestrict: march(28), RequestObject: march(28),
	} {
		if got := kind.DoneBy(march(13)); got != done {
			t.Errorf("%s is done by %s, want %s", kind, got, done)
		}
		if got := kind.AnswerBy(march(13)); got != march(15) {
			t.Errorf("%s is answered by %s", kind, got)
		}
	}
	for _, c := range []struct {
		a, b Date
		want int
	}{{march(13), march(13), 0}, {march(13), march(15), 2}, {march(15), march(13), -2}, {march(1), Date{2025, time.March, 1}, 365}} {
		if got := c.a.DaysUntil(c.b); got != c.want {
			t.Errorf("from %s to %s: %d days, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestPressing(t *testing.T) {
	t.Parallel()
	made := DataRequest{AnswerBy: march(15), DoneBy: march(23)}
	answered, closed := made, made
	answered.Answered = march(14).At(480, time.UTC)
	closed.Closed = answered.Answered
	for _, c := range []struct {
		what  string
		r     DataRequest
		today Date
		want  bool
	}{
		{"made today", made, march(13), false},
		{"the answer is owed tomorrow", made, march(14), true},
		{"today", made, march(15), true},
		{"late", made, march(16), true},
		{"answered", answered, march(16), false},
		{"four days are left", answered, march(19), false},
		{"three days are left", answered, march(20), true},
		{"done late", answered, march(25), true},
		{"closed", closed, march(25), false},
	} {
		if got := c.r.Pressing(c.today); got != c.want {
			t.Errorf("%s: pressing %t", c.what, got)
		}
	}
	if made.Next() != march(15) || answered.Next() != march(23) {
		t.Error("the deadline that comes next is another")
	}
}
