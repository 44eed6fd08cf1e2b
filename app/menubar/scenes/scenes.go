// Package scenes holds a state of the menu of each kind, and writes a menu down, for the
// tests of menubar and of those who show it. It must not be used outside tests.
package scenes

import (
	"strings"
	"time"

	"caro/app/menubar"
	"caro/core/gate"
	"caro/core/models"
)

// All is one state of each kind, by the name of its golden file.
func All() map[string]menubar.State {
	base := menubar.State{
		Phase: menubar.Ready, Model: "Qwen2.5 Coder 1.5B", Bytes: 1117320768, Device: "Metal", Hotkey: "⌃⌥K", Copy: true,
		Recents: []menubar.Recent{
			{Query: "count the log files", Command: `find . -name "*.log" | wc -l`, Level: gate.LevelSafe},
			{Query: "make a folder for builds", Command: "mkdir -p build_out", Level: gate.LevelModerate},
			{Query: "delete the old documents", Command: "rm -r ~/Documents/old", Level: gate.LevelHigh},
			{Query: "deploy", Command: "./deploy.sh --now", Level: gate.LevelUnknown},
		},
		Models: []menubar.Model{
			{ID: "qwen2.5-coder-1.5b", Name: "Qwen2.5 Coder 1.5B", Bytes: 1117320768, Here: true, Current: true, Fit: models.Fits},
			{ID: "qwen2.5-coder-0.5b", Name: "Qwen2.5 Coder 0.5B", Bytes: 491400064, Here: true, Fit: models.Fits},
			{ID: "qwen2.5-coder-7b", Name: "Qwen2.5 Coder 7B", Bytes: 4683073184, Fit: models.FitsTightly},
			{ID: "qwen2.5-coder-32b", Name: "qwen2.5_coder_32b_q4_k_m", Bytes: 19851335840, Fit: models.TooLarge},
		},
	}
	with := func(change func(*menubar.State)) menubar.State {
		s := base
		change(&s)
		return s
	}
	fetched := models.Event{Model: "qwen2.5-coder-1.5b", State: models.Downloading, Percent: 42, Rate: 12e6, ETA: time.Minute}
	return map[string]menubar.State{
		"ready":       base,
		"first-start": {Phase: menubar.NoModel, Model: base.Model, Bytes: base.Bytes, Models: []menubar.Model{{ID: "m", Name: "Qwen2.5 Coder 1.5B", Bytes: base.Bytes}}},
		"downloading": with(func(s *menubar.State) { s.Phase, s.Download = menubar.Downloading, fetched }),
		"paused": with(func(s *menubar.State) {
			s.Phase, s.Download = menubar.Paused, fetched
			s.Download.State = models.Paused
		}),
		"download-failed": with(func(s *menubar.State) {
			s.Phase, s.Problem, s.Download = menubar.Failed, "no source could be reached", models.Event{State: models.Failed}
		}),
		"engine-failed": with(func(s *menubar.State) { s.Phase, s.Problem = menubar.Failed, "the engine's libraries are missing" }),
		"loading":       with(func(s *menubar.State) { s.Phase = menubar.Loading }),
		"answering":     with(func(s *menubar.State) { s.Phase, s.Login, s.Copy = menubar.Answering, true, false }),
		"crashed":       with(func(s *menubar.State) { s.Phase = menubar.Crashed }),
		"hotkey-taken":  with(func(s *menubar.State) { s.HotkeyTaken = true }),
		"tool-offered":  with(func(s *menubar.State) { s.Tool = menubar.ToolOffered }),
		"tool-there":    with(func(s *menubar.State) { s.Tool = menubar.ToolThere }),
		"no-hotkey":     with(func(s *menubar.State) { s.NoHotkey = true }),
	}
}

// Tree writes down what can be seen of a menu, an item a line: its mark, its title, and
// whether it is disabled.
func Tree(items []menubar.Item) string {
	var b strings.Builder
	write(&b, items, "")
	return b.String()
}

func write(b *strings.Builder, items []menubar.Item, indent string) {
	for _, i := range items {
		if i.Hidden {
			continue
		}
		line := i.Title
		switch {
		case i.Kind == menubar.Separator:
			line = "---"
		case i.Kind == menubar.Check && i.Checked:
			line = "[x] " + line
		case i.Kind == menubar.Check:
			line = "[ ] " + line
		case i.Kind == menubar.List:
			line += " >"
		}
		if !i.Enabled && i.Kind != menubar.Separator {
			line += " (disabled)"
		}
		b.WriteString(indent + line + "\n")
		write(b, i.Children, indent+"    ")
	}
}
