//go:build !darwin

package platform

import (
	"errors"
	"fmt"
)

// sysctl has nothing to ask: Linux tells its facts in files.
func sysctl(name string) (string, error) {
	return "", fmt.Errorf("sysctl %s: %w", name, errors.ErrUnsupported)
}
