package platform

import (
	"math"
	"strconv"
	"strings"
)

// meminfo is the part of /proc/meminfo that is used, in bytes.
type meminfo struct {
	total, available uint64
}

// parseMeminfo reads "Name:  123 kB" lines. Kernels before 3.14 and some sandboxes give
// no MemAvailable; free, buffers and page cache come near it.
func parseMeminfo(data []byte) meminfo {
	values := map[string]uint64{}
	for line := range strings.Lines(string(data)) {
		name, rest, ok := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		if !ok || len(fields) == 0 {
			continue
		}
		n, err := strconv.ParseUint(fields[0], 10, 64)
		if err != nil || n > math.MaxUint64>>12 {
			continue
		}
		values[name] = n << 10
	}
	m := meminfo{total: values["MemTotal"]}
	available, ok := values["MemAvailable"]
	if !ok {
		available = values["MemFree"] + values["Buffers"] + values["Cached"]
	}
	m.available = min(available, m.total)
	return m
}
