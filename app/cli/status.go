package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"caro/core/build"
	"caro/core/config"
	"caro/core/engine/libs"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
	"caro/core/service"
)

// status is what `caro status` tells.
type status struct {
	Version string        `json:"version"`
	Machine string        `json:"machine"`
	Engine  engineStatus  `json:"engine"`
	Model   modelListItem `json:"model"`
	// Downloads are the models that are being fetched now, by whichever process.
	Downloads []models.Event `json:"downloads"`
	Cache     string         `json:"cache"`
	Config    string         `json:"config"` // the file of settings, there or not
	hasFile   bool
	// Server is the address of the server that answers in place of this machine; "" for
	// none.
	Server string `json:"server"`
	Socket string `json:"socket"`
	// Worker is the engine's process, nil where none is running.
	Worker *service.Status `json:"worker"`
	// WorkerProblem says why nothing is known of a worker; "" where all is well.
	WorkerProblem string `json:"worker_problem"`
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
		Short: "Show the machine, the engine and its process, and the model that answer",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(output, formatPlain, formatJSON); err != nil {
				return err
			}
			settings, err := c.settings()
			if err != nil {
				return err
			}
			s, err := lookAround(cmd.Context(), settings)
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
func lookAround(ctx context.Context, settings config.Config) (status, error) {
	machine, err := platform.Detect(ctx)
	if err != nil {
		return status{}, err
	}
	s := status{Version: build.Version, Machine: machine.String()}
	if settings.Remote.On() {
		s.Server = settings.Remote.BaseURL
	}
	s.Config, s.hasFile = settings.Path()
	if s.Cache, err = models.CacheDir(); err != nil {
		return status{}, err
	}
	lock, err := libs.Load()
	if err != nil {
		return status{}, err
	}
	s.Engine.Release = lock.Release
	s.Engine.Libraries, err = local.Libraries(machine, settings.Device)
	if err == nil {
		var found libs.Found
		found, err = libs.Open(s.Engine.Libraries)
		s.Engine.Variant = found.Variant.Name
	}
	if err != nil {
		problem := fault.From(err, fault.Engine)
		s.Engine.Problem, s.Engine.Hint = problem.Message, problem.Hint
	}
	if s.Model, err = modelInUse(settings.Model); err != nil {
		return s, err
	}
	if s.Downloads, err = downloads(); err != nil {
		return s, err
	}
	return s, s.lookAtWorker(ctx, settings.Worker.Socket)
}

// lookAtWorker asks the worker how it is; none is started for that.
func (s *status) lookAtWorker(ctx context.Context, socket string) error {
	var err error
	if s.Socket, err = local.Socket(socket); err == nil {
		var worker service.Status
		if worker, err = service.Look(ctx, s.Socket); err == nil {
			s.Worker = &worker
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !errors.Is(err, service.ErrNone):
		s.WorkerProblem = err.Error()
	}
	return nil
}

// downloads is the news of all models that are being fetched.
func downloads() ([]models.Event, error) {
	catalogue, store, err := library()
	if err != nil {
		return nil, err
	}
	list := []models.Event{}
	for _, m := range store.Models(catalogue) {
		if news, ok := store.News(m); ok && store.Busy(m) {
			list = append(list, news)
		}
	}
	return list, nil
}

// modelInUse is the model that answers where no flag names another.
func modelInUse(name string) (modelListItem, error) {
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
	rows := [][]string{
		{"caro", s.Version},
		{"machine", s.Machine},
		{"engine", engine},
		{"model", fmt.Sprintf("%s: %s", s.Model.Name, s.Model.words())},
		{"cache", s.Cache},
	}
	for _, e := range s.Downloads {
		rows = append(rows, []string{"download", e.Model + ": " + line(e)})
	}
	rows = append(rows, [][]string{
		{"settings", s.settings()},
		{"worker", s.worker()},
	}...)
	if s.Server != "" {
		rows = append(rows, []string{"server", s.Server + " answers in place of this machine: requests are sent there"})
	}
	if s.Worker != nil {
		for _, note := range s.Worker.Notes {
			rows = append(rows, []string{"note", gate.VisibleLine(note, maxMessage)})
		}
	}
	return table(c.Out, rows)
}

// settings words where the settings come from.
func (s status) settings() string {
	switch {
	case s.Config == "":
		return "the defaults; HOME doesn't say where a file would be"
	case !s.hasFile:
		return "the defaults; no file " + s.Config
	}
	return s.Config
}

// worker words how the worker is.
func (s status) worker() string {
	w := s.Worker
	switch {
	case s.WorkerProblem != "":
		return s.WorkerProblem
	case w == nil:
		return "none is running; the next request starts one"
	case w.State == service.StateHung:
		return fmt.Sprintf("process %d doesn't answer; end it: caro stop", w.PID)
	case w.State == service.StateForeign:
		return fmt.Sprintf("process %d is one of another caro %s; end it: caro stop", w.PID, w.Version)
	}
	words := fmt.Sprintf("process %d, %s", w.PID, w.State)
	if w.Model != "" {
		words += fmt.Sprintf(": %s on %s", gate.VisibleLine(w.Model, maxMessage), gate.VisibleLine(w.Device, maxMessage))
	}
	if w.GPULayers > 0 {
		words += fmt.Sprintf(" (%d of %d layers)", w.GPULayers, w.Layers)
	}
	words += fmt.Sprintf(", %.0f MB, up %s, %d requests", float64(w.Resident)/1e6, seconds(w.Uptime), w.Requests)
	if w.Queue > 0 {
		words += fmt.Sprintf(", %d waiting", w.Queue)
	}
	if w.UnloadIn > 0 {
		words += ", unloads in " + seconds(w.UnloadIn)
	}
	return words
}

// seconds writes a time for a person.
func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(time.Second).String()
}
