package main

import (
	"errors"
	"fmt"
	"os"
)

// writeNew writes a new file. One that is there is left alone, and of one that could not be
// written whole nothing stays.
func (e *env) writeNew(file string, raw []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return misuse{e.line("cli.cannot_write", map[string]any{"File": file, "Problem": cause(err)})}
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", file, errors.Join(err, os.Remove(file)))
	}
	return nil
}
