package popover

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

// sketch is a picture in words.
func sketch(p Picture) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %v wide, open %v, focus %q\n", p.Title, p.Width, p.Open, p.Focus)
	zone := Zone(-1)
	for _, r := range p.Rows {
		if r.Zone != zone {
			zone = r.Zone
			fmt.Fprintf(&b, "-- %s\n", [...]string{"head", "middle", "foot"}[zone])
		}
		fmt.Fprintf(&b, "%s\n", r.ID)
		for _, e := range r.Elements {
			b.WriteString("   " + sketchElement(e) + "\n")
		}
	}
	if p.Announce != "" {
		fmt.Fprintf(&b, "says %q\n", p.Announce)
	}
	return b.String()
}

func sketchElement(e Element) string {
	words := []string{[...]string{"label", "field", "spinner", "bar", "button", "choice"}[e.Kind], string(e.ID)}
	flag := func(on bool, word string) {
		if on {
			words = append(words, word)
		}
	}
	flag(e.Style != "", string(e.Style))
	flag(e.Flexible, "flexible")
	flag(e.Wrap != 0, fmt.Sprintf("wraps at %v", e.Wrap))
	flag(e.Selectable, "selectable")
	flag(e.LeftToRight, "ltr")
	flag(e.Mono, "mono")
	flag(e.Selected, "selected")
	flag(e.On, "on")
	flag(e.Default, "default")
	flag(e.Kind == Button && !e.Enabled, "disabled")
	for _, r := range e.Runs {
		word := string(r.Colour)
		for _, more := range []struct {
			on   bool
			word string
		}{{r.Mono, "mono"}, {r.Strong, "strong"}, {r.Underlined, "underlined"}, {r.Mark, "mark"}} {
			if more.on {
				word += "," + more.word
			}
		}
		words = append(words, fmt.Sprintf("%q(%s)", r.Text, word))
	}
	if e.Kind == Field {
		words = append(words, fmt.Sprintf("%q placeholder %q typed %s", e.Text, e.Placeholder, e.Typed))
	}
	if e.Kind == Button {
		words = append(words, fmt.Sprintf("%q", e.Text))
	}
	if e.Kind == Bar {
		words = append(words, fmt.Sprint(e.Fraction))
	}
	if e.Key.Key != "" {
		words = append(words, fmt.Sprintf("key %q+%#x", e.Key.Key, e.Key.Modifiers))
	}
	if len(e.Actions) > 0 {
		words = append(words, fmt.Sprint(e.Actions))
	}
	return strings.Join(words, " ") + fmt.Sprintf(" | %q %q", e.Spoken, e.Help)
}

func TestPictures(t *testing.T) {
	seen := map[ask.Phase]bool{}
	for name, v := range views(t) {
		seen[v.Phase] = true
		p := Draw(v)
		checkPicture(t, name, v, p)
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(sketch(p)), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if sketch(p) != string(want) {
			t.Errorf("%s is now\n%s\nlook at what has changed, then go test ./app/popover -update", name, sketch(p))
		}
	}
	for _, phase := range []ask.Phase{ask.PhaseTyping, ask.PhaseAsking, ask.PhaseAnswered, ask.PhaseEditing, ask.PhaseConfirming, ask.PhaseCopied,
		ask.PhaseBlocked, ask.PhaseClarify, ask.PhaseFailed, ask.PhaseMissing, ask.PhaseDownloading, ask.PhaseClosed} {
		if !seen[phase] {
			t.Errorf("no view is %s", phase)
		}
	}
}

// own are the words that the popover has by itself.
var own = []string{
	title, wordRequest, wordCommand, wordWriting, wordEditing, wordRisk, wordBusy, wordProgress, wordSafer, wordNote, wordAlternate,
}

// checkPicture looks for what must be true of every picture.
func checkPicture(t *testing.T, name string, v ask.View, p Picture) {
	t.Helper()
	ids := map[ID]bool{}
	zone := Head
	for _, r := range p.Rows {
		if r.Zone < zone || len(r.Elements) == 0 || ids[r.ID] {
			t.Errorf("%s: row %s", name, r.ID)
		}
		zone, ids[r.ID] = r.Zone, true
		flexible := 0
		for _, e := range r.Elements {
			if ids[e.ID] {
				t.Errorf("%s has two of %s", name, e.ID)
			}
			ids[e.ID] = true
			if e.Flexible {
				flexible++
			}
			checkElement(t, name, v, e)
		}
		if r.Fills != (flexible == 1) {
			t.Errorf("%s: row %s fills: %v", name, r.ID, r.Fills)
		}
		if flexible > 1 {
			t.Errorf("%s: in row %s %d elements take the room", name, r.ID, flexible)
		}
	}
	if p.Focus != "" {
		if e, ok := p.Find(p.Focus); !ok || e.Kind != Field {
			t.Errorf("%s: the focus is on %q", name, p.Focus)
		}
	}
}

func checkElement(t *testing.T, name string, v ask.View, e Element) {
	t.Helper()
	if e.Spoken == "" && e.ID != "status" {
		t.Errorf("%s: VoiceOver says nothing of %s", name, e.ID)
	}
	if e.Spoken == "" && spoken(e.Runs) != "" {
		t.Errorf("%s: VoiceOver doesn't say %q", name, spoken(e.Runs))
	}
	for i, r := range e.Runs {
		if !slices.Contains(Colours, r.Colour) || r.Text == "" {
			t.Errorf("%s: run %+v of %s", name, r, e.ID)
		}
		// A colour is never the only bearer of its meaning: the mark is of this tone alone, and
		// words follow.
		if r.Mark {
			if strings.TrimSpace(r.Text) != marks[ask.Tone(r.Colour)] || i+1 == len(e.Runs) || e.Runs[i+1].Mark {
				t.Errorf("%s: mark %+v of %s", name, r, e.ID)
			}
		} else if _, tone := marks[ask.Tone(r.Colour)]; tone {
			t.Errorf("%s: %q is said by its colour", name, r.Text)
		}
		if !r.Mark && !fromView(v, r.Text) && r.Text != "…" {
			t.Errorf("%s: %q isn't of the view", name, r.Text)
		}
	}
	if e.Kind == Button && (len(e.Actions) != 1 || !fromView(v, strings.ToLower(e.Spoken[:1])+e.Spoken[1:]) || e.Text != e.Spoken+"  "+e.Help) {
		t.Errorf("%s: button %+v", name, e)
	}
}

// fromView reports whether a text is one of the view's, but for the words of our own.
func fromView(v ask.View, text string) bool {
	all, err := json.Marshal(v)
	if err != nil {
		return false
	}
	text = strings.TrimSpace(text)
	for _, word := range own {
		text = strings.TrimPrefix(text, word)
	}
	part, err := json.Marshal(text)
	return err == nil && strings.Contains(string(all), strings.Trim(string(part), `"`))
}

// Marks differ, so that a tone is known without its colour.
func TestMarks(t *testing.T) {
	seen := map[string]bool{}
	for _, tone := range []ask.Tone{ask.ToneGood, ask.ToneInfo, ask.ToneCaution, ask.ToneWarning, ask.ToneDanger} {
		if marks[tone] == "" || seen[marks[tone]] {
			t.Errorf("%s has the mark %q", tone, marks[tone])
		}
		seen[marks[tone]] = true
	}
}

// A command's runs are the command, whatever its spans.
func TestCode(t *testing.T) {
	for _, text := range []string{"", "ls -l", "echo '數據 é' | wc", "a\nb"} {
		for _, spans := range [][]ask.Span{nil, {{Start: 0, End: 2, Kind: ask.KindCommand}}, {{Start: 5, End: 900, Kind: ask.KindString}}, {{Start: -4, End: 7, Kind: "no kind"}}, {{Start: 7, End: 8, Kind: ask.KindFlag}}} {
			for _, reasons := range [][]ask.Reason{nil, {{Start: 1, End: 7}}, {{Start: -1, End: 99}, {Start: 3, End: 3}}} {
				var got strings.Builder
				for _, r := range code(text, spans, reasons) {
					got.WriteString(r.Text)
				}
				if got.String() != text {
					t.Errorf("%q became %q", text, got.String())
				}
			}
		}
	}
	runs := code("rm -rf /", []ask.Span{{Start: 0, End: 2, Kind: ask.KindCommand}, {Start: 3, End: 6, Kind: ask.KindFlag}}, []ask.Reason{{Start: 7, End: 8}})
	want := []Run{
		{Text: "rm", Colour: SyntaxCommand, Mono: true, Strong: true}, {Text: " ", Colour: Plain, Mono: true},
		{Text: "-rf", Colour: SyntaxFlag, Mono: true}, {Text: " ", Colour: Plain, Mono: true}, {Text: "/", Colour: Plain, Mono: true, Underlined: true},
	}
	if !slices.Equal(runs, want) {
		t.Errorf("got %+v", runs)
	}
}

// A click on an alternative goes there from the current one.
func TestAlternatives(t *testing.T) {
	v := views(t)["alternatives"] // the second is current
	for i, want := range [][]ask.Action{{ask.Previous}, nil, {ask.Next}} {
		e, ok := Draw(v).Find(numbered("alternative", i))
		if !ok || !slices.Equal(e.Actions, want) || e.On != (i == 1) {
			t.Errorf("alternative %d: %+v", i, e)
		}
	}
}
