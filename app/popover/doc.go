// Package popover decides what the Mac's popover shows and what its keys do, so that the
// AppKit layer (package macos) decides nothing: [Draw] turns the ask session's view into a
// [Picture], a plain value that names every control with its text, colour, key and
// VoiceOver label; [Diff] says what turns one picture into the next, so that controls stay
// and streaming text doesn't flicker; [Press] and [Means] say what a key is for; [Echo] keeps what is
// typed and what the session says of it apart; [Place], [Body] and [Clicks] say where it
// goes, how tall it is and what a click on the icon does.
//
// # What a picture leaves to the system
//
// Texts have natural alignment and rows run from leading to trailing, so languages that are
// written from right to left come out right; commands are the exception, which run from left
// to right everywhere. Sizes are the system's text styles ([Style]), which follow the size
// that the person has set, never points. Colours are roles ([Colour]) that the system fits to
// dark mode and to more contrast, and none stands by itself: each has a mark or words beside
// it. Nothing moves but the spinner, which is the system's own.
//
// It must not know AppKit, nor judge a command.
package popover
