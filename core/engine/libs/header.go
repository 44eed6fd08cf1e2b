package libs

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"encoding/binary"
	"io"
	"os"
)

// headerBytes is enough for the machine field of ELF (at 18) and Mach-O (at 4).
const headerBytes = 20

// machineOf reads for which machine a library is built, in Go's names; not ok
// for a file that is none. It reads the first bytes only, since the file is
// already known not to be the one that was expected, and may be anything.
func machineOf(name string) (goos, goarch string, ok bool) {
	f, err := os.Open(name)
	if err != nil {
		return "", "", false
	}
	defer f.Close()
	var header [headerBytes]byte
	if _, err := io.ReadFull(f, header[:]); err != nil {
		return "", "", false
	}
	return machineIn(header)
}

func machineIn(header [headerBytes]byte) (goos, goarch string, ok bool) {
	if bytes.HasPrefix(header[:], []byte(elf.ELFMAG)) {
		order := binary.ByteOrder(binary.LittleEndian)
		if elf.Data(header[elf.EI_DATA]) == elf.ELFDATA2MSB {
			order = binary.BigEndian
		}
		switch machine := elf.Machine(order.Uint16(header[18:])); machine {
		case elf.EM_X86_64:
			return "linux", "amd64", true
		case elf.EM_AARCH64:
			return "linux", "arm64", true
		default:
			return "linux", machine.String(), true
		}
	}
	switch binary.LittleEndian.Uint32(header[:]) {
	case macho.Magic64, macho.Magic32:
	default:
		return "", "", false
	}
	switch cpu := macho.Cpu(binary.LittleEndian.Uint32(header[4:])); cpu {
	case macho.CpuAmd64:
		return "darwin", "amd64", true
	case macho.CpuArm64:
		return "darwin", "arm64", true
	default:
		return "darwin", cpu.String(), true
	}
}
