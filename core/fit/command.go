package fit

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/utilities"
)

// command is what is read of a command.
type command struct {
	text  string
	calls []call // as they are written, those within others too
	into  []into // where output goes
}

// call is one utility that is called, with what it is given.
type call struct {
	name     string
	flags    []flag
	operands []string // what is neither a flag nor its value
}

// flag is a flag as it is given. Names are all its spellings, as far as they are known.
type flag struct {
	names   []string
	value   string
	negated bool // find's ! stands before it
}

// into is a file that output is written to, or input read from.
type into struct{ op, file string }

// mostDeep bounds how deep commands in commands are followed.
const mostDeep = 4

// read reads a command. What no shell can parse is taken for words with blanks between.
func read(text string) *command {
	c := &command{text: text}
	c.parse(text, 0)
	return c
}

func (c *command) parse(text string, depth int) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		c.add(strings.Fields(text), depth)
		return
	}
	syntax.Walk(file, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.CallExpr:
			var words []string
			for _, w := range n.Args {
				words = append(words, value(w))
			}
			c.add(words, depth)
		case *syntax.Redirect:
			if n.Word != nil {
				c.into = append(c.into, into{n.Op.String(), value(n.Word)})
			}
		}
		return true
	})
}

// value is a word without its quotes. Variables stay as they are written; of a command
// within, nothing is said here: it is a call of its own.
func value(w *syntax.Word) string {
	var b strings.Builder
	parts(&b, w.Parts)
	return b.String()
}

func parts(b *strings.Builder, list []syntax.WordPart) {
	for _, p := range list {
		switch p := p.(type) {
		case *syntax.Lit:
			b.WriteString(strings.ReplaceAll(p.Value, `\`, ""))
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			parts(b, p.Parts)
		case *syntax.ParamExp:
			b.WriteByte('$')
			if p.Param != nil {
				b.WriteString(p.Param.Value)
			}
		}
	}
}

// wrappers run the command that follows their own flags.
var wrappers = map[string]bool{
	"sudo": true, "doas": true, "xargs": true, "env": true, "time": true, "nice": true, "ionice": true, "nohup": true, "watch": true,
	"command": true, "exec": true, "timeout": true, "stdbuf": true, "setsid": true, "chronic": true, "parallel": true,
}

// add notes a call and those that it makes.
func (c *command) add(words []string, depth int) {
	if len(words) == 0 {
		return
	}
	one := call{name: words[0][strings.LastIndexByte(words[0], '/')+1:]}
	utility := utilities.Find(one.name)
	rest := words[1:]
	if utility != nil && len(rest) > 0 && utility.Sub(rest[0]) != nil {
		utility = utility.Sub(rest[0])
		one.name += " " + rest[0]
		rest = rest[1:]
	}
	at := len(c.calls)
	c.calls = append(c.calls, one)
	var runs []string
	for i := 0; i < len(rest); i++ {
		word := rest[i]
		switch {
		case word == "-exec" || word == "-execdir" || word == "-ok" || word == "-okdir":
			end := i + 1
			for end < len(rest) && rest[end] != ";" && rest[end] != "+" {
				end++
			}
			one.flags = append(one.flags, flag{names: []string{word}})
			runs = rest[i+1 : end]
			i = end
		case len(word) > 1 && (word[0] == '-' || word[0] == '+' && i > 0 && one.name == "tail") || i == 0 && one.name == "tar" && word != "" && word != "-" && !strings.ContainsAny(word, "./$"):
			list, took := flags(utility, word, rest[i+1:])
			if len(list) > 0 && i > 0 && (rest[i-1] == "!" || rest[i-1] == "-not") {
				list[0].negated = true
			}
			one.flags = append(one.flags, list...)
			i += took
		case wrappers[one.name] && !strings.Contains(word, "=") && (one.name != "timeout" || len(one.operands) > 0):
			runs = rest[i:]
			i = len(rest)
		default:
			one.operands = append(one.operands, word)
		}
	}
	c.calls[at] = one
	if depth >= mostDeep {
		return
	}
	c.add(runs, depth+1)
	if f := one.flag("-c"); f != nil && (one.name == "sh" || one.name == "bash" || one.name == "zsh") {
		script := f.value
		if script == "" && len(one.operands) > 0 {
			script = one.operands[0]
		}
		c.parse(script, depth+1)
	}
}

// flags reads a word that begins with a dash, and says how many words behind it are its
// value.
func flags(utility *utilities.Utility, word string, rest []string) (list []flag, took int) {
	next := func(f *utilities.Flag) string {
		if f == nil || f.Argument == "" || f.Optional || len(rest) == 0 {
			return ""
		}
		took = 1
		return rest[0]
	}
	if known := find(utility, word); known != nil {
		return []flag{{names: known.Names, value: next(known)}}, took
	}
	if name, text, found := strings.Cut(word, "="); found && strings.HasPrefix(word, "-") {
		if known := find(utility, name); known != nil {
			return []flag{{names: known.Names, value: text}}, 0
		}
		return []flag{{names: []string{name}, value: text}}, 0
	}
	if strings.HasPrefix(word, "--") || utility != nil && utility.Style == utilities.Long || word[0] == '+' {
		return []flag{{names: []string{word}}}, 0
	}
	letters := strings.TrimPrefix(word, "-")
	if letters[0] >= '0' && letters[0] <= '9' {
		return []flag{{names: []string{"-n", "-NUM"}, value: letters}}, 0
	}
	for i := range len(letters) {
		name := "-" + letters[i:i+1]
		known := find(utility, name)
		if known == nil {
			list = append(list, flag{names: []string{name}})
			continue
		}
		if known.Argument != "" && i+1 < len(letters) && utility.Style != utilities.Tar && (!known.Optional || !letter(letters[i+1])) {
			return append(list, flag{names: known.Names, value: letters[i+1:]}), 0
		}
		list = append(list, flag{names: known.Names})
		if known.Argument != "" && !known.Optional && took < len(rest) {
			list[len(list)-1].value = rest[took]
			took++
		}
	}
	return list, took
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func find(utility *utilities.Utility, name string) *utilities.Flag {
	if utility == nil {
		return nil
	}
	return utility.Flag(name, utilities.GNU)
}

// flag finds one of the spellings among those given.
func (c *call) flag(names ...string) *flag {
	for i, f := range c.flags {
		if slices.ContainsFunc(names, func(n string) bool { return slices.Contains(f.names, n) }) {
			return &c.flags[i]
		}
	}
	return nil
}
