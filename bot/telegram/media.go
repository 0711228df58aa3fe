package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"loa"
)

// sendMedia sends a photo or a document with the text as its caption: by the
// name Telegram has for it, else by uploading it.
func (a *Adapter) sendMedia(ctx context.Context, d loa.Delivery, n *loa.Notice) (loa.Receipt, error) {
	remote, err := a.remoteFile(ctx, n.Media.Digest)
	if err != nil {
		return loa.Receipt{}, err
	}
	if remote != "" {
		receipt, err := a.sendFile(ctx, d, n, func(r *request, field string) error {
			r.set(field, remote)
			return nil
		})
		if !fileForgotten(err) {
			return receipt, err
		}
		// An explicit refusal, so nothing was sent and the upload is no second copy.
		a.log.Warn().Err(err).Str("digest", n.Media.Digest).Msg("stored file id refused, uploading again")
	}
	return a.sendFile(ctx, d, n, func(r *request, field string) error {
		return a.upload(ctx, r, field, n.Media)
	})
}

// sendFile sends the notice's media; put sets the file's parameter.
func (a *Adapter) sendFile(ctx context.Context, d loa.Delivery, n *loa.Notice, put func(r *request, field string) error) (loa.Receipt, error) {
	var r *request
	field := string(n.Media.Kind)
	switch n.Media.Kind {
	case loa.Photo:
		r = newRequest("sendPhoto")
	case loa.Document:
		r = newRequest("sendDocument")
		r.set("disable_content_type_detection", "true") // an mp3 or gif stays a document
	default:
		return loa.Receipt{}, refused("media kind %q is unknown", n.Media.Kind)
	}
	if n.Text.String() != "" {
		if err := r.setText("caption", "caption_entities", n.Text, maxCaption); err != nil {
			return loa.Receipt{}, err
		}
	}
	if err := r.setNotice(d, n); err != nil {
		return loa.Receipt{}, err
	}
	if err := put(r, field); err != nil {
		return loa.Receipt{}, err
	}
	return a.sendMessage(ctx, r)
}

// remoteFile returns Telegram's name of the file, "" if it has none.
func (a *Adapter) remoteFile(ctx context.Context, digest string) (string, error) {
	if a.files == nil {
		return "", refused("send media: no store of files is set up")
	}
	id, err := a.files.RemoteFile(ctx, digest)
	if err != nil && !errors.Is(err, loa.ErrNotFound) {
		return "", &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("look up remote file: %w", err)}
	}
	return id, nil
}

func (a *Adapter) upload(ctx context.Context, r *request, field string, m *loa.Media) error {
	name, data, err := a.files.File(ctx, m.Digest)
	switch {
	case errors.Is(err, loa.ErrNotFound):
		return refused("read file: %w", err)
	case err != nil:
		return &loa.Failure{Class: loa.FailRetry, Err: fmt.Errorf("read file: %w", err)}
	}
	if m.Name != "" {
		name = m.Name
	}
	r.upload(field, name, data)
	return nil
}

// fileForgotten reports whether Telegram does not take a file id (any more, or
// not for this kind of media).
func fileForgotten(err error) bool {
	var f *loa.Failure
	if !errors.As(err, &f) || f.Class != loa.FailRefused {
		return false
	}
	return containsAny(strings.ToLower(f.Error()), []string{
		"file identifier", "wrong file_id", "can't use file of type",
	})
}
