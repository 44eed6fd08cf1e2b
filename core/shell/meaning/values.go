package meaning

import (
	"fmt"
	"strconv"
	"strings"
)

// Chosen words which fields, characters or bytes cut takes: "fields 1 and 3", "characters 1
// to 20", "all from field 2 on".
func Chosen(list, thing string) string {
	var numbers []string
	several := false
	pieces := strings.Split(list, ",")
	for _, piece := range pieces {
		from, to, isRange := strings.Cut(piece, "-")
		_, okFrom := number(from)
		_, okTo := number(to)
		switch {
		case !isRange && okFrom:
			numbers = append(numbers, from)
		case isRange && okFrom && okTo:
			numbers = append(numbers, from+" to "+to)
			several = true
		case isRange && okFrom && to == "":
			if len(pieces) == 1 {
				return "all from " + thing + " " + from + " on"
			}
			numbers = append(numbers, "all from "+from+" on")
		case isRange && from == "" && okTo:
			if len(pieces) == 1 {
				return "the first " + Count(mustNumber(to), thing)
			}
			numbers = append(numbers, "1 to "+to)
			several = true
		default:
			return ""
		}
	}
	if len(numbers) == 1 && !several {
		return thing + " " + numbers[0]
	}
	return unless(Plural(thing)+" "+And(numbers), "")
}

func mustNumber(text string) int {
	n, _ := number(text)
	return n
}

// SortKey words sort's -k: "field 2, as numbers, greatest first".
func SortKey(key string) string {
	from, to, ends := strings.Cut(key, ",")
	at, flags := keyPlace(from)
	until, more := keyPlace(to)
	if at == "" || ends && until == "" {
		return ""
	}
	words := "what begins at " + at
	switch {
	case ends && at == until:
		words = at
	case ends:
		words = "what lies from " + at + " to " + until
	}
	for _, letter := range flags + more {
		how, ok := sortLetters[letter]
		if !ok {
			return ""
		}
		if how != "" {
			words += ", " + how
		}
	}
	return unless(words, "")
}

var sortLetters = map[rune]string{'n': "as numbers", 'r': "in reverse", 'h': "as sizes such as 2K and 1G", 'M': "as months", 'V': "as versions", 'f': "capitals or not", 'g': "as numbers", 'b': "", 'd': "by letters, digits and blanks only", 'i': "", 'R': "in random order"}

// keyPlace words a place such as 3 or 1.2n, and gives its letters.
func keyPlace(text string) (words, letters string) {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzMRV")
	letters = text[len(digits):]
	field, character, found := strings.Cut(digits, ".")
	if _, ok := number(field); !ok {
		return "", ""
	}
	if !found || character == "0" {
		return "field " + field, letters
	}
	if _, ok := number(character); !ok {
		return "", ""
	}
	return "character " + character + " of field " + field, letters
}

// TrSet words a set of tr, of several characters: "small letters", "line ends".
func TrSet(set string) string {
	switch set {
	case "a-z", "[:lower:]", "[a-z]":
		return "small letters"
	case "A-Z", "[:upper:]", "[A-Z]":
		return "capitals"
	case "0-9", "[:digit:]", "[0-9]":
		return "digits"
	case "a-zA-Z", "A-Za-z", "[:alpha:]":
		return "letters"
	case "a-zA-Z0-9", "A-Za-z0-9", "[:alnum:]", "a-z0-9A-Z", "0-9a-zA-Z", "0-9A-Za-z":
		return "letters and digits"
	case "[:space:]":
		return "blanks, tabs and line ends"
	case "[:blank:]":
		return "blanks and tabs"
	case "[:punct:]":
		return "punctuation marks"
	case "[:print:]":
		return "characters that can be printed"
	case "[:cntrl:]":
		return "control characters"
	case `\0`, `\000`:
		return "zero bytes"
	}
	text := Unescape(set)
	if name, ok := seen[text]; ok {
		return name
	}
	if strings.Contains(text, "[:") || strings.Contains(text, `\`) || len(text) > maxPattern {
		return ""
	}
	// Characters that have names are named.
	var names []string
	rest := ""
	for _, r := range text {
		if name, ok := seen[string(r)]; ok && r != '-' && len([]rune(text)) < 5 {
			names = append(names, name)
		} else {
			rest += string(r)
		}
	}
	if rest != "" {
		names = append(names, Quote(rest))
	}
	return And(names)
}

// Signal words what a signal does to a process: "end at once, without a chance to clean up".
func Signal(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(name), "-"), "SIG")
	return signals[name]
}

var signals = map[string]string{
	"9": "end at once, without a chance to clean up", "KILL": "end at once, without a chance to clean up", "15": "end, with time to clean up", "TERM": "end, with time to clean up", "1": "hang up (many then read their settings anew)",
	"HUP": "hang up (many then read their settings anew)", "2": "stop, as by Ctrl-C", "INT": "stop, as by Ctrl-C", "3": "quit and leave a core dump", "QUIT": "quit and leave a core dump", "STOP": "pause", "19": "", "CONT": "go on after a pause", "18": "",
	"USR1": "do what it does at the signal USR1", "USR2": "do what it does at the signal USR2", "0": "nothing: it is only checked whether it runs", "6": "abort and leave a core dump", "ABRT": "abort and leave a core dump", "TSTP": "pause, as by Ctrl-Z",
	"WINCH": "look at the window's size anew", "ALRM": "do what it does when its alarm rings", "PIPE": "do what it does when nobody reads",
}

// Lines words head's and tail's number: "the first 5 lines", "all from line 5 on"; thing is
// "line" or "byte".
func Lines(tail bool, value, thing string) string {
	sign, rest := signOf(value)
	n, ok := number(rest)
	if !ok {
		return sized(tail, sign, rest, thing)
	}
	which := "first"
	if tail {
		which = "last"
	}
	switch {
	case tail && sign == '+' && n <= 1:
		return "everything"
	case tail && sign == '+' && n == 2:
		return "all but the first " + thing
	case tail && sign == '+':
		return fmt.Sprintf("all from %s %d on", thing, n)
	case !tail && sign == '-' && n == 1:
		return "all but the last " + thing
	case !tail && sign == '-':
		return fmt.Sprintf("all but the last %s", Count(n, thing))
	case n == 1:
		return "the " + which + " " + thing
	}
	return "the " + which + " " + Count(n, thing)
}

// sized words amounts such as 1M.
func sized(tail bool, sign byte, rest, thing string) string {
	unit, ok := map[string]string{"K": "KiB", "M": "MiB", "G": "GiB", "kB": "kB", "MB": "MB", "k": "KiB", "m": "MiB"}[strings.TrimLeft(rest, "0123456789")]
	n, fine := number(strings.TrimRight(rest, "KMGkBm"))
	if !ok || !fine || thing != "byte" || sign != 0 {
		return ""
	}
	return "the " + map[bool]string{true: "last ", false: "first "}[tail] + strconv.Itoa(n) + " " + unit
}

// Percent words the directives of a format in % signs as a list, by what each stands for.
func Percent(format string, directives map[string]string) string {
	var out []string
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		found := ""
		for name := range directives {
			if strings.HasPrefix(format[i+1:], name) && len(name) > len(found) {
				found = name
			}
		}
		if found == "" {
			return ""
		}
		if words := directives[found]; words != "" {
			out = append(out, words)
		}
		i += len(found)
	}
	return unless(And(out), "")
}

// GitFormat words git log's --format.
func GitFormat(format string) string {
	format = strings.TrimPrefix(strings.TrimPrefix(format, "format:"), "tformat:")
	return Percent(format, gitFormat)
}

var gitFormat = map[string]string{
	"H": "commit", "h": "short commit", "an": "author", "ae": "author's address", "ad": "date", "ar": "age", "ai": "date", "aI": "date", "as": "date", "cn": "committer", "ce": "committer's address", "cd": "commit date", "cr": "age", "ci": "commit date",
	"cI": "commit date", "cs": "commit date", "s": "subject", "b": "body", "B": "message", "d": "branches and tags", "D": "branches and tags", "T": "tree", "P": "parents", "p": "parents", "n": "", "%": "", "C(": "", "Cred": "", "Cgreen": "", "Cblue": "",
	"Creset": "", "N": "notes", "at": "time", "ct": "time", "x09": "", "x00": "",
}

// StatFormat words stat's -c.
func StatFormat(format string) string { return Percent(format, statFormat) }

var statFormat = map[string]string{
	"s": "size in bytes", "n": "name", "a": "permissions as a number", "A": "permissions", "U": "owner", "G": "group", "u": "owner's number", "g": "group's number", "y": "time of the last change", "Y": "time of the last change in seconds", "x": "time of the last access",
	"X": "time of the last access in seconds", "i": "inode number", "h": "number of links", "F": "type", "N": "name", "w": "time of creation", "z": "time of the last status change", "%": "", "b": "blocks", "o": "block size", "m": "mount point", "d": "device",
}
