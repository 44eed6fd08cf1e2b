package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"caro/core/build"
	"caro/core/engine/libs"
	"caro/core/service"
)

func newVersion(c *command) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the versions of Caro and of its engine",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			lock, err := libs.Load()
			if err != nil {
				return err
			}
			if output == formatJSON {
				return writeJSON(c.Out, map[string]any{
					"caro": build.Version, "llama_cpp": lock.Release, "protocol": service.Protocol,
					"go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
				})
			}
			return write(c.Out, fmt.Appendf(nil, "caro %s (%s/%s, %s)\nengine llama.cpp %s, protocol %d\n",
				build.Version, runtime.GOOS, runtime.GOARCH, runtime.Version(), lock.Release, service.Protocol))
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	return cmd
}
