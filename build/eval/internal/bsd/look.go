package bsd

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/utilities"
)

// Findings are what was seen in a command.
type Findings struct {
	Programs []string // all that it runs, by their names
	Foreign  []string // what macOS hasn't got
	Unknown  []string // programs and flags that the data don't know
}

// maxDepth bounds commands in commands.
const maxDepth = 8

// Look reads a command as bash does. An error means that it can't be read.
func Look(command string) (Findings, error) {
	l := &looker{}
	err := l.text(command)
	return l.found, err
}

type looker struct {
	found Findings
	depth int
}

func (l *looker) text(command string) error {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(command), "")
	if err != nil {
		return err
	}
	own := map[string]bool{} // functions
	syntax.Walk(file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok {
			own[f.Name.Value] = true
		}
		return true
	})
	syntax.Walk(file, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 {
			args := words(call.Args)
			if !own[args[0]] {
				l.call(args)
			}
		}
		return true
	})
	return nil
}

// words are the arguments as the program gets them, as far as that is known; what isn't is
// a word that is no flag.
func words(list []*syntax.Word) []string {
	var out []string
	for _, w := range list {
		out = append(out, parts(w.Parts))
	}
	return out
}

func parts(list []syntax.WordPart) string {
	var text strings.Builder
	for _, p := range list {
		switch p := p.(type) {
		case *syntax.Lit:
			text.WriteString(unescape(p.Value))
		case *syntax.SglQuoted:
			text.WriteString(p.Value)
		case *syntax.DblQuoted:
			text.WriteString(parts(p.Parts))
		default:
			text.WriteString("VALUE")
		}
	}
	return text.String()
}

// unescape takes backslashes off, as the shell does outside quotes.
func unescape(lit string) string {
	var text strings.Builder
	for i := 0; i < len(lit); i++ {
		if lit[i] == '\\' && i+1 < len(lit) {
			i++
		}
		text.WriteByte(lit[i])
	}
	return text.String()
}

func (l *looker) foreign(format string, args ...any) {
	l.found.Foreign = append(l.found.Foreign, fmt.Sprintf(format, args...))
}

func (l *looker) unknown(format string, args ...any) {
	l.found.Unknown = append(l.found.Unknown, fmt.Sprintf(format, args...))
}

// call looks at a command line.
func (l *looker) call(args []string) {
	l.depth++
	defer func() { l.depth-- }()
	if l.depth > maxDepth || len(args) == 0 {
		return
	}
	name := path.Base(args[0])
	l.found.Programs = append(l.found.Programs, name)
	u := utilities.Find(name)
	switch {
	case u == nil:
		l.unknown("%s", name)
		return
	case len(u.On) > 0 && !slices.Contains(u.On, "macos"):
		l.foreign("%s isn't there on macOS", name)
		return
	case strings.HasPrefix(name, "g") && u.Name() == name[1:]:
		return // GNU's own, which a person has installed
	}
	l.habits(name, args[1:])
	r := &line{looker: l, u: u, main: u}
	r.read(args[1:])
}

// habits are what GNU's versions take without a flag's saying so.
func (l *looker) habits(name string, args []string) {
	switch name {
	case "find":
		places := []string{"-E", "-H", "-L", "-P", "-X", "-d", "-s", "-x", "-f"}
		i := slices.IndexFunc(args, func(a string) bool { return !slices.Contains(places, a) })
		if i < 0 || strings.HasPrefix(args[i], "-") || args[i] == "(" || args[i] == "!" {
			l.foreign("find without a folder")
		}
	case "sed":
		if i := slices.Index(args, "-i"); i >= 0 && i+1 < len(args) && args[i+1] != "" && !strings.HasPrefix(args[i+1], ".") {
			l.foreign("sed -i without a suffix")
		}
	case "head":
		for i, a := range args {
			if strings.HasPrefix(a, "-n-") || strings.HasPrefix(a, "-c-") || (a == "-n" || a == "-c") && i+1 < len(args) && strings.HasPrefix(args[i+1], "-") {
				l.foreign("head %s with a number below 0", a[:2])
			}
		}
	}
}
