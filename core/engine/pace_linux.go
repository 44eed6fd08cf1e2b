package engine

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

// tick is the unit of /proc/stat in seconds; USER_HZ is 100 on all that Caro runs on.
const tick = 0.01

// cpuUsage reads /proc/stat, see proc(5).
func cpuUsage() (usage, bool) {
	line := firstLine("/proc/stat") // cpu user nice system idle iowait …
	fields := bytes.Fields(line)
	if len(fields) < 6 || string(fields[0]) != "cpu" {
		return usage{}, false
	}
	idle, err := strconv.ParseFloat(string(fields[4]), 64)
	if err != nil {
		return usage{}, false
	}
	waiting, err := strconv.ParseFloat(string(fields[5]), 64)
	if err != nil {
		return usage{}, false
	}
	var own syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &own) != nil {
		return usage{}, false
	}
	used := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	return usage{at: time.Now(), idle: (idle + waiting) * tick, own: used.Seconds()}, true
}

// runningTasks is how many threads of the machine want a core right now, this one
// among them: /proc/loadavg, see proc(5).
func runningTasks() (int, bool) {
	fields := bytes.Fields(firstLine("/proc/loadavg")) // 0.20 0.18 0.12 1/80 11206
	if len(fields) < 4 {
		return 0, false
	}
	running, _, _ := bytes.Cut(fields[3], []byte("/"))
	n, err := strconv.Atoi(string(running))
	return n, err == nil
}

func firstLine(path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	buf := make([]byte, 512)
	n, _ := f.Read(buf)
	line, _, _ := bytes.Cut(buf[:n], []byte("\n"))
	return line
}
