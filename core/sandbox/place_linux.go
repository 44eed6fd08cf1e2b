package sandbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	hostName = "sandbox"
	innerID  = 1000  // user and group of the command, as it sees them
	nobodyID = 65534 // user and group that a caller who is root becomes outside

	// spareProcesses lets the watch see a run that exceeds its number, where
	// the kernel's limit alone would leave a fork bomb retrying to the time-out.
	spareProcesses = 8
)

// place is a way to build the sandbox that was seen to work on this machine.
type place struct {
	bwrap string

	// lockNamespaces closes off further user namespaces (bwrap 0.8 and later).
	// Earlier ones leave them open: more of the kernel to attack, nothing more
	// to reach.
	lockNamespaces bool

	// limitProcesses is set where the kernel counts the processes of a user in
	// each user namespace apart (since 5.14). Elsewhere its limit would count the
	// caller's other programs in, and the watch has to do.
	limitProcesses bool

	owner int // user and group to become before bwrap, -1 to stay
}

// Available says why commands can't be tried on this machine, and what to do
// about it; nil if they can. The answer is found once, by running a command.
func Available() error {
	_, err := findPlace()
	return err
}

var findPlace = sync.OnceValues(func() (place, error) {
	bwrap, err := exec.LookPath("bwrap")
	if err != nil {
		return place{}, errors.New("sandbox: bwrap is not installed: install the package bubblewrap (apt-get install bubblewrap)")
	}
	p := place{bwrap: bwrap, lockNamespaces: true, limitProcesses: countsApart(), owner: -1}
	if os.Geteuid() == 0 {
		p.owner = nobodyID
	}
	if p.prove() == nil {
		return p, nil
	}
	p.lockNamespaces = false
	if err := p.prove(); err != nil {
		return place{}, fmt.Errorf("sandbox: bwrap can't build a private place here: %w%s", err, hint())
	}
	return p, nil
})

// countsApart: see place.limitProcesses.
func countsApart() bool {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return false
	}
	var major, minor int
	if _, err := fmt.Sscanf(string(release), "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major > 5 || major == 5 && minor >= 14
}

// prove runs a command whose outcome nothing else has.
func (p place) prove() error {
	spec, err := Spec{Command: "exit 42", Shell: "sh"}.complete()
	if err != nil {
		return err
	}
	result, err := p.run(context.Background(), spec)
	if err != nil {
		return err
	}
	if err := result.Remove(); err != nil {
		return err
	}
	if result.ExitCode != 42 {
		return fmt.Errorf("the trial ended with %d, not 42: %s", result.ExitCode, firstLine(result.Stderr))
	}
	return nil
}

// hint names the switch that keeps the namespaces closed, as far as the kernel
// tells.
func hint() string {
	for _, s := range []struct{ file, closed, advice string }{
		{"/proc/sys/kernel/unprivileged_userns_clone", "0", "; allow user namespaces: sysctl kernel.unprivileged_userns_clone=1"},
		{"/proc/sys/user/max_user_namespaces", "0", "; allow user namespaces: sysctl user.max_user_namespaces=1000"},
		{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "; let AppArmor allow bwrap user namespaces, by a profile or sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
	} {
		value, err := os.ReadFile(s.file)
		if err == nil && strings.TrimSpace(string(value)) == s.closed {
			return s.advice
		}
	}
	return "; in a container, user namespaces and a /proc without masks must be allowed (docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined); the temporary folder (TMPDIR) must be open to other users if root runs this"
}

// arguments are bwrap's: the place, then the limits, then the shell. Status
// reports go to file descriptor statusFD.
func (p place) arguments(spec Spec, f folders, statusFD int) []string {
	args := []string{
		"--unshare-all", "--unshare-user", "--die-with-parent", "--new-session",
		"--cap-drop", "ALL", "--hostname", hostName,
		"--uid", strconv.Itoa(innerID), "--gid", strconv.Itoa(innerID),
		"--json-status-fd", strconv.Itoa(statusFD),
	}
	if p.lockNamespaces {
		args = append(args, "--disable-userns")
	}
	args = append(args, systemMounts()...)
	for _, name := range slices.Sorted(maps.Keys(madeUpEtc(spec))) {
		args = append(args, "--ro-bind", filepath.Join(f.etc, name), "/etc/"+name)
	}
	args = append(args,
		"--proc", "/proc",
		"--dev", "/dev", "--bind", f.shm, "/dev/shm", "--remount-ro", "/dev",
		"--bind", f.tmp, "/tmp", "--dir", "/var", "--symlink", "/tmp", "/var/tmp",
		"--bind", f.home, spec.Home,
		"--remount-ro", "/", // bwrap's own root is memory that could be filled
		"--chdir", spec.Home+"/work",
		"--",
		"/bin/bash", "-c", threshold, "bash", "/usr/bin/prlimit",
	)
	args = append(args, spec.Limits.arguments()...)
	if p.limitProcesses {
		args = append(args, "--nproc="+strconv.Itoa(spec.Limits.Processes+spareProcesses))
	}
	return append(args, "--", spec.Shell, "-c", spec.Command)
}

// threshold leaves behind what the caller's process would otherwise pass on: its
// umask, and files that it inherited open itself (Go closes only its own).
const threshold = `umask 022
for fd in /proc/self/fd/*; do
	fd=${fd##*/}
	((fd < 3)) || eval "exec $fd>&-"
done
exec "$@"`

// systemMounts show the system's programs read-only: /usr without what the
// machine's owner added to it, the folders that are links into /usr, and the few
// files of /etc that programs are found and linked by.
func systemMounts() []string {
	args := []string{"--ro-bind", "/usr", "/usr"}
	if info, err := os.Lstat("/usr/local"); err == nil && info.IsDir() {
		args = append(args, "--tmpfs", "/usr/local", "--remount-ro", "/usr/local")
	}
	for _, dir := range []string{"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"} {
		if target, err := os.Readlink(dir); err == nil {
			args = append(args, "--symlink", target, dir)
		} else {
			args = append(args, "--ro-bind-try", dir, dir)
		}
	}
	for _, path := range []string{
		"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
		"/etc/os-release", "/etc/debian_version",
		"/sys/devices/system/cpu", // where lscpu reads; nothing else of /sys is shown
	} {
		args = append(args, "--ro-bind-try", path, path)
	}
	return args
}

func (l Limits) arguments() []string {
	return []string{
		"--as=" + strconv.FormatInt(l.Memory, 10),
		"--fsize=" + strconv.FormatInt(l.FileBytes, 10),
		"--nofile=256",
		"--core=0",
		"--memlock=0",
		"--msgqueue=0",
		"--cpu=" + strconv.FormatInt(int64(l.Time/time.Second)+1, 10),
	}
}
