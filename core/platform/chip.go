package platform

import (
	"strconv"
	"strings"
)

// chipName shortens the name that a processor gives itself: no trade marks, no clock, no
// count of cores, no graphics, no generation that the number tells again.
func chipName(brand string) string {
	if strings.HasPrefix(brand, "VirtualApple") { // what Rosetta shows to x86 code
		return "Apple Silicon"
	}
	brand = strings.NewReplacer("(R)", "", "(r)", "", "(TM)", "", "(tm)", "").Replace(brand)
	words := strings.Fields(brand)
	if len(words) > 2 && words[1] == "Gen" {
		words = words[2:]
	}
	var kept []string
	for _, w := range words {
		if w == "@" || w == "with" || w == "w/" {
			break
		}
		if strings.HasSuffix(w, "-Core") || strings.HasSuffix(w, "-Cores") || w == "Processor" {
			continue
		}
		if w == "CPU" && len(kept) > 0 && kept[0] == "Intel" {
			continue
		}
		kept = append(kept, w)
	}
	return cleanName(strings.Join(kept, " "))
}

// appleGeneration takes 3 from "Apple M3 Max", and 0 from any other chip's name.
func appleGeneration(chip string) int {
	rest, ok := strings.CutPrefix(chip, "Apple M")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseUint(digits, 10, 8)
	if err != nil {
		return 0
	}
	return int(n)
}

// linuxChip names the chip by the first of: the name in cpuinfo (all of x86), the design
// of the ARM cores, the hardware line of older ARM kernels, the board's device tree.
func linuxChip(s System, info cpuInfo) string {
	// 32-bit ARM kernels fill the field with the instruction set: "ARMv7 Processor rev 3 (v7l)".
	if info.model != "" && !strings.HasPrefix(info.model, "ARMv") {
		return chipName(info.model)
	}
	if name := armName(info.parts); name != "" {
		return name
	}
	if info.hardware != "" {
		return info.hardware
	}
	for _, file := range []string{"/proc/device-tree/model", "/sys/firmware/devicetree/base/model"} {
		model := cleanName(string(s.read(file)))
		if model != "" && model != "linux,dummy-virt" { // QEMU's and other machines of no make
			return model
		}
	}
	return ""
}

// armName puts the designs of a chip's cores into words: "ARM Cortex-A55 + Cortex-A76".
// Designs that aren't in the table are left out.
func armName(parts []armPart) string {
	vendor, names := "", []string{}
	for _, p := range parts {
		name := armParts[p]
		if name == "" || len(names) > 0 && (armVendors[p.implementer] != vendor || contains(names, name)) {
			continue
		}
		vendor = armVendors[p.implementer]
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return cleanName(vendor + " " + strings.Join(names, " + "))
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
