package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"caro/core/fault"
	"caro/core/local"
	"caro/core/models"
)

// catalogueModel finds the model of the catalogue that a command is about.
func (c *command) catalogueModel(args []string) (models.Model, models.Store, error) {
	name, err := c.modelName(args)
	if err != nil {
		return models.Model{}, models.Store{}, err
	}
	if local.IsPath(name) {
		return models.Model{}, models.Store{}, fault.New(fault.Usage,
			name+" is a file of your own: Caro neither fetches nor removes it", "name a model of `caro models list`")
	}
	return local.Entry(name)
}

func newModelsPause(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "pause [MODEL]",
		Short: "Have the process that is fetching a model stop and keep what it has",
		Args:  knownModel,
		RunE: func(_ *cobra.Command, args []string) error {
			m, store, err := c.catalogueModel(args)
			if err != nil {
				return err
			}
			there, err := store.Pause(m)
			if err != nil {
				return pullFault(err)
			}
			if !there {
				return fault.New(fault.Failed, "nobody is fetching "+m.ID, "see `caro models list`")
			}
			return write(c.Out, fmt.Appendf(nil, "%s: paused; go on with: caro models resume %s\n", m.ID, m.ID))
		},
	}
}

func newModelsRemove(c *command) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "rm MODEL",
		Short: "Remove a model's file and what is there of its download",
		Args:  knownModel,
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := named(args, "which model?", "name it, as in: caro models rm qwen2.5-coder-0.5b"); err != nil {
				return err
			}
			m, store, err := c.catalogueModel(args)
			if err != nil {
				return err
			}
			if inUse, err := c.inUse(m); err != nil {
				return err
			} else if inUse && !force {
				return fault.New(fault.Failed, m.ID+" is the model in use", "remove it all the same: caro models rm --force "+m.ID)
			}
			there, freed, err := store.Remove(m)
			if err != nil {
				return fault.From(err, fault.Failed)
			}
			if !there {
				return write(c.Out, []byte(m.ID+": there was nothing to remove\n"))
			}
			words := "removed"
			if freed > 0 { // 0 for a link
				words += ", " + models.FormatBytes(freed) + " freed"
			}
			return write(c.Out, []byte(m.ID+": "+words+"\n"))
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "remove the model in use too")
	return cmd
}

// inUse reports whether requests go to m.
func (c *command) inUse(m models.Model) (bool, error) {
	s, err := c.settings()
	if err != nil || local.IsPath(s.Model) || s.Remote.On() {
		return false, err
	}
	used, _, err := local.Entry(s.Model)
	if err != nil {
		return false, nil //nolint:nilerr // a model that isn't known isn't this one
	}
	return used.ID == m.ID, nil
}

// isPaused reports whether a download was paused, which is no failure.
func isPaused(err error) bool {
	var paused *models.PausedError
	return errors.As(err, &paused)
}
