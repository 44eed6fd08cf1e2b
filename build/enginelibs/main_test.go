package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/engine/libs"
)

func TestChoose(t *testing.T) {
	lock, err := libs.Load()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ names, goos, goarch, want string }{
		{"auto", "linux", "amd64", "linux-x64:"},
		{"auto", "linux", "arm64", "linux-arm64:"},
		{"auto", "darwin", "arm64", "mac-arm64-metal:"},
		{"auto", "darwin", "amd64", "mac-x64:"},
		{"linux-x64", "linux", "amd64", "linux-x64:"},
		{"linux-x64-vulkan", "linux", "amd64", "linux-x64-vulkan:linux-x64-vulkan"},
		{"auto,mac-x64", "linux", "amd64", "linux-x64: mac-x64:mac-x64"},
		{"mac-x64", "plan9", "amd64", "mac-x64:mac-x64"},
		{"auto", "plan9", "amd64", "error"},
		{"linux-x64,", "linux", "amd64", "error"},
		{"cuda", "linux", "amd64", "error"},
	}
	for _, test := range tests {
		all, err := choose(lock, test.names, test.goos, test.goarch)
		var got []string
		for _, w := range all {
			got = append(got, fmt.Sprintf("%s:%s", w.variant.Name, w.sub))
		}
		if err != nil {
			got = []string{"error"}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s on %s/%s: %v (%v), want %s", test.names, test.goos, test.goarch, got, err, test.want)
		}
	}
}

func TestCommand(t *testing.T) {
	out := filepath.Join(t.TempDir(), "lib")
	empty := t.TempDir()
	other := filepath.Join(t.TempDir(), "p.tgz")
	if err := os.WriteFile(other, []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	interrupted, interrupt := context.WithCancel(t.Context())
	interrupt()
	tests := []struct {
		name string
		ctx  context.Context
		path string
		args []string
		exit int
		says []string
	}{
		{"help", t.Context(), empty, []string{"-h"}, 0, []string{"-variant"}},
		{"unknown flag", t.Context(), empty, []string{"-nonsense"}, 2, []string{"-variant"}},
		{"an argument", t.Context(), empty, []string{"linux-x64"}, 2, []string{"-variant"}},
		{"unknown variant", t.Context(), empty, []string{"-variant", "cuda"}, 1,
			[]string{`no engine libraries are called "cuda": there are mac-arm64-metal`}},
		{"no npm", t.Context(), empty, nil, 1, []string{"the npm client is missing", "install", libs.EnvDir, "-tarball"}},
		{"another tarball", t.Context(), empty, []string{"-tarball", other}, 1, []string{"is not the locked one"}},
		{"two for a tarball", t.Context(), empty, []string{"-tarball", other, "-variant", "auto,mac-x64"}, 1, []string{"name one"}},
		{"interrupted", interrupted, os.Getenv("PATH"), nil, 130, []string{"interrupted"}},
		{"no time", t.Context(), os.Getenv("PATH"), []string{"-timeout", "1ns"}, 1, []string{"it took too long"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("PATH", test.path)
			var said bytes.Buffer
			if exit := command(test.ctx, append([]string{"-out", out}, test.args...), &said); exit != test.exit {
				t.Errorf("exit %d, want %d", exit, test.exit)
			}
			for _, want := range test.says {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q is not in %q", want, said.String())
				}
			}
			noLeftovers(t, filepath.Dir(out))
			if _, err := os.Stat(out); err == nil {
				t.Error("a folder was laid out")
			}
		})
	}
}
