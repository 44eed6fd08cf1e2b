package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"caro/core"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/folder"
	"caro/core/history"
	"caro/core/sample"
	"caro/core/shapes"
)

// What a request may refer to besides its own words: the last answers, the text on
// standard input, the files of the working folder.

// workingFolder gives what lies in the working folder; nil where the settings don't want
// it looked at.
func workingFolder(settings config.Config) func() []folder.Entry {
	if !settings.Ask.Folder {
		return nil
	}
	return func() []folder.Entry {
		dir, err := os.Getwd()
		if err != nil {
			return nil
		}
		return folder.List(dir)
	}
}

// fileShapes says how files are built that a request names; nil where the settings don't
// want files looked at, or another machine would be told of them.
func fileShapes(settings config.Config) func(name string) string {
	if !settings.Ask.Folder || settings.Remote.On() {
		return nil
	}
	return func(name string) string {
		if rest, ok := strings.CutPrefix(name, "~/"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return ""
			}
			name = filepath.Join(home, rest)
		}
		return shapes.Of(name)
	}
}

// lastAnswers are those that --continue goes on from.
func (a *ask) lastAnswers() ([]core.Turn, error) {
	path, err := history.ThreadPlace(os.Getenv)
	if err == nil {
		a.before, err = history.Thread(path, time.Now())
	}
	if err != nil {
		if errors.Is(err, history.ErrNoThread) || errors.Is(err, history.ErrOldThread) || errors.Is(err, history.ErrRedacted) {
			err = fault.Wrap(fault.Usage, err, "ask the whole of it, without --continue")
		}
		return nil, fault.From(err, fault.Failed)
	}
	var turns []core.Turn
	for _, t := range a.before {
		turns = append(turns, core.Turn{Request: t.Request, Command: t.Command})
	}
	return turns, nil
}

// keepThread keeps an answer for --continue. Where the settings want no history, it is all
// that is kept: nothing of what went before.
func (a *ask) keepThread(e history.Entry) error {
	path, err := history.ThreadPlace(os.Getenv)
	if err != nil {
		return err
	}
	before := a.before
	if !a.chosen.History.Keep {
		before = nil
	}
	return history.KeepThread(path, before, e)
}

// text reads the text on standard input, or its beginning. Errors are *fault.Error or
// context.Canceled.
func (a *ask) text(ctx context.Context) (string, error) {
	if f, ok := a.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return "", fault.New(fault.Usage, "there is no text on standard input", `hand it over, as in: caro --stdin "sum the second column" < data.txt`)
	}
	type read struct {
		text []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		text, err := io.ReadAll(io.LimitReader(a.In, sample.MaxBytes))
		done <- read{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case got := <-done:
		switch {
		case got.err != nil:
			return "", fault.From(fmt.Errorf("read the text on standard input: %w", got.err), fault.Failed)
		case strings.TrimSpace(string(got.text)) == "":
			return "", fault.New(fault.Usage, "the text on standard input is empty", "")
		}
		return string(got.text), nil
	}
}
