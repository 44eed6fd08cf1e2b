package platform

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

// Detect says what machine this is. It takes about a millisecond and looks again at each
// call: memory and quota change. What can't be found out is left empty, so the only error
// is that of ctx, and then the Machine holds what was known by that time.
func Detect(ctx context.Context) (Machine, error) {
	return detect(ctx, realSystem())
}

// detect is Detect over any machine.
func detect(ctx context.Context, s System) (Machine, error) {
	m := Machine{
		OS: s.OS, Arch: s.Arch,
		LogicalCores:   max(s.CPUs, 1),
		Coreutils:      UnknownCoreutils,
		PackageManager: noPackageManager,
	}
	if err := ctx.Err(); err != nil {
		return m, fmt.Errorf("detect machine: %w", err)
	}
	release := osRelease{}
	switch s.OS {
	case "darwin":
		m.OS = MacOS
		detectMac(s, &m)
	case "linux":
		release = detectLinux(s, &m)
	}
	m.AppleSilicon = appleGeneration(m.Chip)
	m.PhysicalCores = clampCores(m.PhysicalCores, m.LogicalCores)
	m.PerformanceCores = clampCores(m.PerformanceCores, m.PhysicalCores)
	m.Shell = detectShell(s)
	m.PackageManager = detectPackageManager(s, release)
	m.Coreutils = detectCoreutils(ctx, s)
	if err := ctx.Err(); err != nil {
		return m, fmt.Errorf("detect machine: %w", err)
	}
	return m, nil
}

// clampCores takes a count that isn't known, or is more than there can be, for most.
func clampCores(n, most int) int {
	if n < 1 || n > most {
		return most
	}
	return n
}

// maxName bounds names that come from files, in runes.
const maxName = 64

// cleanName makes text from a file fit to be shown and to stand in a prompt: printable,
// on one line, single spaces, at most maxName runes. Format characters such as bidi
// controls aren't printable in Unicode's sense.
func cleanName(text string) string {
	if len(text) > 8*maxName {
		text = text[:8*maxName]
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxName {
		text = strings.TrimSpace(string(runes[:maxName]))
	}
	return text
}
