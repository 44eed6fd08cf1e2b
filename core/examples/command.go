package examples

import "strings"

// piece is what a command is made of besides names: a program (part is ""), one of its
// flags or subcommands, a word of its script, or a mark of the shell (utility is ""). Two
// commands of the same pieces teach the same.
type piece struct{ utility, part string }

// Likeness says how like two commands are without their names and numbers, 0 to 1: the F1
// of their pieces.
func Likeness(a, b string) float64 {
	x, y := setOf(a), setOf(b)
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	if len(x)+len(y) == 0 {
		return 0
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

func setOf(command string) map[piece]bool {
	set := map[piece]bool{}
	pieces(command, func(p piece) { set[p] = true })
	return set
}

// carriers run the program that is named behind them.
var carriers = setOfWords("sudo xargs env nohup time exec nice ionice timeout watch parallel do then else while until if ! { ( command builtin")

// parted have subcommands; what they do is in the second word.
var parted = setOfWords("git docker kubectl systemctl apt apt-get dnf brew npm pip pip3 cargo go ip launchctl diskutil networksetup hdiutil snap flatpak loginctl timedatectl hostnamectl nmcli gh openssl podman conda yarn pacman ufw defaults tmutil pmset softwareupdate dpkg journalctl redis-cli")

// wordy have flags of one hyphen and several letters, which aren't to be parted.
var wordy = setOfWords("find ffmpeg ffprobe openssl convert magick identify mogrify java screencapture mdfind xrandr go top terraform security")

// scripted take a program of their own in quotes, whose words are pieces.
var scripted = setOfWords("awk sed jq yq tr date stat find perl python3 sqlite3 psql mysql ps printf git curl docker kubectl")

// formatted of these have no words that count, only what stands behind a percent sign.
var formatted = setOfWords("date stat find git curl")

func setOfWords(text string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		set[w] = true
	}
	return set
}

// reader goes through a command once, word by word. It is no parser: it only says what
// words there are and which of them begin a command.
type reader struct {
	note    func(piece)
	utility string
	first   bool // the next word is a program
	sub     bool // the next word may be a subcommand
}

// pieces gives those of a command, some more than once.
func pieces(command string, note func(piece)) {
	r := reader{note: note, first: true}
	for i := 0; i < len(command); {
		switch c := command[i]; c {
		case ' ', '\t', '\n':
			i++
		case '|', '&', ';', '(', ')', '<', '>', '`':
			end := i + 1
			for c != ')' && end < len(command) && strings.IndexByte("|&;<>", command[end]) >= 0 {
				end++
			}
			r.mark(command[i:end])
			i = end
		default:
			end := wordEnd(command, i)
			r.word(command[i:end])
			i = end
		}
	}
}

// wordEnd is where the word at i ends.
func wordEnd(s string, i int) int {
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\'', '"':
			end := strings.IndexByte(s[i+1:], s[i])
			if end < 0 {
				return len(s)
			}
			i += end + 1
		case ' ', '\t', '\n', '|', '&', ';', '(', ')', '<', '>', '`':
			return i
		}
	}
	return min(i, len(s))
}

func (r *reader) mark(text string) {
	switch text[0] {
	case '<', '>':
		r.note(piece{"", text})
	case ')':
	default:
		if text[0] == '|' || text[0] == '&' {
			r.note(piece{"", text})
		}
		r.first = true
	}
}

func (r *reader) word(w string) {
	switch {
	case r.first:
		r.begin(w)
	case w[0] == '-' && len(w) > 1:
		r.flag(w)
	case w[0] == '+' && len(w) > 1 && isDigit(w[1]):
		r.note(piece{r.utility, "+9"})
	case r.sub:
		r.sub = false
		r.note(piece{r.utility, w})
	case w == "$": // of $(
	case strings.HasSuffix(w, "$"): // of x=$(
	case len(w) == 1 && w[0] >= 'a' && w[0] <= 'z' && r.utility == "find": // -type f
		r.note(piece{r.utility, w})
	case w[0] == '\'' || w[0] == '"' || w[0] == '+':
		r.script(w)
	}
}

// begin takes the word that a command begins with.
func (r *reader) begin(w string) {
	if i := strings.IndexByte(w, '='); i > 0 && !strings.ContainsAny(w[:i], "/'\"$") {
		r.first = !strings.HasSuffix(w, "$") // of x=$(
		return
	}
	switch {
	case w == "$" || w == "$$":
		return
	case carriers[w]:
		r.utility = w
		if len(w) > 1 {
			r.note(piece{w, ""})
		}
		return
	case w[0] == '-' && len(w) > 1 && r.utility != "": // a carrier's flag
		r.flag(w)
		return
	case isDigit(w[0]): // its number
		return
	}
	if i := strings.LastIndexByte(w, '/'); i >= 0 && i+1 < len(w) {
		w = w[i+1:]
	}
	r.utility, r.first, r.sub = w, false, parted[w]
	r.note(piece{w, ""})
}

func (r *reader) flag(w string) {
	switch {
	case strings.HasPrefix(w, "-exec") || w == "-ok" || w == "-okdir":
		r.note(piece{r.utility, w})
		r.first = true
	case isDigit(w[1]):
		r.note(piece{r.utility, "-9"})
	case strings.HasPrefix(w, "--"):
		name, _, _ := strings.Cut(w, "=")
		r.note(piece{r.utility, name})
	case wordy[r.utility]:
		r.note(piece{r.utility, w})
	default:
		for i := 1; i < len(w) && isLetter(w[i]); i++ {
			r.note(piece{r.utility, w[i : i+1]})
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// script takes the words of a program in quotes: names of two letters and more, and what
// stands behind a percent sign.
func (r *reader) script(w string) {
	if !scripted[r.utility] {
		return
	}
	if r.utility == "sed" && len(w) > 3 {
		r.sed(w[1 : len(w)-1])
		return
	}
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case c == '%' && i+1 < len(w) && isLetter(w[i+1]):
			r.note(piece{r.utility, w[i : i+2]})
			i++
		case isLetter(c):
			end := i
			for end < len(w) && isLetter(w[end]) {
				end++
			}
			if end-i > 1 && !formatted[r.utility] {
				r.note(piece{r.utility, w[i:end]})
			}
			i = end - 1
		}
	}
}

// sed notes what a script of sed does: its letters at the ends.
func (r *reader) sed(w string) {
	if w[0] == 's' {
		r.note(piece{"sed", "s///"})
		if end := w[len(w)-1]; isLetter(end) && !isLetter(w[len(w)-2]) {
			r.note(piece{"sed", "s///" + string(end)})
		}
		return
	}
	if w[0] == '/' {
		r.note(piece{"sed", "//"})
	}
	if strings.IndexByte(w, '$') >= 0 {
		r.note(piece{"sed", "$"})
	}
	if end := w[len(w)-1]; isLetter(end) {
		r.note(piece{"sed", "cmd " + string(end)})
	}
}
