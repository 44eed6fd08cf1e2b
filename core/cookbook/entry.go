package cookbook

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"caro/resources"
)

// Entry is one task.
type Entry struct {
	// Area is the name of its file, without the ending: "find".
	Area string
	// Line is where it begins in that file, from 1.
	Line int
	// Requests are the same task in several people's words, three to five of them.
	Requests []string
	// GNU is the command on GNU/Linux, BSD the one on macOS; they may be the same, and one
	// of them is "" where the task is there on one system only.
	GNU, BSD string
	// Tags are the main utility and the topics, in lower case.
	Tags []string

	text string // all its lines, for Check
}

// Place says where the entry is written, as "find.txt:12".
func (e Entry) Place() string { return fmt.Sprintf("%s.txt:%d", e.Area, e.Line) }

// Load reads all entries, file by file in the order of their names. What a check says is
// left to Check: an answer never needs it. An error names the file and the line.
func Load() ([]Entry, error) { return load(resources.Cookbook) }

func load(files fs.FS) ([]Entry, error) {
	names, err := fs.Glob(files, "cookbook/*.txt")
	if err != nil {
		return nil, fmt.Errorf("cookbook: list the files: %w", err)
	}
	// All at once: reading them is half of what the first request waits for.
	lists, errs := make([][]Entry, len(names)), make([]error, len(names))
	var read sync.WaitGroup
	for i, name := range names {
		read.Go(func() {
			var data []byte
			if data, errs[i] = fs.ReadFile(files, name); errs[i] == nil {
				lists[i], errs[i] = parse(path.Base(name), string(data))
			}
		})
	}
	read.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("cookbook: %w", err)
		}
	}
	return slices.Concat(lists...), nil
}
