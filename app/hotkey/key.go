package hotkey

import (
	"fmt"
	"strings"
)

// Key is a key by the name that [Combination.Text] gives it: "c", "7", "f5", "return".
type Key string

// keyFacts is what is known of a key.
type keyFacts struct {
	key        Key
	sign, word string // in the menus of macOS and Linux
	keysym     uint32 // X11's number for what the key gives
	trigger    string // xkbcommon's name for the same, which portals use
	mayBeAlone bool   // types nothing, so it may be a hotkey without ctrl, alt or super
}

// namedKeys are all but letters, digits and function keys; the keysyms are those of X11's
// keysymdef.h, the signs for macOS those of Apple's menus.
var namedKeys = []keyFacts{
	{"space", "Space", "Space", 0x20, "space", false},
	{"return", "↩", "Enter", 0xff0d, "Return", false},
	{"tab", "⇥", "Tab", 0xff09, "Tab", false},
	{"escape", "⎋", "Esc", 0xff1b, "Escape", false},
	{"backspace", "⌫", "Backspace", 0xff08, "BackSpace", false},
	{"delete", "⌦", "Delete", 0xffff, "Delete", false},
	{"insert", "Insert", "Insert", 0xff63, "Insert", false},
	{"home", "↖", "Home", 0xff50, "Home", false},
	{"end", "↘", "End", 0xff57, "End", false},
	{"pageup", "⇞", "Page Up", 0xff55, "Prior", false},
	{"pagedown", "⇟", "Page Down", 0xff56, "Next", false},
	{"left", "←", "Left", 0xff51, "Left", false},
	{"up", "↑", "Up", 0xff52, "Up", false},
	{"right", "→", "Right", 0xff53, "Right", false},
	{"down", "↓", "Down", 0xff54, "Down", false},
	{"minus", "-", "-", '-', "minus", false},
	{"equal", "=", "=", '=', "equal", false},
	{"comma", ",", ",", ',', "comma", false},
	{"period", ".", ".", '.', "period", false},
	{"slash", "/", "/", '/', "slash", false},
	{"backslash", `\`, `\`, '\\', "backslash", false},
	{"semicolon", ";", ";", ';', "semicolon", false},
	{"apostrophe", "'", "'", '\'', "apostrophe", false},
	{"grave", "`", "`", '`', "grave", false},
	{"leftbracket", "[", "[", '[', "bracketleft", false},
	{"rightbracket", "]", "]", ']', "bracketright", false},
}

// otherNames are spellings that people know from elsewhere.
var otherNames = map[string]Key{
	"enter": "return", "esc": "escape", "del": "delete", "ins": "insert",
	"pgup": "pageup", "page up": "pageup", "pgdn": "pagedown", "page down": "pagedown",
	"dot": "period", "quote": "apostrophe", "backquote": "grave", "backtick": "grave",
}

// keyTable has every key by its name, keyNames the name for every spelling.
var keyTable, keyNames = func() (map[Key]keyFacts, map[string]Key) {
	all := append([]keyFacts(nil), namedKeys...)
	for _, r := range "abcdefghijklmnopqrstuvwxyz0123456789" {
		upper := strings.ToUpper(string(r))
		all = append(all, keyFacts{Key(r), upper, upper, uint32(r), string(r), false})
	}
	const f1 = 0xffbe // the keysyms of the function keys follow one another
	for n := range 24 {
		name := fmt.Sprintf("F%d", n+1)
		all = append(all, keyFacts{Key(strings.ToLower(name)), name, name, uint32(f1 + n), name, true})
	}
	table, names := map[Key]keyFacts{}, map[string]Key{}
	for _, k := range all {
		table[k.key] = k
		for _, spelling := range []string{string(k.key), k.sign, k.word} {
			names[strings.ToLower(spelling)] = k.key
		}
	}
	for spelling, key := range otherNames {
		names[spelling] = key
	}
	return table, names
}()

// parseKey finds a key by its name, another spelling, or what menus show; lower case.
func parseKey(name string) (keyFacts, bool) {
	key, ok := keyNames[name]
	return keyTable[key], ok
}

// trigger is the combination in the language of the shortcuts specification, which
// portals read: "CTRL+ALT+Return".
func (c Combination) trigger() string {
	var b strings.Builder
	for _, m := range modifiers {
		if c.Modifiers&m.modifier != 0 {
			b.WriteString(m.trigger + "+")
		}
	}
	return b.String() + keyTable[c.Key].trigger
}
