package content

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestCalendarFile(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 4, 5, 19, 30, 0, 0, time.FixedZone("", 7*60*60))
	event := CalendarEvent{
		UID: "meeting-12@loa", Start: at, End: at.Add(90 * time.Minute), Stamp: at.AddDate(0, 0, -14),
		Summary: "Sinh hoạt chi bộ tháng 4: nội dung về Chiến thắng Điện Biên Phủ, bài học; hôm nay và mai sau",
		Place:   `Nhà văn hóa TDP 3, phố "Mới" \ ngõ 5`, Details: "Dòng một\r\nDòng hai",
	}
	cancelled := event
	cancelled.Cancelled, cancelled.Revision, cancelled.Place, cancelled.Details = true, 2, "", ""
	for name, e := range map[string]CalendarEvent{"planned": event, "cancelled": cancelled} {
		golden := "testdata/ics/" + name + ".ics"
		got := e.File()
		if *update {
			if err := os.WriteFile(golden, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
	}
}

// FuzzCalendarFile: whatever people write, a reader of the format gets it back, and
// it never becomes a line of its own.
func FuzzCalendarFile(f *testing.F) {
	for _, s := range []string{"", "a;b,c\\n", "x\r\nEND:VEVENT\r\n", strings.Repeat("ế", 200), "\x00\xff", " \t "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		file := CalendarEvent{UID: "u", Summary: s}.File()
		if !utf8.Valid(file) || !bytes.HasSuffix(file, []byte("\r\n")) {
			t.Fatalf("not a file of lines: %q", file)
		}
		lines := strings.Split(strings.TrimSuffix(string(file), "\r\n"), "\r\n")
		for _, l := range lines {
			if len(l) > icsLine || strings.ContainsAny(l, "\r\n") {
				t.Errorf("line %q of %d octets", l, len(l))
			}
		}
		unfolded := strings.Split(strings.ReplaceAll(strings.Join(lines, "\r\n"), "\r\n ", ""), "\r\n")
		summary := ""
		for _, l := range unfolded {
			if value, ok := strings.CutPrefix(l, "SUMMARY:"); ok {
				summary = value
			}
		}
		if n := strings.Count(strings.Join(unfolded, "\n"), "\nEND:VEVENT\n"); n != 1 {
			t.Errorf("%d events end in %q", n, file)
		}
		if got, want := readICS(summary), shownICS(s); got != want {
			t.Errorf("%q is read as %q, want %q", s, got, want)
		}
	})
}

// readICS takes the escapes off a text value.
func readICS(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// shownICS is what of a text can be seen.
func shownICS(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return -1
		}
		return r
	}, s)
}
