package engine

import (
	"cmp"
	"fmt"

	"caro/core/fault"
	"caro/core/platform"
)

// DeviceChoice says what to run on: the value of CARO_DEVICE.
type DeviceChoice string

// The choices. Auto and GPU take a graphics processor where there is one, and the CPU
// otherwise, with a note if a GPU was asked for; CPU never touches a GPU.
const (
	Auto DeviceChoice = "auto"
	CPU  DeviceChoice = "cpu"
	GPU  DeviceChoice = "gpu"
)

// ParseDevice reads the value of CARO_DEVICE; "" is Auto.
func ParseDevice(s string) (DeviceChoice, error) {
	if !platform.KnownDevice(s) {
		return "", fault.New(fault.Usage, fmt.Sprintf("unknown device %.20q", s), "set CARO_DEVICE to auto, cpu or gpu")
	}
	return cmp.Or(DeviceChoice(s), Auto), nil
}

// need is what a model asks of a machine's memory.
type need struct {
	file   uint64 // bytes of the weights
	cache  uint64 // bytes of the attention cache for the whole context
	layers int    // repeating blocks
}

// placement says where a model goes.
type placement struct {
	gpu    int // index into the devices, -1 for the CPU alone
	layers int // offloaded; need.layers+1 is all, with the output layer
	note   string
}

const (
	// gpuReserve is left free on a GPU for the compute buffers (about 300 MB for a
	// vocabulary of 152,000 at 512 tokens a batch) and for who else draws on it.
	gpuReserve = 512 << 20
)

// place chooses the device and how many layers go on it. A GPU with too little free
// memory takes as many layers as fit.
func place(n need, found []platform.Device, want DeviceChoice) placement {
	if want == CPU {
		return placement{gpu: -1}
	}
	best := -1
	for i, d := range found {
		if d.Kind != platform.KindGPU && d.Kind != platform.KindIGPU {
			continue
		}
		if best < 0 || better(d, found[best]) {
			best = i
		}
	}
	if best < 0 {
		p := placement{gpu: -1}
		if want == GPU {
			p.note = "no GPU that the engine can use was found: running on the CPU"
		}
		return p
	}
	gpu := found[best]
	all := n.layers + 1
	usable := uint64(0)
	if gpu.MemoryFree > gpuReserve {
		usable = gpu.MemoryFree - gpuReserve
	}
	each := (n.file + n.cache) / uint64(all)
	if gpu.MemoryTotal == 0 || each == 0 || usable >= n.file+n.cache {
		return placement{gpu: best, layers: all}
	}
	layers := int(usable / each)
	if layers == 0 {
		return placement{gpu: -1, note: fmt.Sprintf("%s has %s of memory free, too little for this model: running on the CPU",
			describe(gpu), size(gpu.MemoryFree))}
	}
	return placement{gpu: best, layers: layers, note: fmt.Sprintf("%s has %s of memory free: %d of %d layers run on it, the rest on the CPU",
		describe(gpu), size(gpu.MemoryFree), layers, all)}
}

// better prefers a discrete GPU, then the one with more free memory.
func better(a, b platform.Device) bool {
	if a.Kind != b.Kind {
		return a.Kind == platform.KindGPU
	}
	return a.MemoryFree > b.MemoryFree
}

// fits says no, in words, when the machine's memory can't hold the model at all.
func fits(n need, onGPU bool, gpu platform.Device, memory uint64) error {
	total := memory
	if onGPU && gpu.Kind == platform.KindGPU {
		total += gpu.MemoryTotal
	}
	if memory == 0 || n.file+n.cache <= total {
		return nil
	}
	return fault.New(fault.Engine,
		fmt.Sprintf("the model needs about %s of memory, this machine has %s", size(n.file+n.cache), size(total)),
		"choose a smaller model: `caro models list`")
}

// size writes bytes for a person, in decimal units as file managers do.
func size(bytes uint64) string {
	switch {
	case bytes >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
	default:
		return fmt.Sprintf("%.0f MB", float64(bytes)/1e6)
	}
}
