package ffi

import (
	"fmt"

	"github.com/ebitengine/purego"
)

// Lib is a loaded shared library.
type Lib struct {
	Addr uintptr
}

// Load loads the shared library called name: a path, or a bare name that the
// system's loader looks for. Without libffi nothing can be called, so a
// [*MissingError] is returned then, before name is touched.
//
// All of its symbols are resolved at once, so that a library that doesn't fit
// the ones it needs is an error here and not the end of the process later.
func Load(name string) (Lib, error) {
	if _, err := libffi(); err != nil {
		return Lib{}, err
	}
	addr, err := purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return Lib{}, err
	}
	return Lib{Addr: addr}, nil
}

// Get gives the address of an exported function or variable.
func (l Lib) Get(name string) (uintptr, error) { return purego.Dlsym(l.Addr, name) }

// Close gives the library back; it is unloaded when nobody else holds it.
func (l Lib) Close() error {
	if l.Addr == 0 {
		return nil
	}
	return purego.Dlclose(l.Addr)
}

// Prep finds the function called name and describes it: it returns ret
// ([TypeVoid] for nothing) and takes args.
func (l Lib) Prep(name string, ret *Type, args ...*Type) (Fun, error) {
	if _, err := libffi(); err != nil {
		return Fun{}, err
	}
	addr, err := l.Get(name)
	if err != nil {
		return Fun{}, err
	}
	cif := new(Cif)
	if status := PrepCif(cif, DefaultAbi, uint32(len(args)), ret, args...); status != OK {
		return Fun{}, fmt.Errorf("describe %s: %s", name, status)
	}
	return Fun{Addr: addr, Cif: cif}, nil
}
