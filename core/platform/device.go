package platform

// Device is something that the engine can compute on, as the engine lists it; this
// package only gives it a name that fronts and the engine share.
type Device struct {
	Name        string // the engine's: "CPU", "Metal", "Vulkan0"
	Kind        string // one of the Kind constants
	Description string // "Apple M3 Max", "llvmpipe (LLVM 15.0.6, 256 bits)"
	Backend     string // "CPU", "Metal", "Vulkan", "CUDA"
	MemoryTotal uint64 // bytes, 0 if the device doesn't say
	MemoryFree  uint64 // bytes
}

// The kinds of Device.
const (
	KindCPU   = "cpu"
	KindGPU   = "gpu"   // with memory of its own, or Apple's
	KindIGPU  = "igpu"  // shares the machine's memory
	KindAccel = "accel" // helps the CPU, such as a BLAS library
)
