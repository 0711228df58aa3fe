package zalo

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"loa"
)

// secretHeader carries the secret given to setWebhook, as it is (docs, webhook).
const secretHeader = "X-Bot-Api-Secret-Token" //nolint:gosec // the header's name

// HookPrefix is what the paths of all bots' webhooks begin with.
const HookPrefix = "/zalo/"

// storeWait bounds the storing of one event; a client of Zalo's says that an answer is
// awaited for 5 s, the docs do not.
const storeWait = 4 * time.Second

// HookPath is the path of this bot's webhook. It changes with the token and with
// the secret, so that SetWebhook sees by the address whether there is anything to
// do, and it cannot be guessed.
func (a *Adapter) HookPath() string {
	sum := sha256.Sum256([]byte("webhook\n" + a.token + "\n" + a.hookSecret))
	return HookPrefix + hex.EncodeToString(sum[:12])
}

// webhook returns the address that is set, "" for none.
func (a *Adapter) webhook(ctx context.Context) (string, error) {
	result, err := a.call(ctx, "getWebhookInfo", nil)
	if err != nil {
		if api, ok := errors.AsType[*apiError](err); ok && (api.code == codeNotFound || api.code == codeBadRequest) {
			return "", nil // how Zalo says that none is set (measured)
		}
		return "", err
	}
	var info struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(result, &info); len(result) > 0 && err != nil {
		return "", &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read answer of getWebhookInfo: %w", err)}
	}
	return info.URL, nil
}

// SetWebhook has Zalo send updates to the address, which the path of HookPath ends. It
// asks first: setting it is said to be limited per day. Zalo tries the address at
// once and keeps it also if that fails; the outcome is logged.
func (a *Adapter) SetWebhook(ctx context.Context, base string) error {
	if a.hookSecret == "" {
		return &loa.Failure{Class: loa.FailMisconfigured, Err: errors.New("set webhook: there is no secret")}
	}
	address := base + a.HookPath()
	set, err := a.webhook(ctx)
	if err != nil || set == address {
		return err
	}
	result, err := a.call(ctx, "setWebhook", map[string]string{"url": address, "secret_token": a.hookSecret})
	if err != nil {
		return err
	}
	var got struct {
		Verification struct {
			OK      *bool  `json:"ok"`
			Outcome string `json:"outcome"`
			Hint    string `json:"hint"`
		} `json:"verification"` // since mid-2026
	}
	if err := json.Unmarshal(result, &got); err == nil && got.Verification.OK != nil && !*got.Verification.OK {
		a.log.Warn().Str("outcome", got.Verification.Outcome).Str("hint", got.Verification.Hint).
			Msg("Zalo could not reach the webhook just now; see docs/zalo.md")
	}
	return nil
}

// Webhook takes the events that Zalo posts: it stores each, then answers 200. What
// cannot be read is stored as a dead letter, with its bytes. No body is ever logged.
func (a *Adapter) Webhook(inbox Inbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := a.take(w, r, inbox)
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
	})
}

func (a *Adapter) take(w http.ResponseWriter, r *http.Request, inbox Inbox) (status int) {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed
	}
	given := r.Header.Get(secretHeader)
	if a.hookSecret == "" || subtle.ConstantTimeCompare([]byte(given), []byte(a.hookSecret)) != 1 {
		a.log.Warn().Bool("header", given != "").Str("agent", r.UserAgent()).Int64("length", r.ContentLength).
			Msg("webhook request without the right secret turned away")
		return http.StatusUnauthorized
	}
	me := a.me.Load()
	if me == nil {
		return http.StatusServiceUnavailable // whether Zalo tries again is not known
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			a.log.Warn().Int64("length", r.ContentLength).Msg("webhook request with too large a body turned away")
			return http.StatusRequestEntityTooLarge
		}
		return http.StatusBadRequest // the client left, or is too slow
	}
	u := decoder{me: me.ID, names: me.names(a.aliases)}.decode(body)
	// Its own time: a client that leaves early must not undo what it has handed over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), storeWait)
	defer cancel()
	if err := inbox.Receive(ctx, []loa.Update{u}, 0); err != nil {
		a.log.Error().Err(err).Msg("an update could not be stored")
		return http.StatusInternalServerError
	}
	return http.StatusOK
}
