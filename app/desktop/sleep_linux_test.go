package desktop

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"caro/app/notify"
	"caro/core/config"
	"caro/core/local"
	"caro/core/models"
)

// TestSleep: a download pauses while the machine sleeps, and goes on afterwards from where
// it was.
func TestSleep(t *testing.T) {
	t.Setenv("CARO_CACHE_DIR", t.TempDir())
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_CONFIG_FILE", os.DevNull)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
	const size = 6e6
	h := newHub(t, size)
	t.Setenv("HF_ENDPOINT", h.url)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	notifier := notify.New(nil)
	defer notifier.Close()
	a := &App{
		notifier: notifier, events: make(chan func(*facts), 256), pulling: map[string]bool{}, broken: map[string]models.Event{},
		settings: config.Config{Model: file},
		o: Options{Pull: func(ctx context.Context, m models.Model, _ config.Config) error {
			store, err := models.DefaultStore()
			if err != nil {
				return err
			}
			return models.Pull(ctx, store, m, models.PullOptions{Tries: 1}, func(models.Event) {})
		}},
	}
	m, store, err := local.Entry(file)
	if err != nil {
		t.Fatal(err)
	}
	news := func(what string, is func(models.Event) bool) {
		t.Helper()
		for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
			e, told := store.News(m)
			if told && is(e) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%s: %+v", what, e)
			}
		}
	}
	a.asleep(ctx) // with nothing to pause
	a.awake(ctx)
	a.pull(ctx, file)
	news("a beginning", func(e models.Event) bool { return e.State == models.Downloading && e.Percent > 5 })
	a.asleep(ctx)
	news("a pause", func(e models.Event) bool { return e.State == models.Paused })
	h.speed.Store(100e6)
	a.awake(ctx)
	for end := time.Now().Add(patience); a.isPulling(file); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it isn't done")
		}
	}
	if m, store, err = local.Entry(file); err != nil { // its size and hash are known now
		t.Fatal(err)
	}
	if state, err := store.State(m); err != nil || state != models.Intact {
		t.Errorf("the model is %v, %v", state, err)
	}
	if sent := h.sent.Load(); sent > size*3/2 {
		t.Errorf("%d bytes were sent for %d", sent, int(size))
	}
	if names, _ := filepath.Glob(filepath.Join(os.Getenv("CARO_CACHE_DIR"), "models/*.pause")); len(names) > 0 {
		t.Errorf("%q are left", names)
	}
	cancel()
	a.work.Wait()
}
