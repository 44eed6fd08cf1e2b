package cli

import (
	"strings"
	"testing"
	"time"

	"caro/core"
	"caro/core/gate"
	"caro/core/testneed"
)

// TestRequestTooLong: one that is too long is refused at once, whatever it is made of.
func TestRequestTooLong(t *testing.T) {
	p := newPlace(t)
	for name, c := range map[string]struct {
		words []string
		size  string
	}{
		"100 kB":           {[]string{strings.Repeat("a", 100_000)}, "100000 bytes"},
		"600 kB of words":  {strings.Split(strings.TrimSuffix(strings.Repeat("word ", 120_000), " "), " "), "599999 bytes"},
		"one byte":         {[]string{strings.Repeat("a", 2001)}, "2001 bytes"},
		"one byte in many": {[]string{strings.Repeat("列", 667)}, "2001 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			o := p.caro(append([]string{"--"}, c.words...)...)
			o.wants(t, 2, "the request is too long: "+c.size+", at most 2000 are taken", "hint: ")
			if o.took > time.Second {
				t.Errorf("after %v", o.took)
			}
			o = p.caro(append([]string{"-o", "json", "--"}, c.words...)...)
			if e := o.object(t).Error; o.code != 2 || e.Code != "usage" || o.err != "" {
				t.Errorf("%d %+v", o.code, e)
			}
		})
	}
}

// longest is a request of the 2,000 bytes that are taken, in characters that cost many
// tokens: seconds pass before it is evaluated.
var longest = strings.Repeat("列出文件", 166) + "列了ls"

// TestRequestLongest: it is answered.
func TestRequestLongest(t *testing.T) {
	if len(longest) != core.MaxQueryBytes {
		t.Fatal(len(longest))
	}
	p := newPlace(t)
	p.caro("--model", testneed.SmallModel(t), "-o", "json", "--explain=false", longest).wantsAnswer(t)
}

// TestRequestNoText: bytes that are no UTF-8 are refused.
func TestRequestNoText(t *testing.T) {
	p := newPlace(t)
	for _, query := range []string{"list \xff files", "\xc3", "\xed\xa0\x80", "\xe5\x88"} {
		p.caro(query).wants(t, 2, "the request is not valid UTF-8 text", "hint: ")
		o := p.caro("-o", "json", query)
		if e := o.object(t).Error; o.code != 2 || e.Code != "usage" {
			t.Errorf("%q: %d %+v", query, o.code, e)
		}
	}
}

// TestRequestHidden: what steers a terminal, or hides text, is taken in a request and
// never comes out of it.
func TestRequestHidden(t *testing.T) {
	p := newPlace(t)
	p.env = append(p.env, "CARO_MODEL="+testneed.SmallModel(t))
	const evil = "say \x1b]0;owned\a\x1b[31mhello\u202e\u200b\u2066\u009b7m \x7f\bthere\x1b[2J"
	for name, args := range map[string][]string{
		"answer":       {evil},
		"many words":   append(strings.Fields(evil), "please"),
		"too long":     {strings.Repeat(evil, 100)},
		"unknown flag": {"--" + evil},
		"bad value":    {"--explain=" + evil, "x"},
		"format":       {"-o", evil, "x"},
		"safety":       {"--safety", evil, "x"},
		"platform":     {"--platform", evil, "x"},
		"model":        {"--model", evil, "x"},
		"model's path": {"--model", "/" + evil + ".gguf", "x"},
		"pull":         {"models", "pull", evil},
	} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			s := p.open(append([]string{"--explain=false"}, args...)...)
			o := s.end()
			if o.code != 0 && o.code != 2 && o.code != 3 && o.code != 5 {
				t.Errorf("exit code %d", o.code)
			}
			// Caro's own line of progress is erased so.
			said := strings.ReplaceAll(strings.ReplaceAll(o.err, "\r\x1b[2K", ""), "\r\n", "\n") + o.out
			if said == "" || gate.Visible(said, len(said)) != said {
				t.Errorf("it said %q", said)
			}
		})
	}
}

// TestModelChinese: a request in Chinese gets the command that it asks for.
func TestModelChinese(t *testing.T) {
	testneed.DefaultModel(t)
	p := newPlace(t)
	o := p.caro("--model", defaultModel(t), "-o", "command", "列出当前目录下的所有文件")
	o.wants(t, 0)
	if !strings.HasPrefix(o.out, "ls") {
		t.Errorf("the command is %q", o.out)
	}
}
