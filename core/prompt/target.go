package prompt

import (
	"fmt"
	"strings"

	"caro/core/fault"
	"caro/core/platform"
	"caro/core/utilities"
)

// Target is the platform that a command is written for.
type Target struct {
	OS       string // "linux" or "macos"
	System   string // as a person names it: "Debian 12", "macOS 15"
	Shell    string // "bash", "zsh", …
	Flavour  string // of the core utilities: "gnu", "bsd", "busybox"
	Packages string // the package manager, "" where unknown
}

// Targets are the values that ParseTarget takes.
var Targets = []string{"linux", "macos"}

// ParseTarget gives the platform of a name, or this machine's where the name is "" or
// its own. A foreign platform is taken as it usually is: GNU and bash, BSD and zsh.
func ParseTarget(name string, here platform.Machine) (Target, error) {
	own := Target{OS: here.OS, System: systemName(here), Shell: here.Shell, Flavour: string(here.Coreutils), Packages: here.PackageManager}
	switch strings.ToLower(name) {
	case "", own.OS:
		return own, nil
	case "linux":
		return Target{OS: "linux", System: "Linux", Shell: "bash", Flavour: "gnu"}, nil
	case "macos":
		return Target{OS: "macos", System: "macOS", Shell: "zsh", Flavour: "bsd", Packages: "brew"}, nil
	}
	return Target{}, fault.New(fault.Usage, fmt.Sprintf("unknown platform %.20q", name), "use --platform linux or --platform macos")
}

// systemName names a machine's system without its architecture: "Debian 12".
func systemName(m platform.Machine) string {
	name := map[string]string{platform.Linux: "Linux", platform.MacOS: "macOS"}[m.OS]
	if m.Distro != "" {
		name = m.Distro
	}
	return strings.TrimSpace(name + " " + m.OSVersion)
}

// Version is which version of the utilities it has.
func (t Target) Version() utilities.Version {
	if t.Flavour == "bsd" || t.Flavour == "" && t.OS == "macos" {
		return utilities.BSD
	}
	return utilities.GNU
}

// utilities names the flavour as a model knows it.
func (t Target) utilities() string {
	switch t.Flavour {
	case "gnu", "uutils":
		return "GNU coreutils"
	case "bsd":
		return "BSD utilities"
	case "busybox":
		return "BusyBox"
	default:
		return "POSIX utilities"
	}
}
