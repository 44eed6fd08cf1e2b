package shell

import (
	"encoding/base64"
	"strings"

	"caro/core/utilities"
)

// Windows' commands aren't written by Caro, but looked at: a person may have one from the
// web, and shells of Linux run them on Windows' own files (WSL). What a POSIX shell would
// make of their words differs: C:\Windows is C:Windows there.

var (
	windowsRoot   = expr(`(?i)^([a-z]:[\\/]*|%systemdrive%[\\/]*)(\*(\.\*)?)?$`)
	windowsSystem = expr(`(?i)^([a-z]:[\\/]*(windows|program|users[\\/]*(\*(\.\*)?)?$|boot)|%(systemroot|windir|programfiles)|\\\\\.\\|hk(lm|ey_local_machine))`)
	windowsHome   = expr(`(?i)^([a-z]:[\\/]*users[\\/]*[^\\/]+|%(userprofile|homepath|appdata)%)[\\/]*(\*(\.\*)?)?$|:USERPROFILE`)
	windowsSwitch = expr(`(?i)^/[a-z]{1,5}(:.*)?$`)
	// windowsLoss are words of Windows' administration that take a safety net away.
	windowsLoss = expr(`(?i)^(/delete|delete|/mir|off|disable|disabled|stop|/add|clean|/w(:.*)?|-DisableRealtimeMonitoring|-ExclusionPath|unrestricted|bypass|recoveryenabled|ignoreallfailures)$`)
)

// windows adds what no data says of Windows' utilities.
func (w *walker) windows(e *effect, use *usage, sc *scope) {
	if strings.HasPrefix(strings.ToLower(use.u.Name()), "powershell") {
		for _, f := range use.flags {
			if f.value != nil && has(f.flag.Names, "-enc") {
				w.encoded(f.value.text, f.at, sc)
			}
		}
		return
	}
	deletesTree := use.u.Name() == "rmdir" && has(texts(use.raw), "/s", "/S")
	if !use.u.IsWindows() && !deletesTree {
		return
	}
	if deletesTree {
		e.recursive = true
	}
	if first(use.u.Name()) == "cmd" {
		for i, f := range use.raw {
			if has([]string{f.text}, "/c", "/C", "/k", "/K") {
				w.code(strings.Join(texts(use.raw)[i+1:], " "), e.at, sc.sub())
				break
			}
		}
	}
	list := use.operands
	use.operands = nil
	for _, o := range list {
		switch {
		case windowsSwitch.MatchString(o.text):
			switch strings.ToLower(o.text) {
			case "/s":
				e.recursive = true
			case "/mir":
				w.note(effect{kind: utilities.Overwrites, target: targetLost, at: o.at, utility: use.u.Name(), recursive: true, danger: true})
			case "/f", "/q", "/y":
				e.forced = true
			}
		case o.role == utilities.Device && len(o.text) > 1 && o.text[1] == ':':
			w.note(effect{kind: utilities.Devices, target: targetDevice, path: o.text, at: o.at, utility: use.u.Name()})
		default:
			if t := windowsPlace(o.text); t != "" && roleEffects[o.role] != "" {
				kind := roleEffects[o.role]
				w.note(effect{kind: kind, target: t, path: o.text, at: o.at, utility: use.u.Name(), recursive: e.recursive || strings.HasSuffix(o.text, "*"), all: strings.HasSuffix(o.text, "*"), forced: e.forced})
				continue
			}
			use.operands = append(use.operands, o)
		}
	}
	for _, f := range use.raw {
		e.danger = e.danger || windowsLoss.MatchString(f.text)
	}
}

// windowsPlace is what a path of Windows is to a person; "" for one that is none.
func windowsPlace(name string) Target {
	switch {
	case windowsRoot.MatchString(name):
		return targetRoot
	case windowsHome.MatchString(name):
		return targetHome
	case windowsSystem.MatchString(name):
		return targetSystem
	}
	return ""
}

// encoded walks what PowerShell has in base64, of UTF-16.
func (w *walker) encoded(text string, at span, sc *scope) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		w.unknown(at, "dynamic-code", "which code this runs isn't known before it runs")
		return
	}
	var b strings.Builder
	for i := 0; i+1 < len(data); i += 2 {
		b.WriteRune(rune(data[i]) | rune(data[i+1])<<8)
	}
	w.code(b.String(), at, sc.sub())
}
