package config

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"loa"
)

// zaloTokenShape is what is documented, "<digits>:<string>"; a length is promised nowhere.
const zaloTokenShape = `^[0-9]{3,25}:[A-Za-z0-9_.~+=-]{8,300}$`

func addZaloToken(c *Config, text string) *problem {
	token := Secret(strings.TrimSpace(text))
	if !regexp.MustCompile(zaloTokenShape).MatchString(string(token)) {
		return wrong(badZaloToken)
	}
	if !slices.Contains(c.Zalo.Tokens, token) { // two that poll with one token would share what comes
		c.Zalo.Tokens = append(c.Zalo.Tokens, token)
	}
	return nil
}

// setZaloTokensFile reads a file with a token on each line.
func setZaloTokensFile(c *Config, text string) *problem {
	data, err := os.ReadFile(text)
	if err != nil {
		return wrong(badTokenFile, shown(text), cause(err))
	}
	for line := range strings.FieldsSeq(string(data)) {
		if p := addZaloToken(c, line); p != nil {
			return p
		}
	}
	if len(c.Zalo.Tokens) == 0 {
		return wrong(badZaloToken)
	}
	return nil
}

func addZaloName(c *Config, text string) *problem {
	if name := strings.TrimSpace(strings.TrimPrefix(text, "@")); name != "" && !slices.Contains(c.Zalo.Names, name) {
		c.Zalo.Names = append(c.Zalo.Names, name)
	}
	return nil
}

func setZaloAPI(c *Config, text string) *problem {
	if !isAddress(text) {
		return wrong(badAPI, shown(text))
	}
	c.Zalo.API = strings.TrimRight(text, "/")
	return nil
}

// setZaloWebhook takes https only: Zalo refuses anything else (docs, apis/setWebhook).
func setZaloWebhook(c *Config, text string) *problem {
	if !isAddress(text) || !strings.HasPrefix(text, "https://") {
		return wrong(badZaloWebhook, shown(text))
	}
	c.Zalo.Webhook = strings.TrimRight(text, "/")
	return nil
}

// zaloSecretShape is the documented length (apis/setWebhook, secret_token), of
// characters that every server lets through in a header.
const zaloSecretShape = `^[A-Za-z0-9_.~+=-]{8,256}$`

func setZaloSecret(c *Config, text string) *problem {
	text = strings.TrimSpace(text)
	if !regexp.MustCompile(zaloSecretShape).MatchString(text) {
		return wrong(badZaloSecret)
	}
	c.Zalo.Secret = Secret(text)
	return nil
}

func setZaloSecretFile(c *Config, text string) *problem {
	data, err := os.ReadFile(text)
	if err != nil {
		return wrong(badTokenFile, shown(text), cause(err))
	}
	return setZaloSecret(c, string(data))
}

// setZaloLimit sets one of the limits of a bot's plan; 0 is no limit.
func setZaloLimit(limit func(*loa.QuotaLimits) *int) func(*Config, string) *problem {
	return func(c *Config, text string) *problem {
		const bits = 31
		n, err := strconv.ParseUint(strings.TrimSpace(text), 10, bits)
		if err != nil {
			return wrong(badZaloLimit, shown(text))
		}
		*limit(&c.Zalo.Limits) = int(n)
		return nil
	}
}
