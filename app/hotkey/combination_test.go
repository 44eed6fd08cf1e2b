package hotkey

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, canonical, mac, linux, trigger string }{
		{"ctrl+alt+space", "ctrl+alt+space", "⌃⌥Space", "Ctrl+Alt+Space", "CTRL+ALT+space"},
		{"CMD + Option + control + c", "ctrl+alt+super+c", "⌃⌥⌘C", "Ctrl+Alt+Super+C", "CTRL+ALT+LOGO+c"},
		{"super+shift+7", "shift+super+7", "⇧⌘7", "Shift+Super+7", "SHIFT+LOGO+7"},
		{"ctrl+alt+enter", "ctrl+alt+return", "⌃⌥↩", "Ctrl+Alt+Enter", "CTRL+ALT+Return"},
		{"F12", "f12", "F12", "F12", "F12"},
		{"shift+f24", "shift+f24", "⇧F24", "Shift+F24", "SHIFT+F24"},
		{"ctrl+'", "ctrl+apostrophe", "⌃'", "Ctrl+'", "CTRL+apostrophe"},
		{"ctrl+[", "ctrl+leftbracket", "⌃[", "Ctrl+[", "CTRL+bracketleft"},
		{"meta+esc", "super+escape", "⌘⎋", "Super+Esc", "LOGO+Escape"},
		{"win+page up", "super+pageup", "⌘⇞", "Super+Page Up", "LOGO+Prior"},
		{"⌃⌥⌘C", "ctrl+alt+super+c", "⌃⌥⌘C", "Ctrl+Alt+Super+C", "CTRL+ALT+LOGO+c"},
		{" ⌘⇧ Space ", "shift+super+space", "⇧⌘Space", "Shift+Super+Space", "SHIFT+LOGO+space"},
	} {
		got, err := Parse(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		for _, s := range []struct{ what, got, want string }{
			{"text", got.Text(), c.canonical},
			{"label on macOS", got.label("darwin"), c.mac},
			{"label on Linux", got.label("linux"), c.linux},
			{"trigger", got.trigger(), c.trigger},
		} {
			if s.got != s.want {
				t.Errorf("%q: %s %q, want %q", c.text, s.what, s.got, s.want)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, reason := range map[string]string{
		"":                       "the key is missing",
		"ctrl+alt":               "the key is missing",
		"ctrl+":                  "the key is missing",
		"⌃⌥":                     "the key is missing",
		"a":                      `"a" needs ctrl, alt or super beside it`,
		"shift+space":            `"space" needs ctrl, alt or super beside it`,
		"ctrl+ctrl+a":            `"ctrl" is there twice`,
		"cmd+super+a":            `"super" is there twice`,
		"+a":                     "nothing stands before a plus sign",
		"ctrl++a":                "nothing stands before a plus sign",
		"hyper+a":                `"hyper" is no modifier`,
		"ctrl+f25":               `"f25" is no key`,
		"ctrl+ö":                 `"ö" is no key`,
		"ctrl-alt-a":             `"ctrl-alt-a" is no key`,
		strings.Repeat("a", 65):  "it is too long",
		"ctrl+alt+a+b":           `"a" is no modifier`,
		"ctrl+\x00":              `"\x00" is no key`,
		"ctrl+space bar":         `"space bar" is no key`,
		"ctrl+alt+shift+super+:": `":" is no key`,
	} {
		_, err := Parse(text)
		var wrong *ParseError
		if !errors.As(err, &wrong) || wrong.Reason != reason {
			t.Errorf("%q: %v, want %q", text, err, reason)
		}
	}
}

func TestNone(t *testing.T) {
	var none Combination
	if none.Text() != "" || none.String() != "" {
		t.Errorf("no hotkey reads %q and %q", none.Text(), none)
	}
}

// What the system and popular tools have must never become the default.
func TestDefaultIsFree(t *testing.T) {
	for goos, taken := range map[string][]string{
		"darwin": {"⌘Space", "⌥⌘Space", "⌃Space", "⌃⌥Space", "⌃⌘Space", "⌥Space", "⇧⌘Space"},
		"linux": {"super+space", "alt+space", "ctrl+space", "ctrl+alt+space", "ctrl+alt+t", "ctrl+alt+l", "ctrl+alt+d",
			"ctrl+alt+delete", "ctrl+alt+tab", "ctrl+alt+escape", "alt+f2"},
	} {
		c := defaultFor(goos)
		if again, err := Parse(c.Text()); err != nil || again != c {
			t.Errorf("%s: the default %q reads as %v, %v", goos, c.Text(), again, err)
		}
		for _, text := range taken {
			if other, err := Parse(text); err != nil || other == c {
				t.Errorf("%s: the default is %s: %v", goos, text, err)
			}
		}
		// VoiceOver's modifier, and the layout switches of Linux.
		if pair := map[string]Modifier{"darwin": Ctrl | Alt, "linux": Shift}[goos]; c.Modifiers&pair == pair {
			t.Errorf("%s: the default %s has modifiers that mean something by themselves", goos, c.label(goos))
		}
	}
}

// A combination that was read is written so that it is read as the same again, and so are
// the menus' labels.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"ctrl+alt+space", "⌃⌥⌘C", "Super + Page Up", "f5", "ctrl+`", "cmd+\\", "++", "⌘⌘a", "ctrl+K"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			var wrong *ParseError
			if !errors.As(err, &wrong) || c != (Combination{}) {
				t.Fatalf("%q: %v, %v", text, c, err)
			}
			return
		}
		for _, written := range []string{c.Text(), c.label("darwin"), c.label("linux")} {
			if again, err := Parse(written); err != nil || again != c {
				t.Fatalf("%q is %v; written as %q it is %v, %v", text, c, written, again, err)
			}
		}
	})
}
