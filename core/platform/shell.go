package platform

import (
	"fmt"
	"path"
	"strings"
)

// shells maps the names of shell programs to what their language is called here.
var shells = map[string]string{
	"bash": "bash", "rbash": "bash",
	"zsh": "zsh", "fish": "fish",
	"sh": "sh", "dash": "dash", "ash": "ash",
	"ksh": "ksh", "ksh93": "ksh", "mksh": "ksh", "oksh": "ksh", "yash": "yash",
	"tcsh": "tcsh", "csh": "csh",
	"nu": "nu", "pwsh": "pwsh", "elvish": "elvish", "xonsh": "xonsh", "osh": "osh",
}

// detectShell takes the user's shell from $SHELL. Containers and services often lack it;
// then a parent that is a shell is the one that was typed into. Only known names count,
// so neither a login that is switched off (/sbin/nologin) nor whatever a stranger put
// into the environment gets into a prompt. Last comes what the system starts with.
func detectShell(s System) string {
	if name := shellName(s.Getenv("SHELL")); name != "" {
		return name
	}
	if s.OS == "darwin" {
		return "zsh" // since 10.15
	}
	if name := shellName(string(s.read(fmt.Sprintf("/proc/%d/comm", s.Parent)))); name != "" {
		return name
	}
	return "sh"
}

// shellName knows a shell by its path or its process name, "-zsh" for a login included.
func shellName(program string) string {
	return shells[strings.TrimPrefix(path.Base(strings.TrimSpace(program)), "-")]
}
