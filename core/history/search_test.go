package history

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSearch(t *testing.T) {
	s := fresh(t)
	for _, pair := range [][2]string{
		{"list the largest files", "du -ah . | sort -rh | head -n 10"},
		{"unpack photos", "tar -xzf photos.tar.gz"},
		{"Résumé als PDF", "pandoc Résumé.md -o resume.pdf"},
		{"打开报告文件", "xdg-open 报告.txt"},
		{"say \"hello\"", `echo "it's 100% (a*b) NOT ok"`},
		{"ОТЧЁТ", "cat отчёт.txt"},
	} {
		add(t, s, pair[0], pair[1])
	}
	for text, want := range map[string]string{
		"largest":            "du -ah . | sort -rh | head -n 10",
		"LARG":               "du -ah . | sort -rh | head -n 10",
		"files largest":      "du -ah . | sort -rh | head -n 10",
		"largest photos":     "",
		"tar.gz":             "tar -xzf photos.tar.gz",
		"-xzf":               "tar -xzf photos.tar.gz",
		"hot":                "tar -xzf photos.tar.gz",
		"resume":             "pandoc Résumé.md -o resume.pdf",
		"RÉSUMÉ pdf":         "pandoc Résumé.md -o resume.pdf",
		"re\u0301sume\u0301": "pandoc Résumé.md -o resume.pdf",
		"报告":                 "xdg-open 报告.txt",
		"报告文":                "xdg-open 报告.txt",
		"отчёт":              "cat отчёт.txt",
		"от":                 "cat отчёт.txt",
		"du":                 "du -ah . | sort -rh | head -n 10",
		"|":                  "du -ah . | sort -rh | head -n 10",
		"sort |":             "du -ah . | sort -rh | head -n 10",
		"it's":               `echo "it's 100% (a*b) NOT ok"`,
		`"hello"`:            `echo "it's 100% (a*b) NOT ok"`,
		"100%":               `echo "it's 100% (a*b) NOT ok"`,
		"(a*b)":              `echo "it's 100% (a*b) NOT ok"`,
		"a*b NOT":            `echo "it's 100% (a*b) NOT ok"`,
		"NOT largest":        "",
		"largest OR hot":     "",
		"command:tar":        "",
		"largest*":           "",
		"^list":              "",
		"NEAR(tar photos)":   "",
		"zzz":                "",
		"\x00\x00":           "*",
		"  ":                 "*",
		"":                   "*",
	} {
		got := searched(t, s, text)
		if want == "*" {
			if strings.Count(got, "|xdg-open") != 1 || !strings.HasPrefix(got, "cat отчёт.txt|") {
				t.Errorf("%q: %s", text, got)
			}
		} else if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	list, err := s.Search(t.Context(), "a", 2)
	if got := commands(t, list, err); len(list) != 2 {
		t.Error(got)
	}
}

// TestSearchIsComplete: the index finds what a look through all entries does.
func TestSearchIsComplete(t *testing.T) {
	s := fresh(t)
	r := rand.New(rand.NewPCG(1, 2))
	const letters = `abAB -"*'().` + "ßжЖ报告%_\\"
	var all []string
	for range 60 {
		command := "x" + strings.Join(strings.Fields(random(r, letters, 20)), " ") + "x"
		add(t, s, "q", command)
		all = append(all, command)
	}
	for range 300 {
		text := random(r, letters, 6)
		var want []string
		for i := len(all) - 1; i >= 0; i-- {
			ok := true
			for _, term := range strings.Fields(text) {
				ok = ok && strings.Contains(strings.ToLower(all[i]), strings.ToLower(term))
			}
			if ok {
				want = append(want, all[i])
			}
		}
		if got := searched(t, s, text); got != strings.Join(want, "|") {
			t.Fatalf("%q:\n got %s\nwant %s", text, got, strings.Join(want, "|"))
		}
	}
}

// FuzzSearch: any text is searched for without an error, and what is plain ASCII is found
// where it stands.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"", `"`, `""`, "a OR b", "NEAR(a b, 2)", "query:x", "*", "^a", "a\x00b", "\xff\xfe\xfd", "{a b}:c", "-abc", "+abc", "e\u0301\u0301\u0301", "\u0301\u0301\u0301\u0301",
		"報告書", "𝒳𝒴𝒵", strings.Repeat("a b ", 300), "AND", "NOT NOT", ";DROP TABLE entries", "''", "%%%", "___", "\u200b\u200b\u200b"} {
		f.Add(text)
	}
	s := fresh(f)
	const query, command = "list the largest files", "du -ah . | sort -rh"
	add(f, s, query, command)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := s.Search(t.Context(), text, 5)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) || len(text) > maxSearch {
			return
		}
		want := true
		for _, term := range strings.Fields(strings.ToLower(text)) {
			want = want && (strings.Contains(query, term) || strings.Contains(command, term))
		}
		if want != (len(list) == 1) {
			t.Errorf("%q is found %d times", text, len(list))
		}
	})
}

func random(r *rand.Rand, letters string, most int) string {
	all := []rune(letters)
	out := make([]rune, 1+r.IntN(most))
	for i := range out {
		out[i] = all[r.IntN(len(all))]
	}
	return string(out)
}
