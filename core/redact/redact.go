package redact

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Mark stands in the place of each secret.
const Mark = "‹redacted›"

// Command returns a shell command with Mark for each secret in it. It need not be one that
// a shell would take.
func Command(command string) string {
	f := finder{source: command}
	f.command()
	return f.replaced()
}

// Request returns a request in plain words, in which commands may stand, with Mark for each
// secret in it.
func Request(request string) string {
	f := finder{source: request, prose: true}
	f.request()
	return f.replaced()
}

// Both is Request and Command for a request and the command that answers it: what one of
// them shows to be a secret is taken out of the other, too.
func Both(request, command string) (string, string) {
	asked, answered := finder{source: request, prose: true}, finder{source: command}
	asked.request()
	answered.command()
	fromAsked, fromAnswered := asked.secrets(), answered.secrets()
	asked.again(fromAnswered)
	answered.again(fromAsked)
	return asked.replaced(), answered.replaced()
}

// span is a piece of the source, in bytes.
type span struct{ start, end int }

// finder collects where secrets stand in a text.
type finder struct {
	source string
	prose  bool // a person's words, not only a shell's
	found  []span
}

// text is a piece of the source as a program gets it, without quotes and backslashes.
type text struct {
	s  string
	at []span // where each byte of s stands in the source
}

// whole is all of the source, as it is.
func (f *finder) whole() text {
	t := text{s: f.source, at: make([]span, len(f.source))}
	for i := range t.at {
		t.at[i] = span{i, i + 1}
	}
	return t
}

func (t text) cut(start, end int) text { return text{t.s[start:end], t.at[start:end]} }

// hide notes a secret: these bytes of t.
func (f *finder) hide(t text, start, end int) {
	if start < end {
		f.found = append(f.found, span{t.at[start].start, t.at[end-1].end})
	}
}

// merged gives what was found in order, as pieces that don't touch.
func (f *finder) merged() []span {
	slices.SortFunc(f.found, func(a, b span) int { return a.start - b.start })
	var out []span
	for _, s := range f.found {
		if n := len(out); n > 0 && s.start <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (f *finder) replaced() string {
	var b strings.Builder
	at := 0
	for _, s := range f.merged() {
		b.WriteString(f.source[at:s.start])
		b.WriteString(Mark)
		at = s.end
	}
	b.WriteString(f.source[at:])
	return b.String()
}

// minAgain is how long a secret must be, in bytes, to be looked for elsewhere.
const minAgain = 3

// minInside is how long it must be to be found within a longer word.
const minInside = 6

// secrets are the texts that were found.
func (f *finder) secrets() []string {
	var out []string
	for _, s := range f.merged() {
		if s.end-s.start >= minAgain {
			out = append(out, f.source[s.start:s.end])
		}
	}
	return out
}

// again notes every place where one of the secrets stands.
func (f *finder) again(secrets []string) {
	for _, secret := range append(secrets, f.secrets()...) {
		for from := 0; ; {
			i := strings.Index(f.source[from:], secret)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(secret)
			if len(secret) >= minInside || f.alone(start, end) {
				f.found = append(f.found, span{start, end})
			}
			from = end
		}
	}
}

// alone reports whether no letter or digit touches a piece of the source.
func (f *finder) alone(start, end int) bool {
	return (start == 0 || !isWord(f.source[start-1])) && (end == len(f.source) || !isWord(f.source[end]))
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// remark is a comment in shell code.
var remark = expression(`(?m)(?:^|[ \t;])#(.*)$`)

// command looks through the source as shell code.
func (f *finder) command() {
	all := f.whole()
	for _, m := range remark().FindAllStringSubmatchIndex(f.source, -1) {
		f.words(all.cut(m[2], m[3]))
	}
	f.shapes(all)
	f.forms(all, raw)
	f.code(all, 0)
	// Line by line as well: a quote that is left open on one hides nothing on another.
	if strings.Contains(f.source, "\n") {
		at := 0
		for line := range strings.Lines(f.source) {
			f.code(all.cut(at, at+len(line)), 0)
			at += len(line)
		}
	}
}

// request looks through the source as words in which code may stand.
func (f *finder) request() {
	f.command()
	f.words(f.whole())
}

// expression compiles a regular expression when it is first asked for: to compile them all
// takes milliseconds, which no start of a program should wait for.
func expression(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
