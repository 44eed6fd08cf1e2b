package home

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"caro/core"
	"caro/core/config"
	"caro/core/local"
	"caro/core/models"
	"caro/core/service"
)

// Programs are where the things under test lie.
type Programs struct {
	Caro      string // the command line
	Engine    string // the worker
	Libraries string // the folder of the engine libraries
}

// InFolder are the programs of a folder such as build/out.
func InFolder(dir string) (Programs, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Programs{}, err
	}
	p := Programs{filepath.Join(dir, "caro"), filepath.Join(dir, "caro-engine"), filepath.Join(dir, "lib")}
	for _, path := range []string{p.Caro, p.Engine, p.Libraries} {
		if _, err := os.Stat(path); err != nil {
			return Programs{}, fmt.Errorf("%w; run `make build`", err)
		}
	}
	return p, nil
}

// Home is a place for one worker.
type Home struct {
	dir      string
	programs Programs
	model    string
	device   string
	idle     time.Duration
}

// New makes a home whose worker answers with a model of the catalogue, or a file, on a
// device (auto, cpu or gpu). Close removes it.
func New(p Programs, model, device string) (*Home, error) {
	cache, err := models.CacheDir()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "caro-bench-")
	if err != nil {
		return nil, err
	}
	h := &Home{dir: dir, programs: p, model: model, device: device, idle: time.Hour}
	// The models are used where they are, with the verdict on their hash; a person's
	// settings aren't.
	err = os.Symlink(filepath.Join(cache, "models"), filepath.Join(dir, "models"))
	if err == nil {
		var settings []byte
		if runtime.GOOS == "darwin" { // where nothing but HOME says where a person's history is
			settings = []byte("[history]\nkeep = false\n")
		}
		err = os.WriteFile(h.config(), settings, 0o600)
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return h, nil
}

// UnloadAfter sets how long a worker that Open starts keeps its model without a request;
// an hour where it isn't called.
func (h *Home) UnloadAfter(d time.Duration) { h.idle = d }

// Assistant is a front that speaks to the home's worker.
type Assistant struct {
	*local.Assistant
	Tap *Tap
}

// Open makes a front; the worker is started by its first request.
func (h *Home) Open(ctx context.Context, lowMemory bool) (*Assistant, error) {
	// local.Open reads where the worker keeps its state from the environment.
	restore, err := setenv(map[string]string{"CARO_CACHE_DIR": h.dir, "CARO_LIB": h.programs.Libraries})
	if err != nil {
		return nil, err
	}
	defer restore()
	a, err := local.Open(ctx, local.Options{
		Model: h.model, Device: h.device, LowMemory: lowMemory, Idle: h.idle, Socket: h.socket(), Program: h.programs.Engine,
		// What is measured is one answer of the model; build/eval sets what else is wanted.
		Fast: true,
		// As fronts do where nobody has set anything; on any charge of the battery.
		Ahead: &core.Ahead{Pause: config.Default().Prepare.Pause},
	})
	if err != nil {
		return nil, err
	}
	a.Examples = nil
	tap := &Tap{Backend: a.Backend}
	a.Backend = tap
	return &Assistant{a, tap}, nil
}

// Command is the command line with arguments, in this home.
func (h *Home) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, h.programs.Caro, args...)
	cmd.Env = append(os.Environ(), "CARO_CACHE_DIR="+h.dir, "CARO_SOCKET="+h.socket(), "CARO_LIB="+h.programs.Libraries,
		"CARO_MODEL="+h.model, "CARO_DEVICE="+h.device, "CARO_CONFIG="+h.config(), "XDG_DATA_HOME="+h.dir)
	return cmd
}

// Look asks the worker how it is; the error is service.ErrNone where none runs.
func (h *Home) Look(ctx context.Context) (service.Status, error) {
	return service.Look(ctx, h.socket())
}

// Resident is the memory of the worker in bytes, 0 where none runs.
func (h *Home) Resident(ctx context.Context) (uint64, error) {
	status, err := h.Look(ctx)
	if errors.Is(err, service.ErrNone) {
		return 0, nil
	}
	return status.Resident, err
}

// Stop ends the worker, if there is one, and waits until it has gone.
func (h *Home) Stop(ctx context.Context) error {
	_, err := service.Stop(ctx, h.socket())
	return err
}

// Close ends the worker and removes the home, also when ctx has ended.
func (h *Home) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	err := h.Stop(ctx)
	return errors.Join(err, os.RemoveAll(h.dir))
}

func (h *Home) socket() string { return filepath.Join(h.dir, "run", "s") }

func (h *Home) config() string { return filepath.Join(h.dir, "config.toml") }

// setenv sets variables of this process until restore is called.
func setenv(values map[string]string) (restore func(), err error) {
	type old struct {
		text string
		set  bool
	}
	before := map[string]old{}
	restore = func() {
		for name, was := range before {
			if was.set {
				_ = os.Setenv(name, was.text)
			} else {
				_ = os.Unsetenv(name)
			}
		}
	}
	for name, text := range values {
		was, set := os.LookupEnv(name)
		before[name] = old{was, set}
		if err := os.Setenv(name, text); err != nil {
			restore()
			return nil, err
		}
	}
	return restore, nil
}
