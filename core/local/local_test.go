package local

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"caro/core/engine/libs"
	"caro/core/fault"
	"caro/core/platform"
)

func TestFindModel(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CARO_CACHE_DIR", dir)
	text := filepath.Join(dir, "text.gguf")
	if err := os.WriteFile(text, []byte("This is no model.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		model string
		code  fault.Code
	}{
		{"", fault.ModelMissing},
		{"qwen2.5-coder-0.5b", fault.ModelMissing},
		{"nosuch", fault.Usage},
		{text, fault.ModelDamaged},
		{filepath.Join(dir, "none.gguf"), fault.ModelMissing},
		{dir, fault.ModelDamaged},
	} {
		_, _, err := FindModel(context.Background(), test.model, nil)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != test.code || f.Hint == "" {
			t.Errorf("%q: %+v", test.model, err)
		}
	}
}

func TestLibraries(t *testing.T) {
	linux := platform.Machine{OS: platform.Linux, Arch: "amd64", Libc: "glibc", GPUNode: "/dev/dri/renderD128", VulkanLoader: true}
	dir := t.TempDir()
	t.Setenv(libs.EnvDir, dir)
	check := func(device, want string) {
		t.Helper()
		if got, err := Libraries(linux, device); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", device, got, err, want)
		}
	}
	check("auto", dir) // Vulkan's aren't laid out: the CPU's
	vulkan := filepath.Join(dir, libs.LinuxVulkan)
	if err := os.Mkdir(vulkan, 0o700); err != nil {
		t.Fatal(err)
	}
	check("auto", vulkan)
	check("gpu", vulkan)
	check("cpu", dir)
	var f *fault.Error
	if _, err := Libraries(linux, "tpu"); !errors.As(err, &f) || f.Code != fault.Usage {
		t.Errorf("tpu: %v", err)
	}
	if _, err := Libraries(platform.Machine{OS: "plan9", Arch: "amd64"}, "auto"); !errors.As(err, &f) || f.Code != fault.Engine {
		t.Errorf("plan9: %v", err)
	}
}
