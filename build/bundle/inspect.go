package main

import (
	"debug/elf"
	"debug/macho"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// inspect checks a bundle that is laid out: each file in MacOS and Frameworks is code for
// the processor that runs on the macOS which Info.plist promises, and no link leads out.
// It returns the size of all files, in bytes.
func inspect(app, arch string) (size int64, err error) {
	text, err := os.ReadFile(filepath.Join(app, "Contents", "Info.plist"))
	if err != nil {
		return 0, err
	}
	minimum, err := minimumSystem(text)
	if err != nil {
		return 0, err
	}
	err = filepath.WalkDir(app, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			return nil
		case d.Type() == fs.ModeSymlink:
			return checkLink(app, path)
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is neither file nor folder nor link", path)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		size += info.Size()
		room := filepath.Base(filepath.Dir(path))
		if room != "MacOS" && room != "Frameworks" {
			return nil
		}
		return checkCode(path, arch, minimum, room == "MacOS")
	})
	return size, err
}

// checkLink refuses a link that a signature couldn't seal: one that leads out of the
// bundle, or nowhere.
func checkLink(app, path string) error {
	target, err := os.Readlink(path)
	if err != nil {
		return err
	}
	full := filepath.Join(filepath.Dir(path), target)
	inside, err := filepath.Rel(app, full)
	if err != nil || filepath.IsAbs(target) || !filepath.IsLocal(inside) {
		return fmt.Errorf("the link %s leads out of the bundle, to %s", path, target)
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("the link %s leads nowhere: %w", path, err)
	}
	return nil
}

// system is a version of macOS: major, minor.
type system [2]int

func (s system) String() string { return fmt.Sprintf("%d.%d", s[0], s[1]) }

func (s system) later(than system) bool {
	return s[0] > than[0] || s[0] == than[0] && s[1] > than[1]
}

func parseSystem(text string) (system, error) {
	major, minor, _ := strings.Cut(text, ".")
	a, err := strconv.Atoi(major)
	b, err2 := strconv.Atoi(minor)
	if err != nil || err2 != nil {
		return system{}, fmt.Errorf("%q is no version of macOS: it is written as 14.0", text)
	}
	return system{a, b}, nil
}

var processors = map[string]macho.Cpu{"arm64": macho.CpuArm64, "amd64": macho.CpuAmd64}

// checkCode checks one program or library.
func checkCode(path, arch string, minimum system, program bool) error {
	f, err := macho.Open(path)
	if err != nil {
		if e, notELF := elf.Open(path); notELF == nil {
			_ = e.Close()
			return fmt.Errorf("%s is for Linux or another system, not for macOS", path)
		}
		if fat, notFat := macho.OpenFat(path); notFat == nil {
			_ = fat.Close()
			return fmt.Errorf("%s is for several processors: give the one for %s", path, arch)
		}
		return fmt.Errorf("%s is no code for macOS: %w", path, err)
	}
	defer func() { _ = f.Close() }()
	if f.Cpu != processors[arch] {
		return fmt.Errorf("%s is for another processor, %v, not for %s", path, f.Cpu, arch)
	}
	if program != (f.Type == macho.TypeExec) {
		return fmt.Errorf("%s is of the type %v: programs belong in MacOS, libraries in Frameworks", path, f.Type)
	}
	needs, err := needed(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if needs.later(minimum) {
		return fmt.Errorf("%s needs macOS %v, Info.plist promises %v (LSMinimumSystemVersion)", path, needs, minimum)
	}
	return nil
}

// The load commands that say which macOS is needed, of <mach-o/loader.h>, and the
// platform that stands for it.
const (
	versionMinMacOSX = 0x24
	buildVersion     = 0x32
	platformMacOS    = 1
)

// needed is the earliest macOS that code says it runs on.
func needed(f *macho.File) (system, error) {
	for _, l := range f.Loads {
		raw := l.Raw()
		if len(raw) < 16 {
			continue
		}
		at := 0
		switch binary.LittleEndian.Uint32(raw) {
		case versionMinMacOSX:
			at = 8
		case buildVersion:
			if binary.LittleEndian.Uint32(raw[8:]) != platformMacOS {
				return system{}, errors.New("it is for another of Apple's systems than macOS")
			}
			at = 12
		default:
			continue
		}
		v := binary.LittleEndian.Uint32(raw[at:])
		return system{int(v >> 16), int(v >> 8 & 0xff)}, nil
	}
	return system{}, errors.New("it doesn't say which macOS it needs")
}
