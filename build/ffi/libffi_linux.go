package ffi

// libffiName is libffi since 3.4, under the name that every distribution gives
// it. A bare name, so that the system's loader finds it where it keeps it.
const libffiName = "libffi.so.8"

const installHint = "install libffi: libffi8 on Debian and Ubuntu, libffi on Fedora, Arch and Alpine"
