package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/engine/libs"
)

const (
	goodManifest = `{"name":"@test/linux-x64","license":"MIT"}`
	goodMetadata = `{"buildOptions":{"llamaCpp":{"repo":"ggml-org/llama.cpp","release":"v0.4.0"}}}`
)

// pack makes a tarball of the files, by path and contents.
func pack(t *testing.T, files map[string]string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "p.tgz")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	zipper := gzip.NewWriter(f)
	archive := tar.NewWriter(zipper)
	for path, text := range files {
		err := archive.WriteHeader(&tar.Header{Name: "package/" + path, Size: int64(len(text)), Typeflag: tar.TypeReg})
		if _, writeErr := archive.Write([]byte(text)); err != nil || writeErr != nil {
			t.Fatal(err, writeErr)
		}
	}
	if err := errors.Join(archive.Close(), zipper.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

func goodFiles() map[string]string {
	return map[string]string{
		"LICENSE": "MIT License", "package.json": goodManifest, "dist/libggml-index.so": "in another folder",
		"bins/linux-x64/_nlcBuildMetadata.json": goodMetadata,
		"bins/linux-x64/libllama.v0.4.0.so":     "llama", "bins/linux-x64/libggml.v0.4.0.so": "ggml",
		"bins/linux-x64/libggml-base.so": "base", "bins/linux-x64/libggml-cpu-x64.so": "backend",
		"bins/linux-x64/libllama-common.so": "only for the addon", "bins/linux-x64/llama-addon.node": "for Node",
	}
}

func TestRead(t *testing.T) {
	v := libs.Variant{Name: "linux-x64"}
	release, err := read(pack(t, goodFiles()), &v, t.TempDir())
	if err != nil || release != "v0.4.0" || v.Licence != "MIT" || !strings.HasPrefix(v.Integrity, "sha512-") {
		t.Fatalf("release %q, %+v, %v", release, v, err)
	}
	want := map[string]libs.Role{
		"LICENSE": libs.RoleLicence, "libllama.v0.4.0.so": libs.RoleLlama, "libggml.v0.4.0.so": libs.RoleGGML,
		"libggml-base.so": libs.RoleBase, "libggml-cpu-x64.so": libs.RoleBackend,
	}
	for _, f := range v.Files {
		if want[f.Name()] != f.Role || f.Bytes == 0 || len(f.SHA256) != 64 {
			t.Errorf("%+v", f)
		}
		delete(want, f.Name())
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	links := map[string]string{}
	for _, l := range v.Links {
		links[l.Name] = l.Target
	}
	if len(links) != 2 || links["libllama.so"] != "libllama.v0.4.0.so" || links["libggml.so"] != "libggml.v0.4.0.so" {
		t.Errorf("links %v", links)
	}
}

func TestReadRefuses(t *testing.T) {
	tests := map[string]struct{ path, text, says string }{
		"another licence":  {"package.json", `{"license":"UNLICENSED"}`, `licence is "UNLICENSED"`},
		"no licence":       {"package.json", `{}`, `licence is ""`},
		"another source":   {"bins/linux-x64/_nlcBuildMetadata.json", `{"buildOptions":{"llamaCpp":{"repo":"x/y","release":"v1"}}}`, `built from "x/y"`},
		"malformed":        {"bins/linux-x64/_nlcBuildMetadata.json", `{`, "EOF"},
		"two llama builds": {"bins/linux-x64/libllama.v0.5.0.so", "llama", "3 libraries"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := goodFiles()
			files[test.path] = test.text
			v := libs.Variant{Name: "linux-x64"}
			if _, err := read(pack(t, files), &v, t.TempDir()); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
	t.Run("no metadata", func(t *testing.T) {
		files := goodFiles()
		delete(files, "bins/linux-x64/_nlcBuildMetadata.json")
		v := libs.Variant{Name: "linux-x64"}
		if _, err := read(pack(t, files), &v, t.TempDir()); err == nil || !strings.Contains(err.Error(), "which llama.cpp") {
			t.Error(err)
		}
	})
}

func TestRoles(t *testing.T) {
	for name, want := range map[string]libs.Role{
		"bins/m/libllama.metal.v0.4.0.dylib": libs.RoleLlama, "bins/m/libggml.metal.v0.4.0.dylib": libs.RoleGGML,
		"bins/m/libggml-base.dylib": libs.RoleBase, "bins/m/libggml-metal.so": libs.RoleBackend,
		"bins/m/libllama-common.dylib": "", "bins/m/sub/libggml-x.so": "", "README.md": "", "bins/m/LICENSE": "",
	} {
		if got := roleOf(name, "bins/m"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
