package desktop

import (
	"strings"

	"caro/app/menubar"
	"caro/core/models"
	"caro/core/service"
)

// facts is all that the menu is made from. Only the loop of App reads and changes it.
type facts struct {
	model    models.Model // the one in use, where it is of the catalogue
	name     string       // what it is called
	here     bool         // it can answer
	server   bool         // a server answers in place of a model
	download models.Event // the last news of the model in use, or of one being fetched
	fetching bool         // a process is at it
	list     []menubar.Model

	worker  service.Status // how the engine is; the zero value where none runs
	crashed bool           // it went without having been told to
	problem string         // why nothing can be asked, in words

	recents     []menubar.Recent
	hotkey      string
	hotkeyTaken bool
	noHotkey    bool // this desktop gives none
	hotkeyKnown bool // it has been tried for
	copy        bool
	login       bool
	tool        menubar.Tool
}

// pressable is the hotkey if it opens the window now, else "".
func (f *facts) pressable() string {
	if f.hotkeyTaken || f.noHotkey {
		return ""
	}
	return f.hotkey
}

// menu is the state of the menu.
func (f *facts) menu() menubar.State {
	s := menubar.State{
		Phase: f.phase(), Model: f.name, Bytes: f.model.Bytes, Device: deviceWord(f.worker.Device), Download: f.download, Problem: f.problem,
		Hotkey: f.hotkey, HotkeyTaken: f.hotkeyTaken, NoHotkey: f.noHotkey, Recents: f.recents, Models: f.list, Copy: f.copy, Login: f.login, Tool: f.tool,
	}
	if s.Phase == menubar.Failed && s.Problem == "" {
		s.Problem = f.download.Why
	}
	return s
}

func (f *facts) phase() menubar.Phase {
	switch {
	case f.fetching:
		return menubar.Downloading
	case f.problem != "":
		return menubar.Failed
	case f.server:
		return menubar.Ready
	case !f.here && f.download.State == models.Failed:
		return menubar.Failed
	case !f.here && f.download.State == models.Paused:
		return menubar.Paused
	case !f.here:
		return menubar.NoModel
	case f.crashed:
		return menubar.Crashed
	case f.worker.State == service.StateLoading:
		return menubar.Loading
	case f.worker.State == service.StateBusy:
		return menubar.Answering
	}
	return menubar.Ready
}

// deviceWord is a device as the menu says it: "Metal" of "Metal (Apple M2)", "Vulkan0
// (NVIDIA …)" becomes "Vulkan".
func deviceWord(device string) string {
	word, _, _ := strings.Cut(device, " ")
	return strings.TrimRight(word, "0123456789")
}

// holds takes what has become of the hotkey.
func (f *facts) holds(hotkey string, taken, none bool) {
	f.hotkey, f.hotkeyTaken, f.noHotkey, f.hotkeyKnown = hotkey, taken, none, true
}

// saw takes what the engine says of itself.
func (f *facts) saw(st service.Status) { f.worker, f.crashed = st, false }

// lost takes that the engine has gone. One that was at work, and hadn't said that it was
// stopping, crashed.
func (f *facts) lost() {
	f.crashed = f.crashed || f.worker.State == service.StateBusy || f.worker.State == service.StateLoading
	f.worker = service.Status{}
}
