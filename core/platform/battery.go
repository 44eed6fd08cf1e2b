package platform

import (
	"strconv"
	"strings"
)

// Power says what a machine runs on.
type Power struct {
	OnBattery bool
	Percent   int // of charge, 0 to 100; 100 where there is no battery
}

// batteries reads what Linux tells of its power supplies, see
// Documentation/ABI/testing/sysfs-class-power of the kernel: read gives the content of
// an attribute, "" where it is missing. Of several batteries the fullest counts, as
// machines with two empty one after the other.
func batteries(supplies []string, read func(supply, attribute string) string) Power {
	p := Power{Percent: 100}
	found := false
	for _, s := range supplies {
		// A mouse or a headset has scope Device.
		if read(s, "type") != "Battery" || read(s, "scope") == "Device" || read(s, "present") == "0" {
			continue
		}
		percent, err := strconv.Atoi(read(s, "capacity"))
		if err != nil || percent < 0 || percent > 100 {
			continue
		}
		if !found || percent > p.Percent {
			p.Percent = percent
		}
		found = true
		p.OnBattery = p.OnBattery || read(s, "status") == "Discharging"
	}
	return p
}

// parsePmset reads the output of `pmset -g batt` on macOS:
//
//	Now drawing from 'Battery Power'
//	 -InternalBattery-0 (id=1234)	53%; discharging; 3:21 remaining present: true
func parsePmset(out string) Power {
	p := Power{Percent: 100, OnBattery: strings.Contains(out, "'Battery Power'")}
	for line := range strings.Lines(out) {
		if !strings.Contains(line, "InternalBattery") {
			continue
		}
		before, _, found := strings.Cut(line, "%")
		at := strings.LastIndexFunc(before, func(r rune) bool { return r < '0' || r > '9' })
		if percent, err := strconv.Atoi(before[at+1:]); found && err == nil && percent <= 100 {
			p.Percent = percent
		}
	}
	return p
}
