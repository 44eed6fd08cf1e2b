package platform

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// sysctl asks the kernel through libSystem, which x/sys calls without cgo.
func sysctl(name string) (string, error) {
	raw, err := unix.SysctlRaw(name)
	if err != nil {
		return "", fmt.Errorf("sysctl %s: %w", name, err)
	}
	return decodeSysctl(name, raw)
}
