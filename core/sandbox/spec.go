package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Limits bound one run. A field that is zero or less takes its value from
// DefaultLimits.
type Limits struct {
	Time        time.Duration // wall clock, from start to the end of the shell
	Memory      int64         // bytes of address space of each process, and of resident memory of all together
	Processes   int           // processes and threads alive at one moment
	OutputBytes int           // kept of each of stdout and stderr; one more ends the run
	FileBytes   int64         // largest single file, and disk used by all files, fixture included
}

// DefaultLimits are generous for a command that a person types at a prompt.
func DefaultLimits() Limits {
	return Limits{
		Time:        10 * time.Second,
		Memory:      1 << 30,
		Processes:   64,
		OutputBytes: 1 << 20,
		FileBytes:   256 << 20,
	}
}

// Spec says what to run and where.
type Spec struct {
	// Command is handed to the shell as it is: SHELL -c COMMAND.
	Command string

	// Shell is the name of a shell that the system has in /usr/bin or /bin;
	// empty means bash.
	Shell string

	// Fixture fills the folder that the command starts in, called "work" and
	// lying directly in the home folder. It runs outside the sandbox, on behalf
	// of the caller. Nil leaves the folder empty. See CopyOf.
	Fixture func(dir string) error

	// Home is the home folder as the command sees it, /home/NAME or /Users/NAME;
	// NAME is the name of the user too. Empty means /home/user.
	Home string

	// Env is added to the clean environment (PATH, HOME, USER, LOGNAME, SHELL,
	// LANG=C.UTF-8, TZ=UTC, TERM=dumb) and wins over it.
	Env map[string]string

	Limits Limits
}

// Stop is the reason why a run was ended before the shell ended by itself.
type Stop string

// The reasons. NotStopped is the zero value: the shell ended by itself.
const (
	NotStopped    Stop = ""
	StopTime      Stop = "time"
	StopMemory    Stop = "memory"
	StopProcesses Stop = "processes"
	StopOutput    Stop = "output"
	StopDisk      Stop = "disk"
	stopCancelled Stop = "cancelled" // never in a Result
)

// exitWhenStopped is the exit code of a shell that was not left to end.
const exitWhenStopped = -1

// Result is what a run left. Call Remove when done with it.
type Result struct {
	Stdout, Stderr []byte

	// ExitCode is the shell's own, 128+N where it died of signal N, -1 where
	// the run was stopped.
	ExitCode int

	TimedOut  bool // Stopped is StopTime
	Truncated bool // Stopped is StopOutput: Stdout or Stderr holds only its beginning
	Stopped   Stop

	// Dir is the folder that the command started in, and Home the home folder
	// around it, as they lie on this machine after the run. All that is in Home
	// was in the command's hands, Dir itself too (it may be gone, or a link to
	// elsewhere): read it through Open.
	Dir, Home string

	place folders
}

// Open opens Dir for reading. Nothing that is opened through the root lies
// outside Home, whatever links the command made; but look before opening (a pipe
// blocks). The caller closes it.
func (r Result) Open() (*os.Root, error) {
	around, err := os.OpenRoot(filepath.Dir(r.Dir))
	if err != nil {
		return nil, fmt.Errorf("sandbox: open the home folder: %w", err)
	}
	defer func() { _ = around.Close() }() // only read
	root, err := around.OpenRoot(filepath.Base(r.Dir))
	if err != nil {
		return nil, fmt.Errorf("sandbox: open the folder after the run: %w", err)
	}
	return root, nil
}

// Remove deletes all that the run left on disk. It may be called twice.
func (r Result) Remove() error { return r.place.remove() }

const (
	defaultHome = "/home/user"
	// maxCommand stays under the 128 KiB that Linux accepts as one argument.
	maxCommand = 100 << 10
)

var (
	homeForm  = regexp.MustCompile(`^/(home|Users)/[a-z_][a-z0-9_-]{0,31}$`)
	shellForm = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	nameForm  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// complete fills in the defaults, or says what can't be run.
func (s Spec) complete() (Spec, error) {
	s.Shell = cmp.Or(s.Shell, "bash")
	s.Home = cmp.Or(s.Home, defaultHome)
	s.Limits = s.Limits.complete()
	switch {
	case strings.ContainsRune(s.Command, 0):
		return s, errors.New("sandbox: the command holds a NUL byte")
	case len(s.Command) > maxCommand:
		return s, fmt.Errorf("sandbox: the command is too long: %d bytes, %d at most", len(s.Command), maxCommand)
	case !shellForm.MatchString(s.Shell):
		return s, fmt.Errorf("sandbox: not the bare name of a shell: %q", s.Shell)
	case !homeForm.MatchString(s.Home):
		return s, fmt.Errorf("sandbox: not a home folder like %s: %q", defaultHome, s.Home)
	}
	for name, value := range s.Env {
		if !nameForm.MatchString(name) || strings.ContainsRune(value, 0) {
			return s, fmt.Errorf("sandbox: not an environment variable: %q", name)
		}
	}
	return s, nil
}

func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		Time:        positive(l.Time, d.Time),
		Memory:      positive(l.Memory, d.Memory),
		Processes:   positive(l.Processes, d.Processes),
		OutputBytes: positive(l.OutputBytes, d.OutputBytes),
		FileBytes:   positive(l.FileBytes, d.FileBytes),
	}
}

func positive[T cmp.Ordered](value, otherwise T) T {
	var zero T
	if value > zero {
		return value
	}
	return otherwise
}

// environment is all that the command inherits, sorted. s is complete.
func (s Spec) environment() []string {
	user := path.Base(s.Home)
	env := map[string]string{
		"PATH":    "/usr/bin:/bin",
		"HOME":    s.Home,
		"USER":    user,
		"LOGNAME": user,
		"SHELL":   "/bin/" + s.Shell,
		"LANG":    "C.UTF-8",
		"TZ":      "UTC",
		"TERM":    "dumb",
	}
	maps.Copy(env, s.Env)
	lines := make([]string, 0, len(env))
	for name, value := range env {
		lines = append(lines, name+"="+value)
	}
	slices.Sort(lines)
	return lines
}
