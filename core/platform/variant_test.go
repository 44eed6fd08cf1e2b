package platform

import (
	"context"
	"strings"
	"testing"
)

// What is chosen on the machines of testdata, with the loader that was found there.
func TestVariantOfMachines(t *testing.T) {
	for _, c := range []struct {
		name, want string
		variant    Variant
		reason     string // part of it
	}{
		{"mac-m1", "auto", MacArm64Metal, "Metal"},
		{"mac-m1", "gpu", MacArm64Metal, "Metal"},
		{"mac-m1", "cpu", MacArm64Metal, "the CPU was asked for"},
		{"mac-m5-max", "", MacArm64Metal, "Metal"},
		{"mac-m2-rosetta", "auto", MacX64, "Rosetta"},
		{"mac-m2-rosetta", "gpu", MacX64, "the arm64 build"},
		{"mac-intel-i9", "auto", MacX64, "Intel"},
		{"mac-intel-i9", "gpu", MacX64, "a GPU was asked for, but"},
		{"mac-intel-old", "auto", NoVariant, "macOS 14 or later"},
		{"linux-fedora-ryzen", "auto", LinuxX64Vulkan, "/dev/dri/renderD128"},
		{"linux-fedora-ryzen", "gpu", LinuxX64Vulkan, "Vulkan"},
		{"linux-fedora-ryzen", "cpu", LinuxX64, "the CPU was asked for"},
		{"linux-hybrid-i7", "auto", LinuxX64Vulkan, "/dev/nvidia0"},
		{"linux-arch-laptop", "auto", LinuxX64, "libvulkan.so.1 is missing"},
		{"linux-arch-laptop", "gpu", LinuxX64, "a GPU was asked for, but /dev/dri/renderD128"},
		{"linux-wsl2-ubuntu", "gpu", LinuxX64, "no GPU was found"},
		{"linux-debian12-xeon", "auto", LinuxX64, "no GPU was found"},
		{"linux-graviton3", "auto", LinuxArm64, "arm64"},
		{"linux-raspberry-pi5", "gpu", LinuxArm64, "a GPU was asked for, but"},
		{"linux-asahi-m1pro", "cpu", LinuxArm64, "the CPU was asked for"},
		{"linux-alpine-busybox", "auto", NoVariant, "this Alpine Linux has musl"},
		{"linux-android-termux", "cpu", NoVariant, "this Android has bionic"},
		{"linux-bare", "auto", LinuxX64, "no GPU was found"},
	} {
		m, err := detect(context.Background(), loadFixture(t, c.name).system(t))
		if err != nil {
			t.Fatal(err)
		}
		got, reason := m.Variant(c.want, m.VulkanLoader)
		if got != c.variant || !strings.Contains(reason, c.reason) {
			t.Errorf("%s, %q: %q because %q, want %q because %q", c.name, c.want, got, reason, c.variant, c.reason)
		}
	}
}

func TestVariantErrors(t *testing.T) {
	for _, c := range []struct {
		m            Machine
		want, reason string
	}{
		{Machine{OS: "freebsd", Arch: "amd64"}, "auto", "there are no engine libraries for freebsd: only for Linux and macOS"},
		{Machine{OS: "linux", Arch: "riscv64"}, "auto", "there are no engine libraries for linux on riscv64: only for x86-64 and arm64"},
		{Machine{OS: "macos", Arch: "arm64", OSVersion: "13.7.2"}, "gpu", "the engine libraries need macOS 14 or later: this is macOS 13.7.2"},
		{Machine{OS: "linux", Arch: "amd64", Libc: "musl"}, "cpu", "the engine libraries need glibc: this Linux has musl"},
		{Machine{OS: "linux", Arch: "amd64"}, "metal", `unknown device "metal": use auto, cpu or gpu`},
		{Machine{}, "auto", "there are no engine libraries for an unknown system: only for Linux and macOS"},
	} {
		if got, reason := c.m.Variant(c.want, true); got != NoVariant || reason != c.reason {
			t.Errorf("%+v, %q: %q because %q, want none because %q", c.m, c.want, got, reason, c.reason)
		}
	}
	for _, version := range []string{"", "10.16", "14.0", "26.1", "beta"} {
		m := Machine{OS: "macos", Arch: "arm64", OSVersion: version}
		if got, reason := m.Variant("auto", false); got != MacArm64Metal {
			t.Errorf("macOS %q: %q because %q", version, got, reason)
		}
	}
}

func TestThreads(t *testing.T) {
	for _, c := range []struct {
		m        Machine
		cpu, gpu int
	}{
		{Machine{}, 1, 1},
		{Machine{LogicalCores: 8, PhysicalCores: 4, PerformanceCores: 4}, 4, 2},
		{Machine{LogicalCores: 2, PhysicalCores: 8, PerformanceCores: 8}, 2, 2},
		{Machine{LogicalCores: 16, PerformanceCores: 8, CPUQuota: 3.2}, 4, 2},
		{Machine{LogicalCores: 16, PerformanceCores: 8, CPUQuota: 3}, 3, 2},
		{Machine{LogicalCores: 16, PerformanceCores: 8, CPUQuota: 0.01}, 1, 1},
		{Machine{LogicalCores: 16, PerformanceCores: 8, CPUQuota: 1e300}, 8, 2},
	} {
		if cpu, gpu := c.m.Threads(false), c.m.Threads(true); cpu != c.cpu || gpu != c.gpu {
			t.Errorf("%+v: %d on the CPU and %d beside a GPU, want %d and %d", c.m, cpu, gpu, c.cpu, c.gpu)
		}
	}
}
