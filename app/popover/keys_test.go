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
	if !IsShortcut("cmd+e") || IsShortcut("e") || !IsCopy("cmd+c") || IsCopy("cmd+shift+c") || IsCopy("c") {
		t.Error("⌘ isn't told from what has none")
	}
	if !Settings("cmd+,") || Settings(",") {
		t.Error("⌘, isn't the settings")
	}
}

func TestCopiesSelection(t *testing.T) {
	p := Draw(views(t)["safe"]) // the request is selected by the session
	for _, c := range []struct {
		in               ID
		selected, length int
		want             bool
	}{
		{RequestField, 0, 5, false}, {RequestField, 5, 5, false}, {RequestField, 2, 5, true},
		{"command", 28, 28, true}, {"command", 0, 28, false}, {"no such", 1, 1, true},
	} {
		if got := CopiesSelection(p, c.in, c.selected, c.length); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if !CopiesSelection(Draw(views(t)["typing"]), RequestField, 5, 5) {
		t.Error("what the person selected isn't copied")
	}
}
