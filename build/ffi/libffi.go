package ffi

import (
	"fmt"
	"sync"

	"github.com/ebitengine/purego"
)

// MissingError says that libffi itself could not be loaded.
type MissingError struct {
	Name string // the library asked for
	Err  error  // what the system's loader said
}

// Error says what is missing.
func (e *MissingError) Error() string {
	return fmt.Sprintf("the library libffi (%s) can't be loaded: %v", e.Name, e.Err)
}

// Unwrap gives what the system's loader said.
func (e *MissingError) Unwrap() error { return e.Err }

// Hint says what a person can do about it.
func (e *MissingError) Hint() string { return installHint }

// functions holds the addresses of the functions of libffi that are in use.
type functions struct {
	prepCif, call, closureAlloc, closureFree, prepClosureLoc uintptr
}

// libffi loads libffi when it is first asked to, and never in an init: so a
// program that doesn't call C runs without it, and one that does can say so.
var libffi = sync.OnceValues(func() (functions, error) {
	var found functions
	lib, err := purego.Dlopen(libffiName, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return found, &MissingError{Name: libffiName, Err: err}
	}
	for name, addr := range map[string]*uintptr{
		"ffi_prep_cif":         &found.prepCif,
		"ffi_call":             &found.call,
		"ffi_closure_alloc":    &found.closureAlloc,
		"ffi_closure_free":     &found.closureFree,
		"ffi_prep_closure_loc": &found.prepClosureLoc,
	} {
		if *addr, err = purego.Dlsym(lib, name); err != nil {
			return found, &MissingError{Name: libffiName, Err: err}
		}
	}
	return found, nil
})
