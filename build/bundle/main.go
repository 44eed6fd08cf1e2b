// Command bundle lays out Caro.app, on any machine:
//
//	go run ./build/bundle -out build/out/Caro.app -os darwin -arch arm64 -caro FILE -engine FILE \
//	    -lib DIR -icns FILE -version V -build N
//	go run ./build/bundle -measure build/out/Caro.app
//
// The programs and the libraries of resources/engine.lock.json are there already; bundle
// refuses those of another machine, of another release, or that need a later macOS than
// Info.plist promises. A new bundle is made beside and put in place in one step.
//
// Nothing is signed here: build/sign.sh does that on a Mac. It changes the libraries, so
// -measure afterwards writes their new hashes into the bundle's own list, which the
// engine compares them with (package engine/libs), before the whole is sealed.
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
	"syscall"
)

// options is what the command line says.
type options struct {
	root, out          string
	goos, arch         string
	caro, engine, libs string
	icns               string
	version, build     string
	measure            string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	status := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// command runs the program and gives its exit status.
func command(ctx context.Context, args []string, out, say io.Writer) int {
	var o options
	flags := flag.NewFlagSet("bundle", flag.ContinueOnError)
	flags.SetOutput(say)
	flags.StringVar(&o.root, "root", ".", "top `folder` of the project")
	flags.StringVar(&o.out, "out", filepath.Join("build", "out", "Caro.app"), "the `bundle` to make")
	flags.StringVar(&o.goos, "os", "darwin", "the `system` it is for")
	flags.StringVar(&o.arch, "arch", "arm64", "the `processor` it is for: arm64 or amd64")
	flags.StringVar(&o.caro, "caro", "", "the program caro, a `file`")
	flags.StringVar(&o.engine, "engine", "", "the program caro-engine, a `file`")
	flags.StringVar(&o.libs, "lib", "", "`folder` of the engine libraries, or one that has them in a folder of the variant's name")
	flags.StringVar(&o.icns, "icns", filepath.Join("build", "out", "Caro.icns"), "the icon, a `file` that build/icons makes")
	flags.StringVar(&o.version, "version", "", "as `git describe` says it; without a number in it, that of Info.plist stays")
	flags.StringVar(&o.build, "build", "", "number of the build, `N` or N.N.N; that of Info.plist where empty")
	flags.StringVar(&o.measure, "measure", "", "write the hashes of the libraries of this `bundle` anew, and nothing else")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 || o.measure == "" && (o.caro == "" || o.engine == "" || o.libs == "") {
		flags.Usage()
		return 2
	}
	var err error
	if o.measure != "" {
		err = remeasure(o.measure)
	} else {
		err = lay(ctx, o, out)
	}
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(say, "bundle: interrupted")
		return 130
	}
	fmt.Fprintln(say, "bundle:", err)
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) && hinted.Hint() != "" {
		fmt.Fprintln(say, hinted.Hint())
	}
	return 1
}
