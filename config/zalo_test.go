package config_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"loa"
	"loa/config"
)

func TestZalo(t *testing.T) {
	t.Parallel()
	file := write(t, "tokens", "4321:first-token\n4322:second-token\n4321:first-token\n")
	c, err := load(t, "zalo: {names: ['@Loa phường', Loa]}", map[string]string{
		"LOA_ZALO_TOKENS_FILE": file, "LOA_ZALO_API": "http://127.0.0.1:1/zalo/", "LOA_ZALO_WEBHOOK": "https://loa.example.org/", "LOA_ZALO_SECRET_FILE": write(t, "secret", "12345678\n"),
	})
	want := config.Zalo{
		Tokens: []config.Secret{"4321:first-token", "4322:second-token"}, Names: []string{"Loa phường", "Loa"}, API: "http://127.0.0.1:1/zalo",
		Webhook: "https://loa.example.org", Secret: "12345678", Limits: loa.ZaloLimits(),
	}
	if err != nil || !reflect.DeepEqual(c.Zalo, want) {
		t.Errorf("got %#v, %v", c.Zalo, err)
	}
	if err := c.ForServe(); err != nil {
		t.Errorf("Zalo alone is enough: %v", err)
	}
	if said := fmt.Sprintf("%v %+v %#v", c, c, c.Zalo); strings.Contains(said, "first-token") || strings.Contains(said, "12345678") {
		t.Errorf("it shows a secret: %s", said)
	}
	c, err = load(t, "", map[string]string{"LOA_ZALO_TOKENS": "4321:first-token, 4322:second-token,"})
	if err != nil || len(c.Zalo.Tokens) != 2 || c.Zalo.API != "https://bot-api.zaloplatforms.com" {
		t.Errorf("from the variable: %#v, %v", c.Zalo, err)
	}
}

func TestZaloLimits(t *testing.T) {
	t.Parallel()
	c, err := load(t, "zalo: {limits: {groups: 5, messages: 0}}", map[string]string{"LOA_ZALO_LIMITS_PEOPLE": "70"})
	if want := (loa.QuotaLimits{Groups: 5, People: 70}); err != nil || c.Zalo.Limits != want {
		t.Errorf("got %+v, %v; want %+v", c.Zalo.Limits, err, want)
	}
	for _, wrong := range []string{"-1", "many", "3.5", "99999999999"} {
		_, err := load(t, "", map[string]string{"LOA_ZALO_LIMITS_GROUPS": wrong, "LOA_LANGUAGE": "en"})
		if err == nil || !strings.Contains(err.Error(), "is not a limit") {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
}
