// Package telegram is the adapter between Loa and Telegram's Bot API, on top of
// go-telegram-bot-api/v5.
//
// v5.5.1 stops at Bot API 5.5 and has no contexts, so nothing but its two
// generic requests (MakeRequest, UploadFiles) is used, from one place: call.
// Parameters and answers are small structs of our own, nothing of the library
// leaves the package. v5's logging paths (Debug, GetUpdatesChan) are never
// entered, which is why its package-wide logger is left alone.
//
// Receiving: an update is confirmed to Telegram only after the Inbox has
// committed it. Sending: every failure is a *loa.Failure, and what may have
// arrived is never called anything but uncertain. The token is in no error and
// in no log line.
package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/rs/zerolog"

	"loa"
)

// DefaultAPI is Telegram's own server (core.telegram.org/bots/api#making-requests).
const DefaultAPI = "https://api.telegram.org"

// tokenForm is the form of a bot token: the bot's id, a colon, a secret.
var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// Files gives the bytes of media, and what Telegram calls a file it already has.
type Files interface {
	File(ctx context.Context, digest string) (name string, data []byte, err error)
	// RemoteFile returns loa.ErrNotFound for a file that was never uploaded.
	RemoteFile(ctx context.Context, digest string) (fileID string, err error)
}

// Config is what an Adapter is made from.
type Config struct {
	Token string
	API   string // base URL; empty: DefaultAPI
	// HTTP is copied; nil means http.DefaultClient. Its timeout is not used and
	// redirects are not followed. Its transport must not repeat requests by itself.
	HTTP  *http.Client
	Files Files // nil: no media can be sent
	Log   zerolog.Logger
	// Observe is told of every request: outcome is "ok" or a loa.FailureClass. May be nil.
	Observe func(method, outcome string, took time.Duration)
}

// Adapter speaks for one bot. It is safe for concurrent use.
type Adapter struct {
	bot      tgbotapi.BotAPI // a template, copied for each call
	base     string          // the address of the API
	http     *http.Client
	secret   string // the secret half of the token
	files    Files
	log      zerolog.Logger
	observe  func(method, outcome string, took time.Duration)
	me       atomic.Pointer[Me]
	lastPoll atomic.Pointer[time.Time]
}

// New makes an adapter. It does not touch the network.
func New(c Config) (*Adapter, error) {
	if !tokenForm.MatchString(c.Token) {
		return nil, errors.New("telegram token: want the form 123456:secret, as @BotFather gives it")
	}
	base := strings.TrimSuffix(c.API, "/")
	if base == "" {
		base = DefaultAPI
	}
	if u, err := url.Parse(base); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("telegram API address %q: want http(s)://host", base)
	}
	client := http.DefaultClient
	if c.HTTP != nil {
		client = c.HTTP
	}
	client = ownClient(client)
	_, secret, _ := strings.Cut(c.Token, ":")
	a := &Adapter{
		// Not NewBotAPI: it would call getMe.
		bot:     tgbotapi.BotAPI{Token: c.Token},
		base:    base,
		http:    client,
		secret:  secret,
		files:   c.Files,
		log:     c.Log,
		observe: c.Observe,
	}
	a.bot.SetAPIEndpoint(strings.ReplaceAll(base, "%", "%%") + "/bot%s/%s")
	return a, nil
}

// ownClient copies the client. Its timeout goes: each call has its own, and a
// long poll outlasts what is usual. The Bot API does not redirect; following one
// would show the token to another host, in the Referer header if nowhere else.
func ownClient(c *http.Client) *http.Client {
	own := *c
	own.Timeout = 0
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Me is the bot itself.
type Me struct {
	Bot      loa.BotID // "telegram:<id>"
	Name     string
	Username string // without @
	// HearsAll: privacy mode is off, so Telegram sends every message of a group
	// (core.telegram.org/bots/features#privacy-mode). Loa drops what is no command.
	HearsAll bool
}

// Connect asks Telegram who the bot is. Receive needs to have been preceded by it.
func (a *Adapter) Connect(ctx context.Context) (Me, error) {
	result, err := a.call(ctx, newRequest("getMe"))
	if err != nil {
		return Me{}, err
	}
	var u struct {
		ID       int64  `json:"id"`
		Name     string `json:"first_name"`
		Username string `json:"username"`
		HearsAll bool   `json:"can_read_all_group_messages"`
	}
	if err := json.Unmarshal(result, &u); err != nil {
		return Me{}, &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read answer of getMe: %w", err)}
	}
	if u.ID == 0 {
		return Me{}, &loa.Failure{Class: loa.FailRetry, Err: errors.New("read answer of getMe: it has no id")}
	}
	me := Me{
		Bot:      loa.BotID(string(loa.Telegram) + ":" + strconv.FormatInt(u.ID, 10)),
		Name:     u.Name,
		Username: u.Username,
		HearsAll: u.HearsAll,
	}
	a.me.Store(&me)
	return me, nil
}

// Capabilities says what Telegram can do.
func (a *Adapter) Capabilities() loa.Capabilities {
	return loa.Capabilities{
		Buttons: true, Polls: true, Edits: true, Pins: true, Files: true, DeepLinks: true,
		TextLimit: maxText, CaptionLimit: maxCaption, ToastLimit: maxToast,
	}
}

// LastPoll returns when Telegram last answered a poll for updates, in real time;
// zero if it never did. A healthy adapter polls at least every minute.
func (a *Adapter) LastPoll() time.Time {
	if t := a.lastPoll.Load(); t != nil {
		return *t
	}
	return time.Time{}
}
