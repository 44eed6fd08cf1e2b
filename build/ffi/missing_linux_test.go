package ffi

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"
)

// asChild makes this test binary, run again, try to load a library and say
// what came of it.
const asChild = "FFI_TEST_LOAD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) == "" {
		os.Exit(m.Run())
	}
	_, err := Load("libc.so.6")
	var missing *MissingError
	if !errors.As(err, &missing) {
		os.Exit(1)
	}
	var code unsafe.Pointer
	if ClosureAlloc(unsafe.Sizeof(Closure{}), &code) != nil || PrepCif(new(Cif), DefaultAbi, 0, &TypeVoid) == OK {
		os.Exit(2)
	}
	os.Stdout.WriteString(missing.Error() + "\n" + missing.Hint() + "\n")
	os.Exit(0)
}

// TestMissing hides libffi behind a file of that name that is no library. The
// program must start, and say which package it lacks.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, libffiName), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), asChild+"=1", "LD_LIBRARY_PATH="+dir)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("child: %v\n%s", err, out)
	}
	for _, want := range []string{libffiName, "libffi8 on Debian"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the message doesn't name %q:\n%s", want, out)
		}
	}
}
