package telegram

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"loa"
)

// files is a store with one file; remote is what Telegram calls it.
type files struct {
	remote string
	data   []byte // nil: a few bytes
	err    error
}

const digest = "d1ge57"

func (f files) File(_ context.Context, d string) (string, []byte, error) {
	if d != digest {
		return "", nil, fmt.Errorf("file %s: %w", d, loa.ErrNotFound)
	}
	if f.data != nil {
		return "stored.jpg", f.data, f.err
	}
	return "stored.jpg", []byte("\xff\xd8 ảnh"), f.err
}

func (f files) RemoteFile(_ context.Context, d string) (string, error) {
	if d != digest || f.remote == "" {
		return "", fmt.Errorf("remote file %s: %w", d, loa.ErrNotFound)
	}
	return f.remote, nil
}

func withFiles(f files) func(*Config) { return func(c *Config) { c.Files = f } }

const (
	sentText     = `{"message_id":41,"date":1,"chat":{"id":-5,"type":"group"},"text":"x"}`
	sentPhoto    = `{"message_id":42,"photo":[{"file_id":"small","width":90,"height":60},{"file_id":"large","width":900,"height":600},{"file_id":"medium","width":320,"height":213}]}`
	sentDocument = `{"message_id":43,"document":{"file_id":"doc"}}`
	sentPoll     = `{"message_id":44,"poll":{"id":"5432"}}`
)

func answers(s sent) (int, string) {
	switch s.method {
	case "sendMessage":
		return ok(sentText)
	case "sendPhoto":
		return ok(sentPhoto)
	case "sendDocument":
		return ok(sentDocument)
	case "sendPoll":
		return ok(sentPoll)
	}
	return ok("true")
}

func TestSend(t *testing.T) {
	t.Parallel()
	photo := &loa.Media{Kind: loa.Photo, Name: "cờ.jpg", Digest: digest}
	document := &loa.Media{Kind: loa.Document, Name: "báo cáo.docx", Digest: digest}
	closes := time.Date(2027, 3, 13, 20, 0, 0, 0, time.FixedZone("ICT", 7*3600))
	const noPreview = `{"is_disabled":true}`
	for _, tt := range []struct {
		name     string
		delivery loa.Delivery // Chat is filled in
		remote   string       // file id that is known
		want     []sent
		receipt  loa.Receipt
	}{
		{
			name:     "a plain answer in private",
			delivery: loa.Delivery{Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("Chào đồng chí")}}},
			want: []sent{{method: "sendMessage", params: map[string]string{
				"chat_id": "-5", "text": "Chào đồng chí", "link_preview_options": noPreview}}},
			receipt: loa.Receipt{Message: "41"},
		},
		{
			name: "everything a text can have",
			delivery: loa.Delivery{Thread: 7, Payload: loa.Payload{Notice: &loa.Notice{
				Text:    loa.Join(loa.Styled(loa.Bold, "13/3"), loa.Plain(" <mở màn>")),
				Buttons: [][]loa.Button{{{Text: "Có mặt", Data: "rsvp:1:y"}, {Text: "Vắng", Data: "rsvp:1:n"}}, {{Text: "Nguồn", URL: "https://example.vn/?a=1&b=2"}}},
				Silent:  true, ReplyTo: "12", Pin: true,
			}}},
			want: []sent{
				{method: "sendMessage", params: map[string]string{
					"chat_id": "-5", "message_thread_id": "7", "text": "13/3 <mở màn>",
					"entities":             `[{"type":"bold","offset":0,"length":4}]`,
					"link_preview_options": noPreview, "disable_notification": "true",
					"reply_parameters": `{"message_id":12,"allow_sending_without_reply":true}`,
					"reply_markup":     `{"inline_keyboard":[[{"text":"Có mặt","callback_data":"rsvp:1:y"},{"text":"Vắng","callback_data":"rsvp:1:n"}],[{"text":"Nguồn","url":"https://example.vn/?a=1\u0026b=2"}]]}`}},
				{method: "pinChatMessage", params: map[string]string{
					"chat_id": "-5", "message_id": "41", "disable_notification": "true"}},
			},
			receipt: loa.Receipt{Message: "41"},
		},
		{
			name:     "a photo for the first time",
			delivery: loa.Delivery{Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Styled(loa.Italic, "Lá cờ"), Media: photo}}},
			want: []sent{{method: "sendPhoto", params: map[string]string{
				"chat_id": "-5", "caption": "Lá cờ", "caption_entities": `[{"type":"italic","offset":0,"length":5}]`},
				files: map[string]string{"photo": "cờ.jpg: \xff\xd8 ảnh"}}},
			receipt: loa.Receipt{Message: "42", FileID: "large"},
		},
		{
			name:     "a photo that Telegram has",
			delivery: loa.Delivery{Payload: loa.Payload{Notice: &loa.Notice{Media: photo}}},
			remote:   "known",
			want:     []sent{{method: "sendPhoto", params: map[string]string{"chat_id": "-5", "photo": "known"}}},
			receipt:  loa.Receipt{Message: "42", FileID: "large"},
		},
		{
			name:     "a document",
			delivery: loa.Delivery{Thread: 3, Payload: loa.Payload{Notice: &loa.Notice{Text: loa.Plain("Báo cáo"), Media: document, Silent: true}}},
			want: []sent{{method: "sendDocument", params: map[string]string{
				"chat_id": "-5", "message_thread_id": "3", "caption": "Báo cáo", "disable_notification": "true", "disable_content_type_detection": "true"},
				files: map[string]string{"document": "báo cáo.docx: \xff\xd8 ảnh"}}},
			receipt: loa.Receipt{Message: "43", FileID: "doc"},
		},
		{
			name: "a quiz whose first option is right",
			delivery: loa.Delivery{Thread: 7, Payload: loa.Payload{Choice: &loa.Choice{
				Question: "Ngày mở màn?", Options: []string{"13/3", "7/5"}, Quiz: true, Answer: 0,
				Explanation: "Chiều 13/3/1954.", ClosesAt: closes, Silent: true}}},
			want: []sent{{method: "sendPoll", params: map[string]string{
				"chat_id": "-5", "message_thread_id": "7", "question": "Ngày mở màn?",
				"options": `[{"text":"13/3"},{"text":"7/5"}]`, "type": "quiz", "correct_option_ids": "[0]",
				"is_anonymous": "false", "explanation": "Chiều 13/3/1954.", "close_date": "1804942800", "disable_notification": "true"}}},
			receipt: loa.Receipt{Message: "44", PollID: "5432"},
		},
		{
			name: "an anonymous poll with several answers",
			delivery: loa.Delivery{Payload: loa.Payload{Choice: &loa.Choice{
				Question: "Chọn", Options: []string{"a", "b", "c"}, Anonymous: true, Multiple: true}}},
			want: []sent{{method: "sendPoll", params: map[string]string{
				"chat_id": "-5", "question": "Chọn", "options": `[{"text":"a"},{"text":"b"},{"text":"c"}]`,
				"is_anonymous": "true", "allows_multiple_answers": "true"}}},
			receipt: loa.Receipt{Message: "44", PollID: "5432"},
		},
		{
			name: "an edit with buttons",
			delivery: loa.Delivery{Payload: loa.Payload{Edit: &loa.Edit{Message: "9", Text: loa.Styled(loa.Bold, "28/31"),
				Buttons: [][]loa.Button{{{Text: "Có", Data: "y"}}}}}},
			want: []sent{{method: "editMessageText", params: map[string]string{
				"chat_id": "-5", "message_id": "9", "text": "28/31", "entities": `[{"type":"bold","offset":0,"length":5}]`,
				"link_preview_options": noPreview, "reply_markup": `{"inline_keyboard":[[{"text":"Có","callback_data":"y"}]]}`}}},
			receipt: loa.Receipt{Message: "9"},
		},
		{
			name:     "an edit that takes the buttons away",
			delivery: loa.Delivery{Payload: loa.Payload{Edit: &loa.Edit{Message: "9", Text: loa.Plain("Đã đóng")}}},
			want: []sent{{method: "editMessageText", params: map[string]string{
				"chat_id": "-5", "message_id": "9", "text": "Đã đóng",
				"link_preview_options": noPreview, "reply_markup": `{"inline_keyboard":[]}`}}},
			receipt: loa.Receipt{Message: "9"},
		},
		{
			name:     "an edit of a caption",
			delivery: loa.Delivery{Payload: loa.Payload{Edit: &loa.Edit{Message: "9", Caption: true, Text: loa.Plain("Đính chính")}}},
			want: []sent{{method: "editMessageCaption", params: map[string]string{
				"chat_id": "-5", "message_id": "9", "caption": "Đính chính", "reply_markup": `{"inline_keyboard":[]}`}}},
			receipt: loa.Receipt{Message: "9"},
		},
		{
			name:     "a deletion",
			delivery: loa.Delivery{Payload: loa.Payload{Delete: &loa.Delete{Message: "9"}}},
			want:     []sent{{method: "deleteMessage", params: map[string]string{"chat_id": "-5", "message_id": "9"}}},
			receipt:  loa.Receipt{Message: "9"},
		},
		{
			name:     "a toast",
			delivery: loa.Delivery{Payload: loa.Payload{Toast: &loa.Toast{Tap: "77", Text: "Đã ghi nhận"}}},
			want:     []sent{{method: "answerCallbackQuery", params: map[string]string{"callback_query_id": "77", "text": "Đã ghi nhận"}}},
		},
		{
			name:     "an alert",
			delivery: loa.Delivery{Payload: loa.Payload{Toast: &loa.Toast{Tap: "77", Text: "Câu này đã đóng", Alert: true}}},
			want:     []sent{{method: "answerCallbackQuery", params: map[string]string{"callback_query_id": "77", "text": "Câu này đã đóng", "show_alert": "true"}}},
		},
		{
			name:     "a pin",
			delivery: loa.Delivery{Payload: loa.Payload{Pin: &loa.Pin{Message: "9"}}},
			want:     []sent{{method: "pinChatMessage", params: map[string]string{"chat_id": "-5", "message_id": "9", "disable_notification": "true"}}},
			receipt:  loa.Receipt{Message: "9"},
		},
		{
			name:     "an unpin",
			delivery: loa.Delivery{Payload: loa.Payload{Pin: &loa.Pin{Message: "9", Off: true}}},
			want:     []sent{{method: "unpinChatMessage", params: map[string]string{"chat_id": "-5", "message_id": "9"}}},
			receipt:  loa.Receipt{Message: "9"},
		},
		{
			name:     "the end of a poll",
			delivery: loa.Delivery{Payload: loa.Payload{ClosePoll: &loa.ClosePoll{Message: "44"}}},
			want:     []sent{{method: "stopPoll", params: map[string]string{"chat_id": "-5", "message_id": "44"}}},
			receipt:  loa.Receipt{Message: "44"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, answers)
			a := newAdapter(t, s.URL, withFiles(files{remote: tt.remote}))
			tt.delivery.Chat = "-5"
			receipt, err := a.Send(t.Context(), tt.delivery)
			if err != nil {
				t.Fatal(err)
			}
			if receipt != tt.receipt {
				t.Errorf("receipt %+v, want %+v", receipt, tt.receipt)
			}
			for i := range tt.want {
				if tt.want[i].files == nil {
					tt.want[i].files = map[string]string{}
				}
			}
			if d := cmp.Diff(tt.want, s.requests(), cmp.AllowUnexported(sent{})); d != "" {
				t.Errorf("requests (-want +got)\n%s", d)
			}
		})
	}
}

func TestFailedPinDoesNotFailTheSend(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(r sent) (int, string) {
		if r.method == "pinChatMessage" {
			return 400, refusal(400, "Bad Request: not enough rights to manage pinned messages in the chat", "")
		}
		return answers(r)
	})
	var log strings.Builder
	a := newAdapter(t, s.URL, func(c *Config) { c.Log = zerolog.New(&log) })
	receipt, err := a.Send(t.Context(), loa.Delivery{Chat: "-5", Payload: loa.Payload{
		Notice: &loa.Notice{Text: loa.Plain("a"), Pin: true}}})
	if err != nil || receipt.Message != "41" {
		t.Fatalf("got %+v, %v; want message 41", receipt, err)
	}
	if !strings.Contains(log.String(), "not enough rights") {
		t.Errorf("the log does not say why: %s", log.String())
	}
}

// "ok" is a message sent, whatever the rest of the answer looks like: calling it
// anything else would send it twice.
func TestOddAnswerToASend(t *testing.T) {
	t.Parallel()
	for _, result := range []string{`{"message_id":0}`, `true`, `null`, `{"message_id":"x"}`} {
		s := newServer(t, func(sent) (int, string) { return ok(result) })
		receipt, err := newAdapter(t, s.URL).Send(t.Context(), textTo("1", "a"))
		if err != nil || receipt != (loa.Receipt{}) {
			t.Errorf("%s: got %+v, %v; want an empty receipt", result, receipt, err)
		}
	}
}

// Every call has the context it was made with, however many there are at once.
func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	s := newServer(t, answers)
	a := newAdapter(t, s.URL)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	var group sync.WaitGroup
	for i := range 40 {
		ctx, want := t.Context(), loa.FailureClass("")
		if i%2 == 1 {
			ctx, want = over, loa.FailRetry
		}
		group.Go(func() {
			_, err := a.Send(ctx, textTo("1", "a"))
			var got loa.FailureClass
			if err != nil {
				got = loa.FailureOf(err).Class
			}
			if got != want {
				t.Errorf("call %d: got %q (%v), want %q", i, got, err, want)
			}
		})
	}
	group.Wait()
	if n := len(s.requests()); n != 20 {
		t.Errorf("%d requests arrived, want 20", n)
	}
}
