package libs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"caro/resources"
)

// LinuxVulkan is the variant for a GPU on Linux, the only one that is not the
// default of its kind of machine.
const LinuxVulkan = "linux-x64-vulkan"

// PieceBytes is the size of the parts whose hashes [File.Pieces] holds.
const PieceBytes = 4 << 20

// Lock says which libraries Caro is built for.
type Lock struct {
	Release  string    `json:"release"` // of llama.cpp, as it calls it: v0.4.0
	Variants []Variant `json:"variants"`
}

// Variant is one build of the libraries, for one kind of machine.
type Variant struct {
	Name      string `json:"name"`          // linux-x64
	OS        string `json:"os"`            // as in GOOS
	Arch      string `json:"arch"`          // as in GOARCH
	GPU       string `json:"gpu,omitempty"` // metal, vulkan, or none
	Default   bool   `json:"default"`       // the one to take for its OS and Arch
	Package   string `json:"package"`       // name in the npm registry
	Version   string `json:"version"`       // of the npm package
	Integrity string `json:"integrity"`     // of its tarball, as npm states it: sha512-…
	Licence   string `json:"licence"`       // of the package, an SPDX identifier
	Files     []File `json:"files"`
	Links     []Link `json:"links"`
}

// file returns the first file of a role.
func (v Variant) file(role Role) (File, bool) {
	for _, f := range v.Files {
		if f.Role == role {
			return f, true
		}
	}
	return File{}, false
}

// Role says what a file is for.
type Role string

// The roles. Every library but the backends is needed; of the backends each one
// is at least opened, to ask whether it suits the machine.
const (
	RoleLlama   Role = "llama"   // the model code
	RoleGGML    Role = "ggml"    // the registry of backends
	RoleBase    Role = "base"    // what all backends share
	RoleBackend Role = "backend" // the code for one family of CPUs or GPUs
	RoleLicence Role = "licence" // a text, never loaded
)

// File is one file of a variant.
type File struct {
	Role   Role   `json:"role"`
	Path   string `json:"path"` // in the package, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal, lower case
	// Pieces are the hashes of its parts of PieceBytes each, for a file of more
	// than one part: so that several cores can share the work.
	Pieces []string `json:"pieces,omitempty"`
}

// Name is the file's name in the folder of the libraries.
func (f File) Name() string { return path.Base(f.Path) }

// Loaded says whether the file is a library, and so loaded into the process.
func (f File) Loaded() bool { return f.Role != RoleLicence }

// Link is a plain name that the engine loads a library by.
type Link struct {
	Name   string `json:"name"`   // libllama.so
	Target string `json:"target"` // libllama.v0.4.0.so
}

// Load reads the lock that is part of the program.
func Load() (Lock, error) { return Parse(resources.EngineLock) }

// maxLockBytes bounds what Parse reads; the real one has about 30 kB.
const maxLockBytes = 1 << 20

// Parse reads a lock and checks that it is whole: everything that the rest of
// this package relies on.
func Parse(data []byte) (Lock, error) {
	var lock Lock
	if len(data) > maxLockBytes {
		return lock, fmt.Errorf("read the engine lock: %d bytes are more than a lock can have", len(data))
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&lock); err != nil {
		return Lock{}, fmt.Errorf("read the engine lock: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Lock{}, fmt.Errorf("read the engine lock: text after its end")
	}
	if err := lock.check(); err != nil {
		return Lock{}, fmt.Errorf("read the engine lock: %w", err)
	}
	return lock, nil
}

// Find returns the variant called name.
func (l Lock) Find(name string) (Variant, error) {
	var names []string
	for _, v := range l.Variants {
		if v.Name == name {
			return v, nil
		}
		names = append(names, v.Name)
	}
	return Variant{}, fmt.Errorf("no engine libraries are called %q: there are %s", name, strings.Join(names, ", "))
}

// ForMachine returns the default variant for a machine, in Go's names for
// operating systems and architectures.
func (l Lock) ForMachine(goos, goarch string) (Variant, error) {
	for _, v := range l.Variants {
		if v.Default && v.OS == goos && v.Arch == goarch {
			return v, nil
		}
	}
	return Variant{}, fmt.Errorf("there are no engine libraries for %s on %s", goos, goarch)
}

// has says whether l has a variant called name.
func (l Lock) has(name string) bool {
	_, err := l.Find(name)
	return err == nil
}
