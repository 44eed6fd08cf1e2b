package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

var (
	// privileged are the marks of a container that is as good as the machine.
	privileged  = expr(`"(privileged|hostPID|hostNetwork|hostIPC)"\s*:\s*true|"hostPath"`)
	wholeBucket = expr(`^(s3|gs)://[^/]+/?(\*\*?)?$`)
	shellPath   = expr(`(^|/)(ba|z|da|k|a|fi)?sh(\s.*)?$|(^|/)(python3?|perl|find|vim|env|cp|busybox)$|cmd\.exe|powershell`)
	byHand      = expr(`^(/usr/bin/)?(vim?|nvim|nano|emacs|ed|code|micro|pico|joe|subl)( .*)?$|\x{E000}`)
	// allCaps are rights with which a program can do all that root can.
	allCaps   = expr(`cap_(setuid|setgid|sys_admin|dac_\w+|sys_ptrace|sys_module|chown|fowner|setfcap|all)|(^|\s)(all)?[=+]e?p`)
	worldMode = expr(`^[0-7]?[0-7]?[0-7][2367]$|^[0-7]*[0-7][0-7][2367]$|(^|,)([ugo]*[oa][ugoa]*|)\+[rxXst]*w|(^|,)[ugo]*[oa][ugoa]*=[rxXst]*w`)
	setID     = expr(`^[2-7][0-7]{3}$|^0[2-7][0-7]{3}$|[ug+]\+?[rwx]*s`)
	noMode    = expr(`^0?000$|^a-[rwx]+$|^-[rwx]+$|^ugo-|^a=$`)
)

// special adds what no data says of some utilities.
func (w *walker) special(e *effect, use *usage, sc *scope, in stream) {
	switch use.u.Name() {
	case "chmod":
		for _, o := range use.operands {
			if o.role == "mode" {
				e.danger = worldMode.MatchString(o.text) || setID.MatchString(o.text) || noMode.MatchString(o.text)
				if setID.MatchString(o.text) {
					e.id = "setuid"
					for _, o := range use.operands {
						if shellPath.MatchString(o.text) || shellPath.MatchString("/bin/"+sc.files[path.Clean(o.text)].program) {
							e.id = "setuid-shell"
						}
					}
				}
			}
		}
		for _, f := range use.strange { // chmod -w FILE, chmod -rwx
			if strings.Trim(f.text, "-rwxXst") == "" {
				e.danger = e.recursive
				if len(use.operands) > 0 && use.operands[0].role == "mode" {
					use.operands[0].role = utilities.Permission
				}
			}
		}
	case "kill":
		for i, f := range use.raw {
			// -1 is a signal where it stands first and a process follows, else it is all.
			if f.text == "-1" && (i > 0 || len(use.raw) == 1) || f.text == "1" && i > 0 || f.from != nil && f.from.processes {
				e.danger = true
			}
			if f.dynamic() && w.processes {
				e.danger = true
			}
		}
	case "truncate":
		e.emptied = true
	case "test", "[":
		for _, f := range use.raw {
			if strings.Contains(f.text, "$(") {
				w.perhaps(f.at, func(quiet *walker) { quiet.code(": "+f.text, f.at, sc.sub()) })
			}
		}
	case "kubectl run", "kubectl apply", "kubectl create":
		for _, f := range use.raw {
			if privileged.MatchString(f.text) {
				w.note(effect{kind: utilities.Privilege, target: targetNone, at: f.at, utility: use.u.Name(), danger: true})
			}
		}
	case "kubectl debug":
		for _, f := range use.raw {
			if strings.HasPrefix(f.text, "node/") {
				w.note(effect{kind: utilities.Privilege, target: targetNone, at: f.at, utility: use.u.Name(), danger: true})
			}
		}
	case "less", "more", "ftp", "sftp":
		for _, f := range use.raw {
			if command, found := strings.CutPrefix(f.text, "+!"); found {
				w.code(command, f.at, sc.sub())
			}
		}
		for line := range strings.Lines(in.text) {
			if command, found := strings.CutPrefix(strings.TrimSpace(line), "!"); found && in.known {
				w.code(command, e.at, sc.sub())
			}
		}
	case "apt", "apt-get", "apt update", "apt-get update", "apt-get install", "apt install":
		for _, f := range use.raw {
			if name, command, found := strings.Cut(f.text, "="); found && strings.Contains(name, "-Invoke") {
				w.code(command, f.at, sc.sub())
			}
		}
	case "shutdown":
		use.calm = use.calm || use.has("-c")
	case "ansible":
		module, _ := use.value("-m", "--module-name")
		if text, ok := use.value("-a", "--args"); ok && has([]string{module.text}, "", "shell", "command", "raw", "script") {
			before := w.remote
			w.remote = true
			w.code(text.text, text.at, newScope())
			w.remote = before
		}
	case "setcap":
		if allCaps.MatchString(strings.Join(texts(use.raw), " ")) {
			e.id = "setuid"
		}
	case "useradd", "adduser", "usermod":
		if v, ok := use.value("-u", "--uid"); ok && v.text == "0" {
			w.note(effect{kind: utilities.Settings, target: targetNone, at: v.at, utility: use.u.Name(), id: "second-root"})
		}
	case "iptables", "ip6tables":
		if has(texts(use.raw), "-P", "--policy") && has(texts(use.raw), "INPUT", "OUTPUT") && has(texts(use.raw), "DROP") {
			e.danger = true
		}
	case "tail", "sort", "tac":
		for _, o := range use.operands {
			if o.text == "/dev/zero" || o.text == "/dev/urandom" {
				w.note(effect{kind: utilities.Processes, target: targetNone, at: o.at, id: "fills-memory"})
			}
		}
	case "rake", "rails", "bundle exec", "rails db":
		for _, f := range use.raw {
			if projectLoss.MatchString(f.text) {
				w.note(effect{kind: utilities.Deletes, target: targetNone, at: f.at, id: "database-drop"})
			}
		}
	case "go run", "deno run", "deno", "npm install", "npm i":
		for _, f := range use.raw {
			if strings.Contains(f.text, "://") && !strings.HasPrefix(f.text, "-") || use.u.Name() == "go run" && strings.Contains(f.text, "@") && strings.Contains(f.text, "/") {
				w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: f.at})
			}
		}
	case "aws s3 rb", "aws s3 rm", "gsutil rm", "gsutil rb", "gcloud storage rm", "gcloud storage buckets delete":
		for _, o := range use.raw {
			if wholeBucket.MatchString(o.text) && (e.recursive || e.forced || use.has("--force", "--recursive", "-r", "-R")) {
				w.note(effect{kind: utilities.Containers, target: targetNone, at: o.at, utility: use.u.Name(), id: "whole"})
			}
		}
	case "passwd", "userdel", "chage":
		if has(texts(use.raw), "root") && use.has("-d", "--delete") {
			e.id = "open-root"
		}
		for _, f := range use.raw {
			e.danger = e.danger || f.from != nil || f.dynamic()
		}
	case "visudo":
		if in.any() || sc.vars["EDITOR"] != "" && !byHand.MatchString(sc.vars["EDITOR"]) {
			w.touch(effect{kind: utilities.Writes, at: e.at, utility: "visudo"}, field{text: "/etc/sudoers", at: e.at}, sc)
		}
	case "gdb", "lldb":
		for _, f := range use.flags {
			if f.value == nil {
				continue
			}
			for _, begin := range []string{"!", "shell ", "platform shell "} {
				if command, found := strings.CutPrefix(f.value.text, begin); found {
					w.code(command, f.at, sc.sub())
				}
			}
		}
	case "ssh-keygen":
		e.id = "made"
	case "efibootmgr":
		e.danger = use.has("-B", "--delete-bootnum", "-b") && has(texts(use.raw), "-B", "--delete-bootnum")
	case "softwareupdate":
		e.danger = has(texts(use.raw), "off")
	case "killall", "pkill":
		if n := len(use.operands); n > 0 && has([]string{use.operands[n-1].text}, ".", ".*", "", "^") {
			e.danger = true
		}
		for _, f := range use.raw {
			if has([]string{f.text}, "loginwindow", "WindowServer", "systemd", "init", "launchd", "gdm", "Xorg", "gnome-shell", "sshd") {
				e.danger = true
			}
		}
	case "npm config set", "npm config", "npm set":
		if has(texts(use.raw), "strict-ssl") && has(texts(use.raw), "false") || has(texts(use.raw), "strict-ssl=false") {
			w.note(effect{kind: utilities.Settings, target: targetNone, at: e.at, danger: true, utility: "npm config"})
		}
	case "terraform apply", "tofu apply":
		if use.has("-destroy") || has(texts(use.raw), "-destroy", "--destroy") {
			e.utility = "terraform destroy"
		}
	case "setenforce":
		e.danger = len(use.operands) > 0 && has([]string{use.operands[0].text}, "0", "Permissive", "permissive")
	case "tmux send-keys", "tmux send", "screen":
		if n := len(use.operands); n > 0 && (use.operands[n-1].text == "Enter" || use.operands[n-1].text == "C-m") {
			var list []string
			for _, o := range use.operands[:n-1] {
				list = append(list, o.text)
			}
			w.code(strings.Join(list, " "), e.at, sc.sub())
		}
	case "nc", "ncat", "netcat", "socat", "redis-cli":
		if use.u.Name() == "socat" {
			w.addresses(use, sc)
		}
		w.fedRedis(e, use, in)
		for _, f := range use.raw {
			if handsShell.MatchString(f.text) || shellPath.MatchString(f.text) && use.has("-e", "--exec", "-c", "--sh-exec") {
				w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: f.at, id: "reverse-shell"})
			}
		}
	case "java":
		if v, ok := use.value("-jar"); ok {
			w.unknown(v.at, "script", "what the program "+shown(v.text)+" does isn't known")
		}
	case "tee":
		for _, o := range use.operands {
			sc.files[path.Clean(o.text)] = in
			if strings.Contains(o.text, "cron") && in.known {
				w.cronLines(in.text, o.at, strings.HasPrefix(o.text, "/etc/cron"), sc)
			}
		}
	case "tar", "bsdtar", "gtar":
		if use.has("-c", "--create", "-r", "--append", "-u", "--update") {
			for i, f := range use.flags {
				if has(f.flag.Names, "-f", "--file") && f.value != nil && f.value.text != "-" {
					w.touch(effect{kind: utilities.Overwrites, at: f.value.at, utility: "tar"}, *f.value, sc)
					use.flags[i].value = nil
				}
			}
		}
		for _, f := range use.flags {
			if f.value == nil {
				continue
			}
			if has(f.flag.Names, "--to-command") && shellPath.MatchString(f.value.text) {
				w.script(in, f.at, sc) // each file of the archive is code
			}
			if _, command, found := strings.Cut(f.value.text, "exec="); found && strings.HasPrefix(f.flag.Names[0], "--checkpoint") {
				w.code(command, f.at, sc.sub())
			}
		}
	case "docker run", "podman run", "docker create", "docker container run":
		for to, from := range mounts(*use) {
			if from == "/" || strings.HasSuffix(from, "docker.sock") || to == "" {
				w.note(effect{kind: utilities.Privilege, target: targetNone, at: e.at, utility: use.u.Name(), danger: true})
			}
		}
		if v, ok := use.value("--pid"); ok && v.text == "host" && use.has("--privileged") {
			w.note(effect{kind: utilities.Privilege, target: targetNone, at: e.at, utility: use.u.Name(), danger: true})
		}
	case "kubectl delete", "oc delete":
		switch {
		case len(use.operands) > 0 && has([]string{use.operands[0].text}, "pod", "pods", "po", "job", "jobs", "cm", "configmap", "rs", "replicaset", "event", "events") && !use.has("--all", "-A", "--all-namespaces"):
			e.id = "pod"
		case len(use.operands) > 0 && has([]string{use.operands[0].text}, "namespace", "namespaces", "ns", "node", "nodes", "crd", "pv") || use.has("-A", "--all-namespaces") && use.has("--all") || in.isPaths:
			e.id = "whole"
		default:
			e.danger = true
		}
	case "systemctl stop", "systemctl disable", "systemctl mask", "service", "launchctl unload", "launchctl disable", "launchctl bootout":
		for _, o := range use.raw {
			e.danger = e.danger || strings.HasPrefix(o.text, "/System/Library/")
			if guards.MatchString(o.text) && !has([]string{o.text}, "start", "restart", "status") {
				e.danger = true
			}
		}
	case "sysctl":
		for _, o := range use.raw {
			if strings.Contains(o.text, "=") && o.text[0] != '-' {
				w.note(effect{kind: utilities.Settings, target: targetNone, at: o.at, utility: "sysctl", danger: true})
			}
		}
	case "nvram":
		for _, o := range use.raw {
			e.danger = e.danger || strings.Contains(o.text, "=")
		}
	case "defaults write", "defaults delete":
		for _, o := range use.raw {
			if sensitive.MatchString(o.text) || use.u.Name() == "defaults delete" && has([]string{o.text}, "-g", "NSGlobalDomain", "-globalDomain") {
				e.danger = true
			}
		}
	case "spctl":
		for _, o := range use.raw {
			if has([]string{o.text}, "--master-disable", "--global-disable", "--disable") {
				w.note(effect{kind: utilities.Settings, target: targetNone, at: o.at, utility: "spctl", danger: true})
			}
		}
	case "nano", "pico", "vim", "vi", "nvim", "emacs", "code", "subl", "ed", "ex", "micro", "gedit":
		if !w.scripted {
			e.id = "by-hand"
		}
	case "crontab":
		if len(use.operands) == 1 && use.operands[0].text == "/dev/null" {
			e.danger = true
		}
	case "cp", "install":
		if len(use.operands) == 2 && strings.HasPrefix(use.operands[0].text, "/dev/") && nulls.MatchString(use.operands[0].text) {
			e.emptied = true
		}
	case "mv":
		if last := len(use.operands) - 1; last > 0 && use.operands[last].text == "/dev/null" {
			for i := range use.operands[:last] {
				use.operands[i].role = utilities.Delete
			}
			e.recursive = true
		}
	case "rsync":
		if e.danger {
			e.recursive = true
		}
	case "grep", "egrep", "rg", "ag", "zgrep":
		if len(use.operands) > 1 && (e.recursive || use.u.Name() == "rg") && secretName.MatchString(use.operands[0].text) {
			for _, o := range use.operands[1:] {
				if t := locate(o.text, sc.cwd).target; t == targetSystem || t == targetRoot || t == targetHome {
					w.note(effect{kind: utilities.Credentials, target: targetNone, at: o.at, utility: use.u.Name(), danger: true})
				}
			}
		}
	case "curl", "wget":
		for _, f := range use.raw {
			if strings.Contains(f.text, "169.254.169.254") && strings.Contains(f.text, "credentials") {
				w.note(effect{kind: utilities.Credentials, target: targetNone, at: f.at, utility: use.u.Name(), danger: true})
			}
		}
		if v, ok := use.value("-X", "--request"); ok && v.text == "DELETE" {
			for _, f := range use.raw {
				if strings.HasSuffix(f.text, "/_all") || strings.HasSuffix(f.text, "/*") {
					w.note(effect{kind: utilities.Containers, target: targetNone, at: f.at, utility: "curl", id: "whole"})
				}
				if strings.Contains(f.text, "/*") || strings.HasSuffix(f.text, "_all") || strings.HasSuffix(f.text, "*") {
					w.note(effect{kind: utilities.Containers, target: targetNone, at: f.at, utility: "curl", all: true})
				}
			}
			w.note(effect{kind: utilities.Containers, target: targetNone, at: e.at, utility: "curl"})
		}
		for _, f := range use.flags {
			if f.value == nil {
				continue
			}
			if name, found := strings.CutPrefix(f.value.text, "@"); found && isSecret(name, sc) {
				w.note(effect{kind: utilities.NetworkOut, target: targetSecret, at: f.at, utility: use.u.Name()})
			}
			if f.value.text == "@-" && in.secret {
				w.note(effect{kind: utilities.NetworkOut, target: targetSecret, at: f.at, utility: use.u.Name()})
			}
		}
	case "dd":
		if from, ok := use.value("if"); ok && has([]string{from.text}, "/dev/zero", "/dev/urandom", "/dev/random") && !use.has("count") {
			e.id, e.danger = "fills-disk", true
		}
		for _, f := range use.flags {
			if f.name == "of" && f.value != nil && devices.MatchString(f.value.text) {
				w.note(effect{kind: utilities.Devices, target: targetDevice, path: f.value.text, at: f.at, utility: "dd"})
			}
		}
	}
	w.packageProgram(use, sc, in)
	w.packages(e, use)
	switch name := first(use.u.Name()); name {
	case "dscl", "vault":
		for _, o := range use.raw {
			if has([]string{o.text}, "-delete", "delete", "destroy") || strings.HasPrefix(o.text, "/Groups/admin") {
				e.danger = true
			}
		}
	case "python", "python3":
		if v, ok := use.value("-m"); ok && has([]string{v.text}, "venv", "pip", "ensurepip", "virtualenv") {
			w.note(effect{kind: utilities.Writes, target: targetNone, at: v.at, utility: name})
		}
	}
	for _, f := range use.raw {
		if powerful.MatchString(f.text) && (len(use.u.Effects) > 0 || use.u.Name() == "adduser" || use.u.Name() == "gpasswd") {
			e.danger = true
		}
		if f.from != nil || f.dynamic() && strings.Trim(f.text, unknown) == "" {
			e.all = e.all || has(effectNames(use.u.Effects), "container")
		}
	}
	if nets.MatchString(first(use.u.Name())) {
		for i, f := range use.raw {
			accepts := f.text == "ACCEPT" && i > 0 && has(texts(use.raw), "-P", "--policy")
			if accepts || has([]string{f.text}, "down", "flush", "disable", "reset", "-F", "--flush", "-X", "--delete-chain", "--panic-on", "-r", "--remove") {
				e.danger = true
			}
		}
	}
	w.cloud(e, use)
	if first(use.u.Name()) == "redis-cli" {
		w.redis(use)
	}
	if name := use.u.Name(); name == "git" || strings.HasPrefix(name, "git ") {
		w.git(e, use, sc)
	}
	for _, f := range use.flags {
		if f.value != nil && has(f.flag.Names, "-f", "--file", "--makefile") && has([]string{use.u.Name()}, "awk", "gawk", "sed", "make", "psql", "jq") {
			w.scriptFile(*f.value, use.u.Name(), sc)
		}
	}
}

func effectNames(list []utilities.Effect) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = string(e)
	}
	return out
}

var (
	guards    = expr(`(?i)^(firewalld|ufw|iptables|nftables|apparmor|auditd|fail2ban|ssh|sshd|systemd-(networkd|resolved|journald|logind)|NetworkManager|networking|selinux|clamav.*|crowdstrike.*|falcon-sensor|com\.apple\.(alf|mrt|XProtect|syspolicy).*|.*(mrt|alf|XProtect|syspolicyd).*\.plist)(\.service|\.socket)?$`)
	sensitive = expr(`^(LoginHook|LogoutHook|globalstate|LSQuarantine|DisableLibraryValidation|GKAutoRearm)$`)
	powerful  = expr(`(^|[,=/])(sudo|wheel|admin|admins|cluster-admin|Owner|AdministratorAccess|roles/(owner|editor)|allUsers(:.*)?|public-read(-write)?|0\.0\.0\.0/0|-admin|NOPASSWD.*)($|[,:])`)
	nets      = expr(`^(ip|ifconfig|nmcli|ufw|ip6?tables|nft|firewall-cmd|modprobe|rmmod|pfctl|networksetup)$`)
	clouds    = expr(`^(aws|gcloud|az|heroku|firebase|flyctl|fly|doctl|wrangler|vercel|netlify|ibmcloud|oci|linode-cli|hcloud|scw|eksctl|vault|influx|diskutil|loginctl)$`)
	endings   = expr(`(?i)(^|[:.-])(destroy|delete|purge|terminate|close-account|schedule-key-deletion|deletion|reset|wipe|remove|drop|zeroDisk|randomDisk|secureErase|poweroff|halt|reboot)([:.-]|$)`)
	readings  = expr(`(?i)(^|[:.-])(list|ls|describe|get|show|info|status|logs?|whoami|version|help|view|tail|read|config)([:.-]|$|s$)`)
)

// addresses notes the files that socat writes.
func (w *walker) addresses(use *usage, sc *scope) {
	for i, o := range use.operands {
		if kind, name, found := strings.Cut(o.text, ":"); found && i > 0 && has([]string{strings.ToUpper(kind)}, "OPEN", "CREATE", "CREAT", "FILE", "GOPEN") {
			name, _, _ = strings.Cut(name, ",")
			w.touch(effect{kind: utilities.Overwrites, at: o.at, utility: "socat"}, field{text: name, at: o.at}, sc)
		}
	}
}
