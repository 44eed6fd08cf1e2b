package bundle

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/build/darwincheck/machofile"
	"caro/core/engine/libs"
	"caro/core/testneed"
)

const (
	out   = "../../out" // what make check-darwin has made
	llama = "Frameworks/libllama.metal.v0.4.0.dylib"
)

// lay lays out a bundle for Apple Silicon of what make check-darwin has made, each file a
// second name of it, and gives its Contents. Its list of libraries is that of the lock, less
// the one that build/bundle leaves out.
func lay(t *testing.T) string {
	t.Helper()
	contents := filepath.Join(t.TempDir(), "Caro.app", "Contents")
	for _, dir := range []string{"MacOS", "Frameworks", "Resources"} {
		if err := os.MkdirAll(filepath.Join(contents, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	lock, err := libs.Load()
	if err != nil {
		t.Fatal(err)
	}
	v, err := lock.Find("mac-arm64-metal")
	if err != nil {
		t.Fatal(err)
	}
	place := func(from, to string, mode os.FileMode) {
		data, err := os.ReadFile(from)
		if err != nil {
			testneed.Missing(t, "what is made for macOS", "run `make check-darwin` once")
		}
		to = filepath.Join(contents, to)
		if err := os.WriteFile(to, data, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(to, mode); err != nil { // whatever the umask
			t.Fatal(err)
		}
	}
	place("../../../Info.plist", "Info.plist", 0o644)
	place("../../../LICENSE", "Resources/LICENSE", 0o644)
	place("../../../THIRD_PARTY_NOTICES.md", "Resources/THIRD_PARTY_NOTICES.md", 0o644)
	place(out+"/Caro.icns", "Resources/Caro.icns", 0o644)
	place(out+"/mac/arm64/caro", "MacOS/caro", 0o755)
	place(out+"/mac/arm64/caro-engine", "MacOS/caro-engine", 0o755)
	var files []libs.File
	for _, f := range v.Files {
		if f.Name() == "libggml-cpu-apple_m4.so" {
			continue
		}
		to := "Frameworks/" + f.Name()
		if !f.Loaded() {
			to = "Resources/LICENSE.llama.cpp"
		} else {
			files = append(files, f)
		}
		place(filepath.Join(out, "mac", "lib", v.Name, f.Name()), to, 0o644)
	}
	for _, l := range v.Links {
		if err := os.Symlink(l.Target, filepath.Join(contents, "Frameworks", l.Name)); err != nil {
			t.Fatal(err)
		}
	}
	v.Files = files
	list, err := json.Marshal(libs.Lock{Release: lock.Release, Variants: []libs.Variant{v}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(contents, "Resources", libs.ManifestName), string(list))
	return contents
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, file, old, replacement string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("no %q in %s: %v", old, file, err)
	}
	write(t, file, strings.Replace(string(data), old, replacement, 1))
}

// TestFaults accepts a bundle that is right and refuses it with one fault after the other.
func TestFaults(t *testing.T) {
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name  string
		plant func(t *testing.T, in func(string) string)
		want  string // in one of the problems
	}{
		{"right", func(*testing.T, func(string) string) {}, ""},
		{"dangling link", func(t *testing.T, in func(string) string) {
			must(t, os.Remove(in("Frameworks/libllama.dylib")))
			must(t, os.Symlink("libllama.gone.dylib", in("Frameworks/libllama.dylib")))
		}, "libllama.dylib: the link leads to libllama.gone.dylib, which is missing"},
		{"link out", func(t *testing.T, in func(string) string) {
			must(t, os.Remove(in("Resources/LICENSE")))
			must(t, os.Symlink("../../../LICENSE", in("Resources/LICENSE")))
		}, "LICENSE: the link leads out of the bundle, to ../../../LICENSE"},
		{"absolute link", func(t *testing.T, in func(string) string) {
			must(t, os.Remove(in("Resources/LICENSE")))
			must(t, os.Symlink("/etc/hostname", in("Resources/LICENSE")))
		}, "the link leads out of the bundle, to /etc/hostname"},
		{"library missing", func(t *testing.T, in func(string) string) { must(t, os.Remove(in("Frameworks/libggml-base.dylib"))) },
			"it loads @rpath/libggml-base.dylib, which is missing"},
		{"program missing", func(t *testing.T, in func(string) string) { must(t, os.Remove(in("MacOS/caro-engine"))) },
			"Contents/MacOS/caro-engine is missing"},
		{"licences missing", func(t *testing.T, in func(string) string) { must(t, os.Remove(in("Resources/THIRD_PARTY_NOTICES.md"))) },
			"Contents/Resources/THIRD_PARTY_NOTICES.md is missing"},
		{"icon missing", func(t *testing.T, in func(string) string) { must(t, os.Remove(in("Resources/Caro.icns"))) },
			"Contents/Resources/Caro.icns is missing"},
		{"icon cut off", func(t *testing.T, in func(string) string) { must(t, os.Truncate(in("Resources/Caro.icns"), 5000)) },
			"Caro.icns: it is no icon of macOS, or cut off"},
		{"can't be run", func(t *testing.T, in func(string) string) { must(t, os.Chmod(in("MacOS/caro"), 0o644)) },
			"caro: not everyone can run it"},
		{"can't be read", func(t *testing.T, in func(string) string) { must(t, os.Chmod(in("Resources/LICENSE"), 0o600)) },
			"LICENSE: not everyone can read it"},
		{"writable by all", func(t *testing.T, in func(string) string) { must(t, os.Chmod(in(llama), 0o666)) },
			"others than its owner may change it"},
		{"folder writable by all", func(t *testing.T, in func(string) string) { must(t, os.Chmod(in("Frameworks"), 0o777)) },
			"Frameworks: others than its owner may change it"},
		{"special mode", func(t *testing.T, in func(string) string) { must(t, os.Chmod(in("MacOS/caro"), 0o755|os.ModeSetuid)) },
			"caro: it has a special mode"},
		{"stray file", func(t *testing.T, in func(string) string) { write(t, in("MacOS/.DS_Store"), "") },
			".DS_Store: it doesn't belong into the bundle"},
		{"stray library", func(t *testing.T, in func(string) string) {
			must(t, os.Link(in(llama), in("Frameworks/libother.dylib")))
		},
			"libother.dylib"},
		{"too large", func(t *testing.T, in func(string) string) { must(t, os.Truncate(in("Resources/uninstall.sh"), 40e6)) },
			"more than 40"},
		{"key of Info.plist missing", func(t *testing.T, in func(string) string) { edit(t, in("Info.plist"), "LSUIElement", "LSUIElements") },
			"LSUIElement is missing"},
		{"promises too old a macOS", func(t *testing.T, in func(string) string) { edit(t, in("Info.plist"), "14.0", "13.0") },
			"libllama.metal.v0.4.0.dylib: it needs macOS 14.0, Info.plist promises 13.0"},
		{"promises no macOS", func(t *testing.T, in func(string) string) { edit(t, in("Info.plist"), "14.0", "any") },
			"LSMinimumSystemVersion: version \"any\""},
		{"program for Linux", func(t *testing.T, in func(string) string) {
			self, err := os.Executable()
			must(t, err)
			data, err := os.ReadFile(self)
			must(t, err)
			must(t, os.WriteFile(in("MacOS/caro"), data, 0o755))
		}, "caro: read it as Mach-O"},
		{"library of Intel's", func(t *testing.T, in func(string) string) {
			data, err := os.ReadFile(out + "/mac/lib/mac-x64/libggml-blas.so")
			must(t, err)
			must(t, os.WriteFile(in("Frameworks/libggml-blas.so"), data, 0o644))
		}, "libggml-blas.so: it is for amd64, not for arm64"},
		{"library changed", func(t *testing.T, in func(string) string) {
			edit(t, in(llama), "llama_decode_text", "llama_decode_TEXT")
		}, "pages have other bytes than were signed"},
		{"library not as listed", func(t *testing.T, in func(string) string) {
			edit(t, in("Resources/caro-libs.json"), "0f59592ce092", "0f59592ce093")
		}, "is damaged or another build"},
		{"list of another release", func(t *testing.T, in func(string) string) {
			edit(t, in("Resources/caro-libs.json"), `"release":"v0.4.0"`, `"release":"v0.4.1"`)
		}, "it is for llama.cpp v0.4.1, the program for v0.4.0"},
		{"list malformed", func(t *testing.T, in func(string) string) { write(t, in("Resources/caro-libs.json"), "{") },
			"caro-libs.json: "},
	}
	lay(t) // what is missing is said once
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			contents := lay(t)
			write(t, filepath.Join(contents, "Resources", "uninstall.sh"), "")
			tt.plant(t, func(name string) string { return filepath.Join(contents, filepath.FromSlash(name)) })
			size, found, err := Check(filepath.Dir(contents), "arm64", machofile.Want{})
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if len(found) > 0 || size.Files < 18 || size.Bytes < 30e6 {
					t.Error(size, found)
				}
				return
			}
			for _, p := range found {
				if strings.Contains(p.String(), tt.want) {
					return
				}
			}
			t.Errorf("want %q, got %q", tt.want, found)
		})
	}
}

// TestName refuses a bundle by another name, and says when there is none.
func TestName(t *testing.T) {
	app := filepath.Dir(lay(t))
	other := filepath.Join(filepath.Dir(app), "Caro")
	if err := os.Rename(app, other); err != nil {
		t.Fatal(err)
	}
	_, found, err := Check(other, "arm64", machofile.Want{})
	if err != nil || len(found) != 1 || !strings.Contains(found[0].Text, "its name doesn't end in .app") {
		t.Error(found, err)
	}
	if _, _, err := Check(app, "arm64", machofile.Want{}); err == nil {
		t.Error("a bundle that isn't there")
	}
}
