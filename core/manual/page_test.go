package manual

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPages reads pages written in each of the usual ways.
func TestPages(t *testing.T) {
	expected, err := os.ReadFile("testdata/pages/expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	name, want := "", map[string]string{}
	for line := range strings.Lines(string(expected)) {
		line = strings.TrimSuffix(line, "\n")
		mentions, last := strings.CutPrefix(line, "mentions ")
		switch {
		case strings.HasPrefix(line, "#"):
		case last:
			source, err := os.ReadFile("testdata/pages/" + name + ".1")
			if err != nil {
				t.Fatal(err)
			}
			p := fromPage(source, false)
			same(t, name, p, want)
			for mention := range strings.FieldsSeq(mentions) {
				if !p.mentions[mention] {
					t.Errorf("%s doesn't mention %s", name, mention)
				}
			}
			if !p.full {
				t.Errorf("%s isn't full", name)
			}
			want = map[string]string{}
		case strings.HasPrefix(line, "-"):
			flag, rest, _ := strings.Cut(line, "\t")
			want[flag] = rest
		default:
			name = line
		}
	}
}

func same(t *testing.T, name string, p page, want map[string]string) {
	t.Helper()
	for flag, w := range want {
		if got := said(p.flags[flag]); got != w {
			t.Errorf("%s: %s is %q, want %q", name, flag, got, w)
		}
	}
	for flag := range p.flags {
		if _, ok := want[flag]; !ok {
			t.Errorf("%s: %s is %q, and isn't there", name, flag, said(p.flags[flag]))
		}
	}
}

// said is a flag as expected.txt has it.
func said(f *flag) string {
	switch {
	case f == nil:
		return "missing"
	case f.argument != "" && f.optional:
		return "[" + f.argument + "]\t" + f.meaning
	}
	return f.argument + "\t" + f.meaning
}

func TestHeading(t *testing.T) {
	for text, want := range map[string]string{
		"-a":                                  "-a",
		"-a, --all":                           "-a --all",
		"-o FILE | --output FILE":             "-o --output =FILE",
		"--colour[=WHEN]":                     "--colour [=WHEN]",
		"--hue=auto|always|never":             "--hue =auto|always|never",
		"-i[SUFFIX], --in-place[=SUFFIX]":     "-i --in-place [=SUFFIX]",
		"-h|--help":                           "-h --help",
		"-e or --eval":                        "-e --eval",
		"-n<number>":                          "-n =number",
		"-C <path to it>":                     "-C =VALUE",
		"-s, -stats, -statistics":             "-s -stats -statistics",
		"-br[ief]":                            "-br -brief",
		"--[no-]signed":                       "--signed --no-signed",
		"--[no-]signed, --signed=(true|ask)":  "--signed --no-signed =true|ask",
		"[-p | --patch]":                      "-p --patch",
		"\"--quoted\"":                        "--quoted",
		"-D\x01name":                          "-D =name",
		"-name \x01pattern":                   "-name =pattern",
		"‐x, ‐‐exclude":                       "-x --exclude",
		"-?, --usage":                         "-? --usage",
		"-,":                                  "",
		"--":                                  "",
		"-":                                   "",
		"---":                                 "",
		"a -b":                                "",
		"-NUM":                                "-NUM",
		"--a.b-c_d=x":                         "--a.b-c_d =x",
		"-c:v codec":                          "-c:v =codec",
		"--date=<format>, --time":             "--date --time =format",
		"--[" + strings.Repeat("x", 50) + "]": "",
		"--" + strings.Repeat("x", 100):       "",
	} {
		h := parseHeading(text)
		got := strings.Join(h.names, " ")
		switch {
		case h.argument != "" && h.optional:
			got += " [=" + h.argument + "]"
		case h.argument != "":
			got += " =" + h.argument
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`\-a\fB\-b\fR`:               "-a-b",
		`\f[B]x\f[]\f(CWy\fP`:        "xy",
		`\fIx\fR`:                    "\x01x",
		`a\ b\~c\0d`:                 "a b c d",
		`\s-1DER\s0\s+2x\s[8]y\s10z`: "DERxyz",
		`it\(aqs \[lq]x\[rq] \(em`:   `it's "x" —`,
		`\*(Aqx\*[lq]\*q`:            `'x""`,
		`a\h'1m+\w'x'u'b`:            "ax'u'b", // as deep as that isn't read
		`\n(.g\n+x\nX\n[abc]`:        "1000",
		`x\" a remark`:               "x",
		`\N'45'\[u2013]\C'hy'`:       "-–-",
		`\o'ab'\k(xx\m[red]r\m[]`:    "r",
		`a\`:                         "a",
		`\(`:                         "",
		`\[`:                         "",
		`\f`:                         "",
		`\*`:                         "",
		`\s`:                         "",
		`\N'`:                        "",
		`\&.\|\^\%\/\,x`:             ".x",
	} {
		e := escaper{strings: roffStrings()}
		if got := e.text(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func TestFirstSentence(t *testing.T) {
	for text, want := range map[string]string{
		"print the rest. And more.":            "Print the rest.",
		"see e.g. this (i.e. that) one. More.": "See e.g. this (i.e. that) one.",
		"Read file.txt or x.y; else fail":      "Read file.txt or x.y.",
		"Which one:":                           "Which one.",
		"iPhone's":                             "iPhone's.",
		"Really?":                              "Really?",
		"":                                     "",
		"...":                                  "",
		"über alles":                           "Über alles.",
		"with \x1b[31mred":                     "",
		"left \u202e right":                    "",
		"bad \xff byte":                        "",
		strings.Repeat("word ", 40):            "W" + strings.Repeat("word ", 21)[1:104] + "…",
		strings.Repeat("x", 500):               "",
	} {
		if got := firstSentence(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if got := firstSentence(text); len(got) > maxMeaning {
			t.Errorf("%q has %d bytes", got, len(got))
		}
	}
}

// TestHostilePages: whatever a page holds, it is read within limits, and none of it gets
// through that could hide something.
func TestHostilePages(t *testing.T) {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	var flags strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&flags, ".TP\n--flag%d\nA.\n", i)
	}
	var laughs strings.Builder
	laughs.WriteString(".ds a ha\n")
	for c := 'b'; c <= 'z'; c++ {
		fmt.Fprintf(&laughs, ".ds %c %s\n", c, many(`\*`+string(c-1), 10))
	}
	laughs.WriteString(".TP\n-x\n" + many(`\*z`, 10_000) + "\n")
	for name, source := range map[string]string{
		"many flags":      flags.String(),
		"many strings":    laughs.String(),
		"own string":      ".ds x a\n" + many(`.as x \*x`+"\n", 1000) + many(`\*x`, 1000),
		"open conditions": many(".ie n \\{\\\n", 100_000),
		"conditions":      many(".if n ", 300_000),
		"skipped":         many(".if t \\{\n", 200_000),
		"a definition":    ".de x\n" + many("text\n", 100_000),
		"one line":        many("-a ", 600_000),
		"brackets":        ".TP\n--x=" + many("[", 100_000),
		"choices":         ".TP\n--x=" + many("a|", 100_000),
		"depth":           many(".RS\n", 500_000),
		"quotes":          `.TP` + "\n.B " + many(`"`, 1_000_000),
		"enclosures":      ".Dd x\n.It " + many("Op ", 100_000) + "Fl x\n",
		"tables":          ".TS\nl.\n" + many("T{\n", 200_000),
		"zeros":           many("\x00", 1_000_000),
		"a list":          many(".TP\n-a\n", 200_000),
		"backslashes":     many(`\`, 1_000_000),
		"joined":          many("x\\c\n", 300_000),
		"hyphens":         many("-", 1_000_000),
		"mentions":        many("--[", 300_000),
		"control":         ".TP\n-e\n\x1b]0;title\x07 said.\n.TP\n--bidi\nall \u202egood\n.TP\n-\x1b[2J\nx\n.TP\n--na\u200bme=\x1b[1m\nFine.\n",
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			p := fromPage([]byte(source), false)
			took := time.Since(begin)
			if took > 3*time.Second {
				t.Errorf("it took %v", took)
			}
			if len(p.flags) > maxFlags || len(p.mentions) > maxFlags {
				t.Errorf("%d flags, %d mentions", len(p.flags), len(p.mentions))
			}
			for n, f := range p.flags {
				if !printable(n) || !printable(f.meaning) || !printable(f.argument) || len(n) > maxFlagName || len(f.meaning) > maxMeaning || len(f.argument) > maxArgument {
					t.Errorf("%q: %q %q", n, f.argument, f.meaning)
				}
			}
			for n := range p.mentions {
				if !printable(n) {
					t.Errorf("it mentions %q", n)
				}
			}
			t.Logf("%d bytes, %d flags, %v", len(source), len(p.flags), took)
		})
	}
}

func FuzzPage(f *testing.F) {
	for _, name := range []string{"plain", "indented", "mandoc"} {
		source, err := os.ReadFile("testdata/pages/" + name + ".1")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		p := fromPage(source, false)
		for _, name := range slices.Sorted(maps.Keys(p.flags)) {
			if !printable(name + p.flags[name].meaning + p.flags[name].argument) {
				t.Errorf("%q: %+v", name, p.flags[name])
			}
		}
	})
}
