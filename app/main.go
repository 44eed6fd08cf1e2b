// Command caro turns a plain-language request into a shell command, on this machine.
//
// This file chooses the front: the command line (app/cli), of which `caro app` is the one in
// the menu bar or tray (app/desktop).
package main

import (
	"fmt"
	"os"
	"runtime/debug"

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
	return cli.Main(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
