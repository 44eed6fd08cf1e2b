package hotkey

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The keysyms that say what a modifier key is for, by X11's keysymdef.h.
const (
	symScrollLock = 0xff14
	symNumLock    = 0xff7f
	symAltL       = 0xffe9
	symAltR       = 0xffea
	symSuperL     = 0xffeb
	symSuperR     = 0xffec
)

// lookUp finds the keys for a combination in the server's present mapping. Where that has
// no key for it, it is those that had it before (the keyboard stays, only another script
// is typed), else the key that has it on an American keyboard.
func lookUp(conn *xgb.Conn, c Combination, before []xproto.Keycode) (keys, error) {
	keyboard, err := readKeyboard(conn)
	if err != nil {
		return keys{}, err
	}
	k := keys{codes: keyboard.withSym(xproto.Keysym(keyTable[c.Key].keysym))}
	if len(k.codes) == 0 {
		k.codes = before
	}
	if len(k.codes) == 0 && keyboard.evdev {
		k.codes = americanCodes(c.Key)
	}
	if len(k.codes) == 0 {
		return keys{}, &Error{Kind: ErrNoKey, Err: fmt.Errorf("%s", c.Key)}
	}
	for _, m := range []struct {
		modifier Modifier
		mask     uint16
	}{
		{Shift, xproto.ModMaskShift},
		{Ctrl, xproto.ModMaskControl},
		{Alt, keyboard.maskOr(xproto.ModMask1, symAltL, symAltR)},
		{Super, keyboard.maskOr(xproto.ModMask4, symSuperL, symSuperR)},
	} {
		if c.Modifiers&m.modifier != 0 {
			k.modifiers |= m.mask
		}
	}
	k.locks = subsets(xproto.ModMaskLock|keyboard.mask(symNumLock)|keyboard.mask(symScrollLock), k.modifiers)
	return k, nil
}

// subsets lists each set of the bits in all that are not in without, the empty one first.
func subsets(all, without uint16) []uint16 {
	all &^= without
	sets := []uint16{0}
	for bit := uint16(1); bit != 0; bit <<= 1 {
		if all&bit == 0 {
			continue
		}
		for _, set := range slices.Clone(sets) {
			sets = append(sets, set|bit)
		}
	}
	return sets
}

// keyboard is what the server says of its keys.
type keyboard struct {
	first     xproto.Keycode
	perKey    int             // keysyms of each key
	syms      []xproto.Keysym // perKey for each keycode from first on
	modifiers [8][]xproto.Keycode
	evdev     bool // the keycodes are those of Linux, 8 higher
}

func readKeyboard(conn *xgb.Conn) (*keyboard, error) {
	setup := xproto.Setup(conn)
	first := setup.MinKeycode
	mapping := xproto.GetKeyboardMapping(conn, first, byte(int(setup.MaxKeycode)-int(first)+1))
	modifiers := xproto.GetModifierMapping(conn)
	const rules = "_XKB_RULES_NAMES"
	atom := xproto.InternAtom(conn, true, uint16(len(rules)), rules)
	m, err := mapping.Reply()
	if err != nil {
		return nil, gone(fmt.Errorf("read the keyboard: %w", err))
	}
	mods, err := modifiers.Reply()
	if err != nil {
		return nil, gone(fmt.Errorf("read the modifiers: %w", err))
	}
	k := &keyboard{first: first, perKey: int(m.KeysymsPerKeycode), syms: m.Keysyms}
	perModifier := int(mods.KeycodesPerModifier)
	for i := range k.modifiers {
		k.modifiers[i] = mods.Keycodes[i*perModifier : (i+1)*perModifier]
	}
	if a, err := atom.Reply(); err == nil && a.Atom != xproto.AtomNone {
		root := setup.DefaultScreen(conn).Root
		p, err := xproto.GetProperty(conn, false, root, a.Atom, xproto.AtomString, 0, 64).Reply()
		k.evdev = err == nil && strings.HasPrefix(string(p.Value), "evdev\x00")
	}
	return k, nil
}

// sym is the n-th keysym of a key, 0 where it has none.
func (k *keyboard) sym(code xproto.Keycode, n int) xproto.Keysym {
	i := int(code) - int(k.first)
	if i < 0 || n >= k.perKey || (i+1)*k.perKey > len(k.syms) {
		return 0
	}
	return k.syms[i*k.perKey+n]
}

// withSym lists the keys that give the keysym: those that do so by themselves before those
// that do so in a second layout, those before others. In the mapping's columns, every
// second is with Shift, and two make a layout.
func (k *keyboard) withSym(sym xproto.Keysym) []xproto.Keycode {
	columns := []int{0, 2, 1, 3}
	for n := 4; n < k.perKey; n++ {
		columns = append(columns, n)
	}
	for _, n := range columns {
		var found []xproto.Keycode
		for code := int(k.first); code <= 255; code++ {
			if k.sym(xproto.Keycode(code), n) == sym {
				found = append(found, xproto.Keycode(code))
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// mask is that of the modifiers which keys with one of the keysyms set.
func (k *keyboard) mask(syms ...xproto.Keysym) uint16 {
	var mask uint16
	for i, codes := range k.modifiers {
		for _, code := range codes {
			for n := range k.perKey {
				if code != 0 && slices.Contains(syms, k.sym(code, n)) {
					mask |= 1 << i
				}
			}
		}
	}
	return mask
}

// maskOr is the lowest modifier that keys with one of the keysyms set, else usual.
func (k *keyboard) maskOr(usual uint16, syms ...xproto.Keysym) uint16 {
	mask := k.mask(syms...)
	if mask == 0 {
		return usual
	}
	return mask & -mask
}

// americanCodes is the key's place on an American keyboard, where it is one that types
// something or one of F13 to F24, whose keys most layouts use for other things. The
// numbers are those of Linux's input-event-codes.h, 8 higher.
func americanCodes(key Key) []xproto.Keycode {
	sym := keyTable[key].keysym
	if f13 := keyTable["f13"].keysym; sym >= f13 && sym <= keyTable["f24"].keysym {
		return []xproto.Keycode{191 + xproto.Keycode(sym-f13)}
	}
	for _, row := range []struct {
		first xproto.Keycode
		signs string
	}{
		{10, "1234567890-="}, {24, "qwertyuiop[]"}, {38, "asdfghjkl;'`"}, {51, `\zxcvbnm,./`},
	} {
		if i := strings.IndexRune(row.signs, rune(sym)); i >= 0 {
			return []xproto.Keycode{row.first + xproto.Keycode(i)}
		}
	}
	return nil
}
