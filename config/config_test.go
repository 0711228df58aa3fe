package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"loa"
	"loa/config"
)

const (
	token = "7001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
	other = "7002:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-zz"
)

// write puts a file into a folder of its own and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, yaml string, env map[string]string) (config.Config, error) {
	t.Helper()
	return config.Load(write(t, "loa.yaml", yaml), true, env)
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := config.Load(filepath.Join(t.TempDir(), "loa.yaml"), false, nil)
	if err != nil {
		t.Fatalf("no file and no variables: %v", err)
	}
	if c.Telegram.API != "https://api.telegram.org" || c.Database != "loa.db" || c.Campaign != "" || len(c.Admins) != 0 ||
		c.Listen != "127.0.0.1:8213" || c.Timezone.String() != "Asia/Ho_Chi_Minh" || c.Language != loa.Vietnamese || c.LogLevel != "info" ||
		c.Attendance != (loa.AttendanceRules{Rate: 85, InRow: 3}) {
		t.Errorf("defaults: %+v", c)
	}
}

// TestExample keeps the sample file true: it loads, and it shows the defaults.
func TestExample(t *testing.T) {
	t.Parallel()
	env := map[string]string{"LANG": "vi_VN.UTF-8"}
	example, err := config.Load("../loa.example.yaml", true, env)
	if err != nil {
		t.Fatal(err)
	}
	standard, err := config.Load(filepath.Join(t.TempDir(), "loa.yaml"), false, env)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(example, standard) {
		t.Errorf("the sample is not the defaults:\n%+v\n%+v", example, standard)
	}
	text, err := os.ReadFile("../loa.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range config.Variables() {
		if !strings.Contains(string(text), name) {
			t.Errorf("the sample does not tell of %s", name)
		}
	}
}

func TestEachSourceReplacesTheOneBefore(t *testing.T) {
	t.Parallel()
	c, err := load(t, `
telegram:
  token: "`+token+`"
  api: http://127.0.0.1:9000/
database: from-file.db
admins: [telegram:1, telegram:2]
listen: ":0"
timezone: Asia/Tokyo
log_level: debug
attendance_rate: 80
`, map[string]string{
		"LOA_DATABASE":       "postgres://loa:pw@db/loa",
		"LOA_ADMINS":         "telegram:3, telegram:3,telegram:4,",
		"LOA_LANGUAGE":       "en",
		"LOA_LOG_LEVEL":      "", // an empty variable sets nothing
		"LOA_EXCUSED_IN_ROW": "2",
		"LOA_TEST_POSTGRES":  "anything",
		"HOME":               "/root",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []loa.Account{{Platform: loa.Telegram, ID: "3"}, {Platform: loa.Telegram, ID: "4"}}
	switch {
	case string(c.Telegram.Token) != token:
		t.Error("token not taken from the file")
	case c.Telegram.API != "http://127.0.0.1:9000":
		t.Errorf("api %q: want it without the slash at the end", c.Telegram.API)
	case string(c.Database) != "postgres://loa:pw@db/loa" || !c.Database.PostgreSQL():
		t.Errorf("database %q", string(c.Database))
	case !reflect.DeepEqual(c.Admins, want):
		t.Errorf("admins %v, want %v", c.Admins, want)
	case c.Attendance != (loa.AttendanceRules{Rate: 80, InRow: 2}):
		t.Errorf("attendance %+v", c.Attendance)
	case c.Listen != ":0" || c.Timezone.String() != "Asia/Tokyo" || c.Language != loa.English || c.LogLevel != "debug":
		t.Errorf("got %+v", c)
	}
	if err := c.ForServe(); err != nil {
		t.Errorf("for serve: %v", err)
	}
}

func TestCheckin(t *testing.T) {
	t.Parallel()
	c, err := load(t, "checkin: {listen: '127.0.0.1:8215'}", map[string]string{"LOA_CHECKIN_URL": "https://example.org/loa/"})
	if want := (config.Checkin{Listen: "127.0.0.1:8215", URL: "https://example.org/loa"}); err != nil || c.Checkin != want {
		t.Errorf("got %+v, %v; want %+v", c.Checkin, err, want)
	}
}

func TestTokenFile(t *testing.T) {
	t.Parallel()
	file := write(t, "token", token+"\n")
	c, err := load(t, "", map[string]string{"LOA_TELEGRAM_TOKEN_FILE": file})
	if err != nil || string(c.Telegram.Token) != token {
		t.Errorf("token from file: %q, %v", string(c.Telegram.Token), err)
	}
}

func TestMissingToken(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en_GB.UTF-8": "the bot's token is missing", "vi_VN": "chưa có token", "C.UTF-8": "chưa có token"} {
		c, err := load(t, "database: x.db", map[string]string{"LANG": lang})
		if err != nil {
			t.Fatal(err)
		}
		var wrong *config.Error
		if err := c.ForServe(); !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), "LOA_TELEGRAM_TOKEN: "+want) {
			t.Errorf("%s: got %v", lang, err)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, yaml string
		env        map[string]string
		want       []string // of each line, in order; FILE stands for the path
	}{
		{"key", "databse: x", nil, []string{"FILE:1: there is no key databse; did you mean: database?"}},
		{"key far from all", "colour: x", nil, []string{"FILE:1: there is no key colour; did you mean: telegram.token,"}},
		{"key in a group", "telegram:\n  tokn: x", nil, []string{"FILE:2: there is no key telegram.tokn; did you mean: telegram.token?"}},
		{"key twice", "listen: :1\nlisten: :2", nil, []string{"FILE:2: the key listen is written twice"}},
		{"no mapping", "- a", nil, []string{"FILE:1: here must stand lines"}},
		{"group as value", "telegram: abc", nil, []string{"FILE:1: here must stand lines"}},
		{"list as value", "listen: [a, b]", nil, []string{"FILE:1: listen takes one plain value"}},
		{"alias as value", "database: &a x\nlisten: *a", nil, []string{"FILE:2: listen takes one plain value"}},
		{"syntax", "a: b\nc: [d", nil, []string{"FILE:2: the file is not valid YAML ("}},
		{"indentation", "a:\n  b: 1\n c: 2\nd: 3", nil, []string{"FILE:3: the file is not valid YAML ("}},
		{"tabulator", "a: 1\n\tb: 2\nd: 3", nil, []string{"FILE:2: the file is not valid YAML ("}},
		{"one open line", "a: [", nil, []string{"FILE:1: the file is not valid YAML ("}},
		{"two documents", "listen: :1\n---\nlisten: :2", nil, []string{"FILE:2: the file has several documents"}},
		{"admin", "admins:\n  - telegram:1\n  - bob", nil, []string{`FILE:3: admins: "bob" is not an account`}},
		{"admin that is a list", "admins: [[a]]", nil, []string{"FILE:1: admins takes one plain value"}},
		{"variable", "", map[string]string{"LOA_TELEGRM_TOKEN": token}, []string{"LOA_TELEGRM_TOKEN: Loa has no such variable; did you mean: LOA_TELEGRAM_TOKEN?"}},
		{"token", "", map[string]string{"LOA_TELEGRAM_TOKEN": "7001:AAEh"}, []string{"LOA_TELEGRAM_TOKEN: telegram.token does not look like"}},
		{"both tokens", "telegram: {token: '" + token + "'}", map[string]string{"LOA_TELEGRAM_TOKEN_FILE": "x"},
			[]string{"LOA_TELEGRAM_TOKEN_FILE: the token is already set at FILE:1"}},
		{"token file", "", map[string]string{"LOA_TELEGRAM_TOKEN_FILE": "/nowhere/t"},
			[]string{`LOA_TELEGRAM_TOKEN_FILE: telegram.token_file: cannot read the file "/nowhere/t" (no such file or directory)`}},
		{"Zalo token", "", map[string]string{"LOA_ZALO_TOKENS": "4321:abcdefgh1,abc"}, []string{"LOA_ZALO_TOKENS: zalo.tokens does not look like the token of a bot on Zalo"}},
		{"both of Zalo's tokens", "zalo: {tokens: ['4321:abcdefgh1']}", map[string]string{"LOA_ZALO_TOKENS_FILE": "x"},
			[]string{"LOA_ZALO_TOKENS_FILE: the token is already set at FILE:1"}},
		{"Zalo token file", "", map[string]string{"LOA_ZALO_TOKENS_FILE": "/nowhere/t"}, []string{`LOA_ZALO_TOKENS_FILE: zalo.tokens_file: cannot read the file`}},
		{"Zalo API", "", map[string]string{"LOA_ZALO_API": "zalo"}, []string{"LOA_ZALO_API: zalo.api: "}},
		{"webhook", "zalo: {webhook: 'http://x', secret: '12345678'}", nil, []string{`FILE:1: zalo.webhook: "http://x" is not an https address`}},
		{"webhook without a secret", "zalo: {webhook: 'https://x'}", nil, []string{"FILE:1: Zalo's webhook needs a secret"}},
		{"short secret", "", map[string]string{"LOA_ZALO_SECRET": "1234567"}, []string{"LOA_ZALO_SECRET: zalo.secret cannot be used as a secret"}},
		{"api", "", map[string]string{"LOA_TELEGRAM_API": "api.telegram.org"}, []string{"LOA_TELEGRAM_API: telegram.api: "}},
		{"database", "database: mysql://x/y", nil, []string{"FILE:1: database: the database's address cannot be used"}},
		{"database without a name", "database: postgres://x", nil, []string{"FILE:1: database: "}},
		{"campaign", "campaign: /nowhere", nil, []string{`FILE:1: campaign: "/nowhere" is not a folder`}},
		{"listen", "listen: 8213", nil, []string{`FILE:1: listen: "8213" is not an address to listen on`}},
		{"port", "", map[string]string{"LOA_LISTEN": "127.0.0.1:99999"}, []string{"LOA_LISTEN: listen: "}},
		{"check-in without an address", "checkin: {listen: ':8215'}", nil, []string{"FILE:1: the check-in pages need both"}},
		{"check-in that listens nowhere", "", map[string]string{"LOA_CHECKIN_URL": "https://loa.example.org"}, []string{"LOA_CHECKIN_URL: the check-in pages need both"}},
		{"check-in", "checkin:\n  listen: 8215\n  url: loa.example.org", nil, []string{
			`FILE:2: checkin.listen: "8215" is not an address to listen on`, `FILE:3: checkin.url: "loa.example.org" is not the address of a page`,
		}},
		{"zone", "timezone: Asia/Saigon2", nil, []string{`FILE:1: timezone: there is no time zone "Asia/Saigon2"`}},
		{"zone without a name", "timezone: Local", nil, []string{"FILE:1: timezone: "}},
		{"language", "language: fr", nil, []string{`FILE:1: language: Loa does not speak "fr"`}},
		{"level", "", map[string]string{"LOA_LOG_LEVEL": "loud"}, []string{`LOA_LOG_LEVEL: log_level: there is no log level "loud"`}},
		{"rate", "attendance_rate: 85%", nil, []string{`FILE:1: attendance_rate: "85%" is not a rate`}},
		{"rate that nobody is above", "attendance_rate: 100", nil, []string{"FILE:1: attendance_rate: "}},
		{"no times", "", map[string]string{"LOA_EXCUSED_IN_ROW": "0"}, []string{`LOA_EXCUSED_IN_ROW: excused_in_row: "0" is not a number of times`}},
		{"all at once", "lisen: x\nlanguage: fr\ntimezone: Mars", map[string]string{"LOA_X": "1", "LOA_LOG_LEVEL": "x"}, []string{
			"FILE:1: there is no key lisen", "LOA_X: ", "FILE:3: timezone: ", "FILE:2: language: ", "LOA_LOG_LEVEL: ",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "loa.yaml", tt.yaml)
			env := map[string]string{"LANG": "en_US.UTF-8"}
			for k, v := range tt.env {
				env[k] = v
			}
			_, err := config.Load(path, true, env)
			var wrong *config.Error
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v, want an *Error", err)
			}
			got := strings.Split(strings.ReplaceAll(err.Error(), path, "FILE"), "\n")
			if len(got) != len(tt.want) {
				t.Fatalf("got %d messages, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tt.want[i]) {
					t.Errorf("got  %s\nwant %s…", got[i], tt.want[i])
				}
			}
		})
	}
}

func TestFileThatMustExist(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "other.yaml")
	_, err := config.Load(path, true, map[string]string{"LOA_LANGUAGE": "en"})
	if err == nil || !strings.HasPrefix(err.Error(), path+": cannot read the configuration file (no such file") {
		t.Errorf("got %v", err)
	}
	if _, err := config.Load(t.TempDir(), false, nil); err == nil {
		t.Error("a folder in place of the file: want an error")
	}
}

func TestLanguageOfMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		yaml string
		env  map[string]string
		want string
	}{
		{"", nil, "Loa không có biến này"},
		{"", map[string]string{"LANG": "en_US.UTF-8"}, "Loa has no such variable"},
		{"", map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "Loa không có biến này"},
		{"", map[string]string{"LANG": "en_US.UTF-8", "LOA_LANGUAGE": "vi"}, "Loa không có biến này"},
		{"language: en", nil, "Loa has no such variable"},
	}
	for _, tt := range tests {
		env := map[string]string{"LOA_X": "1"}
		for k, v := range tt.env {
			env[k] = v
		}
		if _, err := load(t, tt.yaml, env); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q %v: got %v, want %q", tt.yaml, tt.env, err, tt.want)
		}
	}
}

// TestNoSecretInMessages puts the token into every place where it does not belong.
func TestNoSecretInMessages(t *testing.T) {
	t.Parallel()
	bad := token + "!" // no token any more, but still a secret
	var yamls []string
	for _, key := range []string{"database", "campaign", "admins", "listen", "timezone", "language", "log_level", token} {
		yamls = append(yamls, key+": '"+token+"'", key+": ['"+bad+"']", key+": {a: '"+token+"'}")
	}
	yamls = append(yamls,
		token, "- "+token, "a: *"+token, "a: [ "+token, "'"+token+"': 1\n'"+token+"': 1",
		"telegram: {token: '"+bad+"'}", "telegram: {token: '"+token+"', token_file: '"+token+"'}",
		"telegram: {token_file: '"+token+"'}", "telegram: {api: '"+token+"'}", "telegram: {api: 'https://u:"+token+"@h'}",
		"telegram: '"+token+"'", "database: 'postgres://loa:"+token+"@h'", "listen: 'u:"+token+"@h:99999'",
	)
	for _, text := range yamls {
		_, err := load(t, text, map[string]string{"LOA_X": token, "LOA_TELEGRAM_API": other, "LOA_TELEGRAM_TOKEN_FILE": other})
		if err == nil {
			t.Errorf("%s: no error", text)
			continue
		}
		for _, secret := range []string{"AAEhBOweik6ad9r", other} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s\nshows the secret: %v", text, err)
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{"", "a", "- 1", "telegram: {token: x}", "admins: [a, {}]", "\x00", "a: &a [*a]", "? [a]\n: b", "---\n---"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := write(t, "loa.yaml", text)
		c, err := config.Load(path, true, nil)
		var wrong *config.Error
		switch {
		case err == nil && (c.Timezone == nil || c.Listen == "" || !c.Language.Valid()):
			t.Errorf("accepted an unusable configuration: %+v", c)
		case err != nil && !errors.As(err, &wrong):
			t.Errorf("not an *Error: %v", err)
		case err != nil && strings.Contains(err.Error(), "%!") && !strings.Contains(text, "%!"):
			t.Errorf("badly formatted message: %v", err)
		}
	})
}
