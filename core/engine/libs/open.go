package libs

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Found is a folder whose libraries are the locked ones.
type Found struct {
	Dir     string // absolute
	Release string // of llama.cpp
	Variant Variant
}

// Open looks at the libraries in dir and says which locked variant they are. It
// reads all of every file that would be loaded (23 MB for a CPU: 12 ms on two
// cores) and loads none. An error is an [*Error].
//
// Inside an application bundle it accepts the bundle's own folder only.
func Open(dir string) (Found, error) {
	exe, err := executable()
	if err != nil {
		return Found{}, err
	}
	lock, err := lockFor(exe, runtime.GOOS, dir)
	if err != nil {
		return Found{}, err
	}
	return lock.Open(dir)
}

// Open does what the function [Open] does, by the lock l.
func (l Lock) Open(dir string) (Found, error) { return l.open(dir, runtime.GOOS, runtime.GOARCH) }

// open is Open on a machine of goos and goarch.
func (l Lock) open(dir, goos, goarch string) (Found, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Found{}, err
	}
	there, err := readFolder(dir)
	if err != nil {
		return Found{}, err
	}
	variant, err := l.identify(there, goos, goarch)
	if err != nil {
		return Found{}, err
	}
	if variant.OS != goos || variant.Arch != goarch {
		return Found{}, &Error{Kind: WrongMachine, Dir: dir, Variant: variant.Name,
			Have: variant.OS + "/" + variant.Arch, Want: goos + "/" + goarch}
	}
	if err := l.verify(there, variant, File.Loaded); err != nil {
		return Found{}, err
	}
	return Found{Dir: dir, Release: l.Release, Variant: variant}, nil
}

// Verify says whether dir holds the variant called name, complete and with its
// licence, for whatever machine it is. An error about dir is an [*Error].
func (l Lock) Verify(dir, name string) error {
	variant, err := l.Find(name)
	if err != nil {
		return err
	}
	there, err := readFolder(dir)
	if err != nil {
		return err
	}
	return l.verify(there, variant, func(File) bool { return true })
}

// identify finds the variant that most files of there belong to. A file of the
// right size says more than one of the right name.
func (l Lock) identify(there folder, goos, goarch string) (Variant, error) {
	var best Variant
	most := 0
	for _, v := range l.Variants {
		score := 0
		for _, f := range v.Files {
			if info := there.files[f.Name()]; f.Loaded() && info != nil {
				score += 2
				if info.Size() == f.Bytes {
					score += 2
				}
			}
		}
		if score > 0 && v.Default && v.OS == goos && v.Arch == goarch {
			score++ // between equals, the one that is wanted here
		}
		if score > most {
			best, most = v, score
		}
	}
	if llama, ok := best.file(RoleLlama); ok && there.files[llama.Name()] != nil {
		return best, nil
	}
	return Variant{}, l.unknown(there, best)
}

// unknown says what lies in a folder that lacks the locked llama library of
// nearest, the variant that it resembles (if any).
func (l Lock) unknown(there folder, nearest Variant) error {
	if release, ok := there.otherRelease(l.Release); ok {
		return &Error{Kind: WrongRelease, Dir: there.dir, Have: release, Want: l.Release}
	}
	llama, _ := nearest.file(RoleLlama)
	for _, name := range there.names() {
		if target, isLink := there.links[name]; isLink && there.files[name] == nil && filepath.Base(target) == llama.Name() {
			return &Error{Kind: DanglingLink, Dir: there.dir, File: name, Have: target, Variant: nearest.Name}
		}
		if strings.HasPrefix(name, "libllama.") && isLibrary(name) {
			return &Error{Kind: NotLocked, Dir: there.dir, File: name, Have: "not of its files", Want: l.Release}
		}
	}
	if nearest.Name != "" {
		return &Error{Kind: FileMissing, Dir: there.dir, File: llama.Name(), Variant: nearest.Name}
	}
	return &Error{Kind: NoLibraries, Dir: there.dir}
}

// verify compares there with variant: the files that wanted picks, the links,
// and that there is nothing else to be loaded.
func (l Lock) verify(there folder, variant Variant, wanted func(File) bool) error {
	var files []File
	for _, f := range variant.Files {
		if !wanted(f) {
			continue
		}
		if err := there.checkFile(f, variant); err != nil {
			return err
		}
		files = append(files, f)
	}
	for _, link := range variant.Links {
		if err := l.checkLink(there, link, variant); err != nil {
			return err
		}
	}
	if err := l.checkStrangers(there, variant); err != nil {
		return err
	}
	file, damaged, err := firstDamaged(there.dir, files)
	if err != nil {
		return &Error{Kind: Unreadable, Dir: there.dir, File: file.Name(), Variant: variant.Name, Err: err}
	}
	if damaged {
		return there.mismatch(file, variant, "other contents", "the locked ones")
	}
	return nil
}

// checkFile checks what can be told without reading: presence, kind and size.
func (f folder) checkFile(file File, variant Variant) error {
	info, listed := f.files[file.Name()]
	switch {
	case !listed:
		return &Error{Kind: FileMissing, Dir: f.dir, File: file.Name(), Variant: variant.Name}
	case info == nil:
		return &Error{Kind: DanglingLink, Dir: f.dir, File: file.Name(), Have: f.links[file.Name()], Variant: variant.Name}
	case !info.Mode().IsRegular():
		return &Error{Kind: Damaged, Dir: f.dir, File: file.Name(), Variant: variant.Name,
			Have: "something that is no file", Want: "a library"}
	case info.Size() != file.Bytes:
		return f.mismatch(file, variant, fmt.Sprintf("%d bytes", info.Size()), strconv.FormatInt(file.Bytes, 10))
	}
	return nil
}

// mismatch describes a file that is not the locked one; a library for another
// machine is called that.
func (f folder) mismatch(file File, variant Variant, have, want string) *Error {
	goos, goarch, ok := machineOf(filepath.Join(f.dir, file.Name()))
	if file.Loaded() && ok && (goos != variant.OS || goarch != variant.Arch) {
		return &Error{Kind: WrongMachine, Dir: f.dir, File: file.Name(), Variant: variant.Name,
			Have: goos + "/" + goarch, Want: variant.OS + "/" + variant.Arch}
	}
	return &Error{Kind: Damaged, Dir: f.dir, File: file.Name(), Variant: variant.Name, Have: have, Want: want}
}

// checkLink checks that a plain name leads to its file. It may be a symbolic or
// a hard link, but not a copy: then the library would be loaded twice.
func (l Lock) checkLink(there folder, link Link, variant Variant) error {
	info, listed := there.files[link.Name]
	target := there.links[link.Name]
	switch {
	case !listed:
		return &Error{Kind: PlainNameLacks, Dir: there.dir, File: link.Name, Want: link.Target, Variant: variant.Name}
	case info == nil:
		return &Error{Kind: DanglingLink, Dir: there.dir, File: link.Name, Have: target, Variant: variant.Name}
	case os.SameFile(info, there.files[link.Target]):
		return nil
	}
	if m := releaseName.FindStringSubmatch(filepath.Base(target)); m != nil && m[1] != l.Release {
		return &Error{Kind: WrongRelease, Dir: there.dir, File: link.Name, Have: m[1], Want: l.Release}
	}
	return &Error{Kind: NotLocked, Dir: there.dir, File: link.Name, Variant: variant.Name,
		Have: "not a link to " + link.Target, Want: l.Release}
}

// inert names the npm packages' library that nothing of what Caro loads asks for: a
// folder that npm has unpacked is good once the plain names are linked.
func inert(name string) bool { return strings.HasPrefix(name, "libllama-common.") }

// checkStrangers refuses what would be loaded without being in the lock. ggml
// opens every libggml-*.so that it finds, and the libraries' own search path
// begins with their folder, so there a libstdc++.so.6 would go before the
// system's. glibc looks in subfolders too, some named after processors.
func (l Lock) checkStrangers(there folder, variant Variant) error {
	known := map[string]bool{}
	for _, f := range variant.Files {
		known[f.Name()] = true
	}
	for _, link := range variant.Links {
		known[link.Name] = true
	}
	for _, name := range there.names() {
		if isLibrary(name) && !known[name] && !inert(name) {
			return &Error{Kind: Stranger, Dir: there.dir, File: name, Variant: variant.Name}
		}
	}
	for _, name := range there.dirs {
		if isLibrary(name) || variant.OS == "linux" && !l.has(name) {
			return &Error{Kind: Stranger, Dir: there.dir, File: name, Variant: variant.Name}
		}
	}
	return nil
}
