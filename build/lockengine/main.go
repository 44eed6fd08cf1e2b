// Command lockengine writes resources/engine.lock.json anew: it gets the npm
// package of every variant through the npm client (`npm pack`), measures its
// libraries, and reads from the package which release of llama.cpp they are.
//
//	go run ./build/lockengine -version 3.21.1 -out resources/engine.lock.json
//
// It is run by hand, to take up another release, and needs the network; what it
// writes is reviewed and committed. A release must have all variants, and yzma
// (go.mod) must suit it: run the engine's tests with the new lock.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"caro/core/engine/libs"
)

// variants says what is locked, in the order of preference for a machine. The
// packages are prebuilt llama.cpp, made for node-llama-cpp, MIT licensed.
var variants = []libs.Variant{
	{Name: "mac-arm64-metal", OS: "darwin", Arch: "arm64", GPU: "metal", Default: true},
	{Name: "mac-x64", OS: "darwin", Arch: "amd64", Default: true},
	{Name: "linux-x64", OS: "linux", Arch: "amd64", Default: true},
	{Name: "linux-arm64", OS: "linux", Arch: "arm64", Default: true},
	{Name: libs.LinuxVulkan, OS: "linux", Arch: "amd64", GPU: "vulkan"},
}

// scope is where the packages lie in the registry; the rest of a package's name
// is the variant's.
const scope = "@node-llama-cpp/"

func main() {
	version := flag.String("version", "3.21.1", "`version` of the npm packages")
	out := flag.String("out", "resources/engine.lock.json", "`file` to write")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := write(ctx, *version, *out)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "lockengine:", err)
		os.Exit(1)
	}
}

// write makes the lock and puts it in place of the file out.
func write(ctx context.Context, version, out string) error {
	temp, err := os.MkdirTemp("", "lockengine-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	var lock libs.Lock
	for _, v := range variants {
		v.Package, v.Version = scope+v.Name, version
		fmt.Fprintf(os.Stderr, "%s@%s\n", v.Package, v.Version)
		release, err := measure(ctx, &v, filepath.Join(temp, v.Name))
		if err != nil {
			return fmt.Errorf("%s: %w", v.Package, err)
		}
		if lock.Release != "" && lock.Release != release {
			return fmt.Errorf("%s is llama.cpp %s, the others are %s", v.Package, release, lock.Release)
		}
		lock.Release = release
		lock.Variants = append(lock.Variants, v)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "\t")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(lock); err != nil {
		return err
	}
	if _, err := libs.Parse(text.Bytes()); err != nil {
		return err
	}
	return replace(out, text.Bytes())
}

// replace writes data to a new file beside name and renames it.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".lockengine-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // after the rename there is none
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
