package popover

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"caro/app/ask"
)

// named are the keys that have a name, with the characters that AppKit sends for them
// (NSEvent's function keys), the sign in menus and, where it can press a button, its key
// equivalent.
var named = []struct {
	name, characters, sign, equivalent string
}{
	{"enter", "\r\x03", "↩", "\r"},
	{"escape", "\x1b", "⎋", "\x1b"},
	{"up", "\uf700", "↑", ""},
	{"down", "\uf701", "↓", ""},
	{"tab", "\t", "⇥", ""},
	{"shift+tab", "\x19", "⇧⇥", ""},
}

// selectors are what a text field says of a key in place of the key.
var selectors = map[string]string{
	"insertNewline:":   "enter",
	"cancelOperation:": "escape",
	"moveUp:":          "up",
	"moveDown:":        "down",
	"insertTab:":       "tab",
	"insertBacktab:":   "shift+tab",
}

// SelectorKey is the key that a text field's selector stands for, as Press names it; "" for
// one that is the field's own.
func SelectorKey(selector string) string { return selectors[selector] }

// EventKey is the key of an event, as Press names it, "" for none that could mean
// something: characters are those that the event gives with its modifiers.
func EventKey(characters string, held Modifiers) string {
	if held&(Control|Option) != 0 || utf8.RuneCountInString(characters) != 1 {
		return ""
	}
	name := strings.ToLower(characters)
	for _, k := range named {
		if strings.Contains(k.characters, characters) {
			name = k.name
		}
	}
	if held&Shift != 0 && name == "tab" {
		name = "shift+tab"
	}
	if held&Command == 0 {
		return name
	}
	if held&Shift != 0 && !strings.HasPrefix(name, "shift+") {
		name = "shift+" + name
	}
	return "cmd+" + name
}

// edits are the letters that with ⌘ edit a text on every Mac.
const edits = "acvxz"

// pressed is how EventKey names the key of k.
func pressed(k ask.Key, f ask.Focus) string {
	switch {
	case len(k.Key) != 1 || f == ask.FocusConfirm:
		return k.Key
	case strings.Contains(edits, k.Key):
		return "cmd+shift+" + k.Key
	}
	return "cmd+" + k.Key
}

// Press is the action of a key by the name that EventKey or SelectorKey gives it. taken
// says that the key means something here, though perhaps nothing at the moment; others are
// left to the field that has the keyboard. What Enter and Escape do the session knows better
// than a view, which may be a moment old.
func Press(v ask.View, key string) (a ask.Action, taken bool) {
	if v.Phase == ask.PhaseClosed {
		return "", false
	}
	switch key {
	case "":
		return "", false
	case "enter":
		return ask.Enter, true
	case "escape", "cmd+.":
		return ask.Escape, true
	case "cmd+w":
		return ask.Close, true
	case "cmd+c":
		if copies(v) {
			return ask.Enter, true
		}
		return "", false
	}
	if own := v.Focus == ask.FocusCommand || v.Focus == ask.FocusWord; own && !strings.HasPrefix(key, "cmd+") {
		return "", false
	}
	switch key {
	case "up":
		return ask.Older, true
	case "down":
		return ask.Newer, true
	}
	for _, k := range v.Keys {
		if pressed(k, v.Focus) == key {
			if !k.Enabled {
				return "", true
			}
			return k.Action, true
		}
	}
	return "", false
}

// Meaning is what a key is for that a field hasn't seen yet.
type Meaning int

// The meanings.
const (
	NotOurs       Meaning = iota // it goes on to the fields and the Edit menu
	OpensSettings                // it opens the settings
	Acts                         // Press says what it does
)

// Selection is what is selected: so many characters of a text of a length, in any one unit,
// that is in a field or label.
type Selection struct {
	In               ID
	Selected, Length int
}

// Means says what a key with ⌘ is for. selection tells what is selected; it is asked for
// where that makes a difference.
func Means(p Picture, key string, selection func() Selection) Meaning {
	switch {
	case !strings.HasPrefix(key, "cmd+"):
		return NotOurs
	case key == "cmd+,":
		return OpensSettings
	case key == "cmd+c" && copiesSelection(p, selection()):
		return NotOurs // the Edit menu copies it
	}
	return Acts
}

// copies reports whether ⌘C copies the command that is shown. It never confirms one that is
// asked about: that takes the keys that are named for it.
func copies(v ask.View) bool {
	if v.Phase != ask.PhaseAnswered && v.Phase != ask.PhaseCopied {
		return false
	}
	return slices.ContainsFunc(v.Keys, func(k ask.Key) bool { return k.Key == "enter" && k.Action == ask.Enter && k.Enabled })
}

// copiesSelection reports whether ⌘C copies what is selected in a text, rather than the
// command. That the request is selected as a whole was the session's doing, so that what is
// typed replaces it.
func copiesSelection(p Picture, s Selection) bool {
	if s.Selected == 0 {
		return false
	}
	e, ok := p.Find(s.In)
	return !ok || !e.Selected || s.Selected < s.Length
}

// TypesInto is the field that takes what is typed while none has the keyboard: the one that
// should have it, else the request's.
func (p Picture) TypesInto() ID { return cmp.Or(p.Focus, RequestField) }

// Find gives an element by its ID.
func (p Picture) Find(id ID) (Element, bool) {
	for _, r := range p.Rows {
		for _, e := range r.Elements {
			if e.ID == id {
				return e, true
			}
		}
	}
	return Element{}, false
}

// rowLength is how many characters of buttons stand on a row.
const rowLength = 58

// buttons are what can be done, on as many rows as that takes.
func buttons(v ask.View) [][]Element {
	var rows [][]Element
	used := 0
	for _, k := range v.Keys {
		e := button(k, v.Focus)
		length := utf8.RuneCountInString(e.Text) + 4 // for its edges
		if len(rows) == 0 || used+length > rowLength {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		used += length
	}
	return rows
}

func button(k ask.Key, f ask.Focus) Element {
	name := capital(k.Label)
	return Element{
		ID: ID("key." + k.Key), Kind: Button, Style: StyleBody, Enabled: k.Enabled, Default: k.Key == "enter",
		Text:    name + "  " + sign(k, f),
		Actions: []ask.Action{k.Action}, Key: shortcut(k, f), Spoken: name, Help: sign(k, f),
	}
}

// sign is a key as the Mac's menus write it.
func sign(k ask.Key, f ask.Focus) string {
	for _, n := range named {
		if n.name == k.Key {
			return n.sign
		}
	}
	signs := ""
	held := shortcut(k, f).Modifiers
	if held&Shift != 0 {
		signs += "⇧"
	}
	if held&Command != 0 {
		signs += "⌘"
	}
	return signs + strings.ToUpper(k.Key)
}

// shortcut is the key that presses the button by itself.
func shortcut(k ask.Key, f ask.Focus) Shortcut {
	for _, n := range named {
		if n.name == k.Key {
			return Shortcut{Key: n.equivalent}
		}
	}
	s := Shortcut{Key: k.Key}
	name := pressed(k, f)
	if strings.HasPrefix(name, "cmd+") {
		s.Modifiers |= Command
	}
	if strings.Contains(name, "shift+") {
		s.Modifiers |= Shift
	}
	return s
}
