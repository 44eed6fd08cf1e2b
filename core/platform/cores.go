package platform

import (
	"strconv"
	"strings"
)

// linuxCores counts the physical cores that this process may run on, and the fast ones
// among them. Either is 0 if it can't be told.
func linuxCores(s System, info cpuInfo) (physical, performance int) {
	sets := []cpuSet{}
	if allowed := allowedCPUs(s.read("/proc/self/status")); countCores(info.cpus, allowed) > 0 {
		sets = append(sets, allowed)
	} // else the container renumbers its CPUs, and the two files don't agree
	physical = countCores(info.cpus, sets...)
	if fast := fastCPUs(s); len(fast) > 0 {
		performance = countCores(info.cpus, append(sets, fast)...)
	}
	if performance == 0 {
		performance = physical
	}
	return physical, performance
}

// allowedCPUs finds the affinity of this process in /proc/self/status.
func allowedCPUs(status []byte) cpuSet {
	for line := range strings.Lines(string(status)) {
		if list, ok := strings.CutPrefix(line, "Cpus_allowed_list:"); ok {
			return parseCPUSet([]byte(list))
		}
	}
	return nil
}

// fastCPUs lists the CPUs of the faster kind, empty where the kernel knows of no kinds.
// Intel's hybrids have a performance counter unit "cpu_core" for theirs; elsewhere, and
// on x86 since 6.12, the scheduler's cpu_capacity tells.
func fastCPUs(s System) cpuSet {
	if set := parseCPUSet(s.read("/sys/devices/cpu_core/cpus")); len(set) > 0 {
		return set
	}
	files, err := s.Glob("/sys/devices/system/cpu/cpu[0-9]*/cpu_capacity")
	if err != nil || len(files) > maxCapacityFiles {
		return nil
	}
	capacities := map[int]uint64{}
	for _, file := range files {
		if n, ok := cpuNumber(file); ok {
			capacities[n] = parseBytes(s.read(file))
		}
	}
	return fastest(capacities)
}

// maxCapacityFiles spares large servers, whose cores are alike, a read for each CPU.
const maxCapacityFiles = 64

// cpuNumber takes 3 from "/sys/devices/system/cpu/cpu3/cpu_capacity".
func cpuNumber(file string) (int, bool) {
	name, ok := strings.CutPrefix(file, "/sys/devices/system/cpu/cpu")
	digits, _, more := strings.Cut(name, "/")
	n, err := strconv.ParseUint(digits, 10, 16)
	return int(n), ok && more && err == nil
}

// fastest keeps the CPUs with at least 60 % of the largest capacity: the big and the
// prime cores of a phone (some 80 and 100 %), not the little ones (25 to 45 %).
func fastest(capacities map[int]uint64) cpuSet {
	most := uint64(0)
	for _, c := range capacities {
		most = max(most, min(c, 1<<32))
	}
	if most == 0 {
		return nil
	}
	var set cpuSet
	for n, c := range capacities {
		if min(c, 1<<32)*10 >= most*6 {
			set = append(set, cpuRange{n, n})
		}
	}
	return set
}
