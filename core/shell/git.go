package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

// git adds what hangs on git's operands.
func (w *walker) git(e *effect, use *usage, sc *scope) {
	for _, f := range use.flags {
		if f.name == "-c" && f.value != nil {
			w.gitSetting(f.value.text, f.at, sc)
		}
	}
	switch use.u.Name() {
	case "git update-ref":
		if use.has("--stdin", "-d", "-z") {
			w.note(effect{kind: utilities.History, target: targetNone, at: e.at, utility: "git update-ref"})
		}
	case "git clone", "git fetch", "git pull", "git remote add", "git submodule add", "git ls-remote":
		for _, f := range use.raw {
			if command, found := strings.CutPrefix(f.text, "ext::"); found {
				w.code(strings.ReplaceAll(command, "% ", " "), f.at, sc.sub())
			}
		}
	case "git rebase", "git merge", "git cherry-pick", "git revert", "git am":
		use.calm = use.calm || use.has("--abort", "--continue", "--skip", "--quit", "--edit-todo", "--show-current-patch")
	case "git config":
		if len(use.operands) == 2 {
			w.gitSetting(use.operands[0].text+"="+use.operands[1].text, use.operands[0].at, sc)
		}
	case "git push":
		for i, o := range use.operands {
			if i > 0 && (strings.HasPrefix(o.text, "+") || strings.HasPrefix(o.text, ":")) || strings.HasPrefix(o.text, "+") {
				w.note(effect{kind: utilities.History, target: targetNone, at: o.at, utility: "git push", safer: "git push --force-with-lease"})
			}
		}
	case "git checkout -f", "git checkout --force":
		w.note(effect{kind: utilities.History, target: targetNone, at: e.at, utility: "git checkout", safer: "git stash keeps what it would lose"})
	case "git checkout":
		if use.has("-f", "--force") {
			w.note(effect{kind: utilities.History, target: targetNone, at: e.at, utility: "git checkout", safer: "git stash keeps what it would lose"})
		}
		for i, f := range use.raw {
			if f.text == "--" && i+1 < len(use.raw) && !namedFiles(use.raw[i+1:]) || f.text == "." {
				w.note(effect{kind: utilities.History, target: targetNone, at: f.at, utility: "git checkout", safer: "git stash keeps what it would lose"})
				break
			}
		}
	case "git restore", "git restore --staged":
		if use.has("--worktree", "-W") {
			w.note(effect{kind: utilities.History, target: targetNone, at: e.at, utility: "git restore", safer: "git stash keeps what it would lose"})
			return
		}
		paths := []field{}
		for _, o := range use.operands {
			paths = append(paths, o.field)
		}
		if use.has("--staged", "-S") && !use.has("--worktree", "-W") || namedFiles(paths) {
			use.calm = true
		}
	}
}

// namedFiles reports whether all are files with a name of their own.
func namedFiles(list []field) bool {
	for _, f := range list {
		if f.dynamic() || f.wild() || path.Ext(f.text) == "" || f.text == "." || f.text == ".." || strings.HasPrefix(f.text, ":") {
			return false
		}
	}
	return len(list) > 0
}

var gitRuns = expr(`^(alias\.[^=]+|core\.(pager|editor|sshCommand|fsmonitor|hooksPath)|pager\.[^=]+|diff\.external|sequence\.editor|credential\.helper|filter\.[^=]+|merge\.[^=]+\.driver|gpg\.program)=`)

// gitSetting walks the command in a setting of git.
func (w *walker) gitSetting(text string, at span, sc *scope) {
	if strings.EqualFold(strings.ReplaceAll(text, " ", ""), "http.sslverify=false") {
		w.note(effect{kind: utilities.Settings, target: targetNone, at: at, danger: true, utility: "git config"})
	}
	if folder, found := strings.CutPrefix(text, "core.hooksPath="); found && locate(folder, "").target == targetTemporary {
		w.note(effect{kind: utilities.Persistence, target: targetNone, at: at, danger: true, utility: "git config"})
	}
	name := gitRuns.FindString(text)
	if name == "" {
		return
	}
	value := text[len(name):]
	switch {
	case strings.HasPrefix(value, "!"):
		w.code(value[1:], at, sc.sub())
	case strings.HasPrefix(name, "alias."):
		w.code("git "+value, at, sc.sub())
	case strings.ContainsAny(value, " ;|&/") && !strings.HasPrefix(name, "core.hooksPath"):
		w.code(value, at, sc.sub())
	}
}
