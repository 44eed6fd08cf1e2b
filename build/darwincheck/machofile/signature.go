package machofile

import (
	"bytes"
	"crypto/sha1" // older signatures have such hashes
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// From xnu's cs_blobs.h. Signatures are big-endian on all machines.
const (
	magicSignature = 0xfade0cc0
	magicDirectory = 0xfade0c02
	magicCMS       = 0xfade0b01
	flagAdHoc      = 0x2
	hashSHA1       = 1
	hashSHA256     = 2
	emptyCMS       = 8 // a blob with nothing but its header
)

// Signature is what a code signature says.
type Signature struct {
	Identifier string
	AdHoc      bool // by nobody: it only seals the bytes
	Broken     int  // pages whose bytes don't have the hash that was signed
	Pages      int
}

var errSignature = errors.New("its signature is malformed")

// readSignature reads the signature at an offset of data and compares the pages' hashes.
func readSignature(data []byte, at, size uint32) (*Signature, error) {
	blob, err := part(data, at, size)
	if err != nil {
		return nil, fmt.Errorf("its signature: %w", err)
	}
	be := binary.BigEndian
	if len(blob) < 12 || be.Uint32(blob) != magicSignature || uint64(be.Uint32(blob[8:]))*8+12 > uint64(len(blob)) {
		return nil, errSignature
	}
	var s *Signature
	signed := false
	for i := range int(be.Uint32(blob[8:])) {
		entry := be.Uint32(blob[12+8*i+4:])
		if uint64(entry)+8 > uint64(len(blob)) {
			return nil, errSignature
		}
		inner, err := part(blob, entry, be.Uint32(blob[entry+4:]))
		if err != nil {
			return nil, errSignature
		}
		switch be.Uint32(blob[entry:]) {
		case magicDirectory:
			one, err := readDirectory(inner, data[:at])
			if err != nil {
				return nil, err
			}
			if s == nil || one.Broken > s.Broken {
				s = one
			}
		case magicCMS:
			signed = len(inner) > emptyCMS
		}
	}
	if s == nil {
		return nil, errSignature
	}
	s.AdHoc = s.AdHoc && !signed
	return s, nil
}

// readDirectory reads a code directory, which has a hash for each page of the code.
func readDirectory(dir, code []byte) (*Signature, error) {
	be := binary.BigEndian
	if len(dir) < 44 {
		return nil, errSignature
	}
	hashes, slots, limit := be.Uint32(dir[16:]), be.Uint32(dir[28:]), be.Uint32(dir[32:])
	hashSize, hashType, pageBits := int(dir[36]), dir[37], dir[39]
	s := &Signature{
		Identifier: name(dir, be.Uint32(dir[20:])), AdHoc: be.Uint32(dir[12:])&flagAdHoc != 0, Pages: int(slots),
	}
	page := 1 << pageBits
	switch {
	case pageBits < 12 || pageBits > 16 || hashSize < 20 || hashSize > 32,
		uint64(hashes)+uint64(slots)*uint64(hashSize) > uint64(len(dir)),
		uint64(limit) != uint64(len(code)),
		uint64(slots) != (uint64(limit)+uint64(page)-1)/uint64(page):
		return nil, errSignature
	}
	for i := range int(slots) {
		bytesOf := code[i*page : min((i+1)*page, len(code))]
		var sum []byte
		switch hashType {
		case hashSHA1:
			all := sha1.Sum(bytesOf)
			sum = all[:]
		case hashSHA256:
			all := sha256.Sum256(bytesOf)
			sum = all[:]
		default:
			return nil, fmt.Errorf("its signature has hashes of the unknown kind %d", hashType)
		}
		at := int(hashes) + i*hashSize
		if !bytes.Equal(sum[:min(hashSize, len(sum))], dir[at:at+hashSize]) {
			s.Broken++
		}
	}
	return s, nil
}
