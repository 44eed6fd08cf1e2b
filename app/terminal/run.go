package terminal

import (
	"context"
	"errors"
	"os"

	tea "github.com/charmbracelet/bubbletea"

	"caro/app/ask"
)

// Options say where a session is drawn, and how.
type Options struct {
	In, Out *os.File
	// Getenv is os.Getenv or the like.
	Getenv func(string) string
	// Plain has a talk line by line in place of the palette.
	Plain bool
}

// ErrInterrupted says that the person pressed Ctrl+C.
var ErrInterrupted = errors.New("interrupted")

// IsPlain reports whether a terminal, by its environment, wants plain lines: it can do
// nothing else, or a screen reader reads it (ACCESSIBLE is set).
func IsPlain(getenv func(string) string) bool {
	return getenv("TERM") == "dumb" || getenv("TERM") == "" || getenv("ACCESSIBLE") != ""
}

// Run shows a session until it is closed, or ctx ends. The error is ErrInterrupted, that
// of ctx, or one of the terminal.
func Run(ctx context.Context, s *ask.Session, o Options) error {
	if o.Plain {
		return talk(ctx, s, o)
	}
	p := newPalette(s, newLook(o.Out, o.Getenv))
	program := tea.NewProgram(p, tea.WithContext(ctx), tea.WithInput(o.In), tea.WithOutput(o.Out),
		tea.WithAltScreen(), tea.WithoutSignalHandler(), tea.WithFPS(30)) // it wakes so often even when nothing changes
	done := make(chan struct{})
	go func() {
		for {
			select {
			case v, more := <-s.Views():
				if !more {
					program.Quit()
					return
				}
				program.Send(viewed(v))
			case <-done:
				return
			}
		}
	}()
	_, err := program.Run()
	close(done)
	switch {
	case p.interrupted:
		return ErrInterrupted
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}
