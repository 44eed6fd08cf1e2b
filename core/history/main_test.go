package history

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
)

// childJob, set to the name of a job, makes the test program a process that does it on the
// history CARO_TEST_PATH.
const childJob = "CARO_TEST_JOB"

var jobs = map[string]func(Store) error{
	"write":    writeAsChild,
	"somebody": somebodyAsChild,
}

func TestMain(m *testing.M) {
	if job := os.Getenv(childJob); job != "" {
		if err := jobs[job](Store{Path: os.Getenv("CARO_TEST_PATH")}); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is the command of a process that does a job.
func child(t *testing.T, job, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childJob+"="+job, "CARO_TEST_PATH="+path)
	return cmd
}

// writeAsChild adds entries, CARO_TEST_COUNT of them or without end, and prints each when
// it is written.
func writeAsChild(s Store) error {
	count, _ := strconv.Atoi(os.Getenv("CARO_TEST_COUNT"))
	s.Max = 1 << 20
	out := bufio.NewWriter(os.Stdout)
	for i := 0; count == 0 || i < count; i++ {
		command := fmt.Sprintf("echo %d-%d", os.Getpid(), i)
		if _, err := s.Add(context.Background(), Entry{Query: "write " + command, Command: command}); err != nil {
			return err
		}
		fmt.Fprintln(out, command)
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// outcome is what a child tells of an error.
type outcome struct {
	Added             int
	Message, Hint     string
	Full              bool
	After, Read, Gone string // what came of the tries afterwards
}

func (o *outcome) note(err error) {
	var of *Error
	if errors.As(err, &of) {
		o.Message, o.Hint = of.Error(), of.Hint()
	} else if err != nil {
		o.Message = err.Error()
	}
}

func (o *outcome) print() error { return json.NewEncoder(os.Stdout).Encode(o) }

// somebodyAsChild is a user who may not write in the folder.
func somebodyAsChild(s Store) error {
	if os.Geteuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return fmt.Errorf("setuid: %w", err)
		}
	}
	return triesToWrite(s)
}

func triesToWrite(s Store) error {
	ctx := context.Background()
	var o outcome
	_, err := s.Add(ctx, Entry{Query: "q", Command: "pwd"})
	o.note(err)
	list, err := s.Recent(ctx, 9)
	o.Read = fmt.Sprint(len(list), err)
	found, err := s.Search(ctx, "l", 9)
	o.After = fmt.Sprint(len(found), err)
	o.Gone = fmt.Sprint(s.Clear(ctx))
	return o.print()
}
