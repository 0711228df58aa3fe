package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"loa"
)

func TestReceive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{bodies: []func(url.Values) (int, string){
			updates(said(999, "a"), said(1000, "b")),
			updates(said(5, "c")), // after a quiet week the numbers begin anew, lower
			updates(said(6, "d")),
		}}
		in := &inbox{}
		a, err := receive(t, s, in, 60*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"", "1001", "6", "7", "7"}; !slices.Equal(s.offsets(), want) {
			t.Errorf("offsets %q, want %q", s.offsets(), want)
		}
		if want := []int64{1001, 6, 7}; !slices.Equal(in.next, want) {
			t.Errorf("committed %v, want %v", in.next, want)
		}
		var names []string
		for _, u := range in.taken {
			names = append(names, u.Message.Command)
		}
		if want := []string{"a", "b", "c", "d"}; !slices.Equal(names, want) {
			t.Errorf("got %q, want %q", names, want)
		}
		want := url.Values{"offset": {"7"}, "limit": {"100"}, "timeout": {"50"},
			"allowed_updates": {`["message","callback_query","poll","poll_answer","my_chat_member"]`}}
		if d := cmp.Diff(want, s.params); d != "" {
			t.Errorf("parameters (-want +got)\n%s", d)
		}
		if got := a.LastPoll().Sub(s.began); got != longPoll {
			t.Errorf("last poll at %v, want %v: the end of the only long one", got, longPoll)
		}
	})
}

func TestReceiveNeedsConnect(t *testing.T) {
	t.Parallel()
	err := newAdapter(t, "http://telegram.test").Receive(t.Context(), &inbox{})
	if loa.FailureOf(err).Class != loa.FailMisconfigured {
		t.Errorf("got %v, want misconfigured", err)
	}
}

// What the inbox could not commit comes again, and Telegram is never told an
// offset beyond what was committed.
func TestInboxErrorBringsTheBatchAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue := []string{said(10, "a"), said(11, "b"), said(12, "c"), said(13, "d")}
		in := &inbox{errs: []error{nil, errors.New("disk full"), errors.New("disk full")}}
		serve := func(v url.Values) (int, string) { // two at a time, from the offset on
			offset, _ := strconv.ParseInt(v.Get("offset"), 10, 64)
			if n := len(in.next); n > 0 && offset > in.next[n-1] || n == 0 && offset != 0 {
				t.Errorf("offset %d is ahead of %v", offset, in.next)
			}
			first := max(0, int(offset)-10)
			return ok("[" + strings.Join(queue[first:min(first+2, len(queue))], ",") + "]")
		}
		s := &script{bodies: slices.Repeat([]func(url.Values) (int, string){serve}, 4)}
		if _, err := receive(t, s, in, 20*time.Second); err != nil {
			t.Fatal(err)
		}
		if want := [][]int64{{10, 11}, {12, 13}, {12, 13}, {12, 13}}; cmp.Diff(want, in.offered) != "" {
			t.Errorf("offered %v, want %v", in.offered, want)
		}
		if want := []string{"", "12", "12", "12", "14"}; !slices.Equal(s.offsets(), want) {
			t.Errorf("offsets %q, want %q", s.offsets(), want)
		}
		if want := []time.Duration{0, 0, time.Second, 3 * time.Second, 3 * time.Second}; !slices.Equal(s.times(), want) {
			t.Errorf("polls at %v, want %v", s.times(), want)
		}
	})
}

func TestPoisonousUpdateKeepsNoOtherBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{bodies: []func(url.Values) (int, string){
			updates(said(20, "a"), `{"update_id":21,"message":"poison"}`, `{"message":{}}`, `"poison"`, said(24, "b"), `null`),
		}}
		in := &inbox{}
		if _, err := receive(t, s, in, time.Second); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range in.taken {
			name := "bad " + string(u.Raw)
			if u.Bad == nil {
				name = u.Message.Command
			}
			got = append(got, fmt.Sprintf("%d %s", u.ID, name))
		}
		want := []string{"20 a", `21 bad {"update_id":21,"message":"poison"}`, `22 bad {"message":{}}`, `23 bad "poison"`, "24 b", "25 bad null"}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
		if want := []string{"", "26"}; !slices.Equal(s.offsets(), want) {
			t.Errorf("offsets %q, want %q", s.offsets(), want)
		}
	})
}

// A batch in which no id can be read has no sure number. It neither ends
// receiving nor turns it into a tight loop.
func TestBatchWithoutAnyID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{bodies: []func(url.Values) (int, string){
			updates(`{}`, `{}`), // no offset yet: nothing can be done but to ask again
			updates(`{}`, `{}`, said(32, "a")),
			updates(`{}`, `{}`), // confirmed by counting on from the offset
		}}
		in := &inbox{}
		if _, err := receive(t, s, in, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		if want := [][]int64{{30, 31, 32}, {33, 34}}; cmp.Diff(want, in.offered) != "" {
			t.Errorf("offered %v, want %v", in.offered, want)
		}
		want := []polled{{0, ""}, {time.Second, ""}, {time.Second, "33"}, {2 * time.Second, "35"}}
		if d := cmp.Diff(want, s.polls); d != "" {
			t.Errorf("polls (-want +got)\n%s", d)
		}
	})
}

func TestReceiveOutlastsFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reset := body(0, "")
		s := &script{bodies: []func(url.Values) (int, string){
			updates(said(1, "a")),
			body(502, "<html>"), reset, body(500, refusal(500, "restart", "")), body(200, `{"ok":true,"result":5}`),
			reset, reset, reset, reset,
			updates(said(2, "b")),
			body(429, refusal(429, "Too Many Requests", `{"retry_after":90}`)),
			reset, // the count begins anew
		}}
		in := &inbox{}
		if _, err := receive(t, s, in, 10*time.Minute); err != nil {
			t.Fatal(err)
		}
		var waits []time.Duration
		for i := 1; i <= 12; i++ {
			waits = append(waits, (s.polls[i].At-s.polls[i-1].At)/time.Second)
		}
		want := []time.Duration{0, 1, 2, 4, 8, 16, 32, 60, 60, 0, 90, 1}
		if !slices.Equal(waits, want) {
			t.Errorf("waits %v s, want %v", waits, want)
		}
		if len(in.taken) != 2 {
			t.Errorf("%d updates arrived, want 2", len(in.taken))
		}
	})
}

func TestServerThatNeverWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{bodies: slices.Repeat([]func(url.Values) (int, string){updates()}, 100)}
		if _, err := receive(t, s, &inbox{}, 9500*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if n := len(s.polls); n != 10 {
			t.Errorf("%d polls in 9.5 s, want 10", n)
		}
	})
}

func TestTokenThatIsNotValidEndsReceiving(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{bodies: []func(url.Values) (int, string){
			updates(said(1, "a")), body(401, refusal(401, "Unauthorized", "")),
		}}
		_, err := receive(t, s, &inbox{}, time.Hour)
		if loa.FailureOf(err).Class != loa.FailMisconfigured {
			t.Errorf("got %v, want misconfigured", err)
		}
	})
}

func TestConflict(t *testing.T) {
	t.Parallel()
	conflict := body(409, refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", ""))
	t.Run("at the start", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &script{bodies: slices.Repeat([]func(url.Values) (int, string){conflict}, 5)}
			_, err := receive(t, s, &inbox{}, time.Hour)
			if loa.FailureOf(err).Class != loa.FailMisconfigured || !strings.Contains(err.Error(), "another program receives with this token") {
				t.Errorf("got %v", err)
			}
			if len(s.polls) != 5 {
				t.Errorf("%d polls, want 5", len(s.polls))
			}
		})
	})
	t.Run("passing, at the start", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &script{bodies: []func(url.Values) (int, string){conflict, conflict, conflict, conflict, updates(said(1, "a")), conflict}}
			in := &inbox{}
			if _, err := receive(t, s, in, time.Hour); err != nil || len(in.taken) != 1 {
				t.Errorf("got %v and %d updates", err, len(in.taken))
			}
		})
	})
	t.Run("later", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &script{bodies: append([]func(url.Values) (int, string){
				func(url.Values) (int, string) { <-time.After(startPhase); return ok("[]") }}, // the bubble's time
				append(slices.Repeat([]func(url.Values) (int, string){conflict}, 20), updates(said(1, "a")))...)}
			in := &inbox{}
			var log strings.Builder
			_, err := receive(t, s, in, time.Hour, func(c *Config) { c.Log = zerolog.New(&log) })
			if err != nil || len(in.taken) != 1 {
				t.Errorf("got %v and %d updates", err, len(in.taken))
			}
			if n := strings.Count(log.String(), `"level":"error"`); n != 20 {
				t.Errorf("%d loud lines, want 20", n)
			}
		})
	})
}

// The end of ctx is felt at once, in a long poll as in a pause.
func TestReceiveEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, bodies := range map[string][]func(url.Values) (int, string){
		"in a long poll": nil,
		"in a pause":     {body(429, refusal(429, "Too Many Requests", `{"retry_after":3600}`))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{bodies: bodies}
				if _, err := receive(t, s, &inbox{}, 7*time.Second); err != nil {
					t.Error(err)
				}
				if took := time.Since(s.began); took != 7*time.Second {
					t.Errorf("ended after %v, want 7s", took)
				}
			})
		})
	}
}

// A poll that the network swallows ends by itself.
func TestPollTimesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		hung := 0
		a := newAdapter(t, "http://telegram.test", func(c *Config) {
			c.HTTP = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				if path.Base(r.URL.Path) == "getMe" {
					return s.RoundTrip(r)
				}
				hung++
				<-r.Context().Done()
				return nil, r.Context().Err()
			})}
		})
		if _, err := a.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*pollTimeout)
		defer cancel()
		if err := a.Receive(ctx, &inbox{}); err != nil {
			t.Fatal(err)
		}
		if hung != 2 {
			t.Errorf("%d polls, want 2: the first given up after %v", hung, pollTimeout)
		}
		if !a.LastPoll().IsZero() {
			t.Error("a poll without an answer counts as one")
		}
	})
}

func TestDecodeBatchKeepsOrder(t *testing.T) {
	t.Parallel()
	list, err := readUpdates([]byte("[" + said(900, "a") + "," + said(3, "b") + "]"))
	if err != nil {
		t.Fatal(err)
	}
	batch, next, ok := decodeBatch(list, 901, "loa_bot")
	if !ok || next != 4 || batch[0].ID != 900 || batch[1].ID != 3 {
		t.Errorf("got %d and %d, next %d", batch[0].ID, batch[1].ID, next)
	}
}
