// Package sandbox runs one shell command that nobody has vouched for (a model
// wrote it) in a throw-away place, and hands back what it printed and the
// folder it left behind.
//
// The place is built by bubblewrap (bwrap) from new user, mount, process,
// network, IPC and host-name namespaces. The command sees the system's programs
// read-only, a home folder and a /tmp that exist for this run alone, and nothing
// else of the machine: no network (not even the machine's own loopback), no
// file of the person who runs it, no process of theirs, no terminal, no
// capability, no way to open a further user namespace. It never runs as the
// machine's root: a caller who is root gives its rights up first, because
// files under /proc/sys obey the root user without any capability.
//
// There is deliberately one way in. Where bwrap is missing or the kernel refuses
// the namespaces, Available says so in words and Run returns that error: a
// command is never run bare, nor in a weaker place.
//
// Files, network and processes are closed off by the kernel. Use of resources
// is bounded in two ways: limits that the kernel keeps for each process, and a
// watch that looks at all of them together some twenty times a second and ends the
// run. Between two looks a run may go somewhat past its limits; memory that
// belongs to no process (memfd, System V segments) is bounded by the time alone.
//
// The package knows nothing of models, prompts, risk or the meaning of a
// command, and imports no other package of Caro.
package sandbox
