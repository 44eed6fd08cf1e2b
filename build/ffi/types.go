package ffi

// Arg receives a result that is an integer smaller than 8 bytes: libffi always
// writes a full register for those.
type Arg uint64

// Bool reads a as the result of a C function that returns bool, of which only
// the lowest byte is defined.
func (a Arg) Bool() bool { return byte(a) != 0 }

// Status is the verdict of libffi on a description.
type Status uint32

// The values of ffi_status in ffi.h.
const (
	OK Status = iota
	BadTypedef
	BadAbi
	BadArgType
)

// String gives s in words.
func (s Status) String() string {
	switch s {
	case OK:
		return "ok"
	case BadTypedef:
		return "bad type definition"
	case BadAbi:
		return "bad ABI, or no libffi"
	case BadArgType:
		return "bad argument type"
	}
	return "unknown status"
}

// Kinds of a [Type], the FFI_TYPE_ constants of ffi.h. Those that no C type of
// ours needs (int, long double, complex) are left out, hence the numbers.
const (
	Void    = 0
	Float   = 2
	Double  = 3
	Uint8   = 5
	Sint8   = 6
	Uint16  = 7
	Sint16  = 8
	Uint32  = 9
	Sint32  = 10
	Uint64  = 11
	Sint64  = 12
	Struct  = 13
	Pointer = 14
)

// Type describes a C type; its layout is that of ffi_type on a 64-bit machine.
// A C bool is described by [TypeUint8], a string or an array by [TypePointer],
// a struct by [NewType].
type Type struct {
	Size      uint64 // in bytes; for a struct 0, libffi fills it in
	Alignment uint16 // in bytes; for a struct 0, libffi fills it in
	Type      uint16 // the kind
	Elements  **Type // for a struct: its fields, ended by nil
}

// NewType describes the C struct that has these fields in this order.
func NewType(elements ...*Type) Type {
	fields := make([]*Type, len(elements)+1)
	copy(fields, elements)
	return Type{Type: Struct, Elements: &fields[0]}
}

// The types that are no structs. Their addresses are what [PrepCif] takes.
var (
	TypeVoid    = Type{Size: 1, Alignment: 1, Type: Void}
	TypeUint8   = Type{Size: 1, Alignment: 1, Type: Uint8}
	TypeSint8   = Type{Size: 1, Alignment: 1, Type: Sint8}
	TypeUint16  = Type{Size: 2, Alignment: 2, Type: Uint16}
	TypeSint16  = Type{Size: 2, Alignment: 2, Type: Sint16}
	TypeUint32  = Type{Size: 4, Alignment: 4, Type: Uint32}
	TypeSint32  = Type{Size: 4, Alignment: 4, Type: Sint32}
	TypeUint64  = Type{Size: 8, Alignment: 8, Type: Uint64}
	TypeSint64  = Type{Size: 8, Alignment: 8, Type: Sint64}
	TypeFloat   = Type{Size: 4, Alignment: 4, Type: Float}
	TypeDouble  = Type{Size: 8, Alignment: 8, Type: Double}
	TypePointer = Type{Size: 8, Alignment: 8, Type: Pointer}
)
