package engine

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"github.com/ebitengine/purego"
	"github.com/hybridgroup/yzma/pkg/llama"
)

// abort lets a long evaluation be given up in the middle. llama.cpp asks at each of the
// graph's some thousand nodes, which costs 5 % of a token's time on 2 cores; so it is
// only told to ask while a longer piece of a prompt is evaluated. yzma can set the
// callback but not take it away, hence the symbol by hand.
var abort struct {
	wanted   atomic.Bool
	callback uintptr // bool (*)(void *)
	set      uintptr // llama_set_abort_callback(context, callback, data)
}

// abortableTokens is the length from which an evaluation can be given up: shorter ones
// are over within the time of a few written tokens, and most requests are shorter.
const abortableTokens = 32

// openAbort finds the symbol in the loaded library.
func openAbort(dir string) error {
	name := "libllama.so"
	if runtime.GOOS == "darwin" {
		name = "libllama.dylib"
	}
	lib, err := purego.Dlopen(filepath.Join(dir, name), purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return fmt.Errorf("open %s again: %w", name, err)
	}
	if abort.set, err = purego.Dlsym(lib, "llama_set_abort_callback"); err != nil {
		return fmt.Errorf("find a function of %s: %w", name, err)
	}
	abort.callback = purego.NewCallback(func(uintptr) uintptr {
		if abort.wanted.Load() {
			return 1
		}
		return 0
	})
	return nil
}

// abortable switches the asking on or off.
func abortable(ctx llama.Context, on bool) {
	callback := uintptr(0)
	if on {
		callback = abort.callback
	}
	_, _, _ = purego.SyscallN(abort.set, uintptr(ctx), callback, 0)
}
