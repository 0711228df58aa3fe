package sandbox

import (
	"slices"
	"testing"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		given []Entity
		want  []Entity
	}{
		{"/nhac 19h", nil, []Entity{{Type: "bot_command", Length: 5}}},
		{"/nhac@loa_bot", nil, []Entity{{Type: "bot_command", Length: 13}}},
		{"gõ /help, rồi", nil, []Entity{{Type: "bot_command", Offset: 3, Length: 5}}},
		{"/rsvp—có", nil, []Entity{{Type: "bot_command", Length: 5}}},
		{"30/4/1975 và/hoặc /", nil, nil},
		{"🎖 xem https://example.org/a?b=1.", nil, []Entity{{Type: "url", Offset: 7, Length: 25}}},
		{"/help", []Entity{{Type: "code", Length: 5}}, []Entity{{Type: "code", Length: 5}}},
		{"a /help", []Entity{{Type: "bold", Offset: 3, Length: 1}}, []Entity{{Type: "bot_command", Offset: 2, Length: 5}, {Type: "bold", Offset: 3, Length: 1}}},
	} {
		if got := detect(test.text, test.given); !slices.Equal(got, test.want) {
			t.Errorf("%q: %v, want %v", test.text, got, test.want)
		}
	}
}

func FuzzDetect(f *testing.F) {
	f.Add("/nhac@loa_bot 🎖 https://example.org")
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range detect(text, nil) {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > units(text) {
				t.Errorf("%q: %+v outside of %d units", text, e, units(text))
			}
			if splits(text, e.Offset) || splits(text, e.Offset+e.Length) {
				t.Errorf("%q: %+v cuts a character", text, e)
			}
		}
	})
}
