package prompt

import (
	"strings"
	"unicode"

	"mvdan.cc/sh/v3/syntax"
)

var (
	flagShape  = lazily(`^(?:--?[A-Za-z0-9?@][^\s]*|\+[a-z%][^\s]*)$`)
	nameShape  = lazily(`^[a-z_][a-z0-9_.+-]*$`)
	aloneShape = lazily(`^[a-z][a-z0-9-]*$`)
	runShape   = lazily(`^\.{1,2}/.|/s?bin/|/libexec/|\.(?:sh|py|pl|rb|command)$`)
	valueShape = lazily(`^[0-9]+[smhd]?$`)
	sinograph  = lazily(`[。，、；：！？「」]|命令|用于|用來|可以|コマンド|ください|명령`)
)

// evidence is what the arguments of a simple command say.
type evidence struct {
	args    int
	flags   int // options
	shell   int // words with characters that sentences don't have
	plain   int // words that a sentence could have
	against int // words that only sentences have
	marks   int // commas and stops at the end of words
}

// unwrap gives the name of a simple command and its arguments, with wrappers such as
// sudo and their options taken off. literal is false where the name is the outcome of an
// expansion.
func unwrap(words []*syntax.Word) (name string, args []*syntax.Word, literal bool) {
	for {
		name = strings.TrimPrefix(words[0].Lit(), `\`)
		if name == "" {
			name = plainText(words[0])
			return name, words[1:], name != ""
		}
		asks := name == "command" && len(words) > 1 && strings.HasPrefix(strings.ToLower(words[1].Lit()), "-v")
		if !wrappers[name] || asks { // "command -v" runs nothing
			return name, words[1:], true
		}
		rest := words[1:]
		for len(rest) > 0 && wrapperOption(rest, name) > 0 {
			rest = rest[min(wrapperOption(rest, name), len(rest)):]
		}
		if len(rest) == 0 {
			return name, words[1:], true
		}
		words = rest
	}
}

// wrapperOption tells how many of the words are an option of the wrapper: none, one, or
// two where the option takes a value.
func wrapperOption(words []*syntax.Word, wrapper string) int {
	lit := words[0].Lit()
	switch {
	case wrapper == "sudo" && (lit == "-u" || lit == "-g"), wrapper == "nice" && lit == "-n",
		wrapper == "exec" && lit == "-a", wrapper == "env" && lit == "-u", wrapper == "timeout" && lit == "-s":
		return 2
	case strings.HasPrefix(lit, "-"), strings.Contains(lit, "="), valueShape.MatchString(lit):
		return 1
	}
	return 0
}

// simple judges one simple command.
func (j *jury) simple(c *syntax.CallExpr, operators int) bool {
	if len(c.Args) == 0 {
		return j.trust >= spanTrust || j.known // assignments only
	}
	name, args, literal := unwrap(c.Args)
	k := kinds[name]
	switch {
	case !literal:
		k = unknownName
	case k == unknownName && strings.Contains(name, "/"):
		k = pathName
	case k == unknownName && j.defined[name]:
		k = toolName
	}
	e := weigh(args)
	if k != unknownName && e.marks == 0 && e.flags > 0 && e.against <= 1 && e.plain <= 2 {
		e.against = 0
	}
	if k > englishName && e.marks == 0 && e.args <= 3 && (j.trust == shellTrust || e.args <= 2 && e.against <= 1) {
		e.against = 0 // "mv new backup": files are called so
	}
	if len(args) > 1 && j.trust < shellTrust && describing[strings.ToLower(args[0].Lit())] {
		e.against += 4 // "ls lists files"
	}
	if name == "who" && len(args) == 2 && args[0].Lit()+args[1].Lit() == "ami" {
		return true
	}
	support := weight[k] + min(2*e.flags, 6) + min(e.shell, 4) + min(2*operators, 6) + min(2*len(c.Assigns), 4)
	against := e.against + e.marks
	if against > 0 && k != talkingName {
		against += e.plain
	} else if k == talkingName {
		against = e.against
	}
	if against > 0 && against >= support {
		return false
	}
	evident := e.flags > 0 || e.shell > 0 || operators > 0
	switch k {
	case unknownName:
		return j.stranger(name, literal, e, operators) && (len(args) == 0 || args[0].Lit() != "=") // x = 1
	case pathName:
		return j.trust == shellTrust && e.plain <= 3 || runShape.MatchString(name) || e.flags > 0 && e.against+e.marks == 0
	case englishName:
		return evident || j.english(name, e, args)
	}
	return e.args > 0 || operators > 0 || !useless[name]
}

// stranger judges a command whose name is not in the table.
func (j *jury) stranger(name string, literal bool, e evidence, operators int) bool {
	if !literal { // "$EDITOR" notes.txt
		return j.trust == shellTrust || e.flags+e.shell > 0
	}
	if !nameShape.MatchString(name) || len(name) < 2 || e.against+e.marks > 0 || e.plain > 3 {
		return false
	}
	if strongWords[name] || weakWords[name] || notNames[name] {
		return false
	}
	switch j.trust {
	case shellTrust:
		return e.args > 0 || operators > 0 || aloneShape.MatchString(name) && !strings.Contains(name, "command")
	case spanTrust:
		return e.flags > 0 || operators > 0 && j.known
	}
	return e.flags > 0 && e.plain <= 2 || operators > 0 && j.known
}

// english judges a command whose name is an English word and that has neither options
// nor anything else that a sentence would not have.
func (j *jury) english(name string, e evidence, args []*syntax.Word) bool {
	switch {
	case e.args == 0:
		return bareEnglish[name] || j.trust == shellTrust && consoles[name]
	case name == "make" || name == "touch" && j.trust > lineTrust:
		return e.args <= 4
	case toolish[name]:
		return verbs[args[0].Lit()] || e.args == 2 && verbs[args[1].Lit()]
	case e.args == 1:
		return oneEnglish[name] || j.trust == shellTrust && consoles[name]
	}
	return false
}

// weigh looks at the arguments of a command.
func weigh(args []*syntax.Word) evidence {
	e := evidence{args: len(args)}
	for i, w := range args {
		lit := w.Lit()
		switch {
		case lit == "":
			e.shell++ // quotes, expansions
		case lit == "..." || lit == "…":
			e.against += 20 // "and so on": a pattern of a command, not one
		case sinograph.MatchString(lit):
			e.against += 4
		case flagShape.MatchString(lit):
			e.flags++
		case shellish(lit):
			e.shell++
		case lit == "-" || lit == "--" || lit == "–" || lit == "—" || lit == "→":
			if followedByWords(args[i+1:]) {
				e.against += 4
			}
		default:
			e.word(strings.ToLower(lit), i == len(args)-1, i+1 < len(args) && isWord(args[i+1].Lit()))
		}
	}
	return e
}

// word weighs an argument that could stand in a sentence.
func (e *evidence) word(lit string, last, wordNext bool) {
	bare := strings.TrimRight(lit, ".,:!?)")
	switch mark := lit[len(bare):]; {
	case mark == "" || len(bare) < 2:
	case last && (mark != "?" || e.args > 1) && mark != ":":
		e.marks += 3
	default:
		e.marks += 2
	}
	switch {
	case strongWords[bare] || strongWords[lit], bare == "a" && wordNext:
		e.against += 2
	case weakWords[bare]:
		e.against++
	default:
		e.plain++
	}
}

// shellish reports whether a word has what sentences don't: the characters of paths,
// patterns, assignments and numbers.
func shellish(lit string) bool {
	switch lit {
	case ".", "..":
		return true
	case "and/or", "he/she", "i.e.", "e.g.":
		return false
	}
	core := strings.TrimRight(lit, ".,:!?")
	if strings.ContainsAny(core, `/*$~={}[]@%^+\_:0123456789`) {
		return true
	}
	dot := strings.IndexByte(core, '.')
	return dot >= 0 && dot < len(core)-1
}

func isWord(s string) bool {
	return len(s) >= 3 && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

func followedByWords(args []*syntax.Word) bool {
	return len(args) >= 2 && isWord(args[0].Lit()) && isWord(args[1].Lit())
}
