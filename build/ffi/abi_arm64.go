package ffi

// DefaultAbi is FFI_SYSV of libffi's aarch64 ffitarget.h.
const DefaultAbi Abi = 1
