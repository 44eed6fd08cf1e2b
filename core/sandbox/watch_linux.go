package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

const (
	// shortestPause lies between two looks at a run.
	shortestPause = 50 * time.Millisecond
	// mostFiles is how many files and folders a run may make: each takes disk and
	// time to remove that its bytes don't show.
	mostFiles = 50_000
	// diskBlock is the unit of st_blocks, whatever the file system's own is
	// (stat(2)).
	diskBlock = 512
)

// exceeds looks at what the job uses now.
func (j *job) exceeds(limits Limits, f folders) Stop {
	if first := j.first(); first != nil {
		processes, memory := family(first.Pid)
		switch {
		case processes > limits.Processes:
			return StopProcesses
		case memory > limits.Memory:
			return StopMemory
		}
	}
	if files, size := diskUse(f.base); files > mostFiles || size > limits.FileBytes {
		return StopDisk
	}
	return NotStopped
}

// stat is what is read of /proc/PID/stat.
type stat struct {
	name   string // of the program, at most 15 bytes
	state  byte
	parent int
	// threads and memory (resident bytes; a page shared by several counts for each).
	threads int
	memory  int64
}

// over: the process has ended, though nobody has asked how.
func (s stat) over() bool { return s.state == 'Z' || s.state == 'X' }

// running tells whether there is such a process that has not ended.
func running(pid int) bool {
	s, err := readStat(pid)
	return err == nil && !s.over()
}

var errStat = errors.New("not the form of proc_pid_stat(5)")

func readStat(pid int) (stat, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	return parseStat(text)
}

// parseStat reads a line of the form of proc_pid_stat(5). The program's name
// stands in parentheses and may hold any byte, parentheses and spaces too.
func parseStat(text []byte) (stat, error) {
	begin, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if begin < 0 || end < begin {
		return stat{}, errStat
	}
	const ( // places behind the name: the manual's number less 3
		state, parent, threads, resident = 0, 1, 17, 21
	)
	fields := bytes.Fields(text[end+1:])
	if len(fields) <= resident {
		return stat{}, errStat
	}
	p, err1 := strconv.Atoi(string(fields[parent]))
	t, err2 := strconv.Atoi(string(fields[threads]))
	r, err3 := strconv.ParseInt(string(fields[resident]), 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return stat{}, fmt.Errorf("%w: %w", errStat, err)
	}
	return stat{
		name:    string(text[begin+1 : end]),
		state:   fields[state][0],
		parent:  p,
		threads: t,
		memory:  r * int64(os.Getpagesize()),
	}, nil
}

// family counts the threads and the resident memory of all that descends from
// first, without first itself (bwrap's, not the command's). A process whose
// parent ended is given to first by the kernel, so none gets out of the family.
func family(first int) (threads int, memory int64) {
	names, err := readNames("/proc")
	if err != nil {
		return 0, 0
	}
	all := map[int]stat{}
	children := map[int][]int{}
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		s, err := readStat(pid)
		if err != nil {
			continue // ended meanwhile
		}
		all[pid] = s
		children[s.parent] = append(children[s.parent], pid)
	}
	for rest := children[first]; len(rest) > 0; rest = rest[1:] {
		threads += max(1, all[rest[0]].threads)
		memory += all[rest[0]].memory
		rest = append(rest, children[rest[0]]...)
	}
	return threads, memory
}

func readNames(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Readdirnames(-1)
}

// diskUse counts the files under dir and the disk they take, in bytes. What
// can't be read (it goes while it is counted, or the command closed it) is
// passed over. It gives up counting soon after mostFiles.
func diskUse(dir string) (files int, size int64) {
	// The walk's function returns no error but SkipAll, so neither does the walk.
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil {
			files++
			size += sizeOnDisk(entry)
		}
		if files > mostFiles {
			return fs.SkipAll
		}
		return nil
	})
	return files, size
}

func sizeOnDisk(entry fs.DirEntry) int64 {
	info, err := entry.Info()
	if err != nil {
		return 0
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	return s.Blocks * diskBlock
}
