// Command darwincheck proves on any machine what can be proved of Caro for macOS without
// a Mac:
//
//	go run ./build/darwincheck [-only PARTS] [-libraries DIR] [-programs DIR] [-icon FILE] [-bundles DIR]
//	go run ./build/darwincheck -bundle Caro.app
//
// The parts are code (types, what must not be used, the main thread, names passed to the
// Objective-C runtime: package source), plist, icon, libraries (those of llama.cpp),
// programs (caro and caro-engine, built without cgo) and bundles. `make check-darwin`
// makes what they look at and runs it.
//
// It prints what was looked at and each problem with its place. The exit status is 0
// without problems, 1 with some, 2 when it couldn't look.
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
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"caro/build/darwincheck/problem"
)

// options is what the command line says.
type options struct {
	root      string
	only      string
	libraries string
	programs  string
	icon      string
	bundles   string
	bundle    string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// command runs the program and gives its exit status.
func command(ctx context.Context, args []string, out, say io.Writer) int {
	var o options
	made := filepath.Join("build", "out", "mac")
	flags := flag.NewFlagSet("darwincheck", flag.ContinueOnError)
	flags.SetOutput(say)
	flags.StringVar(&o.root, "root", ".", "top `folder` of the project")
	flags.StringVar(&o.only, "only", "", "`parts` to check, with commas: "+strings.Join(partNames(), ", ")+"; else all")
	flags.StringVar(&o.libraries, "libraries", filepath.Join(made, "lib"), "`folder` with a folder of each variant of the engine's libraries")
	flags.StringVar(&o.programs, "programs", made, "`folder` with caro and caro-engine in arm64 and in amd64")
	flags.StringVar(&o.icon, "icon", filepath.Join("build", "out", "Caro.icns"), "the icon, a `file`")
	flags.StringVar(&o.bundles, "bundles", "", "`folder` with a Caro.app in arm64 and in amd64")
	flags.StringVar(&o.bundle, "bundle", "", "check this `app` and nothing else")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	chosen, err := choose(o)
	if err != nil || flags.NArg() > 0 {
		fmt.Fprintln(say, "darwincheck:", errors.Join(err, tooMany(flags.Args())))
		return 2
	}
	return check(ctx, &o, chosen, out, say)
}

func tooMany(args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%q isn't understood", args[0])
}

// choose gives the parts that the options ask for.
func choose(o options) ([]part, error) {
	if o.bundle != "" {
		return []part{{"bundle", oneBundle}}, nil
	}
	var chosen []part
	for _, p := range parts {
		if o.only == "" && (p.name != "bundles" || o.bundles != "") || slices.Contains(strings.Split(o.only, ","), p.name) {
			chosen = append(chosen, p)
		}
	}
	for name := range strings.SplitSeq(o.only, ",") {
		if name != "" && !slices.Contains(partNames(), name) {
			return nil, fmt.Errorf("there is no part %q: %s", name, strings.Join(partNames(), ", "))
		}
	}
	return chosen, nil
}

// check runs the parts, prints the table and the problems, and gives the exit status.
func check(ctx context.Context, o *options, chosen []part, out, say io.Writer) int {
	start := time.Now()
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var all problem.List
	for _, p := range chosen {
		from := time.Now()
		looked, found, err := p.run(ctx, o)
		if err != nil {
			fmt.Fprintf(say, "darwincheck: %s: %v\n", p.name, err)
			return 2
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%.1f s\n", p.name, looked, counted(len(found)), time.Since(from).Seconds())
		all = append(all, found...)
	}
	if err := table.Flush(); err != nil {
		fmt.Fprintln(say, "darwincheck:", err)
		return 2
	}
	all.Sort()
	for _, p := range all {
		fmt.Fprintln(out, p)
	}
	fmt.Fprintf(out, "darwincheck: %s in %.1f s\n", counted(len(all)), time.Since(start).Seconds())
	if len(all) > 0 {
		return 1
	}
	return 0
}

func counted(n int) string {
	switch n {
	case 0:
		return "no problem"
	case 1:
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", n)
}
