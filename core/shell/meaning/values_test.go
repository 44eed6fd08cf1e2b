package meaning

import "testing"

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern string
		flavour Flavour
		want    string
	}{
		{"error", Basic, "contain “error”"}, {`error\|warning`, Basic, "contain “error” or “warning”"}, {"error|warning", Extended, "contain “error” or “warning”"}, {"error|warning", Basic, "contain “error|warning”"},
		{"a.b", Fixed, "contain “a.b”"}, {"^#", Basic, "begin with “#”"}, {"^$", Basic, "are empty"}, {"^ *$", Basic, "are empty or blank"}, {`\.log$`, Basic, "end in “.log”"}, {"^x$", Basic, "are exactly “x”"}, {".", Basic, "aren't empty"},
		{"^(GET|POST)", Extended, "begin with “GET” or “POST”"}, {"^lib.*-dev$", Extended, "begin with “lib” and end in “-dev”"}, {"foo.*bar", Basic, "contain “foo” and later “bar”"}, {"[0-9]{4}-[0-9]{2}", Extended, "contain 4 digits, a dash, 2 digits"},
		{`\bTODO\b(?!:)`, Perl, "have the word “TODO”, not before a colon"}, {`\d+`, Perl, "contain one or more digits"}, {"https?://", Extended, "contain “http”, perhaps “s”, “://”"}, {"[^,]+,", Extended, "contain one or more characters other than commas, a comma"},
		{"[[:upper:]]{2,}", Extended, "contain at least 2 capitals"}, {"a+", Basic, "contain “a+”"}, {`a\+`, Basic, "contain one or more “a”"}, {"^a|b$", Extended, "begin with “a” or end in “b”"},
		// What isn't sure isn't said.
		{`\d`, Extended, ""}, {"[\\t]", Extended, ""}, {"(", Extended, ""}, {"[a", Basic, ""}, {"x*", Basic, ""}, {"", Basic, ""}, {"(?P<n>x)", Perl, ""}, {"a{2", Basic, "contain “a{2”"}, {`\x41`, Perl, ""}, {"**", Extended, ""},
	} {
		if got := Matches(c.pattern, c.flavour, true); got != c.want {
			t.Errorf("%s (%d): %q, want %q", c.pattern, c.flavour, got, c.want)
		}
	}
	for words, want := range map[string]string{"contain “a” or “b”": "don't contain “a” or “b”", "is empty": "isn't empty", "begin with “a” or end in “b”": "", "are empty or blank": "", "fit": ""} {
		if got := Negated(words); got != want {
			t.Errorf("the opposite of %q is %q", words, got)
		}
	}
}

func TestGlob(t *testing.T) {
	for pattern, want := range map[string]string{
		"*.log": "ends in “.log”", "report*": "begins with “report”", "*a*": "contains “a”", "IMG_*.jpg": "begins with “IMG_” and ends in “.jpg”", "???": "is exactly 3 characters", "a?": "is exactly “a”, any character", "[0-9].txt": "is exactly a digit, “.txt”",
		"x": "is exactly “x”", `\*.x`: "is exactly “*.x”", "*": "may be anything", "a*b*c?": "", "{a,b}*": "",
	} {
		if got := Glob(pattern, false); got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
	for pattern, want := range map[string]string{"*.log": "everything here whose name ends in “.log”", "*/": "every folder here", "/var/log/*": "everything in /var/log", "src/*/x": "", "plain": ""} {
		if got := Names(pattern); got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}

// words are functions from a text to words, by a name for the table.
var words = map[string]func(string) string{
	"size": func(s string) string { return FileSize(s, false) }, "size on BSD": func(s string) string { return FileSize(s, true) }, "days": func(s string) string { return Ago("changed", s, "day") }, "minutes": func(s string) string { return Ago("changed", s, "minute") },
	"type": FileType, "mode": Mode, "permission": PermissionTest, "mask": Mask, "date": DateForm, "cron": func(s string) string { when, _ := Cron(s); return when }, "fields": func(s string) string { return Chosen(s, "field") }, "key": SortKey, "set": TrSet,
	"signal": Signal, "head": func(s string) string { return Lines(false, s, "line") }, "tail": func(s string) string { return Lines(true, s, "line") }, "bytes": func(s string) string { return Lines(false, s, "byte") }, "printf": FindFormat, "git": GitFormat, "stat": StatFormat,
	"-L": func(s string) string { return Forward("L", s) }, "-R": func(s string) string { return Forward("R", s) }, "-D": func(s string) string { return Forward("D", s) }, "remote": Remote, "publish": Publish, "volume": Volume, "header": Header, "write-out": WriteOut, "ref": Ref,
	"clock": Clock, "filter": VideoFilter, "rate": Rate, "between": Between,
}

func TestValues(t *testing.T) {
	for _, c := range [][3]string{
		{"size", "+100M", "larger than 100 MiB"}, {"size", "-10k", "of at most 9 KiB"}, {"size", "-1M", "empty"}, {"size on BSD", "-10k", "smaller than 10 KiB"}, {"size", "5c", "of 5 bytes"}, {"size", "2", "of 1 KiB, rounded up"}, {"size", "0", "empty"}, {"size", "+0", "not empty"}, {"size", "x", ""},
		{"days", "-7", "changed within the last 7 days"}, {"days", "+90", "changed more than 90 days ago"}, {"days", "0", "changed within the last 24 hours"}, {"days", "-1", "changed within the last 24 hours"}, {"days", "3", "changed 3 days ago"}, {"days", "-2h", "changed within the last 2 hours"},
		{"minutes", "-60", "changed within the last hour"}, {"minutes", "+5", "changed more than 5 minutes ago"}, {"type", "f", "files"}, {"type", "f,l", "files and symbolic links"}, {"type", "q", ""},
		{"mode", "755", "the owner may read, write and run, all others may read and run"}, {"mode", "600", "only the owner may read and write"}, {"mode", "777", "everyone may read, write and run"}, {"mode", "640", "the owner may read and write, the group may read, others may do nothing"}, {"mode", "000", "nobody may do anything with it"},
		{"mode", "4755", "the owner may read, write and run, all others may read and run, it runs as its owner, whoever starts it"}, {"mode", "u+x", "let the owner run"}, {"mode", "+x", "let everyone run"}, {"mode", "a-w", "no longer let everyone write"}, {"mode", "go-rwx", "no longer let group and others read, write or run"},
		{"mode", "u=rw,go=r", "let the owner read and write, and nothing else, let group and others read, and nothing else"}, {"mode", "u+rwX", "let the owner read, write and enter folders"}, {"mode", "u+s", "have it run as its owner, whoever starts it"}, {"mode", "g+s", "have it run with its group, or what is made in it get its group"}, {"mode", "+s", ""}, {"mode", "o=", "take all rights from others"}, {"mode", "u=g", ""}, {"mode", "99", ""}, {"mode", "+", ""},
		{"permission", "644", "with exactly the permissions 644"}, {"permission", "-4000", "that run as their owner, whoever starts them"}, {"permission", "-o+w", "that everyone may write"}, {"permission", "/111", "that anyone may run"}, {"mask", "022", "only their owner may write new files"}, {"mask", "123", ""},
		{"date", "+%Y-%m-%d", "year-month-day, as in 2026-11-23"}, {"date", "+%H:%M", "hour:minute, as in 14:05"}, {"date", "%s", "seconds since 1970"}, {"date", "+%Y%m%d", "year month day, as in 20261123"}, {"date", "+%Q", ""}, {"date", "now", ""},
		{"cron", "0 3 * * * x", "every day at 3:00"}, {"cron", "*/5 * * * * x", "every 5 minutes"}, {"cron", "30 2 1 * * x", "on the 1st of each month at 2:30"}, {"cron", "0 9 * * 1-5 x y", "Monday to Friday at 9:00"}, {"cron", "0 0 * * 0 x", "every Sunday at 0:00"}, {"cron", "0 * * * * x", "every hour, on the hour"},
		{"cron", "*/10 8-18 * * 1-5 x", "every 10 minutes from 8:00 to 18:59, Monday to Friday"}, {"cron", "0 */6 * * * x", "every 6 hours, at minute 0"}, {"cron", "0 8,20 * * * x", "every day at 8:00 and 20:00"}, {"cron", "@reboot x", "when the machine starts"}, {"cron", "0 0 25 12 * x", "on 25 December at 0:00"},
		{"cron", "0 0 13 * 5 x", ""}, {"cron", "99 * * * * x", ""}, {"cron", "five words but no times x", ""}, {"cron", "* * * * *", ""},
		{"fields", "1,3", "fields 1 and 3"}, {"fields", "2-", "all from field 2 on"}, {"fields", "-3", "the first 3 fields"}, {"fields", "1,3-5", "fields 1 and 3 to 5"}, {"fields", "2", "field 2"}, {"fields", "a", ""},
		{"key", "2,2n", "field 2, as numbers"}, {"key", "3,3nr", "field 3, as numbers, in reverse"}, {"key", "2", "what begins at field 2"}, {"key", "1.3,1.5", "what lies from character 3 of field 1 to character 5 of field 1"}, {"key", "x", ""},
		{"set", "a-z", "small letters"}, {"set", "[:upper:]", "capitals"}, {"set", `\n`, "line ends"}, {"set", " ", "blanks"}, {"set", "aeiou", "“aeiou”"}, {"set", `\r\n`, "carriage returns and line ends"}, {"set", "[:odd:]", ""},
		{"signal", "-9", "end at once, without a chance to clean up"}, {"signal", "SIGHUP", "hang up (many then read their settings anew)"}, {"signal", "44", ""}, {"head", "5", "the first 5 lines"}, {"head", "-5", "all but the last 5 lines"}, {"head", "1", "the first line"}, {"tail", "+5", "all from line 5 on"}, {"tail", "+2", "all but the first line"}, {"tail", "20", "the last 20 lines"}, {"bytes", "1M", "the first 1 MiB"}, {"head", "x", ""},
		{"printf", `%s %p\n`, "size in bytes and path"}, {"printf", "%TY-%Tm %f", "time of the last change, time of the last change and name"}, {"git", "%h %an: %s", "short commit, author and subject"}, {"git", "%q", ""}, {"stat", "%s %n", "size in bytes and name"},
		{"-L", "8080:localhost:80", "port 8080 here leads to port 80 of the other machine itself"}, {"-L", "5433:db:5432", "port 5433 here leads to port 5432 of db, as seen from the other machine"}, {"-R", "8080:localhost:3000", "port 8080 of the other machine leads to port 3000 of this machine itself"},
		{"-R", "0.0.0.0:80:localhost:3000", "port 80 of the other machine, open to all machines, leads to port 3000 of this machine itself"}, {"-D", "1080", "a SOCKS proxy at port 1080 here, by way of the other machine"}, {"-L", "[::1]:80:h:22", "port 80 here (address [::1]) leads to port 22 of h, as seen from the other machine"}, {"-L", "x", ""},
		{"remote", "ann@host:/srv", "/srv on host, as ann"}, {"remote", "host:", "the home folder on host"}, {"remote", "/a:b", ""}, {"remote", "plain", ""}, {"remote", "https://x", ""}, {"publish", "8080:80", "port 8080 here leads to port 80 in the container"}, {"publish", "127.0.0.1:80:80", "port 80 here, for this machine alone, leads to port 80 in the container"},
		{"volume", "./data:/data:ro", "./data here is /data in the container, which can't change it"}, {"volume", "pg:/var/lib", "the volume pg is /var/lib in the container"}, {"volume", "x", ""},
		{"header", "Content-Type: application/json", "say that JSON is sent"}, {"header", "Authorization: Bearer x", "show a token, to be let in"}, {"header", "X-Odd: 1", ""}, {"write-out", `%{http_code} %{time_total}\n`, "the status and the time it took in seconds"}, {"write-out", "%{odd}", ""},
		{"ref", "HEAD", "the last commit"}, {"ref", "HEAD~2", "the commit 2 before the last"}, {"ref", "HEAD^", "the commit before the last"}, {"ref", "main..feature", "commits of feature that main hasn't"}, {"ref", "main...feature", "what changed in feature since it parted from main"}, {"ref", "@{u}", "the branch that this one follows"},
		{"ref", "stash@{0}", "what was put aside last"}, {"ref", "HEAD@{1}", "where HEAD was 1 step ago"}, {"ref", "v1.0~3", "3 commits before v1.0"}, {"ref", "main", ""}, {"ref", "../x", ""},
		{"clock", "00:01:30", "1 min 30 s"}, {"clock", "90", "90 s"}, {"clock", "1:00:00", "1 h"}, {"clock", "0", "0 s"}, {"clock", "x", ""}, {"filter", "scale=1280:-2", "make it 1280 pixels wide, the height in proportion"}, {"filter", "fps=10,hflip", "make it 10 frames a second, then mirror it"}, {"filter", "odd=1", ""}, {"rate", "320k", "320 kbit a second"},
		{"between", ",", "commas"}, {"between", `\t`, "tabs"}, {"between", "::", "“::”"},
	} {
		if got := words[c[0]](c[1]); got != c[2] {
			t.Errorf("%s %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// FuzzValues: no value makes a function fall over, or say what ends in no words.
func FuzzValues(f *testing.F) {
	for _, text := range []string{"+100M", "u+x,go-w", "4755", "+%Y-%m-%d", "*/5 9-17 * * 1-5 x", "1,3-5", "2.1,3nr", "a-z", "8080:[::1]:80", "ann@host:~/x", "HEAD~2..@{u}", "scale=1280:-2,fps=10", "%-10s|%p", "[a-z]*.{log,txt}", `(a|b){2,}\1`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, say := range words {
			if got := say(text); got == " " || got == "." {
				t.Errorf("%s %q: %q", name, text, got)
			}
		}
		for _, flavour := range []Flavour{Basic, Extended, Awk, Perl, Fixed} {
			_ = Matches(text, flavour, true)
			_ = Found(text, flavour)
		}
		_ = Glob(text, true)
		_ = Names(text)
	})
}
