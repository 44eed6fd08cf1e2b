package main

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"caro/build/eval/internal/fixture"
	"caro/build/eval/internal/task"
)

//go:embed tasks/*.txt fixtures/*.txt
var files embed.FS

// loadTasks reads all of tasks/.
func loadTasks() (task.All, error) {
	var all task.All
	err := eachFile("tasks", all.Parse)
	if err == nil {
		err = all.Check()
	}
	return all, err
}

// loadFixtures reads all of fixtures/, by their names.
func loadFixtures() (map[string]*fixture.Ground, error) {
	grounds := map[string]*fixture.Ground{}
	err := eachFile("fixtures", func(name, text string) error {
		f, err := fixture.Parse(name, text)
		if err == nil {
			grounds[name] = f.Ground()
		}
		return err
	})
	return grounds, err
}

func eachFile(folder string, read func(name, text string) error) error {
	paths, err := fs.Glob(files, folder+"/*.txt")
	if err != nil {
		return err
	}
	for _, p := range paths {
		data, err := files.ReadFile(p)
		if err != nil {
			return err
		}
		if err := read(strings.TrimSuffix(path.Base(p), ".txt"), string(data)); err != nil {
			return fmt.Errorf("read %s: %w", p, err)
		}
	}
	return nil
}
