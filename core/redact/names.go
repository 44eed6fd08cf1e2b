package redact

import (
	"slices"
	"strings"
)

// hint says how much a name tells of what it names.
type hint int

const (
	none   hint = iota
	weak        // a secret where it looks like one
	strong      // a secret unless it is plainly none
)

// secretWords end the names of secrets.
var secretWords = []string{
	"pass", "password", "passwd", "passphrase", "passcode", "pwd", "pw", "token", "secret", "credential", "credentials", "apikey", "authkey", "secretkey",
	"accesskey", "privatekey", "masterkey", "authtoken", "accesstoken", "requirepass", "masterauth", "storepass", "keypass", "sshpass", "userpass", "rootpass", "dbpass", "psk",
	"passwort", "kennwort", "contraseña", "senha",
}

// compounds end a word that names a secret, written as one: PGPASSWORD.
var compounds = []string{"password", "passwd", "passphrase", "token", "secret"}

// keyKinds stand before "key" where that is a secret and no file, field or finger print.
var keyKinds = []string{
	"api", "access", "secret", "auth", "private", "encryption", "encrypt", "signing", "master", "shared", "account", "subscription", "app", "consumer", "client",
	"webhook", "deploy", "service", "admin", "license", "jwt", "hmac", "aes", "openai", "anthropic", "gemini", "functions", "storage", "preshared",
}

// notSecret stand before "token" and the like where it is none: max_token, --no-password.
var notSecret = []string{
	"max", "min", "num", "n", "eos", "bos", "pad", "unk", "sep", "mask", "stop", "next", "page", "continuation", "sync", "no", "show", "with", "without",
	"ask", "print", "use", "list", "get", "check", "skip", "hide", "generate", "prompt", "require", "change", "reset", "delete", "create", "set", "find", "old",
	"per", "by", "tab", "time", "public", "two", "first", "second", "render", "low", "high", "band", "all", "test", "image",
}

// strength tells by a variable's, flag's or field's name whether its value is a secret.
func strength(name string) hint {
	if trimmed := strings.Trim(name, "-"); trimmed == "PWD" || trimmed == "OLDPWD" {
		return none
	}
	parts := components(name)
	n := len(parts)
	if n == 0 {
		return none
	}
	last, before := parts[n-1], ""
	if n > 1 {
		before = parts[n-2]
	}
	isCompound := slices.ContainsFunc(compounds, func(s string) bool { return strings.HasSuffix(last, s) })
	switch {
	case slices.Contains(secretWords, last) || isCompound:
		if slices.Contains(notSecret, before) {
			return none
		}
		return strong
	case last == "key" && slices.Contains(keyKinds, before), last == "base" && before == "key":
		return strong
	case last == "auth" && before != "":
		return strong
	case slices.Contains([]string{"key", "sig", "signature", "cookie", "session", "sessionid", "sid", "jwt", "bearer", "auth"}, last):
		if slices.Contains([]string{"public", "primary", "foreign", "sort", "cache", "recv", "fingerprint"}, before) {
			return none
		}
		return weak
	}
	return none
}

// components are the words of a name, in small letters: DB_PASSWORD, dbPassword and
// db.password1 all have db and password.
func components(name string) []string {
	var parts []string
	start := 0
	cut := func(to int) {
		if part := strings.TrimRight(strings.ToLower(name[start:to]), "0123456789"); part != "" {
			parts = append(parts, part)
		}
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case !isWord(c):
			cut(i)
			start = i + 1
		case i > start && c >= 'A' && c <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z':
			cut(i)
			start = i
		}
	}
	cut(len(name))
	return parts
}
