package cli

import (
	"github.com/charmbracelet/x/ansi"

	"caro/core/gate"
)

// The colours are those of the terminal's own palette, which suits its background, light or
// dark; text on a coloured ground has its own.

func (t *tree) bold(text string) string {
	if !t.colours {
		return text
	}
	return ansi.Style{}.Bold().Styled(text)
}

func (t *tree) faint(text string) string {
	if !t.colours || text == "" {
		return text
	}
	return ansi.Style{}.Faint().Styled(text)
}

// piece colours a piece of the command by what it is.
func (t *tree) piece(text string, row treeRow) string {
	switch {
	case !t.colours:
		return text
	case alarming(row.level):
		return ansi.Style{}.Bold().ForegroundColor(levelColours[row.level]).Styled(text)
	case row.part.Head:
		return ansi.Style{}.Bold().ForegroundColor(ansi.Green).Styled(text)
	case len(text) > 0 && (text[0] == '-' || text[0] == '+'):
		return ansi.Style{}.ForegroundColor(ansi.Cyan).Styled(text)
	case isSign(text):
		return ansi.Style{}.Faint().Styled(text)
	}
	return text
}

// meaning makes what is said of mere signs fainter.
func (t *tree) meaning(text string, row treeRow) string {
	if t.colours && isSign(row.text) && !row.part.Head {
		return t.faint(text)
	}
	return text
}

// isSign reports whether a text is a mere sign of the shell.
func isSign(text string) bool {
	for _, r := range text {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 127 {
			return false
		}
	}
	return text != "." && text != "~" && text != "/" && text != "*" && text != "[" && text != ":"
}

//nolint:misspell // the library's name
var levelColours = map[gate.Level]ansi.Color{gate.LevelSafe: ansi.Green, gate.LevelModerate: ansi.Yellow, gate.LevelHigh: ansi.Red, gate.LevelCritical: ansi.Red, gate.LevelUnknown: ansi.Magenta}

func (t *tree) coloured(text string, level gate.Level) string {
	if !t.colours {
		return text
	}
	return ansi.Style{}.ForegroundColor(levelColours[level]).Styled(text)
}

// badge is the level on a ground of its colour.
func (t *tree) badge(level gate.Level) string {
	if !t.colours {
		return " " + level.String()
	}
	on := ansi.Black
	if level == gate.LevelHigh || level == gate.LevelCritical || level == gate.LevelUnknown {
		on = ansi.BrightWhite
	}
	return " " + ansi.Style{}.Bold().ForegroundColor(on).BackgroundColor(levelColours[level]).Styled(" "+level.String()+" ")
}
