package install

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"caro/core/fault"
)

// name is what the tool is called.
const name = "caro"

// identifier is Caro's on macOS, as its Info.plist has it.
const identifier = "app.caro.Caro"

// Tool is the command line tool of one bundle.
type Tool struct {
	program string   // the bundle's Contents/MacOS/caro, links followed
	folders []string // where a link may be put, the best first
	search  string   // PATH of this process
	etc     string   // the folder of paths and paths.d, which macOS makes a login's PATH of
}

// Link is where the tool is.
type Link struct {
	Path    string // of the link
	Program string // what it leads to
	OnPath  bool   // whether a new terminal finds it by its name
	Hint    string // what is left to do; "" where nothing is
}

// Of gives the tool of the bundle that program, caro in its Contents/MacOS, belongs to; this
// process's own where it is "". An error is a *fault.Error: outside of a bundle there is
// no such tool, nor in one that can't stay where it is.
func Of(program string) (Tool, error) {
	var err error
	if program == "" {
		program, err = os.Executable()
	}
	if err == nil {
		program, err = filepath.EvalSymlinks(program)
	}
	if err != nil {
		return Tool{}, fault.From(fmt.Errorf("find Caro.app: %w", err), fault.Failed)
	}
	if !inBundle(program) {
		return Tool{}, fault.New(fault.Failed, program+" is in no Caro.app: there is nothing to link to", "put a link to it into a folder of your PATH")
	}
	home := os.Getenv("HOME")
	if !filepath.IsAbs(home) {
		return Tool{}, fault.New(fault.Failed, "HOME isn't set to a full path", "set it to your home folder")
	}
	return Tool{
		program: program, folders: []string{"/usr/local/bin", filepath.Join(home, ".local", "bin")},
		search: os.Getenv("PATH"), etc: "/etc",
	}, nil
}

// Below is the tool on a machine whose folders for everyone lie below root, as in a test.
func (t Tool) Below(root string) Tool {
	t.folders = slices.Clone(t.folders)
	t.folders[0], t.etc = filepath.Join(root, t.folders[0]), filepath.Join(root, t.etc)
	return t
}

// inBundle says whether a path is that of the program of an application bundle.
func inBundle(program string) bool {
	contents, last := filepath.Split(filepath.Dir(program))
	contents = filepath.Clean(contents)
	return filepath.Base(program) == name && last == "MacOS" && filepath.Base(contents) == "Contents" &&
		strings.HasSuffix(filepath.Dir(contents), ".app")
}

// Find returns the link that leads to the tool, also one that something else has put into
// a folder of PATH, as Homebrew does.
func (t Tool) Find() (Link, bool) {
	for _, dir := range slices.Concat(t.folders, filepath.SplitList(t.search), []string{"/opt/homebrew/bin"}) {
		path := filepath.Join(dir, name)
		if target, err := filepath.EvalSymlinks(path); filepath.IsAbs(dir) && err == nil && target == t.program && path != t.program {
			return t.link(path), true
		}
	}
	return Link{}, false
}

// Install makes the link and says where it is; where there is one already, it says that.
// Errors are *fault.Error.
func (t Tool) Install() (Link, error) {
	if link, there := t.Find(); there {
		return link, nil
	}
	if err := t.stays(); err != nil {
		return Link{}, err
	}
	var failed []error
	for i, dir := range t.folders {
		path := filepath.Join(dir, name)
		switch kind, err := look(path); {
		case err != nil:
			failed = append(failed, err)
			continue
		case kind == foreign:
			return Link{}, taken(path)
		}
		if i == len(t.folders)-1 { // the person's own folder, which may not be there yet
			if err := os.MkdirAll(dir, 0o755); err != nil {
				failed = append(failed, err)
				continue
			}
		}
		err := t.put(path)
		if err == nil {
			return t.link(path), nil
		}
		if errors.Is(err, fs.ErrExist) { // it came meanwhile
			return Link{}, taken(path)
		}
		failed = append(failed, err)
	}
	return Link{}, fault.Wrap(fault.Failed, fmt.Errorf("install the command line tool: %w", errors.Join(failed...)),
		fmt.Sprintf("run: sudo ln -s %s %s", quoted(t.program), quoted(filepath.Join(t.folders[0], name))))
}

// quoted writes a word for a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func taken(path string) error {
	return fault.New(fault.Failed, path+" is there and isn't Caro's", "rename or remove it, then try again")
}

// stays refuses a bundle that will be elsewhere soon: on a disk image, or in the place for
// one run that macOS gives to an app which was opened where it was downloaded to.
func (t Tool) stays() error {
	if !strings.Contains(t.program, "/AppTranslocation/") && !readOnly(t.program) {
		return nil
	}
	return fault.New(fault.Failed, "Caro.app can't be linked to where it is: "+t.program, "drag it into Applications, open it there, then try again")
}

// readOnly says whether a file lies on a file system that can't be written to.
func readOnly(path string) bool {
	var st unix.Statfs_t
	const flag = 1 // ST_RDONLY on Linux, MNT_RDONLY on macOS
	return unix.Statfs(path, &st) == nil && st.Flags&flag != 0
}

// Remove removes the links that Install makes, to whichever Caro.app they lead, and says
// which. Errors are *fault.Error.
func (t Tool) Remove() (removed []string, err error) {
	var failed []error
	for _, dir := range t.folders {
		path := filepath.Join(dir, name)
		kind, err := look(path)
		if err == nil && kind == ours {
			err = os.Remove(path)
			if err == nil {
				removed = append(removed, path)
			}
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		return removed, fault.From(fmt.Errorf("remove the command line tool: %w", errors.Join(failed...)), fault.Failed)
	}
	return removed, nil
}
