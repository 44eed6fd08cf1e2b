// Package folders puts a folder that was made beside into the place of another in one step:
// whenever a build step is stopped, the old folder is there or the new one.
//
// It must not know what the folders hold.
package folders
