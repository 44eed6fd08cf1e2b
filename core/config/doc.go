// Package config reads and writes the settings: defaults, then the file, then the
// environment, then flags, the later over the earlier. docs/configuration.md is its
// manual.
//
// Load gives the settings in force and knows of each where it comes from; Config.Set puts
// a flag over them; Save changes a file without touching what else is in it.
//
// It checks what a value looks like. It must not know what a setting is for: no model is
// looked up here, no device, no server. It keeps no key of a server, and what looks like
// one is never repeated in an error.
package config
