package bot

import (
	"loa"
	"loa/campaign"
)

const actSource = campaign.SourceButton

// source tells the one who tapped where the facts of a post come from.
func (t *turn) source() error {
	line, err := t.desk.Source(t.lang, loa.PostID(t.arg(0)))
	if err != nil {
		return err
	}
	return t.desk.Toast(*t.tap, line, true)
}
