package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"caro/build/eval/internal/report"
	"caro/core/backend"
)

// answer is what a configuration made of a request, as it is kept.
type answer struct {
	Config  string `json:"config"`
	ID      string `json:"id"`
	Request string `json:"request"`
	Text    string `json:"text"`    // as the model wrote it
	Cut     bool   `json:"cut"`     // it was broken off at the limit of tokens
	Command string `json:"command"` // what is judged; "" for none
	Clarify string `json:"clarify"`
	Blocked bool   `json:"blocked"`
	// LogProb and Others are of the model's texts, before one was chosen.
	LogProb float64         `json:"log_prob,omitempty"`
	Others  []backend.Other `json:"others,omitempty"`

	Total     float64 `json:"total_ms"` // to the command
	First     float64 `json:"first_ms"` // to the first text
	Prompt    int     `json:"prompt_tokens"`
	Cached    int     `json:"cached_tokens"`
	Generated int     `json:"generated_tokens"`

	Run     string `json:"run"` // when the run began: times of different runs aren't compared
	Version string `json:"version"`
	Model   string `json:"model"`
	Device  string `json:"device"`
}

// store keeps answers, a file of JSON lines for each configuration.
type store struct {
	dir  string
	kept map[string]map[string]answer // by configuration and id
}

// openStore reads what is there for some configurations; fresh throws it away.
func openStore(dir string, configs []configuration, fresh bool) (*store, error) {
	s := &store{dir: dir, kept: map[string]map[string]answer{}}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if fresh {
		if err := errors.Join(remove(filepath.Join(dir, "run.json")), remove(filepath.Join(dir, "injections.json"))); err != nil {
			return nil, err
		}
	}
	for _, c := range configs {
		s.kept[c.name] = map[string]answer{}
		if c.from != "" {
			continue
		}
		if fresh {
			if err := remove(s.path(c.name)); err != nil {
				return nil, err
			}
		}
		if err := s.read(c.name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// remove removes a file, if there is one.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// begin keeps the stamp of a run that is about to ask.
func (s *store) begin(stamp report.Stamp) error { return s.save("run.json", stamp) }

// began is the stamp of the last run that asked; ok is false where none did.
func (s *store) began() (stamp report.Stamp, ok bool, err error) {
	ok, err = s.load("run.json", &stamp)
	return stamp, ok, err
}

// keepInjections keeps what came of them, which is told as a whole.
func (s *store) keepInjections(list []report.Injection) error { return s.save("injections.json", list) }

func (s *store) injections() (list []report.Injection, err error) {
	_, err = s.load("injections.json", &list)
	return list, err
}

func (s *store) save(name string, value any) error {
	data, err := json.MarshalIndent(value, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.dir, name), append(data, '\n'), 0o644)
}

func (s *store) load(name string, into any) (there bool, err error) {
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", name, err)
	}
	return true, nil
}

// versions are those of Caro that the answers are of, sorted.
func (s *store) versions() []string {
	seen := map[string]bool{}
	for _, answers := range s.kept {
		for _, a := range answers {
			seen[a.Version] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func (s *store) path(config string) string { return filepath.Join(s.dir, config+".jsonl") }

// read takes the last answer to each task. A line that was cut off when a run was killed is
// as if it weren't there, but the next one must not go on from it.
func (s *store) read(config string) error {
	data, err := os.ReadFile(s.path(config))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	whole := bytes.LastIndexByte(data, '\n') + 1
	for i, line := range bytes.Split(bytes.TrimSpace(data[:whole]), []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var a answer
		if err := json.Unmarshal(line, &a); err != nil {
			return fmt.Errorf("%s, line %d: %w", s.path(config), i+1, err)
		}
		s.kept[config][a.ID] = a
	}
	if whole < len(data) {
		return os.Truncate(s.path(config), int64(whole))
	}
	return nil
}

// get finds the answer to a request; one to other words of a task that has changed isn't.
func (s *store) get(config, id, request string) (answer, bool) {
	a, there := s.kept[config][id]
	return a, there && a.Request == request
}

// put keeps an answer, on disk before anything else happens.
func (s *store) put(a answer) (err error) {
	s.kept[a.Config][a.ID] = a
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.path(a.Config), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(append(line, '\n'))
	return err
}
