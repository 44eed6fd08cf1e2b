//go:build !linux && !(darwin && cgo)

package clip

import (
	"fmt"
	"os"
	"strings"

	"github.com/atotto/clipboard"
)

// write puts text on the clipboard, which the system owns. On a Mac that is pbcopy's: it
// takes its input's encoding from the locale, and mangles other text.
func write(text string) error {
	if err := inUTF8(); err != nil {
		return err
	}
	return clipboard.WriteAll(text)
}

// read gives what is on the clipboard.
func read() (string, error) {
	if err := inUTF8(); err != nil {
		return "", err
	}
	return clipboard.ReadAll()
}

func inUTF8() error {
	if strings.Contains(os.Getenv("LC_ALL")+os.Getenv("LC_CTYPE")+os.Getenv("LANG"), "UTF-8") {
		return nil
	}
	if err := os.Setenv("LC_ALL", "en_US.UTF-8"); err != nil {
		return fmt.Errorf("set the locale for the clipboard: %w", err)
	}
	return nil
}
