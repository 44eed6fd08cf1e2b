// Command caro-engine is the worker process that owns the language model: it loads it
// with llama.cpp and answers over a unix socket (docs/protocol.md).
//
// Caro's fronts start it, and it ends when nothing has been asked for long. It isn't
// meant to be run by hand, but for one thing: `caro-engine -devices -libraries DIR` lists
// the devices.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"caro/core/backend"
	"caro/core/build"
	"caro/core/engine"
	"caro/core/fault"
	"caro/core/platform"
	"caro/core/service"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "caro-engine:", err)
		os.Exit(fault.From(err, fault.Engine).Code.ExitCode())
	}
}

// settings are the program's flags.
type settings struct {
	socket, libraries, state, log string
	idle                          time.Duration
}

func run() error {
	var s settings
	flag.StringVar(&s.socket, "socket", "", "`path` of the socket to answer on")
	flag.StringVar(&s.libraries, "libraries", "", "folder of the engine `libraries`")
	flag.StringVar(&s.state, "state", "", "`folder` that keeps the state of prompts; none where empty")
	flag.StringVar(&s.log, "log", "", "`file` that takes what there is to say, and is kept short; standard error where empty")
	flag.DurationVar(&s.idle, "idle", service.DefaultIdle, "`time` without a request after which the model is unloaded, and then the program ends")
	list := flag.Bool("devices", false, "list the devices as JSON and exit")
	flag.Parse()
	// The engine leaves the working folder before it loads the libraries.
	for _, path := range []*string{&s.socket, &s.libraries, &s.state, &s.log} {
		if *path == "" {
			continue
		}
		var err error
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if *list {
		found, err := engine.Devices(s.libraries)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(found)
	}
	return s.serve()
}

func (s settings) serve() error {
	switch {
	case s.socket == "":
		return errors.New("-socket is missing; a front of Caro starts this program, see docs/protocol.md")
	case s.idle <= 0:
		return fmt.Errorf("-idle is %v, it must be more than 0", s.idle)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if s.log != "" {
		if err := service.KeepLog(ctx, s.log); err != nil {
			return err
		}
	}
	says := log.New(os.Stderr, fmt.Sprintf("caro-engine[%d] ", os.Getpid()), log.LstdFlags|log.Lmsgprefix)
	listener, err := service.Listen(s.socket, func(why string) { says.Print(why) })
	if err != nil {
		return err
	}
	machine, err := platform.Detect(ctx)
	if err != nil {
		return err
	}
	says.Printf("caro %s listens", build.Version)
	guard := guard{libraries: s.libraries, state: s.state}
	defer guard.end()
	// The engine isn't closed at the end: the process goes, and takes its memory along
	// at once, even in the middle of a load.
	return service.NewServer(service.ServerOptions{
		Open: func(spec service.Spec) (backend.Backend, error) {
			device, err := engine.ParseDevice(spec.Device)
			if err != nil {
				return nil, err
			}
			o := engine.Options{
				Libraries: s.libraries, Model: spec.Path, Device: device, State: s.state, Machine: machine,
				QuickFirst: true, Drafts: engine.KnownAnswers(machine.OS),
			}
			if spec.LowMemory {
				o.QuickFirst, o.QuickLoad = false, true
				o.Context, o.Batch = lowMemoryContext, lowMemoryBatch
			}
			return guard.open(o), nil
		},
		Idle: s.idle, Libraries: s.libraries, LogFile: s.log, Log: says,
	}).Serve(ctx, listener)
}

// Where memory is to be saved, the context has room for a request of some 500 words.
const (
	lowMemoryContext = 1280 // tokens
	lowMemoryBatch   = 64
)
