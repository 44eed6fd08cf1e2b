package login

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// entry is a desktop entry file, line by line: all that isn't changed stays as it is.
type entry struct {
	lines []string
}

// The keys of an autostart entry that Caro reads or writes, by the Desktop Entry
// Specification; the last is GNOME's and those like it.
const (
	keyExec         = "Exec"
	keyTryExec      = "TryExec"
	keyHidden       = "Hidden"
	keyOnlyShowIn   = "OnlyShowIn"
	keyNotShowIn    = "NotShowIn"
	keyGNOMEEnabled = "X-GNOME-Autostart-enabled"
)

const group = "[Desktop Entry]"

func parseEntry(text string) *entry {
	return &entry{lines: strings.Split(strings.TrimRight(text, "\n"), "\n")}
}

func (e *entry) String() string { return strings.Join(e.lines, "\n") + "\n" }

// find gives the index of the key's line within the group, -1 where it isn't there, and
// the index at which the group's lines end.
func (e *entry) find(key string) (line, end int) {
	line, inside := -1, false
	for i, text := range e.lines {
		text = strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(text, "["):
			if inside {
				return line, end
			}
			inside = text == group
			end = i + 1
		case inside && text != "":
			end = i + 1
			name, _, _ := strings.Cut(text, "=")
			if line < 0 && strings.TrimSpace(name) == key {
				line = i
			}
		}
	}
	if !inside {
		end = -1
	}
	return line, end
}

// get gives a key's value as it stands in the file.
func (e *entry) get(key string) (value string, ok bool) {
	i, _ := e.find(key)
	if i < 0 {
		return "", false
	}
	_, value, _ = strings.Cut(e.lines[i], "=")
	return strings.TrimSpace(value), true
}

// set gives a key a value, which is escaped already.
func (e *entry) set(key, value string) {
	line := key + "=" + value
	i, end := e.find(key)
	switch {
	case i >= 0:
		e.lines[i] = line
	case end >= 0:
		e.lines = append(e.lines[:end], append([]string{line}, e.lines[end:]...)...)
	default:
		e.lines = append([]string{group, line}, e.lines...)
	}
}

// remove takes a key out.
func (e *entry) remove(key string) {
	if i, _ := e.find(key); i >= 0 {
		e.lines = append(e.lines[:i], e.lines[i+1:]...)
	}
}

// opens reports whether a desktop that calls itself by these names opens the entry;
// runnable looks at the program that TryExec names.
func (e *entry) opens(desktops []string, runnable func(string) bool) bool {
	if exec, _ := e.get(keyExec); exec == "" {
		return false
	}
	if hidden, _ := e.get(keyHidden); hidden == "true" {
		return false
	}
	if enabled, ok := e.get(keyGNOMEEnabled); ok && enabled == "false" {
		return false
	}
	if program, ok := e.get(keyTryExec); ok && !runnable(unescape(program)) {
		return false
	}
	if only, ok := e.get(keyOnlyShowIn); ok && !names(only, desktops) {
		return false
	}
	not, _ := e.get(keyNotShowIn)
	return !names(not, desktops)
}

// names reports whether a list such as "GNOME;XFCE;" names one of the desktops.
func names(list string, desktops []string) bool {
	for name := range strings.SplitSeq(list, ";") {
		for _, desktop := range desktops {
			if name != "" && name == desktop {
				return true
			}
		}
	}
	return false
}

// escape writes text as the value of a key. Spaces around a value don't count.
func escape(text string) string {
	text = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text)
	if rest, ok := strings.CutSuffix(text, " "); ok {
		text = rest + `\s`
	}
	return text
}

// unescape reads what escape has written.
func unescape(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\s`, " ").Replace(value)
}

// execLine writes a command line for the key Exec: each word is quoted where it must be, by
// the rules of that key, and the whole escaped as every value is.
func execLine(words []string) (string, error) {
	var quoted []string
	for i, word := range words {
		if !utf8.ValidString(word) || strings.ContainsRune(word, 0) {
			return "", fmt.Errorf("%q can't stand in a desktop entry", word)
		}
		// The specification forbids the one; GLib doesn't find a program whose path has the
		// other.
		if i == 0 && strings.ContainsAny(word, "=%") {
			return "", errors.New("the program's path has an equals or percent sign in it, which desktops can't start")
		}
		quoted = append(quoted, quoteWord(word))
	}
	return escape(strings.Join(quoted, " ")), nil
}

func quoteWord(word string) string {
	// A percent sign begins what the desktop fills in.
	word = strings.ReplaceAll(word, "%", "%%")
	if word != "" && !strings.ContainsAny(word, " \t\n\r\"'\\><~|&;$*?#()`") {
		return word
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", "$", `\$`).Replace(word) + `"`
}

// program is the first word of a command line that stands in the key Exec.
func program(value string) string {
	line := unescape(value)
	quoted, ok := strings.CutPrefix(line, `"`)
	if !ok {
		word, _, _ := strings.Cut(line, " ")
		return word
	}
	var b strings.Builder
	for i := 0; i < len(quoted) && quoted[i] != '"'; i++ {
		if quoted[i] == '\\' && i+1 < len(quoted) {
			i++
		}
		b.WriteByte(quoted[i])
	}
	return b.String()
}
