package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"caro/core"
	"caro/core/backend/remote"
	"caro/core/engine/libs"
	"caro/core/fault"
	"caro/core/models"
	"caro/core/platform"
	"caro/core/service"
	"caro/core/shell"
)

// Options say what to run. The zero value is the default model on the device that suits
// the machine.
type Options struct {
	Model  string // name in the catalogue, or path of a GGUF file; the default model where ""
	Device string // auto, cpu or gpu; auto where ""
	// LowMemory has the model take less memory: on a CPU the default one never has more
	// than 1.3 GB, where it has 2.0 while it is loaded in full, and evaluates prompts more
	// slowly.
	LowMemory bool
	// Idle is how long the model stays in memory without a request; service.DefaultIdle
	// where 0. A worker that runs already keeps its own time.
	Idle time.Duration
	// Socket is the worker's; see Socket.
	Socket string
	// Checking is told while a model's file is hashed, which happens once; it may be nil.
	Checking func(models.Event)
	// Log is given each line that the worker writes meanwhile; it may be nil.
	Log func(line string)
	// Program is the path of caro-engine; beside the running program where "".
	Program string
	// Remote has a server answer in place of this machine's model; nil for none. All but
	// Ahead is passed over then.
	Remote *remote.Options
	// Rules are the person's own, of what is never or always dangerous.
	Rules shell.Rules
	// Fast takes the model's first command, and looks at no others where it is doubtful.
	Fast bool
	// Ahead says when to work ahead of a request that is being typed; nil for never.
	Ahead *core.Ahead
}

// Assistant is a core.Assistant over the worker that all fronts share.
type Assistant struct {
	core.Assistant
	// Machine is this machine.
	Machine platform.Machine
}

// Worked finds what of the cookbook is put into a request: two worked tasks that are much
// like it, or none (docs/accuracy.md). Four, or ones that are less alike, make answers worse:
// their names turn up in them.
var Worked = &Examples{Most: 2, Least: 0.45}

// Others is how many other commands are compared with a doubtful one. More bring little
// (docs/accuracy.md), and each takes as long as the first to write.
const Others = 3

// Open finds what is needed; the worker is started, and the model loaded, by the first
// request. The caller closes the assistant. Errors are *fault.Error or context.Canceled.
func Open(ctx context.Context, o Options) (*Assistant, error) {
	machine, err := platform.Detect(ctx)
	if err != nil {
		return nil, fault.From(fmt.Errorf("look at this machine: %w", err), fault.Failed)
	}
	a := &Assistant{Assistant: core.Assistant{Ahead: o.Ahead, Rules: o.Rules}, Machine: machine}
	if o.Remote != nil {
		server, err := remote.New(*o.Remote)
		if err != nil {
			return nil, err
		}
		a.Backend, a.Model = server, o.Remote.Model
		return a, nil
	}
	path, name, err := FindModel(ctx, o.Model, o.Checking)
	if err != nil {
		return nil, err
	}
	with, err := worker(machine, o)
	if err != nil {
		return nil, err
	}
	if with.Model.Path, err = filepath.Abs(path); err != nil {
		return nil, fault.From(fmt.Errorf("find the model %s: %w", path, err), fault.Failed)
	}
	a.Backend, a.Model = service.Connect(with), name
	a.Examples = Worked.Find
	if !o.Fast {
		a.Others = Others
	}
	return a, nil
}

// Close ends this front's requests; the worker stays for others.
func (a *Assistant) Close() error { return a.Backend.Close() }

// worker says which worker is wanted, and how to start it.
func worker(machine platform.Machine, o Options) (service.Options, error) {
	with := service.Options{
		Model:   service.Spec{Device: cmp.Or(o.Device, "auto"), LowMemory: o.LowMemory},
		Program: o.Program, Idle: o.Idle, Log: o.Log,
	}
	var err error
	if with.Libraries, err = Libraries(machine, o.Device); err != nil {
		return with, err
	}
	if with.Libraries, err = filepath.Abs(with.Libraries); err != nil {
		return with, fault.From(fmt.Errorf("find the engine libraries: %w", err), fault.Engine)
	}
	if with.Program == "" {
		with.Program, err = beside("caro-engine")
	} else {
		with.Program, err = filepath.Abs(with.Program)
	}
	if err != nil {
		return with, fault.From(err, fault.Engine)
	}
	cache, err := models.CacheDir()
	if err != nil {
		return with, fault.From(err, fault.Failed)
	}
	with.State, with.LogFile = filepath.Join(cache, "state"), filepath.Join(cache, "log", "engine.log")
	with.Socket, err = Socket(o.Socket)
	return with, err
}

// EnvSocket names the environment variable that gives the path of the worker's socket.
const EnvSocket = "CARO_SOCKET"

// Socket is the path of the worker's socket: the given one, else that of CARO_SOCKET,
// else where this system keeps such things. Errors are *fault.Error.
func Socket(given string) (string, error) {
	cache, err := models.CacheDir()
	if err != nil {
		return "", fault.From(err, fault.Failed)
	}
	return service.SocketPath(cmp.Or(given, os.Getenv(EnvSocket)), cache)
}

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

// Entry finds a model of the catalogue, of the store's own, or by a reference, and the
// store that it belongs in.
func Entry(model string) (models.Model, models.Store, error) {
	catalogue, err := models.Load()
	if err != nil {
		return models.Model{}, models.Store{}, fault.From(err, fault.Failed)
	}
	store, err := models.DefaultStore()
	if err != nil {
		return models.Model{}, models.Store{}, fault.From(err, fault.Failed)
	}
	entry := catalogue.Default()
	if model != "" {
		if entry, err = store.Find(catalogue, model); err != nil {
			return models.Model{}, models.Store{}, fault.From(err, fault.Usage)
		}
	}
	return entry, store, nil
}

// IsPath tells a file's path from a name of the catalogue.
func IsPath(model string) bool {
	return !models.IsReference(model) && (strings.ContainsRune(model, filepath.Separator) || strings.HasSuffix(strings.ToLower(model), ".gguf") && exists(model))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// ModelFault gives an error of a model store its code.
func ModelFault(err error) error {
	var damaged *models.DamagedError
	var unfit *models.LocalError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, models.ErrMissing):
		return fault.From(err, fault.ModelMissing)
	case errors.As(err, &damaged), errors.As(err, &unfit):
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
