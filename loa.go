// Package loa holds the nouns and the pure rules of Loa, the ward's loudspeaker
// in its chat groups. It imports the standard library only, does no I/O and
// reads no clock: time always comes in as a parameter.
//
// Read it as the glossary (code ↔ Vietnamese):
//
//	Campaign  đợt tuyên truyền     Strand   mạch nội dung (M1…M9)
//	Post      bài đăng             Source   nguồn
//	Quiz      câu hỏi              Meeting  buổi sinh hoạt
//	Unit      đơn vị               Group    nhóm chat
//	Role      vai trò (of a unit)  Delivery một lần gửi
//	Activity  hoạt động            Lead     chủ trì, Coordinator phối hợp
package loa

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrNotFound is returned, wrapped, by every look-up that found nothing.
var ErrNotFound = errors.New("not found")

// Platform names a chat platform.
type Platform string

// The platforms Loa knows.
const (
	Telegram Platform = "telegram"
	Zalo     Platform = "zalo"
)

// BotID names one bot account that Loa speaks through, such as "telegram:7001"
// (platform, then the bot's own id on it). Pace and update offsets belong to it.
type BotID string

// Platform returns the platform of the bot.
func (b BotID) Platform() Platform {
	p, _, _ := strings.Cut(string(b), ":")
	return Platform(p)
}

// ChatID is a chat as its platform names it; Telegram's numbers are kept as text.
type ChatID string

// MessageID is a message within a chat as the platform names it.
type MessageID string

// Account is a person's account on a platform. Loa keeps no more of a person
// than this, a language, and the roles given to it.
type Account struct {
	Platform Platform
	ID       string
}

func (a Account) String() string { return string(a.Platform) + ":" + a.ID }

// IsZero reports whether there is no account.
func (a Account) IsZero() bool { return a == Account{} }

// ParseAccount reads "telegram:123".
func ParseAccount(s string) (Account, error) {
	platform, id, ok := strings.Cut(strings.TrimSpace(s), ":")
	a := Account{Platform(platform), id}
	if !ok || id == "" || (a.Platform != Telegram && a.Platform != Zalo) {
		return Account{}, fmt.Errorf("account %q: want platform:id such as telegram:123", s)
	}
	if a.Platform == Telegram && strings.Trim(id, "0123456789") != "" {
		return Account{}, fmt.Errorf("account %q: a Telegram id is a number", s)
	}
	return a, nil
}

// Lang is a language Loa speaks: "vi" or "en".
type Lang string

// The languages, Vietnamese first.
const (
	Vietnamese Lang = "vi"
	English    Lang = "en"
)

// Valid reports whether Loa has a catalog for the language.
func (l Lang) Valid() bool { return l == Vietnamese || l == English }

// DefaultZone is the zone that units live in unless they say otherwise.
const DefaultZone = "Asia/Ho_Chi_Minh"

// Audit is one entry of the append-only log of changes with consequence.
type Audit struct {
	At      time.Time
	Actor   Account // zero: Loa itself
	Action  string  // such as "group.bind"
	Subject string  // such as "group:12"
	Detail  string  // one line, no secrets, no message texts of people
}
