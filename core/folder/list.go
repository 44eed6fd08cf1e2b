package folder

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"
)

// Limits of a look at a folder.
const (
	// MaxTime is how long it may take; a folder that takes longer isn't looked at.
	MaxTime = 20 * time.Millisecond
	// maxEntries is how many entries a folder may have.
	maxEntries = 5000
	// maxName is the longest name that is taken, in bytes, maxWords how many words it may
	// have.
	maxName  = 60
	maxWords = 4
)

// Entry is a file or folder that lies in the folder itself.
type Entry struct {
	Name   string
	Folder bool
}

// List gives the entries of a folder that aren't hidden, without those that maybe weren't
// named for people; nil where it can't be read, is too large, or takes more than MaxTime.
func List(dir string) []Entry {
	found := make(chan []Entry, 1)
	go func() { found <- list(dir) }() // a network's folder may take for ever
	select {
	case entries := <-found:
		return entries
	case <-time.After(MaxTime):
		return nil
	}
}

func list(dir string) []Entry {
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	all, err := f.ReadDir(maxEntries + 1)
	if err != nil || len(all) > maxEntries {
		return nil
	}
	var entries []Entry
	for _, e := range all {
		kind := e.Type()
		if ordinary(e.Name()) && (kind.IsRegular() || kind.IsDir() || kind&fs.ModeSymlink != 0) {
			entries = append(entries, Entry{Name: e.Name(), Folder: kind.IsDir()})
		}
	}
	return entries
}

// ordinary reports whether a name is one that a person would speak of: shown, short, and
// neither a sentence nor code.
func ordinary(name string) bool {
	return len(name) <= maxName && len(strings.Fields(name)) <= maxWords && named.MatchString(name)
}

// named has no character that means anything to a shell but blanks and brackets, not even
// where a command hands it on to another shell, nor one that can't be seen.
var named = regexp.MustCompile(`^[\pL\pN_+@%,()-][\pL\pM\pN_+@%,() .-]*$`)
