// Package machofile checks programs and libraries for macOS without a Mac: that they are
// for the right processor and system version, that all they load is the system's or lies
// in the bundle, that each symbol they take from one of the bundle's libraries is there,
// and that a signature fits the bytes.
//
// [Read] takes a file apart (image.go, exports.go, signature.go), [CheckFolder] and
// [CheckProgram] judge (check.go). Formats as in Apple's mach-o/loader.h and, for the
// signature, xnu's cs_blobs.h. The files are read as if they were hostile: offsets that
// lead outside are errors. It must not know where Caro's files lie or come from.
package machofile
