package ffi

import (
	"runtime"
	"testing"
	"unsafe"
)

// libc is a library that is always there, with functions of known results.
func libc(t *testing.T) Lib {
	t.Helper()
	name := "libc.so.6"
	if runtime.GOOS == "darwin" {
		name = "/usr/lib/libSystem.B.dylib"
	}
	lib, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func prep(t *testing.T, lib Lib, name string, ret *Type, args ...*Type) Fun {
	t.Helper()
	fun, err := lib.Prep(name, ret, args...)
	if err != nil {
		t.Fatal(err)
	}
	return fun
}

func TestCallOfScalars(t *testing.T) {
	lib := libc(t)

	var length Arg
	text := &[]byte("twelve bytes\x00")[0]
	prep(t, lib, "strlen", &TypeUint64, &TypePointer).Call(&length, &text)
	if length != 12 {
		t.Errorf("strlen: %d, want 12", length)
	}

	var number Arg
	negative := int32(-7)
	prep(t, lib, "abs", &TypeSint32, &TypeSint32).Call(&number, &negative)
	if int32(number) != 7 {
		t.Errorf("abs(-7): %d, want 7", int32(number))
	}

	var product float64
	half, exponent := 0.5, int32(4)
	prep(t, lib, "ldexp", &TypeDouble, &TypeDouble, &TypeSint32).Call(&product, &half, &exponent)
	if product != 8 {
		t.Errorf("ldexp(0.5, 4): %v, want 8", product)
	}
}

func TestCallReturnsStruct(t *testing.T) {
	lib := libc(t)
	quotient := NewType(&TypeSint64, &TypeSint64)
	var got struct{ Quot, Rem int64 }
	a, b := int64(47), int64(10)
	prep(t, lib, "lldiv", &quotient, &TypeSint64, &TypeSint64).Call(&got, &a, &b)
	if got.Quot != 4 || got.Rem != 7 {
		t.Errorf("lldiv(47, 10): %+v, want 4 and 7", got)
	}
}

// batch has the shape of llama.cpp's llama_batch, which is passed by value.
type batch struct {
	N                                int32
	Token, Embd, Pos, Seq, IDs, Logs uintptr
}

// TestStructByValue sends large and small structs through a call into a
// closure: both directions of libffi, and callbacks, are in use.
func TestStructByValue(t *testing.T) {
	large := NewType(&TypeSint32, &TypePointer, &TypePointer, &TypePointer, &TypePointer, &TypePointer, &TypePointer)
	small := NewType(&TypeUint8)

	cif := new(Cif)
	if status := PrepCif(cif, DefaultAbi, 4, &large, &TypePointer, &large, &TypeFloat, &small); status != OK {
		t.Fatal(status)
	}
	var code unsafe.Pointer
	closure := ClosureAlloc(unsafe.Sizeof(Closure{}), &code)
	if closure == nil {
		t.Fatal("no closure")
	}
	defer ClosureFree(closure)

	var factor float32
	var flag uint8
	fun := NewCallback(func(cif *Cif, ret unsafe.Pointer, args *unsafe.Pointer, _ unsafe.Pointer) uintptr {
		values := unsafe.Slice(args, cif.NArgs)
		in := *(*batch)(values[1])
		factor, flag = *(*float32)(values[2]), *(*uint8)(values[3])
		in.N++
		in.Logs += *(*uintptr)(values[0])
		*(*batch)(ret) = in
		return 0
	})
	if status := PrepClosureLoc(closure, cif, fun, nil, code); status != OK {
		t.Fatal(status)
	}

	call := Fun{Addr: uintptr(code), Cif: cif}
	for i := range 100 {
		plus, in, by, yes := uintptr(5), batch{int32(i), 1, 2, 3, 4, 5, 6}, float32(0.25), uint8(1)
		var out batch
		call.Call(&out, &plus, &in, &by, &yes)
		if want := (batch{int32(i + 1), 1, 2, 3, 4, 5, 11}); out != want {
			t.Fatalf("round %d: %+v, want %+v", i, out, want)
		}
		if factor != 0.25 || flag != 1 {
			t.Fatalf("round %d: factor %v and flag %d, want 0.25 and 1", i, factor, flag)
		}
		runtime.GC()
	}
}

func TestPrepKeepsArgTypes(t *testing.T) {
	args := []*Type{&TypePointer, &TypeSint32}
	cif := new(Cif)
	if status := PrepCif(cif, DefaultAbi, 2, &TypeVoid, args...); status != OK {
		t.Fatal(status)
	}
	if cif.ArgTypes != &args[0] || &cif.args[0] != &args[0] {
		t.Error("the array of argument types that libffi reads is not the one that is kept")
	}
}

func TestPrepErrors(t *testing.T) {
	lib := libc(t)
	if _, err := lib.Prep("there_is_no_such_function", &TypeVoid); err == nil {
		t.Error("an unknown function was found")
	}
	empty := NewType()
	if _, err := lib.Prep("abs", &TypeSint32, &empty); err == nil {
		t.Error("a struct without fields was accepted")
	}
	if status := PrepCif(new(Cif), DefaultAbi, 1, &TypeVoid); status != BadArgType {
		t.Errorf("one argument and no type: %v, want %v", status, BadArgType)
	}
	if _, err := Load("there-is-no-such-library"); err == nil {
		t.Error("an unknown library was loaded")
	}
}

func TestCallRefusesWrongUse(t *testing.T) {
	abs := prep(t, libc(t), "abs", &TypeSint32, &TypeSint32)
	for name, call := range map[string]func(){
		"too few arguments": func() { abs.Call(nil) },
		"not prepared":      func() { Fun{}.Call(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the call was made")
				}
			}()
			call()
		})
	}
}

func TestArgBool(t *testing.T) {
	for arg, want := range map[Arg]bool{0: false, 1: true, 0xff00: false, 0xff01: true} {
		if arg.Bool() != want {
			t.Errorf("Arg(%#x).Bool() is not %v", uint64(arg), want)
		}
	}
}
