package platform

import (
	"fmt"
	"strings"
)

// Machine is what is known of the computer that this process runs on. It is a plain
// value: copy it, compare it with ==. Zero values mean "not known".
type Machine struct {
	OS        string // "linux" or "macos"; on anything else Go's name of it
	OSVersion string // "14.5", "24.04"; "" for a rolling distribution
	Distro    string // "Debian", "Fedora Linux"; "" on macOS
	Arch      string // of this process, in Go's names: "amd64", "arm64"
	Libc      string // Linux: "glibc", "musl", "bionic" or ""; "" on macOS

	Chip         string // "Apple M3 Max", "Intel Core i7-12700K", "ARM Neoverse-V1"
	AppleSilicon int    // 1 for an M1, 4 for an M4 Pro; 0 for other chips or if not told
	Translated   bool   // an x86-64 process that Rosetta translates on Apple Silicon

	LogicalCores     int     // CPUs that this process may run on; at least 1
	PhysicalCores    int     // cores behind them, hyper-threads counted once; at least 1
	PerformanceCores int     // the fast ones of those; all where they are alike
	CPUQuota         float64 // CPUs' worth of time that the cgroup allows, 0 for no limit

	MemoryTotal     uint64 // bytes; the cgroup's limit where that is lower
	MemoryAvailable uint64 // bytes that can be had without swapping

	Shell          string // "bash", "zsh", "fish" …; never empty after Detect
	Coreutils      Coreutils
	PackageManager string // "apt", "brew" …, or "none"

	GPUNode      string // Linux: a device file that shows a GPU, "" if there is none
	VulkanLoader bool   // Linux: libvulkan.so.1 lies where the dynamic linker looks
}

// The values of Machine.OS that Caro supports.
const (
	Linux = "linux"
	MacOS = "macos"
)

// String names the machine in a line for a person or a prompt, leaving out what isn't
// known: "Linux (Debian 12) x86-64, Intel Xeon, 2 cores, 24 GB, bash, GNU coreutils, apt".
func (m Machine) String() string {
	parts := []string{m.system(), m.chip(), m.cores(), memory(m.MemoryTotal), m.Shell, m.Coreutils.words()}
	if m.PackageManager != noPackageManager {
		parts = append(parts, m.PackageManager)
	}
	known := parts[:0]
	for _, p := range parts {
		if p != "" {
			known = append(known, p)
		}
	}
	return strings.Join(known, ", ")
}

// system is the operating system and architecture in words.
func (m Machine) system() string {
	name := m.OS
	switch m.OS {
	case MacOS:
		name = joinWords("macOS", m.OSVersion)
	case Linux:
		name = "Linux"
		if distro := joinWords(m.Distro, m.OSVersion); distro != "" {
			name += " (" + distro + ")"
		}
	}
	return joinWords(name, archWords(m.Arch))
}

func (m Machine) chip() string {
	if m.Translated && m.Chip != "" {
		return m.Chip + " (translated by Rosetta)"
	}
	return m.Chip
}

// cores counts physical cores, as makers do, and names the fast ones and a quota.
func (m Machine) cores() string {
	if m.PhysicalCores == 0 {
		return ""
	}
	words := fmt.Sprintf("%d cores", m.PhysicalCores)
	if m.PhysicalCores == 1 {
		words = "1 core"
	}
	if m.PerformanceCores > 0 && m.PerformanceCores < m.PhysicalCores {
		words += fmt.Sprintf(" (%d performance)", m.PerformanceCores)
	}
	if m.CPUQuota > 0 {
		words += fmt.Sprintf(" limited to %.4g", m.CPUQuota)
	}
	return words
}

// memory rounds to whole binary gigabytes and calls them GB, as memory is sold.
func memory(bytes uint64) string {
	const mb, gb = 1 << 20, 1 << 30
	switch {
	case bytes == 0:
		return ""
	case bytes < gb-mb/2:
		return fmt.Sprintf("%d MB", (bytes+mb/2)/mb)
	default:
		return fmt.Sprintf("%d GB", bytes/gb+bytes%gb/(gb/2))
	}
}

func archWords(arch string) string {
	if arch == "amd64" {
		return "x86-64"
	}
	return arch
}

// joinWords puts a space between those words that aren't empty.
func joinWords(a, b string) string {
	return strings.TrimSpace(a + " " + b)
}
