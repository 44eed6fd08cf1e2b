package manual

import (
	"slices"
	"strings"
)

// Limits of what is kept of a flag, in bytes.
const (
	maxFlagName = 64
	maxArgument = 40
	maxMeaning  = 110
)

// heading is what a paragraph about a flag begins with: "-n, --lines=NUM".
type heading struct {
	names    []string
	argument string
	optional bool // the argument may be left out
	rest     int  // words that are neither flags nor arguments
}

// dashes are what typographers put in place of a hyphen.
var dashes = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2212", "-", "\u2013", "-")

// parseHeading takes the flags out of a heading; it has no names where it begins with
// something else.
func parseHeading(text string) (h heading) {
	const most = 400
	text = strings.TrimLeft(text, " \t"+string(slant)+`["'(`+"•")
	if len(text) > most {
		text = text[:most]
	}
	text = dashes.Replace(text)
	if !beginsFlag(text) {
		return h
	}
	for text != "" {
		text = strings.TrimLeft(text, " \t,|/;:()[]\"'"+string(slant))
		switch {
		case text == "":
		case beginsFlag(text):
			text = h.flag(text)
		default:
			end := strings.IndexAny(text, " \t,|;")
			if end < 0 {
				end = len(text)
			}
			if word := text[:end]; word != "or" && word != "and" && word != "-" && word != "..." {
				h.rest++
			}
			text = text[end:]
		}
	}
	return h
}

// beginsFlag reports whether a text begins with a dash and a name.
func beginsFlag(text string) bool {
	name := strings.TrimPrefix(strings.TrimPrefix(text, "-"), "-")
	if len(name) == len(text) || name == "" {
		return false
	}
	if text[1] != '-' && strings.IndexByte("?#@%!$:^", name[0]) >= 0 {
		return len(name) == 1 || strings.IndexByte(" ,|=", name[1]) >= 0
	}
	return isAlnum(name[0]) || text[1] == '-' && strings.HasPrefix(name, "[")
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// nameEnd says how long a flag's name is, with its dashes.
func nameEnd(text string) int {
	i := 1
	if strings.HasPrefix(text, "--") {
		i = 2
	}
	if i < len(text) && !isAlnum(text[i]) {
		return i + 1
	}
	for i < len(text) && (isAlnum(text[i]) || strings.IndexByte("-_.+:", text[i]) >= 0) {
		i++
	}
	for i > 2 && strings.IndexByte("-_.+:", text[i-1]) >= 0 {
		i--
	}
	return i
}

// flag reads a flag and its argument, and returns what follows.
func (h *heading) flag(text string) string {
	both := ""
	if rest, ok := strings.CutPrefix(text, "--["); ok { // --[no-]name
		inner, after, found := strings.Cut(rest, "]")
		if !found || len(inner) > 10 {
			return ""
		}
		both, text = inner, "--"+after
	}
	end := nameEnd(text)
	name := text[:end]
	text = text[end:]
	names := []string{name}
	if both != "" {
		names = append(names, "--"+both+name[2:])
	}
	if rest, ok := strings.CutPrefix(text, "["); ok && len(name) > 2 { // -br[ief]
		if more, after, found := strings.Cut(rest, "]"); found && more != "" && strings.Trim(more, "abcdefghijklmnopqrstuvwxyz-") == "" {
			names, text = append(names, name+more), after
		}
	}
	for _, n := range names {
		if len(n) <= maxFlagName && len(h.names) < maxFlagName && !slices.Contains(h.names, n) {
			h.names = append(h.names, n)
		}
	}
	argument, optional, after := readArgument(text)
	if argument != "" && h.argument == "" {
		h.argument, h.optional = argument, optional
	}
	return after
}

// readArgument reads what may follow a flag's name as its argument.
func readArgument(text string) (argument string, optional bool, after string) {
	begin := text
	text = strings.TrimLeft(text, string(slant))
	attached := len(text) < len(begin)
	switch {
	case strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "[-") && !strings.HasPrefix(text, "[ "):
		argument, after = bracketed(text)
		return cleanArgument(argument), true, after
	case strings.HasPrefix(text, "="):
		optional = strings.HasPrefix(text, "=[")
		argument, after = argumentWord(text[1:])
		return cleanArgument(argument), optional, after
	case attached || text != "" && (text[0] == '<' || text[0] == '{'):
		argument, after = argumentWord(text)
		return cleanArgument(argument), false, after
	case text != "" && (text[0] == ' ' || text[0] == '\t'):
		next := strings.TrimLeft(text, " \t"+string(slant))
		if next == "" || strings.IndexByte("-,|/;(", next[0]) >= 0 || strings.HasPrefix(next, "or ") || strings.HasPrefix(next, "and ") || strings.HasPrefix(next, "[-") {
			return "", false, text
		}
		if next[0] == '[' {
			argument, after = bracketed(next)
			return cleanArgument(argument), true, after
		}
		argument, after = argumentWord(next)
		return cleanArgument(argument), false, after
	}
	return "", false, text
}

var brackets = map[byte]byte{'<': '>', '{': '}', '[': ']', '(': ')'}

// bracketed reads a text up to its closing bracket.
func bracketed(text string) (inner, after string) {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case text[0]:
			depth++
		case brackets[text[0]]:
			if depth--; depth == 0 {
				return text[:i+1], text[i+1:]
			}
		}
	}
	return text, ""
}

// argumentWord reads one word, in which brackets hold blanks.
func argumentWord(text string) (word, after string) {
	i := 0
	for i < len(text) && strings.IndexByte(" \t,|", text[i]) < 0 {
		if brackets[text[i]] != 0 {
			inner, _ := bracketed(text[i:])
			i += len(inner)
			continue
		}
		i++
	}
	// Of a choice, a|b|c, what follows belongs to it as well.
	if i < len(text) && text[i] == '|' && i+1 < len(text) && text[i+1] != '-' {
		more, rest := argumentWord(text[i+1:])
		return text[:i+1] + more, rest
	}
	return text[:i], text[i:]
}

// cleanArgument is an argument's name as the data of core/utilities have it.
func cleanArgument(s string) string {
	s = strings.Trim(strings.ReplaceAll(s, string(slant), ""), "<>[]={}\"'`.,:() ")
	if s == "" || len(s) > maxArgument || !printable(s) || strings.ContainsAny(s, "[]{}<>()\" ") {
		return "VALUE"
	}
	return s
}
