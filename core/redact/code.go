package redact

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// maxDepth is how deep code within code is followed: sh -c "ssh host 'mysql …'".
const maxDepth = 4

// step is one simple command.
type step struct {
	words []token
	here  []token // what <<< gives it
	piped bool    // into the next one
}

// code looks through shell code.
func (f *finder) code(t text, depth int) {
	tokens, inner := lex(t)
	for _, in := range inner {
		if depth < maxDepth {
			f.code(in, depth+1)
		}
	}
	steps := split(tokens)
	for i, st := range steps {
		f.flags(st.words)
		f.operands(st.words)
		if readsPassword(st.words) {
			f.said(st.here, st.words)
			for j := i - 1; j >= 0 && steps[i-1].piped; j-- {
				f.said(echoed(steps[j].words), st.words)
				if len(steps[i-1].words) > 0 { // else all of (echo …; echo …)
					break
				}
			}
		}
	}
	for _, w := range tokens {
		if w.kind != word {
			continue
		}
		if !strings.ContainsAny(w.s, " \t\n;|") {
			f.forms(w.text, plain)
			continue
		}
		f.forms(w.text, phrase)
		f.words(w.text)
		if depth < maxDepth {
			f.code(w.text, depth+1)
		}
	}
}

// split parts tokens into simple commands.
func split(tokens []token) []step {
	var steps []step
	var now step
	var before kind
	for _, t := range tokens {
		switch t.kind {
		case end, pipe:
			now.piped = t.kind == pipe
			steps = append(steps, now)
			now = step{}
		case word:
			switch before {
			case redirect:
			case hereText:
				now.here = append(now.here, t)
			default:
				now.words = append(now.words, t)
			}
		}
		before = t.kind
	}
	return append(steps, now)
}

// byUtility are the rules of each utility.
var byUtility = sync.OnceValue(func() map[string][]rule {
	all := map[string][]rule{}
	for names, rules := range logins {
		for name := range strings.FieldsSeq(names) {
			all[name] = append(all[name], rules...)
		}
	}
	return all
})

// flags looks for what stands behind the flags of one command.
func (f *finder) flags(words []token) {
	var rules []rule
	for i, w := range words {
		if of, known := byUtility()[utility(words, i)]; known {
			rules = of
			continue
		}
		var next *token
		if i+1 < len(words) {
			next = &words[i+1]
		}
		if r, at := find(rules, w.s); r != nil {
			f.apply(*r, w, at, next)
			continue
		}
		f.named(w, next)
	}
}

// utility is the name of the utility that a word may run, as sudo, xargs, ssh and many
// others have it run: "" where it is none.
func utility(words []token, i int) string {
	w := words[i]
	switch {
	case w.quoted || i > 0 && slices.Contains(plainUtilities, path.Base(words[0].s)):
		return ""
	case i == 0 || strings.Contains(w.s, "/bin/") && !strings.Contains(w.s, "://"):
		return path.Base(w.s)
	}
	return w.s
}

// find gives the rule for a word and where in the word the value begins: 0 where that is
// the next word.
func find(rules []rule, w string) (*rule, int) {
	for i := range rules {
		r := &rules[i]
		switch rest, found := strings.CutPrefix(w, r.flag); {
		case r.form >= afterWord:
		case found && rest == "":
			return r, 0
		case found && rest[0] == '=' && len(r.flag) > 2:
			return r, len(r.flag) + 1
		case r.form == separate:
		case found && (len(r.flag) < 4 || strings.HasSuffix(r.flag, ":")):
			return r, len(r.flag)
		case clustered(w, r.flag):
			return r, 0
		}
	}
	return nil, 0
}

// clustered reports whether a word is short flags of which this one is the last: -sSu.
func clustered(w, flag string) bool {
	return len(flag) == 2 && len(w) > 2 && len(w) < 7 && w[0] == '-' && w[1] != '-' && w[len(w)-1] == flag[1] &&
		strings.Trim(w[1:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// apply hides the value of a flag in the way of its rule.
func (f *finder) apply(r rule, w token, at int, next *token) {
	switch {
	case at > 0:
		f.value(r.form, w.cut(at, len(w.s)))
	case r.form != attached && next != nil && !isFlag(next.s):
		f.value(r.form, next.text)
	}
}

// value hides the secret in what a flag or variable has.
func (f *finder) value(form form, t text) {
	from := 0
	switch form {
	case never:
		return
	case pair, percent, comma:
		from = strings.IndexByte(t.s, separators[form]) + 1
		if from == 0 {
			if random(t.s) {
				f.hide(t, 0, len(t.s))
			}
			return
		}
		if from == len(t.s) && from > minSecret { // a token in place of the name
			f.hideSecret(t.cut(0, from-1), true)
			return
		}
	case source:
		if !strings.HasPrefix(t.s, "pass:") {
			return
		}
		from = len("pass:")
	case cookie:
		if from = strings.IndexByte(t.s, '=') + 1; from == 0 {
			return
		}
	}
	f.hideSecret(t.cut(from, len(t.s)), true)
}

// hideSecret hides all of t, unless it is something that no secret looks like.
func (f *finder) hideSecret(t text, literal bool) {
	if secretive(t.s, literal) {
		f.hide(t, 0, len(t.s))
	}
}

// named looks at a flag that says by its name that a secret follows: --db-password. A bare
// name such as aws_secret_access_key may be followed by one as well.
func (f *finder) named(w token, next *token) {
	name, value, assigned := strings.Cut(w.s, "=")
	if assigned && isFlag(name) {
		at := len(name) + 1
		if strength(name) == strong && (!isPath(value) || random(value)) {
			f.hideSecret(w.cut(at, len(w.s)), true)
		}
		return
	}
	if assigned || next == nil || strength(w.s) != strong || isFlag(next.s) || isPath(next.s) {
		return
	}
	if isFlag(w.s) || strings.ContainsAny(w.s, "_.:") && random(next.s) {
		f.hideSecret(next.text, true)
	}
}

func isFlag(w string) bool { return len(w) > 1 && w[0] == '-' }

// operands looks for secrets that are told by their place.
func (f *finder) operands(words []token) {
	for i := range words {
		for _, r := range byUtility()[utility(words, i)] {
			if r.form >= afterWord {
				f.operand(r, words[i+1:])
			}
		}
	}
	// fish and csh set variables without =.
	if n := len(words); n > 2 && slices.Contains([]string{"set", "setenv"}, words[0].s) && strength(words[n-2].s) == strong && !isFlag(words[n-2].s) {
		f.hideSecret(words[n-1].text, true)
	}
}

func (f *finder) operand(r rule, rest []token) {
	var plain []token
	wanted := r.flag == ""
	for i, w := range rest {
		among := len(r.flag) == 2 && isFlag(w.s) && w.s[1] != '-' && strings.Contains(w.s, r.flag[1:])
		if w.s == r.flag || among {
			wanted = true
			if to := i + 1 + r.place; r.form == afterWord && to < len(rest) && !isFlag(rest[to].s) {
				f.hideSecret(rest[to].text, true)
			}
		}
		if !isFlag(w.s) {
			plain = append(plain, w)
		}
	}
	if r.form == afterWord || !wanted || len(plain) <= r.place {
		return
	}
	switch value := plain[r.place].text; r.form {
	case operand:
		f.hideSecret(value, true)
	case last:
		f.hideSecret(plain[len(plain)-1].text, true)
	case slash:
		login, _, _ := strings.Cut(value.s, "@")
		if user, _, found := strings.Cut(login, "/"); found {
			f.hideSecret(value.cut(len(user)+1, len(login)), true)
		}
	}
}

// readsPassword reports whether a command takes a password from its standard input.
func readsPassword(words []token) bool {
	if len(words) == 0 {
		return false
	}
	has := func(list ...string) bool {
		return slices.ContainsFunc(words, func(w token) bool { return slices.Contains(list, path.Base(w.s)) })
	}
	return has("--password-stdin", "--with-token", "--pass-stdin", "--token-stdin", "-stdinpass", "password_stdin", "passwd", "chpasswd", "smbpasswd", "kinit") ||
		has("sudo") && has("-S", "-kS", "-Sk", "--stdin") ||
		has("--passphrase-fd") && has("0") || has("openssl") && has("stdin", "fd:0") || has("cryptsetup") && has("-", "luksOpen", "luksFormat", "open") ||
		has("vault") && has("login") || has("su") || has("gh", "wrangler") && has("secret")
}

// echoed are the words that echo or printf would write.
func echoed(words []token) []token {
	if len(words) < 2 || !slices.Contains([]string{"echo", "printf", "yes"}, words[0].s) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(words[1:]), func(w token) bool {
		return isFlag(w.s) || words[0].s == "printf" && strings.HasPrefix(w.s, "%") && len(w.s) < 6
	})
}

// said hides what is given to a command that reads a password.
func (f *finder) said(words, to []token) {
	form := whole
	if slices.ContainsFunc(to, func(w token) bool { return path.Base(w.s) == "chpasswd" }) {
		form = pair
	}
	for _, w := range words {
		f.value(form, w.text)
	}
}
