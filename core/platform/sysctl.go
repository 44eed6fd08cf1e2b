package platform

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// The values that detection asks macOS for. sysctl.h documents the hw.perflevel ones:
// level 0 is always the fastest kind of core.
const (
	sysctlBrand      = "machdep.cpu.brand_string"
	sysctlVersion    = "kern.osproductversion"
	sysctlTranslated = "sysctl.proc_translated"
	sysctlMemory     = "hw.memsize"
	sysctlPhysical   = "hw.physicalcpu"
	sysctlLevels     = "hw.nperflevels"
	sysctlLevelCores = "hw.perflevel%d.physicalcpu"
	sysctlLevelName  = "hw.perflevel%d.name"
	sysctlPageSize   = "vm.pagesize" // hw.pagesize is 4096 under Rosetta, this one isn't
)

// isText says which of those values are strings; the bytes alone don't tell.
func isText(name string) bool {
	return name == sysctlBrand || name == sysctlVersion || strings.HasSuffix(name, ".name")
}

// decodeSysctl writes a raw value as sysctl(8) prints it. Numbers come as 4 or 8 bytes in
// the byte order of the machine, which is little-endian on every Mac since 2006.
func decodeSysctl(name string, raw []byte) (string, error) {
	if isText(name) {
		text, _, _ := bytes.Cut(raw, []byte{0})
		return string(text), nil
	}
	switch len(raw) {
	case 4:
		return strconv.FormatInt(int64(int32(binary.LittleEndian.Uint32(raw))), 10), nil
	case 8:
		return strconv.FormatInt(int64(binary.LittleEndian.Uint64(raw)), 10), nil
	}
	return "", fmt.Errorf("sysctl %s: a value of %d bytes is not a number", name, len(raw))
}
