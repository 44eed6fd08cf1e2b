package libs

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpen(t *testing.T) {
	lock, dir := linuxLock(t)
	found, err := lock.open(dir, "linux", "amd64")
	if err != nil {
		t.Fatal(err)
	}
	if found.Dir != dir || found.Release != "v0.4.0" || found.Variant.Name != "linux-x64" {
		t.Errorf("found %s %s in %s", found.Release, found.Variant.Name, found.Dir)
	}
}

func TestOpenAccepts(t *testing.T) {
	tests := map[string]func(t *testing.T, dir string){
		"no licence": func(t *testing.T, dir string) { remove(t, filepath.Join(dir, "LICENSE")) },
		"hard links for plain names": func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libllama.so"))
			if err := os.Link(filepath.Join(dir, "libllama.v0.4.0.so"), filepath.Join(dir, "libllama.so")); err != nil {
				t.Fatal(err)
			}
		},
		"a library that is a link to elsewhere": func(t *testing.T, dir string) {
			elsewhere := filepath.Join(t.TempDir(), "blob")
			if err := os.Rename(filepath.Join(dir, "libggml-base.so"), elsewhere); err != nil {
				t.Fatal(err)
			}
			symlink(t, elsewhere, filepath.Join(dir, "libggml-base.so"))
		},
		"another variant's subfolder": func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, LinuxVulkan), 0o755); err != nil {
				t.Fatal(err)
			}
		},
		"files that nobody loads": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "README"), nil)
			write(t, filepath.Join(dir, metadataName), metadata("v0.4.0"))
			symlink(t, "nowhere", filepath.Join(dir, "note"))
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			lock, dir := linuxLock(t)
			change(t, dir)
			if _, err := lock.open(dir, "linux", "amd64"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, dir string)
		kind   Kind
		says   string // DIR stands for the folder
	}{
		{"no folder", func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, FolderMissing, "no engine libraries in DIR: there is no such folder"},
		{"a file for a folder", func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			write(t, dir, nil)
		}, Unreadable, "look at the engine libraries in DIR:"},
		{"empty folder", func(t *testing.T, dir string) { removeAll(t, dir) },
			NoLibraries, "no engine libraries in DIR"},
		{"other files only", func(t *testing.T, dir string) {
			removeAll(t, dir)
			write(t, filepath.Join(dir, "libm.so.6"), nil)
		}, NoLibraries, "no engine libraries in DIR"},
		{"llama missing", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libllama.v0.4.0.so"), filepath.Join(dir, "libllama.so"))
		}, FileMissing, "libllama.v0.4.0.so is missing"},
		{"llama missing, its link there", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libllama.v0.4.0.so"))
		}, DanglingLink, "libllama.so is a link to libllama.v0.4.0.so, which is missing"},
		{"backend missing", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libggml-cpu-one.so"))
		}, FileMissing, "libggml-cpu-one.so is missing"},
		{"backend a dangling link", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libggml-cpu-one.so"))
			symlink(t, "gone.so", filepath.Join(dir, "libggml-cpu-one.so"))
		}, DanglingLink, "libggml-cpu-one.so is a link to gone.so, which is missing"},
		{"as npm packs them", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libllama.so"), filepath.Join(dir, "libggml.so"))
			write(t, filepath.Join(dir, "libllama-common.so"), nil)
			write(t, filepath.Join(dir, metadataName), metadata("v0.4.0"))
		}, PlainNameLacks, "the link libllama.so to libllama.v0.4.0.so is missing"},
		{"plain name a copy", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libllama.so"))
			data, err := os.ReadFile(filepath.Join(dir, "libllama.v0.4.0.so"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, "libllama.so"), data)
		}, NotLocked, "libllama.so is not a link to libllama.v0.4.0.so"},
		{"cut off", func(t *testing.T, dir string) {
			if err := os.Truncate(filepath.Join(dir, "libggml-base.so"), 300); err != nil {
				t.Fatal(err)
			}
		}, Damaged, "300 bytes instead of 600"},
		{"one byte changed", func(t *testing.T, dir string) { poke(t, filepath.Join(dir, "libggml-cpu-one.so"), 650) },
			Damaged, "libggml-cpu-one.so is damaged or another build: other contents"},
		{"one byte changed in a second piece", func(t *testing.T, dir string) {
			poke(t, filepath.Join(dir, "libggml-gpu.so"), PieceBytes+999)
		}, Damaged, "libggml-gpu.so"},
		{"a pipe for a library", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libggml-base.so"))
			mkfifo(t, filepath.Join(dir, "libggml-base.so"))
		}, Damaged, "something that is no file"},
		{"another backend", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "libggml-cuda.so"), nil) },
			Stranger, "DIR/libggml-cuda.so is none of Caro's"},
		{"another backend, linked", func(t *testing.T, dir string) {
			symlink(t, "libggml-cpu-one.so", filepath.Join(dir, "libggml-rpc.so"))
		}, Stranger, "libggml-rpc.so"},
		{"a system library", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "libstdc++.so.6"), nil) },
			Stranger, "libstdc++.so.6"},
		{"a folder that glibc looks in", func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "glibc-hwcaps"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, Stranger, "glibc-hwcaps"},
		{"such a folder, linked", func(t *testing.T, dir string) { symlink(t, t.TempDir(), filepath.Join(dir, "tls")) },
			Stranger, "DIR/tls"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lock, dir := linuxLock(t)
			test.change(t, dir)
			_, err := lock.open(dir, "linux", "amd64")
			wantError(t, err, test.kind, strings.ReplaceAll(test.says, "DIR", dir))
		})
	}
}

func TestOpenOtherRelease(t *testing.T) {
	tests := map[string]func(t *testing.T, dir string){
		"named so": func(t *testing.T, dir string) {
			for _, name := range []string{"libllama", "libggml"} {
				remove(t, filepath.Join(dir, name+".so"))
				if err := os.Rename(filepath.Join(dir, name+".v0.4.0.so"), filepath.Join(dir, name+".v0.5.0.so")); err != nil {
					t.Fatal(err)
				}
				symlink(t, name+".v0.5.0.so", filepath.Join(dir, name+".so"))
			}
		},
		"of a GPU": func(t *testing.T, dir string) {
			removeAll(t, dir)
			write(t, filepath.Join(dir, "libllama.vulkan.v0.5.0.so"), elfHeader)
		},
		"stated by the package": func(t *testing.T, dir string) {
			removeAll(t, dir)
			write(t, filepath.Join(dir, "libllama.so"), elfHeader)
			write(t, filepath.Join(dir, metadataName), metadata("v0.5.0"))
		},
		"linked to beside the right one": func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "libllama.so"))
			write(t, filepath.Join(dir, "libllama.v0.5.0.so"), elfHeader)
			symlink(t, "libllama.v0.5.0.so", filepath.Join(dir, "libllama.so"))
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			lock, dir := linuxLock(t)
			change(t, dir)
			_, err := lock.open(dir, "linux", "amd64")
			wantError(t, err, WrongRelease, "the libraries in "+dir+" are llama.cpp v0.5.0, Caro needs v0.4.0")
		})
	}

	t.Run("of unknown release", func(t *testing.T) {
		lock, dir := linuxLock(t)
		removeAll(t, dir)
		write(t, filepath.Join(dir, "libllama.so.0.0.7000"), elfHeader)
		symlink(t, "libllama.so.0.0.7000", filepath.Join(dir, "libllama.so"))
		_, err := lock.open(dir, "linux", "amd64")
		wantError(t, err, NotLocked, "another build of llama.cpp than the v0.4.0 that Caro needs")
	})
}

func TestOpenWrongMachine(t *testing.T) {
	lock, dir := linuxLock(t)
	t.Run("whole folder", func(t *testing.T) {
		_, err := lock.open(dir, "linux", "arm64")
		wantError(t, err, WrongMachine, "are for linux/amd64, not for linux/arm64")
	})
	t.Run("another system", func(t *testing.T) {
		_, err := lock.open(dir, "darwin", "arm64")
		wantError(t, err, WrongMachine, "are for linux/amd64, not for darwin/arm64")
	})
	for name, header := range map[string][]byte{"linux/arm64": elfARM, "darwin/arm64": machoARM} {
		t.Run("one file for "+name, func(t *testing.T) {
			write(t, filepath.Join(dir, "libggml-base.so"), contents(header, "", 500))
			_, err := lock.open(dir, "linux", "amd64")
			wantError(t, err, WrongMachine, "are for "+name+", not for linux/amd64")
		})
	}
}

// TestOpenMac checks the names of macOS, where folders in the folder do no harm.
func TestOpenMac(t *testing.T) {
	dir := t.TempDir()
	lock := Lock{Release: "v0.4.0", Variants: []Variant{layOut(t, dir, "mac-arm64-metal", "darwin", "arm64", machoARM)}}
	if err := os.Mkdir(filepath.Join(dir, "Other.framework"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := lock.open(dir, "darwin", "arm64"); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(dir, "libother.dylib"), nil)
	_, err := lock.open(dir, "darwin", "arm64")
	wantError(t, err, Stranger, "libother.dylib")
}

func TestVerify(t *testing.T) {
	lock, dir := linuxLock(t)
	if err := lock.Verify(dir, "linux-x64"); err != nil {
		t.Error(err)
	}
	if err := lock.Verify(dir, "linux-arm64"); err == nil {
		t.Error("one variant passed for another")
	}
	if err := lock.Verify(dir, "none"); err == nil {
		t.Error("an unknown variant passed")
	}
	remove(t, filepath.Join(dir, "LICENSE"))
	wantError(t, lock.Verify(dir, "linux-x64"), FileMissing, "LICENSE is missing")
}

// TestHints makes sure that every kind has words and a hint, and that CARO_LIB
// is named where it is at fault.
func TestHints(t *testing.T) {
	for kind := FolderMissing; kind <= BundleBroken; kind++ {
		err := &Error{Kind: kind, Dir: "/lib", File: "f.so", Err: errors.New("why")}
		t.Setenv(EnvDir, "")
		if strings.HasSuffix(err.Error(), "can't be used") || err.Hint() == "" {
			t.Errorf("kind %d has no words: %q, %q", kind, err.Error(), err.Hint())
		}
	}
	missing := &Error{Kind: FolderMissing, Dir: "/lib"}
	if !strings.Contains(missing.Hint(), "make build") {
		t.Errorf("hint: %q", missing.Hint())
	}
	t.Setenv(EnvDir, "/lib")
	if !strings.Contains(missing.Hint(), EnvDir) {
		t.Errorf("hint with %s set: %q", EnvDir, missing.Hint())
	}
}

func wantError(t *testing.T, err error, kind Kind, says string) {
	t.Helper()
	var typed *Error
	if !errors.As(err, &typed) {
		t.Fatalf("error %v, want kind %d", err, kind)
	}
	if typed.Kind != kind || !strings.Contains(err.Error(), says) {
		t.Errorf("kind %d %q, want kind %d and %q", typed.Kind, err, kind, says)
	}
}

func removeAll(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		remove(t, filepath.Join(dir, entry.Name()))
	}
}
