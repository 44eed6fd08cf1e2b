package equivalents

import (
	"fmt"
	"regexp"
	"strings"
)

// Translation turns an argument of one system into the other's.
type Translation struct {
	// Words says that what comes out are words of a command line, already quoted, and not
	// one argument.
	Words  bool
	pieces []piece
}

// piece is a line: what is found at a place, and what stands for it.
type piece struct {
	find *regexp.Regexp
	with string
	// begins says that it stands only at the beginning of the whole.
	begins bool
}

const (
	// maxTranslated bounds what is translated, in bytes.
	maxTranslated = 4 << 10
	// maxNested is how deep a translation may call others.
	maxNested = 8
)

// Translate puts an argument through the translation of that name. It reports whether
// each piece of it is known, and whether words come out.
func Translate(name, text string) (out string, words, ok bool) {
	d := data()
	d.Lock()
	defer d.Unlock()
	t, err := d.translation(name)
	if err != nil || t == nil {
		return "", false, false
	}
	out, ok = d.translate(t, text, 0)
	return out, t.Words, ok
}

func (d *store) translate(t *Translation, text string, depth int) (string, bool) {
	if len(text) > maxTranslated || depth > maxNested {
		return "", false
	}
	var b strings.Builder
	for rest := text; rest != ""; {
		n := -1
		for _, p := range t.pieces {
			at := p.find.FindStringSubmatchIndex(rest)
			if at == nil || at[1] == 0 || p.begins && len(rest) != len(text) {
				continue
			}
			piece, ok := d.expand(p.with, rest, at, t.Words, depth)
			if !ok {
				return "", false
			}
			b.WriteString(piece)
			n = at[1]
			break
		}
		if n < 0 {
			return "", false
		}
		rest = rest[n:]
	}
	return b.String(), true
}

var (
	group = regexp.MustCompile(`\$([0-9])|\{([a-z0-9-]+):\$([0-9])\}`)
	// harmless is what may stand in a command line without quotes.
	harmless = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./ -]*$`)
)

// expand puts what was found into a result: $0 is all of it, $1 the first group, and
// {NAME:$1} that group translated. What is put among words must need no quotes.
func (d *store) expand(with, text string, at []int, words bool, depth int) (out string, ok bool) {
	ok = true
	out = group.ReplaceAllStringFunc(with, func(ref string) string {
		m := group.FindStringSubmatch(ref)
		digit := m[1] + m[3]
		i := 2 * int(digit[0]-'0')
		if i+1 >= len(at) || at[i] < 0 {
			return ""
		}
		found := text[at[i]:at[i+1]]
		if m[2] != "" {
			t, err := d.translation(m[2])
			if err != nil || t == nil {
				ok = false
				return ""
			}
			var fine bool
			found, fine = d.translate(t, found, depth+1)
			ok = ok && fine
		}
		ok = ok && (!words || harmless.MatchString(found))
		return found
	})
	return out, ok
}

// parseTranslation reads an entry of translations.txt.
func parseTranslation(text string) (*Translation, error) {
	head, body, _ := strings.Cut(text, "\n")
	t := &Translation{}
	_, t.Words = strings.CutSuffix(strings.TrimSpace(head), " (words)")
	for line := range strings.Lines(body) {
		line = strings.TrimRight(strings.TrimPrefix(line, "\t"), "\n")
		find, with, found := strings.Cut(line, " = ")
		if !found {
			if find, found = strings.CutSuffix(line, " ="); !found {
				return nil, fmt.Errorf("%q is no FOUND = RESULT", line)
			}
		}
		expression, err := regexp.Compile("^(?:" + find + ")")
		if err != nil {
			return nil, err
		}
		t.pieces = append(t.pieces, piece{expression, with, strings.HasPrefix(strings.TrimPrefix(find, "(?i)"), "^")})
	}
	return t, nil
}
