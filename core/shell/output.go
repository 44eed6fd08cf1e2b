package shell

import (
	"fmt"
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/gate"
	"caro/core/utilities"
)

// takesOver are names that stand for something else from then on.
var takesOver = expr(`alias +(sudo|su|doas|ssh|ls|cd|git|cat|passwd|login)=|LD_PRELOAD|PROMPT_COMMAND|^ *(sudo|su|ssh|cd)\(\)`)

// harmless reports whether a text that is run some day does no more than a moderate harm.
func (w *walker) harmless(source string) bool {
	if w.depth >= maxDepth || takesOver.MatchString(source) {
		return false
	}
	at := span{0, 1}
	quiet := w.quietly(at)
	quiet.code(source, at, newScope())
	w.spend(quiet, at)
	level := quiet.report().Risk.Level
	return level == gate.LevelSafe || level == gate.LevelModerate
}

// runsLater are variables that have a shell or a program run what they hold.
var runsLater = expr(`^(PROMPT_COMMAND|PS[0-4]|BASH_ENV|ENV|LD_PRELOAD|DYLD_INSERT_LIBRARIES|PATH)$`)

// webShell is a page that runs what is sent to it.
var webShell = expr(`(?i)<\?(?:php|=)[^>]*\b(?:eval|system|exec|passthru|shell_exec|assert|popen)\s*\(\s*(?:base64_decode\s*\(\s*)?\$_(?:GET|POST|REQUEST|COOKIE)|Runtime\.getRuntime\(\)\.exec\(request`)

// output notes what a redirect writes. It reports whether it does.
func (w *walker) output(r *syntax.Redirect, sc *scope, out stream, alone bool) bool {
	e := effect{at: w.place(r)}
	switch r.Op {
	case syntax.RdrOut, syntax.RdrClob, syntax.RdrAll, syntax.RdrAllClob:
		e.kind = utilities.Overwrites
	case syntax.AppOut, syntax.AppClob, syntax.AppAll, syntax.AppAllClob:
		e.kind = utilities.Writes
	case syntax.DplOut, syntax.DplIn:
		w.parts.note(e.at, redirectWords(r, r.Word.Lit()))
		if out.shell && w.socket && !has([]string{r.Word.Lit()}, "0", "1", "2", "-") {
			w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: e.at, id: "reverse-shell"})
		}
		if _, err := fmt.Sscanf(r.Word.Lit(), "%d", new(int)); err == nil || r.Word.Lit() == "-" {
			return false
		}
		e.kind = utilities.Overwrites
	default:
		return false
	}
	f := field{text: w.literal(r.Word, sc), at: e.at}
	w.parts.note(e.at, redirectWords(r, f.text))
	if strings.HasPrefix(f.text, "/dev/tcp/") || strings.HasPrefix(f.text, "/dev/udp/") {
		e.kind = utilities.NetworkOut
		w.socket = true
		if out.shell {
			w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: e.at, id: "reverse-shell"})
		}
		w.note(effect{kind: utilities.NetworkOut, target: secretTarget(out.secret), at: e.at, danger: out.shell, path: f.text})
		return true
	}
	if strings.HasPrefix(f.text, "/dev/fd/") {
		return true
	}
	if out.endless {
		e.id, e.danger = "fills-disk", true
	}
	if strings.Contains(f.text, "cron") && out.known {
		w.cronLines(out.text, e.at, strings.HasPrefix(f.text, "/etc/cron"), sc)
	}
	if e.kind == utilities.Writes && out.known && w.harmless(out.text) {
		e.id = "rc-line"
	}
	if out.known && webShell.MatchString(out.text) {
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: e.at, danger: true})
	}
	e.emptied = alone || out.known && out.text == ""
	w.touch(e, f, sc)
	if !f.dynamic() {
		sc.files[path.Clean(f.text)] = out
	}
	return true
}
