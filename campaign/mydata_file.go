package campaign

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

// exportKeep is how long the file of an export stays: as long as it may take to send it.
const exportKeep = 2 * answerKeep

// ExportMyData sends the person all that is kept of them, as a file, to the private
// chat it was asked for in.
func (d *Desk) ExportMyData(who loa.Sender, chat loa.Chat, lang loa.Lang) error {
	if chat.Type != loa.PrivateChat {
		return refuse("bot.stale_button", nil)
	}
	all, err := d.MyData(who, lang)
	if err != nil {
		return err
	}
	// The instant makes the content like no other's.
	all = append([]Datum{{d.s.catalog.Line(lang, "mydata.made", nil), d.now}}, all...)
	file, err := d.exported(all)
	if err != nil {
		return err
	}
	m, err := d.lend(loa.Document, d.s.catalog.Line(lang, "mydata.file", nil), file, exportKeep)
	if err != nil {
		return err
	}
	if err := d.Answer(chat, lang, loa.Notice{Text: d.s.catalog.Say(lang, "mydata.file_text", nil), Media: m}); err != nil {
		return err
	}
	return d.audit(loa.Account{}, "mydata.export", "account", "")
}

// exported writes data as JSON, in the order in which people read it.
func (d *Desk) exported(all []Datum) ([]byte, error) {
	var flat, b bytes.Buffer
	if err := d.writeJSON(&flat, all); err != nil {
		return nil, fmt.Errorf("export data: %w", err)
	}
	if err := json.Indent(&b, flat.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("export data: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func (d *Desk) writeJSON(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case []Datum:
		b.WriteByte('{')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writePlain(b, x.Name); err != nil {
				return err
			}
			b.WriteByte(':')
			if err := d.writeJSON(b, x.Value); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	case [][]Datum:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := d.writeJSON(b, x); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case loa.Date:
		return writePlain(b, v.String())
	case time.Time:
		return writePlain(b, v.In(d.s.settings.Zone).Format(time.RFC3339))
	}
	return writePlain(b, v)
}

// writePlain writes a value without HTML's escapes: people read the file.
func writePlain(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
