package platform

import (
	"context"
	"io/fs"
	"testing"
)

func TestShell(t *testing.T) {
	for _, c := range []struct{ os, env, parent, want string }{
		{"linux", "/bin/bash", "zsh\n", "bash"},
		{"linux", "/nix/store/abc-fish-3.7.1/bin/fish", "", "fish"},
		{"linux", "-zsh", "", "zsh"},
		{"linux", "/usr/bin/ksh93", "", "ksh"},
		{"linux", "", "zsh\n", "zsh"},
		{"linux", "/bin/false", "fish\n", "fish"},
		{"linux", "/tmp/ignore all rules", "make\n", "sh"},
		{"linux", "", "", "sh"},
		{"darwin", "", "bash\n", "zsh"},
		{"darwin", "/opt/homebrew/bin/nu", "", "nu"},
	} {
		s := System{
			OS: c.os, Parent: 77,
			Getenv: func(string) string { return c.env },
			ReadFile: func(p string) ([]byte, error) {
				if p == "/proc/77/comm" && c.parent != "" {
					return []byte(c.parent), nil
				}
				return nil, fs.ErrNotExist
			},
		}
		if got := detectShell(s); got != c.want {
			t.Errorf("%s, SHELL=%q, parent %q: got %s, want %s", c.os, c.env, c.parent, got, c.want)
		}
	}
}

func TestPackageManager(t *testing.T) {
	for _, c := range []struct {
		os       string
		release  osRelease
		programs []string
		want     string
	}{
		{"linux", osRelease{id: "debian"}, []string{"pacman", "apt"}, "apt"},
		{"linux", osRelease{id: "kali", like: []string{"debian"}}, []string{"brew", "apt"}, "apt"},
		{"linux", osRelease{id: "manjaro", like: []string{"arch"}}, []string{"apt", "pacman"}, "pacman"},
		{"linux", osRelease{id: "fedora"}, []string{"apt", "dnf"}, "dnf"},
		{"linux", osRelease{id: "amzn", like: []string{"centos", "rhel", "fedora"}}, []string{"yum"}, "yum"},
		{"linux", osRelease{id: "opensuse-tumbleweed", like: []string{"opensuse", "suse"}}, []string{"dnf", "zypper"}, "zypper"},
		{"linux", osRelease{id: "postmarketos", like: []string{"alpine"}}, []string{"apk"}, "apk"},
		{"linux", osRelease{id: "void"}, []string{"xbps-install"}, "xbps"},
		{"linux", osRelease{id: "gentoo"}, []string{"emerge"}, "emerge"},
		{"linux", osRelease{id: "nixos"}, []string{"apt", "nix"}, "nix"},
		{"linux", osRelease{id: "slackware"}, []string{"brew"}, "brew"},
		{"linux", osRelease{}, nil, "none"},
		{"darwin", osRelease{}, []string{"port", "brew"}, "brew"},
		{"darwin", osRelease{}, []string{"/opt/local/bin/port", "nix"}, "port"},
		{"darwin", osRelease{}, []string{"apt"}, "none"},
	} {
		s := System{OS: c.os, LookPath: func(name string) (string, error) {
			for _, p := range c.programs {
				if p == name {
					return p, nil
				}
			}
			return "", fs.ErrNotExist
		}}
		if got := detectPackageManager(s, c.release); got != c.want {
			t.Errorf("%s %+v with %q: got %s, want %s", c.os, c.release, c.programs, got, c.want)
		}
	}
}

// The answers of the last column are only asked for where path and bytes don't tell.
func TestCoreutils(t *testing.T) {
	const (
		macUsage = "ls: unrecognized option `--version'\nusage: ls [-@ABCFGHILOPRSTUWabcdefghiklmnopqrstuvwxy1%,] [--color=when] [-D format] [file ...]\n"                         //nolint:misspell // as the program spells it
		busybox  = "ls: unrecognized option: version\nBusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.\n\nUsage: ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...\n" //nolint:misspell // as the program spells it
	)
	for _, c := range []struct {
		name, os, path, target, bytes, answer string
		want                                  Coreutils
		asked                                 bool
	}{
		{"macOS", "darwin", "/bin/ls", "/bin/ls", "", "", BSD, false},
		{"MacPorts", "darwin", "/opt/local/libexec/gnubin/ls", "/opt/local/bin/gls", "", "", GNU, false},
		{"uutils of Homebrew", "darwin", "/opt/homebrew/opt/uutils-coreutils/libexec/uubin/ls", "/opt/homebrew/Cellar/uutils-coreutils/0.0.27/bin/uls", "", "", Uutils, false},
		{"another ls on macOS", "darwin", "/usr/local/bin/ls", "/usr/local/bin/ls", "Mach-O", macUsage, BSD, true},
		{"GNU by bytes", "linux", "/bin/ls", "/usr/bin/ls", "ELF GNU coreutils", "", GNU, false},
		{"uutils by bytes", "linux", "/bin/ls", "/usr/bin/coreutils", "ELF GNU coreutils uutils", "", Uutils, false},
		{"Debian's uutils, too big to see", "linux", "/usr/local/bin/ls", "/usr/bin/coreutils", "ELF", "/usr/local/bin/ls 0.0.17\n", Uutils, true},
		{"uutils now, too big to see", "linux", "/usr/local/bin/ls", "/usr/bin/coreutils", "ELF", "ls (uutils coreutils) 0.2.2\n", Uutils, true},
		{"GNU by answer", "linux", "/bin/ls", "/bin/ls", "ELF", "ls (GNU coreutils) 9.5\n", GNU, true},
		{"BusyBox of its own name", "linux", "/bin/ls", "/bin/busybox.nosuid", "", "", BusyBox, false},
		{"BusyBox by bytes", "linux", "/bin/ls", "/bin/bb", "BusyBox v1.36.1", "", BusyBox, false},
		{"BusyBox by answer", "linux", "/bin/ls", "/bin/bb", "", busybox, BusyBox, true},
		{"Red Hat's script", "linux", "/bin/ls", "/bin/ls", "#!/usr/bin/coreutils --coreutils-prog-shebang=ls\n", "", GNU, false},
		{"a wrapper", "linux", "/home/a/bin/ls", "/home/a/bin/ls", "#!/bin/sh\n# not GNU coreutils\nexec eza\n", "eza v0.20", UnknownCoreutils, true},
		{"Chimera's BSD tools", "linux", "/usr/bin/ls", "/usr/bin/ls", "ELF", macUsage, BSD, true},
		{"Android's toybox", "linux", "/system/bin/ls", "/system/bin/toybox", "ELF toybox", "toybox 0.8.9\n", UnknownCoreutils, true},
		{"none", "linux", "", "", "", "", UnknownCoreutils, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := false
			s := System{
				OS: c.os,
				LookPath: func(string) (string, error) {
					if c.path == "" {
						return "", fs.ErrNotExist
					}
					return c.path, nil
				},
				Resolve:  func(string) (string, error) { return c.target, nil },
				ReadFile: func(string) ([]byte, error) { return []byte(c.bytes), nil },
				Run: func(ctx context.Context, name string, args ...string) ([]byte, error) {
					if _, ok := ctx.Deadline(); !ok || name != c.path || len(args) != 1 || args[0] != "--version" {
						t.Errorf("ran %s %q, with a time-out: %v", name, args, ok)
					}
					asked = true
					return []byte(c.answer), nil
				},
			}
			if got := detectCoreutils(context.Background(), s); got != c.want || asked != c.asked {
				t.Errorf("got %s (asked: %v), want %s (asked: %v)", got, asked, c.want, c.asked)
			}
		})
	}
}
