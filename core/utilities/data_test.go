package utilities

import (
	"strings"
	"testing"
)

// TestData reads all entries, and holds them against what core/shell and a reader expect.
func TestData(t *testing.T) {
	names := Names()
	flags, all := 0, 0
	var walk func(u *Utility)
	walk = func(u *Utility) {
		all++
		if len(u.Summary) > 100 || !strings.HasSuffix(u.Summary, ".") {
			t.Errorf("%s: the summary %q is no short sentence", u.Name(), u.Summary)
		}
		for _, f := range u.Flags {
			flags++
			if len(f.Meaning) > 110 || len(f.Names) == 0 {
				t.Errorf("%s: flag %v: %q", u.Name(), f.Names, f.Meaning)
			}
		}
		for _, sub := range u.subs {
			walk(sub)
		}
	}
	for _, name := range names {
		i := entries()
		u, err := i.build(name)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		walk(u)
	}
	t.Logf("%d names, %d utilities and subcommands, %d flags", len(names), all, flags)
	if len(names) < 250 || flags < 3000 {
		t.Errorf("%d utilities with %d flags", len(names), flags)
	}
	// What POSIX wants of a system, as far as it is no part of the shell.
	for name := range strings.FieldsSeq(`ar at awk basename batch bc cal cat chgrp chmod chown cksum cmp comm command cp crontab csplit cut date dd df diff dirname du echo
		ed env expand expr false file find fold getconf getopts grep head iconv id ipcrm ipcs join kill link ln locale localedef logger logname lp ls m4 mailx make man mesg mkdir
		mkfifo more mv newgrp nice nl nm nohup od paste patch pathchk pax pr printf ps pwd read renice rm rmdir sed sh sleep sort split strings strip stty tabs tail talk tee test time
		touch tput tr true tsort tty umask unalias uname unexpand uniq unlink uudecode uuencode vi wait wc what who write xargs`) {
		if Find(name) == nil {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestParse(t *testing.T) {
	list, err := parse("rm: Remove files.\n\toperands: delete+\n\t-f --force | Never ask. | | force\n\t-n --lines=NUM:number | Print {} lines. | gnu\n\t--hue[=WHEN] | Colour it. | | effect=write operands=read+\n")
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	u := list[0]
	lines := u.Flag("--lines", GNU)
	if lines == nil || lines.Argument != "NUM" || lines.Role != "number" || lines.Optional || !lines.IsOn(GNU) || lines.IsOn(BSD) {
		t.Errorf("%+v", lines)
	}
	hue := u.Flag("--hue", BSD)
	if hue == nil || !hue.Optional || hue.Argument != "WHEN" || len(hue.Effects) != 1 || len(hue.Operands) != 1 || !hue.Operands[0].Repeats {
		t.Errorf("%+v", hue)
	}
	if !u.Flag("-f", GNU).Force || u.Flag("-x", GNU) != nil {
		t.Error("-f or -x")
	}
	for _, text := range []string{
		"rm Remove files.\n", "rm: Remove files\n", "\t-f | Never ask.\n", "rm: Remove.\n\t-f\n", "rm: Remove.\n\t-f | Never ask\n", "rm: Remove.\n\toperands: nonsense\n",
		"rm: Remove.\n\toperands: read+ write+\n", "rm: Remove.\n\teffect: nonsense\n", "rm: Remove.\n\t-f | Never ask. | | nonsense\n", "rm: Remove.\n\t-f | Never ask. | windows\n",
		"rm: Remove.\n\ton: plan9\n", "rm: Remove.\n\tstyle: odd\n", "rm: Remove.\n\t-f=X:nonsense | Never ask.\n", "rm: Remove.\n\tpackage: rm\n",
	} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("rm: Remove files.\n\toperands: delete+\n\t-f --force=X[:read] | Never ask. | gnu | force\n")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = parse(text) })
}
