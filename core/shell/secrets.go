package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

// secretMode notes a mode that lets others read a key.
func (w *walker) secretMode(use *usage, sc *scope) {
	mode := ""
	for _, o := range use.operands {
		switch {
		case o.role == "mode":
			mode = o.text
		case isSecret(o.text, sc) && mode != "" && !strings.HasSuffix(mode, "00") && strings.Trim(mode, "01234567") == "":
			w.note(effect{kind: utilities.Permits, target: targetSecret, path: o.text, at: o.at, danger: true, utility: "chmod"})
		}
	}
}

var secretName = expr(`(?i)key|token|secret|passw|credential`)

// packs reports whether a utility puts many files into one.
func packs(name string) bool {
	return has([]string{name}, "tar", "bsdtar", "zip", "rsync", "scp", "7z", "cpio", "pax")
}

// brought notes the files that come from elsewhere, or are copies of keys.
func (w *walker) brought(use usage, kinds []utilities.Effect, secret bool, sc *scope) {
	if n := len(use.operands); n == 2 && has([]string{use.u.Name()}, "cp", "mv", "ln", "install") {
		from, to := use.operands[0].text, use.operands[1].text
		if base, standard := program(from); standard && strings.HasPrefix(from, "/") {
			sc.files[path.Clean(to)] = stream{unknown: true, program: base}
			return
		}
		if use.u.Name() == "ln" && !strings.Contains(from+to, unknown) {
			sc.links[absolute(to, sc.cwd)] = absolute(from, sc.cwd)
		}
	}
	if n := len(use.operands); n >= 2 && use.u.Name() == "mount" && use.has("--bind", "-B", "--rbind", "-o") {
		sc.links[absolute(use.operands[n-1].text, sc.cwd)+"/"] = absolute(use.operands[n-2].text, sc.cwd)
	}
	network := fetches(kinds)
	if !network && (!secret || !has([]string{use.u.Name()}, "cp", "mv", "install", "ln")) {
		return
	}
	came := stream{unknown: true, network: network, secret: secret && !network}
	named := false
	for _, f := range use.flags {
		if f.value != nil && f.flag.Role == utilities.Write {
			sc.files[path.Clean(f.value.text)] = came
			named = true
		}
	}
	for _, o := range use.operands {
		switch {
		case o.role == utilities.Write:
			sc.files[path.Clean(o.text)] = came
		case o.role == utilities.URL && !named:
			sc.files[path.Base(o.text)] = came
		}
	}
}

func isSecret(name string, sc *scope) bool {
	name = patternOf(name)
	if s, ok := sc.files[path.Clean(name)]; ok && s.secret || strings.Contains(name, secretly) {
		return true
	}
	p := locate(name, sc.cwd)
	if has([]string{p.path}, "/etc/shadow", "/etc/gshadow", "/etc/master.passwd", "/etc/sudoers", "/etc/passwd") {
		return true
	}
	return p.target == targetSecret || keyFile.MatchString(name) || secretFolders.MatchString(absolute(name, sc.cwd))
}

// passwordFile is the system's own.
var passwordFile = expr(`^/etc/(g?shadow|master\.passwd)-?$`)

// keys are files that nobody but their owner should ever see.
var keys = expr(`^/etc/(g?shadow|master\.passwd)-?$|^/etc/ssh/ssh_host_\w+_key$|(^|/)\.ssh/(id_[a-z0-9_*?]+|identity|\*)$|(^|/)\.aws/credentials$|(^|/)\.gnupg/(private-keys|secring)|(^|/)\.vault-token$|(^|/)\.pgpass$|(^|/)\.git-credentials$|/Keychains/|Login Data$|key4\.db$|wallet\.dat$|\.kdbx$|^/proc/[^/]+/environ$|/(private|server|priv|tls|ssl)[\w-]*\.(key|pem)$`)

// webFolders are what a web server shows to all.
var webFolders = expr(`^/(var/www|srv/(www|http)|usr/share/nginx|Library/WebServer)(/|$)`)

// secretFolders hold keys and passwords.
var secretFolders = expr(`(^|/)\.(ssh|gnupg|aws|azure|kube|password-store|mozilla|config/gcloud)(/\*)?$|/Keychains(/\*)?$|(^|/)\.env(\.[a-z]+)?$`)
