package gate

import (
	"fmt"
	"strings"
)

// Offence is one character that may not stand in a command.
type Offence struct {
	// Offset counts bytes from the start of the text given to Command.
	Offset int
	// Rune is the character, or, where Invalid is set, the value of the stray byte.
	Rune rune
	// Invalid says that the byte at Offset is not part of valid UTF-8.
	Invalid bool
	// Name says in words what it is: "right-to-left override".
	Name string
}

// String gives "U+202E right-to-left override at byte 12".
func (o Offence) String() string {
	if o.Invalid {
		return fmt.Sprintf("byte 0x%02X, not valid UTF-8, at byte %d", o.Rune, o.Offset)
	}
	return fmt.Sprintf("U+%04X %s at byte %d", o.Rune, o.Name, o.Offset)
}

// maxOffences bounds how many offences an error lists; a hostile text can hold thousands.
const maxOffences = 16

// RefusedError says why Command let nothing pass. Its text holds no character of the
// command itself, so it is safe to print.
type RefusedError struct {
	// Reason is set when the command as a whole is refused: empty, too long, …
	Reason string
	// Offences lists the offending characters in order, at most 16 of them.
	Offences []Offence
	// More counts the offending characters beyond those listed.
	More int
}

// Error gives "command refused: " and the reason or the list of offences.
func (e *RefusedError) Error() string {
	var b strings.Builder
	b.WriteString("command refused: ")
	b.WriteString(e.Reason)
	for i, o := range e.Offences {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(o.String())
	}
	if e.More > 0 {
		fmt.Fprintf(&b, " and %d more", e.More)
	}
	return b.String()
}

func (e *RefusedError) add(o Offence) {
	if len(e.Offences) == maxOffences {
		e.More++
		return
	}
	e.Offences = append(e.Offences, o)
}

func refuse(format string, args ...any) error {
	return &RefusedError{Reason: fmt.Sprintf(format, args...)}
}
