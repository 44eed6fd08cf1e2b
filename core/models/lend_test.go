package models

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestLend: a model that is lent is there without being hashed again, also one that only this
// store knows; the lender's is as it was.
func TestLend(t *testing.T) {
	from, to := Store{Dir: t.TempDir()}, Store{Dir: filepath.Join(t.TempDir(), "models")}
	const text = "a model"
	sum := sha256.Sum256([]byte(text))
	m := Model{ID: "mine", Name: "Mine", File: "mine.gguf", Bytes: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
	if err := from.Lend(t.Context(), m, to); !errors.Is(err, ErrMissing) {
		t.Errorf("without the file: %v", err)
	}
	if err := os.WriteFile(from.Path(m), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := from.pin(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if _, err := from.Ready(t.Context(), m, nil); err != nil {
		t.Fatal(err)
	}
	if err := from.Lend(t.Context(), m, to); err != nil {
		t.Fatal(err)
	}
	if state, err := to.State(m); err != nil || state != Intact {
		t.Errorf("lent it is %s, %v", state, err)
	}
	if found, err := to.Find(Catalogue{}, "mine"); err != nil || found.SHA256 != m.SHA256 {
		t.Errorf("the other store finds %+v, %v", found, err)
	}
	if err := from.Lend(t.Context(), m, to); err == nil {
		t.Error("it is lent over what is there")
	}
	if _, _, err := to.Remove(m); err != nil {
		t.Fatal(err)
	}
	if state, err := from.State(m); err != nil || state != Intact {
		t.Errorf("removed there it is %s here, %v", state, err)
	}
}
