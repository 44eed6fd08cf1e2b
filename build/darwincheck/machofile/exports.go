package machofile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// maxExports is far more than any of the libraries has.
const maxExports = 1 << 20

var errTrie = errors.New("its list of exports is malformed")

// exports reads the names from the trie in which the system's loader looks them up.
func (m *Image) exports(data []byte, at, size uint32) error {
	trie, err := part(data, at, size)
	if err != nil {
		return fmt.Errorf("its exports: %w", err)
	}
	if len(trie) == 0 {
		return nil
	}
	visited := map[uint64]bool{} // a node has one parent: a second way to it is a loop
	type node struct {
		at     uint64
		prefix string
	}
	for open := []node{{}}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if n.at >= uint64(len(trie)) || visited[n.at] || len(visited) > maxExports {
			return errTrie
		}
		visited[n.at] = true
		rest := trie[n.at:]
		// First the length of what is said of a symbol that ends here, 0 if none does.
		length, used := binary.Uvarint(rest)
		if used <= 0 || length >= uint64(len(rest)-used) {
			return errTrie
		}
		if length > 0 {
			m.Exports[n.prefix] = true
		}
		rest = rest[used+int(length):]
		children := int(rest[0])
		rest = rest[1:]
		for range children {
			edge, after, ok := bytes.Cut(rest, []byte{0})
			child, used := binary.Uvarint(after)
			if !ok || used <= 0 {
				return errTrie
			}
			open = append(open, node{child, n.prefix + string(edge)})
			rest = after[used:]
		}
	}
	return nil
}
