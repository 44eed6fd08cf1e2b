package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/progress"
	"github.com/spf13/cobra"

	"caro/core/config"
	"caro/core/fault"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
)

// newModels makes `caro models` and what is below it.
func newModels(c *command) *cobra.Command {
	list := newModelsList(c)
	cmd := &cobra.Command{
		Use:   "models",
		Short: "List, fetch and check language models",
		Args:  cobra.NoArgs,
		RunE:  list.RunE,
	}
	cmd.Flags().AddFlagSet(list.Flags())
	cmd.AddCommand(list, newModelsPull(c, "pull", "Fetch a model and check it, from where an earlier try has stopped"),
		newModelsPull(c, "resume", "Go on with a download that was paused; the same as pull"),
		newModelsPause(c), newModelsRemove(c), newModelsPath(c), newModelsVerify(c), newModelsImport(c), newModelsUse(c), newModelsCollect(c))
	return cmd
}

// modelListItem is one model in lists.
type modelListItem struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Default     bool            `json:"default"`
	Recommended bool            `json:"recommended"` // for this machine
	Bytes       int64           `json:"bytes"`       // about, until it has been asked for
	Memory      int64           `json:"memory_bytes"`
	Licence     string          `json:"licence"`
	State       models.Presence `json:"state"`
	Here        int64           `json:"here_bytes"` // of a download that isn't over
	// Download is what was said last of one that is going on; null for none.
	Download *models.Event `json:"download"`
	Fits     models.Fit    `json:"fits"`
	Slow     bool          `json:"slow"` // it wants a GPU, and there is none
	Path     string        `json:"path"`
	Purpose  string        `json:"purpose"`
	Problem  string        `json:"problem"`
	own      bool          // a file that isn't in the catalogue
}

func listItem(store models.Store, m models.Model) modelListItem {
	item := modelListItem{
		ID: m.ID, Name: m.Name, Default: m.Default, Bytes: m.Size(), Memory: m.MemoryBytes,
		Licence: m.Licence, Path: store.Path(m), Purpose: m.Purpose, Fits: models.FitUnknown,
	}
	var err error
	if item.State, err = store.State(m); err != nil {
		item.Problem = err.Error()
	}
	if item.State != models.Intact {
		item.Here = store.Left(m)
		if news, ok := store.News(m); ok && store.Busy(m) {
			item.Download = &news
		}
	}
	return item
}

// fileItem is a model that is named by its path and in no catalogue.
func fileItem(path string) modelListItem {
	item := modelListItem{ID: path, Name: filepath.Base(path), Path: path, State: models.Absent, Fits: models.FitUnknown, own: true}
	file, err := models.Local(path)
	switch {
	case err == nil:
		item.Name, item.Path, item.Bytes, item.State = file.Name, file.Path, file.Bytes, models.Unchecked
	case !errors.Is(err, fs.ErrNotExist):
		item.State = models.Damaged
	}
	if err != nil {
		item.Problem = err.Error()
	}
	return item
}

// words say what a model's state means.
func (m modelListItem) words() string {
	switch {
	case m.Problem != "":
		return m.Problem
	case m.own:
		return "ready, from " + m.Path
	case m.State == models.Intact:
		return "ready"
	case m.State == models.Unchecked:
		return "there, checked at the first use"
	case m.Download != nil:
		return line(*m.Download)
	case m.State == models.Damaged:
		return "damaged; fetch it anew: caro models pull " + m.ID
	case m.Here > 0:
		return m.brief() + "; go on with: caro models pull " + m.ID
	default:
		return "not here; fetch it: caro models pull " + m.ID
	}
}

// brief is the state in a word or two.
func (m modelListItem) brief() string {
	switch {
	case m.Download != nil && m.Download.Percent > 0:
		return fmt.Sprintf("%s %.0f %%", m.Download.State, m.Download.Percent)
	case m.Download != nil:
		return string(m.Download.State)
	case m.Here > 0 && m.State == models.Absent && m.Bytes > 0:
		return fmt.Sprintf("%.0f %% here", math.Floor(float64(m.Here)/float64(m.Bytes)*100))
	}
	return string(m.State)
}

func newModelsList(c *command) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the models and which are here",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			items, err := listModels(cmd.Context())
			if err != nil {
				return err
			}
			if output == formatJSON {
				return writeJSON(c.Out, items)
			}
			rows := [][]string{{"MODEL", "SIZE", "STATE", "FITS", "LICENCE", "GOOD FOR"}}
			for _, m := range items {
				id, fits := m.ID, string(m.Fits)
				if m.Default {
					id += " (default)"
				}
				switch {
				case m.Recommended:
					fits += ", recommended"
				case m.Slow && m.Fits != models.TooLarge:
					fits += ", slow without GPU"
				}
				licence := strings.TrimPrefix(m.Licence, "LicenseRef-")
				rows = append(rows, []string{id, models.FormatBytes(m.Bytes), m.brief(), fits, cmp.Or(licence, "-"), m.Purpose})
			}
			return table(c.Out, rows)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain or json")
	return cmd
}

// library is the catalogue, and the store of this machine.
func library() (models.Catalogue, models.Store, error) {
	catalogue, err := models.Load()
	if err != nil {
		return catalogue, models.Store{}, err
	}
	store, err := models.DefaultStore()
	return catalogue, store, err
}

// listModels are the models to choose from, seen from this machine.
func listModels(ctx context.Context) ([]modelListItem, error) {
	catalogue, store, err := library()
	if err != nil {
		return nil, err
	}
	machine, err := platform.Detect(ctx)
	if err != nil {
		return nil, fmt.Errorf("look at this machine: %w", err)
	}
	best, some := catalogue.Recommend(machine.MemoryTotal, machine.HasGPU())
	items := []modelListItem{}
	for _, m := range store.Models(catalogue) {
		item := listItem(store, m)
		item.Fits = m.Fit(machine.MemoryTotal)
		item.Slow = m.Least == models.OnGPU && !machine.HasGPU()
		item.Recommended = some && m.ID == best.ID
		items = append(items, item)
	}
	return items, nil
}

// modelName is the name that a command was given, else that of the model in use.
func (c *command) modelName(args []string) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	s, err := c.settings()
	return s.Model, err
}

// ownFile finds the file where a model is named by its path. Nothing can be fetched
// then, and nothing says what its bytes should be: only its header is checked.
func ownFile(ctx context.Context, name string) (path string, own bool, err error) {
	if !local.IsPath(name) {
		return "", false, nil
	}
	path, _, err = local.FindModel(ctx, name, nil)
	return path, true, err
}

func newModelsPath(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "path [MODEL]",
		Short: "Print where a model's file is, or belongs",
		Args:  knownModel,
		RunE: func(cmd *cobra.Command, args []string) error {
			name, err := c.modelName(args)
			if err != nil {
				return err
			}
			if path, own, err := ownFile(cmd.Context(), name); own {
				if err != nil {
					return err
				}
				return write(c.Out, []byte(path+"\n"))
			}
			m, store, err := local.Entry(name)
			if err != nil {
				return err
			}
			return write(c.Out, []byte(store.Path(m)+"\n"))
		},
	}
}

func newModelsVerify(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [MODEL]",
		Short: "Read a model's file and check its SHA-256",
		Args:  knownModel,
		RunE: func(cmd *cobra.Command, args []string) error {
			name, err := c.modelName(args)
			if err != nil {
				return err
			}
			if path, own, err := ownFile(cmd.Context(), name); own {
				if err != nil {
					return err
				}
				return write(c.Out, []byte(path+": a model by its header; it isn't in the catalogue, which would know its SHA-256\n"))
			}
			m, store, err := local.Entry(name)
			if err != nil {
				return err
			}
			path, err := store.Verify(cmd.Context(), m, func(e models.Event) {
				c.ui.show(fmt.Sprintf("checking %s… %.0f %%", e.Model, e.Percent))
			})
			c.ui.done()
			if err != nil {
				return local.ModelFault(err)
			}
			return write(c.Out, []byte(m.ID+": intact: "+path+"\n"))
		},
	}
}

func newModelsPull(c *command, name, short string) *cobra.Command {
	var output string
	var quiet bool
	cmd := &cobra.Command{
		Use:   name + " [MODEL]",
		Short: short,
		Args:  knownModel,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			name, err := c.modelName(args)
			if err != nil {
				return err
			}
			if _, own, err := ownFile(cmd.Context(), name); own {
				return err // nothing to fetch
			}
			m, store, err := local.Entry(name)
			if err != nil {
				return err
			}
			p := &pull{command: c, json: output == formatJSON, quiet: quiet}
			options, err := c.pullOptions()
			if err != nil {
				return err
			}
			err = models.Pull(cmd.Context(), store, m, options, p.tell)
			c.ui.done()
			if left := store.Left(m); left > 0 && errors.Is(err, context.Canceled) {
				c.ui.say("%s of %s are kept; go on with: caro models pull %s", models.FormatBytes(left), m.ID, m.ID)
			}
			return pullFault(err)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", formatPlain, "plain, or json: one event a line")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing where the model is there already")
	return cmd
}

// pullOptions are those of the settings.
func (c *command) pullOptions() (models.PullOptions, error) {
	s, err := c.settings()
	return pullPatience(s), err
}

// pullPatience is what the settings say of fetching.
func pullPatience(s config.Config) models.PullOptions {
	return models.PullOptions{Limit: int64(s.Download.Limit), Stall: s.Download.Stall, Mirrors: strings.Fields(s.Download.Mirrors)}
}

// knownModel takes at most one argument, the name of a model; so that `caro models of
// cars` is a request.
func knownModel(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fault.New(fault.Usage, fmt.Sprintf("one model at a time, not %d", len(args)), "see `caro models list`")
	}
	return nil
}

// pullFault gives an error its code: the store's own trouble is a failure, and when no
// source could give the model it is missing still.
func pullFault(err error) error {
	var store *models.StoreError
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &store), errors.Is(err, fs.ErrPermission), isPaused(err):
		return fault.From(err, fault.Failed)
	default:
		return fault.From(err, fault.ModelMissing)
	}
}

// pull shows how a download goes: a bar on a terminal, else a line each few seconds, or
// all events as JSON.
type pull struct {
	*command
	json, quiet bool
	state       models.State
	said        time.Time
}

// sayEvery is the time between lines where there is no terminal.
const sayEvery = 5 * time.Second

func (p *pull) tell(e models.Event) {
	if p.json {
		_ = writeJSON(p.Out, e)
		return
	}
	changed := e.State != p.state
	p.state = e.State
	switch e.State {
	case models.Connecting:
		if e.Why != "" {
			p.ui.say("%s", e.Why)
		}
		size := ""
		if e.Total > 0 {
			size = " (" + models.FormatBytes(e.Total) + ")"
		}
		p.ui.say("fetching %s%s from %s", e.Model, size, e.Source)
	case models.Ready:
		if !p.quiet || e.Why != models.AlreadyThere {
			p.ui.say("%s is ready: %s", e.Model, e.Why)
		}
	case models.Failed:
		// The error that Pull returns says it.
	default:
		p.moving(e, changed)
	}
}

// moving shows a state that lasts.
func (p *pull) moving(e models.Event, changed bool) {
	if p.ui.terminal {
		bar := progress.New(progress.WithSolidFill("6"), progress.WithoutPercentage(), progress.WithWidth(min(40, p.ui.width()/3)))
		p.ui.showBar(bar.ViewAs(e.Percent/100)+"  ", line(e))
		return
	}
	if p.quiet && e.State == models.Verifying {
		return
	}
	if changed || time.Since(p.said) >= sayEvery {
		p.ui.say("%s: %s", e.Model, line(e))
		p.said = time.Now()
	}
}

// line says in words how far a model is.
func line(e models.Event) string {
	switch e.State {
	case models.Downloading:
		text := fmt.Sprintf("%.0f %% of %s", e.Percent, models.FormatBytes(e.Total))
		if e.Rate > 0 {
			text += fmt.Sprintf(" · %s/s", models.FormatBytes(int64(e.Rate)))
		}
		if e.ETA > 0 {
			text += fmt.Sprintf(" · %s left", e.ETA.Round(time.Second))
		}
		return text
	case models.Verifying:
		return fmt.Sprintf("checking %.0f %%", e.Percent)
	case models.Waiting:
		return fmt.Sprintf("%s; trying again in %s", e.Why, max(time.Second, e.In.Round(time.Second)))
	case models.Paused:
		return fmt.Sprintf("paused at %.0f %%", e.Percent)
	case models.Queued:
		return fmt.Sprintf("%s: %.0f %%", e.Why, e.Percent)
	default:
		return string(e.State) + " " + e.Why
	}
}
