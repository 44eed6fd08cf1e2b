package platform

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

const kB, gB = 1 << 10, 1 << 30

// machines says what each fixture of testdata is: the whole value, its words, and the
// threads on the CPU.
var machines = []struct {
	name    string
	want    Machine
	words   string
	threads int
}{
	{"linux-debian12-xeon", Machine{
		OS: "linux", OSVersion: "12", Distro: "Debian", Arch: "amd64", Libc: "glibc", Chip: "Intel Xeon",
		LogicalCores: 2, PhysicalCores: 2, PerformanceCores: 2, MemoryTotal: 24684092 * kB, MemoryAvailable: 24231476 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt",
	}, "Linux (Debian 12) x86-64, Intel Xeon, 2 cores, 24 GB, bash, GNU coreutils, apt", 2},
	{"linux-fedora-ryzen", Machine{
		OS: "linux", OSVersion: "42", Distro: "Fedora Linux", Arch: "amd64", Libc: "glibc", Chip: "AMD Ryzen 7 5800X",
		LogicalCores: 16, PhysicalCores: 8, PerformanceCores: 8, MemoryTotal: 32783036 * kB, MemoryAvailable: 21650412 * kB,
		Shell: "zsh", Coreutils: GNU, PackageManager: "dnf", GPUNode: "/dev/dri/renderD128", VulkanLoader: true,
	}, "Linux (Fedora Linux 42) x86-64, AMD Ryzen 7 5800X, 8 cores, 31 GB, zsh, GNU coreutils, dnf", 8},
	{"linux-alpine-busybox", Machine{
		OS: "linux", OSVersion: "3.20.1", Distro: "Alpine Linux", Arch: "amd64", Libc: "musl", Chip: "AMD EPYC 7B12",
		LogicalCores: 1, PhysicalCores: 1, PerformanceCores: 1, MemoryTotal: 495816 * kB, MemoryAvailable: 398124 * kB,
		Shell: "ash", Coreutils: BusyBox, PackageManager: "apk",
	}, "Linux (Alpine Linux 3.20.1) x86-64, AMD EPYC 7B12, 1 core, 484 MB, ash, BusyBox, apk", 1},
	{"linux-arch-laptop", Machine{
		OS: "linux", Distro: "Arch Linux", Arch: "amd64", Libc: "glibc", Chip: "Intel Core i7-8565U",
		LogicalCores: 8, PhysicalCores: 4, PerformanceCores: 4, MemoryTotal: 16158592 * kB, MemoryAvailable: 12873300 * kB,
		Shell: "fish", Coreutils: GNU, PackageManager: "pacman", GPUNode: "/dev/dri/renderD128",
	}, "Linux (Arch Linux) x86-64, Intel Core i7-8565U, 4 cores, 15 GB, fish, GNU coreutils, pacman", 4},
	{"linux-ubuntu2510-uutils", Machine{
		OS: "linux", OSVersion: "25.10", Distro: "Ubuntu", Arch: "amd64", Libc: "glibc", Chip: "AMD Ryzen 5 5600G",
		LogicalCores: 12, PhysicalCores: 6, PerformanceCores: 6, MemoryTotal: 15716280 * kB, MemoryAvailable: 11873300 * kB,
		Shell: "bash", Coreutils: Uutils, PackageManager: "apt", GPUNode: "/dev/dri/renderD128", VulkanLoader: true,
	}, "Linux (Ubuntu 25.10) x86-64, AMD Ryzen 5 5600G, 6 cores, 15 GB, bash, uutils coreutils, apt", 6},
	{"linux-raspberry-pi5", Machine{
		OS: "linux", OSVersion: "12", Distro: "Debian", Arch: "arm64", Libc: "glibc", Chip: "ARM Cortex-A76",
		LogicalCores: 4, PhysicalCores: 4, PerformanceCores: 4, MemoryTotal: 8255680 * kB, MemoryAvailable: 7473300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt", GPUNode: "/dev/dri/renderD128",
	}, "Linux (Debian 12) arm64, ARM Cortex-A76, 4 cores, 8 GB, bash, GNU coreutils, apt", 4},
	{"linux-wsl2-ubuntu", Machine{
		OS: "linux", OSVersion: "24.04", Distro: "Ubuntu", Arch: "amd64", Libc: "glibc", Chip: "Intel Core i7-1185G7",
		LogicalCores: 8, PhysicalCores: 4, PerformanceCores: 4, MemoryTotal: 16231504 * kB, MemoryAvailable: 14873300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt", VulkanLoader: true,
	}, "Linux (Ubuntu 24.04) x86-64, Intel Core i7-1185G7, 4 cores, 15 GB, bash, GNU coreutils, apt", 4},
	{"linux-android-termux", Machine{
		OS: "linux", Distro: "Android", Arch: "arm64", Libc: "bionic", Chip: "ARM Cortex-A510 + Cortex-A715 + Cortex-A710 + Cortex-X3",
		LogicalCores: 8, PhysicalCores: 8, PerformanceCores: 5, MemoryTotal: 11581124 * kB, MemoryAvailable: 4573300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt",
	}, "Linux (Android) arm64, ARM Cortex-A510 + Cortex-A715 + Cortex-A710 + Cortex-X3, 8 cores (5 performance), 11 GB, bash, GNU coreutils, apt", 5},
	{"linux-hybrid-i7", Machine{
		OS: "linux", OSVersion: "24.04", Distro: "Ubuntu", Arch: "amd64", Libc: "glibc", Chip: "Intel Core i7-12700K",
		LogicalCores: 20, PhysicalCores: 12, PerformanceCores: 8, MemoryTotal: 65669840 * kB, MemoryAvailable: 58873300 * kB,
		Shell: "zsh", Coreutils: GNU, PackageManager: "apt", GPUNode: "/dev/nvidia0", VulkanLoader: true,
	}, "Linux (Ubuntu 24.04) x86-64, Intel Core i7-12700K, 12 cores (8 performance), 63 GB, zsh, GNU coreutils, apt", 8},
	{"linux-graviton3", Machine{
		OS: "linux", OSVersion: "2023", Distro: "Amazon Linux", Arch: "arm64", Libc: "glibc", Chip: "ARM Neoverse-V1",
		LogicalCores: 4, PhysicalCores: 4, PerformanceCores: 4, MemoryTotal: 7962164 * kB, MemoryAvailable: 7073300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "dnf",
	}, "Linux (Amazon Linux 2023) arm64, ARM Neoverse-V1, 4 cores, 8 GB, bash, GNU coreutils, dnf", 4},
	{"linux-container-quota", Machine{
		OS: "linux", OSVersion: "13", Distro: "Debian", Arch: "amd64", Libc: "glibc", Chip: "AMD EPYC 7763",
		LogicalCores: 16, PhysicalCores: 8, PerformanceCores: 8, CPUQuota: 1.5, MemoryTotal: 2 * gB, MemoryAvailable: 1.25 * gB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt",
	}, "Linux (Debian 13) x86-64, AMD EPYC 7763, 8 cores limited to 1.5, 2 GB, bash, GNU coreutils, apt", 2},
	{"linux-rocky9-docker-v1", Machine{
		OS: "linux", OSVersion: "9.3", Distro: "Rocky Linux", Arch: "amd64", Libc: "glibc", Chip: "Intel Xeon Platinum 8259CL",
		LogicalCores: 4, PhysicalCores: 2, PerformanceCores: 2, CPUQuota: 0.5, MemoryTotal: 512 * kB * kB, MemoryAvailable: 412 * kB * kB,
		Shell: "sh", Coreutils: GNU, PackageManager: "dnf",
	}, "Linux (Rocky Linux 9.3) x86-64, Intel Xeon Platinum 8259CL, 2 cores limited to 0.5, 512 MB, sh, GNU coreutils, dnf", 1},
	{"linux-rk3588-armbian", Machine{
		OS: "linux", OSVersion: "12", Distro: "Debian", Arch: "arm64", Libc: "glibc", Chip: "ARM Cortex-A55 + Cortex-A76",
		LogicalCores: 8, PhysicalCores: 8, PerformanceCores: 4, MemoryTotal: 16177776 * kB, MemoryAvailable: 15073300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt", GPUNode: "/dev/dri/renderD128",
	}, "Linux (Debian 12) arm64, ARM Cortex-A55 + Cortex-A76, 8 cores (4 performance), 15 GB, bash, GNU coreutils, apt", 4},
	{"linux-asahi-m1pro", Machine{
		OS: "linux", OSVersion: "41", Distro: "Fedora Linux Asahi Remix", Arch: "arm64", Libc: "glibc", Chip: "Apple M1 Pro", AppleSilicon: 1,
		LogicalCores: 10, PhysicalCores: 10, PerformanceCores: 8, MemoryTotal: 16022176 * kB, MemoryAvailable: 13073300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "dnf", GPUNode: "/dev/dri/renderD128",
	}, "Linux (Fedora Linux Asahi Remix 41) arm64, Apple M1 Pro, 10 cores (8 performance), 15 GB, bash, GNU coreutils, dnf", 8},
	{"linux-nixos", Machine{
		OS: "linux", OSVersion: "24.11", Distro: "NixOS", Arch: "amd64", Chip: "Intel N100",
		LogicalCores: 4, PhysicalCores: 4, PerformanceCores: 4, MemoryTotal: 16189492 * kB, MemoryAvailable: 13873300 * kB,
		Shell: "zsh", Coreutils: GNU, PackageManager: "nix", GPUNode: "/dev/dri/renderD128", VulkanLoader: true,
	}, "Linux (NixOS 24.11) x86-64, Intel N100, 4 cores, 15 GB, zsh, GNU coreutils, nix", 4},
	{"linux-docker-rosetta", Machine{
		OS: "linux", OSVersion: "22.04", Distro: "Ubuntu", Arch: "amd64", Libc: "glibc", Chip: "Apple Silicon", Translated: true,
		LogicalCores: 2, PhysicalCores: 2, PerformanceCores: 2, MemoryTotal: 8029368 * kB, MemoryAvailable: 7220012 * kB,
		Shell: "sh", Coreutils: GNU, PackageManager: "apt",
	}, "Linux (Ubuntu 22.04) x86-64, Apple Silicon (translated by Rosetta), 2 cores, 8 GB, sh, GNU coreutils, apt", 2},
	{"linux-mac-vm", Machine{
		OS: "linux", OSVersion: "12", Distro: "Debian", Arch: "arm64", Libc: "glibc", Chip: "Apple Silicon",
		LogicalCores: 2, PhysicalCores: 2, PerformanceCores: 2, MemoryTotal: 4015132 * kB, MemoryAvailable: 3673300 * kB,
		Shell: "bash", Coreutils: GNU, PackageManager: "apt",
	}, "Linux (Debian 12) arm64, Apple Silicon, 2 cores, 4 GB, bash, GNU coreutils, apt", 2},
	{"linux-bare", Machine{
		OS: "linux", Arch: "amd64", LogicalCores: 3, PhysicalCores: 3, PerformanceCores: 3,
		Shell: "sh", Coreutils: UnknownCoreutils, PackageManager: "none",
	}, "Linux x86-64, 3 cores, sh", 3},

	{"mac-m1", Machine{
		OS: "macos", OSVersion: "14.5", Arch: "arm64", Chip: "Apple M1", AppleSilicon: 1,
		LogicalCores: 8, PhysicalCores: 8, PerformanceCores: 4, MemoryTotal: 8 * gB, MemoryAvailable: 108000 * 16 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "brew",
	}, "macOS 14.5 arm64, Apple M1, 8 cores (4 performance), 8 GB, zsh, BSD utilities, brew", 4},
	{"mac-m1-pro", Machine{
		OS: "macos", OSVersion: "14.6.1", Arch: "arm64", Chip: "Apple M1 Pro", AppleSilicon: 1,
		LogicalCores: 10, PhysicalCores: 10, PerformanceCores: 8, MemoryTotal: 16 * gB, MemoryAvailable: 365000 * 16 * kB,
		Shell: "zsh", Coreutils: GNU, PackageManager: "brew",
	}, "macOS 14.6.1 arm64, Apple M1 Pro, 10 cores (8 performance), 16 GB, zsh, GNU coreutils, brew", 8},
	{"mac-m2-launchd", Machine{
		OS: "macos", OSVersion: "15.1", Arch: "arm64", Chip: "Apple M2", AppleSilicon: 2,
		LogicalCores: 8, PhysicalCores: 8, PerformanceCores: 4, MemoryTotal: 16 * gB, MemoryAvailable: 365000 * 16 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "brew",
	}, "macOS 15.1 arm64, Apple M2, 8 cores (4 performance), 16 GB, zsh, BSD utilities, brew", 4},
	{"mac-m3-max", Machine{
		OS: "macos", OSVersion: "15.3.2", Arch: "arm64", Chip: "Apple M3 Max", AppleSilicon: 3,
		LogicalCores: 16, PhysicalCores: 16, PerformanceCores: 12, MemoryTotal: 64 * gB, MemoryAvailable: 2450000 * 16 * kB,
		Shell: "fish", Coreutils: BSD, PackageManager: "port",
	}, "macOS 15.3.2 arm64, Apple M3 Max, 16 cores (12 performance), 64 GB, fish, BSD utilities, port", 12},
	{"mac-m4", Machine{
		OS: "macos", OSVersion: "26.0.1", Arch: "arm64", Chip: "Apple M4", AppleSilicon: 4,
		LogicalCores: 10, PhysicalCores: 10, PerformanceCores: 4, MemoryTotal: 16 * gB, MemoryAvailable: 365000 * 16 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "none",
	}, "macOS 26.0.1 arm64, Apple M4, 10 cores (4 performance), 16 GB, zsh, BSD utilities", 4},
	{"mac-m5-max", Machine{
		OS: "macos", OSVersion: "26.4", Arch: "arm64", Chip: "Apple M5 Max", AppleSilicon: 5,
		LogicalCores: 18, PhysicalCores: 18, PerformanceCores: 18, MemoryTotal: 64 * gB, MemoryAvailable: 365000 * 16 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "brew",
	}, "macOS 26.4 arm64, Apple M5 Max, 18 cores, 64 GB, zsh, BSD utilities, brew", 18},
	{"mac-m1-runner", Machine{
		OS: "macos", OSVersion: "14.7", Arch: "arm64", Chip: "Apple M1 (Virtual)", AppleSilicon: 1,
		LogicalCores: 3, PhysicalCores: 3, PerformanceCores: 3, MemoryTotal: 7 * gB, MemoryAvailable: 165000 * 16 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "brew",
	}, "macOS 14.7 arm64, Apple M1 (Virtual), 3 cores, 7 GB, zsh, BSD utilities, brew", 3},
	{"mac-m2-rosetta", Machine{
		OS: "macos", OSVersion: "14.5", Arch: "amd64", Chip: "Apple Silicon", Translated: true,
		LogicalCores: 10, PhysicalCores: 10, PerformanceCores: 6, MemoryTotal: 16 * gB, MemoryAvailable: 365000 * 16 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "brew",
	}, "macOS 14.5 x86-64, Apple Silicon (translated by Rosetta), 10 cores (6 performance), 16 GB, zsh, BSD utilities, brew", 6},
	{"mac-intel-i9", Machine{
		OS: "macos", OSVersion: "14.7.1", Arch: "amd64", Chip: "Intel Core i9-9880H",
		LogicalCores: 16, PhysicalCores: 8, PerformanceCores: 8, MemoryTotal: 16 * gB, MemoryAvailable: 1409000 * 4 * kB,
		Shell: "bash", Coreutils: BSD, PackageManager: "brew",
	}, "macOS 14.7.1 x86-64, Intel Core i9-9880H, 8 cores, 16 GB, bash, BSD utilities, brew", 8},
	{"mac-intel-old", Machine{
		OS: "macos", OSVersion: "12.7.6", Arch: "amd64", Chip: "Intel Core i5-5250U",
		LogicalCores: 4, PhysicalCores: 2, PerformanceCores: 2, MemoryTotal: 8 * gB, MemoryAvailable: 259000 * 4 * kB,
		Shell: "zsh", Coreutils: BSD, PackageManager: "none",
	}, "macOS 12.7.6 x86-64, Intel Core i5-5250U, 2 cores, 8 GB, zsh, BSD utilities", 2},
}

func TestMachines(t *testing.T) {
	for _, m := range machines {
		t.Run(m.name, func(t *testing.T) {
			f := loadFixture(t, m.name)
			got, err := detect(context.Background(), f.system(t))
			if err != nil {
				t.Fatal(err)
			}
			if got != m.want {
				t.Errorf("got  %+v\nwant %+v", got, m.want)
			}
			if got.String() != m.words {
				t.Errorf("words\ngot  %s\nwant %s", got, m.words)
			}
			if n := got.Threads(false); n != m.threads {
				t.Errorf("%d threads on the CPU, want %d", n, m.threads)
			}
			if n := got.Threads(true); n < 1 || n > 2 {
				t.Errorf("%d threads beside a GPU, want 1 or 2", n)
			}
			if len(f.ran) > 0 {
				t.Errorf("ran %q: the files say enough", f.ran)
			}
		})
	}
}

// Every description of a machine must be one that is tested.
func TestMachinesAreAll(t *testing.T) {
	tested := map[string]bool{}
	for _, m := range machines {
		tested[m.name+".txtar"] = true
	}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".txtar") && !tested[e.Name()] {
			t.Errorf("testdata/%s is not in the table", e.Name())
		}
	}
}

func TestDetectCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m, err := detect(ctx, loadFixture(t, "linux-debian12-xeon").system(t))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if m.OS != "linux" || m.LogicalCores != 2 {
		t.Errorf("got %+v, want what is known without asking", m)
	}
}

func TestMemoryWords(t *testing.T) {
	for _, c := range []struct {
		bytes uint64
		want  string
	}{
		{0, ""}, {1, "0 MB"}, {512 << 20, "512 MB"}, {1023 << 20, "1023 MB"}, {1<<30 - 1, "1 GB"}, {1 << 30, "1 GB"},
		{24684092 << 10, "24 GB"}, {8 << 30, "8 GB"}, {1 << 63, "8589934592 GB"}, {^uint64(0), "17179869184 GB"},
	} {
		if got := memory(c.bytes); got != c.want {
			t.Errorf("memory(%d) = %q, want %q", c.bytes, got, c.want)
		}
	}
}
