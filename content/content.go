// Package content is everything Loa says: campaign folders, read and checked,
// and the message catalogs in Vietnamese and English.
//
// A campaign folder is written by people, so a reader here never stops at the
// first mistake: it collects all of them, each with its file, its line, what is
// wrong and how to mend it.
package content

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:campaigns
var campaigns embed.FS

// Default returns the campaign folder that comes with Loa.
func Default() fs.FS {
	dir, err := fs.Sub(campaigns, "campaigns/dien-bien-phu")
	if err != nil {
		panic(fmt.Sprintf("the embedded campaign's path is malformed: %v", err))
	}
	return dir
}
