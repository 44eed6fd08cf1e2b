package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"caro/core/backend"
	"caro/core/platform"
	"caro/core/testneed"
)

// TestGPU proves the GPU path with the Vulkan libraries on whatever Vulkan device is
// there, Mesa's software device at the least: all layers go on it, and its greedy
// answers are those of the CPU. A process can load one set of libraries, so it runs in
// a copy of this test program.
func TestGPU(t *testing.T) {
	if runtime.GOOS+runtime.GOARCH != "linuxamd64" {
		t.Skip("the Vulkan libraries are for Linux on x86-64")
	}
	libraries := filepath.Join(testneed.Libraries(t), "linux-x64-vulkan")
	if _, err := os.Stat(libraries); err != nil {
		testneed.Missing(t, "the Vulkan libraries", "run `make vulkan`")
	}
	onGPU := runOn(t, libraries, GPU)
	if onGPU.Info.GPULayers == 0 {
		testneed.Missing(t, "a Vulkan device", "install one or Mesa's software device (Debian: mesa-vulkan-drivers libvulkan1)")
	}
	if onGPU.Info.GPULayers != onGPU.Info.Layers || !strings.HasPrefix(onGPU.Info.Device, "Vulkan0 (") {
		t.Errorf("not wholly on the GPU: %+v", onGPU.Info)
	}
	onCPU := runOn(t, testneed.Libraries(t), CPU)
	if onCPU.Info.Device != "CPU" || onCPU.Info.GPULayers != 0 {
		t.Errorf("the CPU's run: %+v", onCPU.Info)
	}
	same := 0
	for i, text := range onCPU.Texts {
		if text == onGPU.Texts[i] {
			same++
			continue
		}
		t.Logf("%q: CPU %q, GPU %q", gpuQuestions[i], text, onGPU.Texts[i])
	}
	// The two add up in another order, so two words that are as likely may change places.
	if same < len(onCPU.Texts)-1 {
		t.Errorf("only %d of %d answers are the same", same, len(onCPU.Texts))
	}

	t.Run("CPU wanted with a GPU there", func(t *testing.T) {
		if got := runOn(t, libraries, CPU); got.Info.Device != "CPU" || got.Texts[0] != onCPU.Texts[0] {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a part of the layers", func(t *testing.T) {
		if got := runOn(t, libraries, GPU, "CARO_GPU_LAYERS=12"); got.Info.GPULayers != 12 || got.Texts[0] != onCPU.Texts[0] {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a device that fails", func(t *testing.T) {
		got := runOn(t, libraries, GPU, "GGML_VK_FORCE_MAX_BUFFER_SIZE=1000")
		if got.Info.Device != "CPU" || len(got.Info.Notes) == 0 || !strings.Contains(got.Info.Notes[0], "failed to start") {
			t.Errorf("got %+v", got.Info)
		}
		if got.Texts[0] != onCPU.Texts[0] {
			t.Errorf("on the CPU after all: %q", got.Texts[0])
		}
	})
	t.Run("no device", func(t *testing.T) {
		got := runOn(t, libraries, GPU, "GGML_VK_VISIBLE_DEVICES=", "VK_DRIVER_FILES=/nonexistent", "VK_ICD_FILENAMES=/nonexistent")
		if got.Info.Device != "CPU" || len(got.Info.Notes) == 0 || !strings.Contains(got.Info.Notes[0], "CPU") {
			t.Errorf("got %+v", got.Info)
		}
	})
}

var gpuQuestions = []string{"What colour is the sky?", "Name three animals.", "What is two plus two?"}

// gpuRun is what the copy of the test program tells.
type gpuRun struct {
	Info  backend.Info
	Texts []string
}

func runOn(t *testing.T, libraries string, device DeviceChoice, env ...string) gpuRun {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "^TestGPURun$", "-test.v")
	cmd.Dir = testneed.Root(t) // the engine has left it for the root of the system
	cmd.Env = append(append(os.Environ(),
		// Else llama.cpp passes over a device of the CPU's type, such as Mesa's.
		"GGML_VK_VISIBLE_DEVICES=0",
		"CARO_GPU_RUN="+libraries, "CARO_DEVICE="+string(device)), env...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, errs.String())
	}
	var run gpuRun
	for line := range strings.Lines(string(out)) {
		if data, found := strings.CutPrefix(line, "gpu-run: "); found {
			if err := json.Unmarshal([]byte(data), &run); err != nil {
				t.Fatal(err)
			}
			return run
		}
	}
	t.Fatalf("no result in %s", out)
	return run
}

// onSomeLayers loads the model as on a GPU with memory for so many layers.
func onSomeLayers(t *testing.T, o Options, layers int) *model {
	t.Helper()
	if _, err := openLibrary(o.Libraries); err != nil {
		t.Fatal(err)
	}
	for _, d := range devices() {
		if d.Kind != platform.KindGPU && d.Kind != platform.KindIGPU {
			continue
		}
		m, err := open(context.Background(), o, d, layers, nil)
		if err != nil {
			t.Fatal(err)
		}
		m.info.GPULayers = layers
		return m
	}
	t.Fatal("no GPU")
	return nil
}

// TestGPURun is the copy's part of TestGPU.
func TestGPURun(t *testing.T) {
	libraries := os.Getenv("CARO_GPU_RUN")
	if libraries == "" {
		t.Skip("a part of TestGPU")
	}
	o := smallModel(t)
	o.Libraries, o.Device = libraries, DeviceChoice(os.Getenv("CARO_DEVICE"))
	e := New(o)
	defer e.Close()
	var run gpuRun
	var err error
	if layers, _ := strconv.Atoi(os.Getenv("CARO_GPU_LAYERS")); layers > 0 {
		e.take(onSomeLayers(t, e.options, layers))
	}
	if run.Info, err = e.Load(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for _, q := range gpuQuestions {
		r, err := e.Generate(context.Background(), backend.Request{
			Messages: []backend.Message{{Role: backend.RoleUser, Content: q}}, MaxTokens: 8,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		run.Texts = append(run.Texts, r.Text)
	}
	data, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout.WriteString("gpu-run: " + string(data) + "\n")
}
