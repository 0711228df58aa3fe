package main

import (
	"strings"
	"testing"

	"loa"
	"loa/bot/sandbox"
)

// TestReadiness starts while Telegram is away.
func TestReadiness(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.away.Store(true)
	s.launch()
	s.log.await(t, "Telegram cannot be reached: connect")
	base := "http://" + s.app.server.Addr()
	for path, want := range map[string]int{"/livez": 200, "/readyz": 503, "/metrics": 200, "/": 404, "/sandbox/state": 404} {
		if status, body := get(t, base+path); status != want {
			t.Errorf("while Telegram is away %s answers %d, want %d: %s", path, status, want, body)
		}
	}
	if _, body := get(t, base+"/readyz"); !strings.Contains(body, "telegram: not connected yet") {
		t.Errorf("/readyz does not say why: %q", body)
	}
	s.away.Store(false)
	s.log.await(t, "connected to Telegram")
	for _, path := range []string{"/livez", "/readyz"} {
		if status, body := get(t, base+path); status != 200 {
			t.Errorf("once connected %s answers %d: %s", path, status, body)
		}
	}
	s.answers(s.mai)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	groups := []sandbox.ChatID{s.bound("Chi bộ 1", "cb-1", "cell"), s.bound("Chi bộ 2", "cb-2", "cell"), s.bound("Chi bộ 3", "cb-2", "cell")}
	s.start()
	s.Fail(sandbox.Fault{Kind: sandbox.Drop, Method: "sendMessage", Chat: groups[2]})
	s.to("2024-03-13T06:30:00+07:00")
	for _, group := range groups {
		s.await(group, post13)
	}
	s.answers(s.mai)
	s.halt() // everything is settled
	s.start()
	s.answers(s.mai)
	s.until("what was received is counted", func() bool { return s.Pending() == 0 })
	_, metrics := get(t, "http://"+s.app.server.Addr()+"/metrics")
	for _, want := range []string{
		`loa_deliveries{state="uncertain"} 1`, `loa_deliveries{state="failed"} 0`, `loa_deliveries{state="expired"} 0`,
		`loa_updates_received_total 1`, `loa_updates_dead_lettered_total 0`, `loa_campaign_info{digest="`,
		`loa_platform_requests_total{method="getMe",outcome="ok"} 1`, `loa_platform_request_duration_seconds_bucket{method="getUpdates"`,
		`loa_delivery_oldest_pending_age_seconds 0`, `go_goroutines `,
	} {
		if !strings.Contains(metrics, "\n"+want) {
			t.Errorf("the metrics have no %s", want)
		}
	}
	// The two posts and the first answer; the second may not be settled yet.
	if !strings.Contains(metrics, "\n"+`loa_deliveries{state="sent"} 3`) && !strings.Contains(metrics, "\n"+`loa_deliveries{state="sent"} 4`) {
		t.Errorf("the metrics do not count three or four messages as sent:\n%s", metrics)
	}
	if strings.Contains(metrics, string(chatID(groups[0]))) || strings.Contains(metrics, account(s.mai).ID) {
		t.Error("the metrics name a chat or a person")
	}
}

// TestStopWhileSending stops Loa while Telegram keeps a request waiting: Loa ends
// in its time (stopInTime makes an error of it if not), and does not know whether
// the post arrived.
func TestStopWhileSending(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		arrived  bool
		messages int
	}{{"it had arrived", true, 1}, {"it had not arrived", false, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			hung, other := s.bound("Chi bộ 1", "cb-1", "cell"), s.bound("Chi bộ 2", "cb-2", "cell")
			s.start()
			s.answers(s.lan)
			s.Fail(sandbox.Fault{Kind: sandbox.Hang, Method: "sendMessage", Chat: hung, CarryOut: tt.arrived})
			s.to("2024-03-13T06:30:00+07:00")
			s.await(other, post13)
			s.until("the request hangs", func() bool { return s.Faults() == 0 })
			s.halt()
			s.until("the request was given up", func() bool { return s.Calls("sendMessage", 499) == 1 })
			s.start()
			if got := s.states(hung, march(13)); got[loa.Uncertain] != 1 || len(got) != 1 {
				t.Errorf("the post is %v, want uncertain", got)
			}
			s.await(sandbox.ChatID(s.lan), s.line("campaign.trouble_uncertain", map[string]any{
				"Title": "Ngày này năm 1954: mở màn", "Date": s.catalog.Day(loa.Vietnamese, march(13)), "Count": 1,
			}))
			s.to("2024-03-17T06:30:00+07:00")
			s.await(hung, post17)
			s.halt()
			s.count(hung, post13, tt.messages)
			s.count(other, post13, 1)
		})
	}
}

// TestStopWhileConnecting stops Loa before Telegram has answered at all.
func TestStopWhileConnecting(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Fail(sandbox.Fault{Kind: sandbox.Hang, Method: "getMe"})
	s.launch()
	s.until("the request hangs", func() bool { return s.Faults() == 0 })
	s.halt()
	s.start()
	s.answers(s.mai)
}
