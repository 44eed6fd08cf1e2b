package terminal

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/muesli/termenv"

	"caro/app/ask"
)

var update = flag.Bool("update", false, "write the golden files anew")

// views are the golden views of package ask, by name.
func views(t *testing.T) map[string]ask.View {
	t.Helper()
	paths, err := filepath.Glob("../ask/testdata/views/*.json")
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d views, %v", len(paths), err)
	}
	list := map[string]ask.View{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var v ask.View
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		list[strings.TrimSuffix(filepath.Base(path), ".json")] = v
	}
	return list
}

// screen draws a view as the palette does.
func screen(l look, v ask.View, width, height int) string {
	p := &palette{look: l, width: width, height: height, query: newField(l, l.prompt), command: newField(l, ""), word: newField(l, "")}
	p.take(v)
	p.word.sync(v.Word.Text)
	return p.View()
}

func TestScreens(t *testing.T) {
	plain := lookOf(termenv.Ascii)
	for name, v := range views(t) {
		for _, size := range [][2]int{{40, 15}, {80, 24}, {160, 50}} {
			if size[0] == 160 && v.Phase != ask.PhaseConfirming && name != "alternatives" {
				continue
			}
			drawn := ansi.Strip(screen(plain, v, size[0], size[1]))
			checkSize(t, name, drawn, size[0], size[1])
			var got strings.Builder
			for line := range strings.Lines(drawn) {
				got.WriteString(strings.TrimRight(line, " \n") + "\n")
			}
			golden(t, fmt.Sprintf("%s-%dx%d.txt", name, size[0], size[1]), got.String())
		}
	}
}

// In colour a screen says the same.
func TestColours(t *testing.T) {
	for name, v := range views(t) {
		coloured, plain := screen(lookOf(termenv.ANSI), v, 80, 24), screen(lookOf(termenv.Ascii), v, 80, 24)
		a, b := ansi.Strip(coloured), ansi.Strip(plain)
		same := func(s string) string { return strings.NewReplacer("[", "", "]", "", " ", "").Replace(s) }
		if same(a) != same(b) {
			t.Errorf("%s in colour is\n%s\nwithout\n%s", name, a, b)
		}
		for _, code := range []string{"\x1b[3", ";3", "\x1b[4", ";4", "\x1b[9", ";9"} {
			if strings.Contains(plain, code) {
				t.Errorf("%s has a colour: %q", name, plain)
			}
		}
	}
	v := views(t)["high-confirming"]
	golden(t, "high-confirming-colour.txt", fmt.Sprintf("%q\n", strings.Split(screen(lookOf(termenv.ANSI), v, 80, 24), "\n")))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is now\n%s\nlook at what has changed, then go test ./app/terminal -update", name, got)
	}
}

func checkSize(t *testing.T, name, drawn string, width, height int) {
	t.Helper()
	rows := strings.Split(drawn, "\n")
	if len(rows) > max(height, 1) {
		t.Errorf("%s at %dx%d has %d lines", name, width, height, len(rows))
	}
	for _, row := range rows {
		if cells(row) > max(width, 1) {
			t.Errorf("%s at %dx%d has a line of %d cells: %q", name, width, height, cells(row), row)
		}
		if !utf8.ValidString(row) {
			t.Errorf("%s at %dx%d breaks a character: %q", name, width, height, row)
		}
	}
}

// Whatever the size, nothing is drawn beyond it, and the foot is there where there is any
// room.
func TestAnySize(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	ascii := lookOf(termenv.ANSI)
	ascii.glyphs = asciiGlyphs
	for name, v := range views(t) {
		v.Command.Text += strings.Repeat(` "数据 ü é́"`, random.IntN(4))
		for range 60 {
			width, height := random.IntN(180), random.IntN(60)
			for _, l := range []look{lookOf(termenv.ANSI), ascii} {
				drawn := ansi.Strip(screen(l, v, width, height))
				checkSize(t, name, drawn, width, height)
				if height > 12 && width > 60 && v.Phase == ask.PhaseConfirming && !strings.Contains(drawn, "copy it all the same?") {
					t.Errorf("%s at %dx%d doesn't show the question:\n%s", name, width, height, drawn)
				}
			}
		}
	}
}

// What is below the screen can be reached.
func TestScroll(t *testing.T) {
	v := views(t)["high-confirming"]
	p := &palette{look: lookOf(termenv.Ascii), width: 40, height: 12, query: newField(lookOf(termenv.Ascii), "> "), command: newField(lookOf(termenv.Ascii), ""), word: newField(lookOf(termenv.Ascii), "")}
	p.take(v)
	seen := ""
	for range 30 {
		seen += ansi.Strip(p.View())
		if p.rest == 0 {
			break
		}
		p.scroll++
	}
	for _, part := range v.Parts {
		if !strings.Contains(seen, strings.Fields(part.Meaning)[0]) {
			t.Errorf("%q isn't to be seen", part.Meaning)
		}
	}
	if p.rest != 0 {
		t.Error("the end isn't reached")
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 5, ""},
		{"abc", 5, "abc"},
		{"ab cd ef", 5, "ab cd|ef"},
		{"ab cd ef", 4, "ab|cd|ef"},
		{"abcdefg", 3, "abc|def|g"},
		{"a bcdefg", 3, "a|bcd|efg"},
		{"a\nb c", 9, "a|b c"},
		{"数据库 x", 4, "数据|库 x"},
		{"数据", 1, "数|据"},
		{"  ab cd", 4, "  ab|cd"},
		{"ab  cd", 3, "ab |cd"},
	} {
		var got []string
		for _, p := range wrap(test.text, test.width) {
			got = append(got, test.text[p.start:p.end])
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("wrap(%q, %d) = %q, want %s", test.text, test.width, got, test.want)
		}
	}
}

func TestLook(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, test := range []struct {
		env     func(string) string
		colour  bool
		unicode bool
		plain   bool
	}{
		{env("TERM", "xterm-256color", "LANG", "en_GB.UTF-8"), true, true, false},
		{env("TERM", "xterm-256color", "LANG", "en_GB.UTF-8", "NO_COLOR", "1"), false, true, false},
		{env("TERM", "xterm", "LANG", "C"), true, false, false},
		{env("TERM", "vt100", "LC_ALL", "C.utf8", "LANG", "C"), false, true, false},
		{env("TERM", "dumb"), false, false, true},
		{env(), false, false, true},
		{env("TERM", "xterm", "ACCESSIBLE", "1"), true, false, true},
	} {
		l := newLook(os.Stdout, test.env)
		if l.colour != test.colour || (l.rule == unicodeGlyphs.rule) != test.unicode || IsPlain(test.env) != test.plain {
			t.Errorf("TERM %q: colour %v, rule %q, plain %v", test.env("TERM"), l.colour, l.rule, IsPlain(test.env))
		}
	}
}
