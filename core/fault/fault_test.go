package fault

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

type hinted struct{}

func (hinted) Error() string { return "no disk" }
func (hinted) Hint() string  { return "buy one" }

func TestFrom(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want Error
	}{
		{"one of its own", New(Usage, "wrong", "so"), Error{Code: Usage, Message: "wrong", Hint: "so"}},
		{"wrapped", fmt.Errorf("ask: %w", New(Usage, "wrong", "so")), Error{Code: Usage, Message: "ask: wrong", Hint: "so"}},
		{"with a hint", fmt.Errorf("write: %w", hinted{}), Error{Code: Engine, Message: "write: no disk", Hint: "buy one"}},
		{"plain", errors.New("broken"), Error{Code: Engine, Message: "broken"}},
		{"cancelled", fmt.Errorf("ask: %w", context.Canceled), Error{Code: Interrupted, Message: "interrupted"}},
	} {
		got := From(test.err, Engine)
		if got.Code != test.want.Code || got.Message != test.want.Message || got.Hint != test.want.Hint {
			t.Errorf("%s: %+v, want %+v", test.name, *got, test.want)
		}
		if !errors.Is(got, test.err) {
			t.Errorf("%s: the cause is lost", test.name)
		}
	}
	if From(nil, Failed) != nil {
		t.Error("nil became an error")
	}
}

func TestExitCode(t *testing.T) {
	for code, want := range map[Code]int{
		Failed: 1, Usage: 2, NoCommand: 3, Blocked: 4, ModelMissing: 5, ModelDamaged: 5, Engine: 6, Interrupted: 130, "new": 1,
	} {
		if got := code.ExitCode(); got != want {
			t.Errorf("%s: %d, want %d", code, got, want)
		}
	}
}
