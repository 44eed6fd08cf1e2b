package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"caro/core/config"
	"caro/core/fault"
	"caro/core/models"
)

func newModelsImport(c *command) *cobra.Command {
	var o models.ImportOptions
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take a model file that is on this machine already",
		Long: "Take a model file (GGUF) that is on this machine already. It is copied, and stays where it is. A file of\n" +
			"the catalogue is known by its contents, whatever its name.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := named(args, "which file?", "name it, as in: caro models import ~/Downloads/model.gguf")
			if err != nil {
				return err
			}
			catalogue, store, err := library()
			if err != nil {
				return err
			}
			m, already, err := store.Import(cmd.Context(), catalogue, file, o, func(e models.Event) {
				c.ui.show(fmt.Sprintf("importing %s… %.0f %%", e.Model, e.Percent))
			})
			c.ui.done()
			if err != nil {
				return importFault(err)
			}
			words := "imported"
			if already {
				words = "it was there already"
			}
			return write(c.Out, fmt.Appendf(nil, "%s: %s; have it answer: caro models use %[1]s\n", m.ID, words))
		},
	}
	cmd.Flags().StringVar(&o.Name, "name", "", "what the model is called; the file's name without")
	cmd.Flags().BoolVar(&o.Link, "link", false, "don't copy it but use it where it lies, as that of another program")
	return cmd
}

func importFault(err error) error {
	var unfit *models.LocalError
	var wrong *models.ImportError
	switch {
	case errors.As(err, &unfit) && errors.Is(err, os.ErrNotExist), errors.As(err, &wrong):
		return fault.From(err, fault.Usage)
	case errors.As(err, &unfit):
		return fault.From(err, fault.ModelDamaged)
	}
	return fault.From(err, fault.Failed)
}

// named is the one argument that a command needs. That it is missing is said by the
// command itself: refused by Args, the words would be a request to the model.
func named(args []string, what, hint string) (string, error) {
	if len(args) == 0 {
		return "", fault.New(fault.Usage, what, hint)
	}
	return args[0], nil
}

func newModelsUse(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "use MODEL",
		Short: "Have a model answer from now on: writes it into the settings",
		Args:  knownModel,
		RunE: func(_ *cobra.Command, args []string) error {
			want, err := named(args, "which model?", "name it, as in: caro models use qwen2.5-coder-0.5b")
			if err != nil {
				return err
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			item, err := modelInUse(want)
			if err != nil {
				return err
			}
			name := item.ID
			if item.own {
				if item.Problem != "" {
					return fault.New(fault.ModelMissing, item.Problem, "give the path of a GGUF file that is there")
				}
				if name, err = filepath.Abs(item.Path); err != nil {
					return err
				}
			}
			path, _ := s.Path()
			if path == "" {
				return fault.New(fault.Failed, "there is no place for settings: HOME isn't set", "set HOME or CARO_CONFIG")
			}
			if err := config.Save(path, map[string]string{"model": name}); err != nil {
				return fault.From(err, fault.Failed)
			}
			if err := write(c.Out, fmt.Appendf(nil, "%s answers from now on: %s\n", name, item.words())); err != nil {
				return err
			}
			if set := os.Getenv("CARO_MODEL"); set != "" {
				c.ui.say("CARO_MODEL is set, and goes before the settings: %s answers here", set)
			}
			return nil
		},
	}
}

func newModelsCollect(c *command) *cobra.Command {
	var stopped, dry bool
	var output string
	cmd := &cobra.Command{
		Use:   "gc",
		Short: "Remove what nothing needs: left-overs of stopped processes, damaged files",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			catalogue, store, err := library()
			if err != nil {
				return err
			}
			list, err := store.Garbage(catalogue, stopped)
			if err != nil {
				return fault.From(err, fault.Failed)
			}
			freed := int64(0)
			if !dry {
				if freed, err = store.Collect(list); err != nil {
					return fault.From(err, fault.Failed)
				}
			}
			if output == formatJSON {
				return writeJSON(c.Out, struct {
					Garbage []models.Garbage `json:"garbage"`
					Freed   int64            `json:"freed_bytes"`
				}{append([]models.Garbage{}, list...), freed})
			}
			var text []byte
			for _, g := range list {
				text = fmt.Appendf(text, "%s (%s): %s\n", g.Path, models.FormatBytes(g.Bytes), g.Why)
			}
			switch {
			case len(list) == 0:
				text = append(text, "there is nothing to remove\n"...)
			case dry:
				text = append(text, "nothing was removed: --dry-run\n"...)
			default:
				text = fmt.Appendf(text, "%s freed\n", models.FormatBytes(freed))
			}
			return write(c.Out, text)
		},
	}
	cmd.Flags().BoolVar(&stopped, "stopped", false, "also what stopped downloads have fetched, with which they would go on")
	cmd.Flags().BoolVarP(&dry, "dry-run", "n", false, "only list it")
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	return cmd
}
