package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// keyWords are names under which people put a key into a file; compared without case, - and _.
var keyWords = []string{
	"key", "apikey", "remotekey", "secretkey", "accesskey", "openaikey", "openaiapikey", "token", "apitoken", "accesstoken",
	"authtoken", "bearer", "bearertoken", "authorization", "secret", "password", "passwd",
}

// namesKey reports whether a setting of this name would hold a key.
func namesKey(name string) bool {
	return slices.Contains(keyWords, strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name)))
}

// keyInFile is what is said to someone who puts a key into the file.
const keyInFile = "holds a key, and no key belongs in this file: put it into an environment variable and name that in remote.key_env, " +
	"or into the keychain and name the entry in remote.key_keychain"

// keyPrefixes begin the keys of well-known services, as their documents show them.
var keyPrefixes = []string{
	"sk-", "sk_", "rk_", "pk_live", "gsk_", "hf_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xai-", "xoxb-", "xoxp-",
	"AIza", "AKIA", "ya29.", "eyJ", "r8_", "nvapi-", "pplx-", "Bearer ", "Basic ", "-----BEGIN",
}

// minSecret is the length, in characters, from which letters and digits without a break
// are taken for a secret.
const minSecret = 20

// looksSecret reports whether a text could be a key or hold a password. It rather takes a
// harmless text for one: all that costs is that an error doesn't repeat it.
func looksSecret(text string) bool {
	for _, prefix := range keyPrefixes {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	notAlnum := func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for run := range strings.FieldsFuncSeq(text, notAlnum) {
		if len(run) >= minSecret && strings.ContainsFunc(run, unicode.IsDigit) && strings.ContainsFunc(run, unicode.IsLetter) {
			return true
		}
	}
	_, rest, found := strings.Cut(text, "://")
	authority, _, _ := strings.Cut(rest, "/")
	return found && strings.Contains(authority, "@")
}

// maxShown bounds what is repeated of a value, in bytes.
const maxShown = 60

// shown is a value as an error repeats it.
func shown(text string) string {
	if looksSecret(text) {
		return "a text that may be secret (not shown here)"
	}
	return shortened(fmt.Sprintf("%q", text))
}

// shortened cuts a text that is too long to be repeated.
func shortened(text string) string {
	if len(text) <= maxShown {
		return text
	}
	end := maxShown
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
