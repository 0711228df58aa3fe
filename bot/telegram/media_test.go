package telegram

import (
	"errors"
	"testing"

	"loa"
)

func TestForgottenFileIsUploadedAgain(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(r sent) (int, string) {
		if r.params["photo"] == "stale" {
			return 400, refusal(400, "Bad Request: wrong file identifier/HTTP URL specified", "")
		}
		return answers(r)
	})
	a := newAdapter(t, s.URL, withFiles(files{remote: "stale"}))
	receipt, err := a.Send(t.Context(), loa.Delivery{Chat: "1", Payload: loa.Payload{
		Notice: &loa.Notice{Media: &loa.Media{Kind: loa.Photo, Name: "a.jpg", Digest: digest}}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := (loa.Receipt{Message: "42", FileID: "large"}); receipt != want {
		t.Errorf("got %+v, want %+v", receipt, want)
	}
	if got := s.requests(); len(got) != 2 || got[1].files["photo"] == "" {
		t.Errorf("got %+v, want the file id, then the file", got)
	}
}

func TestMediaThatCannotBeReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := newServer(t, answers)
	a := newAdapter(t, s.URL, withFiles(files{err: errors.New("disk")}))
	_, err := a.Send(t.Context(), loa.Delivery{Chat: "1", Payload: loa.Payload{
		Notice: &loa.Notice{Media: &loa.Media{Kind: loa.Photo, Digest: digest}}}})
	if loa.FailureOf(err).Class != loa.FailRetry {
		t.Errorf("got %v, want a retry: nothing was sent", err)
	}
}

// The library's writer of an upload must end when nobody reads it; TestMain
// would find it otherwise. It runs alone: another test's server could get the free port.
func TestUploadToNobody(t *testing.T) { //nolint:paralleltest // see above
	s := newServer(t, answers)
	s.Close()
	a := newAdapter(t, s.URL, withFiles(files{}))
	for range 20 {
		_, err := a.Send(t.Context(), loa.Delivery{Chat: "1", Payload: loa.Payload{
			Notice: &loa.Notice{Media: &loa.Media{Kind: loa.Document, Digest: digest}}}})
		if loa.FailureOf(err).Class != loa.FailRetry {
			t.Fatalf("got %v, want a retry", err)
		}
	}
}
