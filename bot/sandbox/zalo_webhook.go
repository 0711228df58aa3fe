package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
)

// zaloPost is an event on its way to a webhook.
type zaloPost struct {
	address, secret string
	body            []byte
}

func zaloSetWebhook(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	address, secret := q.text("url"), q.text("secret_token")
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Hostname() == "localhost" || inside(u.Hostname()) {
		return nil, zaloBroken("url is no public https address", "apis/setWebhook")
	}
	if len(secret) < 8 || len(secret) > 256 {
		return nil, zaloBroken("secret_token has not 8 to 256 characters", "apis/setWebhook")
	}
	q.bot.webhook, q.bot.secret, q.bot.events = address, secret, nil
	s.wake() // a poll that waits ends
	return map[string]any{
		"url": address, "updated_at": s.clock.Now().UnixMilli(),
		"verification": map[string]any{"ok": true, "url": address, "outcome": "webhook.ok", "hint": ""},
	}, nil
}

// inside reports whether a host is an address that nobody outside can reach.
func inside(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified())
}

func zaloDeleteWebhook(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	if q.bot.webhook == "" { // measured in one client's log
		return nil, &zaloError{code: zaloBad, text: "Bad request"}
	}
	q.bot.webhook = ""
	return map[string]any{"url": "", "updated_at": s.clock.Now().UnixMilli()}, nil
}

func zaloGetWebhookInfo(s *Sandbox, q *zaloRequest) (any, *zaloError) {
	if q.bot.webhook == "" {
		return nil, &zaloError{code: zaloNotFound, text: "Not found"}
	}
	return map[string]any{"url": q.bot.webhook, "updated_at": s.clock.Now().UnixMilli()}, nil
}

// RunZaloHooks posts events to the webhooks until ctx ends, each once: whether Zalo
// tries again is not known. The client decides where an address really leads.
func (s *Sandbox) RunZaloHooks(ctx context.Context, client *http.Client) error {
	for ctx.Err() == nil {
		s.mu.Lock()
		changed := s.changed
		var posts []zaloPost
		for _, b := range s.zaloBots {
			posts, b.posts = append(posts, b.posts...), nil
		}
		s.mu.Unlock()
		for _, p := range posts {
			if err := s.postZalo(ctx, client, p); err != nil && ctx.Err() == nil {
				return err
			}
		}
		if len(posts) > 0 {
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
		case <-s.closed:
			return nil
		}
	}
	return nil
}

func (s *Sandbox) postZalo(ctx context.Context, client *http.Client, p zaloPost) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.address, bytes.NewReader(p.body))
	if err != nil {
		return fmt.Errorf("post to the webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Bot-Api-Secret-Token", p.secret)
	req.Header.Set("User-Agent", "Java/1.8.0_192") // measured 2026-08
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("post to the webhook: %w", err)
	}
	s.count("zalo/webhook", resp.StatusCode)
	return resp.Body.Close()
}

// ZaloFault is something that goes wrong with the next requests of a bot on Zalo.
type ZaloFault struct {
	Kind     FaultKind // Drop, HTML or Hang; 0: an answer with Code
	Method   string    // empty: any but getUpdates
	Times    int       // 0: once
	CarryOut bool      // carry the request out all the same; Drop always does
	Status   int       // of HTML; 0: 504, as in the outage of 2026-08-05
	Code     int       // error_code
}

// FailZalo lets the next requests that match fail, one fault after the other.
func (s *Sandbox) FailZalo(token string, f ZaloFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	f.CarryOut = f.CarryOut || f.Kind == Drop
	b := s.mustZalo(token)
	b.faults = append(b.faults, &f)
}

// zaloFault takes the fault meant for a request, nil for none. It takes mu itself.
func (s *Sandbox) zaloFault(b *zaloBot, method string) *ZaloFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(b.faults, func(f *ZaloFault) bool {
		return f.Method == method || f.Method == "" && method != "getUpdates"
	})
	if i < 0 {
		return nil
	}
	f := b.faults[i]
	if f.Times--; f.Times == 0 {
		b.faults = slices.Delete(b.faults, i, i+1)
	}
	s.wake()
	return f
}

// failZalo answers as the fault says, or not at all.
func (s *Sandbox) failZalo(w http.ResponseWriter, r *http.Request, name string, f *ZaloFault) {
	if f.Kind == 0 {
		s.refuseZalo(w, name, &zaloError{code: cmp.Or(f.Code, 403), text: "Internal server error"})
		return
	}
	s.fail(w, r, "zalo/"+name, &Fault{Kind: f.Kind, Status: cmp.Or(f.Status, http.StatusGatewayTimeout)})
}
