package shell

import (
	"strings"
	"testing"

	"caro/core/utilities"
)

func TestRepair(t *testing.T) {
	for command, want := range map[string]string{
		"sed -i 's/a/b/' x.txt":                         "sed -i '' 's/a/b/' x.txt",
		"sed -i '' 's/a/b/' x.txt":                      "",
		"sed -i.bak 's/a/b/' x.txt":                     "",
		"du -h --max-depth=1 | sort -h":                 "du -h -d 1 | sort -h",
		"du -h --max-depth 2 .":                         "du -h -d 2 .",
		"ls --color=auto -l":                            "ls -G -l", //nolint:misspell // the flag's name
		"stat -c %s x.txt":                              "stat -f '%z' x.txt",
		"stat -c '%n %s' x.txt":                         "stat -f '%N %z' x.txt",
		"date -d '3 days ago' +%F":                      "date -v-3d +%F",
		"date -d yesterday":                             "date -v-1d",
		"date -d @1700000000":                           "date -r 1700000000",
		"ps aux --sort=-%mem | head":                    "ps aux -m | head",
		"md5sum x.iso":                                  "md5 -r x.iso",
		"cp --recursive a b":                            "cp -R a b",
		"echo 'sed -i s/a/b/ x'":                        "",
		"grep --recursive x .":                          "", // BSD's grep has long flags
		"git log --oneline":                             "",
		"sudo sed -i 's/a/b/' /etc/hosts && ls --all x": "sudo sed -i '' 's/a/b/' /etc/hosts && ls -a x",
	} {
		got := Look(command, Options{Version: utilities.BSD})
		if got.Repaired != want {
			t.Errorf("%s\nis repaired as %q\nwant          %q (%q)", command, got.Repaired, want, got.Notes)
		}
		if want == "" {
			continue
		}
		if again := Look(want, Options{Version: utilities.BSD}); again.Repaired != "" {
			t.Errorf("%s is repaired again: %s", want, again.Repaired)
		}
		if len(got.Notes) == 0 {
			t.Errorf("%s: nothing is said", command)
		}
	}
	for command, want := range map[string]string{
		"sed -i '' 's/a/b/' x.txt": "sed -i 's/a/b/' x.txt",
		"sed -i 's/a/b/' x.txt":    "",
		"cat x | pbcopy":           "cat x | xclip -selection clipboard",
		"du -h --max-depth=1":      "",
	} {
		if got := Look(command, Options{}); got.Repaired != want {
			t.Errorf("%s on Linux is repaired as %q, want %q", command, got.Repaired, want)
		}
	}
}

// TestForeign: what can't be put right is said.
func TestForeign(t *testing.T) {
	for command, want := range map[string]string{
		"grep -P 'a\\d' x":       "-P of grep",
		"find . -printf '%f\\n'": "-printf of find",
		"ls -l --time-style=iso": "--time-style of ls",
		"systemctl status nginx": "systemctl status is not there on macOS",
	} {
		if got := Look(command, Options{Version: utilities.BSD}); !strings.Contains(strings.Join(got.Notes, "\n"), want) {
			t.Errorf("%s: %q", command, got.Notes)
		}
	}
	for _, command := range []string{"ls -la", "grep -rn x .", "find . -type f", "tar xzf a.tgz", "git status"} {
		for _, v := range []utilities.Version{utilities.GNU, utilities.BSD} {
			if got := Look(command, Options{Version: v}); len(got.Notes) > 0 {
				t.Errorf("%s on %s: %q", command, v, got.Notes)
			}
		}
	}
}
