package ask

// Action is something that a person does.
type Action string

// The actions. Those that mean nothing at the moment are passed over.
const (
	Type     Action = "type"     // the field of the request now holds the text
	Change   Action = "change"   // the command that is being edited is now the text
	Word     Action = "word"     // the field of the confirmation now holds the text
	Enter    Action = "enter"    // go on: ask, copy, confirm, download, try again; the view's keys say which
	Escape   Action = "escape"   // go back: end what is under way, or close
	Confirm  Action = "confirm"  // copy all the same
	Decline  Action = "decline"  // don't
	Edit     Action = "edit"     // begin to edit the command
	Next     Action = "next"     // show the next alternative
	Previous Action = "previous" // show the one before
	Explain  Action = "explain"  // have the model explain the command
	FollowUp Action = "followup" // ask for something else that goes on from this answer
	Again    Action = "again"    // ask the same once more
	Older    Action = "older"    // the request before in the history
	Newer    Action = "newer"    // the one behind
	Open     Action = "open"     // show a closed session anew
	Close    Action = "close"    // close it, whatever is under way
)
