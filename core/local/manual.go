package local

import (
	"path/filepath"

	"caro/core/manual"
	"caro/core/models"
)

// Manual is the manual of this machine. What is read of it is kept in Caro's cache folder,
// where that is known.
func Manual() *manual.Manual {
	cache, err := models.CacheDir()
	if err != nil {
		return manual.New("")
	}
	return manual.New(filepath.Join(cache, "manual"))
}
