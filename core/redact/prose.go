package redact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	nouns = `pass ?word|passphrase|pass ?code|passwd|pass|pwd|pw|psk|passwort|kennwort|contraseña|contrasena|senha|palavra-passe|mot de passe|parola|hasło|` +
		`şifre|wachtwoord|lösenord|salasana|пароль|паролем`
	tokenNouns = `token|secret|api[ _-]?key|access[ _-]?key|secret[ _-]?key`
	begins     = `(?i)(?:^|[^\pL\d])`
	of         = `(?:[ \t]+(?:for|of|für|von|para|pour|de|для)[ \t]+(?:(?:the|my|our|user|account|database|db|der|den|el|la|le)[ \t]+)*\S+){0,2}`
	isIt       = `(?:is|was|are|being|to|as|(?:should|must|will|shall) be|ist|lautet|es|est|é|è|to be|jest|это)`
)

var (
	// told is what a person says to be the secret: the password for bob is …
	told    = expression(begins + `(?:pin|` + nouns + `|` + tokenNouns + `)` + of + `(?:[ \t]*[:=][ \t]*|['’]s[ \t]+|[ \t]+(` + isIt + `)[ \t]+)` + quotedOr(`[^\s"'`+"`"+`]`))
	changes = expression(`(?i)\b(?:set|sets|change|changes|reset|make|update|put|export)\b`)
	// shown is what follows the word without more: with password …
	shown = expression(begins + `(?:` + nouns + `|` + tokenNouns + `)[ \t]+` + quotedOr(`[^\s"'`+"`"+`]`))
	// with is what does so behind "with" and such, even if it seems a word like others.
	with = expression(`(?i)(?:,|\b(?:with|using|and|mit|avec|con|com))[ \t]+(?:(?:the|a|dem|el|la|le)[ \t]+)?(?:` + nouns + `)[ \t]+` + quotedOr(`[^\s"'`+"`"+`]`))
	// called is what stands before: use … as the password.
	called = expression(`(?i)(\S+)[ \t]+as[ \t]+(?:(?:the|its|his|her|my|a)[ \t]+)?(?:` + nouns + `)(?:[^\pL]|$)`)
	// beforeHost is a name with its password before a host: bob:…@host.
	beforeHost = expression(`(?:^|[\s"'(])[\w.-]+:([^\s"'/@]+)@[\w.-]+`)
	// cjk are the words for a password where no blanks stand between words.
	cjk = expression(`(?:密码|密碼|口令|パスワード|비밀번호)\s*(?:是|为|為|は|는|은|:|：|=)?\s*["'“「]?([!-~]{4,})`)
	// account is a name with its password: log in as bob:…
	account = expression(`(?i)\b(?:credentials?|auth|login|log in|sign in|basic auth)\b(?:[ \t]+(?:is|are|as|with|of))?[ \t]+["']?[\w.@-]+:([^\s"'/]+)`)
)

// plainWords follow "the password is" and name no password.
var plainWords = strings.Fields(`a an the in on at of for from and or not no it its this that these those my your his her our their what which wrong right incorrect correct
	invalid valid empty blank set unset reset changed expired required needed missing stored saved kept hidden shown visible strong weak secure safe same different known unknown
	be being been is are was were correctly encrypted hashed plain plaintext stdin environment file files input output something anything nothing one default protected generated
	random unique there here asked given taken read written used still already never always too very only just also now longer shorter short long at least to with without by as
	into inside stronger new old than when where who how if but do does did has have had will would can could should may might must ok fine me you us them all any some each every
	variable variables hash hashes manager field prompt prompts policy store vault generator length rotation based auth authentication login expiry expires list lists protection fields
	entries attempts attempt errors error requests request hint hints column columns strings string settings setting form forms manager only again using via then while after before until unless because so here`)

// technical are names with digits that are no passwords.
var technical = expression(`(?i)^(sha-?\d+|md[245]|base(16|32|58|64)|utf-?\d+|oauth-?2?(\.0)?|x\.?509|bcrypt|argon2\w*|pbkdf2|aes-?\d*|rsa-?\d*|ed25519|v?\d+(\.\d+)*|\d+[a-z]{0,5}|http/?[\d.]*|ipv[46]|h264|h265|mp[34]|k8s|s3|ec2|log4j|win(dows)?\d+)[.,;:!?]*$`)

// words looks for secrets that a person tells in words.
func (f *finder) words(t text) {
	for _, m := range told().FindAllStringSubmatchIndex(t.s, -1) {
		from, to := group(m, 2)
		if m[8] < 0 && t.s[m[0]] == t.s[from-1] && t.s[from-2] == ':' {
			continue // of "password:" it is the second quote that follows
		}
		// "Use the token to call" names none.
		aim := m[2] >= 0 && strings.HasPrefix(strings.ToLower(t.s[m[2]:m[3]]), "to") && !changes().MatchString(t.s)
		f.tell(t, from, to, m[8] < 0, f.prose && !aim)
	}
	for _, m := range with().FindAllStringSubmatchIndex(t.s, -1) {
		from, to := group(m, 1)
		f.tell(t, from, to, m[6] < 0, f.prose)
	}
	for at := 0; at < len(t.s); {
		m := shown().FindStringSubmatchIndex(t.s[at:])
		if m == nil {
			break
		}
		from, to := group(m, 1)
		f.tell(t, at+from, at+to, m[6] < 0, false)
		at += from // the next word may be one for a secret, too
	}
	for _, r := range []func() *regexp.Regexp{called, beforeHost} {
		for _, m := range r().FindAllStringSubmatchIndex(t.s, -1) {
			f.tell(t, m[2], m[3], false, false)
		}
	}
	for _, r := range []func() *regexp.Regexp{cjk, account} {
		for _, m := range r().FindAllStringSubmatchIndex(t.s, -1) {
			if v := t.s[m[2]:m[3]]; !technical().MatchString(v) {
				f.hideSecret(t.cut(m[2], m[3]), false)
			}
		}
	}
}

// tell hides what follows a word for a secret, unless it seems to be a word of the
// sentence. said is that the sentence calls it the secret.
func (f *finder) tell(t text, from, to int, quoted, said bool) {
	v := t.s[from:to]
	if !quoted {
		v = strings.TrimRight(v, ".,;:?)")
		to = from + len(v)
	}
	low := strings.ToLower(v)
	switch {
	case v == "" || !secretive(v, false) || strings.Contains(v, "://") || isPath(v) && !strings.HasPrefix(v, "/") && !quoted:
	case !f.prose && strings.ContainsAny(v, "([{$"): // code
	case quoted:
		f.hide(t, from, to)
	case technical().MatchString(v) && (!said || len(v) < 4 || strings.ContainsFunc(v, unicode.IsLetter)):
	case slices.Contains(plainWords, low):
	case said || odd(v):
		f.hide(t, from, to)
	}
}

// odd reports whether a text is no word of a language: letters mixed with digits or signs,
// or capitals inside.
func odd(v string) bool {
	var letter, digit, sign, inner bool
	for i, r := range v {
		switch {
		case unicode.IsDigit(r):
			digit = true
		case unicode.IsLetter(r):
			letter = true
			inner = inner || i > 0 && unicode.IsUpper(r)
		case r != '-' && r != '\'' && r != '’' && r != '/':
			sign = true
		}
	}
	allCaps := strings.ToUpper(v) == v
	return len(v) >= 4 && letter && (digit || sign || inner && !allCaps)
}
