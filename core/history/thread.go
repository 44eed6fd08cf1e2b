package history

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// Turn is a request and the command that answered it, as a thread keeps them: without
// their secrets.
type Turn struct {
	Request string `json:"request"`
	Command string `json:"command"`
	// Redacted says that a secret was taken out of the command.
	Redacted bool `json:"redacted,omitempty"`
}

const (
	// MaxTurns is how many turns a thread has, the last ones.
	MaxTurns = 3
	// MaxThreadAge is how long a thread can be gone on with.
	MaxThreadAge = 24 * time.Hour
	// maxThreadFile bounds what is read of a thread's file, in bytes.
	maxThreadFile = 64 << 10
	threadName    = "last.json"
)

// The reasons why there is no thread to go on with.
var (
	ErrNoThread  = errors.New("there is no answer to go on from")
	ErrOldThread = errors.New("the last answer is older than a day")
	ErrRedacted  = errors.New("the last command had a secret, which isn't kept")
)

// ThreadPlace returns where the last answers of the command line are kept:
// ~/Library/Application Support/caro/last.json on macOS, and caro/last.json in
// $XDG_STATE_HOME or ~/.local/state elsewhere. getenv is os.Getenv or the like.
func ThreadPlace(getenv func(name string) string) (string, error) {
	return threadPlaceOn(runtime.GOOS, getenv)
}

func threadPlaceOn(goos string, getenv func(string) string) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); goos != "darwin" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "caro", threadName), nil
	}
	home := getenv("HOME")
	switch {
	case !filepath.IsAbs(home):
		return "", errors.New("no place for the last answer is known: HOME isn't set to a full path")
	case goos == "darwin":
		return filepath.Join(home, "Library", "Application Support", "caro", threadName), nil
	default:
		return filepath.Join(home, ".local", "state", "caro", threadName), nil
	}
}

// threadFile is what the file holds.
type threadFile struct {
	At    time.Time `json:"at"` // of the last turn
	Turns []Turn    `json:"turns"`
}

// KeepThread puts a thread in the place of the one at path: what went before, of which the
// last turns are kept, and an answer to go on from, without its secrets. The file is its
// owner's alone (0600), and never half written. An answer that package gate refuses isn't
// kept, which is an error.
func KeepThread(path string, before []Turn, answer Entry) error {
	e, err := answer.clean(time.Now())
	if err != nil {
		return fmt.Errorf("keep the last answer: %w", err)
	}
	turns := slices.Concat(before, []Turn{{Request: e.Query, Command: e.Command, Redacted: e.Redacted}})
	data, err := json.Marshal(threadFile{At: e.At, Turns: turns[max(0, len(turns)-MaxTurns):]})
	if err == nil {
		err = writeThread(path, data)
	}
	if err != nil {
		return fmt.Errorf("keep the last answer: %w", err)
	}
	return nil
}

func writeThread(path string, data []byte) error {
	if err := makeFolder(path); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+threadName+"-*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		ownAs(f.Name(), dir)
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// Thread gives the thread that is kept at path, oldest turn first. Where there is none to
// go on with the error is ErrNoThread, ErrOldThread or ErrRedacted.
func Thread(path string, now time.Time) ([]Turn, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoThread
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxThreadFile) {
		err = errNoFile
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the last answer: %w", err)
	}
	var kept threadFile
	if json.Unmarshal(data, &kept) != nil || len(kept.Turns) == 0 || len(kept.Turns) > MaxTurns {
		return nil, ErrNoThread // of another version, or damaged: the next answer replaces it
	}
	switch age := now.Sub(kept.At); {
	case age > MaxThreadAge, age < -MaxThreadAge:
		return nil, ErrOldThread
	case kept.Turns[len(kept.Turns)-1].Redacted:
		return nil, ErrRedacted
	}
	// What stands before a command that isn't whole doesn't lead to what follows it.
	for i := len(kept.Turns) - 1; i >= 0; i-- {
		if kept.Turns[i].Redacted {
			return kept.Turns[i+1:], nil
		}
	}
	return kept.Turns, nil
}
