package ask

import "caro/core"

// command is something to be done outside. Its number comes back with what came of it;
// what comes back with a number that counts no more is passed over.
type command interface{ do(s *Session) }

type (
	// prepare works ahead for a request that is being typed.
	prepare struct {
		number int
		query  string
		thread []Turn
	}
	// ask has a request answered.
	ask struct {
		number int
		query  string
		thread []Turn
	}
	// explain has the model explain a command.
	explain struct {
		number int
		answer core.Answer
	}
	// stop ends a call to the model or a download.
	stop struct{ number int }
	// judge looks at a command that a person has changed or chosen.
	judge struct {
		number  int
		query   string
		command string
	}
	// copying puts a command on the clipboard, if the gate lets it.
	copying struct {
		number  int
		answer  core.Answer
		consent core.Consent
	}
	// pull fetches the model; use is its ID where it is another than that of the settings.
	pull struct {
		number int
		use    string
	}
	// look finds out about the model.
	look struct{}
	// recall reads the requests of earlier sessions.
	recall struct{}
	// remember keeps an answer for later ones.
	remember struct{ answer core.Answer }
)
