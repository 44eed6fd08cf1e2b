package engine

import (
	"fmt"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/engine/libs"
	"caro/core/fault"
)

// library is llama.cpp in this process: loaded once, never unloaded.
var library struct {
	sync.Mutex
	dir     string // "" until loaded
	release string
	log     logTail
}

// openLibrary loads llama.cpp from dir after checking that it is the locked release, and
// returns the release's name. A second call with the same folder does nothing.
func openLibrary(dir string) (release string, err error) {
	library.Lock()
	defer library.Unlock()
	if library.dir == dir {
		return library.release, nil
	}
	if library.dir != "" {
		return "", fault.New(fault.Engine,
			fmt.Sprintf("this process has loaded the engine libraries of %s already, it can't take those of %s", library.dir, dir), "")
	}
	found, err := libs.Open(dir)
	if err != nil {
		return "", fault.From(err, fault.Engine)
	}
	if err := libs.Isolate(); err != nil {
		return "", fault.From(err, fault.Engine)
	}
	if err := llama.Load(found.Dir); err != nil {
		return "", loadFault(fmt.Errorf("load the engine libraries of %s: %w", dir, err))
	}
	if err := openAbort(found.Dir); err != nil {
		return "", fault.From(err, fault.Engine)
	}
	llama.LogSet(purego.NewCallback(library.log.callback))
	if err := llama.GGMLBackendLoadAllFromPath(found.Dir); err != nil {
		return "", fault.Wrap(fault.Engine, fmt.Errorf("load the engine's devices from %s: %w", dir, err), "")
	}
	if llama.GGMLBackendDeviceCount() == 0 {
		// Going on would abort the process inside llama.cpp at the first use.
		return "", fault.New(fault.Engine, "the engine libraries of "+dir+" offer no device, not even the CPU",
			"run `make build` to lay them out again")
	}
	llama.BackendInit()
	library.dir, library.release = dir, found.Release
	return library.release, nil
}

// loadFault says what to install when a library that llama.cpp needs isn't there.
func loadFault(err error) error {
	for _, known := range []struct{ in, hint string }{
		{"GLIBCXX_", "this system's C++ runtime is too old for the engine libraries: libstdc++ of GCC 11 or later is needed, for Vulkan of GCC 12"},
		{"GLIBC_", "this system's C library is too old for the engine libraries: glibc 2.34 or later is needed"},
		{"ld-musl", "the engine libraries need glibc; on Alpine run Caro in a glibc container"},
		{"libstdc++", "install the C++ runtime (Debian, Ubuntu: libstdc++6; Fedora: libstdc++)"},
		{"libvulkan", "install the Vulkan loader (Debian, Ubuntu: libvulkan1; Fedora: vulkan-loader), or set CARO_DEVICE=cpu"},
	} {
		if strings.Contains(err.Error(), known.in) {
			return fault.Wrap(fault.Engine, err, known.hint)
		}
	}
	return fault.From(err, fault.Engine)
}

// logTail keeps the last warnings and errors that llama.cpp wrote, to be told when
// something fails.
type logTail struct {
	mu    sync.Mutex
	lines []string
	part  strings.Builder
	level int32
}

const (
	logTailLines = 20
	logLineBytes = 500
)

// callback is llama.cpp's ggml_log_callback(level, text, user data).
func (l *logTail) callback(level int32, text, _ uintptr) uintptr {
	l.mu.Lock()
	defer l.mu.Unlock()
	if llama.LogLevel(level) != llama.LogLevelContinue {
		l.level = level
	}
	if llama.LogLevel(l.level) < llama.LogLevelWarn {
		return 0
	}
	for _, c := range []byte(goString(text, logLineBytes)) {
		if c != '\n' {
			if l.part.Len() < logLineBytes {
				l.part.WriteByte(c)
			}
			continue
		}
		l.lines = append(l.lines, l.part.String())
		l.part.Reset()
		if len(l.lines) > logTailLines {
			l.lines = l.lines[1:]
		}
	}
	return 0
}

// take returns what was kept and forgets it.
func (l *logTail) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

// goString copies a C string of at most limit bytes.
func goString(p uintptr, limit int) string {
	if p == 0 {
		return ""
	}
	// The double indirection is how a C address becomes a pointer without an
	// arithmetic conversion that vet would refuse.
	start := *(**byte)(unsafe.Pointer(&p))
	n := 0
	for n < limit && *(*byte)(unsafe.Add(unsafe.Pointer(start), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(start, n))
}
