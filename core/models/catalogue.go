package models

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"caro/resources"
)

// Role says whom a model is for.
type Role string

// The roles of models.
const (
	ForUser Role = "user" // offered in lists
	ForTest Role = "test" // small and of no use but to test the engine
)

// Device is a kind of device that models run on.
type Device string

// The kinds of devices.
const (
	OnCPU Device = "cpu"
	OnGPU Device = "gpu"
)

// Model is one entry of the catalogue.
type Model struct {
	ID      string `json:"id"`      // "qwen2.5-coder-1.5b": how it is called in commands
	Name    string `json:"name"`    // "Qwen2.5 Coder 1.5B": how it is shown
	Family  string `json:"family"`  // "Qwen2.5 Coder"
	Purpose string `json:"purpose"` // what it is good for, one line
	Role    Role   `json:"role"`
	Default bool   `json:"default"`
	Licence string `json:"licence"` // SPDX identifier
	File    string `json:"file"`    // its name in the store
	// Bytes and SHA256 (64 lower-case hexadecimal digits) are those of the file. Where they
	// aren't known they are 0 and "", and are found out at the first download: see Store.Find.
	Bytes  int64  `json:"bytes,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	// AboutBytes is the size as far as it is known without Bytes.
	AboutBytes int64 `json:"about_bytes,omitempty"`
	// Template is the form in which the model was taught to hold a chat, as the file has it:
	// "chatml", "llama3", …
	Template string `json:"template"`
	// Least is the least device on which it answers in good time.
	Least Device `json:"least"`
	// MemoryBytes is about what the engine takes with this model on a CPU,
	// which holds some weights twice.
	MemoryBytes int64     `json:"memory_bytes"`
	Hub         *HubFile  `json:"hub,omitempty"`
	Packages    []Package `json:"packages,omitempty"`
	// URL is where it lies elsewhere; no model of the catalogue has one.
	URL string `json:"url,omitempty"`
}

// Size is that of the file, as far as it is known; 0 where it isn't.
func (m Model) Size() int64 { return cmp.Or(m.Bytes, m.AboutBytes) }

// known reports whether it is known which bytes the file must have.
func (m Model) known() bool { return m.SHA256 != "" }

// HubFile says where a model lies on the Hugging Face hub.
type HubFile struct {
	Repo     string `json:"repo"`     // "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF"
	Revision string `json:"revision"` // a branch, a tag or a commit
	File     string `json:"file"`     // its path in the repository
}

// Package is a Python package whose wheel holds a part of a model. The parts
// of a model are joined in the order of the catalogue.
type Package struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Member  string `json:"member"` // path of the part within the wheel
	Bytes   int64  `json:"bytes"`  // size of the part
}

// Catalogue is the list of known models, in the order to show them.
type Catalogue struct {
	Models []Model `json:"models"`
}

// Load reads the catalogue that is part of the program.
func Load() (Catalogue, error) {
	c, err := parseCatalogue(resources.Models)
	if err != nil {
		return Catalogue{}, fmt.Errorf("model catalogue: %w", err)
	}
	return c, nil
}

func parseCatalogue(data []byte) (Catalogue, error) {
	var file struct {
		Schema int `json:"schema"`
		Catalogue
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return Catalogue{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Catalogue{}, errors.New("something follows the catalogue")
	}
	if file.Schema != 1 {
		return Catalogue{}, fmt.Errorf("schema %d is unknown", file.Schema)
	}
	return file.Catalogue, file.check()
}

// Default returns the model that is used when none is named.
func (c Catalogue) Default() Model {
	for _, m := range c.Models {
		if m.Default {
			return m
		}
	}
	return Model{} // parseCatalogue lets no catalogue pass without one
}

// Find returns the model with this id, file name or unambiguous beginning of
// an id; letter case doesn't matter. The error is an *UnknownModelError.
func (c Catalogue) Find(name string) (Model, error) {
	var begin []Model
	want := strings.ToLower(strings.TrimSpace(name))
	for _, m := range c.Models {
		if want == m.ID || want == strings.ToLower(m.File) {
			return m, nil
		}
		if want != "" && strings.HasPrefix(m.ID, want) {
			begin = append(begin, m)
		}
	}
	if len(begin) == 1 {
		return begin[0], nil
	}
	unknown := &UnknownModelError{Name: name}
	for _, m := range c.Models {
		if m.Role == ForUser {
			unknown.Known = append(unknown.Known, m.ID)
		}
	}
	for _, m := range begin {
		unknown.Begin = append(unknown.Begin, m.ID)
	}
	unknown.Nearest = c.nearest(want)
	return Model{}, unknown
}

// nearest returns the id that takes the fewest edits to become name.
func (c Catalogue) nearest(name string) string {
	best, fewest := "", 0
	for _, m := range c.Models {
		for _, known := range []string{m.ID, strings.ToLower(m.File)} {
			if n := edits(name, known); best == "" || n < fewest {
				best, fewest = m.ID, n
			}
		}
	}
	return best
}

// edits is the Levenshtein distance between two short strings.
func edits(a, b string) int {
	const longest = 200 // a name typed by hand; more only costs time
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
