package ask

import (
	"cmp"

	"caro/core"
	"caro/core/models"
)

// keys are what can be done now, in the order to show them.
func (s State) keys() []Key {
	leave := Key{Escape, "escape", "close", true}
	switch s.phase {
	case typing:
		return []Key{{Enter, "enter", "ask", !s.blank()}, {Older, "up", "history", s.line > 0}, leave}
	case asking:
		return []Key{{Escape, "escape", "cancel", true}}
	case answered:
		return s.answerKeys()
	case clarify, failed:
		return []Key{{Enter, "enter", "ask again", !s.blank()}, {Older, "up", "history", s.line > 0}, leave}
	case missing:
		list := []Key{{Enter, "enter", s.downloadLabel(), s.model.CanPull}}
		if at, n := s.chosen(), len(s.model.Choices); n > 1 {
			list = append(list, Key{Next, "tab", "next model", at < n-1}, Key{Previous, "shift+tab", "previous model", at > 0})
		}
		return append(list, leave)
	case downloading:
		return []Key{{Enter, "enter", "ask when it is here", !s.blank() && !s.wanted}, {Escape, "escape", "stop, and keep what is here", true}}
	}
	return []Key{}
}

func (s State) downloadLabel() string {
	switch {
	case s.failure != nil:
		return "try again"
	case s.model.Here:
		return "use it"
	case s.model.Left > 0:
		return "go on with the download"
	case s.model.Bytes > 0:
		return "download " + models.FormatBytes(s.model.Bytes)
	}
	return "download"
}

func (s State) answerKeys() []Key {
	switch {
	case s.editing:
		return []Key{{Enter, "enter", "take it", true}, {Escape, "escape", "leave it as it was", true}}
	case s.question && s.needs() == core.Spelled:
		return []Key{{Enter, "enter", "copy", isYes(s.word)}, {Decline, "escape", "don't", true}}
	case s.question:
		return []Key{{Enter, "enter", "copy all the same", true}, {Confirm, "y", "yes", true}, {Decline, "n", "no", true}, {Escape, "escape", "back", true}}
	}
	c := s.choice()
	again := ""
	if s.copied {
		again = "copy again"
	}
	list := []Key{{Enter, "enter", cmp.Or(again, "copy"), s.copyable() && s.copying == 0}, {Edit, "e", "edit", s.copying == 0}}
	if len(s.choices) > 1 {
		list = append(list, Key{Next, "tab", "next", s.current < len(s.choices)-1}, Key{Previous, "shift+tab", "previous", s.current > 0})
	}
	explaining := s.flight != 0 && s.kind == explaining
	if c.explanation == "" {
		list = append(list, Key{Explain, "x", "explain", c.judged && c.answer.Command != "" && !explaining})
	}
	if s.options.FollowUps {
		list = append(list, Key{FollowUp, "f", "follow up", true})
	}
	return append(list, Key{Again, "r", "ask again", true}, Key{Older, "up", "history", s.line > 0}, Key{Escape, "escape", "close", true})
}
