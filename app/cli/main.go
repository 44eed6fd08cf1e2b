package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"caro/core/config"
	"caro/core/fault"
)

// Streams are where the command line reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs the command line and returns its exit code, as docs/cli.md lists them.
func Main(args []string, s Streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	out := &sink{to: s.Out}
	s.Out = out
	c := &command{Streams: s, ui: newUI(s.Err)}
	root := c.root()
	root.SetArgs(arrange(args))
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = out.err
	}
	if err == nil {
		return 0
	}
	var silent silentError
	if errors.As(err, &silent) {
		return fault.Code(silent).ExitCode()
	}
	if ctx.Err() != nil {
		// Whatever broke, it broke because the person stopped it.
		err = context.Canceled
	}
	failed := fault.From(err, fault.Failed)
	c.printError(failed, args)
	return failed.Code.ExitCode()
}

// sink remembers an error of the output: not all that writes there looks for one, as
// cobra, which writes the help.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("write the answer: %w", err)
	}
	return n, err
}

// silentError ends a command with a code when all has been said already.
type silentError fault.Code

func (s silentError) Error() string { return string(s) }

// command is one run of the command line.
type command struct {
	Streams
	ui      *ui
	options options
	config  *config.Config // once settings has read it
}

// options are the flags that every command knows.
type options struct {
	output  string
	verbose bool
}

// What each of these is for, on systems that have them and on others.
const (
	appShort      = "Show Caro in the menu bar or tray, with its hotkey"
	selftestShort = "Drive the app as a person would, and say what works on this machine"
)

// root makes the tree of commands.
func (c *command) root() *cobra.Command {
	ask := newAsk(c)
	root := &cobra.Command{
		Use:   "caro [flags] REQUEST...",
		Short: "Say what you want; get the shell command",
		Long: `Caro turns a request in plain words into a shell command, with a language model on
this machine. Nothing leaves it.

Words are a request unless the first one is a command below by itself or with its own
arguments; after -- they always are.`,
		Example: `  caro find the ten largest files in Downloads
  caro --copy "count the lines of all Go files"
  caro -o command -- status of the network`,
		Args:          cobra.ArbitraryArgs,
		RunE:          ask.run,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.Flags().SetInterspersed(false)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fault.Wrap(fault.Usage, err, fmt.Sprintf("see `%s --help`", cmd.CommandPath()))
	})
	root.PersistentFlags().BoolVarP(&c.options.verbose, "verbose", "v", false, "show what the engine says, on standard error")
	ask.flags(root)
	root.AddCommand(ask.subcommand(), newModels(c), newCheck(c), newExplain(c), newStatus(c), newStop(c), newApp(c), newSelftest(c), newVersion(c))
	return root
}

// printError shows an error as the chosen format wants it; where the output is full or
// closed, as words, so that nothing fails in silence.
func (c *command) printError(err *fault.Error, args []string) {
	var unwritten error
	switch wantedOutput(c.options.output, args) {
	case formatJSON:
		unwritten = writeJSON(c.Out, map[string]*fault.Error{"error": err})
	case formatYAML:
		unwritten = writeYAML(c.Out, map[string]*fault.Error{"error": err})
	default:
		c.ui.failure(err)
	}
	if unwritten != nil {
		c.ui.failure(err)
	}
}

// wantedOutput is the output format, also where the flags couldn't be parsed: an error
// in the flags is JSON too where JSON was asked for.
func wantedOutput(parsed string, args []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		value, found := strings.CutPrefix(a, "--output=")
		if (a == "-o" || a == "--output") && i+1 < len(args) {
			value, found = args[i+1], true
		} else if short, ok := strings.CutPrefix(a, "-o"); ok && !found && short != "" {
			value, found = strings.TrimPrefix(short, "="), true
		}
		if found {
			return value
		}
	}
	return parsed
}
