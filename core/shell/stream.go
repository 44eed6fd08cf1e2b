package shell

import (
	"compress/bzip2"
	"compress/gzip"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
)

// stream is what is known of what a command reads or writes.
type stream struct {
	known     bool   // text is all of it
	text      string //
	unknown   bool   // there is something, but not known what
	network   bool   // it comes from another machine
	secret    bool   // a key or password may be in it
	shell     bool   // it is what a shell writes
	endless   bool   // it doesn't end
	processes bool   // it is of all processes
	file      string // it is this file
	program   string // it is this program under another name
	// paths are file names, of which one a line: of all in the folder of that name where
	// below is set; filtered says that not all of them.
	paths    string
	below    bool
	filtered bool
	junk     string // the pattern that fits them, where that is of what nobody misses
	isPaths  bool
}

func text(s string) stream {
	if len(s) > MaxBytes {
		return stream{unknown: true}
	}
	return stream{known: true, text: s}
}

func (s stream) any() bool { return s.known || s.unknown || s.network || s.isPaths }

// some is a stream of which nothing is known but where it comes from.
func (s stream) some() stream {
	return stream{unknown: true, network: s.network, secret: s.secret}
}

// filters are commands whose output is known where their input is.
var filters = map[string]func(args []string, in string) (string, bool){
	"cat":    func(args []string, in string) (string, bool) { return in, len(args) == 0 || args[0] == "-" },
	"tee":    func(_ []string, in string) (string, bool) { return in, true },
	"sponge": func(_ []string, in string) (string, bool) { return in, true },
	"base64": func(args []string, in string) (string, bool) {
		if !has(args, "-d", "-D", "--decode", "-di") {
			return base64.StdEncoding.EncodeToString([]byte(in)), true
		}
		out, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(in), ""))
		if err != nil {
			out, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(strings.Fields(in), ""), "="))
		}
		return string(out), err == nil
	},
	"gunzip": unpacked, "zcat": unpacked, "gzcat": unpacked, "bunzip2": unpacked, "bzcat": unpacked,
	"gzip": unpackedBy("-d", "-dc", "-cd", "--decompress"), "bzip2": unpackedBy("-d", "-dc", "-cd", "--decompress"), "pigz": unpackedBy("-d", "-dc", "-cd"),
	"base32": func(args []string, in string) (string, bool) {
		if !has(args, "-d", "-D", "--decode") {
			return base32.StdEncoding.EncodeToString([]byte(in)), true
		}
		out, err := base32.StdEncoding.DecodeString(strings.Join(strings.Fields(in), ""))
		return string(out), err == nil
	},
	"rev": func(_ []string, in string) (string, bool) {
		lines := strings.Split(in, "\n")
		for i, line := range lines {
			r := []rune(line)
			for a, b := 0, len(r)-1; a < b; a, b = a+1, b-1 {
				r[a], r[b] = r[b], r[a]
			}
			lines[i] = string(r)
		}
		return strings.Join(lines, "\n"), true
	},
	"xxd": func(args []string, in string) (string, bool) {
		if !has(args, "-r", "-rp", "-ps") {
			return "", false
		}
		out, err := hex.DecodeString(strings.Join(strings.Fields(in), ""))
		return string(out), err == nil
	},
	"dirname":  func(args []string, _ string) (string, bool) { return pathOf(args, path.Dir) },
	"basename": func(args []string, _ string) (string, bool) { return pathOf(args, path.Base) },
	"realpath": func(args []string, _ string) (string, bool) { return pathOf(args, path.Clean) },
	"readlink": func(args []string, _ string) (string, bool) { return pathOf(args, path.Clean) },
	"mktemp":   func([]string, string) (string, bool) { return "/tmp/tmp.x", true },
	"sed":      sedOutput,
	"awk":      awkOutput,
	"gawk":     awkOutput,
	"tr":       translate,
	"jq":       jqOutput,
	"openssl": func(args []string, in string) (string, bool) {
		if !has(args, "base64", "-base64", "enc") || !has(args, "-d") {
			return "", false
		}
		out, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(in), ""))
		return string(out), err == nil
	},
}

// gzipBegins is how what gzip writes begins (RFC 1952).
const gzipBegins = "\x1f\x8b"

// unpacked is what gunzip or bunzip2 makes of a text.
func unpacked(_ []string, in string) (string, bool) {
	if !strings.HasPrefix(in, gzipBegins) {
		out, err := io.ReadAll(io.LimitReader(bzip2.NewReader(strings.NewReader(in)), MaxBytes))
		return string(out), err == nil
	}
	z, err := gzip.NewReader(strings.NewReader(in))
	if err != nil {
		return "", false
	}
	out, err := io.ReadAll(io.LimitReader(z, MaxBytes))
	return string(out), err == nil || len(out) > 0 // its last bytes may be wrong
}

// unpackedBy is unpacked where one of these flags is given.
func unpackedBy(flags ...string) func(args []string, in string) (string, bool) {
	return func(args []string, in string) (string, bool) {
		if !has(args, flags...) {
			return "", false
		}
		return unpacked(args, in)
	}
}

// pathOf applies f to the last argument.
func pathOf(args []string, f func(string) string) (string, bool) {
	if len(args) == 0 {
		return "", false
	}
	return f(args[len(args)-1]), true
}

// sedOutput is what sed makes of a text by one s command, as far as that can be said.
func sedOutput(args []string, in string) (string, bool) {
	script, only := "", false
	for i, a := range args {
		switch {
		case a == "-n":
			only = true
		case a == "-i":
			return "", false
		case a == "-e" && i+1 < len(args):
		case strings.HasPrefix(a, "-"):
		case script == "":
			script = a
		default:
			return "", false // a file
		}
	}
	if len(script) < 4 || script[0] != 's' {
		return "", false
	}
	piece := splitBy(script[2:], script[1])
	if len(piece) < 2 {
		return "", false
	}
	expression, err := regexp.Compile("(?m)" + piece[0])
	if err != nil {
		return "", false
	}
	most := 1
	if len(piece) > 2 && strings.Contains(piece[2], "g") {
		most = -1
	}
	to := strings.ReplaceAll(strings.ReplaceAll(piece[1], "$", "$$"), "&", "${0}")
	lines := strings.Split(strings.TrimSuffix(in, "\n"), "\n")
	if prints := len(piece) > 2 && strings.Contains(piece[2], "p"); only != prints {
		return "", false
	}
	if only {
		lines = slices.DeleteFunc(lines, func(line string) bool { return !expression.MatchString(line) })
	}
	for i, line := range lines {
		done := 0
		lines[i] = expression.ReplaceAllStringFunc(line, func(m string) string {
			if done++; most > 0 && done > most {
				return m
			}
			return strings.ReplaceAll(expression.ReplaceAllString(m, to), "\\", "")
		})
		if piece[0] == "^" || piece[0] == "$" {
			lines[i] = expression.ReplaceAllString(line, to)
		}
	}
	return strings.Join(lines, "\n") + "\n", true
}

// splitBy parts a text at a character that no backslash stands before.
func splitBy(text string, by byte) (list []string) {
	start := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case by:
			list = append(list, text[start:i])
			start = i + 1
		}
	}
	return append(list, text[start:])
}

var awkPrint = expr(`print\s+([^;}|>]+)`)

// awkOutput is what awk prints by one print with texts and fields.
func awkOutput(args []string, in string) (string, bool) {
	if len(args) != 1 {
		return "", false
	}
	m := awkPrint.FindStringSubmatch(args[0])
	if m == nil || strings.Contains(args[0], "|") {
		return "", false
	}
	var b strings.Builder
	for line := range strings.Lines(in) {
		words := strings.Fields(line)
		rest := strings.TrimSpace(m[1])
		for rest != "" {
			switch {
			case rest[0] == '"':
				end := strings.IndexByte(rest[1:], '"')
				if end < 0 {
					return "", false
				}
				b.WriteString(rest[1 : 1+end])
				rest = rest[end+2:]
			case rest[0] == '$' && len(rest) > 1:
				n := int(rest[1] - '0')
				switch {
				case n == 0:
					b.WriteString(strings.TrimSuffix(line, "\n"))
				case n > 0 && n <= len(words):
					b.WriteString(words[n-1])
				case n < 0 || n > 9:
					b.WriteString(unknown)
				}
				rest = rest[2:]
			case rest[0] == ',':
				b.WriteByte(' ')
				rest = rest[1:]
			case rest[0] == ' ' || rest[0] == '\t':
				rest = rest[1:]
			default:
				b.WriteString(unknown)
				rest = ""
			}
		}
		b.WriteByte('\n')
	}
	return b.String(), true
}

func has(list []string, wanted ...string) bool {
	for _, x := range list {
		for _, y := range wanted {
			if x == y {
				return true
			}
		}
	}
	return false
}

// translate does what tr does with sets of plain characters and ranges.
func translate(args []string, in string) (string, bool) {
	if len(args) == 2 && has(args[:1], "-dc", "-cd", "-Cd", "-dC") {
		set, ok := expandSet(args[1])
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(set, r) {
				return r
			}
			return -1
		}, in), ok
	}
	if len(args) == 2 && (args[0] == "-d" || args[0] == "--delete") {
		set, ok := expandSet(args[1])
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(set, r) {
				return -1
			}
			return r
		}, in), ok
	}
	if len(args) != 2 {
		return "", false
	}
	from, ok := expandSet(args[0])
	to, also := expandSet(args[1])
	if !ok || !also || to == "" {
		return "", false
	}
	fromRunes, toRunes := []rune(from), []rune(to)
	return strings.Map(func(r rune) rune {
		for i := len(fromRunes) - 1; i >= 0; i-- {
			if fromRunes[i] == r {
				return toRunes[min(i, len(toRunes)-1)]
			}
		}
		return r
	}, in), true
}

func expandSet(set string) (string, bool) {
	if strings.Contains(set, "[:") {
		return "", false
	}
	set = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(set)
	var out []rune
	r := []rune(set)
	for i := 0; i < len(r); i++ {
		if i+2 < len(r) && r[i+1] == '-' && r[i] <= r[i+2] && r[i+2]-r[i] < 256 {
			for c := r[i]; c <= r[i+2]; c++ {
				out = append(out, c)
			}
			i += 2
			continue
		}
		out = append(out, r[i])
	}
	return string(out), true
}
