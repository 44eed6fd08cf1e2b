package menubar

import (
	"cmp"

	"caro/core/gate"
	"caro/core/models"
)

// Phase is how Caro is.
type Phase string

// The phases.
const (
	NoModel     Phase = "no model"
	Downloading Phase = "downloading" // State.Download says how far
	Paused      Phase = "paused"
	Failed      Phase = "failed"    // State.Problem says what
	Loading     Phase = "loading"   // the model
	Ready       Phase = "ready"     // for a request
	Answering   Phase = "answering" // one
	Crashed     Phase = "crashed"   // the engine, which is being started again
)

// State is all that the menu shows.
type State struct {
	Phase  Phase
	Model  string // name of the one in use: "Qwen2.5 Coder 1.5B"
	Bytes  int64  // its size, for the download; 0 where unknown
	Device string // "Metal", "" where unknown
	// Download is the last news of the download under way, paused or failed.
	Download models.Event
	// Problem is what failed, in words.
	Problem string

	Hotkey      string // as it is written here: "⌥⌘K", "Ctrl+Alt+K"; "" for none
	HotkeyTaken bool   // by another program
	NoHotkey    bool   // this desktop gives programs none

	Recents []Recent // the latest first; MaxRecents are shown
	Models  []Model  // MaxModels are shown

	Copy  bool // each command is copied by itself
	Login bool // Caro is opened when the person logs in
	Tool  Tool
}

// Tool is how the command line tool of a bundle is: `caro` for a shell.
type Tool string

// The kinds.
const (
	NoTool      Tool = ""        // there is no bundle, so none is offered
	ToolOffered Tool = "offered" // it can be put where a shell finds it
	ToolThere   Tool = "there"   // and is there
)

// How many slots there are.
const (
	MaxRecents = 10
	MaxModels  = 24
)

// Recent is an answer of the history.
type Recent struct {
	Query   string
	Command string
	Level   gate.Level // of its risk
}

// Model is a model that can be chosen.
type Model struct {
	ID      string
	Name    string
	Bytes   int64 // 0 where unknown
	Here    bool
	Current bool // the one in use
	Fit     models.Fit
}

// Icon is what the icon shows.
type Icon string

// The icons.
const (
	IconIdle     Icon = "idle"
	IconBusy     Icon = "busy"
	IconDownload Icon = "download"
	IconProblem  Icon = "problem"
)

// IconOf is the icon for a state.
func IconOf(s State) Icon {
	switch s.Phase {
	case Loading, Answering:
		return IconBusy
	case Downloading, Paused:
		return IconDownload
	case NoModel, Failed, Crashed:
		return IconProblem
	}
	return IconIdle
}

// Tooltip is what is shown beside the icon.
func Tooltip(s State) string {
	text := "Caro: " + Status(s)
	if s.Phase == Paused && s.Download.Percent > 0 {
		text += " at " + (models.Event{Percent: s.Download.Percent}).Words()
	}
	return text
}

// maxText bounds a text from elsewhere, in bytes.
const maxText = 80

// Status is the first line of the menu.
func Status(s State) string {
	switch s.Phase {
	case NoModel:
		return "No model yet"
	case Downloading:
		return downloadStatus(s.Download)
	case Paused:
		return "Paused"
	case Failed:
		return "Failed: " + gate.VisibleLine(cmp.Or(s.Problem, "nobody said why"), maxText)
	case Loading:
		return "Loading…"
	case Answering:
		return "Answering…"
	case Crashed:
		return "The engine stopped; starting it again…"
	}
	text := "Ready"
	for _, more := range []string{s.Model, s.Device} {
		if more != "" {
			text += " · " + gate.VisibleLine(more, maxText)
		}
	}
	return text
}

func downloadStatus(e models.Event) string {
	switch e.State {
	case models.Verifying:
		return "Checking " + models.Event{Percent: e.Percent}.Words()
	case models.Waiting:
		return "Waiting: " + gate.VisibleLine(e.Why, maxText)
	case models.Queued, models.Downloading:
		return "Downloading " + e.Words()
	}
	return "Connecting…"
}
