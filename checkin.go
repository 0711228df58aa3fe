package loa

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The times of self check-in. What a member has before the eyes is taken for one
// more step after it changed: who has just scanned or read it is not turned away.
const (
	CheckinTokenStep = 30 * time.Second // how long a QR code shows; it is taken for up to 60 s
	CheckinCodeStep  = 5 * time.Minute  // how long a spoken code holds; it is taken for up to 10 min
	CheckinBefore    = 30 * time.Minute // from so long before the meeting begins
	CheckinAfter     = 60 * time.Minute // until so long after
	CheckinLate      = 10 * time.Minute // who checks in later than so long after the beginning is late
)

// CheckinTries is how many wrong spoken codes one account may try at one meeting.
// Each try hits one of 10,000 codes, two of which are taken.
const CheckinTries = 5

// CheckinPrefix marks a deep link to check in.
const CheckinPrefix = "c_"

// CheckinTrace is what must be known of an account for as long as a meeting lasts,
// to hold it to its tries and to count it once. It is forgotten soon after.
type CheckinTrace struct {
	Meeting MeetingID
	Account Account
	Wrong   int  // spoken codes
	Visited bool // counted as a guest
	At      time.Time
}

// CheckinWindow returns from when until when members can check themselves in.
func (m Meeting) CheckinWindow() (from, until time.Time) {
	return m.At.Add(-CheckinBefore), m.At.Add(CheckinAfter)
}

// CheckinOpen reports whether members can check themselves in at the time.
func (m Meeting) CheckinOpen(now time.Time) bool {
	from, until := m.CheckinWindow()
	return m.Secret != "" && m.State == MeetingPlanned && !now.Before(from) && now.Before(until)
}

// LateAt reports whether who comes at the time is late.
func (m Meeting) LateAt(now time.Time) bool { return now.After(m.At.Add(CheckinLate)) }

// CheckinPayload is what a deep link that checks in carries at the time: 27 to 38
// characters of A–Z a–z 0–9 _ -; at most 64 are allowed
// (core.telegram.org/bots/features#deep-linking).
func (m Meeting) CheckinPayload(now time.Time) string {
	return fmt.Sprintf("%s%d_%s", CheckinPrefix, m.ID, m.token(step(now, CheckinTokenStep)))
}

// ReadCheckinPayload takes a deep link's payload apart.
func ReadCheckinPayload(payload string) (id MeetingID, token string, ok bool) {
	rest, ok := strings.CutPrefix(payload, CheckinPrefix)
	if !ok {
		return 0, "", false
	}
	number, token, ok := strings.Cut(rest, "_")
	n, err := strconv.ParseInt(number, 10, 64)
	return MeetingID(n), token, ok && err == nil && n > 0 && token != ""
}

// TakesToken reports whether a deep link's token is good at the time.
func (m Meeting) TakesToken(token string, now time.Time) bool {
	at := step(now, CheckinTokenStep)
	return m.same(token, m.token(at)) || m.same(token, m.token(at-1))
}

// SpokenCode is the code of four digits to say aloud at the time.
func (m Meeting) SpokenCode(now time.Time) string { return m.spoken(step(now, CheckinCodeStep)) }

// TakesCode reports whether a spoken code is good at the time. Blanks between the
// digits do not matter.
func (m Meeting) TakesCode(code string, now time.Time) bool {
	at := step(now, CheckinCodeStep)
	code = strings.Join(strings.Fields(code), "")
	return m.same(code, m.spoken(at)) || m.same(code, m.spoken(at-1))
}

// CheckinTokenUntil returns when the QR code that shows at the time changes.
func CheckinTokenUntil(now time.Time) time.Time { return changes(now, CheckinTokenStep) }

// CheckinCodeUntil returns when the spoken code that holds at the time changes.
func CheckinCodeUntil(now time.Time) time.Time { return changes(now, CheckinCodeStep) }

// CheckinPage is the unguessable end of the address of the secretary's page; empty
// where self check-in is not open. Who knows it sees the codes.
func (m Meeting) CheckinPage() string {
	if m.Secret == "" {
		return ""
	}
	return fmt.Sprintf("%d-%s", m.ID, base64.RawURLEncoding.EncodeToString(m.mac("page", 0)[:16]))
}

// ReadCheckinPage returns whose page it would be.
func ReadCheckinPage(page string) (MeetingID, bool) {
	number, _, ok := strings.Cut(page, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	return MeetingID(n), ok && err == nil && n > 0
}

// HasCheckinPage reports whether it is the meeting's page.
func (m Meeting) HasCheckinPage(page string) bool { return m.same(page, m.CheckinPage()) }

func (m Meeting) token(step int64) string {
	return base64.RawURLEncoding.EncodeToString(m.mac("token", step)[:16])
}

func (m Meeting) spoken(step int64) string {
	const codes = 10_000
	return fmt.Sprintf("%04d", binary.BigEndian.Uint64(m.mac("code", step))%codes)
}

// mac is different for each meeting, use and step.
func (m Meeting) mac(use string, step int64) []byte {
	h := hmac.New(sha256.New, []byte(m.Secret))
	fmt.Fprintf(h, "%s %d %d", use, m.ID, step)
	return h.Sum(nil)
}

// same compares without telling by the time it takes how much was right. Without a
// secret nothing is.
func (m Meeting) same(got, want string) bool {
	return m.Secret != "" && hmac.Equal([]byte(got), []byte(want))
}

func step(now time.Time, long time.Duration) int64 { return now.UnixNano() / int64(long) }

func changes(now time.Time, long time.Duration) time.Time {
	return time.Unix(0, (step(now, long)+1)*int64(long))
}
