package libs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// maxNames bounds how many names of a folder are looked at: /usr/lib has a few
// thousand, and would be refused in words.
const maxNames = 20_000

// metadataName is a file of the npm packages that says what was built.
const metadataName = "_nlcBuildMetadata.json"

// folder is what lies in a folder, as far as it matters here.
type folder struct {
	dir   string
	files map[string]fs.FileInfo // by name, links followed; nil for a dangling link
	links map[string]string      // what the links among files say
	dirs  []string               // the folders in it
}

// isLibrary says whether a system's loader or ggml's might load a file for its name.
func isLibrary(name string) bool {
	return strings.HasSuffix(name, ".so") || strings.Contains(name, ".so.") || strings.HasSuffix(name, ".dylib")
}

// readFolder looks at what lies in dir. It opens none of the files.
func readFolder(dir string) (folder, error) {
	found := folder{dir: dir, files: map[string]fs.FileInfo{}, links: map[string]string{}}
	handle, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return found, &Error{Kind: FolderMissing, Dir: dir, Err: err}
	}
	if err != nil {
		return found, &Error{Kind: Unreadable, Dir: dir, Err: err}
	}
	defer handle.Close()
	entries, err := handle.ReadDir(maxNames)
	if err != nil && !errors.Is(err, io.EOF) {
		return found, &Error{Kind: Unreadable, Dir: dir, Err: err}
	}
	if len(entries) == maxNames {
		return found, &Error{Kind: Unreadable, Dir: dir, Err: fmt.Errorf("it holds more than %d files", maxNames)}
	}
	for _, entry := range entries {
		if err := found.add(entry); err != nil {
			return found, &Error{Kind: Unreadable, Dir: dir, File: entry.Name(), Err: err}
		}
	}
	slices.Sort(found.dirs)
	return found, nil
}

// names gives the names of all files in order.
func (f folder) names() []string { return slices.Sorted(maps.Keys(f.files)) }

func (f *folder) add(entry fs.DirEntry) error {
	name := entry.Name()
	if entry.IsDir() {
		f.dirs = append(f.dirs, name)
		return nil
	}
	link := entry.Type()&fs.ModeSymlink != 0
	if !link && !entry.Type().IsRegular() && !isLibrary(name) {
		return nil // a socket or a device that nobody takes for a library
	}
	info, err := os.Stat(filepath.Join(f.dir, name))
	switch {
	case link && errors.Is(err, fs.ErrNotExist):
		info = nil
	case err != nil:
		return err
	case info.IsDir():
		f.dirs = append(f.dirs, name)
		return nil
	}
	f.files[name] = info
	if link {
		f.links[name], err = os.Readlink(filepath.Join(f.dir, name))
	}
	return err
}

// releaseName picks the release out of names such as libllama.vulkan.v0.5.0.so.
var releaseName = regexp.MustCompile(`^lib(?:llama|ggml)(?:\.[a-z0-9]+)*\.(v[0-9]+\.[0-9]+\.[0-9]+)\.(?:so|dylib)$`)

// otherRelease returns the release of llama.cpp in f, if it can be told and is
// another than ours.
func (f folder) otherRelease(ours string) (release string, ok bool) {
	for name := range f.files {
		for _, name := range []string{name, filepath.Base(f.links[name])} {
			if m := releaseName.FindStringSubmatch(name); m != nil && m[1] != ours && m[1] > release {
				release = m[1]
			}
		}
	}
	if release == "" {
		release = f.statedRelease()
	}
	return release, release != "" && release != ours
}

// statedRelease reads the release from the metadata of an npm package, "" if
// there is none.
func (f folder) statedRelease() string {
	if info := f.files[metadataName]; info == nil || !info.Mode().IsRegular() || info.Size() > 64<<10 {
		return ""
	}
	data, err := os.ReadFile(filepath.Join(f.dir, metadataName))
	if err != nil {
		return ""
	}
	var metadata struct {
		BuildOptions struct {
			LlamaCpp struct{ Release string }
		}
	}
	if json.Unmarshal(data, &metadata) != nil || !releaseForm.MatchString(metadata.BuildOptions.LlamaCpp.Release) {
		return ""
	}
	return metadata.BuildOptions.LlamaCpp.Release
}
