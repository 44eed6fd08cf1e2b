package terminal

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"caro/app/ask"
)

// spinEvery is the time between two pictures of the spinner.
const spinEvery = 120 * time.Millisecond

// palette draws a session with Bubble Tea.
type palette struct {
	look
	session *ask.Session
	view    ask.View
	width   int
	height  int

	query, command, word field
	editing              bool // the command was being edited in the view before

	scroll      int
	rest        int // lines of the body below the screen
	tick        int
	spinning    bool
	interrupted bool
}

// viewed brings a view to the palette, spun the time for the spinner's next picture.
type (
	viewed ask.View
	spun   struct{}
)

func newPalette(s *ask.Session, l look) *palette {
	p := &palette{
		look: l, session: s, width: 80, height: 24,
		query: newField(l, l.prompt), command: newField(l, ""), word: newField(l, ""),
	}
	p.take(s.View())
	return p
}

// Init is part of tea.Model.
func (p *palette) Init() tea.Cmd { return p.spin() }

// Update is part of tea.Model.
func (p *palette) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.width, p.height = msg.Width, msg.Height
	case viewed:
		p.take(ask.View(msg))
		if p.view.Phase == ask.PhaseClosed {
			return p, tea.Quit
		}
		return p, p.spin()
	case spun:
		p.spinning = false
		p.tick++
		return p, p.spin()
	case tea.KeyMsg:
		return p, p.key(msg)
	}
	return p, nil
}

// spin asks for the spinner's next picture, while something takes time.
func (p *palette) spin() tea.Cmd {
	if p.spinning || !p.view.Progress.Busy {
		return nil
	}
	p.spinning = true
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return spun{} })
}

// take takes a view from the session.
func (p *palette) take(v ask.View) {
	if v.Command.Text != p.view.Command.Text || v.Phase != p.view.Phase {
		p.scroll = 0
	}
	editing := v.Focus == ask.FocusCommand
	if editing && !p.editing {
		p.command = newField(p.look, "")
	}
	if v.Word.Label == "" {
		p.word = newField(p.look, "")
	}
	p.editing, p.view = editing, v
	p.query.sync(v.Query.Text)
	p.query.kept = p.query.kept && v.Query.Selected
	if v.Focus == ask.FocusQuery || v.Focus == ask.FocusConfirm {
		p.query.Focus()
	} else {
		p.query.Blur()
	}
	p.query.Placeholder = v.Query.Placeholder
	p.word.Prompt = v.Word.Label + ": "
	if editing {
		p.command.sync(v.Command.Text)
	}
}

// key does what a key stands for.
func (p *palette) key(msg tea.KeyMsg) tea.Cmd {
	name := msg.String()
	if name == "alt+esc" { // pressed twice, so fast that they came as one
		name = "esc"
	}
	switch name {
	case "ctrl+c":
		p.interrupted = true
		p.session.Do(ask.Close, "")
		return tea.Quit
	case "pgdown":
		p.scroll += min(p.rest, max(1, p.height/2))
		return nil
	case "pgup":
		p.scroll = max(0, p.scroll-max(1, p.height/2))
		return nil
	}
	if action, pressed := chosen(p.view, name); pressed && !msg.Paste && !p.own(name) {
		if action != "" {
			p.session.Do(action, "")
		}
		return nil
	}
	switch p.view.Focus {
	case ask.FocusCommand:
		if p.command.key(msg, false) {
			p.session.Do(ask.Change, p.command.Value())
		}
	case ask.FocusWord:
		if p.word.key(msg, false) {
			p.session.Do(ask.Word, p.word.Value())
		}
	case ask.FocusQuery, ask.FocusConfirm:
		if p.query.key(msg, p.view.Query.Selected) {
			p.session.Do(ask.Type, p.query.Value())
		}
	}
	return nil
}

// own reports whether the field that is typed in has a use of its own for a key: within a
// line there is no history.
func (p *palette) own(name string) bool {
	within := p.view.Focus == ask.FocusCommand || p.view.Focus == ask.FocusWord
	return within && name != "enter" && name != "esc"
}

// View is part of tea.Model.
func (p *palette) View() string {
	f := frame{look: p.look, width: p.width, height: p.height, scroll: p.scroll, tick: p.tick}
	f.input = p.line(&p.query, p.width, p.view.Query.Selected && !p.query.kept && p.view.Focus == ask.FocusQuery)
	f.command = p.line(&p.command, p.width-len(indent), false)
	f.word = p.line(&p.word, p.width, false)
	screen, rest := f.draw(p.view)
	p.rest = rest
	return screen
}

// line draws a field on a line of so many cells.
func (p *palette) line(f *field, width int, selected bool) string {
	f.Width = max(1, width-cells(f.Prompt)-1)
	if selected && f.Value() != "" {
		return f.PromptStyle.Render(f.Prompt) + p.selected.Render(cut(f.Value(), f.Width))
	}
	return f.View()
}
