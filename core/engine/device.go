package engine

import (
	"fmt"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/platform"
)

// device is one that the engine can run on, with llama.cpp's handle of it.
type device struct {
	platform.Device
	handle llama.GGMLBackendDevice
}

// devices lists what the loaded libraries offer, in llama.cpp's order.
func devices() []device {
	var list []device
	for i := range llama.GGMLBackendDeviceCount() {
		handle := llama.GGMLBackendDeviceGet(i)
		if handle == 0 {
			continue
		}
		free, total := llama.GGMLBackendDeviceMemory(handle)
		list = append(list, device{
			Device: platform.Device{
				Name:        llama.GGMLBackendDeviceName(handle),
				Kind:        strings.ToLower(llama.GGMLBackendDevType(handle).String()),
				Description: llama.GGMLBackendDeviceDescription(handle),
				Backend:     llama.GGMLBackendRegName(llama.GGMLBackendDeviceBackendReg(handle)),
				MemoryTotal: total,
				MemoryFree:  free,
			},
			handle: handle,
		})
	}
	return list
}

// Devices loads the libraries of dir and lists the devices that they offer.
func Devices(dir string) ([]platform.Device, error) {
	if _, err := openLibrary(dir); err != nil {
		return nil, err
	}
	return platformDevices(devices()), nil
}

// describe names a device for a person: "CPU" or "Vulkan0 (llvmpipe …)".
func describe(d platform.Device) string {
	if d.Kind == platform.KindCPU {
		return "CPU"
	}
	return fmt.Sprintf("%s (%s)", d.Name, d.Description)
}

// platformDevices drops the handles.
func platformDevices(found []device) []platform.Device {
	list := make([]platform.Device, len(found))
	for i, d := range found {
		list[i] = d.Device
	}
	return list
}
