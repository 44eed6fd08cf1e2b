package clip

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/atotto/clipboard"
)

// wait bounds a clipboard that doesn't answer, such as that of a display that is gone.
const wait = 3 * time.Second

// UnavailableError says that there is no clipboard that can be reached, and how to get
// one.
type UnavailableError struct {
	Reason string
	hint   string
}

func (e *UnavailableError) Error() string { return "no clipboard: " + e.Reason }

// Hint says how to get a clipboard.
func (e *UnavailableError) Hint() string { return e.hint }

// Copy puts text on the clipboard and reads it back. Only nil means that it is there; a
// *SentError that it may be on that of the machine in front of the person.
func Copy(ctx context.Context, text string) error {
	if none := available(); none != nil {
		switch sent, err := toTerminal(text); {
		case err != nil:
			return err
		case sent:
			return &SentError{}
		}
		return none
	}
	_, err := limited(ctx, func() (struct{}, error) { return struct{}{}, copyAndCheck(text) })
	return err
}

// Has reports whether the clipboard has this text. What else may be on it stays unknown.
// The error is a *UnavailableError where none can be reached.
func Has(ctx context.Context, text string) (bool, error) {
	if none := available(); none != nil {
		return false, none
	}
	got, err := limited(ctx, read)
	// An X11 selection that nobody owns can't be read, and is empty.
	return err == nil && got == text, ctx.Err()
}

// ErrNotKept says that what was on the clipboard, if anything, was none that Keep can keep.
var ErrNotKept = errors.New("what was on it, if anything, was no text and is gone")

// Keep remembers what is on the clipboard. back puts it there again, if something else is there
// now; outside of a Mac its error is ErrNotKept where that was no text.
func Keep(ctx context.Context) (back func(context.Context) error, err error) {
	if none := available(); none != nil {
		return nil, none
	}
	return limited(ctx, keep)
}

// limited is what do gives, if that comes in time.
func limited[T any](ctx context.Context, do func() (T, error)) (got T, err error) {
	type result struct {
		got T
		err error
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	done := make(chan result, 1)
	go func() {
		got, err := do()
		done <- result{got, err}
	}()
	select {
	case r := <-done:
		return r.got, r.err
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return got, fmt.Errorf("the clipboard didn't answer within %v", wait)
		}
		return got, ctx.Err()
	}
}

func copyAndCheck(text string) error {
	if err := write(text); err != nil {
		return fmt.Errorf("write to the clipboard: %w", err)
	}
	// A new owner of an X11 selection can take a moment to answer.
	var got string
	var err error
	for range 5 {
		if got, err = read(); err == nil && got == text {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("read the clipboard back: %w", err)
	}
	return errors.New("the clipboard gave back another text than was put there")
}

// available says whether there is a display and a program that serves its clipboard.
func available() error {
	if runtime.GOOS == "darwin" {
		return nil // each Mac has one
	}
	wayland, x11 := os.Getenv("WAYLAND_DISPLAY") != "", os.Getenv("DISPLAY") != ""
	termux := os.Getenv("TERMUX_VERSION") != ""
	switch {
	case !wayland && !x11 && !termux:
		return &UnavailableError{
			Reason: "this session has no graphical display",
			hint:   "copy the command from the output, or run Caro in a desktop session",
		}
	case clipboard.Unsupported && wayland:
		return &UnavailableError{
			Reason: "no program that reaches it is installed",
			hint:   "install wl-clipboard with your package manager",
		}
	case clipboard.Unsupported:
		return &UnavailableError{
			Reason: "no program that reaches it is installed",
			hint:   "install xclip or xsel with your package manager",
		}
	}
	return nil
}
