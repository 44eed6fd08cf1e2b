package shell

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// A program that hides what it does computes its texts: from pieces, from codes of
// characters, from base64. What can be computed without running it stands in its place
// here, so that it is found by those who look for it.

// maxPlain bounds the programs that are made plain, in bytes.
const maxPlain = 16 << 10

var (
	// homeValues are what languages call the home folder.
	homeValues = expr(`\$ENV\{["']?HOME["']?\}|(?:pathlib\.)?Path\.home\(\)|Dir\.home\b|(?:require\(["'](?:node:)?os["']\)|os)\.homedir\(\)|os\.environ(?:\.get\(["']HOME["']\)|\[["']HOME["']\])|ENV(?:IRON)?(?:\.fetch\(["']HOME["']\)|\[["']HOME["']\])|process\.env(?:\.HOME\b|\[["']HOME["']\])|(?:os\.)?getenv\(["']HOME["']\)|os\.path\.expanduser\(["']~["']\)|\$HOME\b`)
	characters = expr(`\b(?:chr|String\.fromCharCode)\(\s*([0-9]{1,3}|0x[0-9a-fA-F]{1,2})((?:\s*,\s*[0-9]{1,3})*)\s*\)`)
	// decoders turn a text into another: which way is said by what stands around it.
	decoders  = expr(`(?:[\w.:]|__import__\(["']\w+["']\))*\b(b64decode|decode64|strict_decode64|base64_decode|decode_base64|atob|fromhex|unhexlify|hex2bin|str_rot13|strrev|reverse)\(\s*b?["']([^"'\n]*)["']\s*\)(?:\.decode\([^)]*\))?`)
	packed    = expr(`\bpack\s*\(?\s*["']H\*["']\s*,\s*["']([0-9a-fA-F]+)["']\s*\)?|\[["']([0-9a-fA-F]+)["']\]\.pack\(["']H\*["']\)`)
	buffers   = expr(`Buffer\.from\(\s*["']([^"'\n]+)["']\s*,\s*["'](hex|base64)["']\s*\)(?:\.toString\([^)]*\))?`)
	codecs    = expr(`codecs\.decode\(\s*["']([^"'\n]+)["']\s*,\s*["'](rot_?13|hex|base64)["']\s*\)`)
	backwards = expr(`["']([^"'\n]+)["'](?:\[::-1\]|\.reverse\b)`)
	imported  = expr(`__import__\(\s*["']([\w.]+)["']\s*\)|import_module\(\s*["']([\w.]+)["']\s*\)`)
	attribute = expr(`getattr\(\s*([\w.]+)\s*,\s*["'](\w+)["']\s*\)`)
	member    = expr(`(\w|\))\[["'](\w+)["']\]\s*\(`)
	constant  = expr(`(?:^|[\s;{(,])(?:my |var |let |const |local )?([$@]?[A-Za-z_]\w*)\s*=\s*("[^"\n$]*"|'[^'\n]*')\s*(?:[;,\n})]|$)`)
	named     = expr(`["'](\w+)["']\s*\(`)
	// reversed are texts turned round, of perl, lua and ruby.
	reversed   = expr(`\b(?:scalar\s+)?reverse\s+["']([^"'\n]+)["']|\(\s*["']([^"'\n]+)["']\s*\):reverse\(\)`)
	joins      = expr(`\bjoin\s*\(?\s*["']([^"'\n]*)["']\s*,\s*((?:["'][^"'\n]*["']\s*,?\s*)+)`)
	quotedWord = expr(`"[^"]*"|'[^']*'`)
	wordList   = expr(`%w\[([^\]\n]*)\]((?:\.reverse)?)\.join\(["'] ["']\)`)
	inBrackets = expr(`\(\s*("[^"\n]*"|'[^'\n]*')\s*\)\s*\|`)
)

// plainly rewrites a program with all that can be computed in it.
func plainly(language, source string) string {
	if len(source) > maxPlain {
		return source
	}
	join := func() {
		source = joined.ReplaceAllString(source, "")
		if language == "awk" {
			source = adjacent(source)
		}
	}
	source = homeValues.ReplaceAllString(source, `"`+homeDir+`"`)
	source = characters.ReplaceAllStringFunc(source, func(call string) string {
		var b strings.Builder
		for _, code := range strings.FieldsFunc(characters.ReplaceAllString(call, "$1$2"), func(r rune) bool { return r == ',' || r == ' ' }) {
			if n, err := strconv.ParseUint(code, 0, 8); err == nil {
				b.WriteByte(byte(n))
			}
		}
		return inQuotes(b.String())
	})
	join()
	source = decode(source)
	join()
	source = constants(source)
	join()
	source = decode(source)
	source = inBrackets.ReplaceAllString(source, "$1 |")
	if language == "php" || language == "node" {
		source = named.ReplaceAllString(source, "$1(")
	}
	if language == "python" || language == "node" {
		source = imported.ReplaceAllString(source, "$1$2")
		source = attribute.ReplaceAllString(source, "$1.$2")
		source = member.ReplaceAllString(source, "$1.$2(")
	}
	return source
}

// adjacent joins texts that stand beside each other, as awk does.
func adjacent(source string) string {
	var b strings.Builder
	open, closed := false, -1 // closed is where the last text ended, as long as only blanks follow
	for i := 0; i < len(source); i++ {
		c := source[i]
		switch {
		case open && c == '\\' && i+1 < len(source):
			b.WriteByte(c)
			i++
			c = source[i]
		case c == '"' && open:
			open, closed = false, b.Len()
		case c == '"':
			if closed >= 0 {
				joint := b.String()[:closed]
				b.Reset()
				b.WriteString(joint)
				open, closed = true, -1
				continue
			}
			open = true
		case !open && c != ' ' && c != '\t':
			closed = -1
		}
		b.WriteByte(c)
	}
	return b.String()
}

// decode puts what decoders make of texts in their place.
func decode(source string) string {
	by := func(e *expression, turn func(m []string) (string, bool)) {
		source = e.ReplaceAllStringFunc(source, func(call string) string {
			if out, ok := turn(e.FindStringSubmatch(call)); ok {
				return inQuotes(out)
			}
			return call
		})
	}
	by(decoders, func(m []string) (string, bool) { return decoded(m[1], m[2]) })
	by(packed, func(m []string) (string, bool) { return decoded("hex", m[1]+m[2]) })
	by(buffers, func(m []string) (string, bool) { return decoded(m[2], m[1]) })
	by(codecs, func(m []string) (string, bool) { return decoded(m[2], m[1]) })
	by(reversed, func(m []string) (string, bool) { return decoded("reverse", m[1]+m[2]) })
	by(joins, func(m []string) (string, bool) {
		var words []string
		for _, q := range quotedWord.FindAllString(m[2], 50) {
			words = append(words, q[1:len(q)-1])
		}
		return strings.Join(words, m[1]), true
	})
	by(wordList, func(m []string) (string, bool) {
		words := strings.Fields(m[1])
		if m[2] != "" {
			slices.Reverse(words)
		}
		return strings.Join(words, " "), true
	})
	by(backwards, func(m []string) (string, bool) { return decoded("reverse", m[1]) })
	return source
}

func decoded(way, text string) (string, bool) {
	switch way {
	case "hex", "fromhex", "unhexlify", "hex2bin":
		out, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
		return string(out), err == nil
	case "rot13", "rot_13", "str_rot13":
		return strings.Map(rot13, text), true
	case "reverse", "strrev":
		r := []rune(text)
		slices.Reverse(r)
		return string(r), true
	}
	out, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	return string(out), err == nil
}

func rot13(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return 'a' + (r-'a'+13)%26
	case r >= 'A' && r <= 'Z':
		return 'A' + (r-'A'+13)%26
	}
	return r
}

// inQuotes writes a text as a literal of most languages.
func inQuotes(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}

// constants puts the values of variables that are set once, to a text, in their place.
func constants(source string) string {
	const most = 12
	found := constant.FindAllStringSubmatch(source, most)
	for _, m := range found {
		name, value := m[1], m[2]
		if strings.Count(source, name) < 2 {
			continue
		}
		source = replaceName(source, name, value)
	}
	return source
}

// replaceName puts a value in the place of a name outside quotes, and, where the language
// marks variables, in double quotes too; not where it is set.
func replaceName(source, name, value string) string {
	var b strings.Builder
	var quote byte
	marked := name[0] == '$'
	for i := 0; i < len(source); {
		c := source[i]
		rest := source[i:]
		switch {
		case c == '\\' && i+1 < len(source):
			b.WriteString(source[i : i+2])
			i += 2
			continue
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case strings.HasPrefix(rest, name) && (quote == 0 || quote == '"' && marked) && !wordAt(source, i-1) && !wordAt(source, i+len(name)) && !isSet(rest[len(name):]):
			if quote != 0 {
				b.WriteString(value[1 : len(value)-1])
			} else {
				b.WriteString(value)
			}
			i += len(name)
			continue
		}
		b.WriteByte(c)
		i++
		if b.Len() > 2*maxPlain {
			return source
		}
	}
	return b.String()
}

func wordAt(text string, i int) bool {
	return i >= 0 && i < len(text) && (text[i] == '_' || text[i] >= '0' && text[i] <= '9' || text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z')
}

// isSet reports whether an assignment follows.
func isSet(rest string) bool {
	rest = strings.TrimLeft(rest, " \t")
	return strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") && !strings.HasPrefix(rest, "=~")
}

// inText reports whether a place lies within a text in quotes.
func inText(source string, at int) bool {
	var quote byte
	for i := 0; i <= at && i < len(source); i++ {
		switch c := source[i]; {
		case c == '\\':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\'') && i < at:
			quote = c
		}
	}
	return quote != 0
}
