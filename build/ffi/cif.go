package ffi

import (
	"unsafe"

	"github.com/ebitengine/purego"
)

// Abi is a calling convention, as libffi numbers them.
type Abi uint32

// Cif describes the signature of a C function, once [PrepCif] has filled it in.
// Its first fields are those of ffi_cif; libffi keeps its address and theirs.
type Cif struct {
	Abi      uint32
	NArgs    uint32
	ArgTypes **Type
	RType    *Type
	Bytes    uint32
	Flags    uint32

	// Some targets add up to two words here (FFI_EXTRA_CIF_FIELDS). Room that
	// a target doesn't use does no harm.
	_ [4]uint32

	// libffi writes ArgTypes unseen by the garbage collector; this keeps the
	// same array reachable.
	args []*Type
}

// PrepCif fills in cif for a function of nArgs arguments, described by aTypes,
// that returns rType. It returns [BadAbi] too where libffi can't be loaded.
// Neither cif nor what the types point to may be moved or freed afterwards.
func PrepCif(cif *Cif, abi Abi, nArgs uint32, rType *Type, aTypes ...*Type) Status {
	lib, err := libffi()
	if err != nil {
		return BadAbi
	}
	if int(nArgs) != len(aTypes) {
		return BadArgType
	}
	cif.args = aTypes
	status, _, _ := purego.SyscallN(lib.prepCif,
		uintptr(unsafe.Pointer(cif)), uintptr(abi), uintptr(nArgs),
		uintptr(unsafe.Pointer(rType)), uintptr(unsafe.Pointer(unsafe.SliceData(aTypes))))
	return Status(status)
}

// Call calls the C function at fn, whose signature is cif. ret is where its
// result goes (nil for none; at least 8 bytes for an integer, see [Arg]), args
// are the addresses of its arguments.
func Call(cif *Cif, fn uintptr, ret unsafe.Pointer, args ...unsafe.Pointer) {
	lib, err := libffi()
	if err != nil {
		panic(err) // unreachable with a cif that PrepCif has filled in
	}
	purego.SyscallN(lib.call, uintptr(unsafe.Pointer(cif)), fn, uintptr(ret),
		uintptr(unsafe.Pointer(unsafe.SliceData(args))))
}
