package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

// effect is one thing that is done, with all that its risk hangs on.
type effect struct {
	kind    utilities.Effect
	target  Target
	path    string
	full    string // the path from where the command is begun
	at      span
	utility string // by what: "rm", "git push"

	all       bool // all in a folder, or names that fit a pattern
	recursive bool
	forced    bool
	asked     bool // it asks before
	filtered  bool // not everything there: find -name
	danger    bool // a safety net is taken away
	emptied   bool // what was there goes, and nothing comes in its place
	remote    bool // on another machine
	mounted   bool // in a container, but on a folder of this machine

	id, why, safer string // of a finding that no table has
}

// note keeps an effect.
func (w *walker) note(e effect) {
	e.remote = e.remote || w.remote
	if w.inside != nil {
		e.at = *w.inside
	}
	for _, old := range w.effects {
		if old == e {
			return
		}
	}
	const most = 200
	if len(w.effects) < most {
		w.effects = append(w.effects, e)
	}
}

// touch notes an effect on a path.
func (w *walker) touch(e effect, f field, sc *scope) {
	name := f.text
	if f.from != nil {
		name = w.through(&e, f)
	}
	if strings.HasPrefix(name, "/dev/fd/") || name == "-" {
		return
	}
	if e.kind == utilities.Devices && bareDisk.MatchString(name) {
		name = "/dev/" + name
	}
	if sc.mounts != nil {
		name, e.mounted = sc.seen(absolute(name, sc.cwd))
	}
	if len(sc.links) > 0 {
		name = sc.linked(name)
	}
	if !e.mounted && sc.mounts == nil {
		w.remark("%s", w.absent(absolute(name, sc.cwd)))
	}
	p := locate(name, sc.cwd)
	e.full = absolute(name, sc.cwd)
	e.path, e.target = strings.ReplaceAll(p.path, secretly, ""), p.target
	if ext := path.Ext(name); e.recursive && f.from == nil && len(ext) > 1 && len(ext) < 6 && !f.wild() && e.target == targetInWork && !strings.HasSuffix(name, "/") {
		e.recursive = false // a file, by its name
	}
	e.all = e.all || p.all
	if e.kind == utilities.Reads && e.id == "" && (shows(e.utility) || passwordFile.MatchString(patternOf(e.full)) && !looksAt(e.utility)) {
		switch {
		case keys.MatchString(patternOf(e.full)) && !strings.HasSuffix(e.full, ".pub"):
			e.target, e.id = targetSecret, "shown-key"
		case strings.HasSuffix(e.full, "_history"):
		case e.target == targetSecret || secretFolders.MatchString(e.full):
			e.target, e.id = targetSecret, "shown"
		}
	}
	if remotes.MatchString(name) && !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, ".") && e.kind != utilities.Deletes {
		e.target = targetRemote
	}
	if e.target == targetNull && e.kind != utilities.Moves {
		return
	}
	w.note(e)
}

// shows reports whether a utility prints what it reads.
func shows(utility string) bool {
	return has([]string{utility}, "<", "cat", "less", "more", "head", "tail", "bat", "batcat", "grep", "egrep", "rg", "awk", "gawk", "sed", "strings", "xxd", "od", "hexdump", "base64", "nl", "tac", "cut", "sort", "plutil", "jq", "rev", "fold")
}

// looksAt reports whether a utility says of a file only what it is.
func looksAt(utility string) bool {
	return has([]string{utility}, "ls", "stat", "file", "find", "test", "[", "wc", "sha256sum", "sha1sum", "md5sum", "cksum", "du", "getfacl", "lsattr", "readlink", "realpath", "pwck", "cp", "rsync", "tar", "chage")
}

// patternOf is the file that a pattern of one sign a character stands for, where it is
// one that everybody has: /etc/sh?dow.
func patternOf(full string) string {
	if !strings.ContainsAny(full, "?[") {
		return full
	}
	for _, known := range []string{"/etc/shadow", "/etc/gshadow", "/etc/passwd", "/etc/sudoers", "~/.ssh/id_rsa", "~/.ssh/id_ed25519", "~/.aws/credentials"} {
		if fits, err := path.Match(full, known); err == nil && fits {
			return known
		}
	}
	return full
}

// bareDisk is a disk without /dev/, as diskutil has it.
var bareDisk = expr(`^r?(disk|sd|nvme|hd|vd)[0-9a-z]`)

// through says what an effect on a file name from a pipe or from find is an effect on.
func (w *walker) through(e *effect, f field) string {
	s := f.from
	switch {
	case s.isPaths && s.below:
		e.all, e.recursive, e.filtered = true, true, e.filtered || s.filtered
		if s.junk != "" {
			return strings.TrimSuffix(s.paths, "/") + "/" + s.junk
		}
		return s.paths
	case s.isPaths:
		e.filtered = e.filtered || s.filtered
		return s.paths
	case s.known:
		return strings.TrimSpace(s.text)
	}
	e.all = true
	return f.text
}

// perform notes what a utility does with its operands and flags. It returns what it
// writes.
func (w *walker) perform(use usage, sc *scope, in stream) stream {
	base := effect{utility: use.u.Name(), at: use.names[0].at, safer: use.u.Safer}
	dry := false
	var kinds []utilities.Effect
	for _, f := range use.flags {
		if f.flag.Final {
			return stream{unknown: true}
		}
		base.recursive = base.recursive || f.flag.Recursive
		base.forced = base.forced || f.flag.Force
		base.asked = base.asked || f.flag.Ask
		base.danger = base.danger || f.flag.Danger
		dry = dry || f.flag.Dry
		kinds = append(kinds, f.flag.Effects...)
	}
	kinds = append(kinds, use.u.Effects...)
	if len(use.flags) == 0 && len(use.operands) == 1 && has([]string{use.operands[0].text}, "--help", "--version") || use.asksHelp() {
		return stream{unknown: true}
	}
	if dry || looksOnly(use) {
		return stream{unknown: true}
	}
	if use.u.Danger != "" {
		kind := utilities.Settings
		if len(kinds) > 0 {
			kind = kinds[0]
		}
		w.note(effect{kind: kind, target: targetNone, at: base.at, utility: base.utility, safer: base.safer, id: "by-nature", why: use.u.Danger})
	}
	if use.u.Name() == "chmod" {
		w.secretMode(&use, sc)
	}
	w.special(&base, &use, sc, in)
	w.windows(&base, &use, sc)
	w.joinShell(&use, sc)
	w.argv = nil
	for _, o := range use.operands {
		if o.role.Script() == "" {
			w.argv = append(w.argv, o.field)
		}
	}
	var files []usedOperand
	secret := false
	for _, o := range use.operands {
		if w.operand(base, o, sc) {
			files = append(files, o)
		}
		secret = secret || isSecret(o.text, sc)
		if o.role == utilities.Read && packs(use.u.Name()) {
			t := locate(o.text, sc.cwd).target
			secret = secret || t == targetPersonal || t == targetHome || o.text == "/home" || o.text == "/Users" || o.text == "/etc"
		}
	}
	for _, f := range use.raw {
		secret = secret || strings.Contains(f.text, secretly)
	}
	if has([]string{use.u.Name()}, "history", "gh auth token", "vault kv get", "vault read", "aws secretsmanager get-secret-value", "aws configure get", "gcloud secrets versions access", "gcloud auth print-access-token", "pass", "pass show", "security find-generic-password", "op read", "op item get", "az keyvault secret show", "kubectl config view") || strings.HasPrefix(use.u.Name(), "kubectl get") && len(use.operands) > 0 && has([]string{use.operands[0].text}, "secret", "secrets") {
		secret = true
	}
	if use.u.Name() == "env" || use.u.Name() == "printenv" && (len(use.operands) == 0 || secretName.MatchString(use.operands[0].text)) || use.u.Name() == "gpg" && use.has("--export-secret-keys") {
		secret = true
	}
	secret = secret || in.known && strings.Contains(in.text, secretly)
	if in.shell {
		for _, kind := range append(kinds, talks(use.u.Name())...) {
			if kind == utilities.NetworkOut {
				w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: base.at, id: "reverse-shell"})
			}
		}
	}
	if in.known && has([]string{use.u.Name()}, "sftp", "ftp", "nc") {
		for _, word := range strings.Fields(in.text) {
			secret = secret || isSecret(word, sc)
		}
	}
	if (fetches(kinds) || has([]string{use.u.Name()}, "host", "dig", "nslookup", "ping", "openssl s_client")) && (secret || in.secret) {
		kinds = append(kinds, utilities.NetworkOut)
	}
	w.brought(use, kinds, secret, sc)
	for _, f := range use.flags {
		if f.value != nil {
			w.operand(base, usedOperand{*f.value, f.flag.Role}, sc)
			for _, piece := range strings.FieldsFunc(f.value.text, func(r rune) bool { return r == '@' || r == '=' || r == '<' }) {
				secret = secret || isSecret(piece, sc)
			}
		}
	}
	if secret {
		for _, o := range use.operands {
			if o.role == utilities.RemoteInto && remotes.MatchString(o.text) {
				w.note(effect{kind: utilities.NetworkOut, target: targetSecret, at: o.at, utility: use.u.Name()})
			}
		}
	}
	if secret && has([]string{use.u.Name()}, "cp", "mv", "install", "ln") {
		for _, o := range use.operands {
			if o.role != utilities.Read && webFolders.MatchString(absolute(o.text, sc.cwd)) {
				w.note(effect{kind: utilities.NetworkOut, target: targetSecret, at: o.at, utility: use.u.Name()})
			}
		}
	}
	for _, kind := range kinds {
		if kind == utilities.Writes && use.u.Name() == "wget" {
			if v, ok := use.value("-O"); ok && (v.text == "-" || v.text == "/dev/null") {
				continue
			}
		}
		if use.calm {
			kind = utilities.Writes
		}
		w.kind(kind, base, files, secret || in.secret, sc)
	}
	for _, kind := range kinds {
		secret = secret || kind == utilities.Credentials && first(use.u.Name()) == "security"
	}
	return stream{unknown: true, network: fetches(kinds) || in.network || has([]string{use.u.Name()}, "nc", "ncat", "netcat", "socat", "telnet", "openssl s_client", "dig", "host", "nslookup"), secret: secret || in.secret}
}

// talks are the effects of a utility that sends what it reads, by a subcommand that has no
// data of its own.
func talks(name string) []utilities.Effect {
	if has([]string{name}, "openssl s_client", "openssl", "telnet", "websocat", "ncat", "socat", "nc", "netcat") {
		return []utilities.Effect{utilities.NetworkOut}
	}
	return nil
}

// joinShell walks operands that together are one command for a shell: watch rm -r x.
func (w *walker) joinShell(use *usage, sc *scope) {
	var list []field
	for i, o := range use.operands {
		if o.role == utilities.Shell {
			list = append(list, o.field)
			use.operands[i].role = utilities.Any
		}
	}
	if len(list) > 0 {
		w.code(strings.Join(texts(list), " "), w.together(list), sc.sub())
	}
}

// looksOnly reports whether a utility that changes things only looks this time.
func looksOnly(use usage) bool {
	switch use.u.Name() {
	case "tar", "bsdtar":
		return use.has("-O", "--to-stdout")
	case "mdutil":
		return use.has("-s")
	case "ifconfig":
		return len(use.operands) <= 1
	case "route":
		return len(use.operands) == 0
	case "unzip":
		return use.has("-l", "-t", "-p", "-z", "-v", "-Z")
	case "parted":
		for _, o := range use.operands {
			if has([]string{o.text}, "print", "unit", "align-check") {
				return true
			}
		}
	}
	return false
}

func fetches(kinds []utilities.Effect) bool {
	for _, k := range kinds {
		if k == utilities.NetworkIn {
			return true
		}
	}
	return false
}

func (use *usage) asksHelp() bool {
	for _, f := range use.strange {
		if f.text == "--help" || f.text == "--version" {
			return true
		}
	}
	return false
}

// kind notes an effect that a utility has by itself or by a flag: on its files where it
// fits them.
func (w *walker) kind(kind utilities.Effect, e effect, files []usedOperand, secret bool, sc *scope) {
	e.kind, e.target = kind, targetNone
	switch kind {
	case utilities.Deletes, utilities.Overwrites, utilities.Writes, utilities.Moves, utilities.Permits, utilities.Owns, utilities.Devices:
		if e.utility == "rsync" && kind == utilities.Deletes {
			return // what it deletes is at the target, which is said
		}
		if len(files) > 0 && first(e.utility) != "git" {
			for _, f := range files {
				w.touch(e, f.field, sc)
			}
			return
		}
	case utilities.NetworkOut:
		if secret {
			e.target = targetSecret
		}
	}
	w.note(e)
}

// roleEffects are what becomes of a path by its role.
var roleEffects = map[utilities.Role]utilities.Effect{
	utilities.Read: utilities.Reads, utilities.Dir: utilities.Reads, utilities.ReadDevice: utilities.Reads, utilities.Remote: utilities.Reads,
	utilities.Write: utilities.Overwrites, utilities.Edit: utilities.Overwrites, utilities.RemoteInto: utilities.Overwrites,
	utilities.Append: utilities.Writes, utilities.Into: utilities.Writes, utilities.New: utilities.Writes, utilities.Touch: utilities.Writes,
	utilities.Link: utilities.Writes, utilities.MountPoint: utilities.Writes,
	utilities.Move: utilities.Moves, utilities.Delete: utilities.Deletes, utilities.Permission: utilities.Permits, utilities.Ownership: utilities.Owns,
	utilities.Device: utilities.Devices,
}

// operand notes what becomes of an operand or argument by its role. It reports whether it
// is a path.
func (w *walker) operand(e effect, o usedOperand, sc *scope) bool {
	e.at = o.at
	kind, isPath := roleEffects[o.role]
	if !isPath {
		if o.role == utilities.Shell {
			w.code(o.text, o.at, sc.sub())
		} else if language := o.role.Script(); language != "" {
			if strings.HasPrefix(e.utility, "mongo") {
				language = "mongo"
			}
			w.program(language, o.text, o.at, sc)
		}
		return false
	}
	e.kind = kind
	switch o.role {
	case utilities.New, utilities.Touch, utilities.Link, utilities.MountPoint:
		e.recursive, e.forced = false, false
		e.id = "new"
	case utilities.RemoteInto:
		if !e.danger {
			e.recursive = false
		}
	}
	w.touch(e, o.field, sc)
	return true
}
