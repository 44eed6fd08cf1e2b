// Command enginelibs lays out the llama.cpp libraries that resources/engine.lock.json
// names, under the plain names by which the engine loads them, with their licence.
//
//	go run ./build/enginelibs -out build/out/lib [-variant auto|NAME,…] [-tarball FILE]
//
// auto is the variant for this machine's CPU (on Apple Silicon: Metal); it lies in
// the folder itself, any other in a subfolder of its name. The packages come
// through the npm client, or from a tarball of the right package that was
// fetched by other means. What doesn't have the locked hash is not laid out.
//
// Where all is there and right, nothing is done. Otherwise a new folder is made
// beside and put in place in one step: whenever it is stopped, there is the old
// folder or the new one, and what it leaves behind the next run removes.
//
// The exit status is 0 when the libraries are there, 1 when not, 2 for a wrong
// call, 130 when interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"caro/build/enginelibs/npmpack"
	"caro/core/engine/libs"
)

// options is what the command line says.
type options struct {
	out     string
	variant string
	tarball string
	timeout time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	status := command(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(status)
}

// command runs the program and gives its exit status.
func command(ctx context.Context, args []string, say io.Writer) int {
	var o options
	flags := flag.NewFlagSet("enginelibs", flag.ContinueOnError)
	flags.SetOutput(say)
	flags.StringVar(&o.out, "out", filepath.Join("build", "out", "lib"), "`folder` to lay the libraries out in")
	flags.StringVar(&o.variant, "variant", "auto", "`names` of the variants, with commas; auto is this machine's")
	flags.StringVar(&o.tarball, "tarball", "", "take the package from this `file` instead of asking npm")
	flags.DurationVar(&o.timeout, "timeout", 10*time.Minute, "`time` after which to give up")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 || o.out == "" {
		flags.Usage()
		return 2
	}
	limited, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	err := run(limited, o, say)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(say, "enginelibs: interrupted")
		return 130
	}
	fmt.Fprintln(say, "enginelibs:", err)
	if hint := hintFor(err); hint != "" {
		fmt.Fprintln(say, hint)
	}
	return 1
}

// run lays out every variant that is asked for.
func run(ctx context.Context, o options, say io.Writer) error {
	lock, err := libs.Load()
	if err != nil {
		return err
	}
	wanted, err := choose(lock, o.variant, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return err
	}
	if o.tarball != "" && len(wanted) != 1 {
		return errors.New("a tarball holds one variant: name one")
	}
	fetch := fromNPM(say)
	if o.tarball != "" {
		fetch = fromFile(o.tarball)
	}
	for _, w := range wanted {
		place := place{lock: lock, variant: w.variant, root: o.out, sub: w.sub}
		if err := place.ensure(ctx, fetch, say); err != nil {
			return err
		}
	}
	return nil
}

// want is a variant and where under the folder it lies: directly if sub is "".
type want struct {
	variant libs.Variant
	sub     string
}

// choose reads the -variant flag.
func choose(lock libs.Lock, names, goos, goarch string) ([]want, error) {
	own, ownErr := lock.ForMachine(goos, goarch)
	var all []want
	for name := range strings.SplitSeq(names, ",") {
		v, err := own, ownErr
		if name != "auto" {
			v, err = lock.Find(name)
		}
		if err != nil {
			return nil, err
		}
		sub := v.Name
		if v.Name == own.Name {
			sub = ""
		}
		all = append(all, want{v, sub})
	}
	return all, nil
}

// hintFor says what to do about an error.
func hintFor(err error) string {
	var missing *npmpack.MissingError
	var failed *npmpack.FailedError
	switch {
	case errors.As(err, &missing):
		install := "  Debian, Ubuntu: apt-get install npm\n  Fedora:         dnf install nodejs-npm\n  Arch:           pacman -S npm"
		if runtime.GOOS == "darwin" {
			install = "  brew install node"
		}
		return "The engine libraries come as an npm package. Install npm and run this again:\n" + install +
			"\nor set " + libs.EnvDir + " to a folder that has the libraries, laid out as `make build` does;\n" +
			"or fetch the package's tarball by other means and give it with -tarball."
	case errors.As(err, &failed):
		return "Look at the network connection, and at npm's registry and proxy settings (`npm config list`), then run this again;\n" +
			"or fetch the package's tarball by other means and give it with -tarball."
	}
	return ""
}
