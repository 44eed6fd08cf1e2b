package hotkey

import (
	"fmt"
	"runtime"
	"strings"
)

// Modifier is a set of modifier keys.
type Modifier uint8

// The modifiers. Super is the key with the system's sign: ⌘ on a Mac's keyboard.
const (
	Ctrl Modifier = 1 << iota
	Alt
	Shift
	Super
)

// Combination is a key with modifiers. Its zero value stands for no hotkey.
type Combination struct {
	Modifiers Modifier
	Key       Key
}

// maxText is longer than any combination, in bytes.
const maxText = 64

// modifiers in the order that both kinds of menus show them in.
var modifiers = []struct {
	modifier       Modifier
	name           string // as Text writes it
	sign, word     string // in the menus of macOS and Linux
	trigger        string // in the portal's language
	otherSpellings []string
}{
	{Ctrl, "ctrl", "⌃", "Ctrl", "CTRL", []string{"control"}},
	{Alt, "alt", "⌥", "Alt", "ALT", []string{"option", "opt"}},
	{Shift, "shift", "⇧", "Shift", "SHIFT", nil},
	{Super, "super", "⌘", "Super", "LOGO", []string{"cmd", "command", "meta", "win"}},
}

// ParseError says what is wrong with a combination that a person wrote.
type ParseError struct {
	Text   string // what was written
	Reason string // lower case, no full stop
}

func (e *ParseError) Error() string { return fmt.Sprintf("hotkey %q: %s", e.Text, e.Reason) }

// Hint says how one is written.
func (e *ParseError) Hint() string {
	return fmt.Sprintf("write a hotkey as in %q: modifiers ctrl, alt, shift, super and a key", Default().Text())
}

// Parse reads a combination such as "ctrl+alt+space". Case and spaces around the plus
// signs don't count. It knows the modifiers ctrl (control), alt (option, opt), shift and
// super (cmd, command, meta, win), and these keys: letters, digits, f1 to f24, space,
// return (enter), tab, escape (esc), backspace, delete (del), insert (ins), home, end,
// pageup, pagedown, left, right, up, down, and the signs - = , . / \ ; ' ` [ ] by
// themselves or by name. What String gives is read too, of either platform.
//
// A key that types something needs ctrl, alt or super: otherwise it couldn't be typed any
// more. Errors are a *ParseError.
func Parse(text string) (Combination, error) {
	wrong := func(format string, args ...any) (Combination, error) {
		return Combination{}, &ParseError{Text: text, Reason: fmt.Sprintf(format, args...)}
	}
	if len(text) > maxText {
		return Combination{}, &ParseError{Text: text[:maxText], Reason: "it is too long"}
	}
	var c Combination
	parts := splitText(text)
	for _, part := range parts[:len(parts)-1] {
		m, ok := parseModifier(part)
		switch {
		case part == "":
			return wrong("nothing stands before a plus sign")
		case !ok:
			return wrong("%q is no modifier", part)
		case c.Modifiers&m != 0:
			return wrong("%q is there twice", part)
		}
		c.Modifiers |= m
	}
	last := parts[len(parts)-1]
	k, ok := parseKey(last)
	if !ok {
		if _, ok := parseModifier(last); ok || last == "" {
			return wrong("the key is missing")
		}
		return wrong("%q is no key", last)
	}
	c.Key = k.key
	if c.Modifiers&^Shift == 0 && !k.mayBeAlone {
		return wrong("%q needs ctrl, alt or super beside it", last)
	}
	return c, nil
}

// splitText gives the parts between plus signs, in lower case; a Mac's signs for
// modifiers stand without plus signs.
func splitText(text string) []string {
	rest := strings.ToLower(strings.TrimSpace(text))
	var parts []string
	for {
		before := rest
		for _, m := range modifiers {
			if after, ok := strings.CutPrefix(rest, m.sign); ok {
				parts, rest = append(parts, m.name), after
			}
		}
		if rest == before {
			break
		}
	}
	for part := range strings.SplitSeq(rest, "+") {
		parts = append(parts, strings.TrimSpace(part))
	}
	return parts
}

func parseModifier(name string) (Modifier, bool) {
	for _, m := range modifiers {
		if name == m.name {
			return m.modifier, true
		}
		for _, other := range m.otherSpellings {
			if name == other {
				return m.modifier, true
			}
		}
	}
	return 0, false
}

// Text is how Parse reads the combination and a settings file keeps it: "ctrl+alt+return".
// It is "" for no hotkey.
func (c Combination) Text() string {
	if c.Key == "" {
		return ""
	}
	var b strings.Builder
	for _, m := range modifiers {
		if c.Modifiers&m.modifier != 0 {
			b.WriteString(m.name + "+")
		}
	}
	return b.String() + string(c.Key)
}

// String is how the menus of this platform show the combination: "⌃⌥⌘C" on macOS,
// "Ctrl+Alt+C" elsewhere. It is "" for no hotkey.
func (c Combination) String() string { return c.label(runtime.GOOS) }

func (c Combination) label(goos string) string {
	k, ok := keyTable[c.Key]
	if !ok {
		return string(c.Key)
	}
	var b strings.Builder
	for _, m := range modifiers {
		switch {
		case c.Modifiers&m.modifier == 0:
		case goos == "darwin":
			b.WriteString(m.sign)
		default:
			b.WriteString(m.word + "+")
		}
	}
	if goos == "darwin" {
		return b.String() + k.sign
	}
	return b.String() + k.word
}

// Default is the combination that Caro has unless another is chosen. Why these, the
// package's comment says.
func Default() Combination { return defaultFor(runtime.GOOS) }

func defaultFor(goos string) Combination {
	if goos == "darwin" {
		return Combination{Modifiers: Alt | Shift | Super, Key: "space"}
	}
	return Combination{Modifiers: Ctrl | Alt, Key: "return"}
}
