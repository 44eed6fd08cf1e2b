package platform

import (
	"bytes"
	"context"
	"path"
	"strings"
)

// Coreutils is the flavour of the basic utilities that commands on this machine meet.
type Coreutils string

// The flavours. Uutils is the rewrite in Rust that follows GNU's options.
const (
	GNU              Coreutils = "gnu"
	BSD              Coreutils = "bsd"
	BusyBox          Coreutils = "busybox"
	Uutils           Coreutils = "uutils"
	UnknownCoreutils Coreutils = "unknown"
)

// words names the flavour for a person, "" if it isn't known.
func (c Coreutils) words() string {
	switch c {
	case GNU:
		return "GNU coreutils"
	case BSD:
		return "BSD utilities"
	case BusyBox:
		return "BusyBox"
	case Uutils:
		return "uutils coreutils"
	}
	return ""
}

// detectCoreutils looks at the ls that PATH leads to, cheapest way first:
//
//  1. macOS's own /bin/ls is BSD's.
//  2. Where its symbolic links end: /bin/busybox, /usr/lib/cargo/bin/coreutils/ls.
//  3. The names that its bytes contain, or the program that its #! line starts.
//  4. What it answers to --version, within runTimeout. This is rare: a build of all
//     utilities in one file of many megabytes, or a BSD's ls outside macOS.
//
// The PATH is this process's; see the package comment.
func detectCoreutils(ctx context.Context, s System) Coreutils {
	ls, err := s.LookPath("ls")
	if err != nil {
		return UnknownCoreutils
	}
	if s.OS == "darwin" && (ls == "/bin/ls" || ls == "/usr/bin/ls") {
		return BSD
	}
	target, err := s.Resolve(ls)
	if err != nil {
		target = ls
	}
	if f := flavourOfPath(target); f != UnknownCoreutils {
		return f
	}
	if f := flavourOfProgram(s.read(target)); f != UnknownCoreutils {
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, runTimeout)
	defer cancel()
	output, _ := s.Run(ctx, ls, "--version") // those that don't know the option fail and say who they are
	return flavourOfVersion(output)
}

// flavourOfPath knows programs by where distributions put them. GNU's all-in-one build is
// called coreutils too, so that name alone says nothing.
func flavourOfPath(target string) Coreutils {
	switch {
	case path.Base(target) == "busybox", strings.HasPrefix(path.Base(target), "busybox."):
		return BusyBox
	case strings.Contains(target, "uutils"), strings.Contains(target, "/cargo/bin/coreutils"):
		return Uutils
	case path.Base(target) == "gls", strings.Contains(target, "/gnubin/"):
		return GNU // Homebrew and MacPorts
	}
	return UnknownCoreutils
}

// flavourOfProgram knows programs by the names that they print with their version.
// uutils speaks of GNU coreutils in its help, so it is asked about first. Of a larger
// program only the beginning is seen.
func flavourOfProgram(program []byte) Coreutils {
	if bytes.HasPrefix(program, []byte("#!")) {
		line, _, _ := bytes.Cut(program, []byte("\n"))
		if bytes.Contains(line, []byte("--coreutils-prog-shebang=")) {
			return GNU // Red Hat's coreutils-single
		}
		return UnknownCoreutils // a wrapper around who knows what
	}
	return flavourOfNames(program)
}

func flavourOfNames(text []byte) Coreutils {
	for _, known := range []struct {
		name    string
		flavour Coreutils
	}{{"BusyBox v", BusyBox}, {"uutils", Uutils}, {"GNU coreutils", GNU}} {
		if bytes.Contains(text, []byte(known.name)) {
			return known.flavour
		}
	}
	return UnknownCoreutils
}

// flavourOfVersion reads the answer to `ls --version`: "ls (GNU coreutils) 9.1", "ls
// (uutils coreutils) 0.2.2", BusyBox's banner after its complaint, a BSD's usage line.
// Early uutils say no more than how they were called and "0.0.17".
func flavourOfVersion(output []byte) Coreutils {
	if f := flavourOfNames(output); f != UnknownCoreutils {
		return f
	}
	text := string(output)
	if words := strings.Fields(text); len(words) == 2 && path.Base(words[0]) == "ls" && strings.HasPrefix(words[1], "0.0.") {
		return Uutils
	}
	if strings.Contains(text, "usage: ls [-") {
		return BSD
	}
	return UnknownCoreutils
}
