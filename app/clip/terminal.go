package clip

import (
	"fmt"
	"os"

	"github.com/aymanbagabas/go-osc52/v2"
)

// SentError says that the text was sent to the terminal of a session from another
// machine, which may put it on the clipboard there: no terminal says whether it did.
type SentError struct{}

func (*SentError) Error() string {
	return "sent to your terminal, which may have put it on the clipboard of your own machine; no terminal says whether it did"
}

// Unsure says that the text may be on a clipboard.
func (*SentError) Unsure() bool { return true }

// Hint says how to find out.
func (*SentError) Hint() string {
	return "paste it to see; if nothing comes, let your terminal take clipboard writes (OSC 52), in tmux with: set -g set-clipboard on"
}

// toTerminal sends text to the terminal of a session from another machine, by the
// control sequence that terminals have for that (OSC 52). sent is false where there is no
// such session.
func toTerminal(text string) (sent bool, err error) {
	if os.Getenv("SSH_CONNECTION") == "" && os.Getenv("SSH_TTY") == "" || os.Getenv("TERM") == "dumb" {
		return false, nil
	}
	terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return false, nil //nolint:nilerr // no terminal, as in a script over ssh
	}
	defer terminal.Close()
	sequence := osc52.New(text)
	bytes := sequence.String()
	switch { // both take the plain one where they are set up so, and hand this one on where not
	case os.Getenv("TMUX") != "":
		bytes += sequence.Tmux().String()
	case os.Getenv("STY") != "":
		bytes = sequence.Screen().String()
	}
	if _, err := terminal.WriteString(bytes); err != nil { // at once, so that nothing comes between
		return false, fmt.Errorf("write to the terminal: %w", err)
	}
	return true, nil
}
