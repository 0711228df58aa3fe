package bot_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"loa"
)

// rollFiles gives the files that people of a script send.
type rollFiles struct{}

func (rollFiles) Fetch(_ context.Context, fileID string, most int64) ([]byte, error) {
	raw, err := os.ReadFile("testdata/rolls/" + strings.TrimPrefix(fileID, "file-"))
	switch {
	case errors.Is(err, fs.ErrNotExist): // as what was sent long ago
		return nil, &loa.Failure{Class: loa.FailRefused, Err: err}
	case strings.Contains(fileID, "nang"), int64(len(raw)) > most: // heavy
		return nil, &loa.Failure{Class: loa.FailRefused, Err: loa.ErrTooLarge}
	}
	return raw, err
}
