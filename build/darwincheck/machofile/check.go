package machofile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"caro/build/darwincheck/problem"
)

// Want is what images are held to.
type Want struct {
	Arch    string  // in Go's names
	Minimum Version // of macOS, from Info.plist: no image may need a later one
	// Symbols are C functions that are looked up at run time, by the plain name of the
	// library that is asked (llama); under "" those that any of them may have.
	Symbols map[string][]string
	// Backend is a C function that each library whose name ends in .so must have: such
	// are loaded by it. "" for none.
	Backend string
	// Text is what the file of a name must hold.
	Text map[string]string
}

// systems are the folders of libraries that each Mac has.
var systems = []string{"/usr/lib/", "/System/Library/Frameworks/"}

// Folder is a folder of libraries, taken apart.
type Folder struct {
	dir    string
	images map[string]*Image // by file name
	bytes  map[string][]byte
	links  map[string]string // link to the file that it leads to
}

// ReadFolder takes all libraries in dir apart. What isn't Mach-O is passed over unless its
// name is a library's.
func ReadFolder(dir string) (*Folder, problem.List, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("read the libraries: %w", err)
	}
	f := &Folder{dir: dir, images: map[string]*Image{}, bytes: map[string][]byte{}, links: map[string]string{}}
	var found problem.List
	for _, e := range entries {
		file := filepath.Join(dir, e.Name())
		if e.Type()&fs.ModeSymlink != 0 {
			f.link(file, &found)
			continue
		}
		if !e.Type().IsRegular() || !isLibrary(e.Name()) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, fmt.Errorf("read the libraries: %w", err)
		}
		if f.images[e.Name()], err = Read(data); err != nil {
			found.Add(file, "%v", err)
			delete(f.images, e.Name())
		}
		f.bytes[e.Name()] = data
	}
	if len(f.images) == 0 && len(found) == 0 {
		found.Add(dir, "there is no library in it")
	}
	return f, found, nil
}

// Len is the number of libraries that could be read.
func (f *Folder) Len() int { return len(f.images) }

// Unsigned is the number of those that have no signature: Intel's may.
func (f *Folder) Unsigned() int {
	n := 0
	for _, m := range f.images {
		if m.Signature == nil {
			n++
		}
	}
	return n
}

func isLibrary(name string) bool {
	return strings.HasSuffix(name, ".dylib") || strings.HasSuffix(name, ".so")
}

// link notes a link, which must lead to a file of the same folder.
func (f *Folder) link(file string, found *problem.List) {
	target, err := os.Readlink(file)
	if err != nil {
		found.Add(file, "%v", err)
		return
	}
	switch _, err := os.Stat(file); {
	case filepath.Base(target) != target:
		found.Add(file, "the link leads out of its folder, to %s", target)
	case errors.Is(err, fs.ErrNotExist):
		found.Add(file, "the link leads to %s, which is missing", target)
	case err != nil:
		found.Add(file, "%v", err)
	default:
		f.links[filepath.Base(file)] = target
	}
}

// find gives the image of a file name, through a link too.
func (f *Folder) find(name string) *Image {
	for range 8 { // links to links
		if m := f.images[name]; m != nil {
			return m
		}
		name = f.links[name]
	}
	return nil
}

// CheckFolder judges the libraries of a folder, which must be complete in itself.
func CheckFolder(f *Folder, want Want) problem.List {
	var found problem.List
	for _, name := range slices.Sorted(maps.Keys(f.images)) {
		m := f.images[name]
		place := filepath.Join(f.dir, name)
		common(m, place, want, &found)
		switch {
		case m.Executable:
			found.Add(place, "it is a program, no library")
		case strings.HasSuffix(name, ".dylib") && m.ID != "@rpath/"+name:
			found.Add(place, "others know it as %q, not as @rpath/%s", m.ID, name)
		}
		for _, r := range m.Rpaths {
			if r != "@loader_path" && r != "@loader_path/" {
				found.Add(place, "it looks for libraries in %s, not beside itself", r)
			}
		}
		f.checkNeeded(m, place, &found)
		if want.Backend != "" && strings.HasSuffix(name, ".so") && !m.Exports["_"+want.Backend] {
			found.Add(place, "it lacks %s, by which it is loaded", want.Backend)
		}
		if text := want.Text[name]; !bytes.Contains(f.bytes[name], []byte(text)) {
			found.Add(place, "it lacks the text %q", text)
		}
	}
	f.checkSymbols(want, &found)
	return found
}

// common is what programs and libraries are both held to.
func common(m *Image, place string, want Want, found *problem.List) {
	if m.Arch != want.Arch {
		found.Add(place, "it is for %s, not for %s", m.Arch, want.Arch)
	}
	switch {
	case m.Platform != platformMacOS:
		found.Add(place, "it is for platform %d, not for macOS", m.Platform)
	case m.Minimum == Version{}:
		found.Add(place, "it doesn't say which macOS it needs")
	case m.Minimum.after(want.Minimum):
		found.Add(place, "it needs macOS %s, Info.plist promises %s", m.Minimum, want.Minimum)
	}
	switch {
	case m.Signature == nil && m.Arch == "arm64":
		found.Add(place, "it has no signature: Apple Silicon loads none without")
	case m.Signature != nil && m.Signature.Broken > 0:
		found.Add(place, "%d of its %d pages have other bytes than were signed", m.Signature.Broken, m.Signature.Pages)
	}
}

// checkNeeded follows what a library loads, and each symbol that it takes from one of the
// folder.
func (f *Folder) checkNeeded(m *Image, place string, found *problem.List) {
	providers := make([]*Image, len(m.Needed)+1) // by ordinal
	for i, n := range m.Needed {
		if isSystem(n.Name) {
			continue
		}
		base, ok := strings.CutPrefix(n.Name, "@rpath/")
		if !ok || len(m.Rpaths) == 0 {
			base, ok = strings.CutPrefix(n.Name, "@loader_path/")
		}
		switch provider := f.find(base); {
		case !ok || path.Base(base) != base:
			found.Add(place, "it loads %s, which is neither the system's nor of the bundle", n.Name)
		case provider == nil && !n.Weak:
			found.Add(place, "it loads %s, which is missing", n.Name)
		default:
			providers[i+1] = provider
		}
	}
	for _, s := range m.Imports {
		switch {
		case s.Ordinal == ordinalSelf || s.Ordinal == ordinalDynamic || s.Ordinal == ordinalExecutable || s.Weak:
			// The program's own or whoever's: nothing can be said.
		case s.Ordinal > len(m.Needed):
			found.Add(place, "it takes %s from its library %d, it names %d", s.Name, s.Ordinal, len(m.Needed))
		case providers[s.Ordinal] != nil && !providers[s.Ordinal].Exports[s.Name]:
			found.Add(place, "it takes %s from %s, which lacks it", s.Name, m.Needed[s.Ordinal-1].Name)
		}
	}
}

func isSystem(name string) bool {
	return path.Clean(name) == name && slices.ContainsFunc(systems, func(dir string) bool { return strings.HasPrefix(name, dir) })
}

// checkSymbols looks for the functions that are asked for at run time in the library that
// is asked and in those that it loads, as dlsym does.
func (f *Folder) checkSymbols(want Want, found *problem.List) {
	for _, library := range slices.Sorted(maps.Keys(want.Symbols)) {
		file := "lib" + library + ".dylib"
		if library != "" && f.find(file) == nil {
			found.Add(filepath.Join(f.dir, file), "it is missing: %d symbols are asked of it", len(want.Symbols[library]))
			continue
		}
		for _, symbol := range want.Symbols[library] {
			if library == "" {
				if !f.anyHas(symbol) {
					found.Add(f.dir, "no library has %s", symbol)
				}
			} else if !f.has(file, symbol, 8) {
				found.Add(filepath.Join(f.dir, file), "it lacks %s", symbol)
			}
		}
	}
}

func (f *Folder) anyHas(symbol string) bool {
	for name := range f.images {
		if f.has(name, symbol, 0) {
			return true
		}
	}
	return false
}

// has says whether a library or those that it loads have a symbol, to a depth.
func (f *Folder) has(name, symbol string, depth int) bool {
	m := f.find(name)
	if m == nil || m.Exports["_"+symbol] {
		return m != nil
	}
	return depth > 0 && slices.ContainsFunc(m.Needed, func(n Needed) bool { return f.has(path.Base(n.Name), symbol, depth-1) })
}

// CheckProgram judges a program. What it loads beside the system's libraries it must find
// in frameworks, the folder of the bundle for such; nil if it may load none.
func CheckProgram(file string, frameworks *Folder, want Want) (problem.List, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read a program: %w", err)
	}
	var found problem.List
	if bytes.HasPrefix(data, []byte("#!")) {
		found.Add(file, "it is a script")
		return found, nil
	}
	m, err := Read(data)
	if err != nil {
		found.Add(file, "%v", err)
		return found, nil
	}
	common(m, file, want, &found)
	if !m.Executable {
		found.Add(file, "it is a library, no program")
	}
	for _, r := range m.Rpaths {
		if r != "@executable_path/../Frameworks" {
			found.Add(file, "it looks for libraries in %s, not in the bundle's Frameworks", r)
		}
	}
	for _, n := range m.Needed {
		base, ok := strings.CutPrefix(n.Name, "@rpath/")
		if !isSystem(n.Name) && (!ok || frameworks == nil || frameworks.find(base) == nil) {
			found.Add(file, "it loads %s, which is neither the system's nor of the bundle", n.Name)
		}
	}
	return found, nil
}
