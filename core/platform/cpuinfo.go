package platform

import (
	"strconv"
	"strings"
)

// cpuInfo is what /proc/cpuinfo says, in the forms of x86 and of ARM.
type cpuInfo struct {
	vendor   string // x86: "GenuineIntel"
	model    string // "model name" of the first CPU
	hardware string // "Hardware" of older ARM kernels: the system on chip
	cpus     []cpu
	parts    []armPart // the kinds of ARM core, in order of appearance
}

// cpu is one processor of the kernel, a hyper-thread where there are such.
type cpu struct {
	number       int
	socket, core int // -1 if not told, as on ARM
}

// armPart identifies a design of ARM core: who made it and its number there.
type armPart struct{ implementer, part int }

// parseCPUInfo reads blocks of "name : value" lines; each begins with "processor".
func parseCPUInfo(data []byte) cpuInfo {
	var info cpuInfo
	part := armPart{-1, -1}
	for line := range strings.Lines(string(data)) {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if key == "processor" {
			if n, err := strconv.ParseUint(value, 10, 16); err == nil && len(info.cpus) < maxCPUs {
				info.cpus = append(info.cpus, cpu{number: int(n), socket: -1, core: -1})
				part = armPart{-1, -1}
			}
			continue
		}
		info.set(key, value)
		switch key {
		case "CPU implementer":
			part.implementer = parseID(value)
		case "CPU part":
			part.part = parseID(value)
			info.addPart(part)
		}
	}
	return info
}

// set takes a line that isn't about the design of an ARM core.
func (info *cpuInfo) set(key, value string) {
	switch key {
	case "vendor_id":
		keepFirst(&info.vendor, value)
	case "model name":
		keepFirst(&info.model, value)
	case "Hardware":
		keepFirst(&info.hardware, value)
	}
	if len(info.cpus) == 0 {
		return
	}
	last := &info.cpus[len(info.cpus)-1]
	switch key {
	case "physical id":
		last.socket = parseID(value)
	case "core id":
		last.core = parseID(value)
	}
}

// addPart notes a new kind of core; no chip has more than a handful.
func (info *cpuInfo) addPart(p armPart) {
	if p.implementer < 0 || p.part < 0 || len(info.parts) == 8 {
		return
	}
	for _, known := range info.parts {
		if known == p {
			return
		}
	}
	info.parts = append(info.parts, p)
}

func keepFirst(to *string, value string) {
	if *to == "" {
		*to = cleanName(value)
	}
}

// parseID reads a decimal or 0x number, -1 if it is none.
func parseID(value string) int {
	n, err := strconv.ParseUint(value, 0, 31)
	if err != nil {
		return -1
	}
	return int(n)
}

// countCores counts the physical cores behind those CPUs that are in every set. A CPU
// that doesn't tell its core counts as one.
func countCores(cpus []cpu, sets ...cpuSet) int {
	seen := map[[3]int]bool{}
next:
	for _, c := range cpus {
		for _, set := range sets {
			if !set.has(c.number) {
				continue next
			}
		}
		key := [3]int{c.socket, c.core, -1}
		if c.core < 0 {
			key[2] = c.number
		}
		seen[key] = true
	}
	return len(seen)
}
