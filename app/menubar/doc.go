// Package menubar says what the menu in the menu bar or tray holds: State in, Items, Icon
// and Tooltip out, all pure. The menu has the same items whatever the state, by the same
// ids; what has no use at the moment is hidden, since not every tray can put an item
// between others. Diff finds what has changed, so that no more than that is sent.
//
// Package menubar/tray shows it. This one must not know a toolkit, nor do what is clicked.
package menubar
