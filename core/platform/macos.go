package platform

import (
	"fmt"
	"strconv"
	"strings"
)

// detectMac fills in what macOS tells through sysctl.
func detectMac(s System, m *Machine) {
	m.OSVersion = cleanName(s.text(sysctlVersion))
	m.Translated = s.number(sysctlTranslated) == 1
	m.Chip = chipName(s.text(sysctlBrand))
	m.PhysicalCores = int(min(s.number(sysctlPhysical), maxCPUs))
	m.PerformanceCores = macPerformanceCores(s)
	m.MemoryTotal = s.number(sysctlMemory)
	m.MemoryAvailable = macAvailable(s, m.MemoryTotal)
}

// macPerformanceCores counts the cores of level 0 and of every further level whose name
// isn't "Efficiency": an M5 Max calls its levels "Super" and "Performance". It is 0 on an
// Intel Mac, which has no levels.
func macPerformanceCores(s System) int {
	levels := min(s.number(sysctlLevels), 8)
	total := uint64(0)
	for level := range levels {
		name := s.text(fmt.Sprintf(sysctlLevelName, level))
		if level > 0 && (name == "" || strings.HasPrefix(name, "Efficiency")) {
			continue
		}
		total += min(s.number(fmt.Sprintf(sysctlLevelCores, level)), maxCPUs)
	}
	return int(total)
}

// macAvailable adds up what Activity Monitor calls free and cached: free pages,
// file-backed pages and purgeable ones. Speculative pages are already among them.
func macAvailable(s System, total uint64) uint64 {
	pages := uint64(0)
	for _, name := range []string{"vm.page_free_count", "vm.page_pageable_external_count", "vm.page_purgeable_count"} {
		pages += min(s.number(name), 1<<40)
	}
	return min(pages*min(s.number(sysctlPageSize), 1<<20), total)
}

// text is a sysctl's value, "" if there is none.
func (s System) text(name string) string {
	value, err := s.Sysctl(name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(value)
}

// number is a sysctl's value, 0 if there is none or it is negative.
func (s System) number(name string) uint64 {
	n, err := strconv.ParseUint(s.text(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
