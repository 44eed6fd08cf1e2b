package shell

import (
	"path"
	"slices"
	"strings"
)

// Target is what a path is to a person.
type Target string

// The targets.
const (
	targetNone      Target = "none"        // no path
	targetAll       Target = "all"         // all processes, all of the machine
	targetRoot      Target = "root"        // / or all in it
	targetSystem    Target = "system"      // a folder of the system itself
	targetFile      Target = "system-file" // one without which a system doesn't start
	targetInSystem  Target = "in-system"
	targetLocal     Target = "local"    // what a machine's owner has put there: /usr/local, /opt, /srv
	targetHome      Target = "home"     // a person's home folder, or all in it
	targetPersonal  Target = "personal" // a folder of a person's things, such as ~/Documents or ~/.ssh
	targetInHome    Target = "in-home"
	targetStartup   Target = "startup" // a file that runs something later: ~/.bashrc, a crontab, a launch agent
	targetSecret    Target = "secret"  // keys and passwords
	targetWork      Target = "work"    // the working folder itself, or all in it
	targetParent    Target = "parent"  // above the working folder
	targetInWork    Target = "in-work"
	targetBuild     Target = "build"      // what a build makes anew: node_modules, dist, __pycache__
	targetRepo      Target = "repository" // .git
	targetTemporary Target = "temporary"
	targetDevice    Target = "device"
	targetMount     Target = "mount"
	targetRemote    Target = "remote"
	targetNull      Target = "null" // /dev/null, a terminal
	targetLost      Target = "unresolved"
	// targetEmpty is all below / where a variable that isn't known is empty.
	targetEmpty Target = "unresolved-root"
)

// systemFolders are those whose loss costs the system.
var systemFolders = []string{
	"/bin", "/sbin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/root", "/run", "/sys", "/usr", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/share",
	"/var", "/var/lib", "/var/lib/dpkg", "/var/db", "/home", "/Users", "/System", "/System/Library", "/Library", "/private", "/private/etc", "/private/var",
	"/usr/lib/systemd", "/etc/systemd", "/etc/pam.d", "/boot/efi", "/boot/grub", "/nix", "/usr/lib64", "/usr/libexec", "/sys/firmware/efi/efivars",
}

// localFolders are those that a machine's owner fills.
var localFolders = []string{"/usr/local", "/opt", "/srv", "/var/www", "/Applications", "/snap", "/var/log", "/var/cache", "/var/spool", "/usr/src"}

// systemFiles are those without which a system doesn't start, or nobody can log in.
var systemFiles = []string{
	"/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/sudoers", "/etc/fstab", "/etc/master.passwd", "/etc/inittab", "/etc/ld.so.conf", "/etc/pam.conf",
	"/etc/ld.so.preload", "/proc/sysrq-trigger", "/proc/sys/kernel/sysrq", "/dev/mem", "/dev/kmem", "/dev/port",
}

var (
	startupFiles = expr(`^(~/\.(bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|kshrc|cshrc|login|xinitrc|xprofile|xsession|config/fish/config\.fish|config/autostart(/.*)?|config/systemd/user(/.*)?|local/share/systemd/user(/.*)?|ssh/rc|ssh/authorized_keys2?)|~/Library/Launch(Agents|Daemons)(/.*)?|/Library/Launch(Agents|Daemons)(/.*)?|/System/Library/Launch(Agents|Daemons)(/.*)?|/etc/(cron[^/]*(/.*)?|rc\.local|rc\.d(/.*)?|init\.d(/.*)?|systemd/system(/.*)?|profile|profile\.d(/.*)?|bash\.bashrc|bashrc|zshrc|zshenv|zsh/.*|environment|xdg/autostart(/.*)?|udev/rules\.d(/.*)?|update-motd\.d(/.*)?|periodic(/.*)?|ld\.so\.preload|sudoers\.d(/.*)?)|/usr/lib/systemd/system(/.*)?|/lib/systemd/system(/.*)?|/var/spool/cron(/.*)?|/usr/lib/cron(/.*)?|/root/\.(ssh/authorized_keys2?|bashrc|profile|zshrc)|.*/\.git/hooks/.*|\.git/hooks/.*|.*/\.ssh/authorized_keys2?)$`)
	secretFiles  = expr(`(^|/)(\.ssh/(id_[a-z0-9*?]+|\*|identity|.*\.pem|config)?$|id_(rsa|dsa|ecdsa|ed25519)$|\.aws/credentials|\.aws/?$|\.gnupg(/|$)|\.netrc$|\.pgpass$|\.my\.cnf$|\.npmrc$|\.pypirc$|\.docker/config\.json$|\.kube/config$|\.git-credentials$|\.config/gcloud(/|$)|\.azure(/|$)|\.password-store(/|$)|Library/Keychains(/|$)|\.config/gh/hosts\.yml$|\.bash_history$|\.zsh_history$|\.vault-token$|\.terraform\.d/credentials|[^/]*\.(pem|p12|pfx|kdbx|keychain(-db)?)$)|^/etc/(shadow|gshadow|sudoers|master\.passwd|ssh/ssh_host_[a-z0-9]+_key)$|Cookies$|Login Data$|logins\.json$|key4\.db$|wallet\.dat$`)
	// traces are logs of who did what.
	traces = expr(`^/var/log/(auth\.log|secure|wtmp|btmp|lastlog|audit(/.*)?)$`)
	// keyFile is one that a person makes in a folder of work, too.
	keyFile  = expr(`\.(pem|p12|pfx|kdbx)$`)
	devices  = expr(`^/dev/((r?disk|sd|hd|vd|xvd|nvme|mmcblk|md|dm-|loop|mapper/|disk/|nbd|sr|zd|ada|da|nvd|vg|ubuntu-vg|root|block/|fd[0-9]*$|mtd|ram)[^ ]*|sd|nvme|\*|\?.*)$`)
	homes    = expr(`^/(home|Users)/[^/]+$|^/root$|^/var/root$`)
	builds   = expr(`^(node_modules|bower_components|dist|build|Build|out|output|target|bin|obj|_build|cmake-build-[a-z]+|\.?venv|env|virtualenv|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|\.cache|cache|caches|Caches|\.next|\.nuxt|\.turbo|\.parcel-cache|\.gradle|\.eggs|[^/]*\.egg-info|coverage|htmlcov|\.nyc_output|\.coverage|DerivedData|Pods|vendor|\.terraform|\.sass-cache|\.svelte-kit|\.angular|\.vite|storybook-static|site|public|_site|tmp|temp|\.tmp|logs?|\.DS_Store|Thumbs\.db|[^/]*\.(o|a|pyc|pyo|pyd|class|tmp|temp|log(\.[0-9*]+)?(\.gz)?|bak|swp|swo|old|orig|rej|cache|lock|pid|aux|toc|dmg|part|crdownload|download|~)|[^/]*~|\.nfs\*|core|\.ipynb_checkpoints|\.idea|\.vscode|test-results|playwright-report|release|debug|Debug|Release|[a]rtifacts|generated|\.Trash|Trash|\.thumbnails|thumbnails)$`)
	personal = expr(`^~/(Documents|Desktop|Downloads|Pictures|Photos|Music|Movies|Videos|Public|Templates|Dropbox|OneDrive|Google Drive|iCloud[^/]*|Library/Mobile Documents|Library/(Application Support|Mail|Messages|Preferences|Keychains|Photos|Containers)|Library/Mobile Documents/.*|\.ssh|\.gnupg|\.config|\.local|\.local/share|\.aws|\.kube|\.mozilla|\.thunderbird|\.password-store|\.git|projects?|Projects?|code|Code|src|dev|Developer|work|Work|repos?|git|workspace|backups?|Backups?)$`)
	nulls    = expr(`^/dev/(null|zero|random|urandom|stdin|stdout|stderr|tty.*|pts/.*|fd/.*|console|full|ptmx|dsp|shm/.*)$`)
	remotes  = expr(`^([A-Za-z0-9_.-]+@)?[A-Za-z0-9_.-]+:|^[a-z][a-z0-9+.-]*://`)
)

// place is a path as far as it is known, with what it is.
type place struct {
	path   string
	target Target
	all    bool // all in the folder, or names that fit a pattern
}

// locate says what a path is to a person, seen from the working folder cwd.
func locate(text, cwd string) place {
	p := place{path: text}
	if text == "" {
		p.target = targetNone
		return p
	}
	// Behind a variable that may be empty, / is / itself.
	if rest, found := strings.CutPrefix(text, emptied); found {
		switch full := path.Clean(rest); {
		case rest == "":
			p.target = targetLost
			return p
		case strings.HasPrefix(rest, "/") && (full == "/" || isAll(full[1:]) || slices.Contains(systemFolders, full)):
			p.target, p.all = targetEmpty, true
			return p
		}
		text = unknown + rest
	}
	full := absolute(text, cwd)
	p.target, p.all = classify(full)
	return p
}

// absolute puts a relative path behind the working folder, where that is known.
func absolute(text, cwd string) string {
	switch {
	case strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~") || strings.HasPrefix(text, unknown):
	case cwd != "":
		text = cwd + "/" + text
	}
	cleaned := path.Clean(text)
	if strings.HasPrefix(text, "./"+unknown) {
		return "./" + cleaned
	}
	if cleaned == "~/.." {
		return "/home"
	}
	if strings.HasPrefix(cleaned, "/private/tmp") || strings.HasPrefix(cleaned, "/private/var/tmp") {
		return strings.TrimPrefix(cleaned, "/private")
	}
	return cleaned
}

// classify returns what a cleaned path is, and whether it stands for all in there.
func classify(full string) (t Target, all bool) {
	dir, base := path.Dir(full), path.Base(full)
	if isAll(base) && full != base && (strings.Trim(dir, "./") != "" || strings.Count(dir, "..") < 5) {
		t, _ = classify(dir)
		return t, true
	}
	wild := strings.ContainsAny(full, "*?[")
	switch {
	case strings.HasPrefix(full, "./"+unknown):
		return targetInWork, true
	case strings.HasPrefix(full, unknown):
		return targetLost, wild
	case strings.Contains(full, unknown):
		before, after, _ := strings.Cut(full, unknown)
		if before == "/" {
			return targetRoot, true
		}
		if before == "/dev/" {
			return targetDevice, false
		}
		if (before == "/home/" || before == "/Users/") && after == "" {
			return targetHome, false
		}
		if builds.MatchString(base) && !strings.Contains(base, unknown) {
			return targetBuild, wild
		}
		t, _ = classify(path.Dir(before + "x"))
		return inside(t), wild || t == targetHome || t == targetWork
	case full == "/":
		return targetRoot, false
	case nulls.MatchString(full):
		return targetNull, false
	case devices.MatchString(full):
		return targetDevice, false
	case slices.Contains(systemFiles, full) || path.Dir(full) == "/etc/pam.d":
		return targetFile, false
	case traces.MatchString(full):
		return targetInSystem, wild
	}
	tilde := full
	if m := homes.FindString(full); m != "" {
		return targetHome, false
	}
	for _, root := range []string{"/home/", "/Users/"} {
		if rest, found := strings.CutPrefix(full, root); found {
			if _, below, deeper := strings.Cut(rest, "/"); deeper {
				tilde = "~/" + below
			}
		}
	}
	if rest, found := strings.CutPrefix(full, "/root/"); found {
		tilde = "~/" + rest
	}
	switch {
	case startupFiles.MatchString(tilde) || startupFiles.MatchString(full):
		return targetStartup, wild
	case secretFiles.MatchString(tilde) && (strings.HasPrefix(tilde, "~") || strings.HasPrefix(tilde, "/") || !keyFile.MatchString(tilde)):
		return targetSecret, wild
	case tilde == "~/Library" || tilde == "~" || strings.HasPrefix(tilde, "~") && !strings.Contains(tilde, "/"):
		return targetHome, false
	case slices.Contains(localFolders, full) || wild && below(full, "/var/log"):
		return targetLocal, wild
	case builds.MatchString(base) && tilde != "/"+base && !slices.Contains(systemFolders, full) && !personal.MatchString(tilde):
		if below(full, "/etc") || below(full, "/usr") || below(full, "/boot") || below(full, "/System") || below(full, "/Library") || below(full, "/lib") {
			return targetInSystem, wild
		}
		return targetBuild, wild
	case firstBuild(full):
		return targetBuild, wild
	case base == ".git":
		return targetRepo, wild
	case personal.MatchString(tilde):
		return targetPersonal, false
	case strings.HasPrefix(tilde, "~/"):
		if strings.HasPrefix(tilde, "~/.cache/") || strings.HasPrefix(tilde, "~/Library/Caches/") || strings.HasPrefix(tilde, "~/.Trash") || strings.HasPrefix(tilde, "~/.local/share/Trash") {
			return targetBuild, wild
		}
		return targetInHome, wild
	case full == "/tmp" || full == "/var/tmp" || below(full, "/tmp") || below(full, "/var/tmp") || below(full, "/var/folders") || below(full, "/dev/shm"):
		return targetTemporary, wild
	case slices.Contains(systemFolders, full):
		return targetSystem, false
	case below(full, "/mnt") || below(full, "/media") || below(full, "/Volumes"):
		if strings.Count(full, "/") <= 2 {
			return targetMount, wild
		}
		return targetInHome, wild
	case below(full, "/dev"):
		return targetDevice, wild
	case slices.ContainsFunc(localFolders, func(folder string) bool { return full == folder || below(full, folder) }):
		return targetLocal, wild
	case strings.HasPrefix(full, "/"):
		for _, folder := range systemFolders {
			if below(full, folder) {
				return targetInSystem, wild
			}
		}
		if wild && strings.Count(full, "/") == 1 {
			return targetRoot, true
		}
		return targetInHome, wild // a folder of somebody's own, such as /data
	case full == "." || isAll(full):
		return targetWork, isAll(full)
	case full == ".." || strings.HasPrefix(full, "../"):
		if strings.Count(full, "..") >= 5 && strings.Trim(full, "./*") == "" {
			return targetRoot, wild // few folders lie deeper
		}
		if strings.Trim(full, "./*") == "" {
			return targetParent, wild
		}
		return targetInWork, wild
	}
	return targetInWork, wild
}

// isAll reports whether a name stands for all in a folder.
func isAll(name string) bool {
	switch name {
	case "*", ".*", "**", "*.*", ".[!.]*", ".??*", "{*,.*}", "..?*", ".[^.]*":
		return true
	}
	return false
}

// inside is the target of what lies in one.
func inside(t Target) Target {
	switch t {
	case targetRoot, targetSystem:
		return targetInSystem
	case targetHome, targetPersonal:
		return targetInHome
	case targetWork:
		return targetInWork
	case targetParent:
		return targetInWork
	}
	return t
}

func below(full, folder string) bool { return strings.HasPrefix(full, folder+"/") }

// firstBuild reports whether a path lies in a folder here that a build makes anew.
func firstBuild(full string) bool {
	top, rest, deeper := strings.Cut(strings.TrimPrefix(full, "./"), "/")
	return deeper && rest != "" && has([]string{top}, "target", "node_modules", "dist", "build", ".next", ".nuxt", ".venv", "venv", "__pycache__", ".gradle", ".tox", "DerivedData", "cmake-build-debug", "cmake-build-release", ".terraform", "coverage")
}
