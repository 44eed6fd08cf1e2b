package popover

import (
	"testing"

	"caro/app/ask"
)

func TestEventKey(t *testing.T) {
	for _, c := range []struct {
		characters string
		held       Modifiers
		want       string
	}{
		{"\r", 0, "enter"}, {"\x03", 0, "enter"}, {"\x1b", 0, "escape"}, {"\uf700", 0, "up"}, {"\uf701", 0, "down"},
		{"\t", 0, "tab"}, {"\t", Shift, "shift+tab"}, {"\x19", Shift, "shift+tab"}, {"\x19", 0, "shift+tab"},
		{"y", 0, "y"}, {"Y", Shift, "y"}, {"e", Command, "cmd+e"}, {"E", Command | Shift, "cmd+shift+e"}, {"x", Command | Shift, "cmd+shift+x"},
		{",", Command, "cmd+,"}, {".", Command, "cmd+."}, {"e", Command | Control, ""}, {"e", Option, ""}, {"", 0, ""}, {"ab", 0, ""}, {"é", 0, "é"},
	} {
		if got := EventKey(c.characters, c.held); got != c.want {
			t.Errorf("%q with %d is %q, want %q", c.characters, c.held, got, c.want)
		}
	}
}

func TestSelectorKey(t *testing.T) {
	for selector, want := range map[string]string{
		"insertNewline:": "enter", "cancelOperation:": "escape", "moveUp:": "up", "moveDown:": "down",
		"insertTab:": "tab", "insertBacktab:": "shift+tab", "deleteBackward:": "", "moveLeft:": "",
	} {
		if got := SelectorKey(selector); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
}

func TestPress(t *testing.T) {
	type pressed struct {
		key    string
		action ask.Action
		taken  bool
	}
	all := views(t)
	for view, list := range map[string][]pressed{
		"safe": {
			{"enter", ask.Enter, true}, {"escape", ask.Escape, true}, {"up", ask.Older, true}, {"down", ask.Newer, true},
			{"cmd+e", ask.Edit, true}, {"e", "", false}, {"cmd+x", "", false}, {"cmd+shift+x", ask.Explain, true}, {"cmd+r", ask.Again, true},
			{"cmd+c", ask.Enter, true}, {"cmd+w", ask.Close, true}, {"cmd+.", ask.Escape, true}, {"tab", "", false}, {"cmd+v", "", false}, {"", "", false},
		},
		"alternatives":     {{"tab", ask.Next, true}, {"shift+tab", ask.Previous, true}},
		"high-confirming":  {{"y", ask.Confirm, true}, {"n", ask.Decline, true}, {"cmd+y", "", false}, {"cmd+c", "", false}, {"q", "", false}, {"enter", ask.Enter, true}, {"up", ask.Older, true}},
		"critical-word":    {{"y", "", false}, {"cmd+c", "", false}, {"up", "", false}, {"tab", "", false}, {"enter", ask.Enter, true}, {"escape", ask.Escape, true}},
		"critical-blocked": {{"cmd+c", "", false}},
		"copied":           {{"cmd+c", ask.Enter, true}},
		"copying":          {{"cmd+c", "", false}},
		"editing":          {{"up", "", false}, {"tab", "", false}, {"enter", ask.Enter, true}, {"cmd+c", "", false}},
		"typing":           {{"cmd+c", "", false}, {"enter", ask.Enter, true}},
		"closed":           {{"enter", "", false}, {"cmd+w", "", false}},
	} {
		v, ok := all[view]
		if !ok {
			t.Fatalf("no view %s", view)
		}
		for _, p := range list {
			if a, taken := Press(v, p.key); a != p.action || taken != p.taken {
				t.Errorf("%s: %s is %q, %v; want %q, %v", view, p.key, a, taken, p.action, p.taken)
			}
		}
	}
}

// TestKeysWork: each button's key does what the button does, and takes no key away that
// edits text.
func TestKeysWork(t *testing.T) {
	for name, v := range views(t) {
		for _, k := range v.Keys {
			a, taken := Press(v, pressed(k, v.Focus))
			within := v.Focus == ask.FocusWord && k.Key != "escape"
			want := k.Action
			switch {
			case !k.Enabled && k.Key != "enter" && k.Key != "up":
				want = ""
			case k.Action == ask.Decline && k.Key == "escape":
				want = ask.Escape // the session takes it for a no
			}
			if !within && (!taken || a != want) {
				t.Errorf("%s: %s is %q, %v; want %q", name, pressed(k, v.Focus), a, taken, want)
			}
		}
		for _, key := range []string{"cmd+a", "cmd+v", "cmd+x", "cmd+z", "cmd+shift+z", "cmd+q"} {
			if _, taken := Press(v, key); taken {
				t.Errorf("%s takes %s away", name, key)
			}
		}
	}
}

func TestShortcuts(t *testing.T) {
	for _, c := range []struct {
		key   string
		focus ask.Focus
		want  Shortcut
		sign  string
	}{
		{"enter", ask.FocusQuery, Shortcut{"\r", 0}, "↩"},
		{"escape", ask.FocusConfirm, Shortcut{"\x1b", 0}, "⎋"},
		{"up", ask.FocusQuery, Shortcut{}, "↑"},
		{"shift+tab", ask.FocusQuery, Shortcut{}, "⇧⇥"},
		{"e", ask.FocusQuery, Shortcut{"e", Command}, "⌘E"},
		{"x", ask.FocusQuery, Shortcut{"x", Command | Shift}, "⇧⌘X"},
		{"y", ask.FocusConfirm, Shortcut{"y", 0}, "Y"},
	} {
		k := ask.Key{Key: c.key}
		if got := shortcut(k, c.focus); got != c.want || sign(k, c.focus) != c.sign {
			t.Errorf("%s: %+v, %s", c.key, got, sign(k, c.focus))
		}
	}
}

// TestMeans: which keys a field doesn't see, and when ⌘C copies the command.
func TestMeans(t *testing.T) {
	safe := Draw(views(t)["safe"]) // the request is selected by the session
	typing := Draw(views(t)["typing"])
	for _, c := range []struct {
		p    Picture
		key  string
		s    Selection
		want Meaning
	}{
		{safe, "e", Selection{}, NotOurs}, {safe, "c", Selection{"command", 2, 28}, NotOurs}, {safe, ",", Selection{}, NotOurs},
		{safe, "cmd+e", Selection{"command", 2, 28}, Acts}, {safe, "cmd+,", Selection{}, OpensSettings},
		{safe, "cmd+shift+c", Selection{"command", 2, 28}, Acts},
		{safe, "cmd+c", Selection{RequestField, 0, 5}, Acts}, {safe, "cmd+c", Selection{RequestField, 5, 5}, Acts},
		{safe, "cmd+c", Selection{RequestField, 2, 5}, NotOurs}, {safe, "cmd+c", Selection{"command", 28, 28}, NotOurs},
		{safe, "cmd+c", Selection{"command", 0, 28}, Acts}, {safe, "cmd+c", Selection{"no such", 1, 1}, NotOurs},
		{typing, "cmd+c", Selection{RequestField, 5, 5}, NotOurs}, // the person has selected it
	} {
		asked := false
		got := Means(c.p, c.key, func() Selection { asked = true; return c.s })
		if got != c.want || asked != (c.key == "cmd+c") {
			t.Errorf("%s with %+v: %v, want %v; asked for the selection: %v", c.key, c.s, got, c.want, asked)
		}
	}
}

func TestTypesInto(t *testing.T) {
	for want, p := range map[ID]Picture{RequestField: {}, CommandField: {Focus: CommandField}} {
		if got := p.TypesInto(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
