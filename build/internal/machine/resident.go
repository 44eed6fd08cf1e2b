package machine

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Resident is the memory of a process that lies in RAM, in bytes, the pages of mapped
// files counted; 0 where there is no such process any more. ps gives it on Linux and macOS
// alike.
func Resident(ctx context.Context, pid int) (uint64, error) {
	out, err := exec.CommandContext(ctx, "ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	text := strings.TrimSpace(string(out))
	var exit *exec.ExitError
	if errors.As(err, &exit) && text == "" {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("ask for the memory of process %d: %w", pid, err)
	}
	kilobytes, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("ask for the memory of process %d: %w", pid, err)
	}
	return kilobytes << 10, nil
}

// watchEvery is often enough for a process that waits for a model.
const watchEvery = 20 * time.Millisecond

// Peak runs a command to its end and returns the most memory that it was seen with, in
// bytes. What the system itself says of a child that has ended can't serve: on Linux its
// ru_maxrss begins with that of the parent.
func Peak(ctx context.Context, cmd *exec.Cmd) (uint64, error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	most := uint64(0)
	for {
		select {
		case err := <-ended:
			return most, err
		case <-time.After(watchEvery):
		}
		now, err := Resident(ctx, cmd.Process.Pid)
		if err != nil {
			_ = cmd.Process.Kill()
			return 0, errors.Join(err, <-ended)
		}
		most = max(most, now)
	}
}

// Load is how many processes wanted a CPU on average in the last minute, as uptime says.
func Load(ctx context.Context) (float64, error) {
	out, err := exec.CommandContext(ctx, "uptime").Output()
	if err != nil {
		return 0, fmt.Errorf("ask for the load: %w", err)
	}
	return parseLoad(string(out))
}

// parseLoad reads the line of Linux, "… load average: 0.25, 0.36, 0.85", and that of
// macOS, "… load averages: 0.25 0.36 0.85", whose numbers may have a decimal comma.
func parseLoad(line string) (float64, error) {
	_, after, found := strings.Cut(line, "load average")
	_, after, colon := strings.Cut(after, ":")
	fields := strings.Fields(after)
	if !found || !colon || len(fields) == 0 {
		return 0, fmt.Errorf("read the load: uptime says %.80q", line)
	}
	number := strings.ReplaceAll(strings.TrimSuffix(fields[0], ","), ",", ".")
	load, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, fmt.Errorf("read the load: %w", err)
	}
	return load, nil
}
