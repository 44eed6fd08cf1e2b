package terminal

import (
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"caro/app/ask"
	// Bubble Tea must not ask the terminal for its colours.
	_ "caro/app/terminal/background"
)

// look is how things are drawn: in colour or by weight alone, with the characters that
// the terminal has.
type look struct {
	colour   bool
	faint    lipgloss.Style
	strong   lipgloss.Style
	selected lipgloss.Style
	plain    lipgloss.Style
	tones    map[ask.Tone]lipgloss.Style
	marks    map[ask.Tone]lipgloss.Style // badges that are to be seen
	kinds    map[ask.Kind]lipgloss.Style
	glyphs
}

// glyphs are the characters that not every terminal has.
type glyphs struct {
	prompt, rule, full, empty, more, current, dot string
	down, corner, up                              string
	spinner                                       []string
}

var unicodeGlyphs = glyphs{
	prompt: "❯ ", rule: "─", full: "━", empty: "─", more: "…", current: "▸ ", dot: " · ",
	down: "│", corner: "╰", up: "↑",
	spinner: strings.Split("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", ""),
}

var asciiGlyphs = glyphs{
	prompt: "> ", rule: "-", full: "=", empty: "-", more: "...", current: "> ", dot: " | ",
	down: "|", corner: "`", up: "up",
	spinner: []string{"|", "/", "-", `\`},
}

// newLook is the look for a terminal by its environment.
func newLook(out io.Writer, getenv func(string) string) look {
	profile := termenv.NewOutput(out, termenv.WithUnsafe(), termenv.WithEnvironment(environ{getenv})).ColorProfile()
	colour := profile != termenv.Ascii && getenv("NO_COLOR") == ""
	l := lookOf(colour)
	if !isUTF8(getenv) {
		l.glyphs = asciiGlyphs
	}
	return l
}

// environ is what termenv takes for the environment.
type environ struct{ getenv func(string) string }

func (e environ) Getenv(name string) string { return e.getenv(name) }
func (e environ) Environ() []string         { return os.Environ() }

// isUTF8 reports whether the locale has more characters than ASCII.
func isUTF8(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}

// The terminal's own colours. Blue can't be read on many dark terminals, and yellow only
// as a background on light ones.
const (
	black   = lipgloss.Color("0")
	red     = lipgloss.Color("1")
	green   = lipgloss.Color("2")
	yellow  = lipgloss.Color("3")
	magenta = lipgloss.Color("5")
	cyan    = lipgloss.Color("6")
	white   = lipgloss.Color("15")
)

func lookOf(colour bool) look {
	// Without colour there is still bold and reverse, which the profile for no colour
	// would leave out too.
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.ANSI)
	style := func(c lipgloss.Color) lipgloss.Style {
		if !colour {
			return r.NewStyle()
		}
		return r.NewStyle().Foreground(c)
	}
	return look{
		colour: colour, glyphs: unicodeGlyphs,
		plain: r.NewStyle(), faint: r.NewStyle().Faint(true), strong: r.NewStyle().Bold(true), selected: r.NewStyle().Reverse(true),
		tones: map[ask.Tone]lipgloss.Style{
			ask.TonePlain: r.NewStyle(), ask.ToneGood: style(green), ask.ToneInfo: style(cyan),
			ask.ToneCaution: style(magenta), ask.ToneWarning: r.NewStyle().Bold(true), ask.ToneDanger: style(red).Bold(true),
		},
		marks: map[ask.Tone]lipgloss.Style{
			ask.ToneCaution: style(white).Background(magenta), ask.ToneWarning: style(black).Background(yellow), ask.ToneDanger: style(white).Background(red),
		},
		kinds: map[ask.Kind]lipgloss.Style{
			ask.KindCommand: style(green).Bold(true), ask.KindFlag: style(cyan), ask.KindString: style(green),
			ask.KindVariable: style(magenta), ask.KindOperator: style(red), ask.KindKeyword: style(magenta).Bold(true),
			ask.KindPath: r.NewStyle(), ask.KindNumber: style(magenta), ask.KindComment: r.NewStyle().Faint(true),
		},
	}
}

// badge is a risk as a mark.
func (l look) badge(b ask.Badge) string {
	if b.Text == "" {
		return ""
	}
	if mark, ok := l.marks[b.Tone]; ok && l.colour {
		return mark.Render(" " + b.Text + " ")
	}
	return l.tones[b.Tone].Bold(true).Render("[" + b.Text + "]")
}

// paint colours a text by its spans.
func (l look) paint(text string, spans []ask.Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End > len(text) {
			continue
		}
		b.WriteString(text[at:s.Start])
		b.WriteString(l.kinds[s.Kind].Render(text[s.Start:s.End]))
		at = s.End
	}
	return b.String() + text[at:]
}
