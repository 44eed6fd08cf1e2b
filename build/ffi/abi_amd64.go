package ffi

// DefaultAbi is FFI_UNIX64 of libffi's x86 ffitarget.h.
const DefaultAbi Abi = 2
