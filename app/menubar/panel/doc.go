// Package panel takes the part of a desktop's panel on the session bus: it hosts icons
// (StatusNotifierWatcher), reads their menus and clicks on them (com.canonical.dbusmenu). It
// is for tests, and must not be used outside them.
package panel
