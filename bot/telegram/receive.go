package telegram

import (
	"context"

	"loa"
)

// Inbox takes what was received. It commits the updates, their effects and the
// offset in one transaction; Telegram is told to forget the batch only after it
// returned nil. Duplicates must do no harm: a batch comes again after an error.
type Inbox interface {
	Receive(ctx context.Context, batch []loa.Update, next int64) error
}

// Receive asks Telegram for updates until ctx ends.
func (a *Adapter) Receive(ctx context.Context, inbox Inbox) error { return nil }
