package shell

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"caro/core/gate"
	"caro/core/utilities"
	"caro/resources"
)

// rule is a line of resources/risk.txt.
type rule struct {
	effects    []string
	targets    []string
	conditions []string
	level      gate.Level
	id         string
	message    string
}

var rules = sync.OnceValue(func() []rule {
	list, err := parseRules(resources.Risk)
	if err != nil {
		panic(err) // a test reads the same
	}
	return list
})

func parseRules(text string) (list []rule, err error) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 6 {
			return nil, fmt.Errorf("line %d has %d fields, not 6", n, len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		r := rule{effects: strings.Fields(f[0]), targets: strings.Fields(f[1]), conditions: strings.Fields(f[2]), id: f[4], message: f[5]}
		if r.level, err = gate.ParseLevel(f[3]); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		for _, c := range r.conditions {
			if _, known := conditions[strings.TrimPrefix(c, "!")]; !known && c != "*" && !strings.HasPrefix(c, "id:") {
				return nil, fmt.Errorf("line %d: the condition %q is unknown", n, c)
			}
		}
		list = append(list, r)
	}
	return list, nil
}

var conditions = map[string]func(e effect) bool{
	"recursive": func(e effect) bool { return e.recursive },
	"all":       func(e effect) bool { return e.all },
	"forced":    func(e effect) bool { return e.forced },
	"danger":    func(e effect) bool { return e.danger },
	"filtered":  func(e effect) bool { return e.filtered },
	"emptied":   func(e effect) bool { return e.emptied },
	"destroys":  func(e effect) bool { return destroys(e.utility) },
}

var destroying = expr(`(^|[ :.-])(destroy|delete|drop|dropdb|purge|terminate|flush(all|db)|wipe|rb|reset|undefine|remove|rm)([ :.-]|$)`)

// gentle are utilities whose name sounds worse than what they do: what they remove is made
// anew from an image or a file.
var gentle = expr(`^(docker|podman|nerdctl)( container| image| compose| network)? (rm|rmi|remove|stop|kill|down)$|^docker-compose |^(kubectl|oc) (delete|drain|scale|rollout)|^helm |^minikube|^kind `)

// destroys reports whether a utility's name says that it deletes for good.
func destroys(utility string) bool {
	return destroying.MatchString(utility) && !gentle.MatchString(utility)
}

// first is the first word of a utility's name.
func first(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}

func (r rule) fits(e effect) bool {
	if !has(r.effects, string(e.kind), "*", "="+strings.ReplaceAll(e.utility, " ", "_"), "="+first(e.utility)+"*") || !has(r.targets, string(e.target), "*") {
		return false
	}
	for _, c := range r.conditions {
		if c == "*" {
			continue
		}
		if id, found := strings.CutPrefix(c, "id:"); found {
			if e.id != id {
				return false
			}
			continue
		}
		name, not := strings.CutPrefix(c, "!")
		if conditions[name](e) == not {
			return false
		}
	}
	return true
}

// judge says how dangerous an effect is.
func judge(e effect) Finding {
	f := Finding{ID: "none", Level: gate.LevelSafe, Start: e.at.start, End: e.at.end}
	switch {
	case e.id == "denied":
		f.ID, f.Level, f.Message = e.id, gate.LevelCritical, "runs "+e.utility+", which your settings deny"
		return f
	case e.id == "reverse-shell":
		f.ID, f.Level, f.Message = e.id, gate.LevelCritical, "hands a shell of this machine to another one"
		return f
	case e.kind == utilities.UnknownEffect:
		f.ID, f.Level, f.Message = e.id, gate.LevelUnknown, e.why
		return f
	}
	if e.id == "by-nature" { // the data say so
		f.ID, f.Level, f.Message, f.Safer = string(e.kind), gate.LevelHigh, e.why, e.safer
		return f
	}
	for _, r := range rules() {
		if r.fits(e) {
			name := strings.ReplaceAll(e.path, unknown, "…")
			if name == "" {
				name = "it"
			}
			f.ID, f.Level = r.id, r.level
			f.Message = strings.NewReplacer("{path}", shown(name), "{utility}", e.utility).Replace(r.message)
			if e.remote {
				f.Message += ", on the other machine"
			}
			break
		}
	}
	if e.asked && f.Level == gate.LevelHigh {
		f.Level = gate.LevelModerate
	}
	if f.Level >= gate.LevelHigh {
		f.Safer = safer(e)
	}
	return f
}

// safer is a safer way to do the same.
func safer(e effect) string {
	if e.safer != "" {
		return e.safer
	}
	switch e.kind {
	case utilities.Deletes:
		return "list first what it would delete (ls, or find with -print), or have it ask: rm -ri"
	case utilities.RemoteCode:
		return "fetch it into a file, read it, and run it then"
	case utilities.Permits:
		return "give rights to those who need them only: chmod u+rwX, or g+rX"
	case utilities.Devices:
		return "look first which disk it is: lsblk, or diskutil list on macOS"
	}
	return ""
}

// report puts together what was found.
func (w *walker) report() Report {
	r := Report{Risk: Risk{Level: gate.LevelSafe, Effects: []Effect{}, Findings: []Finding{}}, Parts: []Part{}}
	r.Notes = w.remarks
	for _, e := range w.effects {
		if t := (Touch{string(e.kind), e.full, e.recursive, e.filtered}); e.full != "" && !e.mounted && !e.remote && e.target != targetRemote && !slices.Contains(r.Touches, t) {
			r.Touches = append(r.Touches, t)
		}
		f := judge(e)
		if f.Level > gate.LevelModerate && e.id != "denied" && names(w.o.Rules.Allow, e.utility) {
			f.Level, f.Safer = gate.LevelModerate, ""
		}
		if f.Level > r.Risk.Level {
			r.Risk.Level = f.Level
		}
		if f.Level > gate.LevelSafe && f.Message != "" && !slices.ContainsFunc(r.Risk.Findings, func(old Finding) bool { return old.ID == f.ID && old.Start == f.Start && old.Message == f.Message }) {
			r.Risk.Findings = append(r.Risk.Findings, f)
		}
		out := Effect{Effect: string(e.kind), Target: string(e.target), Path: strings.ReplaceAll(e.path, unknown, "…")}
		if !slices.Contains(r.Risk.Effects, out) {
			r.Risk.Effects = append(r.Risk.Effects, out)
		}
		if e.kind == utilities.UnknownEffect && f.Level == gate.LevelUnknown {
			w.doubts = append(w.doubts, f)
		}
	}
	// What is known to be dangerous stays so; else a doubt is what counts.
	if len(w.doubts) > 0 {
		r.Risk.Findings = append(r.Risk.Findings, w.doubts...)
		if r.Risk.Level < gate.LevelHigh {
			r.Risk.Level = gate.LevelUnknown
		}
	}
	return r
}
