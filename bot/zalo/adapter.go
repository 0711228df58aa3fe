// Package zalo is the adapter between Loa and the Zalo Bot API, over its documented
// methods and nothing else (docs.zaloplatforms.com/docs/BOT): no library, and never
// one that drives a personal account.
//
// The platform differs from others in what it lacks, and the adapter hides none of
// it: it refuses what Zalo cannot do (edits, buttons, polls, pins, files), and
// Capabilities say so beforehand. What takes its place is decided above it, in one
// place (package campaign, Plain); see docs/zalo.md.
//
// Receiving: Zalo hands an event over once and forgets it. Whoever holds it keeps it
// until the Inbox has stored it. Sending: every failure is a *loa.Failure, and what may
// have arrived is never called anything but uncertain: there is no key against
// duplicates, and no way to look a message up. The token is a part of every
// address; it is in no error and in no log line.
package zalo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/text/unicode/norm"

	"loa"
)

// DefaultAPI is Zalo's own server. bot-api.zapps.me is its former name and still answers.
const DefaultAPI = "https://bot-api.zaloplatforms.com"

// tokenForm is the form of a token: "<digits>:<string>" (docs, authorize).
var tokenForm = regexp.MustCompile(`^[0-9]+:[^\s/?#%]+$`)

// Files says where on the web a photo is that Zalo can fetch: apis/sendPhoto takes
// an address, never bytes.
type Files interface {
	// RemoteFile returns loa.ErrNotFound for a photo that is nowhere on the web.
	RemoteFile(ctx context.Context, digest string) (address string, err error)
}

// Config is what an Adapter is made from.
type Config struct {
	Token string
	API   string // base URL; empty: DefaultAPI
	// HTTP is copied; nil means http.DefaultClient. Its timeout is not used and
	// redirects are not followed. Its transport must not repeat requests by itself.
	HTTP    *http.Client
	Files   Files    // nil: no photo can be sent
	Aliases []string // names that people pick from the @ list beside the bot's own
	// Secret is what Zalo shows with every webhook request, 8 to 256 characters; empty: no webhook.
	Secret string
	Log    zerolog.Logger
	// Observe is told of every request: outcome is "ok", "idle" or a loa.FailureClass. May be nil.
	Observe func(method, outcome string, took time.Duration)
	// Polled is called, between two polls, with when Zalo answered one. May be nil.
	Polled func(ctx context.Context, at time.Time)
}

// Adapter speaks for one bot. It is safe for concurrent use.
type Adapter struct {
	token, base string
	secret      string // the secret half of the token
	hookSecret  string
	aliases     []string
	http        *http.Client
	files       Files
	log         zerolog.Logger
	observe     func(method, outcome string, took time.Duration)
	polled      func(ctx context.Context, at time.Time)
	me          atomic.Pointer[Me]
	lastPoll    atomic.Pointer[time.Time]
	polling     sync.Mutex // held by the one poller
}

// New makes an adapter. It does not touch the network.
func New(c Config) (*Adapter, error) {
	if !tokenForm.MatchString(c.Token) {
		return nil, errors.New("zalo token: want the form 123456:secret, as the account “Zalo Bot Manager” sends it")
	}
	base := strings.TrimSuffix(c.API, "/")
	if base == "" {
		base = DefaultAPI
	}
	if u, err := url.Parse(base); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("zalo API address %q: want http(s)://host", base)
	}
	if n := len(c.Secret); n > 0 && (n < minSecret || n > maxSecret) {
		return nil, fmt.Errorf("zalo webhook secret: %d characters, want %d to %d", n, minSecret, maxSecret)
	}
	client := http.DefaultClient
	if c.HTTP != nil {
		client = c.HTTP
	}
	_, secret, _ := strings.Cut(c.Token, ":")
	return &Adapter{
		token: c.Token, base: base, secret: secret, hookSecret: c.Secret, aliases: c.Aliases, http: ownClient(client),
		files: c.Files, log: c.Log, observe: c.Observe, polled: c.Polled,
	}, nil
}

// ownClient copies the client. Its timeout goes: each call has its own. The API
// does not redirect; following one would show the token to another host.
func ownClient(c *http.Client) *http.Client {
	own := *c
	own.Timeout = 0
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Me is the bot itself.
type Me struct {
	Bot     loa.BotID // "zalo:<id>"
	ID      string
	Account string // such as "bot.VrN3aBcd"
	Name    string // as people see and pick it; empty where Zalo does not tell
	Groups  bool   // it may join groups
}

// Connect asks Zalo who the bot is. Receiving needs to have been preceded by it.
func (a *Adapter) Connect(ctx context.Context) (Me, error) {
	result, err := a.call(ctx, "getMe", nil)
	if err != nil {
		return Me{}, err
	}
	var u struct {
		ID      text   `json:"id"`
		Account string `json:"account_name"`
		Name    string `json:"display_name"` // not documented, seen on the live service (2026-10)
		Groups  bool   `json:"can_join_groups"`
	}
	if err := json.Unmarshal(result, &u); err != nil {
		return Me{}, &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read answer of getMe: %w", err)}
	}
	if u.ID == "" {
		return Me{}, &loa.Failure{Class: loa.FailRetry, Err: errors.New("read answer of getMe: it has no id")}
	}
	me := Me{
		Bot: loa.BotID(string(loa.Zalo) + ":" + string(u.ID)), ID: string(u.ID),
		Account: u.Account, Name: norm.NFC.String(u.Name), Groups: u.Groups,
	}
	if !me.Groups {
		a.log.Warn().Str("bot", string(me.Bot)).Msg("Zalo says that this bot may not join groups: see “Mời Bot vào nhóm” in Zalo Bot Creator")
	}
	a.me.Store(&me)
	return me, nil
}

// names are what people may have picked from the @ list.
func (m Me) names(aliases []string) []string {
	return append([]string{m.Name, m.Account}, aliases...)
}

// Capabilities says what Zalo can do, which is little.
func (a *Adapter) Capabilities() loa.Capabilities {
	return loa.Capabilities{OnlyMentions: true, TextLimit: maxText, CaptionLimit: maxText, Monthly: loa.ZaloMonthly}
}

// LastPoll returns when Zalo last answered a poll for updates, in real time; zero
// if it never did.
func (a *Adapter) LastPoll() time.Time {
	if t := a.lastPoll.Load(); t != nil {
		return *t
	}
	return time.Time{}
}
