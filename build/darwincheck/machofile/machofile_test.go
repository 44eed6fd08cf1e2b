package machofile

import (
	"bytes"
	"encoding/binary"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caro/core/testneed"
)

// made is where `make check-darwin` puts what it looks at.
var made = filepath.Join("..", "..", "out", "mac")

const (
	llamaFile = "libllama.metal.v0.4.0.dylib"
	baseFile  = "libggml-base.dylib"
	metalFile = "libggml-metal.so"
)

var right = Want{
	Arch: "arm64", Minimum: Version{14}, Backend: "ggml_backend_init",
	Symbols: map[string][]string{"llama": {"llama_decode", "ggml_nbytes"}, "": {"llama_set_abort_callback"}},
	Text:    map[string]string{metalFile: "#include <metal_stdlib>"},
}

// readMade reads the libraries for Apple Silicon, or leaves the test out without them.
func readMade(t *testing.T) *Folder {
	t.Helper()
	for _, variant := range []string{"mac-arm64-metal", "mac-x64"} {
		if _, err := os.Stat(filepath.Join(made, "lib", variant)); err != nil {
			testneed.Missing(t, "the engine's libraries for macOS", "run `make check-darwin` once, which fetches them")
		}
	}
	dir := filepath.Join(made, "lib", "mac-arm64-metal")
	f, found, err := ReadFolder(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	return f
}

// TestRead reads what is known of one library.
func TestRead(t *testing.T) {
	f := readMade(t)
	m := f.images[llamaFile]
	if m.Arch != "arm64" || m.Executable || m.ID != "@rpath/"+llamaFile || m.Minimum.String() != "14.0" || m.Platform != platformMacOS {
		t.Errorf("got %q, %v, %q, %v, platform %d", m.Arch, m.Executable, m.ID, m.Minimum, m.Platform)
	}
	if want := []Needed{{Name: "@rpath/libggml.metal.v0.4.0.dylib"}, {Name: "@rpath/" + baseFile},
		{Name: "/usr/lib/libc++.1.dylib"}, {Name: "/usr/lib/libSystem.B.dylib"}}; !slices.Equal(m.Needed, want) {
		t.Errorf("it needs %v", m.Needed)
	}
	if !slices.Equal(m.Rpaths, []string{"@loader_path"}) || !m.Exports["_llama_decode"] || len(m.Exports) < 2000 || len(m.Imports) < 400 {
		t.Errorf("rpaths %v, %d exports, %d imports", m.Rpaths, len(m.Exports), len(m.Imports))
	}
	if s := m.Signature; s == nil || !s.AdHoc || s.Pages != 748 || s.Broken != 0 {
		t.Errorf("signature %+v", s)
	}
}

// loadCommand is where in a file the first load command of a kind begins.
func loadCommand(t *testing.T, data []byte, kind uint32) int {
	t.Helper()
	le := binary.LittleEndian
	at := 32
	for range le.Uint32(data[16:]) {
		if le.Uint32(data[at:]) == kind {
			return at
		}
		at += int(le.Uint32(data[at+4:]))
	}
	t.Fatalf("no load command %#x", kind)
	return 0
}

// put writes 4 bytes at an offset.
func put(data []byte, at int, value uint32) { binary.LittleEndian.PutUint32(data[at:], value) }

// swap replaces a text by one of the same length, wherever it is.
func swap(t *testing.T, data []byte, old, replacement string) {
	t.Helper()
	if len(old) != len(replacement) || !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%q can't be replaced by %q", old, replacement)
	}
	copy(data, bytes.ReplaceAll(data, []byte(old), []byte(replacement)))
}

// TestFaults accepts the libraries as they are and refuses them with one fault planted in
// one file after the other.
func TestFaults(t *testing.T) {
	tests := []struct {
		name, file string
		plant      func(t *testing.T, data []byte)
		want       string
	}{
		{"right", llamaFile, func(*testing.T, []byte) {}, ""},
		{"wrong processor", llamaFile, func(_ *testing.T, d []byte) { put(d, 4, 0x01000007) }, "it is for amd64, not for arm64"},
		{"unknown processor", llamaFile, func(_ *testing.T, d []byte) { put(d, 4, 0x01000012) }, "not for arm64"},
		{"too high a minimum", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdBuildVersion)+12, 15<<16) },
			"it needs macOS 15.0, Info.plist promises 14.0"},
		{"too high a minimum by a patch", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdBuildVersion)+12, 14<<16|1) },
			"it needs macOS 14.0.1, Info.plist promises 14.0"},
		{"for a phone", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdBuildVersion)+8, 2) }, "it is for platform 2, not for macOS"},
		{"no minimum", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdBuildVersion)+12, 0) }, "it doesn't say which macOS it needs"},
		{"no signature", metalFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdSignature), 0x29) }, "it has no signature"},
		{"changed after it was signed", metalFile, func(_ *testing.T, d []byte) { d[0x8000] ^= 1 }, "1 of its 516 pages have other bytes than were signed"},
		{"signature elsewhere", metalFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdSignature)+8, 0x7fffffff) }, "its signature: "},
		{"another signature", metalFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdSignature)+8, 0x4000) }, "its signature is malformed"},
		{"another name", baseFile, func(t *testing.T, d []byte) {
			swap(t, d, "@rpath/libggml-base.dylib\x00", "@rpath/libggml-bass.dylib\x00")
		},
			`others know it as "@rpath/libggml-bass.dylib"`},
		{"from outside", llamaFile, func(t *testing.T, d []byte) { swap(t, d, "/usr/lib/libc++.1.dylib\x00", "/opt/lib/libc++.1.dylib\x00") },
			"it loads /opt/lib/libc++.1.dylib, which is neither the system's nor of the bundle"},
		{"from a private framework", metalFile, func(t *testing.T, d []byte) {
			swap(t, d, "/System/Library/Frameworks/MetalKit.framework", "/System/Library/PrivateFramworks/Kit.framewrk")
		}, "which is neither the system's nor of the bundle"},
		{"by a way out", llamaFile, func(t *testing.T, d []byte) { swap(t, d, "/usr/lib/libc++.1.dylib\x00", "/usr/lib/../c++.1.dylib\x00") },
			"it loads /usr/lib/../c++.1.dylib, which is neither"},
		{"missing", llamaFile, func(t *testing.T, d []byte) {
			swap(t, d, "@rpath/libggml-base.dylib\x00", "@rpath/libggml-bass.dylib\x00")
		},
			"it loads @rpath/libggml-bass.dylib, which is missing"},
		{"looked for elsewhere", llamaFile, func(t *testing.T, d []byte) { swap(t, d, "@loader_path\x00", "/opt/llamas/\x00") },
			"it looks for libraries in /opt/llamas/, not beside itself"},
		{"symbol not there", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdDyldInfoOnly)+44, 0) },
			"from @rpath/libggml-base.dylib, which lacks it"},
		{"symbol of nobody", llamaFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdLoadDylib), 0x29) },
			"it takes "},
		{"exports elsewhere", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdDyldInfoOnly)+40, 0x7fffffff) }, "its exports: "},
		{"malformed exports", baseFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdDyldInfoOnly)+40, 0x8000) }, "its list of exports is malformed"},
		{"asked for in vain", llamaFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdDyldInfoOnly)+44, 0) },
			"it lacks llama_decode"},
		{"asked for in vain, whoever has it", llamaFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdDyldInfoOnly)+44, 0) },
			"no library has llama_set_abort_callback"},
		{"not loadable as a device", metalFile, func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdExportsTrie)+12, 0) },
			"it lacks ggml_backend_init, by which it is loaded"},
		{"without shaders", metalFile, func(t *testing.T, d []byte) { swap(t, d, "#include <metal_stdlib>", "#include <metal_nothing") },
			`it lacks the text "#include <metal_stdlib>"`},
		{"a program", llamaFile, func(_ *testing.T, d []byte) { put(d, 12, 2) }, "it is a program, no library"},
		{"for Linux", llamaFile, func(_ *testing.T, d []byte) { copy(d, "\x7fELF") }, "read it as Mach-O"},
		{"cut short", llamaFile, func(_ *testing.T, d []byte) { put(d, 20, 0xffffff) }, "read it as Mach-O"},
	}
	whole := readMade(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := *whole
			f.images, f.bytes = maps.Clone(whole.images), maps.Clone(whole.bytes)
			data := bytes.Clone(whole.bytes[tt.file])
			tt.plant(t, data)
			m, err := Read(data)
			if err != nil {
				if tt.want == "" || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("want %q, got %v", tt.want, err)
				}
				return
			}
			f.images[tt.file], f.bytes[tt.file] = m, data
			found := CheckFolder(&f, right)
			if tt.want == "" {
				if len(found) > 0 {
					t.Error(found)
				}
				return
			}
			for _, p := range found {
				if strings.Contains(p.Text, tt.want) {
					return
				}
			}
			t.Errorf("want %q, got %q", tt.want, found)
		})
	}
}

// TestIntel accepts the libraries for Intel, which have no signature.
func TestIntel(t *testing.T) {
	readMade(t)
	f, found, err := ReadFolder(filepath.Join(made, "lib", "mac-x64"))
	if err != nil || len(found) > 0 || f.Len() != 18 || f.Unsigned() != 18 {
		t.Fatal(f, found, err)
	}
	want := right
	want.Arch, want.Text = "amd64", nil
	if found := CheckFolder(f, want); len(found) > 0 {
		t.Error(found)
	}
	if found := CheckFolder(f, right); len(found) < f.Len() {
		t.Errorf("all are for another processor, %d problems", len(found))
	}
}

// TestLinks refuses links that lead nowhere or out, and a folder without libraries.
func TestLinks(t *testing.T) {
	for _, tt := range []struct{ target, want string }{
		{"libgone.dylib", "the link leads to libgone.dylib, which is missing"},
		{"../libllama.dylib", "the link leads out of its folder"},
		{"/usr/lib/libllama.dylib", "the link leads out of its folder"},
		{"libllama.dylib", "too many"},
	} {
		dir := t.TempDir()
		if err := os.Symlink(tt.target, filepath.Join(dir, "libllama.dylib")); err != nil {
			t.Fatal(err)
		}
		if _, found, err := ReadFolder(dir); err != nil || len(found) != 1 || !strings.Contains(found[0].Text, tt.want) {
			t.Errorf("%s: %v, %v", tt.target, found, err)
		}
	}
	if _, found, err := ReadFolder(t.TempDir()); err != nil || len(found) != 1 {
		t.Errorf("an empty folder: %v, %v", found, err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "libllama.dylib"), []byte("none"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found, err := ReadFolder(dir); err != nil || len(found) != 1 || !strings.Contains(found[0].Text, "read it as Mach-O") {
		t.Errorf("no library: %v, %v", found, err)
	}
	if _, _, err := ReadFolder(filepath.Join(dir, "gone")); err == nil {
		t.Error("a folder that isn't there")
	}
}

// TestPrograms accepts caro-engine as it is linked, and refuses it with a fault.
func TestPrograms(t *testing.T) {
	programs := map[string][]byte{}
	for _, arch := range []string{"arm64", "amd64"} {
		data, err := os.ReadFile(filepath.Join(made, arch, "caro-engine"))
		if err != nil {
			testneed.Missing(t, "caro-engine for macOS", "run `make check-darwin` once, which builds it")
		}
		programs[arch] = data
	}
	for _, tt := range []struct {
		name, arch string
		plant      func(t *testing.T, d []byte)
		want       string
	}{
		{"right", "arm64", func(*testing.T, []byte) {}, ""},
		{"right for Intel", "amd64", func(*testing.T, []byte) {}, ""},
		{"wrong processor", "arm64", func(_ *testing.T, d []byte) { put(d, 4, 0x01000007) }, "it is for amd64"},
		{"too high a minimum", "arm64", func(t *testing.T, d []byte) { put(d, loadCommand(t, d, cmdBuildVersion)+12, 26<<16) }, "it needs macOS 26.0"},
		{"changed", "arm64", func(_ *testing.T, d []byte) { d[0x4000] ^= 1 }, "pages have other bytes than were signed"},
		{"from outside", "arm64", func(t *testing.T, d []byte) { swap(t, d, "/usr/lib/libSystem.B.dylib", "/opt/lib/libSystem.B.dylib") }, "it loads /opt/lib/libSystem.B.dylib"},
		{"from the bundle, but not there", "amd64", func(t *testing.T, d []byte) { swap(t, d, "/usr/lib/libSystem.B.dylib", "@rpath/s/libSystem.B.dylib") }, "it loads @rpath/s/libSystem.B"},
		{"a library", "amd64", func(_ *testing.T, d []byte) { put(d, 12, 6) }, "it is a library"},
		{"a script", "arm64", func(_ *testing.T, d []byte) { copy(d, "#!/bin/sh\n") }, "it is a script"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := bytes.Clone(programs[tt.arch])
			tt.plant(t, data)
			file := filepath.Join(t.TempDir(), "caro-engine")
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			found, err := CheckProgram(file, nil, Want{Arch: tt.arch, Minimum: Version{14}})
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if len(found) > 0 {
					t.Error(found)
				}
				return
			}
			for _, p := range found {
				if strings.Contains(p.Text, tt.want) {
					return
				}
			}
			t.Errorf("want %q, got %q", tt.want, found)
		})
	}
}

func TestVersions(t *testing.T) {
	for text, want := range map[string]Version{"14.0": {14}, "26": {26}, "10.15.7": {10, 15, 7}} {
		if v, err := ParseVersion(text); err != nil || v != want {
			t.Errorf("%s: %v, %v", text, v, err)
		}
	}
	for _, text := range []string{"", "14.", "14.0.0.0", "x", "14.-1", "14.99999"} {
		if v, err := ParseVersion(text); err == nil {
			t.Errorf("%q is taken for %v", text, v)
		}
	}
	if !(Version{14, 1}).after(Version{14}) || (Version{14}).after(Version{14}) || (Version{13, 9, 9}).after(Version{14}) {
		t.Error("their order")
	}
}
