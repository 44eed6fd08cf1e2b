package platform

import (
	"strconv"
	"strings"
)

// cpuSet is a list of CPUs in the kernel's form, "0-3,8,10-11".
type cpuSet []cpuRange

type cpuRange struct{ first, last int }

// parseCPUSet drops what it can't read: a list that is half understood is of more use
// than none, since it only ever narrows a count.
func parseCPUSet(data []byte) cpuSet {
	var set cpuSet
	for part := range strings.SplitSeq(strings.TrimSpace(string(data)), ",") {
		from, to, ok := strings.Cut(part, "-")
		if !ok {
			to = from
		}
		first, err := strconv.ParseUint(from, 10, 16)
		if err != nil {
			continue
		}
		last, err := strconv.ParseUint(to, 10, 16)
		if err != nil || last < first || len(set) == 4096 {
			continue
		}
		set = append(set, cpuRange{int(first), int(last)})
	}
	return set
}

func (set cpuSet) has(cpu int) bool {
	for _, r := range set {
		if r.first <= cpu && cpu <= r.last {
			return true
		}
	}
	return false
}
