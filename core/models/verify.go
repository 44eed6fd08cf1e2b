package models

import "context"

// Verify is Ready without trust in what is remembered: the file is read whole and its
// hash compared, whatever was found the last time.
func (s Store) Verify(ctx context.Context, m Model, tell func(Event)) (string, error) {
	if _, err := s.stat(m); err != nil {
		return "", err
	}
	got, info, err := hashFile(ctx, s.Path(m), verifying(m, tell))
	if err != nil {
		return "", err
	}
	_ = s.remember(ctx, m.File, info, got) // as in Ready, a read-only folder is no fault
	return s.Ready(ctx, m, nil)
}
