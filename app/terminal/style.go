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
	if getenv("NO_COLOR") != "" {
		profile = termenv.Ascii
	}
	l := lookOf(profile)
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

// hues are the colours that are used.
type hues struct{ black, red, green, yellow, magenta, cyan, white lipgloss.Color }

// The terminal's own colours, and those for one that has 256. Blue can't be read on many
// dark terminals, and yellow only as a background on light ones. Those of the 256 can be
// read on black and on white alike, which the terminal isn't asked for: a contrast of 3.9
// at least, by the formula of WCAG 2 (xterm's own green has 1.9 on white).
var (
	ownHues   = hues{"0", "1", "2", "3", "5", "6", "15"}
	fixedHues = hues{"16", "196", "28", "220", "164", "30", "231"}
)

func lookOf(profile termenv.Profile) look {
	colour, with, hue := profile != termenv.Ascii, termenv.ANSI, ownHues
	if profile == termenv.ANSI256 || profile == termenv.TrueColor {
		with, hue = termenv.ANSI256, fixedHues
	}
	// Without colour there is still bold and reverse, which the profile for no colour
	// would leave out too.
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(with)
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
			ask.TonePlain: r.NewStyle(), ask.ToneGood: style(hue.green), ask.ToneInfo: style(hue.cyan),
			ask.ToneCaution: style(hue.magenta), ask.ToneWarning: r.NewStyle().Bold(true), ask.ToneDanger: style(hue.red).Bold(true),
		},
		marks: map[ask.Tone]lipgloss.Style{
			ask.ToneCaution: style(hue.white).Background(hue.magenta), ask.ToneWarning: style(hue.black).Background(hue.yellow), ask.ToneDanger: style(hue.white).Background(hue.red),
		},
		kinds: map[ask.Kind]lipgloss.Style{
			ask.KindCommand: style(hue.green).Bold(true), ask.KindFlag: style(hue.cyan), ask.KindString: style(hue.green),
			ask.KindVariable: style(hue.magenta), ask.KindOperator: style(hue.red), ask.KindKeyword: style(hue.magenta).Bold(true),
			ask.KindPath: r.NewStyle(), ask.KindNumber: style(hue.magenta), ask.KindComment: r.NewStyle().Faint(true),
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
