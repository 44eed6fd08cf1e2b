package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"caro/core/engine/libs"
	"caro/core/testneed"
)

var update = flag.Bool("update", false, "write the golden files anew")

// architectures are those of Macs, with the variants of the engine libraries.
var architectures = map[string]string{"arm64": "mac-arm64-metal", "amd64": "mac-x64"}

// parts are what a bundle for one processor is made of.
type parts struct{ caro, engine, libs, icns string }

// realParts has the programs built for macOS, without cgo, and the real libraries.
func realParts(t *testing.T, arch string) parts {
	t.Helper()
	testneed.Command(t, "npm", "npm")
	root := testneed.Root(t)
	dir := t.TempDir()
	p := parts{filepath.Join(dir, "caro"), filepath.Join(dir, "caro-engine"), filepath.Join(root, "build", "out", "mac", "lib"), icon(t)}
	for out, pkg := range map[string]string{p.caro: "./app", p.engine: "./app/engine"} {
		goRun(t, root, []string{"CGO_ENABLED=0", "GOOS=darwin", "GOARCH=" + arch}, "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
	}
	goRun(t, root, nil, "run", "./build/enginelibs", "-out", p.libs, "-variant", architectures["arm64"]+","+architectures["amd64"])
	return p
}

func goRun(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// icon is the icon's file; drawing it takes seconds.
func icon(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "Caro.icns")
	goRun(t, testneed.Root(t), nil, "run", "./build/icons", "-icns", path)
	return path
}

// arguments are those for the bundle of p at out.
func (p parts) arguments(t *testing.T, arch, out string) []string {
	return []string{"-root", testneed.Root(t), "-out", out, "-arch", arch, "-caro", p.caro, "-engine", p.engine, "-lib", p.libs, "-icns", p.icns,
		"-version", "v0.1.0-12-gecc5dd9", "-build", "412"}
}

// TestLayout lays both bundles out, of the real libraries and of programs without cgo in
// place of those that only a Mac can build.
func TestLayout(t *testing.T) {
	for arch, variant := range architectures {
		t.Run(arch, func(t *testing.T) {
			p := realParts(t, arch)
			app := filepath.Join(t.TempDir(), "Caro.app")
			defer syscall.Umask(syscall.Umask(0o077))
			for range 2 { // the second takes the first one's place
				var out, say bytes.Buffer
				if status := command(t.Context(), p.arguments(t, arch, app), &out, &say); status != 0 {
					t.Fatalf("exit %d: %s", status, say.String())
				}
				t.Log(out.String())
			}
			golden(t, "layout-"+arch+".txt", listing(t, app))
			size, err := inspect(app, arch)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d bytes, %.1f MB", size, float64(size)/1e6)
			if size > maxBytes {
				t.Errorf("the bundle has %d bytes, more than %.0f", size, maxBytes)
			}
			sameMinimum(t, app)
			manifestSays(t, app, variant)
			pythonReads(t, filepath.Join(app, "Contents", "Info.plist"))
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(app), ".*")); len(left) > 0 {
				t.Errorf("left beside: %q", left)
			}
		})
	}
}

// listing is what lies in a bundle: kind, mode, path, where a link leads.
func listing(t *testing.T, app string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(app, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(filepath.Dir(app), path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			fmt.Fprintf(&b, "folder %04o %s\n", info.Mode().Perm(), name)
		case d.Type() == fs.ModeSymlink:
			target, err := os.Readlink(path)
			fmt.Fprintf(&b, "link        %s -> %s\n", name, target)
			return err
		default:
			fmt.Fprintf(&b, "file   %04o %s\n", info.Mode().Perm(), name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s isn't what it was (-update writes it anew):\n%s", name, got)
	}
}

// sameMinimum: Info.plist promises what the most demanding piece of code needs, no later
// macOS and no earlier one.
func sameMinimum(t *testing.T, app string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(app, "Contents", "Info.plist"))
	if err != nil {
		t.Fatal(err)
	}
	minimum, err := minimumSystem(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := filepath.Glob(filepath.Join(app, "Contents", "[MF]*", "*"))
	if err != nil || len(code) < 10 {
		t.Fatalf("%d pieces of code, %v", len(code), err)
	}
	var most system
	for _, path := range code {
		needs, err := neededBy(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if needs.later(most) {
			most = needs
		}
	}
	if most != minimum {
		t.Errorf("the code needs macOS %v, Info.plist says %v", most, minimum)
	}
}

// manifestSays: the bundle's own list is of the libraries that lie there, and the engine
// takes them by it.
func manifestSays(t *testing.T, app, variant string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(app, "Contents", "Resources", libs.ManifestName))
	if err != nil {
		t.Fatal(err)
	}
	lock, err := libs.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	frameworks := filepath.Join(app, "Contents", "Frameworks")
	if err := lock.Verify(frameworks, variant); err != nil {
		t.Error(err)
	}
	// As signing would: another library, whose hash is written anew.
	library := filepath.Join(frameworks, "libggml-base.dylib")
	data, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(library, append(data, "signed"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := lock.Verify(frameworks, variant); err == nil {
		t.Error("a changed library isn't noticed")
	}
	var say bytes.Buffer
	if status := command(t.Context(), []string{"-measure", app}, &say, &say); status != 0 {
		t.Fatalf("measure: exit %d: %s", status, say.String())
	}
	if text, err = os.ReadFile(filepath.Join(app, "Contents", "Resources", libs.ManifestName)); err != nil {
		t.Fatal(err)
	}
	if lock, err = libs.Parse(text); err != nil {
		t.Fatal(err)
	}
	if err := lock.Verify(frameworks, variant); err != nil {
		t.Errorf("after it was measured anew: %v", err)
	}
}

// pythonReads has another reader of property lists read one.
func pythonReads(t *testing.T, path string) {
	t.Helper()
	testneed.Command(t, "python3", "python3")
	const program = `
import plistlib, sys
p = plistlib.load(open(sys.argv[1], "rb"))
print(len(p), p["CFBundleShortVersionString"], p["CFBundleVersion"], p["LSUIElement"], p["CFBundleLocalizations"])`
	out, err := exec.CommandContext(t.Context(), "python3", "-c", program, path).CombinedOutput()
	if want := fmt.Sprintf("%d 0.1.0 412 True ['en']\n", len(schema)); err != nil || string(out) != want {
		t.Errorf("python reads %q (%v), want %q", out, err, want)
	}
}

// mach gives a file with the header of code for macOS: a program or a library.
func mach(cpu, kind, platform uint32, major, minor uint32) []byte {
	words := []uint32{0xfeedfacf, cpu, 0, kind, 1, 24, 0, 0, buildVersion, 24, platform, major<<16 | minor<<8, 0, 0}
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, words)
	return b.Bytes()
}

const (
	cpuARM, cpuIntel  = 0x100000c, 0x1000007
	typeExec, typeLib = 2, 6
)

// TestRefusals: what doesn't belong into a bundle is said, and nothing is made.
func TestRefusals(t *testing.T) {
	root := testneed.Root(t)
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good", mach(cpuARM, typeExec, platformMacOS, 14, 0))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	locked := realLibs(t)
	incomplete := copyOf(t, locked)
	if err := os.Remove(filepath.Join(incomplete, "libggml-metal.so")); err != nil {
		t.Fatal(err)
	}
	leaving := copyOf(t, locked)
	if err := os.Remove(filepath.Join(leaving, "libllama.dylib")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(good, filepath.Join(leaving, "libllama.dylib")); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(dir, "Full.app")
	if err := os.MkdirAll(full, 0o755); err != nil {
		t.Fatal(err)
	}
	base := map[string]string{"-root": root, "-out": filepath.Join(dir, "Caro.app"), "-caro": good, "-engine": good, "-lib": locked, "-icns": good}
	for _, test := range []struct{ flag, value, says string }{
		{"-os", "linux", "not for linux on arm64"},
		{"-arch", "386", "not for darwin on 386"},
		{"-arch", "amd64", "mac-arm64-metal"}, // the libraries are for the other one
		{"-out", filepath.Join(dir, "Caro"), "must end in .app"},
		{"-out", full, "is no Caro.app"},
		{"-version", "banana", `"banana" is no version`},
		{"-build", "1.2.3.4", "CFBundleVersion is 1.2.3.4"},
		{"-caro", filepath.Join(dir, "nothing"), "no such file"},
		{"-caro", dir, "is no plain file"},
		{"-caro", self, "is for Linux or another system"},
		{"-caro", file("text", []byte("#!/bin/sh\n")), "is no code for macOS"},
		{"-caro", file("intel", mach(cpuIntel, typeExec, platformMacOS, 14, 0)), "is for another processor"},
		{"-engine", file("library", mach(cpuARM, typeLib, platformMacOS, 14, 0)), "programs belong in MacOS"},
		{"-engine", file("later", mach(cpuARM, typeExec, platformMacOS, 14, 4)), "needs macOS 14.4, Info.plist promises 14.0"},
		{"-engine", file("phone", mach(cpuARM, typeExec, 2, 14, 0)), "another of Apple's systems"},
		{"-lib", filepath.Join(dir, "nothing"), "no such folder"},
		{"-lib", incomplete, "libggml-metal.so is missing"},
		{"-lib", leaving, "not a link to libllama.metal"},
		{"-icns", filepath.Join(dir, "nothing"), "no such file"},
		{"-root", dir, "Info.plist"},
	} {
		t.Run(test.flag+" "+filepath.Base(test.value), func(t *testing.T) {
			args := []string{test.flag, test.value}
			for flag, value := range base {
				if flag != test.flag {
					args = append(args, flag, value)
				}
			}
			var say bytes.Buffer
			if status := command(t.Context(), args, &say, &say); status != 1 || !strings.Contains(say.String(), test.says) {
				t.Errorf("exit %d: %q doesn't say %q", status, say.String(), test.says)
			}
			if _, err := os.Stat(base["-out"]); err == nil {
				t.Error("a bundle was made")
			}
			if left, _ := filepath.Glob(filepath.Join(dir, tempPrefix+"*")); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
	for _, args := range [][]string{nil, {"-out", "x.app"}, {"-nonsense"}, {"-measure", "x.app", "more"}} {
		var say bytes.Buffer
		if status := command(t.Context(), args, &say, &say); status != 2 {
			t.Errorf("%q: exit %d", args, status)
		}
	}
}

// realLibs is the folder of the libraries for Apple Silicon.
func realLibs(t *testing.T) string {
	t.Helper()
	testneed.Command(t, "npm", "npm")
	root := testneed.Root(t)
	dir := filepath.Join(root, "build", "out", "mac", "lib")
	goRun(t, root, nil, "run", "./build/enginelibs", "-out", dir, "-variant", "mac-arm64-metal,mac-x64")
	return filepath.Join(dir, "mac-arm64-metal")
}

// copyOf copies a folder, links as links.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "lib")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestLinks: links that a signature couldn't seal are refused.
func TestLinks(t *testing.T) {
	app := filepath.Join(t.TempDir(), "Caro.app")
	inside := filepath.Join(app, "Contents", "Frameworks")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(inside, "lib.dylib"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for target, says := range map[string]string{
		"lib.dylib":                           "",
		"../Frameworks/lib.dylib":             "",
		filepath.Join(inside, "lib.dylib"):    "leads out",
		"/usr/lib/libffi.dylib":               "leads out",
		"../../../elsewhere":                  "leads out",
		"../../../Caro.app/../Caro.app/../no": "leads out",
		"missing.dylib":                       "leads nowhere",
	} {
		link := filepath.Join(inside, "link.dylib")
		_ = os.Remove(link)
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		err := checkLink(app, link)
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", target, err, says)
		}
	}
}
