package libs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Kind says what is wrong with a folder of libraries.
type Kind int

// The kinds of [Error].
const (
	FolderMissing  Kind = iota + 1 // there is no such folder
	Unreadable                     // the system refused to show it
	NoLibraries                    // nothing in it is a library of llama.cpp
	WrongRelease                   // the libraries are another release of llama.cpp
	NotLocked                      // they are llama.cpp, but another build than the locked one
	WrongMachine                   // they are for another system or processor
	FileMissing                    // one of them is missing
	DanglingLink                   // one is a link to a file that is missing
	PlainNameLacks                 // the files are there, a link by which they are loaded is not
	Damaged                        // one has other contents than the locked file
	Stranger                       // there is one more that might be loaded
	OutsideBundle                  // the program is in a bundle, the folder is not
	BundleBroken                   // the bundle's list of libraries is missing or malformed
)

// Error says why the libraries of a folder can't be used. Which fields beside
// Kind and Dir are set depends on the kind.
type Error struct {
	Kind    Kind
	Dir     string
	File    string // name in Dir
	Have    string // what is there
	Want    string // what should be
	Variant string // the variant that lies in Dir, or should, where known
	Err     error  // what the system said
}

// Error says what is wrong, in words.
func (e *Error) Error() string {
	switch e.Kind {
	case FolderMissing:
		return fmt.Sprintf("no engine libraries in %s: there is no such folder", e.Dir)
	case Unreadable:
		return fmt.Sprintf("look at the engine libraries in %s: %v", e.Dir, e.Err)
	case NoLibraries:
		return fmt.Sprintf("no engine libraries in %s", e.Dir)
	case WrongRelease:
		return fmt.Sprintf("the libraries in %s are llama.cpp %s, Caro needs %s", e.Dir, e.Have, e.Want)
	case NotLocked:
		return fmt.Sprintf("the libraries in %s are another build of llama.cpp than the %s that Caro needs: %s is %s",
			e.Dir, e.Want, e.File, e.Have)
	case WrongMachine:
		return fmt.Sprintf("the libraries in %s are for %s, not for %s", e.Dir, e.Have, e.Want)
	case FileMissing:
		return fmt.Sprintf("the engine libraries in %s are incomplete: %s is missing", e.Dir, e.File)
	case DanglingLink:
		return fmt.Sprintf("the engine libraries in %s are incomplete: %s is a link to %s, which is missing", e.Dir, e.File, e.Have)
	case PlainNameLacks:
		return fmt.Sprintf("the engine libraries in %s lie as npm packs them: the link %s to %s is missing", e.Dir, e.File, e.Want)
	case Damaged:
		return fmt.Sprintf("the engine library %s is damaged or another build: %s instead of %s",
			filepath.Join(e.Dir, e.File), e.Have, e.Want)
	case Stranger:
		return fmt.Sprintf("%s is none of Caro's engine libraries and might be loaded with them", filepath.Join(e.Dir, e.File))
	case OutsideBundle:
		return fmt.Sprintf("the libraries in %s are not those of this application: they lie in %s", e.Dir, e.Want)
	case BundleBroken:
		return fmt.Sprintf("the application's list of engine libraries can't be read: %v", e.Err)
	}
	return fmt.Sprintf("the engine libraries in %s can't be used", e.Dir)
}

// Unwrap gives what the system said.
func (e *Error) Unwrap() error { return e.Err }

// inBundle is how the folder of a bundle's libraries ends.
const inBundle = ".app/Contents/Frameworks"

// Hint says what a person can do about it.
func (e *Error) Hint() string {
	switch {
	case e.Kind == OutsideBundle || e.Kind == BundleBroken || strings.HasSuffix(e.Dir, inBundle):
		return "install the application again"
	case e.Kind == Unreadable:
		return "look at the permissions of " + e.Dir
	case e.Kind == Stranger && os.Getenv(EnvDir) == "":
		return fmt.Sprintf("remove %s, or the whole of %s and run `make build`", e.File, e.Dir)
	case os.Getenv(EnvDir) != "":
		return fmt.Sprintf("%s points there: unset it, or let it name a folder that `make build` has laid out", EnvDir)
	case e.Variant == LinuxVulkan:
		return "run `go run ./build/enginelibs -variant " + LinuxVulkan + "`"
	}
	return "run `make build`"
}
