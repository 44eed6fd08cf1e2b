// Package folder finds out which file of the working folder a request means that doesn't
// name it: "the csv file here", "unpack the archive". A model never sees a name that lies
// in the folder: it gets a stand-in with the same ending ("data.csv"), and the file's own
// name is put into the command afterwards, in quotes where it needs them. So a name can
// neither tell a model what to do nor leave this machine.
//
// It reads nothing but the names of one folder's entries. It must not know a model, a
// front or what a command does.
package folder
