package sandbox

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What the command must not reach, and what it must not be able to do.

func TestNoNetwork(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Skip("no loopback to listen on: ", err)
	}
	defer listener.Close()
	reached := make(chan struct{}, 1)
	go func() {
		if conn, err := listener.Accept(); err == nil {
			conn.Close()
			reached <- struct{}{}
		}
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	dial := fmt.Sprintf("exec 3<>/dev/tcp/127.0.0.1/%d && echo connected", port)

	// The command itself is sound: outside, it connects.
	if out, err := exec.CommandContext(t.Context(), "bash", "-c", dial).CombinedOutput(); err != nil {
		t.Fatalf("outside: %v: %s", err, out)
	}
	<-reached

	r := try(t, Spec{Command: dial})
	if r.ExitCode == 0 || len(r.Stdout) > 0 {
		t.Errorf("connected: %q", r.Stdout)
	}
	r = try(t, Spec{Command: "tail -n +3 /proc/net/dev | cut -d: -f1; cat /proc/net/unix /proc/net/route | grep -v -e ^Num -e ^Iface"})
	if got := strings.Fields(string(r.Stdout)); len(got) != 1 || got[0] != "lo" {
		t.Errorf("network: %q", got)
	}
}

func TestHostFilesAreNotThere(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "/root"
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		home, secret, "/root", "/etc/shadow", "/etc/ssh", "/etc/ssl", "/var/log", "/run", "/mnt", "/opt", "/boot",
		"/sys/kernel", "/dev/mem", "/dev/kvm", "/dev/sda", "/dev/vda",
	} {
		r := try(t, Spec{Command: "test -e '" + path + "'", Home: "/home/visitor"})
		if r.ExitCode != 1 {
			t.Errorf("%s: there is one (%d)", path, r.ExitCode)
		}
	}
	r := try(t, Spec{Command: "ls -A /home /usr/local; cut -d: -f1 /etc/passwd"})
	if want := "/home:\nuser\n\n/usr/local:\nroot\nuser\nnobody\n"; string(r.Stdout) != want {
		t.Errorf("got %q, want %q", r.Stdout, want)
	}
}

func TestNothingOutsideIsWritable(t *testing.T) {
	r := try(t, Spec{Limits: Limits{Time: time.Minute}, Command: `
		for d in / /usr /usr/bin /usr/local /etc /dev /var /home /proc /sys /sys/devices; do
			: 2>/dev/null > $d/caro-was-here && echo $d
		done
		find /etc /usr /sys /proc/sysrq-trigger /proc/sys/vm /proc/sys/fs /proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe \
			! -type l ! -path '/proc/sys/fs/mqueue/*' -writable 2>/dev/null
		mount -o remount,rw /usr 2>/dev/null && echo remounted
		mount -t tmpfs none /tmp 2>/dev/null && echo mounted
		chroot / true 2>/dev/null && echo chroot
		mknod disk b 8 0 2>/dev/null && echo mknod
		grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb):.*[1-9a-f]|NoNewPrivs:.*0)' /proc/self/status
		true`})
	if len(r.Stdout) > 0 || r.ExitCode != 0 {
		t.Errorf("could: %s(%d, %s)", r.Stdout, r.ExitCode, r.Stderr)
	}
}

func TestNoFurtherNamespaces(t *testing.T) {
	r := try(t, Spec{Command: "unshare --user --map-root-user true 2>/dev/null"})
	p, err := findPlace()
	if err != nil {
		t.Fatal(err)
	}
	if !p.lockNamespaces {
		t.Skip("this bwrap is older than 0.8 and leaves user namespaces open")
	}
	if r.ExitCode == 0 {
		t.Error("made a user namespace")
	}
}

// TestNotTheRootUser: files under /proc/sys obey the machine's root user even
// when it has no capability, so nothing may run as that one.
func TestNotTheRootUser(t *testing.T) {
	r := try(t, Spec{Command: "touch mine"})
	info, err := os.Lstat(filepath.Join(r.Dir, "mine"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Sys().(*syscall.Stat_t).Uid == 0 {
		t.Error("ran as root")
	}
}

func TestHostProcessesAreNotThere(t *testing.T) {
	other := exec.CommandContext(t.Context(), "sleep", "60")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		other.Process.Kill()
		other.Wait()
	}()
	r := try(t, Spec{Command: fmt.Sprintf("ls -d /proc/[0-9]* | wc -l; kill -9 %d 2>/dev/null && echo killed; kill -9 -1; echo alive", other.Process.Pid)})
	var seen int
	if _, err := fmt.Sscan(string(r.Stdout), &seen); err != nil || seen > 5 || strings.Contains(string(r.Stdout), "killed") {
		t.Errorf("got %q, %v", r.Stdout, err)
	}
	if !running(other.Process.Pid) {
		t.Error("a process outside was ended")
	}
}

func TestRemovingEverythingHarmsNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "precious")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	before := count(t, "/usr/bin") + count(t, "/etc")
	for _, command := range []string{
		"rm -rf ~ /", "rm -rf --no-preserve-root ~ /", "find / -delete", "mv / ~; mv ~ /nowhere",
		"chmod -R 000 / ~", "for f in /dev/* /proc/sys/*/*; do :; done; echo > " + file,
	} {
		r := try(t, Spec{
			Limits:  Limits{Time: time.Minute},
			Command: "(" + command + ") 2>/dev/null; true",
			Fixture: func(dir string) error { return os.WriteFile(filepath.Join(dir, "a"), nil, 0o644) },
		})
		if r.ExitCode != 0 || r.Stopped != NotStopped {
			t.Errorf("%s: exit code %d, stopped by %q, %q", command, r.ExitCode, r.Stopped, r.Stderr)
		}
		if err := r.Remove(); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	if after := count(t, "/usr/bin") + count(t, "/etc"); after != before {
		t.Errorf("%d files of the system, %d before", after, before)
	}
}

func count(t *testing.T, dir string) int {
	t.Helper()
	names, err := readNames(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

// TestLinksOutAreNotFollowed is about the reader: what a command leaves may
// point anywhere.
func TestLinksOutAreNotFollowed(t *testing.T) {
	r := try(t, Spec{Command: "echo mine > own; ln -s own inside; ln -s /etc/passwd answer; ln -s ../../../../../../../../../etc/passwd climb"})
	root, err := r.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, readable := range map[string]bool{"own": true, "inside": true, "answer": false, "climb": false} {
		if _, err := root.ReadFile(name); (err == nil) != readable {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, command := range []string{"cd ..; rm -r work; ln -s / work", "cd ..; rm -r work", "cd ..; rm -r work; : > work"} {
		if root, err := try(t, Spec{Command: command}).Open(); err == nil {
			root.Close()
			t.Errorf("%s: opened", command)
		}
	}
}

// TestNothingRunsAfterwards covers the ways to stay: in the background, with
// output closed, in a session of one's own, ignoring signals.
func TestNothingRunsAfterwards(t *testing.T) {
	const beat = "(trap '' HUP INT TERM; while :; do echo x >> beat; sleep 0.02; done) >/dev/null 2>&1 </dev/null &"
	for name, c := range map[string]struct {
		command string
		stopped Stop
		limit   time.Duration
	}{
		"shell ends":           {beat + " sleep 0.3; exit 3", NotStopped, time.Minute},
		"output held open":     {"sleep 50 & " + beat + " sleep 0.3; exit 3", NotStopped, time.Minute},
		"session of its own":   {"setsid bash -c '" + strings.ReplaceAll(beat, "'", "") + "'; sleep 0.3; exit 3", NotStopped, time.Minute},
		"time-out":             {beat + " sleep 60", StopTime, 2 * time.Second},
		"time-out and session": {"setsid -f sh -c 'while :; do echo x >> beat; sleep 0.02; done'; trap '' TERM; sleep 60", StopTime, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			r := try(t, Spec{Command: c.command, Limits: Limits{Time: c.limit}})
			if took := time.Since(begin); took > 40*time.Second { // the sleeps are longer
				t.Errorf("took %v", took)
			}
			want := 3
			if c.stopped == StopTime {
				want = -1
			}
			if r.Stopped != c.stopped || r.TimedOut != (c.stopped == StopTime) || r.ExitCode != want {
				t.Errorf("stopped by %q, code %d: %s", r.Stopped, r.ExitCode, r.Stderr)
			}
			size := beatSize(t, r)
			time.Sleep(100 * time.Millisecond)
			if later := beatSize(t, r); size == 0 || later != size {
				t.Errorf("%d bytes, then %d", size, later)
			}
		})
	}
}

func beatSize(t *testing.T, r Result) int64 {
	t.Helper()
	info, err := os.Lstat(filepath.Join(r.Dir, "beat"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
