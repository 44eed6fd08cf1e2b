package core

import (
	"slices"
	"testing"

	"caro/core/backend"
	"caro/core/gate"
	"caro/core/prompt"
)

func TestMissed(t *testing.T) {
	for _, test := range []struct{ query, command, want string }{
		// What is named is there, in one form or another.
		{"list files in ~/Downloads", "ls ~/Downloads", ""},
		{"list files in ~/Downloads", `ls "$HOME/Downloads"`, ""},
		{"list files in ~/Downloads", "ls ${HOME}/Downloads/*", ""},
		{"find big files under /var/log", "find /var/log -size +100M", ""},
		{"find big files under /var/log/", "du -ah /var/log | sort -rh", ""},
		{"count the lines of notes.txt", "wc -l notes.txt", ""},
		{"count the lines of notes.txt", "wc -l *.txt", ""},
		{"count the lines of notes.txt", "wc -l ./notes.txt", ""},
		{"count lines in the file 'my notes.txt'", `wc -l "my notes.txt"`, ""},
		{"convert video.mov to mp4", "ffmpeg -i video.mov video.mp4", ""},
		{"rename a.txt to b.txt", "mv {a,b}.txt", ""},
		{"create file1.txt to file5.txt", "touch file{1..5}.txt", ""},
		{"remove 1.txt to 10.txt", "rm {1..10}.txt", ""},
		{"save it as report.pdf", "pandoc x.md -o report.pdf", ""},
		{"show src/main.go", "cat src/main.go", ""},
		{"what is in the src/lib folder", "ls src/lib", ""},
		{"unpack a.tar.gz into /opt/app", "tar -xzf a.tar.gz -C /opt/app", ""},
		{"list what is in my Downloads folder", "ls -la ~/Downloads", ""},
		{"list pictures on my desktop", "find ~/Desktop -name '*.jpg'", ""},
		{"how large is my Videos folder", "du -sh ~/Movies", ""},
		{"delete ../old.log", "rm ../old.log", ""},
		{"list files in /etc", "cd /etc && ls", ""},
		{"list files in /etc", "(cd /etc; ls)", ""},
		{"which process writes to /var/log/app.log", "lsof /var/log/app.log", ""},
		// What looks like a path and is none.
		{"show the disk usage of /", "df -h", ""},
		{"download https://example.com/files/a.zip", "curl -LO https://example.com/files/a.zip", ""},
		{"copy it to me@example.com:/srv/www", "scp x me@example.com:/srv/www", ""},
		{"ping example.com", "ping example.com", ""},
		{"install node.js", "sudo apt install nodejs", ""},
		{"show read/write speed", "iostat", ""},
		{"list all .txt files", "find . -name '*.txt'", ""},
		{"find files with an extension like a.txt", "find . -name '*.log'", ""},
		{"scan 10.0.0.0/24", "nmap -sn 10.0.0.0/24", ""},
		{"how many downloads failed", "grep -c failed log", ""},
		{"play some music", "mpg123 *.mp3", ""},
		{"replace /foo/ with bar everywhere", "sed -i 's/foo/bar/' *", ""},
		{"show my documents", "ls ~/Documents", ""},
		{"update to version 1.2.3", "brew upgrade", ""},
		{"what time is it", "date", ""},
		// What is missing.
		{"find files larger than 1 GB in ~/Downloads", "find . -size +1G", "the request names ~/Downloads, the command doesn't"},
		{"find big files under /var/log", "find . -size +100M", "the request names /var/log, the command doesn't"},
		{"delete .tmp files in /tmp", "find . -name '*.tmp' -delete", "the request names /tmp, the command doesn't"},
		{"count the lines of notes.txt", "wc -l readme.md", "the request names notes.txt, the command doesn't"},
		{"copy notes.txt to ~/Documents", "cp notes.txt .", "the request names ~/Documents, the command doesn't"},
		{"list what is in my Downloads folder", "ls -la", "the request names Downloads, the command doesn't"},
		{"list files in Downloads", "ls", "the request names Downloads, the command doesn't"},
		{"show the pictures folder by size", "du -sh *", "the request names pictures, the command doesn't"},
		{"list everything in the src/lib directory", "ls", "the request names src/lib, the command doesn't"},
		{"compare a.json with b.json", "cat *.yaml", "the request names a.json and b.json, the command doesn't"},
		{"delete ./build/out", "rm -r target", "the request names ./build/out, the command doesn't"},
		{"what is the size of /var/log and /var/cache?", "du -sh /var/log", "the request names /var/cache, the command doesn't"},
		{"list files in /data", "ls *", "the request names /data, the command doesn't"},
	} {
		if got := missed(test.query, test.command); got != test.want {
			t.Errorf("%q with %q: %q, want %q", test.query, test.command, got, test.want)
		}
	}
}

// TestReadForAnotherSystem: an answer that was written for Linux comes out as macOS has
// it, judged as it comes out, and what the request names is looked for there.
func TestReadForAnotherSystem(t *testing.T) {
	mac := prompt.Target{OS: "macos", Flavour: "bsd", Packages: "brew"}
	for _, test := range []struct {
		query, text, command string
		repaired             bool
		notes                []string
	}{
		{"replace a by b in notes.txt", "sed -i 's/a/b/' notes.txt", "sed -i '' 's/a/b/' notes.txt", true, []string{"sed -i wants a suffix on macOS: '' keeps no copy"}},
		{"replace a by b in notes.txt", "sed -i 's/a/b/' x.txt", "sed -i '' 's/a/b/' x.txt", true,
			[]string{"sed -i wants a suffix on macOS: '' keeps no copy", "the request names notes.txt, the command doesn't"}},
		{"install jq", "sudo apt install jq", "brew install jq", true, []string{"Homebrew installs on macOS, without sudo"}},
		{"list files in /etc", "ls /etc", "ls /etc", false, nil},
	} {
		answer := newAnswer(test.query, "m")
		new(Assistant).read(&answer, backend.Result{Text: "```bash\n" + test.text + "\n```", Stop: backend.StopEnd}, mac, gate.SafetyModerate)
		if answer.Command != test.command || answer.Repaired != test.repaired || !slices.Equal(answer.Notes, test.notes) && len(test.notes)+len(answer.Notes) > 0 {
			t.Errorf("%s: %q, repaired %v, notes %q", test.text, answer.Command, answer.Repaired, answer.Notes)
		}
		if answer.Blocked || answer.Risk.Level == gate.LevelUnknown {
			t.Errorf("%s: blocked %v, %s", test.text, answer.Blocked, answer.Risk.Level)
		}
	}
}
