package config

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"unicode/utf8"
)

func seeds(f *testing.F, add func(text string)) {
	f.Helper()
	for _, text := range []string{
		full, "", "# c", "worker = { idle = \"5m\", low_memory = true }", "worker.idle = '''5m'''\n\"model\" = \"a\\u00e9\"",
		"\ufeff[worker]\r\nidle = \"5m\"\r\n", "[remote]\nbase_url = \"http://[::1]:1/v1\"\nretries = 0x1", "[[worker]]\n[prepare]\n[prepare]",
		"model = \"\"\"\n\\\n a\"\"\"\"\nx = [[1], {a=1}, 1979-05-27T07:32:00Z]", "a.b.c = nan\n[ a . \"b\" ] # c\nx = \"\\uD800\"\ny='\n", "prepare = {}\nremote={ }",
	} {
		add(text)
	}
}

// FuzzDecode: any text is read or refused in words, at a place inside it.
func FuzzDecode(f *testing.F) {
	seeds(f, func(text string) { f.Add([]byte(text)) })
	f.Fuzz(func(t *testing.T, text []byte) {
		d := decode(text)
		for _, e := range d.entries {
			if e.valueAt < 0 {
				continue
			}
			if e.keyAt >= e.valueAt || e.valueAt > e.valueEnd || e.valueEnd > len(d.text) {
				t.Fatalf("%s lies at %d, %d to %d of %d", e.setting.key, e.keyAt, e.valueAt, e.valueEnd, len(d.text))
			}
		}
		if err := d.err("c"); err != nil {
			if len(d.mistakes) > maxMistakes || !utf8.ValidString(err.Error()) && utf8.Valid(text) {
				t.Fatal(err)
			}
			return
		}
		for _, e := range d.entries {
			if again, err := e.setting.parseInFile(e.setting.text(with(e.setting, e.value))); err != nil || again != e.value {
				t.Fatalf("%s: %v became %v: %v", e.setting.key, e.value, again, err)
			}
		}
	})
}

func with(s *setting, value any) *Config {
	c := Default()
	s.store(&c, value)
	return &c
}

// FuzzEdit: what is set in a file that is right comes back, all other settings are what
// they were, and no line but the one that changed is another.
func FuzzEdit(f *testing.F) {
	seeds(f, func(text string) {
		for _, key := range []string{"model", "worker.low_memory", "prepare.pause", "remote.model"} {
			f.Add([]byte(text), key, "true")
			f.Add([]byte(text), key, "1s")
		}
	})
	f.Fuzz(func(t *testing.T, text []byte, key, value string) {
		i := indexOf(key)
		old := decode(text)
		if i < 0 || len(old.mistakes) > 0 {
			return
		}
		s := &settings[i]
		v, err := s.parseInFile(value)
		if err != nil {
			return
		}
		got, err := edit("c", text, map[*setting]any{s: v})
		if err != nil {
			if strings.HasPrefix(key, "remote.") && strings.Contains(err.Error(), "remote.base_url is http") {
				return
			}
			t.Fatalf("%q, %s = %q: %v", text, key, value, err)
		}
		now, want := decode(got).values(), old.values()
		want[s] = v
		if !maps.Equal(now, want) {
			t.Fatalf("%q became %q", text, got)
		}
		untouched(t, text, got, old.entry(key) != nil)
	})
}

// untouched wants one piece of the text replaced, or one added.
func untouched(t *testing.T, old, now []byte, had bool) {
	t.Helper()
	front := 0
	for front < min(len(old), len(now)) && old[front] == now[front] {
		front++
	}
	back := 0
	for back < min(len(old), len(now))-front && old[len(old)-1-back] == now[len(now)-1-back] {
		back++
	}
	gone := old[front : len(old)-back]
	if !had && len(gone) > 0 {
		t.Fatalf("%q is lost: %q became %q", gone, old, now)
	}
	if had && bytes.ContainsRune(gone, '#') && !bytes.ContainsAny(gone, `"'`) {
		t.Fatalf("a comment is lost: %q became %q", old, now)
	}
}
