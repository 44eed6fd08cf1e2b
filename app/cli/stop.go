package cli

import (
	"github.com/spf13/cobra"

	"caro/core/local"
	"caro/core/service"
)

func newStop(c *command) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "stop",
		Short: "End the engine's process; the next request starts it again",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			socket, err := local.Socket(s.Worker.Socket)
			if err != nil {
				return err
			}
			c.ui.show("ending the engine…")
			stopped, err := service.Stop(cmd.Context(), socket)
			c.ui.done()
			if err != nil {
				return err
			}
			if output == formatJSON {
				return writeJSON(c.Out, map[string]bool{"stopped": stopped})
			}
			said := "no engine is running\n"
			if stopped {
				said = "the engine was stopped\n"
			}
			return write(c.Out, []byte(said))
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	return cmd
}
