package models

import "strings"

// Fit says whether a machine has memory enough for a model.
type Fit string

// The kinds of fit.
const (
	Fits        Fit = "fits"
	FitsTightly Fit = "fits tightly" // other programs may have to give way
	TooLarge    Fit = "too large"
	FitUnknown  Fit = "unknown" // the machine's memory or the model's need isn't known
)

// Fit compares what m needs with a machine's memory, in bytes: that of the whole machine,
// since on Apple Silicon the GPU shares it. Up to half of it fits; more than three
// quarters is too large: about so much macOS lets the GPU have, and a person has other
// programs open. A graphics card's own memory isn't asked: what doesn't fit there stays in
// the machine's.
func (m Model) Fit(memory uint64) Fit {
	need := float64(max(m.MemoryBytes, m.Size()))
	switch have := float64(memory); {
	case need <= 0 || have <= 0:
		return FitUnknown
	case need <= have/2:
		return Fits
	case need <= have*3/4:
		return FitsTightly
	}
	return TooLarge
}

// Recommend returns the model of the catalogue's default family for a machine: the largest
// that fits and answers in good time. One that wants a GPU is to take no more than a
// quarter of the memory: machines that have so much have it fast, too, and each token
// reads the whole model. Models under a licence that isn't free aren't recommended. ok is
// false where none fits.
func (c Catalogue) Recommend(memory uint64, gpu bool) (best Model, ok bool) {
	family := c.Default().Family
	for _, m := range c.Models {
		fits := m.Fit(memory) == Fits || m.Fit(memory) == FitUnknown && m.Default
		if m.Least == OnGPU {
			fits = fits && gpu && uint64(m.MemoryBytes) <= memory/4
		}
		if m.Role != ForUser || m.Family != family || !fits || strings.HasPrefix(m.Licence, "LicenseRef-") {
			continue
		}
		if !ok || m.MemoryBytes > best.MemoryBytes {
			best, ok = m, true
		}
	}
	return best, ok
}
