package history

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// fileName is what the file of the history is called.
const fileName = "history.db"

// Place returns where the history of this person is or belongs: the file that CARO_HISTORY
// names, else ~/Library/Application Support/caro/history.db on macOS, and caro/history.db in $XDG_DATA_HOME or ~/.local/share
// elsewhere. A relative XDG_DATA_HOME is ignored, as the XDG base directory specification
// demands. getenv is os.Getenv or the like.
func Place(getenv func(name string) string) (string, error) { return placeOn(runtime.GOOS, getenv) }

func placeOn(goos string, getenv func(string) string) (string, error) {
	if path := getenv("CARO_HISTORY"); path != "" {
		abs, err := filepath.Abs(path)
		if err != nil {
			return "", fmt.Errorf("the file of CARO_HISTORY cannot be found: %w", err)
		}
		return abs, nil
	}
	if dir := getenv("XDG_DATA_HOME"); goos != "darwin" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "caro", fileName), nil
	}
	home := getenv("HOME")
	switch {
	case !filepath.IsAbs(home):
		return "", errors.New("no place for the history is known: HOME isn't set to a full path")
	case goos == "darwin":
		return filepath.Join(home, "Library", "Application Support", "caro", fileName), nil
	default:
		return filepath.Join(home, ".local", "share", "caro", fileName), nil
	}
}

// resolve finds the file that a path means, through links, also where it isn't there yet.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	for dir, rest := abs, ""; ; dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest) {
		found, err := filepath.EvalSymlinks(dir)
		if err == nil {
			return filepath.Join(found, rest), nil
		}
		if _, gone := os.Lstat(dir); !errors.Is(gone, os.ErrNotExist) || dir == filepath.Dir(dir) {
			return abs, err // it is there, and a link that leads nowhere
		}
	}
}
