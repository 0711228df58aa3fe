package config

import (
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
)

// A value is what was written for a setting, and where.
type value struct {
	where string // "loa.yaml:3" or the name of a variable
	text  string
}

// values are what one source says, by key.
type values map[string][]value

// A setting is one thing that can be set.
type setting struct {
	key      string // in the file; a dot parts the group from the name
	standard string // the default
	list     bool   // several values: a list in the file, parted by commas in a variable
	set      func(*Config, string) *problem
}

// settings lists all there is to set. loa.example.yaml explains each.
func settings() []setting {
	return []setting{
		{key: "telegram.token", set: setToken},
		{key: "telegram.token_file", set: setTokenFile},
		{key: "telegram.api", standard: "https://api.telegram.org", set: setAPI},
		{key: "zalo.tokens", list: true, set: addZaloToken},
		{key: "zalo.tokens_file", set: setZaloTokensFile},
		{key: "zalo.names", list: true, set: addZaloName},
		{key: "zalo.api", standard: "https://bot-api.zaloplatforms.com", set: setZaloAPI},
		{key: "zalo.webhook", set: setZaloWebhook},
		{key: "zalo.secret", set: setZaloSecret},
		{key: "zalo.secret_file", set: setZaloSecretFile},
		{key: "zalo.limits.groups", standard: strconv.Itoa(loa.ZaloLimits().Groups), set: setZaloLimit(func(l *loa.QuotaLimits) *int { return &l.Groups })},
		{key: "zalo.limits.people", standard: strconv.Itoa(loa.ZaloLimits().People), set: setZaloLimit(func(l *loa.QuotaLimits) *int { return &l.People })},
		{key: "zalo.limits.messages", standard: strconv.Itoa(loa.ZaloLimits().Messages), set: setZaloLimit(func(l *loa.QuotaLimits) *int { return &l.Messages })},
		{key: "database", standard: "loa.db", set: setDatabase},
		{key: "campaign", set: setCampaign},
		{key: "admins", list: true, set: addAdmin},
		{key: "listen", standard: "127.0.0.1:8213", set: setListen},
		{key: "checkin.listen", set: setCheckinListen},
		{key: "checkin.url", set: setCheckinURL},
		{key: "timezone", standard: loa.DefaultZone, set: setTimezone},
		{key: "language", standard: string(loa.Vietnamese), set: setLanguage},
		{key: "log_level", standard: "info", set: setLogLevel},
		{key: "attendance_rate", standard: strconv.Itoa(loa.DefaultAttendanceRules().Rate), set: setAttendanceRate},
		{key: "excused_in_row", standard: strconv.Itoa(loa.DefaultAttendanceRules().InRow), set: setExcusedInRow},
	}
}

// variable returns the name of the setting's environment variable.
func (s setting) variable() string {
	return prefix + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// split parts a list written in one line.
func (s setting) split(where, text string) []value {
	if !s.list {
		return []value{{where, text}}
	}
	var all []value
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, value{where, part})
		}
	}
	return all
}

func keys() []string {
	var all []string
	for _, s := range settings() {
		all = append(all, s.key)
	}
	return all
}

func find(key string) (setting, bool) {
	all := settings()
	i := slices.IndexFunc(all, func(s setting) bool { return s.key == key })
	if i < 0 {
		return setting{}, false
	}
	return all[i], true
}

// isGroup reports whether the key holds settings instead of being one.
func isGroup(key string) bool {
	return slices.ContainsFunc(keys(), func(k string) bool { return strings.HasPrefix(k, key+".") })
}

// A reader puts a configuration together and collects what is wrong with it.
type reader struct {
	config   Config
	mistakes []Mistake
}

func (r *reader) mistake(where string, what message, args ...any) {
	r.mistakes = append(r.mistakes, Mistake{Where: where, what: what, args: args})
}

// read sets everything, the later source over the earlier.
func (r *reader) read(sources ...values) {
	used := map[string][]value{}
	for _, s := range settings() {
		if s.standard != "" {
			used[s.key] = []value{{text: s.standard}}
		}
		for _, source := range sources {
			if v := source[s.key]; len(v) > 0 {
				used[s.key] = v
			}
		}
	}
	for _, key := range []string{"telegram.token", "zalo.tokens", "zalo.secret"} {
		if plain, file := used[key], used[key+"_file"]; len(plain) > 0 && len(file) > 0 {
			r.mistake(file[0].where, twoTokens, plain[0].where)
			delete(used, key+"_file")
		}
	}
	if address := used["zalo.webhook"]; len(address) > 0 && len(used["zalo.secret"])+len(used["zalo.secret_file"]) == 0 {
		r.mistake(address[0].where, noZaloSecret)
	}
	if listen, address := used["checkin.listen"], used["checkin.url"]; len(listen) != len(address) {
		r.mistake(append(listen, address...)[0].where, halfCheckin)
	}
	for _, s := range settings() {
		for _, v := range used[s.key] {
			if p := s.set(&r.config, v.text); p != nil {
				r.mistake(v.where, p.what, append([]any{s.key}, p.args...)...)
			}
		}
	}
}

// A problem says why a value cannot be used.
type problem struct {
	what message
	args []any
}

func wrong(what message, args ...any) *problem { return &problem{what, args} }

// tokenShape is wider than the documented example, because Telegram promises no
// length; it finds what was cut off or pasted wrongly.
const tokenShape = `^[0-9]{3,20}:[A-Za-z0-9_-]{20,100}$`

func setToken(c *Config, text string) *problem {
	text = strings.TrimSpace(text)
	if !regexp.MustCompile(tokenShape).MatchString(text) {
		return wrong(badToken)
	}
	c.Telegram.Token = Secret(text)
	return nil
}

func setTokenFile(c *Config, text string) *problem {
	data, err := os.ReadFile(text)
	if err != nil {
		return wrong(badTokenFile, shown(text), cause(err))
	}
	return setToken(c, string(data))
}

func setAPI(c *Config, text string) *problem {
	if !isAddress(text) {
		return wrong(badAPI, shown(text))
	}
	c.Telegram.API = strings.TrimRight(text, "/")
	return nil
}

// isAddress reports whether the text is the address of a server, with a path or without.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

func setDatabase(c *Config, text string) *problem {
	d := Database(text)
	if strings.Contains(text, "://") {
		u, err := url.Parse(text)
		if err != nil || !d.PostgreSQL() || strings.Trim(u.Path, "/") == "" {
			return wrong(badDatabase)
		}
	}
	c.Database = d
	return nil
}

func setCampaign(c *Config, text string) *problem {
	if info, err := os.Stat(text); err != nil || !info.IsDir() {
		return wrong(badCampaign, shown(text))
	}
	c.Campaign = text
	return nil
}

func addAdmin(c *Config, text string) *problem {
	a, err := loa.ParseAccount(text)
	if err != nil {
		return wrong(badAccount, shown(text))
	}
	if !slices.Contains(c.Admins, a) {
		c.Admins = append(c.Admins, a)
	}
	return nil
}

func setListen(c *Config, text string) *problem {
	if !isListen(text) {
		return wrong(badListen, shown(text))
	}
	c.Listen = text
	return nil
}

func isListen(text string) bool {
	host, port, err := net.SplitHostPort(text)
	if err != nil || strings.ContainsAny(host, " /@") {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func setCheckinListen(c *Config, text string) *problem {
	if !isListen(text) {
		return wrong(badListen, shown(text))
	}
	c.Checkin.Listen = text
	return nil
}

func setCheckinURL(c *Config, text string) *problem {
	if !isAddress(text) {
		return wrong(badCheckinURL, shown(text))
	}
	c.Checkin.URL = strings.TrimRight(text, "/")
	return nil
}

func setTimezone(c *Config, text string) *problem {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" || text == "" { // a zone is kept by name, so it must have one
		return wrong(badTimezone, shown(text))
	}
	c.Timezone = zone
	return nil
}

func setLanguage(c *Config, text string) *problem {
	lang := loa.Lang(text)
	if !lang.Valid() {
		return wrong(badLanguage, shown(text))
	}
	c.Language = lang
	return nil
}

func setLogLevel(c *Config, text string) *problem {
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, text) {
		return wrong(badLogLevel, shown(text))
	}
	c.LogLevel = text
	return nil
}

// setAttendanceRate takes less than 100: no meeting could be strictly above it.
func setAttendanceRate(c *Config, text string) *problem {
	rate, err := strconv.ParseUint(text, 10, 7)
	if err != nil || rate >= 100 {
		return wrong(badRate, shown(text))
	}
	c.Attendance.Rate = int(rate)
	return nil
}

// setExcusedInRow takes as many times as there are meetings in two years at most.
func setExcusedInRow(c *Config, text string) *problem {
	const most = 24
	times, err := strconv.ParseUint(text, 10, 7)
	if err != nil || times < 1 || times > most {
		return wrong(badInRow, shown(text))
	}
	c.Attendance.InRow = int(times)
	return nil
}

// Variables returns the names of all variables that set something, for help texts.
func Variables() []string {
	var all []string
	for _, s := range settings() {
		all = append(all, s.variable())
	}
	return all
}
