package hotkey

import "testing"

// TestKeyCodes: each key has a place of its own, but for the four function keys that no Mac
// has.
func TestKeyCodes(t *testing.T) {
	seen := map[uint8]Key{}
	for key := range keyTable {
		code, ok := keyCodes[key]
		if none := key == "f21" || key == "f22" || key == "f23" || key == "f24"; ok == none {
			t.Errorf("%s has a place: %v", key, ok)
		}
		if !ok {
			continue
		}
		if other, twice := seen[code]; twice {
			t.Errorf("%s and %s are at %#x", key, other, code)
		}
		seen[code] = key
	}
	for key := range keyCodes {
		if _, ok := keyTable[key]; !ok {
			t.Errorf("there is no key %s", key)
		}
	}
	if _, ok := keyCodes[defaultFor("darwin").Key]; !ok {
		t.Error("the default has no place")
	}
}
