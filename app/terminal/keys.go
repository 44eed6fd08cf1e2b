package terminal

import "caro/app/ask"

// keyName is how a key is called in the footer.
func (l look) keyName(k ask.Key, focus ask.Focus) string {
	switch k.Key {
	case "escape":
		return "esc"
	case "up":
		return l.up
	}
	if len(k.Key) == 1 && focus != ask.FocusConfirm {
		return "^" + string(k.Key[0]-'a'+'A')
	}
	return k.Key
}

// press is the name that Bubble Tea has for a key.
func press(k ask.Key, focus ask.Focus) string {
	if len(k.Key) == 1 && focus != ask.FocusConfirm {
		return "ctrl+" + k.Key
	}
	return k.Key
}

// chosen is the action of a key that was pressed, "" for none; pressed says whether the
// key has a meaning at all. What Enter and Esc do the session knows better than a view,
// which may be a moment old.
func chosen(v ask.View, name string) (a ask.Action, pressed bool) {
	switch name {
	case "enter":
		return ask.Enter, true
	case "esc":
		return ask.Escape, true
	case "up", "ctrl+p":
		return ask.Older, true
	case "down", "ctrl+n":
		return ask.Newer, true
	}
	for _, k := range v.Keys {
		if press(k, v.Focus) == name {
			if !k.Enabled {
				return "", true
			}
			return k.Action, true
		}
	}
	return "", false
}
