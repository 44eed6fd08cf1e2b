package ffi

import (
	"unsafe"

	"github.com/ebitengine/purego"
)

// Closure is room for libffi's own ffi_closure, of which the largest on our
// targets has 56 bytes (a trampoline of 32 and three pointers). Its fields are
// libffi's business; only its size and its address are of use here.
type Closure struct {
	_ [64]byte
}

// Callback is what a closure calls: ret is where the result goes, args an
// array of cif.NArgs pointers to the arguments, userData what was given to
// [PrepClosureLoc]. What it returns is ignored.
type Callback func(cif *Cif, ret unsafe.Pointer, args *unsafe.Pointer, userData unsafe.Pointer) uintptr

// NewCallback makes a C function of fn, for [PrepClosureLoc]. It is never
// freed, and a process can have about 2000 of them: a limit of purego's.
func NewCallback(fn Callback) uintptr { return purego.NewCallback(fn) }

// ClosureAlloc makes room for a closure of size bytes and puts the address by
// which C calls it into code. It returns nil where there is no memory or no
// libffi. [ClosureFree] gives the room back; the garbage collector doesn't.
func ClosureAlloc(size uintptr, code *unsafe.Pointer) *Closure {
	lib, err := libffi()
	if err != nil {
		return nil
	}
	room, _, _ := purego.SyscallN(lib.closureAlloc, size, uintptr(unsafe.Pointer(code)))
	return *(**Closure)(unsafe.Pointer(&room))
}

// ClosureFree gives back what [ClosureAlloc] returned.
func ClosureFree(closure *Closure) {
	lib, err := libffi()
	if err != nil {
		return
	}
	purego.SyscallN(lib.closureFree, uintptr(unsafe.Pointer(closure)))
}

// PrepClosureLoc makes closure call fun (see [NewCallback]) when C calls code,
// both from [ClosureAlloc]. cif and userData must stay where they are for as
// long as C may call.
func PrepClosureLoc(closure *Closure, cif *Cif, fun uintptr, userData, code unsafe.Pointer) Status {
	lib, err := libffi()
	if err != nil {
		return BadAbi
	}
	status, _, _ := purego.SyscallN(lib.prepClosureLoc, uintptr(unsafe.Pointer(closure)),
		uintptr(unsafe.Pointer(cif)), fun, uintptr(userData), uintptr(code))
	return Status(status)
}
