package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"caro/build/darwincheck/iconset"
	"caro/build/darwincheck/infoplist"
	"caro/build/darwincheck/machofile"
	"caro/build/darwincheck/problem"
	"caro/core/engine/libs"
)

// maxBytes is how large a bundle may be without a model.
const maxBytes = 40e6

// programs are the files of Contents/MacOS.
var programs = []string{"caro", "caro-engine"}

// required are files that must be there, below Contents.
var required = []string{
	"Info.plist", "MacOS/caro", "MacOS/caro-engine", "Frameworks/libllama.dylib", "Frameworks/libggml.dylib",
	"Resources/Caro.icns", "Resources/LICENSE", "Resources/THIRD_PARTY_NOTICES.md", "Resources/LICENSE.llama.cpp",
	"Resources/" + libs.ManifestName,
}

// allowed is the form of the paths that may be there, below Contents. codesign takes all
// that lies in MacOS and Frameworks for code, so nothing else may lie there.
var allowed = regexp.MustCompile(`^(Info\.plist|PkgInfo|embedded\.provisionprofile|_CodeSignature/CodeResources` +
	`|MacOS/caro(-engine)?|Frameworks/[a-z0-9_.-]+\.(dylib|so)` +
	`|Resources/(Caro\.icns|LICENSE(\.[a-z.]+)?|THIRD_PARTY_NOTICES\.md|uninstall\.sh|[a-z-]+\.json|[A-Za-z-]+\.lproj/[A-Za-z]+\.strings))$`)

// Size is what a bundle was found to hold.
type Size struct {
	Files int
	Bytes int64
}

// Check judges the bundle app for a processor, in Go's names.
func Check(app, arch string, want machofile.Want) (Size, problem.List, error) {
	w := &walk{app: app, contents: filepath.Join(app, "Contents")}
	if filepath.Ext(app) != ".app" {
		w.found.Add(app, "its name doesn't end in .app, by which Caro knows that it is in one")
	}
	if err := filepath.WalkDir(app, w.visit); err != nil {
		return Size{}, nil, fmt.Errorf("look through the bundle: %w", err)
	}
	for _, name := range required {
		if _, err := os.Stat(filepath.Join(w.contents, filepath.FromSlash(name))); errors.Is(err, fs.ErrNotExist) {
			w.found.Add(app, "Contents/%s is missing", name)
		}
	}
	if w.size.Bytes > maxBytes {
		w.found.Add(app, "it has %.1f MB, more than %.0f", float64(w.size.Bytes)/1e6, maxBytes/1e6)
	}
	want.Arch = arch
	err := w.parts(want)
	return w.size, w.found, err
}

// walk goes through the files of a bundle.
type walk struct {
	app, contents string
	size          Size
	found         problem.List
}

// visit looks at one file, link or folder.
func (w *walk) visit(path string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	info, err := d.Info()
	if err != nil {
		return err
	}
	mode := info.Mode()
	if mode.Type() != fs.ModeSymlink && mode.Perm()&0o022 != 0 {
		w.found.Add(path, "others than its owner may change it (%v)", mode.Perm())
	}
	if mode&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky) != 0 {
		w.found.Add(path, "it has a special mode, %v", mode)
	}
	if d.IsDir() {
		return nil
	}
	w.size.Files++
	w.size.Bytes += info.Size()
	below, err := filepath.Rel(w.contents, path)
	if err != nil {
		return err
	}
	below = filepath.ToSlash(below)
	switch {
	case mode.Type() == fs.ModeSymlink:
		w.link(path)
	case !mode.IsRegular():
		w.found.Add(path, "it is neither file nor folder nor link")
	case mode.Perm()&0o444 != 0o444:
		w.found.Add(path, "not everyone can read it (%v)", mode.Perm())
	case strings.HasPrefix(below, "MacOS/") && mode.Perm()&0o111 != 0o111:
		w.found.Add(path, "not everyone can run it (%v)", mode.Perm())
	}
	if !allowed.MatchString(below) {
		w.found.Add(path, "it doesn't belong into the bundle")
	}
	return nil
}

// link judges a link: a signature seals only those that stay in the bundle.
func (w *walk) link(path string) {
	target, err := os.Readlink(path)
	if err != nil {
		w.found.Add(path, "%v", err)
		return
	}
	inside, err := filepath.Rel(w.app, filepath.Join(filepath.Dir(path), target))
	switch {
	case filepath.IsAbs(target) || err != nil || !filepath.IsLocal(inside):
		w.found.Add(path, "the link leads out of the bundle, to %s", target)
	default:
		if _, err := os.Stat(path); err != nil {
			w.found.Add(path, "the link leads to %s, which is missing", target)
		}
	}
}

// parts judges what the bundle is made of.
func (w *walk) parts(want machofile.Want) error {
	info := filepath.Join(w.contents, "Info.plist")
	if text, ok, err := w.read(info); err != nil {
		return err
	} else if ok {
		values, found := infoplist.Check(info, text)
		w.found = append(w.found, found...)
		// Without a version all that is newer than nothing is said to be too new.
		want.Minimum, err = machofile.ParseVersion(values["LSMinimumSystemVersion"].Text)
		if err != nil {
			w.found.Add(info, "LSMinimumSystemVersion: %v", err)
		}
	}
	icon := filepath.Join(w.contents, "Resources", "Caro.icns")
	if data, ok, err := w.read(icon); err != nil {
		return err
	} else if ok {
		w.found = append(w.found, iconset.Check(icon, data)...)
	}
	frameworks, found, err := machofile.ReadFolder(filepath.Join(w.contents, "Frameworks"))
	if err != nil {
		w.found.Add(w.app, "%v", err)
		return nil
	}
	w.found = append(w.found, found...)
	w.found = append(w.found, machofile.CheckFolder(frameworks, want)...)
	for _, name := range programs {
		file := filepath.Join(w.contents, "MacOS", name)
		if _, err := os.Stat(file); err != nil {
			continue // said already
		}
		found, err := machofile.CheckProgram(file, frameworks, want)
		if err != nil {
			return err
		}
		w.found = append(w.found, found...)
	}
	return w.manifest()
}

// read gives a file's contents, not ok if it is missing, which has been said already.
func (w *walk) read(file string) (data []byte, ok bool, err error) {
	data, err = os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// manifest holds the libraries to the bundle's list of their hashes, by which the engine
// takes or refuses them.
func (w *walk) manifest() error {
	file := filepath.Join(w.contents, "Resources", libs.ManifestName)
	text, ok, err := w.read(file)
	if err != nil || !ok {
		return err
	}
	lock, err := libs.Parse(text)
	if err != nil {
		w.found.Add(file, "%v", err)
		return nil
	}
	ours, err := libs.Load()
	if err != nil {
		return err
	}
	if lock.Release != ours.Release {
		w.found.Add(file, "it is for llama.cpp %s, the program for %s", lock.Release, ours.Release)
	}
	if len(lock.Variants) != 1 {
		w.found.Add(file, "it has %d variants of the libraries, one is in a bundle", len(lock.Variants))
	}
	frameworks := filepath.Join(w.contents, "Frameworks")
	if err := lock.Verify(frameworks, lock.Variants[0].Name); err != nil {
		w.found.Add(file, "%v", err)
	}
	listed := map[string]bool{}
	for _, v := range lock.Variants {
		for _, f := range v.Files {
			listed[f.Name()] = true
		}
		for _, l := range v.Links {
			listed[l.Name] = true
		}
	}
	entries, err := os.ReadDir(frameworks)
	if err != nil {
		return fmt.Errorf("look through the bundle: %w", err)
	}
	for _, e := range entries {
		if !listed[e.Name()] {
			w.found.Add(filepath.Join(frameworks, e.Name()), "it isn't on the bundle's list of libraries")
		}
		delete(listed, e.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		w.found.Add(file, "it lists %s, which is missing", name)
	}
	return nil
}
