package config

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// setting is what is known of one: where it lies and what it may be. Its type is that of
// its field: string, bool, int or time.Duration.
type setting struct {
	key   string                 // as in the file: table and name
	env   string                 // the variable that sets it too, "" for none
	field func(c *Config) any    // pointer to the field
	must  string                 // what a value must be, in words
	words []string               // of a string: the only ones allowed
	check func(text string) bool // of a string: whether it is right
	path  bool                   // of a string: it may name a file, and begin with ~/
	low   int64                  // of a number or duration: the least
	high  int64                  // and the most
}

const (
	settingCount = 31
	// maxText bounds a text, in bytes: paths are at most 4096 on Linux.
	maxText = 4096
	// maxSocket is the longest path of a unix socket, in bytes: the system's structure has
	// 104 on macOS with a closing NUL.
	maxSocket = 103
)

var settings = [settingCount]setting{
	{key: "model", env: "CARO_MODEL", path: true, check: isText, must: "the name of a model, a reference to one or the path of its file",
		field: func(c *Config) any { return &c.Model }},
	{key: "device", env: "CARO_DEVICE", words: []string{"auto", "cpu", "gpu"},
		field: func(c *Config) any { return &c.Device }},
	{key: "safety", env: "CARO_SAFETY", words: []string{"strict", "moderate", "permissive"},
		field: func(c *Config) any { return &c.Safety }},
	{key: "copy", field: func(c *Config) any { return &c.Copy }},
	{key: "explain", field: func(c *Config) any { return &c.Explain }},
	{key: "fast", field: func(c *Config) any { return &c.Fast }},

	{key: "ask.folder", field: func(c *Config) any { return &c.Ask.Folder }},

	{key: "worker.idle", low: 1, high: int64(24 * time.Hour), must: `a duration such as "10m", above 0 and at most "24h"`,
		field: func(c *Config) any { return &c.Worker.Idle }},
	{key: "worker.low_memory", field: func(c *Config) any { return &c.Worker.LowMemory }},
	{key: "worker.socket", env: "CARO_SOCKET", path: true, check: isSocket, must: "the full path of a socket, of at most 103 bytes",
		field: func(c *Config) any { return &c.Worker.Socket }},

	{key: "prepare.enabled", field: func(c *Config) any { return &c.Prepare.Enabled }},
	{key: "prepare.pause", high: int64(5 * time.Second), must: `a duration such as "100ms", at most "5s"`,
		field: func(c *Config) any { return &c.Prepare.Pause }},
	{key: "prepare.battery_min", high: 100, must: "a whole number from 0 to 100 (percent)",
		field: func(c *Config) any { return &c.Prepare.BatteryMin }},

	{key: "remote.enabled", field: func(c *Config) any { return &c.Remote.Enabled }},
	{key: "remote.base_url", check: isBaseURL, must: "an http or https address such as \"https://gpu.example.com/v1\", without user, password, ? and #",
		field: func(c *Config) any { return &c.Remote.BaseURL }},
	{key: "remote.allow_plain_http", field: func(c *Config) any { return &c.Remote.AllowPlainHTTP }},
	{key: "remote.model", check: isText, must: "the server's name for its model",
		field: func(c *Config) any { return &c.Remote.Model }},
	{key: "remote.key_env", check: isVariable, must: "the name of an environment variable such as \"OPENAI_API_KEY\", not the key itself",
		field: func(c *Config) any { return &c.Remote.KeyEnv }},
	{key: "remote.key_keychain", check: isEntry, must: "the name of an entry in the keychain, not the key itself",
		field: func(c *Config) any { return &c.Remote.KeyKeychain }},
	{key: "remote.timeout", low: 1, high: int64(10 * time.Minute), must: `a duration such as "60s", above 0 and at most "10m"`,
		field: func(c *Config) any { return &c.Remote.Timeout }},
	{key: "remote.retries", high: 10, must: "a whole number from 0 to 10",
		field: func(c *Config) any { return &c.Remote.Retries }},
	{key: "remote.prepare", field: func(c *Config) any { return &c.Remote.Prepare }},

	{key: "download.limit", high: math.MaxInt32, must: "a whole number of bytes per second, 0 for no limit",
		field: func(c *Config) any { return &c.Download.Limit }},
	{key: "download.stall", low: int64(time.Second), high: int64(10 * time.Minute), must: `a duration such as "30s", from "1s" to "10m"`,
		field: func(c *Config) any { return &c.Download.Stall }},
	{key: "download.mirrors", check: areMirrors, must: "addresses of hubs such as \"https://mirror.example.com\", with blanks between",
		field: func(c *Config) any { return &c.Download.Mirrors }},

	{key: "check.allow", check: areUtilities, must: "names of utilities such as \"terraform apply, npx\", with commas between",
		field: func(c *Config) any { return &c.Check.Allow }},
	{key: "check.deny", check: areUtilities, must: "names of utilities such as \"git push, npx\", with commas between",
		field: func(c *Config) any { return &c.Check.Deny }},

	{key: "history.keep", field: func(c *Config) any { return &c.History.Keep }},
	{key: "history.max", low: 1, high: 100_000, must: "a whole number from 1 to 100000",
		field: func(c *Config) any { return &c.History.Max }},

	{key: "app.hotkey", check: isText, must: "keys such as \"ctrl+alt+return\", or none",
		field: func(c *Config) any { return &c.App.Hotkey }},
	{key: "app.terminal", check: isText, must: "the command of a terminal such as \"kitty\"",
		field: func(c *Config) any { return &c.App.Terminal }},
}

// Keys returns the names of all settings, in the order of the manual.
func Keys() []string {
	keys := make([]string, len(settings))
	for i, s := range settings {
		keys[i] = s.key
	}
	return keys
}

func indexOf(key string) int {
	return slices.IndexFunc(settings[:], func(s setting) bool { return s.key == key })
}

// parse reads a value as a variable or a flag has it.
func (s *setting) parse(text string) (any, error) {
	switch s.field(&Config{}).(type) {
	case *bool:
		if text == "true" || text == "false" {
			return text == "true", nil
		}
	case *int:
		n, err := strconv.ParseInt(text, 10, 64)
		if err == nil && n >= s.low && n <= s.high && n <= math.MaxInt {
			return int(n), nil
		}
	case *time.Duration:
		d, err := time.ParseDuration(text)
		if err == nil && int64(d) >= s.low && int64(d) <= s.high {
			return d, nil
		}
	case *string:
		if s.words != nil && slices.Contains(s.words, text) || s.check != nil && s.check(text) {
			return text, nil
		}
	}
	return nil, s.wrong(shown(text))
}

// parseInFile is parse for a text that stands in a file, where a relative path would mean
// something else in every folder.
func (s *setting) parseInFile(text string) (any, error) {
	v, err := s.parse(text)
	if err == nil && s.path && !hasScheme(text) && strings.ContainsRune(text, filepath.Separator) &&
		!filepath.IsAbs(text) && !strings.HasPrefix(text, "~/") {
		err = valueError(" is " + shown(text) + ", a path in this file must be a full one or begin with ~/")
	}
	return v, err
}

// hasScheme tells hf:… and https://… from a path.
func hasScheme(text string) bool {
	scheme, _, found := strings.Cut(text, ":")
	return found && !strings.ContainsRune(scheme, filepath.Separator)
}

// wrong says that a value isn't what it must be.
func (s *setting) wrong(value string) error {
	must := s.must
	if s.words != nil {
		last := len(s.words) - 1
		must = strings.Join(s.words[:last], ", ") + " or " + s.words[last]
	}
	if _, ok := s.field(&Config{}).(*bool); ok {
		must = "true or false"
	}
	return valueError(" is " + value + ", it must be " + must)
}

// store puts a value that parse has made into its field.
func (s *setting) store(c *Config, value any) {
	switch field := s.field(c).(type) {
	case *bool:
		*field = value.(bool)
	case *int:
		*field = value.(int)
	case *time.Duration:
		*field = value.(time.Duration)
	case *string:
		*field = value.(string)
	}
}

// text gives the value as parse reads it.
func (s *setting) text(c *Config) string {
	switch field := s.field(c).(type) {
	case *bool:
		return strconv.FormatBool(*field)
	case *int:
		return strconv.Itoa(*field)
	case *time.Duration:
		return durationText(*field)
	case *string:
		return *field
	}
	return ""
}

// durationText is "10m" where Go says "10m0s".
func durationText(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// literal is a value as TOML has it.
func literal(value any) string {
	switch v := value.(type) {
	case time.Duration:
		return quoted(durationText(v))
	case string:
		return quoted(v)
	}
	return fmt.Sprint(value)
}

// quoted writes a basic string of TOML: https://toml.io/en/v1.0.0#string.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func isText(text string) bool {
	return len(text) <= maxText && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

func isSocket(text string) bool {
	return text == "" || isText(text) && len(text) <= maxSocket && (filepath.IsAbs(text) || strings.HasPrefix(text, "~/"))
}
