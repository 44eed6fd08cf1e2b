package shell

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"caro/core/utilities"
)

// edit is a change that makes a command right for the system: what stands at a span is
// replaced.
type edit struct {
	at  span
	by  string
	why string // for the person
}

// remark notes something about the command that a person should know.
func (w *walker) remark(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); w.inside == nil && !w.nested && !slices.Contains(w.remarks, text) {
		w.remarks = append(w.remarks, text)
	}
}

// repair notes a change, of what stands in the command itself.
func (w *walker) repair(at span, by, why string) {
	if w.inside != nil || w.nested || at.end > len(w.src) || at.start >= at.end {
		return
	}
	w.edits = append(w.edits, edit{at, by, why})
}

// repaired is the command with all changes made; "" where there are none.
func (w *walker) repaired() string {
	if len(w.edits) == 0 {
		return ""
	}
	slices.SortFunc(w.edits, func(a, b edit) int { return cmp.Compare(a.at.start, b.at.start) })
	var b strings.Builder
	at := 0
	for _, e := range w.edits {
		if e.at.start < at {
			continue
		}
		b.WriteString(w.src[at:e.at.start] + e.by)
		at = e.at.end
	}
	return b.String() + w.src[at:]
}

// systems are names of the versions' systems for a person.
var systems = map[utilities.Version]string{utilities.GNU: "Linux", utilities.BSD: "macOS"}

// replacements are utilities that the other system has under another name, with the same
// arguments.
var replacements = map[utilities.Version]map[string]string{
	utilities.BSD: {"md5sum": "md5 -r", "sha1sum": "shasum -a 1", "sha256sum": "shasum -a 256", "sha512sum": "shasum -a 512", "tac": "tail -r", "nproc": "sysctl -n hw.ncpu", "xdg-open": "open"},
	utilities.GNU: {"pbpaste": "xclip -selection clipboard -o", "pbcopy": "xclip -selection clipboard", "gsed": "sed", "open": "xdg-open", "gdate": "date", "gfind": "find", "md5": "md5sum"},
}

// suits says what of a command line isn't right for the system, and puts right what it can.
func (w *walker) suits(use usage) {
	v := w.o.Version
	name := use.names[0].text
	system := map[utilities.Version]string{utilities.GNU: "linux", utilities.BSD: "macos"}[v]
	if by, ok := replacements[v][name]; ok && (len(use.u.On) == 0 || !slices.Contains(use.u.On, system)) {
		w.repair(use.names[0].at, by, fmt.Sprintf("%s is called %s on %s", name, by, systems[v]))
	} else if len(use.u.On) > 0 && !slices.Contains(use.u.On, system) {
		w.remark("%s is not there on %s", use.u.Name(), systems[v])
	}
	if w.o.Installed != nil && len(use.u.Packages) > 0 && !strings.Contains(name, "/") && !w.o.Installed(name) {
		w.remark("%s isn't installed here%s", name, w.packageOf(use.u))
	}
	for _, f := range use.flags {
		if !f.flag.IsOn(v) || v == utilities.BSD && use.u.GNULong && strings.HasPrefix(f.name, "--") && len(f.flag.On) == 0 {
			w.foreign(use, f)
		}
	}
	if v == utilities.GNU && use.u.Name() == "sed" {
		w.sedSuffix(use)
	}
}

// packageOf says how to get a utility.
func (w *walker) packageOf(u *utilities.Utility) string {
	manager, install := "apt", "sudo apt install "
	if w.o.Version == utilities.BSD {
		manager, install = "brew", "brew install "
	}
	if name := u.Packages[manager]; name != "" {
		return ": " + install + name
	}
	return ""
}

// foreign deals with a flag of the other version.
func (w *walker) foreign(use usage, f usedFlag) {
	v := w.o.Version
	word := f.name
	whole := f.at.end <= len(w.src) && f.at.start < f.at.end && strings.HasPrefix(w.src[f.at.start:f.at.end], f.name)
	value := ""
	if f.value != nil {
		value = f.value.text
	}
	switch u := use.u.Name(); {
	case u == "sed" && word == "-i":
		return // lacksSuffix has said it
	case v == utilities.BSD && u == "ls" && word == "--color": //nolint:misspell // the flag's name
		w.repair(f.at, "-G", "ls has -G for colours on macOS")
		return
	case v == utilities.BSD && u == "stat" && (word == "-c" || word == "--format"):
		if format, ok := statFormat(value); ok {
			w.repair(span{f.at.start, max(f.at.end, f.value.at.end)}, "-f "+quote(format), "stat has -f in place of -c on macOS")
			return
		}
	case v == utilities.BSD && u == "date" && (word == "-d" || word == "--date"):
		if change, ok := dateChange(value); ok {
			w.repair(span{f.at.start, max(f.at.end, f.value.at.end)}, change, "date has -v in place of -d on macOS")
			return
		}
	case v == utilities.BSD && u == "ps" && word == "--sort":
		if by, ok := map[string]string{"-%mem": "-m", "-pmem": "-m", "-rss": "-m", "-%cpu": "-r", "-pcpu": "-r"}[strings.TrimPrefix(value, "=")]; ok {
			w.repair(span{f.at.start, max(f.at.end, f.value.at.end)}, by, "ps sorts by -m (memory) or -r (processor) on macOS")
			return
		}
	case v == utilities.BSD && strings.HasPrefix(word, "--") && whole:
		for _, short := range f.flag.Names {
			if len(short) != 2 || short[0] != '-' {
				continue
			}
			by := short
			if f.value != nil {
				by += " " + w.src[f.value.at.start:f.value.at.end]
				if f.value.at == f.at { // --max-depth=1
					_, attached, _ := strings.Cut(w.src[f.at.start:f.at.end], "=")
					by = short + " " + attached
				}
			}
			w.repair(span{f.at.start, max(f.at.end, valueEnd(f))}, by, fmt.Sprintf("%s has %s in place of %s on macOS", u, short, word))
			return
		}
	}
	other := utilities.GNU
	if v == utilities.GNU {
		other = utilities.BSD
	}
	w.remark("%s of %s is there on %s, not on %s", word, use.u.Name(), systems[other], systems[v])
}

func valueEnd(f usedFlag) int {
	if f.value == nil {
		return 0
	}
	return f.value.at.end
}

// lacksSuffix reports whether a sed -i has its program where BSD's wants a suffix, and
// puts that right.
func (w *walker) lacksSuffix(list []field) bool {
	for i, f := range list {
		if f.text == "-i" && i+1 < len(list) && sedProgram.MatchString(list[i+1].text) {
			w.repair(f.at, "-i ''", "sed -i wants a suffix on macOS: '' keeps no copy")
			return true
		}
	}
	return false
}

// sedProgram is what can be a program of sed, and no suffix.
var sedProgram = regexp.MustCompile(`^-[nEr]*e$|^-[nEr]+$|^[0-9$]*,?[0-9$]*(/.*/)?[sydaicpq]\W|^[0-9,$]+[dpq]$|^/.*/`)

// sedSuffix takes the empty suffix of BSD's sed -i ” away, which GNU's takes for the
// program.
func (w *walker) sedSuffix(use usage) {
	for i, f := range use.raw {
		if i > 0 && f.text == "" && use.raw[i-1].text == "-i" {
			w.repair(span{use.raw[i-1].at.start, f.at.end}, "-i", "sed -i takes no separate suffix on Linux")
		}
	}
}

// statFormat turns a format of GNU's stat into one of BSD's, where each piece is known.
func statFormat(format string) (string, bool) {
	ok := true
	out := percent.ReplaceAllStringFunc(format, func(piece string) string {
		by, known := statPieces[piece]
		ok = ok && known
		return by
	})
	return out, ok
}

var (
	percent    = regexp.MustCompile(`%.`)
	statPieces = map[string]string{"%s": "%z", "%n": "%N", "%a": "%Lp", "%U": "%Su", "%G": "%Sg", "%y": "%Sm", "%Y": "%m", "%i": "%i", "%u": "%u", "%g": "%g", "%A": "%Sp", "%h": "%l", "%%": "%%"}
	agoWords   = regexp.MustCompile(`^(?i)([0-9]+) (day|week|month|year|hour|minute|second)s?( ago)?$`)
	dayWords   = map[string]string{"yesterday": "-v-1d", "tomorrow": "-v+1d"}
)

// dateChange turns a time of GNU's date -d into -v of BSD's.
func dateChange(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if by, ok := dayWords[strings.ToLower(text)]; ok {
		return by, true
	}
	if seconds, found := strings.CutPrefix(text, "@"); found && seconds != "" && strings.Trim(seconds, "0123456789") == "" {
		return "-r " + seconds, true
	}
	m := agoWords.FindStringSubmatch(strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+"))
	if m == nil {
		return "", false
	}
	sign := "+"
	if m[3] != "" || strings.HasPrefix(text, "-") {
		sign = "-"
	}
	unit := map[string]string{"day": "d", "week": "w", "month": "m", "year": "y", "hour": "H", "minute": "M", "second": "S"}[strings.ToLower(m[2])]
	return "-v" + sign + m[1] + unit, true
}

// quote writes a word so that a shell takes it as it is.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
