package redact

import (
	"regexp"
	"strings"
)

// quotedOr is a value in quotes, as three groups of which one matches: "…", '…', or the
// characters that the class has.
func quotedOr(class string) string {
	return `(?:\\?"((?:[^"\\]|\\.)*?)\\?"|'([^']*)'|(` + class + `+))`
}

var (
	// userinfo is the part of an address before the host: scheme://user:secret@.
	userinfo = expression(`(?:[a-zA-Z][a-zA-Z0-9+.-]*:|[^\w/:]|^)//([^\s/:@'"]*)(?::([^\s/'"]*))?@`)

	// authorization is the header's value.
	authorization = expression(`(?i)authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:bearer|basic|token|digest|negotiate|apikey|api-key|key|ntlm|aws4-hmac-sha256)[\s+]+)?` +
		`([^\s"'` + "`" + `,;\\]+)`)
	bearer  = expression(`(?i)\bbearer[ \t+]+([^\s"'` + "`" + `,;\\)-][^\s"'` + "`" + `,;\\)]{7,})`)
	cookies = expression(`(?i)\bcookie\s*:[ \t]*([^'"\r\n]+)`)

	// typed is what a script of expect types where it is asked for a password.
	typed = expression(`(?i)(?:password|passphrase)[^;\n]{0,20}[;{\n]\s*(?:exp_)?send\s+(?:--\s+)?\\?"(.+?)\\+[rn]`)

	// hinted is a long text of chance behind a word for a secret.
	hinted = expression(`(?i)\b([a-z]*[ _-]?)(key|token|secret|password|passphrase|credential|signature)\b["']?[ \t]{0,2}(?:is|=|:|to|as)?[ \t]{0,2}["']?([A-Za-z0-9+/_.~%=-]{16,})`)

	sqlSecret = expression(`(?i)\b(?:identified(?:\s+with\s+[\w']+)?\s+by(?:\s+password)?|(?:with|encrypted|(?:user|role)\s+\S+)\s+password|set\s+password[^=;]*=|password\s*\(|pragma\s+key\s*=)\s*\(?\s*` +
		quotedOr(`[^\s\S]`))
)

// place is what a text is.
type place int

const (
	raw    place = iota // code with its quotes, or several words of a person's
	plain               // a word as a program gets it, without blanks
	phrase              // the same, with blanks: it was quoted
)

// forms looks for secrets that what stands before them tells, wherever that is: NAME=VALUE,
// headers, addresses, SQL.
func (f *finder) forms(t text, p place) {
	f.assignments(t, p)
	for _, m := range userinfo().FindAllStringSubmatchIndex(t.s, -1) {
		switch {
		case m[4] >= 0:
			f.hideSecret(t.cut(m[4], m[5]), false)
		case random(t.s[m[2]:m[3]]):
			f.hide(t, m[2], m[3])
		}
	}
	for _, r := range []func() *regexp.Regexp{authorization, cookies, typed} {
		for _, m := range r().FindAllStringSubmatchIndex(t.s, -1) {
			f.hideSecret(t.cut(m[2], m[3]), false)
		}
	}
	for _, m := range bearer().FindAllStringSubmatchIndex(t.s, -1) {
		if v := t.s[m[2]:m[3]]; strings.ContainsAny(v, "0123456789") || len(v) > 20 {
			f.hideSecret(t.cut(m[2], m[3]), false)
		}
	}
	for _, m := range hinted().FindAllStringSubmatchIndex(t.s, -1) {
		before := strings.ToLower(strings.Trim(t.s[m[2]:m[3]], " _-"))
		if v := t.s[m[6]:m[7]]; !harmlessKey[before] && random(v) {
			f.hide(t, m[6], m[7])
		}
	}
	for _, m := range sqlSecret().FindAllStringSubmatchIndex(t.s, -1) {
		if from, to := group(m, 1); from >= 0 {
			f.hideSecret(t.cut(from, to), false)
		}
	}
}

// harmlessKey are the words before "key" that make it one that all may see.
var harmlessKey = map[string]bool{
	"public": true, "gpg": true, "pgp": true, "primary": true, "foreign": true, "cache": true, "sort": true, "partition": true, "recv": true, "receive": true,
	"fingerprint": true, "host": true, "apt": true, "sync": true, "next": true, "page": true,
}

// group gives the first of a quotedOr's groups that has matched, they being number n and
// those behind it; -1 where none has.
func group(m []int, n int) (from, to int) {
	for i := 2 * n; i < 2*n+6; i += 2 {
		if m[i] >= 0 {
			return m[i], m[i+1]
		}
	}
	return -1, -1
}
