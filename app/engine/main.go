// Command caro-engine is the worker process that owns the language model: it loads it
// with llama.cpp and answers over a unix socket (docs/protocol.md).
//
// Caro's fronts start it with a listening socket as file descriptor 3 and a pipe as
// standard input, and it ends when that pipe does. It isn't meant to be run by hand,
// but for one thing: `caro-engine -devices -libraries DIR` lists the devices.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

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

func run() error {
	var o engine.Options
	flag.StringVar(&o.Libraries, "libraries", "", "folder of the engine `libraries`")
	flag.StringVar(&o.Model, "model", "", "GGUF `file` of the model")
	flag.StringVar(&o.State, "state", "", "`folder` that keeps the state of prompts; none where empty")
	flag.BoolVar(&o.QuickLoad, "quick-load", false, "load quickly, evaluate prompts slowly: for a worker of one answer")
	device := flag.String("device", "auto", "auto, cpu or gpu")
	list := flag.Bool("devices", false, "list the devices as JSON and exit")
	flag.Parse()
	var err error
	if o.Device, err = engine.ParseDevice(*device); err != nil {
		return err
	}
	// The engine leaves the working folder before it loads the libraries.
	if o.Libraries, err = filepath.Abs(o.Libraries); err != nil {
		return err
	}
	if o.Model, err = filepath.Abs(o.Model); err != nil {
		return err
	}
	if o.State != "" {
		if o.State, err = filepath.Abs(o.State); err != nil {
			return err
		}
	}
	if *list {
		found, err := engine.Devices(o.Libraries)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(found)
	}
	return serve(o)
}

func serve(o engine.Options) error {
	listener, err := service.Listener()
	if err != nil {
		return fmt.Errorf("%w; a front of Caro starts this program, see docs/protocol.md", err)
	}
	defer removeSocket(listener.Addr())
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ctx = service.UntilClosed(ctx, os.Stdin)
	if o.Machine, err = platform.Detect(ctx); err != nil {
		return err
	}
	// The engine isn't closed at the end: the process goes, and takes its memory along
	// at once, even in the middle of a load.
	return service.NewServer(engine.New(o)).Serve(ctx, listener)
}

// removeSocket removes the socket and its folder, which a front that was killed can't.
func removeSocket(addr net.Addr) {
	if unix, ok := addr.(*net.UnixAddr); ok && unix.Name != "" {
		_ = os.Remove(unix.Name)
		_ = os.Remove(filepath.Dir(unix.Name))
	}
}
