package ffi

// libffiName is the libffi that is part of macOS. It lies in the loader's
// shared cache on the sealed system volume: there is no file to be found at
// this path, yet loading by it works, under a hardened runtime too. No other
// place is tried, least of all one that a user can write to.
const libffiName = "/usr/lib/libffi.dylib"

const installHint = "libffi is a part of macOS; run Caro on macOS 14 or newer"
