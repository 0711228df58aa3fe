package telegram

import (
	"context"
	"encoding/json"
	"strconv"

	"loa"
)

// Send carries out one delivery. Every error is a *loa.Failure. A text that is
// too long is refused: the caller splits it beforehand, by Capabilities.
func (a *Adapter) Send(ctx context.Context, d loa.Delivery) (loa.Receipt, error) {
	switch p := d.Payload; {
	case p.Notice != nil:
		return a.sendNotice(ctx, d, p.Notice)
	case p.Choice != nil:
		return a.sendPoll(ctx, d, p.Choice)
	case p.Edit != nil:
		return a.edit(ctx, d.Chat, p.Edit)
	case p.Delete != nil:
		return a.remove(ctx, d.Chat, p.Delete.Message)
	case p.Toast != nil:
		return loa.Receipt{}, a.toast(ctx, p.Toast)
	case p.Pin != nil:
		return a.pin(ctx, d.Chat, p.Pin)
	case p.ClosePoll != nil:
		return a.closePoll(ctx, d.Chat, p.ClosePoll.Message)
	}
	return loa.Receipt{}, refused("send delivery %d: it carries nothing", d.ID)
}

// sendNotice sends a message and pins it when asked to. The message counts as
// sent whether or not it could be pinned.
func (a *Adapter) sendNotice(ctx context.Context, d loa.Delivery, n *loa.Notice) (loa.Receipt, error) {
	var receipt loa.Receipt
	var err error
	if n.Media == nil {
		receipt, err = a.sendText(ctx, d, n)
	} else {
		receipt, err = a.sendMedia(ctx, d, n)
	}
	if err != nil || !n.Pin || receipt.Message == "" {
		return receipt, err
	}
	if _, err := a.pin(ctx, d.Chat, &loa.Pin{Message: receipt.Message}); err != nil {
		a.log.Warn().Err(err).Str("chat", string(d.Chat)).Str("message", string(receipt.Message)).
			Msg("sent, but could not be pinned")
	}
	return receipt, nil
}

func (a *Adapter) sendText(ctx context.Context, d loa.Delivery, n *loa.Notice) (loa.Receipt, error) {
	r := newRequest("sendMessage")
	if err := r.setText("text", "entities", n.Text, maxText); err != nil {
		return loa.Receipt{}, err
	}
	r.setJSON("link_preview_options", linkPreviewOptions{IsDisabled: true})
	if err := r.setNotice(d, n); err != nil {
		return loa.Receipt{}, err
	}
	return a.sendMessage(ctx, r)
}

// setNotice sets what texts and media have in common.
func (r *request) setNotice(d loa.Delivery, n *loa.Notice) error {
	r.setTarget(d, n.Silent)
	if n.ReplyTo != "" {
		id, err := messageNumber(n.ReplyTo)
		if err != nil {
			return err
		}
		// A reply whose question was deleted is still worth sending.
		r.setJSON("reply_parameters", replyParameters{MessageID: id, AllowSendingWithoutReply: true})
	}
	if len(n.Buttons) > 0 {
		return r.setKeyboard(n.Buttons)
	}
	return nil
}

// setTarget sets where a new message goes and whether it makes a sound.
func (r *request) setTarget(d loa.Delivery, silent bool) {
	r.set("chat_id", string(d.Chat))
	if d.Thread != 0 {
		// General has no thread: sending to topic 1 fails (tdlib/telegram-bot-api,
		// Client.cpp, check_message_topic).
		r.set("message_thread_id", strconv.FormatInt(d.Thread, 10))
	}
	if silent {
		r.set("disable_notification", "true")
	}
}

// sendMessage calls a method whose answer is the sent message. An answer of
// "ok" is a sent message even if the rest of it cannot be read.
func (a *Adapter) sendMessage(ctx context.Context, r *request) (loa.Receipt, error) {
	result, err := a.call(ctx, r)
	if err != nil {
		return loa.Receipt{}, err
	}
	var m sentMessage
	if err := json.Unmarshal(result, &m); err != nil || m.MessageID == 0 {
		a.log.Error().Err(err).Str("method", r.method).Msg("sent, but the answer does not say which message it is")
	}
	return m.receipt(), nil
}

// sentMessage is what Loa reads of the Message that a send method returns.
type sentMessage struct {
	MessageID int64 `json:"message_id"` // 0: the server will send it later (Message, message_id)
	Photo     []struct {
		FileID string `json:"file_id"`
		Width  int64  `json:"width"`
		Height int64  `json:"height"`
	} `json:"photo"`
	Document struct {
		FileID string `json:"file_id"`
	} `json:"document"`
	Poll struct {
		ID string `json:"id"`
	} `json:"poll"`
}

func (m sentMessage) receipt() loa.Receipt {
	r := loa.Receipt{PollID: m.Poll.ID, FileID: m.Document.FileID}
	if m.MessageID != 0 {
		r.Message = loa.MessageID(strconv.FormatInt(m.MessageID, 10))
	}
	var largest int64
	for _, size := range m.Photo {
		if area := size.Width * size.Height; area >= largest {
			largest, r.FileID = area, size.FileID
		}
	}
	return r
}

type linkPreviewOptions struct {
	IsDisabled bool `json:"is_disabled"`
}

type replyParameters struct {
	MessageID                int64 `json:"message_id"`
	AllowSendingWithoutReply bool  `json:"allow_sending_without_reply"`
}

// messageNumber reads a message id, which on Telegram is a number.
func messageNumber(id loa.MessageID) (int64, error) {
	n, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil || n <= 0 {
		return 0, refused("message id %q: want a number", id)
	}
	return n, nil
}

// setMessage sets which message of the chat is meant.
func (r *request) setMessage(chat loa.ChatID, message loa.MessageID) error {
	if _, err := messageNumber(message); err != nil {
		return err
	}
	r.set("chat_id", string(chat))
	r.set("message_id", string(message))
	return nil
}

// edit puts a new text, or caption, and new buttons on a message.
func (a *Adapter) edit(ctx context.Context, chat loa.ChatID, e *loa.Edit) (loa.Receipt, error) {
	r := newRequest("editMessageText")
	var err error
	if e.Caption {
		r = newRequest("editMessageCaption")
		err = r.setText("caption", "caption_entities", e.Text, maxCaption)
	} else {
		err = r.setText("text", "entities", e.Text, maxText)
		r.setJSON("link_preview_options", linkPreviewOptions{IsDisabled: true})
	}
	if err != nil {
		return loa.Receipt{}, err
	}
	if err := r.setMessage(chat, e.Message); err != nil {
		return loa.Receipt{}, err
	}
	// Always given: an empty keyboard takes the buttons away.
	if err := r.setKeyboard(e.Buttons); err != nil {
		return loa.Receipt{}, err
	}
	if _, err := a.call(ctx, r); err != nil {
		return loa.Receipt{}, err
	}
	return loa.Receipt{Message: e.Message}, nil
}

// remove deletes a message.
func (a *Adapter) remove(ctx context.Context, chat loa.ChatID, message loa.MessageID) (loa.Receipt, error) {
	r := newRequest("deleteMessage")
	if err := r.setMessage(chat, message); err != nil {
		return loa.Receipt{}, err
	}
	if _, err := a.call(ctx, r); err != nil {
		return loa.Receipt{}, err
	}
	return loa.Receipt{Message: message}, nil
}

// toast answers a tap. It is to be sent at once: Telegram keeps a tap for seconds.
func (a *Adapter) toast(ctx context.Context, t *loa.Toast) error {
	if n := loa.UTF16Len(t.Text); n > maxToast {
		return refused("toast: %d characters, at most %d", n, maxToast)
	}
	r := newRequest("answerCallbackQuery")
	r.set("callback_query_id", t.Tap)
	if t.Text != "" {
		r.set("text", t.Text)
	}
	if t.Alert {
		r.set("show_alert", "true")
	}
	_, err := a.call(ctx, r)
	return err
}

// pin pins silently, or unpins.
func (a *Adapter) pin(ctx context.Context, chat loa.ChatID, p *loa.Pin) (loa.Receipt, error) {
	r := newRequest("pinChatMessage")
	if p.Off {
		r = newRequest("unpinChatMessage")
	} else {
		r.set("disable_notification", "true")
	}
	if err := r.setMessage(chat, p.Message); err != nil {
		return loa.Receipt{}, err
	}
	if _, err := a.call(ctx, r); err != nil {
		return loa.Receipt{}, err
	}
	return loa.Receipt{Message: p.Message}, nil
}
