package platform

import "strings"

// noPackageManager is Machine.PackageManager where none was found.
const noPackageManager = "none"

// packageManager is a manager's name and the program that shows that it is there.
type packageManager struct{ name, program string }

var (
	// macManagers are also looked for in their homes: a program that launchd started has
	// a PATH without them.
	macManagers = []packageManager{
		{"brew", "brew"}, {"brew", "/opt/homebrew/bin/brew"}, {"brew", "/usr/local/bin/brew"},
		{"port", "port"}, {"port", "/opt/local/bin/port"},
		{"nix", "nix-env"}, {"nix", "nix"},
	}
	linuxManagers = []packageManager{
		{"apt", "apt"}, {"apt", "apt-get"},
		{"dnf", "dnf"}, {"yum", "yum"},
		{"pacman", "pacman"}, {"zypper", "zypper"}, {"apk", "apk"},
		{"xbps", "xbps-install"}, {"emerge", "emerge"},
		{"nix", "nix-env"}, {"nix", "nix"},
		{"brew", "brew"},
	}
	// nativeManagers gives the distribution's own one, by ID or ID_LIKE of os-release. It
	// is tried first: Fedora and Arch package a foreign apt, Debian a game called pacman.
	nativeManagers = map[string]string{
		"debian": "apt", "ubuntu": "apt",
		"fedora": "dnf", "rhel": "dnf", "centos": "dnf",
		"arch": "pacman", "suse": "zypper", "opensuse": "zypper",
		"alpine": "apk", "chimera": "apk", "wolfi": "apk",
		"void": "xbps", "gentoo": "emerge", "nixos": "nix",
	}
)

// detectPackageManager names what installs software here, by what is on PATH.
func detectPackageManager(s System, release osRelease) string {
	managers := linuxManagers
	if s.OS == "darwin" {
		managers = macManagers
	}
	for _, id := range append([]string{release.id}, release.like...) {
		native := nativeManagers[strings.ToLower(id)]
		for _, m := range managers {
			if m.name == native && onPath(s, m.program) {
				return m.name
			}
		}
	}
	for _, m := range managers {
		if onPath(s, m.program) {
			return m.name
		}
	}
	return noPackageManager
}

func onPath(s System, program string) bool {
	_, err := s.LookPath(program)
	return err == nil
}
