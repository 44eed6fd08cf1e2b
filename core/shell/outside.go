package shell

import (
	"strings"

	"caro/core/gate"
	"caro/core/utilities"
)

// contained walks a command that runs in a container: what it does stays there, but for
// the folders of this machine that the container sees, databases, and code from elsewhere.
func (w *walker) contained(use usage, rest []field, in stream) stream {
	if len(rest) > 0 && rest[0].text == "--" {
		rest = rest[1:]
	}
	if len(rest) == 0 || w.depth >= maxDepth {
		return stream{unknown: true}
	}
	sc := newScope()
	sc.mounts = mounts(use)
	quiet := w.quietly(rest[0].at)
	quiet.parts, quiet.told, quiet.now, quiet.nested = w.parts, w.told, w.now, true
	quiet.inside, quiet.offset = w.inside, w.offset
	out := quiet.run(rest, sc, in)
	w.spend(quiet, rest[0].at)
	w.stumbled = w.stumbled || quiet.stumbled
	for _, e := range quiet.effects {
		// What runs in there goes on, and may keep its data there.
		if strings.HasSuffix(use.u.Name(), " exec") && judge(e).Level >= gate.LevelHigh {
			w.note(effect{kind: utilities.Containers, target: targetNone, at: rest[0].at, utility: use.u.Name(), danger: true})
		}
		switch {
		case e.mounted, e.kind == utilities.RemoteCode, e.kind == utilities.Containers, strings.HasPrefix(e.id, "database-"), e.kind == utilities.Privilege,
			e.target == targetDevice && use.has("--privileged", "--device"):
			w.note(e)
		}
	}
	w.doubts = append(w.doubts, quiet.doubts...)
	return out
}

// mounts are the folders of this machine that a container sees, by where it sees them.
func mounts(use usage) map[string]string {
	list := map[string]string{}
	for _, f := range use.flags {
		if f.value == nil || !has(f.flag.Names, "-v", "--volume", "--mount") {
			continue
		}
		if piece := strings.Split(f.value.text, ":"); len(piece) > 1 && strings.HasPrefix(piece[1], "/") {
			list[piece[1]] = piece[0]
			continue
		}
		var from, to string
		for _, setting := range strings.Split(f.value.text, ",") {
			switch name, value, _ := strings.Cut(setting, "="); name {
			case "source", "src":
				from = value
			case "target", "dst", "destination":
				to = value
			}
		}
		if from != "" && to != "" {
			list[to] = from
		}
	}
	return list
}

// linked is what lies behind a path where a link or mount was made before.
func (s *scope) linked(name string) string {
	full := absolute(name, s.cwd)
	for to, from := range s.links {
		if mount, found := strings.CutSuffix(to, "/"); found && (full == mount || below(full, mount)) {
			return strings.TrimSuffix(from, "/") + strings.TrimPrefix(full, mount)
		}
		if below(full, to) || full == to && strings.HasSuffix(name, "/") {
			return strings.TrimSuffix(from, "/") + strings.TrimPrefix(full, to)
		}
	}
	return name
}

// seen is the path on this machine of one in a container.
func (s *scope) seen(name string) (string, bool) {
	for to, from := range s.mounts {
		switch {
		case name == to:
			return from, true
		case below(name, to):
			return strings.TrimSuffix(from, "/") + strings.TrimPrefix(name, to), true
		}
	}
	return name, false
}

var (
	handsShell = expr(`(?i)^(exec|system):.*\b(ba|z|da|k)?sh\b`)
	managers   = expr(`^(apt|apt-get|aptitude|dpkg|dnf|yum|rpm|zypper|pacman|yay|apk|emerge|brew|pip3?|snap|flatpak|port|xbps-remove|nix-env)( |$)`)
	removals   = expr(`^(remove|purge|erase|del|rm|uninstall|autoremove|-R[a-z]*|-e|-r|--remove|--purge)$`)
	// vital is what no system does anything without.
	vital = expr(`^(libc6|libc-bin|glibc|musl|bash|coreutils|systemd(-sysv)?|dpkg|apt|rpm|pacman|init|base-files|filesystem|util-linux|linux-(image|generic).*|kernel(-core)?)$`)
	// whole is a project, a cluster, a database or an account as a whole.
	whole      = expr(`(?i)\b(projects? delete|group delete|delete-stack|delete-cluster|delete-db-(instance|cluster)|delete-table|schedule-key-deletion|delete-organization|delete-user-pool|cluster delete|clusters delete|(aks|eks|(sql|spanner|redis|filestore) instances|mysql|postgres|cosmosdb|databases?|subscription|account) [\w -]*delete|delete (cluster|database|app|account|project)|apps?[: ](destroy|delete)|apps? remove|project (rm|remove|delete)|projects:delete|kubernetes cluster (delete|rm))\b`) //nolint:misspell // as the cloud spells it
	essentials = expr(`^(python3?(-minimal)?|libc6|libc-bin|glibc|musl|systemd(-sysv)?|sudo|openssh-server|linux-(image|generic|headers).*|kernel.*|bash|coreutils|util-linux|dpkg|apt|rpm|dnf|yum|busybox|init|login|passwd|grub.*|network-manager|NetworkManager|netbase|iproute2?|base|base-files|filesystem|pacman|.*\*.*)$`)
)

// packages notes the removal of software that much depends on, or of all there is.
func (w *walker) packages(e *effect, use *usage) {
	if !managers.MatchString(use.u.Name()) {
		return
	}
	removes := removals.MatchString(use.u.Name()[strings.LastIndexByte(use.u.Name(), ' ')+1:])
	for _, f := range use.raw {
		removes = removes || removals.MatchString(f.text)
	}
	if !removes {
		return
	}
	for _, f := range use.raw {
		if vital.MatchString(f.text) {
			e.id = "vital"
		}
		if essentials.MatchString(f.text) || f.from != nil || strings.Trim(f.text, unknown) == "" && f.text != "" {
			e.danger = true
		}
	}
}

// cloud judges subcommands that no data are there of by their verbs.
func (w *walker) cloud(e *effect, use *usage) {
	if name := first(use.u.Name()); clouds.MatchString(name) && whole.MatchString(strings.TrimPrefix(use.u.Name(), name)+" "+strings.Join(texts(use.raw), " ")) && len(use.u.Effects) > 0 {
		e.id = "whole"
	}
	if !clouds.MatchString(first(use.u.Name())) || len(use.u.Effects) > 0 {
		return
	}
	for _, f := range use.raw {
		if strings.HasPrefix(f.text, "-") || len(f.text) > 60 {
			continue
		}
		switch {
		case f.text == "close-account":
			w.note(effect{kind: utilities.Containers, target: targetNone, at: f.at, utility: "aws close-account"})
		case endings.MatchString(f.text):
			kind := utilities.Containers
			switch first(use.u.Name()) {
			case "diskutil":
				kind = utilities.Devices
			case "loginctl":
				kind = utilities.Power
			}
			id := ""
			if kind == utilities.Containers && whole.MatchString(strings.Join(texts(use.raw), " ")) {
				id = "whole"
			}
			w.note(effect{id: id, kind: kind, target: map[bool]Target{true: targetDevice, false: targetNone}[kind == utilities.Devices], at: f.at, utility: first(use.u.Name()) + " delete", danger: true})
			return
		case readings.MatchString(f.text):
			return
		}
	}
}

// runsPackages are those that run a program of a package by its name.
var runsPackages = expr(`^(npx|pnpx|bunx|uvx|npm exec|pnpm (dlx|exec)|yarn dlx|bun x|pipx run|uv run|uv tool run|poetry run|pdm run|bundle exec|rake|mix|php artisan)$`)

// packageProgram judges the program of a package that npx and the like run: by its words,
// by where it comes from, and where it is rm under another name.
func (w *walker) packageProgram(use *usage, sc *scope, in stream) {
	if !runsPackages.MatchString(use.u.Name()) {
		return
	}
	w.byVerbs("the program", use.raw)
	for i, f := range use.raw {
		if f.text == "" || f.text[0] == '-' {
			continue
		}
		if strings.Contains(f.text, "://") || strings.HasPrefix(f.text, "git+") {
			w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: f.at})
		} else if has([]string{f.text}, "rimraf", "del-cli", "shx", "rimraf-cli") {
			w.perhaps(f.at, func(quiet *walker) {
				quiet.run(append([]field{{text: "rm", at: f.at}, {text: "-rf", at: f.at}}, use.raw[i+1:]...), sc.sub(), in)
			})
		}
		break
	}
}
