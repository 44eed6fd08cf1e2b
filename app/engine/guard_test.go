package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/engine"
	"caro/core/service"
	"caro/core/testneed"
)

// deadly is a Vulkan driver that takes the process down as soon as it is asked anything.
const deadly = `
#include <stdio.h>
#include <stdlib.h>
void *vk_icdGetInstanceProcAddr(void *instance, const char *name) {
	fprintf(stderr, "deadly driver: %s\n", name);
	abort();
}
`

// deadlyDriver builds the driver and returns the path of its manifest.
func deadlyDriver(t *testing.T) string {
	t.Helper()
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		testneed.Missing(t, "gcc", "install it")
	}
	dir := t.TempDir()
	source, library, manifest := filepath.Join(dir, "deadly.c"), filepath.Join(dir, "libdeadly.so"), filepath.Join(dir, "deadly.json")
	if err := os.WriteFile(source, []byte(deadly), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), gcc, "-shared", "-fPIC", "-o", library, source).CombinedOutput(); err != nil {
		testneed.Missing(t, fmt.Sprintf("a gcc that works (%v: %s)", err, out), "install it with the C library's headers")
	}
	text := fmt.Sprintf(`{"file_format_version":"1.0.0","ICD":{"library_path":%q,"api_version":"1.1.0"}}`, library)
	if err := os.WriteFile(manifest, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return manifest
}

// TestDeadlyGPU: a driver that takes the engine down when it is started costs one try;
// the answer comes from the CPU, and says why.
func TestDeadlyGPU(t *testing.T) {
	if runtime.GOOS+runtime.GOARCH != "linuxamd64" {
		t.Skip("the Vulkan libraries are for Linux on x86-64")
	}
	libraries := filepath.Join(testneed.Libraries(t), "linux-x64-vulkan")
	if _, err := os.Stat(libraries); err != nil {
		testneed.Missing(t, "the Vulkan libraries", "run `make vulkan`")
	}
	if out, err := exec.CommandContext(t.Context(), testneed.Program(t, "caro-engine"), "-devices", "-libraries", libraries).CombinedOutput(); err != nil {
		testneed.Missing(t, fmt.Sprintf("the Vulkan loader (%s)", out), "install it (Debian: libvulkan1)")
	}
	t.Setenv("GGML_VK_VISIBLE_DEVICES", "0")
	manifest := deadlyDriver(t)
	for _, name := range []string{"VK_ICD_FILENAMES", "VK_DRIVER_FILES"} {
		t.Setenv(name, manifest)
	}
	o := service.Options{
		Socket: testneed.Socket(t), Program: testneed.Program(t, "caro-engine"), Libraries: libraries,
		State: t.TempDir(), LogFile: filepath.Join(t.TempDir(), "engine.log"),
		Model: service.Spec{Path: testneed.SmallModel(t), Device: "auto"},
	}
	left := filepath.Join(o.State, "gpu-starting")
	info, restarts := load(t, o)
	if info.Device != "CPU" || len(info.Notes) != 1 || !strings.HasPrefix(info.Notes[0], "the GPU made the engine stop when it was started at ") {
		t.Errorf("it answers from %+v", info)
	}
	if len(restarts) != 1 || !strings.Contains(restarts[0], "deadly driver") {
		t.Errorf("restarts: %q", restarts)
	}
	if _, err := os.Stat(left); err != nil {
		t.Errorf("nothing is remembered: %v", err)
	}
	if st, err := service.Look(t.Context(), o.Socket); err != nil || len(st.Notes) != 1 {
		t.Errorf("status: %+v, %v", st, err)
	}
	t.Run("remembered", func(t *testing.T) {
		if _, err := service.Stop(t.Context(), o.Socket); err != nil {
			t.Fatal(err)
		}
		if info, restarts := load(t, o); info.Device != "CPU" || len(info.Notes) != 1 || len(restarts) != 0 {
			t.Errorf("it answers from %+v after %q", info, restarts)
		}
	})
	t.Run("wanted all the same", func(t *testing.T) {
		o.Model.Device = "gpu"
		_, err := service.Connect(o).Load(t.Context(), nil)
		if err == nil || !strings.Contains(err.Error(), "deadly driver") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("mended", func(t *testing.T) {
		for _, name := range []string{"VK_ICD_FILENAMES", "VK_DRIVER_FILES"} {
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
		o.Model.Device = "gpu"
		info, _ := load(t, o)
		if info.GPULayers == 0 {
			testneed.Missing(t, "a Vulkan device", "install one or Mesa's software device (Debian: mesa-vulkan-drivers libvulkan1)")
		}
		if _, err := os.Stat(left); err == nil {
			t.Error("it is remembered still")
		}
		o.Model.Device = "auto"
		if info, _ := load(t, o); info.GPULayers == 0 || len(info.Notes) != 0 {
			t.Errorf("it answers from %+v", info)
		}
	})
}

// load has a worker load the model and write a token.
func load(t *testing.T, o service.Options) (info backend.Info, restarts []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	c := service.Connect(o)
	info, err := c.Load(ctx, func(e backend.Event) {
		if e.Kind == backend.EventRestart {
			restarts = append(restarts, e.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := c.Generate(ctx, backend.Request{Messages: []backend.Message{{Role: backend.RoleUser, Content: "Hello"}}, MaxTokens: 2}, nil)
	if err != nil || result.Text == "" {
		t.Errorf("%+v, %v", result, err)
	}
	return info, restarts
}

// TestNote: what counts as a GPU that took a process down.
func TestNote(t *testing.T) {
	g := &guard{libraries: "/libraries", state: filepath.Join(t.TempDir(), "state")}
	if _, fatal := g.fatal(); fatal {
		t.Error("without a note")
	}
	write := func(n note) {
		t.Helper()
		data, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(g.state, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(g.path(), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const nobody = 1 << 30
	now := time.Now()
	for name, test := range map[string]struct {
		note  note
		fatal bool
	}{
		"just now":               {note{now, nobody, "/libraries"}, true},
		"by this process's id":   {note{now, os.Getpid(), "/libraries"}, true},
		"long ago":               {note{now.Add(-2 * noteFor), nobody, "/libraries"}, false},
		"in the future":          {note{now.Add(time.Hour), nobody, "/libraries"}, false},
		"with other libraries":   {note{now, nobody, "/other"}, false},
		"another's id by now":    {note{now, 1, "/libraries"}, true},
		"with nothing in it":     {note{}, false},
		"at no time":             {note{PID: nobody, Libraries: "/libraries"}, false},
		"a minute ago":           {note{now.Add(-time.Minute), nobody, "/libraries"}, true},
		"by a process unborn":    {note{now, 0, "/libraries"}, true},
		"with a negative number": {note{now, -nobody, "/libraries"}, true},
	} {
		write(test.note)
		if _, fatal := g.fatal(); fatal != test.fatal {
			t.Errorf("%s: %v", name, fatal)
		}
	}
	if err := os.WriteFile(g.path(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, fatal := g.fatal(); fatal {
		t.Error("with half a note")
	}
	if err := g.begin(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(g.path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	g.end()
	if _, err := os.Stat(g.path()); err == nil {
		t.Error("the note is left")
	}
}

// TestUnguarded: where there is no GPU to start, nothing is remembered.
func TestUnguarded(t *testing.T) {
	dir := t.TempDir()
	g := &guard{libraries: dir, state: filepath.Join(dir, "state")}
	if _, plain := g.open(engine.Options{Libraries: dir, Device: engine.Auto}).(*engine.Engine); !plain {
		t.Error("libraries for the CPU are guarded")
	}
	if err := os.WriteFile(filepath.Join(dir, "libggml-vulkan.so"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, plain := g.open(engine.Options{Libraries: dir, Device: engine.Auto}).(*engine.Engine); plain {
		t.Error("libraries for a GPU aren't guarded")
	}
}
