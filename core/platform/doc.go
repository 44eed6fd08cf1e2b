// Package platform says what machine this is: system, chip, cores, memory, shell, the
// flavour of its utilities and its package manager. The engine takes from it which build
// of llama.cpp to load and how many threads to run; the prompt takes from it what kind of
// command will work here.
//
// All facts come through [System], a struct of plain functions, so that every rule is
// tested on machines that the tests don't run on: testdata/ describes some thirty, written
// by hand in the formats that such systems use, not recorded on them.
//
// It must not know about models, the engine, prompts or fronts, must not load a library
// and must not use the network. What it can't find out it leaves empty: no fact here is
// worth a failed start. Text that it reads from files is data; names are stripped of
// everything that isn't printable and kept short before anyone sees them.
//
// Detection reads some twenty small files or a dozen sysctls and runs a program only if
// the flavour of ls can't be told from its path or its bytes (see coreutils.go). It sees
// the PATH of its own process: started by launchd, that is not the PATH of a terminal.
package platform
