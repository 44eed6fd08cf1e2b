//go:build linux || (darwin && cgo)

package cli

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"caro/app/clip"
	"caro/app/desktop"
	"caro/app/selftest"
	"caro/core/backend"
	"caro/core/build"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/platform"
)

// newSelftest is `caro selftest`.
func newSelftest(c *command) *cobra.Command {
	var output string
	var editor, within bool
	cmd := &cobra.Command{
		Use:   "selftest",
		Short: selftestShort,
		Long: `Starts the app with settings and a history of its own, and drives it: opens its window, types a
request, waits for the model's answer, looks whether the command is on the clipboard, goes
through the menu, presses the hotkey, kills the engine, quits. Keep your hands off for a
minute: keys are pressed for you. The clipboard is put back at the end.

What was tried is printed as a table. The exit code is 0 when nothing failed, else 1.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			if within {
				return c.driven(cmd.Context(), editor)
			}
			return c.selftest(cmd.Context(), output, editor)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	cmd.Flags().BoolVar(&editor, "editor", false, "open the settings in the text editor too")
	cmd.Flags().BoolVar(&within, "within", false, "be the process with the app")
	_ = cmd.Flags().MarkHidden("within")
	return cmd
}

// selftest runs the test and prints what came of it.
func (c *command) selftest(ctx context.Context, output string, editor bool) error {
	settings, err := c.settings()
	if err != nil {
		return err
	}
	executable, err := os.Executable()
	if err != nil {
		return fault.From(err, fault.Failed)
	}
	machine, err := platform.Detect(ctx)
	if err != nil {
		return err
	}
	o := selftest.Options{Executable: executable, Arguments: []string{"selftest", "--within"}, Settings: settings, Tell: func(selftest.Result) {}}
	if editor {
		o.Arguments = append(o.Arguments, "--editor")
	}
	var unwritten error
	if output == formatPlain {
		o.Tell = func(r selftest.Result) {
			if err := selftest.Row(c.Out, r); err != nil {
				unwritten = err
			}
		}
	}
	report, err := selftest.Run(ctx, o)
	report.Version, report.Machine = build.Version, machine.String()
	switch {
	case err != nil:
		return err
	case unwritten != nil:
		return unwritten
	case output == formatJSON:
		err = writeJSON(c.Out, report)
	default:
		err = report.Sum(c.Out)
	}
	if err == nil && !report.OK() {
		err = silentError(fault.Failed)
	}
	return err
}

// driven runs the app and drives it, in the folders that its environment names.
func (c *command) driven(ctx context.Context, editor bool) error {
	o, err := c.desktop()
	if err != nil {
		return err
	}
	heard := &notes{}
	o.Notice = heard.add
	results := json.NewEncoder(c.Out)
	o.Drive = func(ctx context.Context, live *desktop.Live) {
		w := selftest.World{
			App: live, Hands: selftest.NewHands(), Start: startEngine, Copy: clip.Copy, Has: clip.Has, Latest: latest, Said: heard.all,
			Kill:    func(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) },
			Setting: func(key string) (string, error) { s, err := config.Load(os.Getenv); return s.Value(key), err },
			Editor:  editor, Requests: selftest.Requests,
		}
		selftest.Drive(ctx, w, func(r selftest.Result) { _ = results.Encode(r) }) // who reads has gone otherwise
	}
	return desktop.Run(ctx, o)
}

// startEngine has what answers be ready, and says what that is.
func startEngine(ctx context.Context) (device string, err error) {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return "", err
	}
	assistant, end, err := (&command{ui: newUI(io.Discard)}).assistant(ctx, settings)
	if err != nil {
		return "", err
	}
	defer end()
	info, err := assistant.Backend.Load(ctx, func(backend.Event) {})
	return info.Model + " on " + info.Device, err
}

// latest is the newest entry of the history; its id is 0 where there is none.
func latest(ctx context.Context) (id int64, query, command string, err error) {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return 0, "", "", err
	}
	store, err := historyOf(settings)
	if err != nil {
		return 0, "", "", err
	}
	entries, err := store.Recent(ctx, 1)
	if err != nil || len(entries) == 0 {
		return 0, "", "", err
	}
	return entries[0].ID, entries[0].Query, entries[0].Command, nil
}

// notes are what the app tells the person who looks at the terminal.
type notes struct {
	mu   sync.Mutex
	list []string
}

func (n *notes) add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, text)
}

func (n *notes) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.list[:len(n.list):len(n.list)]
}
