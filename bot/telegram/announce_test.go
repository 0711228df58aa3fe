package telegram

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loa"
)

func TestAnnounce(t *testing.T) {
	t.Parallel()
	for _, webhook := range []string{"", "https://elsewhere.example/hook"} {
		s := newServer(t, func(r sent) (int, string) {
			if r.method == "getWebhookInfo" {
				return ok(`{"url":"` + webhook + `","has_custom_certificate":false,"pending_update_count":3}`)
			}
			return ok("true")
		})
		err := newAdapter(t, s.URL).Announce(t.Context(), Announcement{
			Commands: []CommandList{
				{Scope: PrivateScope, Commands: []Command{{"lich", "Lịch tuyên truyền"}, {"nhac", "Nhắc họp"}}},
				{Scope: GroupsScope, Lang: loa.English, Commands: []Command{{"lich", "Calendar"}}},
				{Scope: GroupAdminsScope, Lang: loa.Vietnamese, Commands: []Command{{"gan", "Gắn nhóm"}}},
			},
			Descriptions: map[loa.Lang]Description{
				loa.Vietnamese: {Long: "Loa của phường", Short: "Loa"},
				"":             {Long: "The ward's loudspeaker"},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []sent{{method: "getWebhookInfo"}}
		if webhook != "" {
			want = append(want, sent{method: "deleteWebhook"})
		}
		want = append(want,
			sent{method: "setMyCommands", params: map[string]string{
				"commands": `[{"command":"lich","description":"Lịch tuyên truyền"},{"command":"nhac","description":"Nhắc họp"}]`,
				"scope":    `{"type":"all_private_chats"}`}},
			sent{method: "setMyCommands", params: map[string]string{
				"commands": `[{"command":"lich","description":"Calendar"}]`,
				"scope":    `{"type":"all_group_chats"}`, "language_code": "en"}},
			sent{method: "setMyCommands", params: map[string]string{
				"commands": `[{"command":"gan","description":"Gắn nhóm"}]`,
				"scope":    `{"type":"all_chat_administrators"}`, "language_code": "vi"}},
			sent{method: "setMyDescription", params: map[string]string{"description": "The ward's loudspeaker"}},
			sent{method: "setMyDescription", params: map[string]string{"description": "Loa của phường", "language_code": "vi"}},
			sent{method: "setMyShortDescription", params: map[string]string{"short_description": "Loa", "language_code": "vi"}},
		)
		for i := range want {
			want[i].files = map[string]string{}
			if want[i].params == nil {
				want[i].params = map[string]string{}
			}
		}
		if d := cmp.Diff(want, s.requests(), cmp.AllowUnexported(sent{})); d != "" {
			t.Errorf("webhook %q: requests (-want +got)\n%s", webhook, d)
		}
	}
}

func TestAnnounceFindsMistakesFirst(t *testing.T) {
	t.Parallel()
	commands := func(cs ...Command) Announcement {
		return Announcement{Commands: []CommandList{{Scope: PrivateScope, Commands: cs}}}
	}
	for name, n := range map[string]Announcement{
		"accented name":     commands(Command{"nhắc", "Nhắc họp"}),
		"upper case":        commands(Command{"Nhac", "Nhắc họp"}),
		"slash":             commands(Command{"/nhac", "Nhắc họp"}),
		"no description":    commands(Command{"nhac", ""}),
		"long description":  commands(Command{"nhac", strings.Repeat("ệ", 257)}),
		"nine commands":     commands(make([]Command, 9)...),
		"no commands":       commands(),
		"unknown scope":     {Commands: []CommandList{{Scope: "everywhere", Commands: []Command{{"a", "a"}}}}},
		"description":       {Descriptions: map[loa.Lang]Description{"vi": {Long: strings.Repeat("ệ", 513)}}},
		"short description": {Descriptions: map[loa.Lang]Description{"vi": {Short: strings.Repeat("ệ", 121)}}},
	} {
		s := newServer(t, func(sent) (int, string) { return ok("true") })
		err := newAdapter(t, s.URL).Announce(t.Context(), n)
		var f *loa.Failure
		if !errors.As(err, &f) || f.Class != loa.FailMisconfigured {
			t.Errorf("%s: got %v, want misconfigured", name, err)
		}
		if len(s.requests()) != 0 {
			t.Errorf("%s: something was sent", name)
		}
	}
}
