// Package campaign is what Loa does: it carries a campaign folder out in the
// groups that were bound to units. Each use case loads, decides with the pure
// rules of package loa, and stores the new state together with the messages it
// causes in one transaction; package delivery sends them.
package campaign

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/content"
	"loa/storage"
)

// Settings are the installation's choices.
type Settings struct {
	Zone      *time.Location // of units that name none
	Lang      loa.Lang       // where neither group nor person chose one
	Admins    []loa.Account
	Rehearsal bool // every post says that it is a rehearsal

	InviteSheet InviteSheet         // nil: nothing is printed
	CheckinURL  string              // where the secretaries' check-in pages are, up to their ends; empty: there are none
	Attendance  loa.AttendanceRules // zero: those of the guidance
	Seed        func() string       // of a contest's draw; nil: random
	Quota       loa.QuotaLimits     // of each bot whose platform counts; zero: no limit
	Outage      time.Duration       // how long Loa is away before contests get the time back; 0: they never do
}

// Bot is one bot account that Loa speaks through.
type Bot struct {
	ID       loa.BotID
	Username string
	Name     string // as people see it
	Can      loa.Capabilities
}

// Address says where to write to the bot in private. Where it has no address that can
// be made from its name, people look it up by that.
func (b Bot) Address() string {
	if b.ID.Platform() == loa.Telegram {
		return "t.me/" + b.Username
	}
	return "“" + b.Name + "” (Zalo)"
}

// Service carries out one campaign. Its methods are safe for concurrent use.
type Service struct {
	db       *storage.DB
	catalog  *content.Catalog
	settings Settings
	now      func() time.Time
	log      zerolog.Logger

	campaign atomic.Pointer[loa.Campaign] // that of the folder with what is stored beside it
	folder   atomic.Pointer[loa.Campaign] // as it was read

	adopting  sync.Mutex // held while a campaign is put into the former one's place; never wanted within a transaction
	questions string     // version of the stored questions in the campaign
	stale     bool       // what is stored could not be read after it changed

	cards  chan struct{} // a broadcast has moved
	rolls  chan struct{} // somebody sent a roll
	orders chan struct{} // somebody ordered a report

	mu      sync.RWMutex
	bots    []Bot
	queued  []func()
	changed []func()
	aside   []func()

	toasts map[loa.BotID]func([]loa.Delivery) []loa.Delivery // see OnToasts

	documents Documents // nil: none are written
}

// New returns a service without a campaign; call Adopt next. now gives campaign
// time, which a rehearsal moves.
func New(db *storage.DB, catalog *content.Catalog, settings Settings, now func() time.Time, log zerolog.Logger) *Service {
	if settings.Attendance == (loa.AttendanceRules{}) {
		settings.Attendance = loa.DefaultAttendanceRules()
	}
	if settings.Seed == nil {
		settings.Seed = func() string { return newToken() + newToken() }
	}
	return &Service{
		db: db, catalog: catalog, settings: settings, now: now, log: log,
		cards: make(chan struct{}, 1), rolls: make(chan struct{}, 1), orders: make(chan struct{}, 1),
	}
}

// Campaign returns the campaign being carried out; nil before the first Adopt.
func (s *Service) Campaign() *loa.Campaign { return s.campaign.Load() }

// AddBot makes a bot account known, before its updates and deliveries begin.
func (s *Service) AddBot(b Bot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bots = append(slices.DeleteFunc(s.bots, func(have Bot) bool { return have.ID == b.ID }), b)
}

// OnQueued registers a function to call after every commit that may have queued
// a delivery. It must not block.
func (s *Service) OnQueued(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queued = append(s.queued, f)
}

// OnChanged registers a function to call after every commit that may have
// changed what is due: a campaign adopted, a group bound. It must not block.
func (s *Service) OnChanged(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed = append(s.changed, f)
}

// OnToasts has the bot's answers to taps handed over once what the taps did is stored,
// instead of being stored with it: they are worth nothing a moment later. send must not
// block, and returns those that it cannot take; they are stored then.
func (s *Service) OnToasts(bot loa.BotID, send func([]loa.Delivery) (left []loa.Delivery)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.toasts == nil {
		s.toasts = map[loa.BotID]func([]loa.Delivery) []loa.Delivery{}
	}
	s.toasts[bot] = send
}

func (s *Service) toaster(bot loa.BotID) func([]loa.Delivery) []loa.Delivery {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.toasts[bot]
}

// OnDeadLetter registers a function to call for every update that was put aside.
func (s *Service) OnDeadLetter(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.aside = append(s.aside, f)
}

func (s *Service) wake() { s.call(&s.queued) }

func (s *Service) calendarChanged() { s.call(&s.changed) }

func (s *Service) call(fs *[]func()) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, f := range *fs {
		f()
	}
}

func (s *Service) allBots() []Bot {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.bots)
}

func (s *Service) bot(id loa.BotID) Bot {
	if id == loa.RelayBot {
		return s.relay()
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, b := range s.bots {
		if b.ID == id {
			return b
		}
	}
	return Bot{ID: id}
}

// knows reports whether a bot has been made known, or it is people who pass things on. A
// service without any only looks.
func (s *Service) knows(id loa.BotID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return id == loa.RelayBot || len(s.bots) == 0 || slices.ContainsFunc(s.bots, func(b Bot) bool { return b.ID == id })
}

// groupLang returns the language in which Loa speaks in a group.
func (s *Service) groupLang(g loa.Group) loa.Lang {
	if g.Lang == "" {
		return s.settings.Lang
	}
	return g.Lang
}

// zoneOf returns the zone a unit lives in.
func (s *Service) zoneOf(units loa.Units, id loa.UnitID) *time.Location {
	if u, ok := units.Find(id); ok && u.Zone != "" {
		if zone, err := time.LoadLocation(u.Zone); err == nil { // zones are checked on import
			return zone
		}
	}
	return s.settings.Zone
}

func isMissing(err error) bool { return errors.Is(err, loa.ErrNotFound) }

// Refusal is a request that Loa turns down for a reason the person can do
// something about. Nothing was saved. It is shown by its catalog key.
type Refusal struct {
	Key  string
	Data map[string]any
}

func (r *Refusal) Error() string { return "refused: " + r.Key }

func refuse(key string, data map[string]any) error { return &Refusal{key, data} }
