package meaning

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Sed says what a program of sed does.
func Sed(program string, o SedOptions) Program {
	list, ok := readSed(program)
	if !ok {
		return Program{}
	}
	s := &sedTeller{o: o, text: program}
	p := Program{Phrase: s.idiom()}
	s.pieces(&p, list)
	if p.Phrase == "" {
		p.Phrase = inShort(s.phrase(list))
	}
	return p
}

type sedTeller struct {
	o      SedOptions
	text   string
	within bool // braces, whose lines are said already
}

func (s *sedTeller) flavour() Flavour {
	if s.o.Extended {
		return Extended
	}
	return Basic
}

// sedIdioms are programs that are known as a whole, without their blanks; those for -n
// begin with it.
var sedIdioms = map[string]string{
	"G": "put an empty line after each line", "n;d": "print every other line, beginning with the first", "1~2p": "", "1!G;h;$!d": "print the lines in reverse order", "-n1!G;h;$p": "print the lines in reverse order",
	"$!N;$!D": "print only the last 2 lines", "-n$=": "count the lines", "$!d": "print only the last line", "/./,$!d": "leave out empty lines at the top", "/^$/d;G": "have one empty line after each line",
	`$!N;/^\(.*\)\n\1$/!P;D`: "drop repeated lines that follow each other", `s/^[\t]*//;s/[\t]*$//`: "take blanks off both ends of each line", `s/^[[:space:]]*//;s/[[:space:]]*$//`: "take blanks off both ends of each line",
	`s/^\s*//;s/\s*$//`: "take blanks off both ends of each line", "1d;$d": "leave out the first and the last line", "$d;1d": "leave out the first and the last line", "n;n;s/./x/": "", "/^$/N;/\\n$/D": "make one of several empty lines that follow each other",
	`s/<[^>]*>//g`: "take all HTML tags out", `s/\x1b\[[0-9;]*m//g`: "take colours of a terminal out", `s/\x1B\[[0-9;]*[mK]//g`: "take colours of a terminal out",
}

var joinLines = regexp.MustCompile(`^:(\w+);N;\$!b(\w+);s/\\n/([^/]*)/g$`)

func (s *sedTeller) idiom() string {
	key := strings.NewReplacer(" ", "", "\n", ";").Replace(s.text)
	if m := joinLines.FindStringSubmatch(strings.ReplaceAll(s.text, "\n", ";")); m != nil && m[1] == m[2] && !s.o.Quiet {
		if m[3] == "" {
			return "join all lines into one"
		}
		return "join all lines into one, with " + Quote(m[3]) + " between them"
	}
	if s.o.Quiet {
		key = "-n" + key
	}
	return sedIdioms[key]
}

// pieces says what each command does, in the order of the text.
func (s *sedTeller) pieces(p *Program, list []sedCommand) {
	for _, c := range list {
		if c.name == '{' {
			words := unless("for "+s.lines(c, "each line")+", do this", "begin a group of commands")
			open := c.start + strings.IndexByte(s.text[c.start:], '{')
			if len(c.block) > 0 {
				open = c.start + strings.LastIndexByte(s.text[c.start:c.block[0].start], '{')
			}
			p.Pieces = append(p.Pieces, Piece{c.start, open + 1, Sentence(words)})
			inner := *s
			inner.within = true
			inner.pieces(p, c.block)
			p.Pieces = append(p.Pieces, Piece{c.end - 1, c.end, "The end of that."})
			continue
		}
		p.Pieces = append(p.Pieces, Piece{c.start, c.end, Sentence(unless(s.command(c), sedNames[c.name]))})
	}
}

// phrase says what all commands do together.
func (s *sedTeller) phrase(list []sedCommand) string {
	const most = 3
	if len(list) > most {
		return ""
	}
	var out []string
	for _, c := range list {
		words := s.command(c)
		if c.name == '{' || words == "" || strings.IndexByte("nNDPgGhHx:bt", c.name) >= 0 {
			return ""
		}
		out = append(out, words)
	}
	if len(list) == 2 && list[1].name == 'q' && list[1].to.kind == 0 && list[0].name == 'p' { // 5,15p;20q: that it ends is no matter
		return out[0]
	}
	if len(list) == 1 && list[0].name == 'q' && list[0].from.kind == 'n' && list[0].to.kind == 0 && !list[0].not && !s.o.Quiet {
		return "print only " + firstLines(list[0].from.n)
	}
	return And(out)
}

func firstLines(n int) string {
	if n == 1 {
		return "the first line"
	}
	return fmt.Sprintf("the first %d lines", n)
}

// sedNames say what a command does in general.
var sedNames = map[byte]string{
	's': "replace text", 'y': "replace characters", 'p': "print the line", 'd': "leave out the line", 'a': "put a line behind", 'i': "put a line before", 'c': "put a line in its place", 'q': "stop", 'Q': "stop at once",
	'n': "go on to the next line", 'N': "add the next line to this one", 'D': "leave out the first line of those that were joined", 'P': "print the first line of those that were joined",
	'g': "take back the text that was kept", 'G': "put the text that was kept behind the line", 'h': "keep the line", 'H': "add the line to the text that is kept", 'x': "exchange the line and the text that is kept",
	'=': "print the line's number", 'l': "print the line with what can't be seen made visible", 'r': "print a file behind the line", 'R': "print a line of a file behind the line", 'w': "write the line to a file", 'W': "write the first line to a file",
	'b': "jump", 't': "jump if something was replaced", 'T': "jump if nothing was replaced", ':': "a place to jump to", 'e': "run a command and put its output before the line", 'z': "empty the line", 'F': "print the file's name",
}

// command words one command; "" where that can't be said in short.
func (s *sedTeller) command(c sedCommand) string {
	all := "each line"
	if s.within {
		all = "the line"
	}
	target := s.lines(c, all)
	if target == "" && c.name != ':' {
		return ""
	}
	of, only := "", "" // which lines it is for
	if c.from.kind != 0 {
		of = ", for " + target
		only = ", in " + target
	}
	switch c.name {
	case 's':
		return s.substitution(c, target)
	case 'y':
		return "replace each of " + Quote(c.pattern) + " by what stands at its place in " + Quote(c.by) + only
	case 'p':
		if s.o.Quiet && s.within {
			return "print " + target
		}
		if s.o.Quiet {
			return "print only " + target
		}
		return "print " + target + " a second time"
	case 'd':
		if c.from.kind == 0 {
			return "leave out every line"
		}
		if c.not {
			return "keep only " + s.only(c)
		}
		return "leave out " + target
	case 'q', 'Q':
		how := map[byte]string{'q': "stop after ", 'Q': "stop before "}[c.name]
		switch {
		case c.to.kind != 0 || c.not || c.from.kind == 0:
			return ""
		case c.from.kind == '/':
			return how + "the first line that " + s.matches(c.from, false)
		}
		return how + target
	case 'a', 'i', 'c':
		return "put the line " + Quote(c.text) + map[byte]string{'a': " behind ", 'i': " before ", 'c': " in place of "}[c.name] + target
	case ':':
		return "call this place " + Quote(c.text)
	case 'b', 't', 'T':
		where := "jump to the end of the commands"
		if c.text != "" {
			where = "jump to " + Quote(c.text)
		}
		return where + map[byte]string{'b': "", 't': " if something was replaced", 'T': " if nothing was replaced"}[c.name] + of
	case 'r', 'R':
		return "print " + map[byte]string{'r': "the file ", 'R': "a line of the file "}[c.name] + c.text + " behind " + target
	case 'w':
		return "write " + target + " to the file " + c.text
	case '=':
		if c.from.kind == 0 {
			return "print the number of each line"
		}
		return "print the number of " + target
	}
	return sedNames[c.name] + of
}

// only words the lines that stay where all others go.
func (s *sedTeller) only(c sedCommand) string {
	c.not = false
	return s.lines(c, "each line")
}

// lines words the lines that a command is for.
func (s *sedTeller) lines(c sedCommand, all string) string {
	words := ""
	switch from, to := c.from, c.to; {
	case from.kind == 0:
		return all
	case to.kind == 0:
		words = s.line(from, true)
	case from.kind == 'n' && to.kind == 'n' && to.n > from.n:
		words = fmt.Sprintf("lines %d to %d", from.n, to.n)
		if from.n == 1 {
			words = firstLines(to.n)
		}
	case from.kind == 'n' && to.kind == 'n' && from.n > 0:
		words = "line " + strconv.Itoa(from.n)
	case from.kind == 'n' && from.n == 1 && to.kind == '$':
		words = "each line"
	case from.kind == 'n' && from.n > 0 && to.kind == '$':
		words = fmt.Sprintf("all lines from line %d on", from.n)
	case to.kind == '+':
		if first := s.line(from, false); first != "" {
			words = strings.Replace(first, "one that ", "each line that ", 1) + " and the " + Count(to.n, "line") + " behind it"
		}
	case from.kind == 'n' && from.n == 0 && to.kind == '/':
		if m := s.matches(to, false); m != "" {
			words = "all lines up to the first that " + m
		}
	default:
		first, last := s.line(from, false), s.line(to, false)
		if first == "" || last == "" {
			return ""
		}
		if to.kind == '$' {
			last = "the end"
		}
		words = "lines from " + first + " to " + last
		if from.kind == '/' && to.kind == '/' && from.pattern == to.pattern {
			words = "lines from " + first + " to the next such line"
		}
	}
	if c.not && words != "" {
		return "all lines but " + strings.TrimPrefix(words, "all ")
	}
	return words
}

// line words one address: all lines that fit it, or the first of them.
func (s *sedTeller) line(a sedAddress, all bool) string {
	switch a.kind {
	case 'n':
		if a.n == 1 {
			return "the first line"
		}
		return "line " + strconv.Itoa(a.n)
	case '$':
		return "the last line"
	case '~':
		if a.step < 2 {
			return ""
		}
		return fmt.Sprintf("every %s line from line %d on", Ordinal(a.step), max(a.n, 1)+map[bool]int{true: a.step - 1}[a.n == 0])
	case '/':
		if all {
			if words := s.matches(a, true); words == "are empty" {
				return "empty lines"
			} else if words != "" {
				return "lines that " + words
			}
			return ""
		}
		if words := s.matches(a, false); words != "" {
			return "one that " + words
		}
	}
	return ""
}

// sedText replaces what sed itself reads within expressions.
func sedText(text string) string {
	return strings.NewReplacer(`\\`, `\\`, `\t`, "\t", `\n`, "\n").Replace(text)
}

func (s *sedTeller) matches(a sedAddress, several bool) string {
	words := Matches(sedText(a.pattern), s.flavour(), several)
	if words != "" && a.fold {
		words += ", capitals or not"
	}
	return words
}
