package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"caro/core/engine/libs"
	"caro/core/fault"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
)

// status is what `caro status` tells.
type status struct {
	Version string        `json:"version"`
	Machine string        `json:"machine"`
	Engine  engineStatus  `json:"engine"`
	Model   modelListItem `json:"model"`
	Cache   string        `json:"cache"`
}

type engineStatus struct {
	Release   string `json:"release"` // of llama.cpp, that Caro needs
	Variant   string `json:"variant"` // of the libraries that were found
	Libraries string `json:"libraries"`
	Problem   string `json:"problem"` // "" where they are right
	Hint      string `json:"hint"`
}

func newStatus(c *command) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show the machine, the engine and the model that answer",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			s, err := lookAround(cmd.Context())
			if err != nil {
				return err
			}
			if output == formatJSON {
				return writeJSON(c.Out, s)
			}
			return s.print(c)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	return cmd
}

// lookAround collects what is true now; a thing that is missing is no error here.
func lookAround(ctx context.Context) (status, error) {
	machine, err := platform.Detect(ctx)
	if err != nil {
		return status{}, err
	}
	s := status{Version: Version, Machine: machine.String()}
	if s.Cache, err = models.CacheDir(); err != nil {
		return status{}, err
	}
	lock, err := libs.Load()
	if err != nil {
		return status{}, err
	}
	s.Engine.Release = lock.Release
	s.Engine.Libraries, err = local.Libraries(machine, os.Getenv("CARO_DEVICE"))
	if err == nil {
		var found libs.Found
		found, err = libs.Open(s.Engine.Libraries)
		s.Engine.Variant = found.Variant.Name
	}
	if err != nil {
		problem := fault.From(err, fault.Engine)
		s.Engine.Problem, s.Engine.Hint = problem.Message, problem.Hint
	}
	s.Model, err = modelInUse()
	return s, err
}

// modelInUse is the model that answers where no flag names another.
func modelInUse() (modelListItem, error) {
	name := os.Getenv("CARO_MODEL")
	if local.IsPath(name) {
		return fileItem(name), nil
	}
	entry, store, err := local.Entry(name)
	if err != nil {
		return modelListItem{}, err
	}
	return listItem(store, entry), nil
}

func (s status) print(c *command) error {
	engine := fmt.Sprintf("llama.cpp %s, %s, in %s", s.Engine.Release, s.Engine.Variant, s.Engine.Libraries)
	if s.Engine.Problem != "" {
		engine = s.Engine.Problem
		if s.Engine.Hint != "" {
			engine += "; " + s.Engine.Hint
		}
	}
	return table(c.Out, [][]string{
		{"caro", s.Version},
		{"machine", s.Machine},
		{"engine", engine},
		{"model", fmt.Sprintf("%s: %s", s.Model.Name, s.Model.words())},
		{"cache", s.Cache},
	})
}
