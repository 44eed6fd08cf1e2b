package platform

import "strings"

// detectLinux fills in what Linux tells in /proc, /sys, /dev and /etc, and hands back
// the os-release, which also hints at the package manager.
func detectLinux(s System, m *Machine) osRelease {
	release := readOSRelease(s)
	m.Distro, m.OSVersion = release.name, release.version
	if m.Distro == "" && s.Getenv("ANDROID_ROOT") != "" {
		m.Distro = "Android"
	}
	m.Libc = libc(s)

	info := parseCPUInfo(s.read("/proc/cpuinfo"))
	m.Chip = linuxChip(s, info)
	// Rosetta for Linux, as virtual machines on a Mac offer it, calls the vendor so.
	m.Translated = info.vendor == "VirtualApple"
	m.PhysicalCores, m.PerformanceCores = linuxCores(s, info)

	limit := readLimits(s)
	m.CPUQuota = limit.cpus
	m.MemoryTotal, m.MemoryAvailable = limit.apply(parseMeminfo(s.read("/proc/meminfo")))

	m.GPUNode = gpuNode(s)
	m.VulkanLoader = vulkanLoader(s)
	return release
}

// libc looks for the dynamic linker of each C library. glibc's comes first: a Debian may
// well have musl installed beside it, while only a compatibility layer puts glibc's name
// on a musl system, and then loading is worth a try.
func libc(s System) string {
	machine := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[s.Arch]
	switch {
	case s.exists("/lib64/ld-linux-x86-64.so.2") && s.Arch == "amd64",
		s.exists("/lib/ld-linux-aarch64.so.1") && s.Arch == "arm64":
		return "glibc"
	case machine != "" && s.exists("/lib/ld-musl-"+machine+".so.1"):
		return "musl"
	case s.exists("/system/bin/linker64"):
		return "bionic"
	}
	return ""
}

// gpuNode is a render node of the kernel's graphics drivers, or NVIDIA's own device,
// which is all there is in many containers.
func gpuNode(s System) string {
	for _, pattern := range []string{"/dev/dri/renderD*", "/dev/nvidia0"} {
		if found, err := s.Glob(pattern); err == nil && len(found) > 0 {
			return cleanName(found[0])
		}
	}
	return ""
}

// vulkanLoader looks where distributions put libvulkan.so.1: Debian's folder, Fedora's,
// Arch's, that of a build from source; and in LD_LIBRARY_PATH.
func vulkanLoader(s System) bool {
	const name = "/libvulkan.so.1"
	triplet := map[string]string{"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[s.Arch]
	folders := []string{"/usr/lib/" + triplet, "/usr/lib64", "/usr/lib", "/usr/local/lib"}
	for i, folder := range strings.Split(s.Getenv("LD_LIBRARY_PATH"), ":") {
		if strings.HasPrefix(folder, "/") && i < 16 {
			folders = append(folders, folder)
		}
	}
	for _, folder := range folders {
		if s.exists(folder + name) {
			return true
		}
	}
	return false
}
