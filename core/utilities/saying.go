package utilities

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Saying is a template for the phrase that says what a command line does with its values:
// alternatives, of which the first one counts that can be filled in. docs/utilities.md says
// how it is written.
type Saying []Alternative

// Alternative is one way to say it.
type Alternative struct {
	// Flags are those of which one must be there, or none where Unless is set; one with "="
	// and a value must have it. There are none where nothing is asked.
	Flags  []string
	Unless bool
	Pieces []SayingPiece
}

// SayingPiece is a text, a value or a saying of its own.
type SayingPiece struct {
	Text  string
	Value string // "1", "-1", "all", "but last", "in", "command", "-n"; "" is that of the flag asked for; a role
	Inner Saying // where not nil, it is left out if it can't be filled in
	Kind  SayingKind
}

// SayingKind is what a piece is.
type SayingKind byte

// The kinds.
const (
	SayText SayingKind = iota
	SayValue
	SayInner
)

// condition is what stands before an alternative: flags, and a colon.
var condition = regexp.MustCompile(`^(!?)((?:[-+=][^ :=|]+(?:=[^ :|]+)?|piped|fed|several)(?: (?:[-+=][^ :=|]+(?:=[^ :|]+)?|piped|fed|several))*):`)

// ParseSaying reads a template.
func ParseSaying(text string) (Saying, error) {
	p := &sayingParser{rest: text}
	s, err := p.alternatives(false)
	if err == nil && p.rest != "" {
		err = errors.New("a bracket closes that wasn't opened")
	}
	if err != nil {
		return nil, fmt.Errorf("saying %q: %w", text, err)
	}
	return s, nil
}

type sayingParser struct {
	rest  string
	depth int
}

func (p *sayingParser) alternatives(inside bool) (s Saying, err error) {
	const most = 6
	if p.depth++; p.depth > most {
		return nil, errors.New("too deep")
	}
	defer func() { p.depth-- }()
	for {
		a := Alternative{}
		if m := condition.FindStringSubmatch(p.rest); m != nil {
			a.Unless, a.Flags = m[1] == "!", strings.Fields(m[2])
			p.rest = p.rest[len(m[0]):]
		}
		more, err := p.pieces(&a, inside)
		if err != nil {
			return nil, err
		}
		s = append(s, a)
		if !more {
			return s, nil
		}
	}
}

// pieces reads one alternative; more says that another follows.
func (p *sayingParser) pieces(a *Alternative, inside bool) (more bool, err error) {
	for {
		end := strings.IndexAny(p.rest, "[]{|")
		if end < 0 {
			end = len(p.rest)
		}
		if end > 0 {
			a.Pieces = append(a.Pieces, SayingPiece{Kind: SayText, Text: p.rest[:end]})
			p.rest = p.rest[end:]
		}
		if p.rest == "" {
			if inside {
				return false, errors.New("a bracket isn't closed")
			}
			return false, nil
		}
		mark := p.rest[0]
		switch mark {
		case ']':
			if inside {
				p.rest = p.rest[1:]
			}
			return false, nil
		case '|':
			p.rest = p.rest[1:]
			return true, nil
		case '[':
			p.rest = p.rest[1:]
			inner, err := p.alternatives(true)
			if err != nil {
				return false, err
			}
			a.Pieces = append(a.Pieces, SayingPiece{Kind: SayInner, Inner: inner})
		case '{':
			value, after, found := strings.Cut(p.rest[1:], "}")
			if !found || !knownValue(value) {
				return false, fmt.Errorf("the value {%s} is unknown", value)
			}
			a.Pieces = append(a.Pieces, SayingPiece{Kind: SayValue, Value: value})
			p.rest = after
		}
	}
}

func knownValue(name string) bool {
	if _, err := strconv.Atoi(name); err == nil {
		return true
	}
	return slices.Contains([]string{"", "all", "but last", "but first", "in", "command"}, name) || flagName(name) || Role(name).known()
}

// flagName reports whether a name is a flag's, and no operand's number.
func flagName(name string) bool {
	if _, err := strconv.Atoi(name); err == nil {
		return false
	}
	return len(name) > 1 && (name[0] == '-' || name[0] == '+' || name[0] == '=')
}

// FlagNames are all flags that a saying asks for; one without dashes, of dd, has a "="
// before it.
func (s Saying) FlagNames() (list []string) {
	for _, a := range s {
		for _, f := range a.Flags {
			if flagName(f) {
				name, _, _ := strings.Cut(f[1:], "=")
				list = append(list, f[:1]+name)
			}
		}
		for _, p := range a.Pieces {
			if p.Kind == SayValue && flagName(p.Value) {
				list = append(list, p.Value)
			}
			list = append(list, p.Inner.FlagNames()...)
		}
	}
	return list
}
