package libs

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestDirFor(t *testing.T) {
	custom := t.TempDir()
	both := t.TempDir()
	if err := os.Mkdir(filepath.Join(both, LinuxVulkan), 0o755); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	const mac, bundled = "/opt/caro/caro-engine", "/Applications/Caro.app/Contents/MacOS/caro-engine"
	tests := []struct{ exe, goos, env, variant, want string }{
		{mac, "linux", "", "", "/opt/caro/lib"},
		{mac, "linux", "", "linux-x64", "/opt/caro/lib"},
		{mac, "linux", "", LinuxVulkan, "/opt/caro/lib/" + LinuxVulkan},
		{mac, "linux", "", "linux-arm64", "/opt/caro/lib/linux-arm64"},
		{mac, "linux", custom, "linux-x64", custom},
		{mac, "linux", custom, LinuxVulkan, custom},
		{mac, "linux", both, "linux-x64", both},
		{mac, "linux", both, LinuxVulkan, filepath.Join(both, LinuxVulkan)},
		{mac, "linux", "some/lib", "", filepath.Join(here, "some/lib")},
		{mac, "darwin", "", "", "/opt/caro/lib"},
		{bundled, "darwin", "", "", "/Applications/Caro.app/Contents/Frameworks"},
		{bundled, "darwin", custom, "mac-arm64-metal", "/Applications/Caro.app/Contents/Frameworks"},
		{bundled, "linux", custom, "", custom},
	}
	for _, test := range tests {
		got, err := dirFor(test.exe, test.goos, "amd64", test.env, test.variant)
		if err != nil || got != test.want {
			t.Errorf("%+v: %s, %v", test, got, err)
		}
	}
	if _, err := dirFor(mac, "linux", "amd64", "", "linux-mips"); err == nil {
		t.Error("an unknown variant has a folder")
	}
	if _, err := Dir(""); err != nil {
		t.Error(err)
	}
}

// TestBundle lays out an application bundle whose libraries were signed, and so
// have other hashes than the program's lock says.
func TestBundle(t *testing.T) {
	contents := filepath.Join(t.TempDir(), "Caro.app", "Contents")
	exe := filepath.Join(contents, "MacOS", "caro-engine")
	frameworks := filepath.Join(contents, "Frameworks")
	manifest := filepath.Join(contents, "Resources", ManifestName)
	variant := layOut(t, frameworks, "mac-arm64-metal", "darwin", "arm64", machoARM)
	if err := os.Mkdir(filepath.Dir(manifest), 0o755); err != nil {
		t.Fatal(err)
	}
	open := func(dir string) error {
		lock, err := lockFor(exe, "darwin", dir)
		if err != nil {
			return err
		}
		_, err = lock.open(dir, "darwin", "arm64")
		return err
	}
	put := func(release string) {
		data, err := json.Marshal(Lock{Release: release, Variants: []Variant{variant}})
		if err != nil {
			t.Fatal(err)
		}
		write(t, manifest, data)
	}
	program, err := Load()
	if err != nil {
		t.Fatal(err)
	}

	wantError(t, open(frameworks), BundleBroken, "can't be read")
	write(t, manifest, nil)
	wantError(t, open(frameworks), BundleBroken, "it is empty")
	put("v0.0.1")
	wantError(t, open(frameworks), BundleBroken, "it is for llama.cpp v0.0.1")
	put(program.Release)
	if err := open(frameworks); err != nil {
		t.Error(err)
	}
	wantError(t, open(t.TempDir()), OutsideBundle, "they lie in "+frameworks)
	poke(t, filepath.Join(frameworks, "libggml-base.dylib"), 100)
	damaged := open(frameworks)
	wantError(t, damaged, Damaged, "libggml-base.dylib")
	var e *Error
	if !errors.As(damaged, &e) || e.Hint() != "install the application again" {
		t.Errorf("the hint for %v is %q", damaged, e.Hint())
	}

	// Outside of a bundle a list beside the libraries is nobody's business.
	exe = filepath.Join(t.TempDir(), "caro-engine")
	if lock, err := lockFor(exe, "darwin", frameworks); err != nil || len(lock.Variants) != len(program.Variants) {
		t.Errorf("the lock has %d variants, %v", len(lock.Variants), err)
	}
}

func TestIsolate(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("GGML_BACKEND_PATH", "/somewhere/libggml-evil.so")
	if err := Isolate(); err != nil {
		t.Fatal(err)
	}
	if dir, err := os.Getwd(); dir != "/" || os.Getenv("GGML_BACKEND_PATH") != "" {
		t.Errorf("in %s (%v) with GGML_BACKEND_PATH=%s", dir, err, os.Getenv("GGML_BACKEND_PATH"))
	}
}

// BenchmarkOpen measures the check of real libraries: those in CARO_LIB.
func BenchmarkOpen(b *testing.B) {
	dir := os.Getenv(EnvDir)
	if dir == "" {
		b.Skip(EnvDir + " names no folder")
	}
	for b.Loop() {
		if _, err := Open(dir); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
