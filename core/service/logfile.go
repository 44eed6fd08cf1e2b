package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// maxLog is how long the worker's log may grow; then it becomes the old one.
const maxLog = 1 << 20

// logEvery is how often the worker looks at its log's length.
const logEvery = 5 * time.Second

// openLog opens the log for appending, and makes it and its folder for this user alone.
func openLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the log's folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	return f, nil
}

// KeepLog has this process's standard output and error go to a log file and keeps that
// within 1 MB: a longer one becomes FILE.1, of which there is one. It looks now and,
// until ctx ends, every few seconds. What native code writes goes there too.
func KeepLog(ctx context.Context, path string) error {
	if err := rotate(path); err != nil {
		return err
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(logEvery):
			}
			if err := rotate(path); err != nil {
				fmt.Fprintln(os.Stderr, err) // to the log as it is
			}
		}
	}()
	return nil
}

// rotate moves a log that has grown too long, and points this process's output at the
// one of that name.
func rotate(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("look at the log: %w", err)
	case info.Size() >= maxLog:
		if err := os.Rename(path, path+".1"); err != nil {
			return fmt.Errorf("set the old log aside: %w", err)
		}
	default:
		if now, err := os.Stderr.Stat(); err == nil && os.SameFile(info, now) {
			return nil
		}
	}
	f, err := openLog(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, fd := range []int{1, 2} {
		if err := duplicate(int(f.Fd()), fd); err != nil {
			return fmt.Errorf("write to the log: %w", err)
		}
	}
	return nil
}
