package notify

import "errors"

// ErrNone says that nothing here shows notifications.
var ErrNone = errors.New("this desktop shows no notifications")

// The most of a title and a body that is shown, in bytes.
const (
	maxTitle = 200
	maxBody  = 1000
)

// Urgency says how a notification may disturb.
type Urgency byte

// The urgencies, with the specification's numbers. A critical one stays until it is
// closed, in most desktops.
const (
	Low Urgency = iota
	Normal
	Critical
)

// Notification is what is shown.
type Notification struct {
	// A later notification with the same tag takes the place of the earlier one.
	Tag     string
	Title   string
	Body    string // plain text; may be empty
	Urgency Urgency
}
