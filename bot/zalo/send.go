package zalo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"loa"
)

// Send carries out one delivery. Every error is a *loa.Failure. What Zalo cannot do is
// refused, with the reason: whoever queues it looks at Capabilities first. A text
// that is too long is refused too: the caller splits it beforehand.
func (a *Adapter) Send(ctx context.Context, d loa.Delivery) (loa.Receipt, error) {
	n := d.Payload.Notice
	if n == nil {
		return loa.Receipt{}, refused("send delivery %d: Zalo has no %s", d.ID, missing(d.Payload))
	}
	if d.Thread != 0 {
		return loa.Receipt{}, refused("send delivery %d: Zalo has no topics", d.ID)
	}
	if n.Media != nil {
		return a.sendPhoto(ctx, d.Chat, n)
	}
	return a.sendText(ctx, d.Chat, n.Text)
}

// missing names what a payload would need (docs, apis: it is not among the methods).
func missing(p loa.Payload) string {
	switch {
	case p.Choice != nil:
		return "polls"
	case p.Edit != nil:
		return "way to change a message"
	case p.Delete != nil:
		return "way to take a message back"
	case p.Toast != nil:
		return "buttons, and so no answers to them"
	case p.Pin != nil:
		return "way to pin a message"
	case p.ClosePoll != nil:
		return "polls to close"
	}
	return "message that carries nothing"
}

func (a *Adapter) sendText(ctx context.Context, chat loa.ChatID, t loa.Text) (loa.Receipt, error) {
	text, styles := render(t)
	if err := check("sendMessage", text); err != nil {
		return loa.Receipt{}, err
	}
	return a.post(ctx, "sendMessage", struct {
		Chat   loa.ChatID `json:"chat_id"`
		Text   string     `json:"text"`
		Styles []style    `json:"text_styles,omitempty"`
	}{chat, text, styles})
}

// sendPhoto sends a photo that is on the web, with the text as its caption, which has
// no styles.
func (a *Adapter) sendPhoto(ctx context.Context, chat loa.ChatID, n *loa.Notice) (loa.Receipt, error) {
	if n.Media.Kind != loa.Photo || a.files == nil {
		return loa.Receipt{}, refused("sendPhoto: Zalo takes photos only, by their address")
	}
	address, err := a.files.RemoteFile(ctx, n.Media.Digest)
	if errors.Is(err, loa.ErrNotFound) {
		return loa.Receipt{}, refused("sendPhoto: the photo is nowhere on the web: %w", err)
	}
	if err != nil {
		return loa.Receipt{}, &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("look up photo: %w", err)}
	}
	params := struct {
		Chat    loa.ChatID `json:"chat_id"`
		Photo   string     `json:"photo"`
		Caption string     `json:"caption,omitempty"` // 1 to 2000 characters
	}{Chat: chat, Photo: address}
	if params.Caption, _ = render(n.Text); params.Caption != "" {
		if err := check("sendPhoto", params.Caption); err != nil {
			return loa.Receipt{}, err
		}
	}
	return a.post(ctx, "sendPhoto", params)
}

// post calls a method whose answer names the sent message. An answer of "ok" is a
// sent message even if the rest of it cannot be read.
func (a *Adapter) post(ctx context.Context, method string, params any) (loa.Receipt, error) {
	result, err := a.call(ctx, method, params)
	if err != nil {
		return loa.Receipt{}, err
	}
	var m struct {
		ID text `json:"message_id"`
	}
	if err := json.Unmarshal(result, &m); err != nil || m.ID == "" {
		a.log.Error().Err(err).Str("method", method).Msg("sent, but the answer does not say which message it is")
	}
	return loa.Receipt{Message: loa.MessageID(m.ID)}, nil
}
