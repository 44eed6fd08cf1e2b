package menubar

import (
	"cmp"
	"fmt"
	"slices"

	"caro/core/gate"
	"caro/core/models"
)

// The ids of the items. Those of a list end in the number of their slot: recent.0.
const (
	IDStatus   = "status"
	IDAsk      = "ask"
	IDRecent   = "recent"
	IDModel    = "model"
	IDUse      = "model.use" // one of the models that are here
	IDGet      = "model.get" // the list of those that aren't
	IDRemove   = "model.remove"
	IDDownload = "download" // of the model in use
	IDPause    = "pause"
	IDResume   = "resume"
	IDCancel   = "cancel"
	IDCopy     = "copy"
	IDLogin    = "login"
	IDSettings = "settings"
	IDTool     = "tool" // the command line tool, put there or taken away
	IDAbout    = "about"
	IDQuit     = "quit"
)

// Kind is what an item is.
type Kind string

// The kinds.
const (
	Plain     Kind = "plain"
	Check     Kind = "check" // with a mark where Checked
	Separator Kind = "separator"
	List      Kind = "list" // with Children
)

// Item is one line of the menu.
type Item struct {
	ID      string
	Kind    Kind
	Title   string
	Tooltip string
	// Value says what an item of a list stands for at the moment: the model's id, or the
	// command.
	Value    string
	Checked  bool
	Enabled  bool
	Hidden   bool
	Children []Item
}

// Items is the menu, from top to bottom. Its ids and kinds are the same for each state.
func Items(s State) []Item {
	busy := s.Phase == Downloading || s.Phase == Paused
	return []Item{
		{ID: IDStatus, Kind: Plain, Title: Status(s)},
		separator("1"),
		askItem(s),
		recentItem(s),
		modelItem(s),
		{ID: IDDownload, Kind: Plain, Title: downloadTitle(s), Enabled: true, Hidden: s.Phase != NoModel && !failedDownload(s)},
		{ID: IDPause, Kind: Plain, Title: "Pause download", Enabled: true, Hidden: s.Phase != Downloading},
		{ID: IDResume, Kind: Plain, Title: "Resume download", Enabled: true, Hidden: s.Phase != Paused},
		{ID: IDCancel, Kind: Plain, Title: "Cancel download", Tooltip: "remove what is here of the download", Enabled: true, Hidden: !busy},
		separator("2"),
		{ID: IDCopy, Kind: Check, Title: "Copy automatically", Checked: s.Copy, Enabled: true, Tooltip: "copy what is safe as soon as it is there"},
		{ID: IDLogin, Kind: Check, Title: "Open at login", Checked: s.Login, Enabled: true},
		separator("3"),
		{ID: IDSettings, Kind: Plain, Title: "Settings…", Enabled: true},
		{ID: IDTool, Kind: Plain, Title: toolTitle(s), Enabled: true, Hidden: s.Tool == NoTool},
		{ID: IDAbout, Kind: Plain, Title: "About Caro", Enabled: true},
		separator("4"),
		{ID: IDQuit, Kind: Plain, Title: "Quit", Enabled: true},
	}
}

func separator(n string) Item { return Item{ID: "separator." + n, Kind: Separator} }

// failedDownload reports whether it was a download that failed.
func failedDownload(s State) bool { return s.Phase == Failed && s.Download.State == models.Failed }

func downloadTitle(s State) string {
	title := "Download"
	if failedDownload(s) {
		title = "Try the download again"
	}
	if s.Model != "" {
		title += " · " + gate.VisibleLine(s.Model, maxText)
	}
	if s.Bytes > 0 {
		title += " · " + models.FormatBytes(s.Bytes)
	}
	return title
}

func toolTitle(s State) string {
	if s.Tool == ToolThere {
		return "Remove command line tool"
	}
	return "Install command line tool"
}

func askItem(s State) Item {
	item := Item{ID: IDAsk, Kind: Plain, Title: "Ask…", Enabled: true}
	switch {
	case s.Hotkey == "":
	case s.NoHotkey:
		item.Title = "Ask…  (no hotkey here: have the desktop run caro app)"
		item.Tooltip = "in the desktop's keyboard settings, add a shortcut that runs: caro app"
	case s.HotkeyTaken:
		item.Title = fmt.Sprintf("Ask…  (%s is taken)", s.Hotkey)
		item.Tooltip = "another program has this hotkey; choose another one in the settings"
	default:
		item.Title = fmt.Sprintf("Ask…  (%s)", s.Hotkey)
	}
	return item
}

func recentItem(s State) Item {
	list := Item{ID: IDRecent, Kind: List, Title: "Recent", Enabled: len(s.Recents) > 0}
	for i := range MaxRecents {
		item := Item{ID: slot(IDRecent, i), Kind: Plain, Hidden: true}
		if i < len(s.Recents) {
			r := s.Recents[i]
			item.Title, item.Tooltip, item.Value = gate.VisibleLine(r.Command, maxText), gate.VisibleLine(r.Query, maxText), r.Command
			item.Enabled, item.Hidden = true, false
			if r.Level != gate.LevelSafe && r.Level != gate.LevelModerate {
				item.Title += " …" // it is shown before it is copied
			}
		}
		list.Children = append(list.Children, item)
	}
	return list
}

func slot(id string, i int) string { return fmt.Sprintf("%s.%d", id, i) }

// modelItem is the list of models: those that are here to choose from, and below them
// what can be fetched and removed.
func modelItem(s State) Item {
	here := slices.DeleteFunc(slices.Clone(s.Models), func(m Model) bool { return !m.Here })
	away := slices.DeleteFunc(slices.Clone(s.Models), func(m Model) bool { return m.Here })
	unused := slices.DeleteFunc(slices.Clone(here), func(m Model) bool { return m.Current })
	list := Item{ID: IDModel, Kind: List, Title: "Model", Enabled: len(s.Models) > 0}
	list.Children = slots(IDUse, Check, here)
	get := Item{ID: IDGet, Kind: List, Title: "Download…", Enabled: true, Hidden: len(away) == 0, Children: slots(IDGet, Plain, away)}
	remove := Item{ID: IDRemove, Kind: List, Title: "Remove", Enabled: true, Hidden: len(unused) == 0, Children: slots(IDRemove, Plain, unused)}
	list.Children = append(list.Children, get, remove)
	return list
}

func slots(id string, kind Kind, list []Model) []Item {
	items := make([]Item, 0, MaxModels)
	for i := range MaxModels {
		item := Item{ID: slot(id, i), Kind: kind, Hidden: true}
		if i < len(list) {
			m := list[i]
			item.Title, item.Value, item.Checked = modelTitle(m), m.ID, kind == Check && m.Current
			item.Enabled, item.Hidden = true, false
		}
		items = append(items, item)
	}
	return items
}

func modelTitle(m Model) string {
	title := gate.VisibleLine(cmp.Or(m.Name, m.ID), maxText)
	if m.Bytes > 0 {
		title += " · " + models.FormatBytes(m.Bytes)
	}
	switch m.Fit {
	case models.FitsTightly:
		title += " · fits tightly"
	case models.TooLarge:
		title += " · too large for this machine"
	}
	return title
}
