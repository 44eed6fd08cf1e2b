package fault

import (
	"context"
	"errors"
)

// Code says which kind of failure this is. Its values are part of the JSON contract.
type Code string

// The codes. ExitCode gives the exit status of the command line for each.
const (
	Failed       Code = "failed"        // anything without a code of its own
	Usage        Code = "usage"         // the call was wrong: a flag, an empty or too long request
	NoCommand    Code = "no_command"    // the model gave no command for this request
	Blocked      Code = "blocked"       // the safety level forbids the command
	ModelMissing Code = "model_missing" // the model's file is not there
	ModelDamaged Code = "model_damaged" // the model's file is not what it should be
	Engine       Code = "engine_failed" // the engine or its libraries can't work
	Interrupted  Code = "interrupted"   // the person stopped it
)

// ExitCode is the exit status that the command line gives for the code.
func (c Code) ExitCode() int {
	switch c {
	case Usage:
		return 2
	case NoCommand:
		return 3
	case Blocked:
		return 4
	case ModelMissing, ModelDamaged:
		return 5
	case Engine:
		return 6
	case Interrupted:
		return 130
	default:
		return 1
	}
}

// Error is a failure with its code and a hint for the person.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`        // what failed and why: lower case, no full stop
	Hint    string `json:"hint,omitempty"` // what to do next, one sentence; may be empty
	Err     error  `json:"-"`              // the cause, for errors.Is and errors.As
}

// Error gives the message without the hint.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a code.
func New(code Code, message, hint string) *Error {
	return &Error{Code: code, Message: message, Hint: hint}
}

// Wrap gives a cause a code and a hint; its message is the cause's.
func Wrap(code Code, err error, hint string) *Error {
	return &Error{Code: code, Message: err.Error(), Hint: hint, Err: err}
}

// From finds the code and hint in err's chain: an *Error as it is (with the whole
// chain's message), a cancelled context as Interrupted, and otherwise fallback with
// the hint of any error in the chain that has a Hint() string method.
func From(err error, fallback Code) *Error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return &Error{Code: known.Code, Message: err.Error(), Hint: known.Hint, Err: err}
	}
	if errors.Is(err, context.Canceled) {
		return &Error{Code: Interrupted, Message: "interrupted", Err: err}
	}
	found := Wrap(fallback, err, "")
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		found.Hint = hinted.Hint()
	}
	return found
}
