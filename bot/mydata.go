package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/campaign"
)

const actMyDataFile = "myf"

// listShown is how much of a list the text shows; the file has all of it.
const listShown = 3

// myData shows a person what Loa keeps of them, and offers it as a file.
func (t *turn) myData() error {
	if t.chat.Type != loa.PrivateChat {
		return t.toast("bot.stale_button", nil)
	}
	all, err := t.desk.MyData(t.from, t.lang)
	if err != nil {
		return err
	}
	zone, err := t.desk.Zone(t.chat)
	if err != nil {
		return err
	}
	parts := []loa.Text{t.words("mydata.head", nil)}
	for _, x := range all {
		parts = append(parts, t.datum(x, zone))
	}
	if t.tap != nil {
		if err := t.heard(); err != nil {
			return err
		}
	}
	return t.answer(loa.Notice{
		Text: loa.Lines("\n\n", loa.Lines("\n", parts...), t.words("mydata.foot", nil)),
		Buttons: [][]loa.Button{
			{t.button("mydata.file_button", actMyDataFile)},
			{t.button("consent.show_button", campaign.ConsentButton), t.button("mydata.request_button", actRequestMine)},
			{t.button("mydata.erase_button", actErase)},
		},
	})
}

// datum writes one thing that is kept, or a list of them.
func (t *turn) datum(x campaign.Datum, zone *time.Location) loa.Text {
	switch v := x.Value.(type) {
	case []campaign.Datum:
		lines := []loa.Text{loa.Join(loa.Plain("\n"), loa.Styled(loa.Bold, x.Name))}
		for _, below := range v {
			lines = append(lines, t.datum(below, zone))
		}
		return loa.Lines("\n", lines...)
	case [][]campaign.Datum:
		if len(v) == 0 {
			return t.words("mydata.line", map[string]any{"Name": x.Name, "Value": t.line("mydata.none", nil)})
		}
		lines := []loa.Text{t.words("mydata.line", map[string]any{"Name": x.Name, "Value": strconv.Itoa(len(v))})}
		for _, one := range v[:min(len(v), listShown)] {
			lines = append(lines, loa.Plain("  • "+t.values(one, zone)))
		}
		if more := len(v) - listShown; more > 0 {
			lines = append(lines, t.words("mydata.more", map[string]any{"Count": more}))
		}
		return loa.Lines("\n", lines...)
	}
	return t.words("mydata.line", map[string]any{"Name": x.Name, "Value": t.datumValue(x.Value, zone)})
}

// values writes what belongs together in a line.
func (t *turn) values(all []campaign.Datum, zone *time.Location) string {
	parts := make([]string, len(all))
	for i, x := range all {
		parts[i] = t.datumValue(x.Value, zone)
		switch x.Value.(type) {
		case bool, time.Time, loa.Date, [][]campaign.Datum: // says nothing without its name
			parts[i] = x.Name + ": " + parts[i]
		}
	}
	return strings.Join(parts, "; ")
}

func (t *turn) datumValue(v any, zone *time.Location) string {
	switch v := v.(type) {
	case bool:
		if v {
			return t.line("mydata.yes", nil)
		}
		return t.line("mydata.no", nil)
	case [][]campaign.Datum: // a list within a list: the file has all of it
		return strconv.Itoa(len(v))
	case loa.Date:
		return t.desk.Catalog().Day(t.lang, v)
	case time.Time:
		return t.desk.Catalog().Moment(t.lang, v, zone)
	}
	return fmt.Sprint(v)
}

// myDataFile sends it as a file.
func (t *turn) myDataFile() error {
	if err := t.desk.ExportMyData(t.from, t.chat, t.lang); err != nil {
		return err
	}
	return t.toast("mydata.sent", nil)
}
