package loa_test

import (
	"regexp"
	"testing"
	"time"

	"loa"
)

// checkinMeeting begins at 19:30:00 sharp, where a step of either kind begins, too.
func checkinMeeting() loa.Meeting {
	return loa.Meeting{
		ID: 12, State: loa.MeetingPlanned, Secret: "000102030405060708090a0b0c0d0e0f",
		At: time.Date(2024, 4, 5, 12, 30, 0, 0, time.UTC),
	}
}

func TestCheckinSteps(t *testing.T) {
	t.Parallel()
	m := checkinMeeting()
	token := func(at time.Time) string {
		_, token, ok := loa.ReadCheckinPayload(m.CheckinPayload(at))
		if !ok {
			t.Fatalf("payload %q cannot be read", m.CheckinPayload(at))
		}
		return token
	}
	tests := []struct {
		name        string
		shown, used time.Duration // after the beginning
		token, code bool
	}{
		{"at once", 0, 0, true, true},
		{"last instant of the step", 0, 30*time.Second - 1, true, true},
		{"the step after", 0, 30 * time.Second, true, true},
		{"60 s later at the latest", 0, 60*time.Second - 1, true, true},
		{"two steps after", 0, 60 * time.Second, false, true},
		{"shown late in its step", 29 * time.Second, 60 * time.Second, false, true},
		{"before it is shown", 30 * time.Second, 30*time.Second - 1, false, true},
		{"the code after next", 0, 10*time.Minute - 1, false, true},
		{"two codes later", 0, 10 * time.Minute, false, false},
		{"a code before it is said", 5 * time.Minute, 5*time.Minute - 1, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shown, used := m.At.Add(tt.shown), m.At.Add(tt.used)
			if got := m.TakesToken(token(shown), used); got != tt.token {
				t.Errorf("token: %t, want %t", got, tt.token)
			}
			if got := m.TakesCode(m.SpokenCode(shown), used); got != tt.code {
				t.Errorf("code: %t, want %t", got, tt.code)
			}
		})
	}
}

func TestCheckinChanges(t *testing.T) {
	t.Parallel()
	at := checkinMeeting().At
	for _, late := range []time.Duration{0, time.Second, 30*time.Second - 1} {
		if got, want := loa.CheckinTokenUntil(at.Add(late)), at.Add(30*time.Second); !got.Equal(want) {
			t.Errorf("token after %s until %s, want %s", late, got, want)
		}
	}
	if got, want := loa.CheckinCodeUntil(at.Add(time.Minute)), at.Add(5*time.Minute); !got.Equal(want) {
		t.Errorf("code until %s, want %s", got, want)
	}
}

// TestCheckinBelongsToOneMeeting: nothing of one meeting is good at another one, with
// another secret, or without any.
func TestCheckinBelongsToOneMeeting(t *testing.T) {
	t.Parallel()
	m := checkinMeeting()
	now := m.At
	_, token, _ := loa.ReadCheckinPayload(m.CheckinPayload(now))
	other, again, shut := m, m, m
	other.ID, again.Secret, shut.Secret = 13, "ff0102030405060708090a0b0c0d0e0f", ""
	for name, x := range map[string]loa.Meeting{"another meeting": other, "opened again": again, "not open": shut} {
		if x.TakesToken(token, now) || x.TakesCode(m.SpokenCode(now), now) || x.HasCheckinPage(m.CheckinPage()) {
			t.Errorf("%s takes the first meeting's", name)
		}
	}
	_, own, _ := loa.ReadCheckinPayload(shut.CheckinPayload(now))
	if shut.TakesToken(own, now) || shut.TakesCode(shut.SpokenCode(now), now) || shut.HasCheckinPage(shut.CheckinPage()) || shut.HasCheckinPage("") {
		t.Error("without a secret anybody could make the codes")
	}
	for _, wrong := range []string{"", "x", token[1:], token + "A", m.SpokenCode(now)} {
		if m.TakesToken(wrong, now) {
			t.Errorf("token %q is taken", wrong)
		}
	}
	for _, wrong := range []string{"", "123", "00000", "abcd", token} {
		if m.TakesCode(wrong, now) {
			t.Errorf("code %q is taken", wrong)
		}
	}
	code := m.SpokenCode(now)
	if spaced := " " + code[:2] + " " + code[2:]; !m.TakesCode(spaced, now) {
		t.Errorf("code %q is not taken", spaced)
	}
}

func TestCheckinPayloadFits(t *testing.T) {
	t.Parallel()
	allowed := regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	m := checkinMeeting()
	for _, id := range []loa.MeetingID{1, 12, 1<<63 - 1} {
		m.ID = id
		for i := range 200 { // so that every character of the alphabet comes up
			payload := m.CheckinPayload(m.At.Add(time.Duration(i) * time.Minute))
			got, token, ok := loa.ReadCheckinPayload(payload)
			if !allowed.MatchString(payload) || !ok || got != id || !m.TakesToken(token, m.At.Add(time.Duration(i)*time.Minute)) {
				t.Fatalf("payload %q: meeting %d, token %q, %t", payload, got, token, ok)
			}
		}
		if got, ok := loa.ReadCheckinPage(m.CheckinPage()); !ok || got != id || !m.HasCheckinPage(m.CheckinPage()) || !allowed.MatchString(m.CheckinPage()) {
			t.Errorf("page %q: meeting %d, %t", m.CheckinPage(), got, ok)
		}
	}
	for _, bad := range []string{"", "c_", "c_12", "c_12_", "c__x", "c_-1_x", "c_0_x", "c_x_y", "i_12_x", "c_99999999999999999999_x"} {
		if _, _, ok := loa.ReadCheckinPayload(bad); ok {
			t.Errorf("payload %q is read", bad)
		}
	}
	for _, bad := range []string{"", "12", "-12", "x-y", "0-x", "99999999999999999999-x"} {
		if _, ok := loa.ReadCheckinPage(bad); ok {
			t.Errorf("page %q is read", bad)
		}
	}
}

func TestCheckinWindow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		after      time.Duration
		change     func(*loa.Meeting)
		open, late bool
	}{
		{"too early", -30*time.Minute - 1, nil, false, false},
		{"as early as can be", -30 * time.Minute, nil, true, false},
		{"on time", 0, nil, true, false},
		{"just on time", 10 * time.Minute, nil, true, false},
		{"late", 10*time.Minute + 1, nil, true, true},
		{"as late as can be", 60*time.Minute - 1, nil, true, true},
		{"too late", 60 * time.Minute, nil, false, true},
		{"not opened", 0, func(m *loa.Meeting) { m.Secret = "" }, false, false},
		{"cancelled", 0, func(m *loa.Meeting) { m.State = loa.MeetingCancelled }, false, false},
		{"closed", 0, func(m *loa.Meeting) { m.State = loa.MeetingClosed }, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := checkinMeeting()
			if tt.change != nil {
				tt.change(&m)
			}
			now := m.At.Add(tt.after)
			if m.CheckinOpen(now) != tt.open || m.LateAt(now) != tt.late {
				t.Errorf("open %t, late %t; want %t, %t", m.CheckinOpen(now), m.LateAt(now), tt.open, tt.late)
			}
		})
	}
}
