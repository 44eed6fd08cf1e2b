package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"caro/core/fault"
	"caro/core/gate"
	"caro/core/local"
	"caro/core/platform"
	"caro/core/prompt"
	"caro/core/shell"
)

// checked is what `caro check` says of a command, as JSON.
type checked struct {
	Command string     `json:"command"`
	Risk    shell.Risk `json:"risk"`
}

const formatJSONL = "jsonl" // one object a line

// looking is how a command is looked at for a platform, this machine's where it is "".
func (c *command) looking(ctx context.Context, system string) (shell.Options, error) {
	settings, err := c.settings()
	if err != nil {
		return shell.Options{}, err
	}
	machine, err := platform.Detect(ctx)
	if err != nil {
		return shell.Options{}, err
	}
	target, err := prompt.ParseTarget(system, machine)
	options := shell.Options{Version: target.Version(), Rules: rules(settings), Packages: target.Packages}
	if target.OS == machine.OS {
		options.Manual, options.Installed = local.Manual().Flag, remembered(installed)
	}
	return options, err
}

// remembered asks once for each name: a file of commands names the same programs again and
// again.
func remembered(ask func(name string) bool) func(name string) bool {
	known := map[string]bool{}
	return func(name string) bool {
		there, asked := known[name]
		if !asked {
			there = ask(name)
			known[name] = there
		}
		return there
	}
}

// oneCommand takes a command behind -- or in quotes, so that `caro check my disks` is a
// request.
func oneCommand(cmd *cobra.Command, args []string) error {
	if cmd.ArgsLenAtDash() == 0 && len(args) > 0 || len(args) == 1 && strings.ContainsAny(args[0], " \t\n|;&<>$'\"") {
		return nil
	}
	if lines, err := cmd.Flags().GetBool("stdin"); err == nil && lines && len(args) == 0 {
		return nil
	}
	return fault.New(fault.Usage, "no command to look at", "write it behind --, in quotes: caro "+cmd.Name()+" -- 'rm -r build'")
}

func newCheck(c *command) *cobra.Command {
	var output, system, failOn string
	var lines bool
	cmd := &cobra.Command{
		Use:   "check [flags] -- COMMAND",
		Short: "Say how dangerous a command is, and why; nothing is run",
		Args:  oneCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(output, formatPlain, formatJSON, formatJSONL); err != nil {
				return err
			}
			limit := gate.Level(-1)
			if failOn != "" {
				var err error
				if limit, err = gate.ParseLevel(failOn); err != nil || limit == gate.LevelUnknown {
					return fault.New(fault.Usage, fmt.Sprintf("--fail-on is %.20q, it must be safe, moderate, high or critical", failOn), "")
				}
			}
			options, err := c.looking(cmd.Context(), system)
			if err != nil {
				return err
			}
			if lines {
				options.Manual = nil // it takes longer than all the rest
				return c.checkLines(cmd.Context(), os.Stdin, output, options, limit)
			}
			text := strings.Join(args, " ")
			options.RiskOnly = true
			report := shell.Look(text, options)
			if output == formatPlain {
				err = write(c.Out, []byte(riskWords(report.Risk)+noteWords(report)+previewWords(here(cmd.Context(), report.Touches))))
			} else {
				err = writeJSON(c.Out, checked{text, report.Risk})
			}
			if err == nil && fails(report.Risk.Level, limit) {
				return silentError(fault.Blocked)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVarP(&output, "output", "o", formatPlain, "plain, json, or jsonl: one object a line")
	f.StringVar(&system, "platform", "", "linux or macos: where the command is to run (default this machine)")
	f.StringVar(&failOn, "fail-on", "", "exit with 4 from this level up (an unknown risk counts as high)")
	f.BoolVar(&lines, "stdin", false, "read commands from standard input, one a line")
	return cmd
}

// fails reports whether a level is at least the one that was asked for. What isn't known
// counts as high.
func fails(level, limit gate.Level) bool {
	if limit < 0 {
		return false
	}
	if level == gate.LevelUnknown {
		level = gate.LevelHigh
	}
	return level >= limit
}

// maxLine bounds a line of --stdin, in bytes; a longer one is of unknown risk.
const maxLine = 4 << 20

// checkLines looks at one command a line, and writes each verdict before it reads on.
func (c *command) checkLines(ctx context.Context, in io.Reader, output string, o shell.Options, limit gate.Level) error {
	o.RiskOnly = true
	reader := bufio.NewReaderSize(in, 64<<10)
	out := bufio.NewWriter(c.Out)
	failed := false
	for {
		line, err := readLine(reader)
		if errors.Is(err, io.EOF) && line == "" {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fault.From(fmt.Errorf("read the commands: %w", err), fault.Failed)
		}
		report := shell.Look(line, o)
		failed = failed || fails(report.Risk.Level, limit)
		if output == formatPlain {
			_, _ = fmt.Fprintf(out, "%s\t%s\n", report.Risk.Level, gate.VisibleLine(line, maxMessage))
		} else if data, bad := json.Marshal(checked{line, report.Risk}); bad == nil {
			_, _ = out.Write(append(data, '\n'))
		}
		if reader.Buffered() == 0 || errors.Is(err, io.EOF) {
			if bad := out.Flush(); bad != nil {
				return bad
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if failed {
		return silentError(fault.Blocked)
	}
	return nil
}

// readLine reads a line without its end. Of one that is too long, the beginning.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		piece, more, err := r.ReadLine()
		if b.Len() < maxLine {
			b.Write(piece)
		}
		if err != nil || !more {
			return b.String(), err
		}
	}
}

// riskWords is a verdict for a person.
func riskWords(r shell.Risk) string {
	var b strings.Builder
	b.WriteString(r.Level.String() + "\n")
	for _, f := range distinct(r.Findings) {
		fmt.Fprintf(&b, "  %s: %s\n", f.Level, gate.VisibleLine(f.Message, maxMessage))
		if f.Safer != "" {
			fmt.Fprintf(&b, "    safer: %s\n", f.Safer)
		}
	}
	return b.String()
}

// distinct are the findings without those that say the same of another place.
func distinct(list []shell.Finding) (out []shell.Finding) {
	for _, f := range list {
		same := func(old shell.Finding) bool { return old.Level == f.Level && old.Message == f.Message }
		if !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	return out
}

// noteWords is what a person should know about a command on this system.
func noteWords(r shell.Report) string {
	var b strings.Builder
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", gate.VisibleLine(n, maxMessage))
	}
	if r.Repaired != "" {
		fmt.Fprintf(&b, "on this system: %s\n", gate.VisibleLine(r.Repaired, maxMessage))
	}
	return b.String()
}

// previewWords is what a command would touch here.
func previewWords(list []string) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString("here " + n + "\n")
	}
	return b.String()
}
