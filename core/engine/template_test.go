package engine

import (
	"testing"

	"caro/core/backend"
)

func TestSplit(t *testing.T) {
	chat := []backend.Message{{Role: "system", Content: "S"}, {Role: "user", Content: "U @@caro:0@@"}}
	pieces, err := split("<s>@@caro:0@@</s><u>@@caro:1@@</u><a>", chat)
	want := []piece{{"<s>", true}, {"S", false}, {"</s><u>", true}, {"U @@caro:0@@", false}, {"</u><a>", true}}
	if err != nil || len(pieces) != len(want) {
		t.Fatalf("got %v, %v", pieces, err)
	}
	for i := range want {
		if pieces[i] != want[i] {
			t.Errorf("piece %d: %v, want %v", i, pieces[i], want[i])
		}
	}
	if _, err := split("<u>@@caro:1@@</u>", chat); err == nil {
		t.Error("a template that drops the system message was taken")
	}
}
