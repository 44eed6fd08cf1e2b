package ffi

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Fun is a C function: its address and its signature. [Lib.Prep] makes one.
type Fun struct {
	Addr uintptr
	Cif  *Cif
}

// Call calls f. ret is a pointer to where the result goes (nil for none; an
// [Arg] for an integer smaller than 8 bytes), args are pointers to the
// arguments. It panics on a number of arguments that f doesn't have and on a
// function that was never prepared: there is no result to report them by, and
// to go on would be a jump to nowhere.
func (f Fun) Call(ret any, args ...any) {
	if f.Cif == nil {
		panic("ffi: call of a function that was not prepared")
	}
	if len(args) != int(f.Cif.NArgs) {
		panic(fmt.Sprintf("ffi: call with %d arguments of a function that takes %d", len(args), f.Cif.NArgs))
	}
	var result unsafe.Pointer
	if ret != nil {
		result = reflect.ValueOf(ret).UnsafePointer()
	}
	values := make([]unsafe.Pointer, len(args))
	for i, arg := range args {
		values[i] = reflect.ValueOf(arg).UnsafePointer()
	}
	Call(f.Cif, f.Addr, result, values...)
}
