package folder

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Place puts the names of files into a command in the place of their stand-ins, in quotes
// where they need them. ok is false where one can't be put there safely; the command is
// unchanged then.
func Place(command string, list []StandIn) (placed string, ok bool) {
	placed = command
	for _, s := range list {
		if placed, ok = s.place(placed); !ok {
			return command, false
		}
	}
	if placed == command {
		return command, true
	}
	before, was := words(command)
	after, is := words(placed)
	if was != is || before != after {
		return command, false
	}
	return placed, true
}

// words counts the words of all commands in a text; known is false where it is no code.
func words(command string) (n int, known bool) {
	file, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	if err != nil {
		return 0, false
	}
	syntax.Walk(file, func(node syntax.Node) bool {
		if call, ok := node.(*syntax.CallExpr); ok {
			n += len(call.Args)
		}
		return true
	})
	return n, true
}

// Hide is the other way round: it puts stand-ins for the names in an earlier command.
func Hide(command string, list []StandIn) string {
	for _, s := range list {
		for _, form := range []string{single(s.path()), `"` + s.path() + `"`, s.path(), s.Name} {
			command = strings.ReplaceAll(command, form, s.Shown)
		}
	}
	return command
}

// path is the name as an operand: none is taken for a flag or a home folder.
func (s StandIn) path() string {
	if strings.HasPrefix(s.Name, "-") || strings.HasPrefix(s.Name, "~") {
		return "./" + s.Name
	}
	return s.Name
}

// harmless are names that mean themselves wherever they stand in a command.
var harmless = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._+@%-]*$`)

// place replaces one stand-in: its name, and its stem with another ending, as in
// "data.csv > data.json".
func (s StandIn) place(command string) (string, bool) {
	stem, _, _ := strings.Cut(s.Shown, ".")
	ending := s.Shown[len(stem):]
	other := strings.TrimSuffix(s.path(), ending)
	marks, known := quoting(command)
	var b strings.Builder
	for i := 0; i < len(command); {
		at := strings.Index(command[i:], stem+".")
		if at < 0 {
			b.WriteString(command[i:])
			break
		}
		at += i
		b.WriteString(command[i:at])
		rest := command[at:]
		shown, name := stem+".", other+"."
		if strings.HasPrefix(rest, s.Shown) && !startsWord(rest[len(s.Shown):]) {
			shown, name = s.Shown, s.path()
		} else if !startsWord(rest[len(shown):]) {
			name = shown // the end of a sentence, or of an expression
		}
		if at > 0 && inName(command[at-1]) {
			name = shown // of another name
		}
		switch {
		case name == shown || harmless.MatchString(name):
			b.WriteString(name)
		case !known || !alone(command, at, len(shown), marks[at]):
			return command, false
		default:
			b.WriteString(quote(name, marks[at]))
		}
		i = at + len(shown)
	}
	return b.String(), true
}

func startsWord(text string) bool {
	return text != "" && (text[0] == '_' || text[0] >= '0' && text[0] <= '9' || text[0]|' ' >= 'a' && text[0]|' ' <= 'z')
}

// inName reports whether a byte may be the one before the last part of a longer name.
func inName(c byte) bool { return c == '.' || c == '-' || startsWord(string(c)) }

// What a byte of a command stands in.
const (
	bare = iota
	inSingle
	inDouble
	inOther // something that isn't known well enough
)

// quoting says for each byte of a command what quotes it stands in; known is false where
// it is no code.
func quoting(command string) (marks []byte, known bool) {
	file, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	if err != nil {
		return nil, false
	}
	marks = make([]byte, len(command))
	fill := func(n syntax.Node, mark byte) {
		for i := n.Pos().Offset(); i < min(n.End().Offset(), uint(len(marks))); i++ {
			marks[i] = mark
		}
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.SglQuoted:
			fill(n, inSingle)
			if n.Dollar {
				fill(n, inOther)
			}
		case *syntax.DblQuoted:
			fill(n, inDouble)
		case *syntax.CmdSubst:
			fill(n, bare)
			if n.Backquotes {
				fill(n, inOther)
			}
		case *syntax.ProcSubst:
			fill(n, bare)
		case *syntax.ParamExp, *syntax.ArithmExp, *syntax.ExtGlob:
			fill(n, inOther)
		case *syntax.Redirect:
			if n.Hdoc != nil {
				fill(n.Hdoc, inOther)
			}
		}
		return true
	})
	return marks, true
}

// alone reports whether a name of n bytes stands where it is nothing but a name: outside of
// quotes, or as all that is in them. Else it may be part of another language.
func alone(command string, at, n int, mark byte) bool {
	switch mark {
	case bare:
		return true
	case inSingle, inDouble:
		q := map[byte]byte{inSingle: '\'', inDouble: '"'}[mark]
		return at > 0 && command[at-1] == q && at+n < len(command) && command[at+n] == q
	}
	return false
}

// quote writes a name so that it means itself within such quotes: no name that List gives
// has a character that means something in them.
func quote(name string, mark byte) string {
	if mark == bare {
		return single(name)
	}
	return name
}

func single(name string) string { return "'" + name + "'" }
