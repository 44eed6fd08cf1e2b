// Package config will read and write the settings (TOML; defaults, then the file, then
// the environment, then flags). Nothing of it is here yet: the flags of app/cli read the
// environment themselves.
//
// It must not know what a setting is for.
package config
