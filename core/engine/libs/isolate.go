package libs

import (
	"fmt"
	"os"
)

// Isolate closes two ways by which loading the libraries would run code that
// [Open] has not seen. A process calls it after Open and before it loads, and
// has only absolute paths from then on.
//
//   - The run path of the npm builds ends in an empty entry, which to glibc is
//     the working folder: a libstdc++.so.6 that lies where a person happens to
//     type a command would be loaded. So the working folder becomes the root.
//   - ggml loads what GGML_BACKEND_PATH names beside the folder that it is
//     given. (os.Unsetenv reaches the C library, through purego or cgo.)
func Isolate() error {
	if err := os.Chdir("/"); err != nil {
		return fmt.Errorf("leave the working folder before the engine libraries are loaded: %w", err)
	}
	if err := os.Unsetenv("GGML_BACKEND_PATH"); err != nil {
		return fmt.Errorf("drop GGML_BACKEND_PATH before the engine libraries are loaded: %w", err)
	}
	return nil
}
