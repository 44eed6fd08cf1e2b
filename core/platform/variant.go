package platform

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Variant names one build of the engine's libraries, in the words of the engine's lock file.
type Variant string

// The variants. NoVariant is the answer for a machine that none of them runs on.
const (
	NoVariant      Variant = ""
	MacArm64Metal  Variant = "mac-arm64-metal"
	MacX64         Variant = "mac-x64"
	LinuxX64       Variant = "linux-x64"
	LinuxArm64     Variant = "linux-arm64"
	LinuxX64Vulkan Variant = "linux-x64-vulkan"
)

// minMacOS is the oldest major version that the libraries' Mach-O files state, for both
// architectures (LC_BUILD_VERSION of release 3.21.1).
const minMacOS = 14

// KnownDevice reports whether want is a choice of what to run on: "auto" (or ""), "cpu"
// or "gpu".
func KnownDevice(want string) bool {
	return want == "" || want == "auto" || want == "cpu" || want == "gpu"
}

// Variant chooses the libraries for this machine and says why, in words for a person.
// want is what to run on: "auto" (or ""), "cpu" or "gpu"; hasVulkanLoader is whether
// libvulkan can be loaded, for which [Machine.VulkanLoader] is a good answer.
//
// A wish for a GPU that can't be met still gives the CPU's libraries, and the reason says
// what is missing. Where nothing fits, for the machine or for a want that isn't one of the
// three, the answer is NoVariant and the reason is the error.
func (m Machine) Variant(want string, hasVulkanLoader bool) (Variant, string) {
	if !KnownDevice(want) {
		return NoVariant, fmt.Sprintf("unknown device %.20q: use auto, cpu or gpu", want)
	}
	if why := m.unsupported(); why != "" {
		return NoVariant, why
	}
	switch {
	case m.OS == MacOS && m.Arch == "arm64":
		return m.appleVariant(want)
	case m.OS == MacOS:
		return m.intelMacVariant(want)
	case m.Arch == "arm64":
		return LinuxArm64, cpuOnly(want, "there are no GPU libraries for Linux on arm64")
	default:
		return m.linuxVariant(want, hasVulkanLoader)
	}
}

// unsupported says what keeps every variant from running here, or "".
func (m Machine) unsupported() string {
	switch {
	case m.OS != Linux && m.OS != MacOS:
		return fmt.Sprintf("there are no engine libraries for %s: only for Linux and macOS", cmp.Or(m.OS, "an unknown system"))
	case m.Arch != "amd64" && m.Arch != "arm64":
		return fmt.Sprintf("there are no engine libraries for %s on %s: only for x86-64 and arm64", m.OS, m.Arch)
	case m.OS == MacOS && m.oldMacOS():
		return fmt.Sprintf("the engine libraries need macOS %d or later: this is macOS %s", minMacOS, m.OSVersion)
	case m.Libc == "musl" || m.Libc == "bionic":
		return fmt.Sprintf("the engine libraries need glibc: this %s has %s", cmp.Or(m.Distro, "Linux"), m.Libc)
	}
	return ""
}

// HasGPU reports whether the engine would run on a GPU here.
func (m Machine) HasGPU() bool {
	v, _ := m.Variant("auto", m.VulkanLoader)
	return v == MacArm64Metal || v == LinuxX64Vulkan
}

// oldMacOS is false where the version isn't known. 10.16 is what every later macOS tells
// a process that runs with SYSTEM_VERSION_COMPAT=1, so it says nothing.
func (m Machine) oldMacOS() bool {
	first, _, _ := strings.Cut(m.OSVersion, ".")
	major, err := strconv.Atoi(first)
	return err == nil && major < minMacOS && !strings.HasPrefix(m.OSVersion, "10.16")
}

// appleVariant is the same for every wish: one build holds Metal and the CPU's code, and
// the engine offloads nothing if it is to run on the CPU.
func (m Machine) appleVariant(want string) (Variant, string) {
	if want == "cpu" {
		return MacArm64Metal, "the CPU was asked for; the Metal libraries serve it too"
	}
	return MacArm64Metal, "Apple Silicon: the GPU is used through Metal"
}

func (m Machine) intelMacVariant(want string) (Variant, string) {
	if m.Translated {
		return MacX64, "this x86-64 program is translated by Rosetta on Apple Silicon, without the GPU and slowly: " +
			"the arm64 build of caro uses Metal"
	}
	return MacX64, cpuOnly(want, "there are no GPU libraries for Intel Macs")
}

// linuxVariant takes Vulkan where a loader and a sign of a GPU are there. The Vulkan
// build carries the CPU's code too, but it is bigger, and of no use without these.
func (m Machine) linuxVariant(want string, hasVulkanLoader bool) (Variant, string) {
	switch {
	case want == "cpu":
		return LinuxX64, "the CPU was asked for"
	case m.GPUNode == "":
		return LinuxX64, cpuOnly(want, "no GPU was found: neither /dev/dri/renderD* nor /dev/nvidia0 is there")
	case !hasVulkanLoader:
		return LinuxX64, cpuOnly(want, fmt.Sprintf("%s shows a GPU, but the Vulkan loader libvulkan.so.1 is missing", m.GPUNode))
	default:
		return LinuxX64Vulkan, fmt.Sprintf("%s shows a GPU: it is used through Vulkan", m.GPUNode)
	}
}

// cpuOnly words the reason for the CPU, saying first if a wish wasn't met.
func cpuOnly(want, why string) string {
	switch want {
	case "gpu":
		return "a GPU was asked for, but " + why
	case "cpu":
		return "the CPU was asked for"
	}
	return why
}

// gpuThreads is enough to feed a GPU that holds every layer: the CPU then only looks up
// embeddings and samples, and more threads only wait for each other.
const gpuThreads = 2

// Threads is how many threads llama.cpp should run: one for each performance core, never
// more than the CPUs and the quota allow, at least 1. A slow core in the team holds up all
// others at every layer, and a hyper-thread adds nothing to arithmetic. gpu means that a
// GPU holds all layers; with only some of them there, ask for the CPU's number.
func (m Machine) Threads(gpu bool) int {
	n := m.PerformanceCores
	if m.LogicalCores > 0 {
		n = min(n, m.LogicalCores)
	}
	if m.CPUQuota > 0 {
		n = min(n, int(math.Ceil(min(m.CPUQuota, maxCPUs))))
	}
	if gpu {
		n = min(n, gpuThreads)
	}
	return max(n, 1)
}
