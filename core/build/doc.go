// Package build says which build of Caro this is. The linker sets it (Makefile); it must
// not import anything of Caro.
package build
