package report

import "caro/build/internal/stat"

// Report is what was measured with one model on one device. A part that hasn't been
// measured is nil; the parts may be of different days, so each says when and where.
// Times are milliseconds, sizes bytes.
type Report struct {
	Name  string `json:"name"` // of its file: the model's, and the device's if it isn't the CPU
	Model Model  `json:"model"`

	Compare  *Compare  `json:"compare,omitempty"`
	Equal    *Equal    `json:"equal,omitempty"`
	StartUp  *StartUp  `json:"startup,omitempty"`
	CLI      *CLI      `json:"cli,omitempty"`
	Cold     *Cold     `json:"cold,omitempty"`
	Memory   *Memory   `json:"memory,omitempty"`
	Roofline *Roofline `json:"roofline,omitempty"`
	Soak     *Soak     `json:"soak,omitempty"`
	Crowd    *Crowd    `json:"crowd,omitempty"`
}

// Model is what was asked.
type Model struct {
	ID         string `json:"id"`
	Bytes      int64  `json:"bytes"`
	Parameters uint64 `json:"parameters"`
	// Default says that it is Caro's default model, which the aims are for.
	Default bool `json:"default"`
}

// Stamp says when and where a part was measured.
type Stamp struct {
	Date    string  `json:"date"`    // year-month-day
	Version string  `json:"version"` // of Caro, as git describes it
	Machine string  `json:"machine"` // without its name
	Device  string  `json:"device"`
	Threads int     `json:"threads"`
	Load    float64 `json:"load"` // processes that wanted a CPU in the minute before
}

// Sample is one answer.
type Sample struct {
	Total  float64 `json:"total_ms"`
	First  float64 `json:"first_ms"`
	Tokens int     `json:"tokens"`
	Passes int     `json:"passes,omitempty"` // evaluations of the model, where it says
}

// The contenders.
const (
	Caro       = "caro"
	Plain      = "plain"
	NodeSystem = "node-system"
	NodeChat   = "node-chat"
	Typed      = "typed"
	Again      = "again" // Caro asked the same a second time
)

// Keys are the contenders in the order of the tables.
var Keys = []string{Caro, Plain, NodeSystem, NodeChat, Typed, Again}

// Titles name the contenders for a person.
var Titles = map[string]string{
	Caro:       "(a) Caro, warm",
	Plain:      "(b) plain loop",
	NodeSystem: "(c1) node-llama-cpp, system prompt",
	NodeChat:   "(c2) node-llama-cpp, whole chat",
	Typed:      "(d) Caro, typed",
	Again:      "Caro, the same again",
}

// Compare is the comparison of one run.
type Compare struct {
	Stamp
	Contenders []Contender `json:"contenders"`
	Ratios     []Ratio     `json:"ratios"`
	Rows       []Row       `json:"rows"`
	// Differing are the requests that Caro answered otherwise than the plain loop.
	Differing []Difference `json:"differing"`
	// LeftOut says why a contender isn't there.
	LeftOut []string `json:"left_out,omitempty"`
}

// Contender is one in short.
type Contender struct {
	Key    string       `json:"key"`
	Total  stat.Summary `json:"total_ms"`
	First  stat.Summary `json:"first_ms"`
	Tokens float64      `json:"tokens"` // mean
	Passes float64      `json:"passes,omitempty"`
}

// Ratio is one contender over another, on the requests that both answered.
type Ratio struct {
	Of    string `json:"of"`
	Over  string `json:"over"`
	What  string `json:"what"` // WhatTotal, WhatFirst or WhatAlike
	Limit Limit  `json:"limit"`
	stat.Ratio
}

// What a ratio is of.
const (
	WhatTotal = "total"
	WhatFirst = "first token"
	// WhatAlike is WhatTotal on the requests that both answered with as many tokens.
	WhatAlike = "total of answers as long"
)

// Limit is an aim: at most this; 0 for none.
type Limit float64

// Row is one request, by its place in requests.txt, with each contender's answer.
type Row struct {
	Request int               `json:"request"` // from 1
	Samples map[string]Sample `json:"samples"`
}

// Difference is a request that Caro and the plain loop answered with different texts.
type Difference struct {
	Request int    `json:"request"`
	Caro    string `json:"caro"`
	Plain   string `json:"plain"`
	Token   int    `json:"token"` // of the plain loop's, the first that differs; from 0
	// Margin is the least lead that any of its tokens up to that one had over the second
	// best, in logits. Under NearTie the difference is one of rounding.
	Margin float64 `json:"margin"`
}

// NearTie is the lead of the best token over the second under which a batch of another
// size may turn the choice: sums of floats depend on their order.
const NearTie = 0.1

// Equal is the comparison of texts over many requests.
type Equal struct {
	Stamp
	Requests  int          `json:"requests"`
	Differing []Difference `json:"differing"`
	NearTies  int          `json:"near_ties"` // answers of the plain loop with a near tie in them
}

// StartUp is `caro version` as a whole process, and the programs' sizes.
type StartUp struct {
	Stamp
	Version stat.Summary     `json:"version_ms"`
	Sizes   map[string]int64 `json:"bytes"`
}

// CLI is what the command line adds to the worker, on a request that the worker answers
// from what it has evaluated already.
type CLI struct {
	Stamp
	Process stat.Summary `json:"process_ms"` // the whole process
	Own     stat.Summary `json:"over_own_ms"`
	Worker  stat.Summary `json:"over_worker_ms"`
}

// Cold is the time from the start of the process `caro`, with no worker running, to the
// command.
type Cold struct {
	Stamp
	Saved   stat.Summary `json:"saved_ms"`   // the state of the prompt's fixed part is on the disk
	Nothing stat.Summary `json:"nothing_ms"` // it isn't
	Load    stat.Summary `json:"load_ms"`    // of the model in a worker, as the worker says
}

// Memory is what the processes hold in RAM, in bytes.
type Memory struct {
	Stamp
	Model    int64  `json:"model"`  // bytes of the model's tensors
	Loaded   uint64 `json:"loaded"` // the worker with the model loaded
	Requests int    `json:"requests"`
	After    uint64 `json:"after_requests"`
	Unloaded uint64 `json:"unloaded"`   // the worker, its model given back
	Exited   uint64 `json:"exited"`     // after the idle time: all processes of the worker
	Low      uint64 `json:"low_memory"` // the worker in the low-memory mode, after the requests
	Front    uint64 `json:"caro"`       // the command line while it waits
	// LowCost is the time of answers in the low-memory mode over that of the full one.
	LowCost stat.Ratio `json:"low_memory_cost"`
}

// Roofline is what the memory's speed allows: a token needs all weights read once.
type Roofline struct {
	Stamp
	Bandwidth float64 `json:"bytes_per_second"`
	PerToken  float64 `json:"bytes_per_token"`
	Bound     float64 `json:"bound_ms_per_token"`
	Plain     float64 `json:"plain_ms_per_token"`
	Caro      float64 `json:"caro_ms_per_token"`
}

// Soak is a long run on one worker.
type Soak struct {
	Stamp
	Requests  int       `json:"requests"`
	Clients   int       `json:"clients"`
	Cancelled int       `json:"cancelled"`
	Prepared  int       `json:"prepared"`
	Failed    int       `json:"failed"`
	Errors    []string  `json:"errors"` // the first few
	Points    []Point   `json:"points"`
	Latency   stat.Line `json:"latency_ms_per_request"`
	Memory    stat.Line `json:"memory_bytes_per_request"`
}

// Point is a moment of a long run. Latency is 0 where only the memory was looked at.
type Point struct {
	Done     int     `json:"done"` // requests answered so far
	Latency  float64 `json:"latency_ms,omitempty"`
	Resident uint64  `json:"resident,omitempty"`
}

// Crowd is many requests from many clients at once.
type Crowd struct {
	Stamp
	Requests int          `json:"requests"`
	Clients  int          `json:"clients"`
	Answered int          `json:"answered"`
	Lost     int          `json:"lost"`
	Errors   []string     `json:"errors"` // the first few
	Latency  stat.Summary `json:"latency_ms"`
	Points   []Point      `json:"points"`
	Memory   stat.Line    `json:"memory_bytes_per_request"`
}
