package bsd

import (
	"slices"
	"testing"
)

func TestLook(t *testing.T) {
	for _, c := range []struct {
		command string
		foreign []string
		unknown []string
	}{
		{"find . -name '*.txt' -size +10M | sort -rn | head -n 3", nil, nil},
		{"find -name x", []string{"find without a folder"}, nil},
		{"find . -printf '%s\\n'", []string{"find -printf"}, nil},
		{"find -E . -regex '.*[0-9]'", nil, nil},
		{`find . -type f -exec stat -c %s {} \; -print`, []string{"stat -c"}, nil},
		{`find . -type f -exec stat -f %z {} +`, nil, nil},
		{"sed -i 's/a/b/' f", []string{"sed -i without a suffix"}, nil},
		{"sed -i '' 's/a/b/' f", nil, nil},
		{"sed -i.bak 's/a/b/' f", nil, nil},
		{"date -d yesterday", []string{"date -d"}, nil},
		{"date -v-1d +%F", nil, nil},
		{"grep -rnP 'a' .", []string{"grep -P"}, nil},
		{"du -h --max-depth=1", []string{"du --max-depth"}, nil},
		{"du -hd1 | sort -h", nil, nil},
		{"sudo apt-get install x", []string{"apt-get isn't there on macOS"}, nil},
		{"ls | xargs -d '\\n' rm", []string{"xargs -d"}, nil},
		{"sh -c 'free -m'", []string{"free isn't there on macOS"}, nil},
		{"echo $(nproc)", []string{"nproc isn't there on macOS"}, nil},
		{"head -n -5 f", []string{"head -n with a number below 0"}, nil},
		{"head -5 f; tail -n +2 f", nil, nil},
		{"tar czf a.tgz --exclude x d; tar xvf a.tgz", nil, nil},
		{"f() { ls --zzz; }; f --zzz", nil, []string{"ls --zzz"}},
		{"notaprogram -x", nil, []string{"notaprogram"}},
		{"git log --oneline -5", nil, nil},
		{"gsed -i s/a/b/ f", nil, nil},
		{"cp --parents a b", []string{"cp --parents"}, nil},
		{"sort -- --reverse", nil, nil},
		{"pbcopy < f && open .", nil, nil},
	} {
		got, err := Look(c.command)
		if err != nil || !slices.Equal(got.Foreign, c.foreign) || !slices.Equal(got.Unknown, c.unknown) {
			t.Errorf("%s: foreign %q, unknown %q, %v; want %q, %q", c.command, got.Foreign, got.Unknown, err, c.foreign, c.unknown)
		}
	}
	if got, err := Look("sudo find . -exec md5 {} + | sort"); err != nil || !slices.Equal(got.Programs, []string{"sudo", "find", "md5", "sort"}) {
		t.Errorf("programs: %q, %v", got.Programs, err)
	}
	if _, err := Look("echo 'open"); err == nil {
		t.Error("what can't be read is no error")
	}
}
