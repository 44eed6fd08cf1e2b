// Command caro turns a plain-language request into a shell command, on this machine.
//
// This file chooses the front: the command line (app/cli), of which `caro app` is the one in
// the menu bar or tray (app/desktop). Opened as Caro.app it is the latter.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"caro/app/cli"
)

func main() { os.Exit(run()) }

// run is the last guard: whatever goes wrong in Caro itself ends in words.
func run() (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "caro: a fault in Caro itself: %v\n%s", p, debug.Stack())
			code = 1
		}
	}()
	args := os.Args[1:]
	if runtime.GOOS == "darwin" {
		executable, _ := os.Executable()
		args = opened(args, executable, os.Getppid())
	}
	return cli.Main(args, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}

// opened are the arguments of a program that macOS may have opened as a bundle: its parent
// is launchd then, process 1, and it has no arguments but the serial number that older
// systems give.
func opened(args []string, executable string, parent int) []string {
	rest := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasPrefix(a, "-psn_") })
	if len(rest) == 0 && parent == 1 && strings.Contains(executable, ".app/Contents/MacOS/") {
		return []string{"app"}
	}
	return args
}
