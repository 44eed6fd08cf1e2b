package redact

import (
	"strings"
	"unicode"
)

const (
	// minSecret is how long a name without a password must be to be taken for a token:
	// curl -u TOKEN: has one.
	minSecret = 12
	// minRandom is how many characters chance must have made, where only a word before
	// them hints at a secret.
	minRandom = 16
)

// placeholder is what stands for a secret in examples, and what means that there is none.
var placeholder = expression(`^(?i:<.*|\[.*\]|\{.*\}?|\*+|x{3,}|_+|\.{2,}|…|-+|your[-_ ].*|redacted|hidden|masked|null|nil|undefined|true|false|yes|no|on|off|` +
	`empty|required|optional|always|never|auto|default|prompt|stdin|ask|bearer|basic|/[a-z]*)(?i:/[gip]*)?$|^[A-Z]+(_[A-Z]+)+$`)

// pattern is part of a regular expression, or of a program that takes a secret from
// somewhere: a format, a field of jq.
var pattern = expression(`\.[*+]|\[\^|\[[aA0]-|^\\|^\(|^%[a-zA-Z(]|^%$|^@|^\.[a-zA-Z_\[]`)

// variable is what a shell fills in.
var variable = expression(`^\$([A-Za-z_{(\d].*)?$|^` + "`")

// secretive reports whether a text that stands where a secret does may be one. literal
// says that a shell has been through it: what looks like a variable is none.
func secretive(v string, literal bool) bool {
	v = strings.TrimSpace(v)
	filled := strings.Trim(v, string(mark)) == "" || !literal && variable().MatchString(v)
	number := len(v) < 4 && strings.Trim(v, "0123456789") == ""
	sayable := strings.ContainsFunc(v, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	return sayable && !filled && !number && !strings.Contains(v, Mark) && !placeholder().MatchString(v) && !pattern().MatchString(v)
}

// file is a path, or a name with an ending that files of secrets and settings have.
var file = expression(`^(~|\.{1,2})?/[\w.+@~-]*(/[\w.+@*~-]*)*$|^[\w./~-]+\.(txt|json|ya?ml|pem|key|crt|cer|p12|pfx|jks|env|cfg|conf|ini|toml|gpg|asc|pub|log|csv|sh|py|js|go|zip|gz|tgz|xml|html|md|db)$|^file:`)

func isPath(v string) bool { return file().MatchString(v) }

var (
	chance = expression(`^[A-Za-z0-9+/=_.~%-]+$`)
	uuid   = expression(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	words  = expression(`^[A-Za-z]*[a-z][A-Za-z]*([-_./=][A-Za-z]+|[-_./=]v?\d{1,4})*$`)
	date   = expression(`^\d{4}-?\d\d-?\d\d`)
)

// random reports whether a text looks as if chance had made it: long, letters and digits mixed, neither a path nor words with a number, nor an id.
func random(v string) bool {
	return len(v) >= minRandom && chance().MatchString(v) && strings.ContainsAny(v, "0123456789") && strings.ContainsAny(strings.ToLower(v), "abcdefghijklmnopqrstuvwxyz") &&
		!uuid().MatchString(v) && !words().MatchString(v) && !date().MatchString(v) && (!isPath(v) || len(v) >= 32 && mixed(v))
}

// mixed reports whether small and capital letters and digits all occur, as in base64.
func mixed(v string) bool {
	return strings.ContainsAny(v, "0123456789") && strings.ToLower(v) != v && strings.ToUpper(v) != v
}
