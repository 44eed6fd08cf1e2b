package platform

import (
	"path"
	"strconv"
	"strings"
)

// limits is what the control groups of this process allow it. See cgroups(7),
// cgroup-v2.rst (cpu.max, memory.max) and cgroup-v1/memory.rst of the kernel.
type limits struct {
	cpus   float64 // CPUs' worth of time, 0 for no limit
	memory uint64  // bytes, 0 for no limit
	used   uint64  // bytes in use in the group with that limit, its idle file cache apart
}

const (
	cgroupRoot = "/sys/fs/cgroup"
	// maxDepth bounds the walk up; a desktop session lies about 6 deep.
	maxDepth = 32
	// noLimit is where a v1 limit means none: it is written as the largest number of
	// whole pages below 2^63.
	noLimit = 1 << 62
)

// cgroup is one line of /proc/self/cgroup.
type cgroup struct {
	controllers string // "" for version 2, "cpu,cpuacct" for version 1
	path        string // absolute and clean
}

func parseCgroups(data []byte) []cgroup {
	var groups []cgroup
	for line := range strings.Lines(string(data)) {
		parts := strings.SplitN(strings.TrimRight(line, "\n"), ":", 3)
		if len(parts) != 3 || !strings.HasPrefix(parts[2], "/") || len(groups) == maxDepth {
			continue
		}
		groups = append(groups, cgroup{controllers: parts[1], path: path.Clean(parts[2])})
	}
	return groups
}

// folders lists where the files of a controller may lie, from the group of this process
// up to the root. A limit anywhere on the way binds. In a container the path may be the
// host's, of which only the root is to be seen: it is the container's own group.
func (g cgroup) folders(controller string) []string {
	bases := []string{cgroupRoot}
	if g.controllers != "" {
		if !hasController(g.controllers, controller) {
			return nil
		}
		bases = []string{cgroupRoot + "/" + controller}
		if g.controllers != controller && !strings.Contains(g.controllers, "/") {
			bases = append(bases, cgroupRoot+"/"+g.controllers)
		}
	}
	var all []string
	for _, base := range bases {
		at := g.path
		for range maxDepth {
			all = append(all, path.Join(base, at))
			if at == "/" {
				break
			}
			at = path.Dir(at)
		}
	}
	return all
}

func hasController(list, name string) bool {
	for c := range strings.SplitSeq(list, ",") {
		if c == name {
			return true
		}
	}
	return false
}

// readLimits takes the tightest limit of all groups of this process, version 1, 2 or both.
func readLimits(s System) limits {
	groups := parseCgroups(s.read("/proc/self/cgroup"))
	if len(groups) == 0 {
		groups = []cgroup{{path: "/"}}
	}
	var l limits
	for _, g := range groups {
		for _, dir := range g.folders("cpu") {
			l.tightenCPU(cpuLimit(s, dir, g.controllers == ""))
		}
		for _, dir := range g.folders("memory") {
			l.tightenMemory(s, dir, g.controllers == "")
		}
	}
	return l
}

func cpuLimit(s System, dir string, v2 bool) float64 {
	if v2 {
		return parseCPUMax(s.read(dir + "/cpu.max"))
	}
	quota := s.read(dir + "/cpu.cfs_quota_us")
	if len(quota) == 0 {
		return 0
	}
	period := s.read(dir + "/cpu.cfs_period_us")
	return parseCPUMax([]byte(string(quota) + " " + string(period)))
}

// parseCPUMax reads "QUOTA PERIOD" in microseconds; a quota of "max" or -1 is none.
func parseCPUMax(data []byte) float64 {
	fields := strings.Fields(string(data))
	if len(fields) == 0 {
		return 0
	}
	period := int64(100_000) // the kernel's default
	if len(fields) > 1 {
		n, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil || n <= 0 {
			return 0
		}
		period = n
	}
	quota, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil || quota <= 0 {
		return 0
	}
	if cpus := float64(quota) / float64(period); cpus < maxCPUs {
		return cpus
	}
	return 0
}

func (l *limits) tightenCPU(cpus float64) {
	if cpus > 0 && (l.cpus == 0 || cpus < l.cpus) {
		l.cpus = cpus
	}
}

func (l *limits) tightenMemory(s System, dir string, v2 bool) {
	limitFile, usageFile, idle := "/memory.max", "/memory.current", "inactive_file"
	if !v2 {
		limitFile, usageFile, idle = "/memory.limit_in_bytes", "/memory.usage_in_bytes", "total_inactive_file"
	}
	limit := parseBytes(s.read(dir + limitFile))
	if limit == 0 || limit >= noLimit || l.memory > 0 && l.memory <= limit {
		return
	}
	used := parseBytes(s.read(dir + usageFile))
	// File cache that nobody touched lately is given back before the limit hurts; the
	// rest is what Kubernetes calls the working set.
	used -= min(used, statField(s.read(dir+"/memory.stat"), idle))
	l.memory, l.used = limit, used
}

// parseBytes reads a lone number; "max" and anything else is 0.
func parseBytes(data []byte) uint64 {
	n, err := strconv.ParseUint(strings.TrimSpace(string(data)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// statField finds "name number" among the lines of a memory.stat.
func statField(data []byte, name string) uint64 {
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return parseBytes([]byte(rest))
		}
	}
	return 0
}

// apply narrows the machine's memory to what the group may use.
func (l limits) apply(m meminfo) (total, available uint64) {
	if l.memory == 0 || l.memory >= m.total && m.total > 0 {
		return m.total, m.available
	}
	if m.total == 0 {
		m.available = l.memory
	}
	return l.memory, min(m.available, l.memory-min(l.used, l.memory))
}
