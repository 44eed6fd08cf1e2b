package libs

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// elfHeader begins a library for linux/amd64; elfARM one for linux/arm64.
var (
	elfHeader = []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00")
	elfARM    = []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\xb7\x00")
	machoARM  = []byte("\xcf\xfa\xed\xfe\x0c\x00\x00\x01\x00\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00")
)

// contents makes up the contents of a library: its machine's header, its name,
// and filling up to size.
func contents(header []byte, name string, size int) []byte {
	data := append(bytes.Clone(header), name...)
	return append(data, bytes.Repeat([]byte{'x'}, size-len(data))...)
}

// layOut writes the libraries of a made-up variant to dir and returns the
// variant, measured. One backend is long enough to have pieces.
func layOut(t testing.TB, dir, name, goos, goarch string, header []byte) Variant {
	t.Helper()
	ext := ".so"
	if goos == "darwin" {
		ext = ".dylib"
	}
	v := Variant{
		Name: name, OS: goos, Arch: goarch, Default: true,
		Package: "@test/" + name, Version: "1.2.3", Licence: "MIT",
		Integrity: "sha512-" + base64.StdEncoding.EncodeToString(make([]byte, 64)),
		Links: []Link{
			{"libllama" + ext, "libllama.v0.4.0" + ext},
			{"libggml" + ext, "libggml.v0.4.0" + ext},
		},
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		role Role
		name string
		size int
	}{
		{RoleLicence, "LICENSE", 100},
		{RoleLlama, "libllama.v0.4.0" + ext, 3000},
		{RoleGGML, "libggml.v0.4.0" + ext, 500},
		{RoleBase, "libggml-base" + ext, 600},
		{RoleBackend, "libggml-cpu-one.so", 700},
		{RoleBackend, "libggml-gpu.so", PieceBytes + 1000},
	} {
		if goarch == "arm64" {
			f.size += 16 // as real builds differ
		}
		file := filepath.Join(dir, f.name)
		write(t, file, contents(header, name+f.name, f.size))
		measured, err := Measure(file)
		if err != nil {
			t.Fatal(err)
		}
		measured.Role, measured.Path = f.role, "bins/"+name+"/"+f.name
		v.Files = append(v.Files, measured)
	}
	for _, link := range v.Links {
		symlink(t, link.Target, filepath.Join(dir, link.Name))
	}
	return v
}

// linuxLock lays out linux-x64 in a new folder and gives a lock of it, of the
// same for arm64, and of a variant for a GPU, none of which are laid out.
func linuxLock(t testing.TB) (Lock, string) {
	t.Helper()
	dir := t.TempDir()
	lock := Lock{Release: "v0.4.0", Variants: []Variant{
		layOut(t, t.TempDir(), "linux-arm64", "linux", "arm64", elfARM),
		layOut(t, dir, "linux-x64", "linux", "amd64", elfHeader),
		layOut(t, t.TempDir(), LinuxVulkan, "linux", "amd64", elfHeader),
	}}
	lock.Variants[2].Default = false
	if err := lock.check(); err != nil {
		t.Fatal(err)
	}
	return lock, dir
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func symlink(t testing.TB, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}

// poke changes one byte of a file.
func poke(t testing.TB, name string, at int64) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte{'!'}, at); err != nil {
		t.Fatal(err)
	}
}

func metadata(release string) []byte {
	return fmt.Appendf(nil, `{"buildOptions":{"platform":"linux","gpu":false,"llamaCpp":{"repo":"ggml-org/llama.cpp","release":%q}}}`, release)
}

func mkfifo(t testing.TB, name string) {
	t.Helper()
	if err := syscall.Mkfifo(name, 0o644); err != nil {
		t.Fatal(err)
	}
}
