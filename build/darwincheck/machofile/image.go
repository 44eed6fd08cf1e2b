package machofile

import (
	"bytes"
	"debug/macho"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Load commands that debug/macho has no names for, from mach-o/loader.h.
const (
	cmdIDDylib         = 0xd
	cmdLoadDylib       = 0xc
	cmdLoadWeakDylib   = 0x80000018
	cmdReexportDylib   = 0x8000001f
	cmdLazyDylib       = 0x20
	cmdUpwardDylib     = 0x80000023
	cmdRpath           = 0x8000001c
	cmdSignature       = 0x1d
	cmdVersionMinMacOS = 0x24
	cmdBuildVersion    = 0x32
	cmdDyldInfo        = 0x22
	cmdDyldInfoOnly    = 0x80000022
	cmdExportsTrie     = 0x80000033
	platformMacOS      = 1
)

// In n_desc of a symbol, mach-o/nlist.h.
const (
	weakReference     = 0x40
	ordinalSelf       = 0
	ordinalDynamic    = 0xfe
	ordinalExecutable = 0xff
)

// Version is a version of macOS, as major, minor and patch.
type Version [3]int

// ParseVersion reads one of one to three numbers, as 14.0.
func ParseVersion(text string) (Version, error) {
	var v Version
	parts := strings.Split(text, ".")
	if len(parts) > len(v) {
		return v, fmt.Errorf("version %q: more than %d numbers", text, len(v))
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return v, fmt.Errorf("version %q: %w", text, err)
		}
		v[i] = int(n)
	}
	return v, nil
}

// String is the version as one writes it, the patch if there is one.
func (v Version) String() string {
	if v[2] == 0 {
		return fmt.Sprintf("%d.%d", v[0], v[1])
	}
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])
}

// after says whether v is later than w.
func (v Version) after(w Version) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] > w[i]
		}
	}
	return false
}

// packed reads a version as load commands have it: xxxx.yy.zz in 32 bits.
func packed(n uint32) Version { return Version{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)} }

// Needed is a library that an image loads.
type Needed struct {
	Name string // as the load command has it
	Weak bool   // it may be missing
}

// Import is a symbol that an image takes from another.
type Import struct {
	Name    string
	Ordinal int // counts the needed libraries from 1
	Weak    bool
}

// Image is what a Mach-O file says of itself.
type Image struct {
	Arch       string // in Go's names: arm64, amd64
	Executable bool   // a program, no library
	ID         string // the name that a library has for others, "" for none
	Needed     []Needed
	Rpaths     []string
	Minimum    Version         // of macOS
	Platform   uint32          // 1 is macOS
	Exports    map[string]bool // with C's leading underscore
	Imports    []Import
	Signature  *Signature // nil if there is none
}

// Read takes a Mach-O file for one processor apart.
func Read(data []byte) (*Image, error) {
	f, err := macho.NewFile(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read it as Mach-O: %w", err)
	}
	m := &Image{Executable: f.Type == macho.TypeExec, Exports: map[string]bool{}}
	switch f.Cpu {
	case macho.CpuArm64:
		m.Arch = "arm64"
	case macho.CpuAmd64:
		m.Arch = "amd64"
	default:
		m.Arch = f.Cpu.String()
	}
	for _, l := range f.Loads {
		if err := m.load(l.Raw(), data, f.ByteOrder); err != nil {
			return nil, err
		}
	}
	if f.Symtab == nil {
		return m, nil
	}
	for _, s := range f.Symtab.Syms {
		const stab, kind, external, undefined = 0xe0, 0x0e, 0x01, 0x00
		if s.Type&stab == 0 && s.Type&kind == undefined && s.Type&external != 0 {
			m.Imports = append(m.Imports, Import{s.Name, int(s.Desc >> 8), s.Desc&weakReference != 0})
		}
	}
	return m, nil
}

var errShort = errors.New("a load command is too short")

// load reads one load command.
func (m *Image) load(raw, data []byte, order binary.ByteOrder) error {
	field := func(i int) uint32 { // the i-th of 4 bytes after command and length
		if at := 8 + 4*i; at+4 <= len(raw) {
			return order.Uint32(raw[at:])
		}
		return 0
	}
	if len(raw) < 12 {
		return errShort
	}
	switch order.Uint32(raw) {
	case cmdIDDylib:
		m.ID = name(raw, field(0))
	case cmdLoadDylib, cmdReexportDylib, cmdLazyDylib, cmdUpwardDylib:
		m.Needed = append(m.Needed, Needed{Name: name(raw, field(0))})
	case cmdLoadWeakDylib:
		m.Needed = append(m.Needed, Needed{name(raw, field(0)), true})
	case cmdRpath:
		m.Rpaths = append(m.Rpaths, name(raw, field(0)))
	case cmdBuildVersion:
		m.Platform, m.Minimum = field(0), packed(field(1))
	case cmdVersionMinMacOS:
		m.Platform, m.Minimum = platformMacOS, packed(field(0))
	case cmdSignature:
		s, err := readSignature(data, field(0), field(1))
		if err != nil {
			return err
		}
		m.Signature = s
	case cmdDyldInfo, cmdDyldInfoOnly:
		return m.exports(data, field(8), field(9))
	case cmdExportsTrie:
		return m.exports(data, field(0), field(1))
	}
	return nil
}

// name is the text in a load command that begins at an offset from the command's start.
func name(raw []byte, at uint32) string {
	if uint64(at) > uint64(len(raw)) {
		return ""
	}
	text, _, _ := bytes.Cut(raw[at:], []byte{0})
	return string(text)
}

// part is size bytes of data from an offset.
func part(data []byte, at, size uint32) ([]byte, error) {
	if uint64(at)+uint64(size) > uint64(len(data)) {
		return nil, fmt.Errorf("%d bytes at %d are outside of its %d: %w", size, at, len(data), io.ErrUnexpectedEOF)
	}
	return data[at : at+size], nil
}
