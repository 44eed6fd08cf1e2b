package libs

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"caro/resources"
)

// TestLockOfProgram checks the lock that Caro is built with.
func TestLockOfProgram(t *testing.T) {
	lock, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	gpus := map[string]string{
		"mac-arm64-metal": "metal", "mac-x64": "", "linux-x64": "", "linux-arm64": "", LinuxVulkan: "vulkan",
	}
	for _, v := range lock.Variants {
		gpu, ok := gpus[v.Name]
		if !ok || gpu != v.GPU {
			t.Errorf("variant %s for GPU %q is not among those that Caro knows", v.Name, v.GPU)
		}
		delete(gpus, v.Name)
		if v.Version != lock.Variants[0].Version || v.Licence != "MIT" {
			t.Errorf("variant %s is of version %s under %s", v.Name, v.Version, v.Licence)
		}
		if _, ok := v.file(RoleLicence); !ok {
			t.Errorf("variant %s comes without the text of its licence", v.Name)
		}
		ext := map[string]string{"linux": ".so", "darwin": ".dylib"}[v.OS]
		if len(v.Links) != 2 || v.Links[0].Name != "libggml"+ext || v.Links[1].Name != "libllama"+ext {
			t.Errorf("variant %s has the plain names %v", v.Name, v.Links)
		}
	}
	if len(gpus) > 0 {
		t.Errorf("variants missing: %v", gpus)
	}
	for machine, want := range map[[2]string]string{
		{"darwin", "arm64"}: "mac-arm64-metal", {"darwin", "amd64"}: "mac-x64",
		{"linux", "amd64"}: "linux-x64", {"linux", "arm64"}: "linux-arm64",
	} {
		if v, err := lock.ForMachine(machine[0], machine[1]); err != nil || v.Name != want {
			t.Errorf("for %v: %s, %v; want %s", machine, v.Name, err, want)
		}
	}
	if _, err := lock.ForMachine("plan9", "amd64"); err == nil {
		t.Error("there are libraries for Plan 9")
	}
}

func TestParseRefuses(t *testing.T) {
	good, _ := linuxLock(t)
	tests := map[string]func(l *Lock){
		"no release":           func(l *Lock) { l.Release = "latest" },
		"no variants":          func(l *Lock) { l.Variants = nil },
		"a variant twice":      func(l *Lock) { l.Variants[1].Name = l.Variants[0].Name },
		"two defaults":         func(l *Lock) { l.Variants[2].Default = true },
		"a name with a path":   func(l *Lock) { l.Variants[0].Name = "../x" },
		"no architecture":      func(l *Lock) { l.Variants[0].Arch = "" },
		"no licence":           func(l *Lock) { l.Variants[0].Licence = "" },
		"an address":           func(l *Lock) { l.Variants[0].Package = "http://example.org/x" },
		"a range of versions":  func(l *Lock) { l.Variants[0].Version = "^3.0.0" },
		"a weak integrity":     func(l *Lock) { l.Variants[0].Integrity = "sha1-AAAA" },
		"a short integrity":    func(l *Lock) { l.Variants[0].Integrity = "sha512-AAAA" },
		"a path upwards":       func(l *Lock) { l.Variants[0].Files[1].Path = "../libllama.so" },
		"an absolute path":     func(l *Lock) { l.Variants[0].Files[1].Path = "/libllama.so" },
		"a file twice":         func(l *Lock) { l.Variants[0].Files[2].Path = l.Variants[0].Files[1].Path },
		"an empty file":        func(l *Lock) { l.Variants[0].Files[1].Bytes = 0 },
		"a short hash":         func(l *Lock) { l.Variants[0].Files[1].SHA256 = "00" },
		"a hash in capitals":   func(l *Lock) { l.Variants[0].Files[1].SHA256 = strings.Repeat("AB", 32) },
		"a piece missing":      func(l *Lock) { l.Variants[0].Files[5].Pieces = l.Variants[0].Files[5].Pieces[:1] },
		"an unknown role":      func(l *Lock) { l.Variants[0].Files[1].Role = "spare" },
		"a library as licence": func(l *Lock) { l.Variants[0].Files[4].Role = RoleLicence },
		"a text as backend":    func(l *Lock) { l.Variants[0].Files[0].Role = RoleBackend },
		"no backend":           func(l *Lock) { l.Variants[0].Files = l.Variants[0].Files[:4] },
		"no base":              func(l *Lock) { l.Variants[0].Files[3].Role = RoleBackend },
		"a link to nothing":    func(l *Lock) { l.Variants[0].Links[0].Target = "libother.so" },
		"a link with a path":   func(l *Lock) { l.Variants[0].Links[0].Name = "../libllama.so" },
		"a link over a file":   func(l *Lock) { l.Variants[0].Links[0].Name = "libggml-base.so" },
	}
	encoded, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			lock, err := Parse(encoded)
			if err != nil {
				t.Fatal(err)
			}
			spoil(&lock)
			data, err := json.Marshal(lock)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Parse(data); err == nil {
				t.Error("it was accepted")
			}
		})
	}
	for name, data := range map[string]string{
		"empty": "", "no JSON": "llama", "cut off": string(encoded[:len(encoded)/2]), "two": string(encoded) + "{}",
		"unknown field": `{"release":"v0.4.0","extra":1}`, "too long": strings.Repeat(" ", maxLockBytes+1),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse([]byte(data)); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}

// FuzzParse looks for a text that Parse accepts and then writes differently.
func FuzzParse(f *testing.F) {
	f.Add(resources.EngineLock)
	lock, _ := linuxLock(f)
	small, err := json.Marshal(lock)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Fuzz(func(t *testing.T, data []byte) {
		lock, err := Parse(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(lock)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(again)
		if err != nil {
			t.Fatalf("%v in %s", err, again)
		}
		third, err := json.Marshal(back)
		if err != nil || !reflect.DeepEqual(again, third) {
			t.Fatalf("%s became %s (%v)", again, third, err)
		}
	})
}

func FuzzMachineIn(f *testing.F) {
	for _, header := range [][]byte{elfHeader, elfARM, machoARM, []byte("\x7fELF\x01\x02")} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var header [headerBytes]byte
		copy(header[:], data)
		goos, goarch, ok := machineIn(header)
		if ok != (goos != "" && goarch != "") {
			t.Errorf("%q: %s/%s, %v", header, goos, goarch, ok)
		}
	})
}
