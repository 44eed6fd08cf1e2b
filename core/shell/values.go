package shell

import (
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// valueOf are flags whose value means more than its text, by "utility flag"; each says it in
// words, without a capital and a full stop, or "" where it isn't sure.
var valueOf = map[string]func(value string) string{
	"sort -k":    behind("sort by ", meaning.SortKey),
	"sort -t":    behind("part fields at ", meaning.Between),
	"cut -d":     behind("part fields at ", meaning.Between),
	"cut -f":     behind("print ", chosen("field")),
	"cut -c":     behind("print ", chosen("character")),
	"cut -b":     behind("print ", chosen("byte")),
	"awk -F":     behind("part fields at ", separator),
	"awk -v":     variable,
	"gawk -F":    behind("part fields at ", separator),
	"gawk -v":    variable,
	"join -t":    behind("part fields at ", meaning.Between),
	"paste -d":   behind("put between ", meaning.Quote),
	"column -s":  behind("part columns at ", meaning.Between),
	"tr -d":      nil,
	"head -n":    behind("print ", amount(false, "line")),
	"head -c":    behind("print ", amount(false, "byte")),
	"head -NUM":  behind("print ", amount(false, "line")),
	"tail -n":    behind("print ", amount(true, "line")),
	"tail -c":    behind("print ", amount(true, "byte")),
	"tail -NUM":  behind("print ", amount(true, "line")),
	"stat -c":    behind("print ", meaning.StatFormat),
	"mkdir -m":   behind("so that ", may),
	"install -m": behind("so that ", may),

	"ssh -L":       forward("L"),
	"ssh -R":       forward("R"),
	"ssh -D":       forward("D"),
	"curl -H":      meaning.Header,
	"curl -w":      behind("print at the end: ", meaning.WriteOut),
	"curl -u":      login,
	"curl -X":      method,
	"curl -o":      standard,
	"wget -O":      standard,
	"docker -p":    meaning.Publish,
	"docker -v":    meaning.Volume,
	"podman -p":    meaning.Publish,
	"podman -v":    meaning.Volume,
	"kill -s":      signal,
	"pkill -s":     nil,
	"killall -s":   signal,
	"timeout -s":   signal,
	"ffmpeg -ss":   behind("begin at ", meaning.Clock),
	"ffmpeg -to":   behind("end at ", meaning.Clock),
	"ffmpeg -t":    behind("take no more than ", meaning.Clock),
	"ffmpeg -c":    behind("take every stream ", meaning.Codec),
	"ffmpeg -c:v":  behind("write the picture ", meaning.Codec),
	"ffmpeg -c:a":  behind("write the sound ", meaning.Codec),
	"ffmpeg -c:s":  behind("write the subtitles ", meaning.Codec),
	"ffmpeg -b":    ahead(meaning.Rate, " for the picture"),
	"ffmpeg -b:v":  ahead(meaning.Rate, " for the picture"),
	"ffmpeg -b:a":  ahead(meaning.Rate, " for the sound"),
	"ffmpeg -vf":   meaning.VideoFilter,
	"git --format": behind("print of each: ", meaning.GitFormat),
	"git --pretty": behind("print of each: ", meaning.GitFormat),
	"git --source": behind("take them from ", meaning.Ref),

	"tar -f":                 archive,
	"tar --strip-components": stripped,
	"umask mode":             meaning.Mask,
}

// behind puts words before what f says.
func behind(words string, f func(string) string) func(string) string {
	return func(value string) string {
		if said := f(value); said != "" {
			return words + said
		}
		return ""
	}
}

// ahead puts words behind what f says.
func ahead(f func(string) string, words string) func(string) string {
	return func(value string) string {
		if said := f(value); said != "" {
			return said + words
		}
		return ""
	}
}

func chosen(thing string) func(string) string {
	return func(value string) string { return meaning.Chosen(value, thing) }
}

func amount(tail bool, thing string) func(string) string {
	return func(value string) string { return meaning.Lines(tail, value, thing) }
}

func forward(kind string) func(string) string {
	return func(value string) string { return meaning.Forward(kind, value) }
}

func may(mode string) string {
	if words := meaning.Mode(mode); !strings.HasPrefix(words, "let ") {
		return words
	}
	return ""
}

// separator words awk's -F, which may be an expression.
func separator(value string) string {
	if len(value) == 1 || strings.HasPrefix(value, `\`) {
		return meaning.Between(value)
	}
	return meaning.Found(value, meaning.Awk)
}

func variable(value string) string {
	name, text, found := strings.Cut(value, "=")
	if !found {
		return ""
	}
	switch name {
	case "FS":
		return "part fields at " + meaning.Between(text)
	case "OFS":
		return "print " + meaning.Quote(meaning.Unescape(text)) + " between fields"
	}
	return "set the variable " + name + " to " + meaning.Quote(text)
}

func login(value string) string {
	user, password, found := strings.Cut(value, ":")
	switch {
	case user == "":
		return ""
	case found:
		return "log in as " + user + " with the password " + strings.Repeat("*", min(len(password), 8))
	}
	return "log in as " + user
}

var methods = map[string]string{
	"GET": "ask for it (GET)", "POST": "send data to it (POST)", "PUT": "put it there (PUT)", "DELETE": "ask to delete it (DELETE)", "PATCH": "change part of it (PATCH)", "HEAD": "ask for the headers only (HEAD)", "OPTIONS": "ask what can be done with it (OPTIONS)",
}

// standard words a dash in place of a file to write.
func standard(value string) string {
	if value == "-" {
		return "print it, and save nothing"
	}
	return ""
}

func method(value string) string { return methods[value] }

func signal(value string) string {
	if words := meaning.Signal(value); words != "" {
		return "tell it to " + words
	}
	return ""
}

func archive(value string) string {
	if value == "-" {
		return "standard input or output is the archive"
	}
	return "the archive is " + bare(value)
}

func stripped(value string) string {
	if value == "1" {
		return "drop the first folder of each name"
	}
	return "drop the first " + shown(value) + " folders of each name"
}

// valueWords says what a flag's value means; "" where only the flag's own words are there.
func (w *walker) valueWords(use *usage, f usedFlag) string {
	value := f.value.text
	if strings.ContainsAny(value, unknown+secretly) {
		return ""
	}
	if use.u.Name() == "find" {
		return w.findTest(f)
	}
	if f.flag.Role == "pattern" && isGrep(use.u.Name()) {
		return w.patternWords(use, value)
	}
	name := first(use.u.Name())
	for _, n := range f.flag.Names {
		if say := valueOf[name+" "+n]; say != nil {
			if words := say(value); words != "" {
				return words
			}
		}
	}
	switch f.flag.Role {
	case utilities.RemoteInto, utilities.Remote:
		return meaning.Remote(value)
	case "mode":
		return may(value)
	}
	return ""
}

func isGrep(name string) bool {
	return has([]string{name}, "grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "git grep")
}

// flavour is the kind of expressions that a command line of grep and the like has.
func flavour(use *usage) meaning.Flavour {
	switch name := use.u.Name(); {
	case use.has("-F", "--fixed-strings") || name == "fgrep":
		return meaning.Fixed
	case use.has("-P", "--perl-regexp") || has([]string{name}, "rg", "ag", "ack"):
		return meaning.Perl
	case use.has("-E", "--extended-regexp") || name == "egrep":
		return meaning.Extended
	}
	return meaning.Basic
}

// patternWords says what grep looks for.
func (w *walker) patternWords(use *usage, pattern string) string {
	if use.has("-o", "--only-matching") {
		if words := meaning.Found(pattern, flavour(use)); words != "" {
			return "what to look for: " + words
		}
	}
	if words := meaning.Matches(pattern, flavour(use), true); words != "" {
		return "look for lines that " + words
	}
	return ""
}

// signalFlag says what -9 of kill and the like means; "" for other flags.
func signalFlag(utility, flag string) string {
	if utility == "chmod" && takesRights.MatchString(flag) {
		return meaning.Mode(flag)
	}
	if !has([]string{utility}, "kill", "pkill", "killall") {
		return ""
	}
	return signal(strings.TrimPrefix(flag, "-"))
}
