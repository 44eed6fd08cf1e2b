package service

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"caro/core/backend"
	"caro/core/fault"
	"caro/core/platform"
)

// Protocol is the version of the protocol that this build prefers.
const Protocol = 2

// spoken are all versions that this build can speak.
var spoken = []int{Protocol}

// protocolHeader carries the version in every request but that for pathHello.
const protocolHeader = "Caro-Protocol"

// The worker's addresses.
const (
	pathHello    = "/hello"       // GET; Hello
	pathLoad     = "/v2/load"     // POST call; stream that ends with ready
	pathGenerate = "/v2/generate" // POST call; stream that ends with done
	pathPrepare  = "/v2/prepare"  // POST call; stream that ends with done, without result
	pathStatus   = "/v2/status"   // GET; Status
	pathWatch    = "/v2/watch"    // GET; stream of Status, one at each change
	pathStop     = "/v2/stop"     // POST; the worker ends after the request under way
	pathUnload   = "/v2/unload"   // POST; the model's memory is given back
)

// Limits on what crosses the socket.
const (
	maxRequestBytes = 1 << 20 // of a request's body: the chat of backend.MaxRequestBytes with JSON's escapes
	maxHeaderBytes  = 8 << 10
	maxLineBytes    = 1 << 20 // of one line of an answer
	maxReplyBytes   = 64 << 10
	maxPath         = 4096 // of a model's path
	maxPause        = time.Minute
	maxWaiting      = 64  // requests that wait for their turn
	maxPrepares     = 16  // at once
	maxConnections  = 256 // at once
	readTimeout     = 10 * time.Second
	writeTimeout    = 10 * time.Second // for one line, to a front that doesn't read
	idleConnection  = 2 * time.Minute
)

// Spec says which model a request wants, and how it is to be loaded.
type Spec struct {
	Path   string `json:"path"`   // of a GGUF file, full
	Device string `json:"device"` // auto, cpu or gpu; auto where ""
	// LowMemory takes less memory and more time; what that means is the worker's to say.
	LowMemory bool `json:"low_memory"`
}

func (s Spec) check() error {
	switch {
	case !filepath.IsAbs(s.Path) || len(s.Path) > maxPath || strings.ContainsRune(s.Path, 0):
		return fault.New(fault.Usage, fmt.Sprintf("the model's path %.80q is no full path of at most %d bytes", s.Path, maxPath), "")
	case !platform.KnownDevice(s.Device):
		return fault.New(fault.Usage, fmt.Sprintf("unknown device %.20q", s.Device), "set CARO_DEVICE to auto, cpu or gpu")
	}
	return nil
}

// call is the body of a request for the model.
type call struct {
	Model   Spec             `json:"model"`
	Request *backend.Request `json:"request,omitempty"`  // generate and prepare
	PauseMS int64            `json:"pause_ms,omitempty"` // prepare; negative for never
}

// check says what is wrong with a call to this path, or nil.
func (c call) check(path string) error {
	if err := c.Model.check(); err != nil {
		return err
	}
	wanted := path != pathLoad
	switch {
	case wanted && c.Request == nil:
		return fault.New(fault.Usage, "the request has no chat", "")
	case !wanted && c.Request != nil:
		return fault.New(fault.Usage, "loading takes no chat", "")
	case path != pathPrepare && c.PauseMS != 0, c.PauseMS > maxPause.Milliseconds():
		return fault.New(fault.Usage, fmt.Sprintf("pause_ms is %d", c.PauseMS), "")
	case wanted:
		return c.Request.Check()
	}
	return nil
}

// Hello is how a worker introduces itself, in every version of the protocol.
type Hello struct {
	Protocols []int  `json:"protocols"`
	Version   string `json:"version"`
	Built     int64  `json:"built"` // unix seconds, see build.Time
	PID       int    `json:"pid"`
	Program   string `json:"program"`   // path of its executable
	Libraries string `json:"libraries"` // folder of the engine libraries
	Log       string `json:"log"`       // where it writes what it has to say; may be ""
	Stale     bool   `json:"stale"`     // its executable was replaced or removed
	Stopping  bool   `json:"stopping"`  // it ends after the request under way
}

// common is the highest version that both sides speak, or 0.
func (h Hello) common() int {
	best := 0
	for _, v := range h.Protocols {
		if v > best && slices.Contains(spoken, v) {
			best = v
		}
	}
	return best
}

// ahead reports whether the worker speaks only versions that are newer than this build.
func (h Hello) ahead() bool {
	return len(h.Protocols) > 0 && slices.Min(h.Protocols) > slices.Max(spoken)
}

// The states of a worker.
const (
	StateUnloaded = "unloaded" // no model is in memory
	StateLoading  = "loading"
	StateReady    = "ready"
	StateBusy     = "busy"
	StateStopping = "stopping"
	StateHung     = "hung"    // said by Look: the worker doesn't answer
	StateForeign  = "foreign" // said by Look: the worker speaks another version of the protocol
)

// Status is what a worker says of itself.
type Status struct {
	PID       int      `json:"pid"`
	Version   string   `json:"version"`
	Uptime    float64  `json:"uptime_s"`
	State     string   `json:"state"`
	ModelPath string   `json:"model_path"` // "" where unloaded
	Model     string   `json:"model"`      // the model's own name
	Device    string   `json:"device"`
	GPULayers int      `json:"gpu_layers"`
	Layers    int      `json:"layers"`
	LowMemory bool     `json:"low_memory"`
	Loading   float64  `json:"loading_percent"` // 0 to 100, while a model is being loaded
	Resident  uint64   `json:"resident_bytes"`  // of the whole process; 0 where unknown
	Requests  int64    `json:"requests"`        // answered or failed since it began
	Queue     int      `json:"queue"`           // waiting for their turn
	Prepares  int      `json:"prepares"`        // working ahead now
	Idle      float64  `json:"idle_s"`          // since the last request ended; 0 while one is there
	UnloadIn  float64  `json:"unload_in_s"`     // until the model's memory is given back, if nothing comes; 0 where unloaded or busy
	Progress  int64    `json:"last_progress_ms"`
	CPU       int64    `json:"progress_cpu_ms"` // processor time spent since that progress
	Notes     []string `json:"notes"`
}

// The events of a stream besides those of backend.EventKind.
const (
	eventQueued   = "queued"   // Ahead: the request waits for its turn
	eventStarted  = "started"  // its turn has come
	eventReady    = "ready"    // last line; Info
	eventDone     = "done"     // last line; Result
	eventError    = "error"    // last line; Error
	eventBusy     = "busy"     // last line; Ahead: too many wait, ask again later
	eventStopping = "stopping" // last line: the worker is ending, ask the next one
)

// line is one line of a stream.
type line struct {
	Event   string          `json:"event"`
	Percent float64         `json:"percent,omitempty"` // 0 to 100, of loading
	Text    string          `json:"text,omitempty"`
	Ahead   int             `json:"ahead,omitempty"`
	Info    *backend.Info   `json:"info,omitempty"`
	Result  *backend.Result `json:"result,omitempty"`
	Error   *fault.Error    `json:"error,omitempty"`
}

// last reports whether nothing follows in a stream.
func (l line) last() bool {
	switch l.Event {
	case eventReady, eventDone, eventError, eventBusy, eventStopping:
		return true
	}
	return false
}

// known reports whether this version of the protocol has the event.
func (l line) known() bool {
	switch l.Event {
	case eventQueued, eventStarted, string(backend.EventLoading), string(backend.EventToken):
		return true
	}
	return l.last()
}

// version is the protocol's version as the header has it.
func version() string { return strconv.Itoa(Protocol) }

// unmarshal reads a request's body: one JSON value without unknown fields.
func unmarshal(data []byte, v any) error {
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return fmt.Errorf("something follows the JSON value")
	}
	return nil
}
