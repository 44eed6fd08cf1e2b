package manual

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// slant stands in text where slanted letters begin: what follows a flag's name without a
// blank is its argument then.
const slant = '\x01'

const (
	// maxString bounds the value of a string that a page defines, in bytes.
	maxString = 1 << 10
	// maxLine bounds a line after its strings are put in.
	maxLine = 64 << 10
)

// roffStrings are the values of \*(xx, those of a page besides.
func roffStrings() map[string]string {
	return map[string]string{"lq": `"`, "rq": `"`, "Aq": "'", "R": "(R)", "Tm": "(TM)", "q": `"`, "L\"": `"`, "R\"": `"`, "C`": "", "C'": "", "--": "-"}
}

// glyphs are the special characters of groff that manuals have in what matters here.
var glyphs = map[string]string{
	"-": "-", "hy": "-", "mi": "-", "en": "–", "em": "—", "lq": `"`, "rq": `"`, "Lq": `"`, "Rq": `"`, "dq": `"`, "aq": "'", "cq": "'", "oq": "'", "ga": "`", "ha": "^", "ti": "~",
	"rs": `\`, "bu": "•", "bv": "|", "ba": "|", "br": "|", "or": "|", "sl": "/", "co": "(C)", "rg": "(R)", "tm": "(TM)", "mu": "×", "pl": "+", "eq": "=", "->": "→", "<-": "←",
	"la": "<", "ra": ">", "lB": "[", "rB": "]", "lC": "{", "rC": "}", "sh": "#", "Do": "$", "at": "@", "<=": "≤", ">=": "≥", "!=": "≠", "de": "°", "sc": "§", "fo": "‹", "fc": "›", "aa": "´", "ul": "_", "ru": "_",
}

// escaper turns the escapes of a line into text.
type escaper struct {
	strings map[string]string
	b       strings.Builder
	joins   bool // \c: the next line belongs to this one without a blank
}

// text is a line without its escapes.
func (e *escaper) text(s string) string {
	e.joins = false
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	e.b.Reset()
	for i := 0; i < len(s) && e.b.Len() < maxLine; {
		if s[i] != '\\' {
			end := strings.IndexByte(s[i:], '\\')
			if end < 0 {
				end = len(s) - i
			}
			e.b.WriteString(s[i : i+end])
			i += end
			continue
		}
		n, comment := e.escape(s[i+1:])
		if comment {
			break
		}
		i += 1 + n
	}
	return e.b.String()
}

// escape reads what stands behind a backslash, and says how many bytes that was.
func (e *escaper) escape(s string) (n int, comment bool) {
	if s == "" {
		return 0, false
	}
	switch s[0] {
	case '"', '#':
		return 0, true
	case '-', '\'', '`', '.', '_':
		e.b.WriteByte(s[0])
	case 'e', '\\', 'E':
		e.b.WriteByte('\\')
	case ' ', '~', '0':
		e.b.WriteByte(' ')
	case 't':
		e.b.WriteByte('\t')
	case 'c':
		e.joins = true
	case '(', '[', 'C':
		name, n := name(s, s[0] == 'C')
		e.b.WriteString(glyph(name))
		return n, false
	case '*':
		name, n := name(s[1:], false)
		name, _, _ = strings.Cut(name, " ")
		e.b.WriteString(e.strings[name])
		return 1 + n, false
	case 'f':
		name, n := name(s[1:], false)
		if strings.HasSuffix(name, "I") || name == "2" {
			e.b.WriteByte(slant)
		}
		return 1 + n, false
	case 'n', 'k', 'g', 'm', 'M', 'F', 'V', 'Y', 'O', '$':
		return e.register(s), false
	case 's':
		return size(s), false
	case 'h', 'v', 'w', 'l', 'L', 'D', 'o', 'b', 'x', 'X', 'Z', 'A', 'B', 'N', 'S', 'H', 'R':
		text, n := delimited(s[1:])
		if code, err := strconv.Atoi(text); s[0] == 'N' && err == nil && code >= ' ' && code < 0x7f {
			e.b.WriteByte(byte(code))
		}
		return 1 + n, false
	default: // \& \| \^ \% \: \/ \, \) \{ \} \d \u \z and the like print nothing
		_, n := utf8.DecodeRuneInString(s)
		return n, false
	}
	return 1, false
}

// register reads \n(xx and its like: .g, which says that this is groff, is 1, all else 0.
func (e *escaper) register(s string) (n int) {
	n = 1
	if len(s) > 1 && s[0] == 'n' && (s[1] == '+' || s[1] == '-') {
		n++
	}
	name, more := name(s[n:], false)
	if s[0] == 'n' {
		e.b.WriteString(map[bool]string{true: "1", false: "0"}[name == ".g"])
	}
	return n + more
}

// name reads x, (xx or [xxx], and with quoted 'xxx' behind one letter; n is how long it is.
func name(s string, quoted bool) (name string, n int) {
	if quoted {
		name, n = delimited(s[1:])
		return name, n + 1
	}
	switch {
	case s == "":
		return "", 0
	case s[0] == '(':
		n = min(3, len(s))
		return s[1:n], n
	case s[0] == '[':
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return "", len(s)
		}
		return s[1:end], end + 1
	}
	_, n = utf8.DecodeRuneInString(s)
	return s[:n], n
}

// delimited reads 'xxx', with any character around.
func delimited(s string) (text string, n int) {
	if s == "" {
		return "", 0
	}
	_, n = utf8.DecodeRuneInString(s)
	end := strings.Index(s[n:], s[:n])
	if end < 0 {
		return "", len(s)
	}
	return s[n : n+end], n + end + n
}

// size says how long \s-1, \s[+2] and the like are.
func size(s string) (n int) {
	n = 1
	if n < len(s) && (s[n] == '+' || s[n] == '-') {
		n++
	}
	switch {
	case n >= len(s):
	case s[n] == '(' || s[n] == '[':
		_, more := name(s[n:], false)
		return n + more
	case s[n] == '\'':
		_, more := delimited(s[n:])
		return n + more
	case s[n] >= '0' && s[n] <= '9':
		n++
		if s[n-1] >= '1' && s[n-1] <= '3' && n < len(s) && s[n] >= '0' && s[n] <= '9' && n == 2 {
			n++
		}
	}
	return n
}

func glyph(name string) string {
	if text, ok := glyphs[name]; ok {
		return text
	}
	if hex, ok := strings.CutPrefix(name, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if code, err := strconv.ParseUint(hex, 16, 32); err == nil && utf8.ValidRune(rune(code)) {
			return string(rune(code))
		}
	}
	return ""
}

// words splits a request's arguments as roff does: quotes hold blanks, two in quotes are one.
// plain says which of them stood without quotes.
func (e *escaper) words(s string) (list []string, plain []bool) {
	const most = 200
	for len(list) < most {
		s = strings.TrimLeft(s, " \t")
		if s == "" || strings.HasPrefix(s, `\"`) {
			break
		}
		var word string
		quoted := s[0] == '"'
		if quoted {
			word, s = quotedWord(s[1:])
		} else {
			end := 0
			for end < len(s) && s[end] != ' ' && s[end] != '\t' {
				if s[end] == '\\' && end+1 < len(s) {
					end++
				}
				end++
			}
			word, s = s[:end], s[end:]
		}
		list, plain = append(list, e.text(word)), append(plain, !quoted)
	}
	return list, plain
}

func quotedWord(s string) (word, rest string) {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '"' && i+1 < len(s) && s[i+1] == '"':
			i++
		case s[i] == '"':
			return strings.ReplaceAll(s[:i], `""`, `"`), s[i+1:]
		}
	}
	return strings.ReplaceAll(s, `""`, `"`), ""
}
