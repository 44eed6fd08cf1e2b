package selftest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"caro/app/menubar"
)

// engine has the engine load the model before anything waits for an answer, and so says best
// what is wrong with it.
func (d *drive) engine(ctx context.Context) (string, error) { return d.Start(ctx) }

// ready waits until the menu says that Caro can be asked.
func (d *drive) ready(ctx context.Context) (note string, err error) {
	err = until(ctx, "the menu's Ready", func() (string, bool) {
		item, ok := d.App.Item(menubar.IDStatus)
		note = item.Title
		return note, ok && d.App.State().Phase == menubar.Ready && strings.HasPrefix(note, "Ready")
	})
	if open, _ := d.App.Window(); err == nil && open {
		err = errors.New("a window of Caro's is open already: close it, then try again")
	}
	return note, err
}

// taken waits until the app has the hotkey.
func (d *drive) taken(ctx context.Context) (note string, err error) {
	err = until(ctx, "the hotkey "+Hotkey, func() (string, bool) {
		s := d.App.State()
		return s.Hotkey, s.Hotkey != ""
	})
	switch s := d.App.State(); {
	case err != nil:
		return "", err
	case s.NoHotkey:
		return "", skip("this desktop gives programs no hotkey")
	case s.HotkeyTaken:
		return "", fmt.Errorf("another program has %s", s.Hotkey)
	default:
		return s.Hotkey, nil
	}
}

// opens opens the window by the menu.
func (d *drive) opens(ctx context.Context) (string, error) {
	if err := d.click(ctx, menubar.IDAsk); err != nil {
		return "", err
	}
	return "", d.opened(ctx)
}

// opened waits until the window can be typed into.
func (d *drive) opened(ctx context.Context) error {
	return until(ctx, "the window with the keyboard", func() (string, bool) {
		open, focused := d.App.Window()
		if s, ok := d.Hands.Read(); ok && open && focused {
			return "the keyboard isn't in the field of the request", s.Focus
		}
		return fmt.Sprintf("open: %v, with the keyboard: %v", open, focused), open && focused
	})
}

// closed closes the window, whatever is in it.
func (d *drive) closed(ctx context.Context) error {
	for {
		open, _ := d.App.Window()
		if !open {
			return nil
		}
		if err := d.Hands.Press(ctx, Escape); err != nil && ctx.Err() == nil {
			if open, _ = d.App.Window(); open {
				return err
			}
		}
		err := within(ctx, time.Second, "the window's end", func() (string, bool) {
			open, _ := d.App.Window()
			return "it is open", !open
		})
		if err != nil && ctx.Err() != nil {
			return err
		}
	}
}

// typing types a request.
func (d *drive) typing(ctx context.Context) (string, error) {
	if len(d.Requests) == 0 {
		return "", skip("there is nothing to ask")
	}
	return d.types(ctx, d.Requests[0])
}

// types types a request over what is in the field, and looks whether it is there.
func (d *drive) types(ctx context.Context, request string) (note string, err error) {
	d.request = request
	if d.id, _, _, err = d.Latest(ctx); err != nil {
		return "", err
	}
	// A window may have the keyboard a moment before what runs in it reads keys.
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(500 * time.Millisecond):
	}
	if err := d.Hands.Type(ctx, request); err != nil {
		return "", err
	}
	if _, ok := d.Hands.Read(); !ok {
		return fmt.Sprintf("%q, to be found in the history", request), nil
	}
	err = within(ctx, soon/2, "the request in its field", func() (string, bool) {
		s, _ := d.Hands.Read()
		return fmt.Sprintf("it has %q", s.Request), s.Request == request
	})
	return fmt.Sprintf("%q", request), err
}

// answers asks, until there is a request that the model has a command for.
func (d *drive) answers(ctx context.Context) (note string, err error) {
	for _, request := range d.Requests {
		if request != d.request {
			if _, err := d.types(ctx, request); err != nil {
				return "", err
			}
		}
		if note, err = d.answer(ctx); !errors.Is(err, errNoCommand) {
			return note, err
		}
	}
	return "", err
}

// errNoCommand says that the model gave none.
var errNoCommand = errors.New("the model gave no command")

// quiet is how long the engine has nothing to do before no command counts as none to come.
const quiet = 10 * time.Second

// answer presses Enter and waits for the command, which the history has then.
func (d *drive) answer(ctx context.Context) (note string, err error) {
	if err := d.Hands.Press(ctx, Enter); err != nil {
		return "", err
	}
	began, idle, asked := time.Now(), time.Now(), ""
	err = until(ctx, "an answer", func() (string, bool) {
		id, query, command, err := d.Latest(ctx)
		if err == nil && id != d.id {
			asked, d.command = query, command
			return "", true
		}
		s := d.App.State()
		if s.Phase != menubar.Ready {
			idle = time.Now()
		}
		return menubar.Status(s), time.Since(idle) > quiet
	})
	switch {
	case err != nil:
		return "", err
	case asked == "":
		return "", fmt.Errorf("%w for %q", errNoCommand, d.request)
	case asked != d.request:
		return "", fmt.Errorf("%q was asked, not %q", asked, d.request)
	}
	took := time.Since(began)
	if _, ok := d.Hands.Read(); ok {
		err = within(ctx, soon/2, "the command in the window", func() (string, bool) {
			s, _ := d.Hands.Read()
			return fmt.Sprintf("it shows %q", s.Command), strings.Contains(s.Command, d.command)
		})
	}
	return fmt.Sprintf("%s, after %.1f s", line(d.command), took.Seconds()), err
}

// marker is put on the clipboard, so that what is copied is seen to come.
const marker = "caro selftest"

// copies copies the command, with a confirmation where one is asked for.
func (d *drive) copies(ctx context.Context) (string, error) {
	if err := d.Copy(ctx, marker); err != nil {
		return "", err
	}
	for keys := []Key{Enter, Yes}; ; keys = []Key{keys[1], keys[0]} {
		if open, _ := d.App.Window(); open {
			if err := d.Hands.Press(ctx, keys[0]); err != nil && ctx.Err() == nil {
				return "", err
			}
		}
		err := within(ctx, 2*time.Second, "the command", func() (string, bool) {
			has, err := d.Has(ctx, d.command)
			return "", err == nil && has
		})
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return "", fmt.Errorf("the clipboard doesn't have %q", d.command)
		}
	}
	return line(d.command), until(ctx, "the window's end after a copy", func() (string, bool) {
		open, _ := d.App.Window()
		return "it is open", !open
	})
}

// fires presses the hotkey twice.
func (d *drive) fires(ctx context.Context) (string, error) {
	if err := d.closed(ctx); err != nil {
		return "", err
	}
	if err := d.Hands.Fire(ctx); err != nil {
		return "", err
	}
	if err := d.opened(ctx); err != nil {
		return "", err
	}
	if err := d.Hands.Fire(ctx); err != nil {
		return "", err
	}
	return d.App.State().Hotkey, until(ctx, "the window's end at the second press", func() (string, bool) {
		open, _ := d.App.Window()
		return "it is open", !open
	})
}

// death kills the engine while a request stands there, and asks it.
func (d *drive) death(ctx context.Context) (string, error) {
	if _, err := d.App.Engine(ctx); err != nil {
		return "", skip("no engine runs here that could die: " + line(err.Error()))
	}
	if err := d.closed(ctx); err != nil {
		return "", err
	}
	if _, err := d.opens(ctx); err != nil {
		return "", err
	}
	if _, err := d.types(ctx, d.request); err != nil {
		return "", err
	}
	before, err := d.App.Engine(ctx) // which isn't the same where a new one has come meanwhile
	if err == nil {
		err = d.Kill(before)
	}
	if err != nil {
		return "", fmt.Errorf("kill the engine: %w", err)
	}
	if _, err := d.answer(ctx); err != nil {
		return "", err
	}
	after, err := d.App.Engine(ctx)
	if err == nil && after == before {
		err = errors.New("it lives on")
	}
	return fmt.Sprintf("process %d was killed, %d answered", before, after), err
}

// escapes closes the window by Escape.
func (d *drive) escapes(ctx context.Context) (string, error) {
	if open, _ := d.App.Window(); !open {
		if _, err := d.opens(ctx); err != nil {
			return "", err
		}
	}
	return "", d.closed(ctx)
}
