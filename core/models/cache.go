package models

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// CacheDir returns the folder for what can be fetched or made again:
// $CARO_CACHE_DIR, else ~/Library/Caches/caro on macOS and
// $XDG_CACHE_HOME/caro or ~/.cache/caro elsewhere. It need not exist. As the
// XDG base directory specification demands, a relative XDG_CACHE_HOME is
// ignored; os.UserCacheDir and its like call it an error.
func CacheDir() (string, error) { return cacheDir(runtime.GOOS, os.Getenv) }

func cacheDir(goos string, getenv func(string) string) (string, error) {
	if dir := getenv("CARO_CACHE_DIR"); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("cache folder %s cannot be found: %w", dir, err)
		}
		return abs, nil
	}
	if dir := getenv("XDG_CACHE_HOME"); goos != "darwin" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "caro"), nil
	}
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return "", errors.New("no cache folder is known: neither HOME nor CARO_CACHE_DIR is set to a full path")
	}
	if goos == "darwin" {
		return filepath.Join(home, "Library", "Caches", "caro"), nil
	}
	return filepath.Join(home, ".cache", "caro"), nil
}
