package remote

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on what is repeated of a server's words, in bytes.
const (
	maxRead  = 4 << 10 // looked at
	maxShown = 300     // shown
)

// hiddenRun is how many characters of a key in a row count as the key: servers and cuts
// echo parts.
const hiddenRun = 8

const hidden = "[key]"

// authorization is a header's value that somebody echoes, whosever key it is.
var authorization = regexp.MustCompile(`(?i)\b(bearer|basic)(\s|%20|\+)+[^\s"',}]+`)

// shown makes a foreign text fit for an error: without the key, on one line, short.
func shown(text, key string) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxRead)], "?")
	text = authorization.ReplaceAllString(text, "$1 "+hidden)
	text = hide(text, key)
	if escaped := url.QueryEscape(key); escaped != key {
		text = hide(text, escaped)
	}
	return oneLine(text)
}

// hide replaces each run of the key's characters that is the key or hiddenRun of it.
// Case doesn't count: headers are sometimes echoed in another.
func hide(text, key string) string {
	if key == "" {
		return text
	}
	low, secret := lower(text), lower(key)
	least := min(hiddenRun, len(secret))
	var b strings.Builder
	for i := 0; i < len(text); {
		n := least
		if i+n > len(low) || !strings.Contains(secret, low[i:i+n]) {
			b.WriteByte(text[i])
			i++
			continue
		}
		for i+n < len(low) && strings.Contains(secret, low[i:i+n+1]) {
			n++
		}
		b.WriteString(hidden)
		i += n
	}
	return b.String()
}

// lower changes ASCII letters only, so that places stay the same.
func lower(s string) string {
	low := []byte(s)
	for i, c := range low {
		if 'A' <= c && c <= 'Z' {
			low[i] = c + 'a' - 'A'
		}
	}
	return string(low)
}

// oneLine makes every run of blanks and unprintable characters one blank, and cuts.
func oneLine(text string) string {
	fields := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	text = strings.Join(fields, " ")
	if len(text) <= maxShown {
		return text
	}
	end := maxShown
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
