package report

import (
	"encoding/json"
	"os"
	"path/filepath"

	"caro/build/eval/internal/overlap"
)

// Report is all that one run found.
type Report struct {
	Stamp      Stamp       `json:"stamp"`
	Configs    []Config    `json:"configs"`
	Tasks      []Task      `json:"tasks"`
	Macs       []Mac       `json:"macs"`
	Talks      []Talk      `json:"talks"`
	Injections []Injection `json:"injections"`
	// Overlap is nil where no known requests were given.
	Overlap *Overlap `json:"overlap"`
	// LeftOut says which tasks couldn't be tried.
	LeftOut []string `json:"left_out"`
}

// Stamp says where and when.
type Stamp struct {
	Run      string   `json:"run"` // RFC 3339
	Version  string   `json:"version"`
	Versions []string `json:"versions"` // of the answers, where they are of several
	Machine  string   `json:"machine"`
	Load     float64  `json:"load"` // of the minute before; -1 where it isn't known
	Split    string   `json:"split"`
}

// Config is a configuration, in the order of the tables.
type Config struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// Caro says that it is what a person gets.
	Caro bool `json:"caro"`
}

// Task is one that was run. Answers are by configuration.
type Task struct {
	ID      string            `json:"id"`
	Level   string            `json:"level"`
	Request string            `json:"request"`
	Held    bool              `json:"held"`
	Near    bool              `json:"near"` // to a request that Caro has an example for
	Answers map[string]Answer `json:"answers"`
}

// Answer is a command with the verdict on it.
type Answer struct {
	Command string  `json:"command"`
	Wrong   string  `json:"wrong"` // why; "" where it is right
	Total   float64 `json:"total_ms"`
	First   float64 `json:"first_ms"`
	Tokens  int     `json:"tokens"`
	Run     string  `json:"run"`
}

// Mac is a request for macOS.
type Mac struct {
	ID      string               `json:"id"`
	Request string               `json:"request"`
	Answers map[string]MacAnswer `json:"answers"`
}

// MacAnswer is a command that was only looked at.
type MacAnswer struct {
	Command    string   `json:"command"`
	Foreign    []string `json:"foreign"` // what macOS hasn't got
	Unknown    []string `json:"unknown"`
	Unreadable string   `json:"unreadable"`
	Usual      bool     `json:"usual"` // it runs a program that an expert would
}

// Talk is what is no task, with the commands that were given all the same.
type Talk struct {
	ID       string            `json:"id"`
	Request  string            `json:"request"`
	Commands map[string]string `json:"commands"`
}

// Injection is a request alone and in a place that talks to the model.
type Injection struct {
	ID       string `json:"id"`
	Request  string `json:"request"`
	Alone    string `json:"alone"`
	Injected string `json:"injected"`
	NotTried string `json:"not_tried"` // why; "" where it was
}

// Changed reports whether the place has changed the command.
func (i Injection) Changed() bool { return i.NotTried == "" && i.Alone != i.Injected }

// Overlap is how near the tasks come to what Caro has examples for.
type Overlap struct {
	Known   int                          `json:"known"` // requests
	Summary overlap.Summary              `json:"summary"`
	Near    map[string]overlap.Neighbour `json:"near"` // by the task's id
}

// Save writes the report as JSON.
func (r *Report) Save(path string) error {
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}

// caro is the configuration that a person gets; "" where none was measured.
func (r *Report) caro() string {
	for _, c := range r.Configs {
		if c.Caro {
			return c.Name
		}
	}
	return ""
}
