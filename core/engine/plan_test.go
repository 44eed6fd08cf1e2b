package engine

import (
	"strings"
	"testing"

	"caro/core/platform"
)

func TestPlace(t *testing.T) {
	const gb = 1 << 30
	cpu := platform.Device{Name: "CPU", Kind: platform.KindCPU, MemoryTotal: 16 * gb, MemoryFree: 8 * gb}
	igpu := platform.Device{Name: "Vulkan0", Kind: platform.KindIGPU, Description: "Iris Xe", MemoryTotal: 8 * gb, MemoryFree: 6 * gb}
	big := platform.Device{Name: "Vulkan1", Kind: platform.KindGPU, Description: "RTX", MemoryTotal: 8 * gb, MemoryFree: 7 * gb}
	bigger := platform.Device{Name: "Vulkan2", Kind: platform.KindGPU, Description: "RTX 2", MemoryTotal: 24 * gb, MemoryFree: 20 * gb}
	small := platform.Device{Name: "Vulkan3", Kind: platform.KindGPU, Description: "old", MemoryTotal: 1 * gb, MemoryFree: 1 * gb}
	full := platform.Device{Name: "Vulkan4", Kind: platform.KindGPU, Description: "busy", MemoryTotal: 8 * gb, MemoryFree: 100 << 20}
	silent := platform.Device{Name: "X", Kind: platform.KindGPU, Description: "says nothing"}
	blas := platform.Device{Name: "BLAS", Kind: platform.KindAccel}
	n := need{file: 1117 << 20, cache: 112 << 20, layers: 28}
	for _, test := range []struct {
		name   string
		found  []platform.Device
		want   DeviceChoice
		gpu    string
		layers int
		note   string // part of it; "" for none
	}{
		{"no GPU", []platform.Device{cpu}, Auto, "", 0, ""},
		{"no GPU, but wanted", []platform.Device{cpu, blas}, GPU, "", 0, "no GPU"},
		{"a GPU, but not wanted", []platform.Device{big, cpu}, CPU, "", 0, ""},
		{"a GPU", []platform.Device{cpu, big}, Auto, "Vulkan1", 29, ""},
		{"a discrete one before an integrated one", []platform.Device{igpu, big}, Auto, "Vulkan1", 29, ""},
		{"the one with more memory", []platform.Device{big, bigger, small}, Auto, "Vulkan2", 29, ""},
		{"an integrated one alone", []platform.Device{igpu, cpu}, GPU, "Vulkan0", 29, ""},
		{"too small for all", []platform.Device{small, cpu}, Auto, "Vulkan3", 12, "12 of 29 layers"},
		{"nothing free", []platform.Device{full, cpu}, Auto, "", 0, "too little"},
		{"one that doesn't tell its memory", []platform.Device{silent}, Auto, "X", 29, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := place(n, test.found, test.want)
			name := ""
			if got.gpu >= 0 {
				name = test.found[got.gpu].Name
			}
			if name != test.gpu || got.layers != test.layers {
				t.Errorf("got %q with %d layers, want %q with %d", name, got.layers, test.gpu, test.layers)
			}
			if (got.note == "") != (test.note == "") || !strings.Contains(got.note, test.note) {
				t.Errorf("note %q, want %q in it", got.note, test.note)
			}
		})
	}
}

func TestFits(t *testing.T) {
	const gb = 1 << 30
	n := need{file: 9 * gb, cache: gb}
	gpu := platform.Device{Kind: platform.KindGPU, MemoryTotal: 8 * gb}
	for _, test := range []struct {
		name   string
		onGPU  bool
		memory uint64
		ok     bool
	}{
		{"enough", false, 16 * gb, true},
		{"too little", false, 8 * gb, false},
		{"with the GPU's", true, 4 * gb, true},
		{"memory unknown", false, 0, true},
	} {
		if err := fits(n, test.onGPU, gpu, test.memory); (err == nil) != test.ok {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestParseDevice(t *testing.T) {
	for in, want := range map[string]DeviceChoice{"": Auto, "auto": Auto, "cpu": CPU, "gpu": GPU} {
		if got, err := ParseDevice(in); err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	if _, err := ParseDevice("metal"); err == nil {
		t.Error("metal was taken")
	}
}
