package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"caro/core/gate"
	"caro/core/shell"
)

// explained is what `caro explain` says of a command, as JSON.
type explained struct {
	Command  string       `json:"command"`
	Sentence string       `json:"sentence"`
	Parts    []shell.Part `json:"parts"`
	Risk     shell.Risk   `json:"risk"`
}

func newExplain(c *command) *cobra.Command {
	var output, system string
	cmd := &cobra.Command{
		Use:   "explain [flags] -- COMMAND",
		Short: "Say what a command does, piece by piece; nothing is run",
		Args:  oneCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			options, err := c.looking(cmd.Context(), system)
			if err != nil {
				return err
			}
			text := strings.Join(args, " ")
			report := shell.Look(text, options)
			if output == formatJSON {
				return writeJSON(c.Out, explained{text, report.Sentence, report.Parts, report.Risk})
			}
			return write(c.Out, []byte(newTree(c.Out).draw(text, report)))
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	cmd.Flags().StringVar(&system, "platform", "", "linux or macos: where the command is to run (default this machine)")
	return cmd
}

// where is the piece of the command that a finding is about; "" for all of it.
func where(command string, f shell.Finding) string {
	if f.Start < 0 || f.End > len(command) || f.Start >= f.End || strings.TrimSpace(command[f.Start:f.End]) == strings.TrimSpace(command) {
		return ""
	}
	const most = 40
	return gate.VisibleLine(command[f.Start:f.End], most)
}
