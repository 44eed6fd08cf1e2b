//go:build !linux && !(darwin && cgo)

package cli

import (
	"github.com/spf13/cobra"

	"caro/core/fault"
)

// newApp is `caro app`, which on a Mac needs the AppKit layer.
func newApp(*command) *cobra.Command { return lacking("app", appShort) }

// newSelftest is `caro selftest`, which drives that app.
func newSelftest(*command) *cobra.Command { return lacking("selftest", selftestShort) }

func lacking(use, short string) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return fault.New(fault.Failed, "this build has no menu bar", "build Caro.app with `make app`, or ask on the command line: caro REQUEST")
		},
	}
}
