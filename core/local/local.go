package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"caro/core"
	"caro/core/engine/libs"
	"caro/core/fault"
	"caro/core/models"
	"caro/core/platform"
	"caro/core/service"
)

// Options say what to run. The zero value is the default model on the device that suits
// the machine.
type Options struct {
	Model  string // name in the catalogue, or path of a GGUF file; the default model where ""
	Device string // auto, cpu or gpu; auto where ""
	// QuickLoad is for an assistant of one answer: on a CPU it is ready about a second
	// sooner, and each answer takes a little longer.
	QuickLoad bool
	// Checking is told while a model's file is hashed, which happens once; it may be nil.
	Checking func(models.Event)
	// Log is given each line that the worker writes; it may be nil.
	Log func(line string)
	// Program is the path of caro-engine; beside the running program where "".
	Program string
}

// Assistant is a core.Assistant with a worker of its own.
type Assistant struct {
	core.Assistant
	// Machine is this machine.
	Machine platform.Machine
}

// Open finds, checks and starts what is needed; the model itself is loaded by the first
// request. The caller closes the assistant. Errors are *fault.Error or context.Canceled.
func Open(ctx context.Context, o Options) (*Assistant, error) {
	machine, err := platform.Detect(ctx)
	if err != nil {
		return nil, fault.From(fmt.Errorf("look at this machine: %w", err), fault.Failed)
	}
	path, name, err := FindModel(ctx, o.Model, o.Checking)
	if err != nil {
		return nil, err
	}
	libraries, err := Libraries(machine, o.Device)
	if err != nil {
		return nil, err
	}
	program := o.Program
	if program == "" {
		if program, err = beside("caro-engine"); err != nil {
			return nil, err
		}
	}
	state, err := models.CacheDir()
	if err != nil {
		return nil, fault.From(err, fault.Failed)
	}
	client, err := service.Start(service.Worker{
		Program: program, Libraries: libraries, Model: path, Device: o.Device, Log: o.Log,
		QuickLoad: o.QuickLoad, State: filepath.Join(state, "state"),
	})
	if err != nil {
		return nil, err
	}
	return &Assistant{Assistant: core.Assistant{Backend: client, Model: name}, Machine: machine}, nil
}

// Close ends the worker.
func (a *Assistant) Close() error { return a.Backend.Close() }

// FindModel returns the path of a model that is there and intact, and its name for
// answers. Errors are *fault.Error or context.Canceled.
func FindModel(ctx context.Context, model string, checking func(models.Event)) (path, name string, err error) {
	if IsPath(model) {
		file, err := models.Local(model)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return "", "", fault.From(err, fault.ModelMissing)
		case err != nil:
			return "", "", fault.From(err, fault.ModelDamaged)
		}
		return file.Path, file.Path, nil
	}
	entry, store, err := Entry(model)
	if err != nil {
		return "", "", err
	}
	path, err = store.Ready(ctx, entry, checking)
	return path, entry.ID, ModelFault(err)
}

// Entry finds a model in the catalogue, and the store that it belongs in.
func Entry(model string) (models.Model, models.Store, error) {
	catalogue, err := models.Load()
	if err != nil {
		return models.Model{}, models.Store{}, fault.From(err, fault.Failed)
	}
	entry := catalogue.Default()
	if model != "" {
		if entry, err = catalogue.Find(model); err != nil {
			return models.Model{}, models.Store{}, fault.From(err, fault.Usage)
		}
	}
	store, err := models.DefaultStore()
	if err != nil {
		return models.Model{}, models.Store{}, fault.From(err, fault.Failed)
	}
	return entry, store, nil
}

// IsPath tells a file's path from a name of the catalogue.
func IsPath(model string) bool {
	return strings.ContainsRune(model, filepath.Separator) || strings.HasSuffix(strings.ToLower(model), ".gguf") && exists(model)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// ModelFault gives an error of a model store its code.
func ModelFault(err error) error {
	var damaged *models.DamagedError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, models.ErrMissing):
		return fault.From(err, fault.ModelMissing)
	case errors.As(err, &damaged):
		return fault.From(err, fault.ModelDamaged)
	default:
		return fault.From(err, fault.Failed)
	}
}

// beside is the path of a program that lies where the running one does.
func beside(name string) (string, error) {
	self, err := os.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err != nil {
		return "", fault.From(fmt.Errorf("find this program's own folder: %w", err), fault.Engine)
	}
	return filepath.Join(filepath.Dir(self), name), nil
}

// Libraries returns the folder of the engine libraries that suit the machine and the
// device. Where those for its GPU aren't laid out, it is that of those for the CPU.
func Libraries(machine platform.Machine, device string) (string, error) {
	if !platform.KnownDevice(device) {
		return "", fault.New(fault.Usage, fmt.Sprintf("unknown device %.20q", device), "set CARO_DEVICE to auto, cpu or gpu")
	}
	variant, why := machine.Variant(device, machine.VulkanLoader)
	if variant == platform.NoVariant {
		return "", fault.New(fault.Engine, why, "")
	}
	dir, err := libs.Dir(string(variant))
	if err == nil && !exists(dir) {
		dir, err = libs.Dir("")
	}
	if err != nil {
		return "", fault.From(err, fault.Engine)
	}
	return dir, nil
}
