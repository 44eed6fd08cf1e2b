package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"caro/build/enginelibs/npmpack"
	"caro/core/engine/libs"
)

// packFor makes a tarball of a small package and the variant that locks it. seed
// makes its contents differ from another's; change may spoil the contents of
// the tarball's files after they were locked.
func packFor(t *testing.T, name, seed string, change func(path string, data []byte) []byte) (libs.Variant, string) {
	t.Helper()
	v := libs.Variant{
		Name: name, OS: "linux", Arch: "amd64", Default: name == "linux-x64",
		Package: "@test/" + name, Version: "1.0.0", Licence: "MIT",
		Links: []libs.Link{{Name: "libllama.so", Target: "libllama.v0.4.0.so"}, {Name: "libggml.so", Target: "libggml.v0.4.0.so"}},
	}
	dir := t.TempDir()
	var packed bytes.Buffer
	zipper := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipper)
	add := func(path string, data []byte) {
		err := archive.WriteHeader(&tar.Header{Name: "package/" + path, Size: int64(len(data)), Typeflag: tar.TypeReg, Mode: 0o777})
		if _, writeErr := archive.Write(data); err != nil || writeErr != nil {
			t.Fatal(err, writeErr)
		}
	}
	for path, role := range map[string]libs.Role{
		"LICENSE": libs.RoleLicence, "bins/libllama.v0.4.0.so": libs.RoleLlama, "bins/libggml.v0.4.0.so": libs.RoleGGML,
		"bins/libggml-base.so": libs.RoleBase, "bins/libggml-cpu-x.so": libs.RoleBackend,
	} {
		data := []byte(path + " of " + name + " " + seed)
		file := filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		measured, err := libs.Measure(file)
		if err != nil {
			t.Fatal(err)
		}
		measured.Path, measured.Role = path, role
		v.Files = append(v.Files, measured)
		if change != nil {
			data = change(path, data)
		}
		add(path, data)
	}
	add("bins/llama-addon.node", []byte("not wanted"))
	if err := errors.Join(archive.Close(), zipper.Close()); err != nil {
		t.Fatal(err)
	}
	tarball := filepath.Join(dir, "p.tgz")
	if err := os.WriteFile(tarball, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	var err error
	if v.Integrity, err = npmpack.Integrity(tarball); err != nil {
		t.Fatal(err)
	}
	return v, tarball
}

// counted counts how often a fetcher was asked.
func counted(fetch fetcher, times *int) fetcher {
	return func(ctx context.Context, v libs.Variant, temp string) (string, error) {
		*times++
		return fetch(ctx, v, temp)
	}
}

// whole fails the test unless dir holds v and what is beside it is only its name.
func whole(t *testing.T, lock libs.Lock, dir string, v libs.Variant) {
	t.Helper()
	if err := lock.Verify(dir, v.Name); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "llama-addon.node")); err == nil {
		t.Error("a file was laid out that isn't locked")
	}
}

func noLeftovers(t *testing.T, beside string) {
	t.Helper()
	if left, _ := filepath.Glob(filepath.Join(beside, tempPrefix+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEnsure(t *testing.T) {
	cpu, tarball := packFor(t, "linux-x64", "", nil)
	gpu, gpuTarball := packFor(t, "linux-x64-vulkan", "", nil)
	lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{cpu, gpu}}
	out := filepath.Join(t.TempDir(), "build", "out")
	root := filepath.Join(out, "lib")
	fetched := 0
	base := place{lock: lock, variant: cpu, root: root}
	extra := place{lock: lock, variant: gpu, root: root, sub: gpu.Name}
	ensure := func(p place, tarball string, want int) {
		t.Helper()
		if err := p.ensure(t.Context(), counted(fromFile(tarball), &fetched), io.Discard); err != nil {
			t.Fatal(err)
		}
		if fetched != want {
			t.Errorf("fetched %d times, want %d", fetched, want)
		}
		noLeftovers(t, out)
	}

	ensure(extra, gpuTarball, 1) // the order doesn't matter
	ensure(base, tarball, 2)
	ensure(base, tarball, 2) // nothing to do
	ensure(extra, gpuTarball, 2)
	whole(t, lock, root, cpu)
	whole(t, lock, filepath.Join(root, gpu.Name), gpu)

	// What a killed run leaves is removed by the next that has work to do, and a
	// damaged folder is made anew without losing the other variant in it.
	if err := os.MkdirAll(filepath.Join(out, tempPrefix+"123", "lib"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "libggml-base.so"), []byte("spoilt"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "libggml-planted.so"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	ensure(base, tarball, 3)
	whole(t, lock, root, cpu)
	whole(t, lock, filepath.Join(root, gpu.Name), gpu)
}

// TestEnsureReplacesRelease lays a new lock's libraries over an old one's.
func TestEnsureReplacesRelease(t *testing.T) {
	root := filepath.Join(t.TempDir(), "lib")
	for _, seed := range []string{"old", "new"} {
		v, tarball := packFor(t, "linux-x64", seed, nil)
		lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{v}}
		p := place{lock: lock, variant: v, root: root}
		if err := p.ensure(t.Context(), fromFile(tarball), io.Discard); err != nil {
			t.Fatal(err)
		}
		whole(t, lock, root, v)
	}
}

func TestEnsureFollowsLink(t *testing.T) {
	v, tarball := packFor(t, "linux-x64", "", nil)
	lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{v}}
	target, link := filepath.Join(t.TempDir(), "real"), filepath.Join(t.TempDir(), "lib")
	if err := errors.Join(os.Mkdir(target, 0o755), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	p := place{lock: lock, variant: v, root: link}
	if err := p.ensure(t.Context(), fromFile(tarball), io.Discard); err != nil {
		t.Fatal(err)
	}
	whole(t, lock, target, v)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

func TestEnsureRefuses(t *testing.T) {
	broken := errors.New("no network")
	good, tarball := packFor(t, "linux-x64", "", nil)
	changed, changedTarball := packFor(t, "linux-x64", "", func(path string, data []byte) []byte {
		if strings.HasSuffix(path, "base.so") {
			data = bytes.ToUpper(data)
		}
		return data
	})
	longer, longerTarball := packFor(t, "linux-x64", "", func(path string, data []byte) []byte { return append(data, '!') })
	foreign := good
	foreign.Integrity = changed.Integrity
	missing := good
	missing.Files = append([]libs.File{{Role: libs.RoleBackend, Path: "bins/libggml-more.so", Bytes: 1, SHA256: good.Files[0].SHA256}}, good.Files...)
	tests := []struct {
		name    string
		variant libs.Variant
		fetch   fetcher
		says    string
	}{
		{"another tarball", foreign, fromFile(tarball), "is not the locked one: its hash is sha512-"},
		{"another file", changed, fromFile(changedTarball), "libggml-base.so is damaged or another build"},
		{"a longer file", longer, fromFile(longerTarball), "bytes, the lock says"},
		{"a missing file", missing, fromFile(tarball), "libggml-more.so is missing"},
		{"no tarball", good, fromFile(filepath.Join(t.TempDir(), "none.tgz")), "no such file"},
		{"no network", good, func(context.Context, libs.Variant, string) (string, error) { return "", broken }, "no network"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := t.TempDir()
			root := filepath.Join(out, "lib")
			if err := os.Mkdir(root, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, "libold.so"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
			lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{test.variant}}
			err := place{lock: lock, variant: test.variant, root: root}.ensure(t.Context(), test.fetch, io.Discard)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %q", err, test.says)
			}
			if _, err := os.Stat(filepath.Join(root, "libold.so")); err != nil {
				t.Errorf("the old folder was touched: %v", err)
			}
			noLeftovers(t, out)
		})
	}
}

// TestEnsureSparesOtherFolders gives -out a folder that is something else.
func TestEnsureSparesOtherFolders(t *testing.T) {
	v, tarball := packFor(t, "linux-x64", "", nil)
	lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{v}}
	for _, name := range []string{"thesis.txt", "src/"} {
		root := t.TempDir()
		path := filepath.Join(root, name)
		var err error
		if strings.HasSuffix(name, "/") {
			err = os.Mkdir(path, 0o755)
		} else {
			err = os.WriteFile(path, nil, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		err = place{lock: lock, variant: v, root: root}.ensure(t.Context(), fromFile(tarball), io.Discard)
		if err == nil || !strings.Contains(err.Error(), "which is no engine library") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestEnsureAtOnce has several runs at the same folder: one of them fetches.
func TestEnsureAtOnce(t *testing.T) {
	v, tarball := packFor(t, "linux-x64", "", nil)
	lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{v}}
	root := filepath.Join(t.TempDir(), "lib")
	fetched := 0
	slow := counted(func(ctx context.Context, v libs.Variant, temp string) (string, error) {
		time.Sleep(50 * time.Millisecond)
		return tarball, nil
	}, &fetched)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := (place{lock: lock, variant: v, root: root}).ensure(t.Context(), slow, io.Discard); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	whole(t, lock, root, v)
	if fetched != 1 {
		t.Errorf("fetched %d times", fetched)
	}
}

// TestEnsureInterrupted stops a run while it fetches, and one that waits.
func TestEnsureInterrupted(t *testing.T) {
	v, _ := packFor(t, "linux-x64", "", nil)
	lock := libs.Lock{Release: "v0.4.0", Variants: []libs.Variant{v}}
	out := t.TempDir()
	p := place{lock: lock, variant: v, root: filepath.Join(out, "lib")}
	ctx, cancel := context.WithCancel(t.Context())
	err := p.ensure(ctx, func(ctx context.Context, _ libs.Variant, temp string) (string, error) {
		waiting, stop := context.WithTimeout(t.Context(), 150*time.Millisecond)
		defer stop()
		if err := p.ensure(waiting, nil, io.Discard); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second run: %v", err)
		}
		cancel()
		return "", ctx.Err()
	}, io.Discard)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	noLeftovers(t, out)
}
