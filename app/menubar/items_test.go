package menubar_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	. "caro/app/menubar"
	"caro/app/menubar/scenes"
	"caro/core/gate"
	"caro/core/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestItems(t *testing.T) {
	phases := map[Phase]bool{}
	for name, s := range scenes.All() {
		phases[s.Phase] = true
		got := "icon: " + string(IconOf(s)) + "\ntooltip: " + Tooltip(s) + "\n" + scenes.Tree(Items(s))
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is now\n%s\nlook at what has changed, then go test ./app/menubar -update", name, got)
		}
	}
	for _, p := range []Phase{NoModel, Downloading, Paused, Failed, Loading, Ready, Answering, Crashed} {
		if !phases[p] {
			t.Errorf("no golden menu is of %q", p)
		}
	}
}

func TestStatus(t *testing.T) {
	for _, test := range []struct {
		state State
		want  string
	}{
		{State{Phase: Ready, Model: "Qwen2.5 Coder 1.5B", Device: "Metal"}, "Ready · Qwen2.5 Coder 1.5B · Metal"},
		{State{Phase: Ready, Model: "Qwen2.5 Coder 1.5B"}, "Ready · Qwen2.5 Coder 1.5B"},
		{State{Phase: Loading}, "Loading…"},
		{State{Phase: Downloading, Download: models.Event{State: models.Downloading, Percent: 42.3, Rate: 12e6, ETA: 60e9}}, "Downloading 42 % · 12 MB/s · 1 min left"},
		{State{Phase: Downloading, Download: models.Event{State: models.Verifying, Percent: 99.9}}, "Checking 99 %"},
		{State{Phase: Downloading, Download: models.Event{State: models.Waiting, Why: "no network\x1b[2K"}}, `Waiting: no network\x1b[2K`},
		{State{Phase: Downloading}, "Connecting…"},
		{State{Phase: Paused}, "Paused"},
		{State{Phase: Failed, Problem: "no space is left"}, "Failed: no space is left"},
	} {
		if got := Status(test.state); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// apply does to a menu what a tray does: it sets the properties that a change names.
func apply(items []Item, changes []Change) {
	for i := range items {
		for _, c := range changes {
			if c.Item.ID != items[i].ID {
				continue
			}
			if c.Title {
				items[i].Title = c.Item.Title
			}
			if c.Tooltip {
				items[i].Tooltip = c.Item.Tooltip
			}
			if c.Checked {
				items[i].Checked = c.Item.Checked
			}
			if c.Enabled {
				items[i].Enabled = c.Item.Enabled
			}
			if c.Hidden {
				items[i].Hidden = c.Item.Hidden
			}
		}
		apply(items[i].Children, changes)
	}
}

// Whatever the states, the differences lead from one menu to the other, ids and kinds stay,
// and the same state twice has none.
func TestDiff(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	shown := Items(State{})
	for range 500 {
		s := randomState(random)
		now := Items(s)
		changes := Diff(shown, now)
		apply(shown, changes)
		if got, want := scenes.Tree(shown), scenes.Tree(now); got != want {
			t.Fatalf("%+v leads to\n%s, want\n%s", changes, got, want)
		}
		if !reflect.DeepEqual(shape(shown), shape(now)) {
			t.Fatalf("the shape of the menu has changed for %+v", s)
		}
		if again := Diff(now, Items(s)); len(again) > 0 {
			t.Fatalf("the same state differs by %+v", again)
		}
	}
}

func TestDiffNamesWhatDiffers(t *testing.T) {
	at := func(percent float64) []Item {
		return Items(State{Phase: Downloading, Download: models.Event{State: models.Downloading, Percent: percent}})
	}
	if changes := Diff(at(42.1), at(42.8)); len(changes) != 0 {
		t.Errorf("the same percent differs by %+v", changes)
	}
	changes := Diff(at(42), at(43))
	if len(changes) != 1 || changes[0].Item.ID != IDStatus || !changes[0].Title || changes[0].Hidden || changes[0].Enabled {
		t.Errorf("one percent more: %+v", changes)
	}
	changes = Diff(Items(State{Phase: Ready}), Items(State{Phase: Ready, Copy: true}))
	if len(changes) != 1 || changes[0].Item.ID != IDCopy || !changes[0].Checked || changes[0].Title {
		t.Errorf("a mark more: %+v", changes)
	}
}

// shape is what can't change: ids and kinds, in order.
func shape(items []Item) (list []string) {
	for _, i := range items {
		list = append(list, i.ID+" "+string(i.Kind)+" ("+strings.Join(shape(i.Children), ",")+")")
	}
	return list
}

func randomState(r *rand.Rand) State {
	phases := []Phase{NoModel, Downloading, Paused, Failed, Loading, Ready, Answering, Crashed}
	words := []string{"", "a", "q4_k_m", "x\x1b\n", strings.Repeat("ü", 100)}
	word := func() string { return words[r.IntN(len(words))] }
	s := State{
		Phase: phases[r.IntN(len(phases))], Model: word(), Device: word(), Problem: word(), Hotkey: word(),
		HotkeyTaken: r.IntN(2) == 0, Copy: r.IntN(2) == 0, Login: r.IntN(2) == 0,
		Tool:     []Tool{NoTool, ToolOffered, ToolThere}[r.IntN(3)],
		Download: models.Event{State: []models.State{models.Downloading, models.Failed, models.Verifying}[r.IntN(3)], Percent: r.Float64() * 100},
	}
	for range r.IntN(MaxRecents + 5) {
		s.Recents = append(s.Recents, Recent{Query: word(), Command: word(), Level: gate.Level(r.IntN(5))})
	}
	for range r.IntN(MaxModels + 5) {
		s.Models = append(s.Models, Model{ID: word(), Name: word(), Bytes: r.Int64N(1e10), Here: r.IntN(2) == 0, Current: r.IntN(3) == 0})
	}
	return s
}

func TestFind(t *testing.T) {
	items := Items(scenes.All()["ready"])
	if i, ok := Find(items, "model.use.0"); !ok || i.Value == "" || !i.Checked {
		t.Errorf("%+v, %v", i, ok)
	}
	if _, ok := Find(items, "nothing"); ok {
		t.Error("found what isn't there")
	}
}
