package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"caro/app/hotkey"
)

// TestHotkeyTaken: a hotkey that another program has is said in the menu, and taken when
// that one goes.
func TestHotkeyTaken(t *testing.T) {
	d := newScreen(t, 640, 480)
	d.link(fakeModel(t))
	c := hotkey.Default()
	other, err := hotkey.Bind(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	d.begin()
	d.has("Ask…  (Ctrl+Alt+Enter is taken)\n")
	other.Close()
	d.has("Ask…  (Ctrl+Alt+Enter)\n")
	d.keys("ctrl+alt+Return")
	d.window()
}

// TestSettingsLive: settings that are edited by hand hold at once; those with a mistake
// don't, and it is said.
func TestSettingsLive(t *testing.T) {
	d := newScreen(t, 640, 480)
	d.notifications()
	d.link(fakeModel(t))
	// The file is a link, as in a folder of dotfiles.
	target := filepath.Join(d.dir, "home/caro.toml")
	if err := os.WriteFile(target, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, d.settingsPath()); err != nil {
		t.Fatal(err)
	}
	d.begin()
	d.has("Ask…  (Ctrl+Alt+Enter)\n")
	d.settings("[app]\nhotkey = \"ctrl+alt+k\"\n")
	d.has("Ask…  (Ctrl+Alt+K)\n")
	d.keys("ctrl+alt+k")
	d.window()
	d.keys("ctrl+alt+k") // closes what has the keyboard
	d.noWindow()
	d.keys("ctrl+alt+Return") // is given back

	for text, said := range map[string]string{
		"copy = true\n[app]\nhotkey = \"ctrl+alt+nokey\"\n": "app.hotkey",
		"copy = yes\n": "config.toml:1:8",
	} {
		d.settings(text)
		d.notified(said)
		d.has("Ask…  (Ctrl+Alt+K)\n")
		d.has("[ ] Copy automatically\n")
	}
	d.settings("copy = true\n[app]\nhotkey = \"none\"\n")
	d.has("Ask…\n")
	d.has("[x] Copy automatically\n")
	if d.windows() != 0 {
		t.Error("a hotkey that was given back opened the window")
	}
	d.click("Copy automatically")
	d.has("[ ] Copy automatically\n")
	if info, err := os.Lstat(d.settingsPath()); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
}

// TestUnwritable: where nothing can be written the app runs, and says what it can't do.
func TestUnwritable(t *testing.T) {
	d := newScreen(t, 640, 480)
	d.notifications()
	d.link(fakeModel(t))
	d.begin("HOME=/proc", "XDG_CONFIG_HOME=/proc", "XDG_DATA_HOME=/proc") // nobody may make a folder there
	d.status("Ready")
	d.click("Copy automatically")
	d.notified("The setting can't be kept")
	d.has("[ ] Copy automatically\n")
}

// TestFoldersUnwatched: what the system can't watch is looked at now and then.
func TestFoldersUnwatched(t *testing.T) {
	f := &folders{closed: make(chan struct{})} // as where the system's limit is used up
	dir := t.TempDir()
	changed := f.changes(dir, "file")
	if again := f.changes(dir, "file"); again != changed {
		t.Error("the same interest has two channels")
	}
	<-changed
	f.close()

	f = watchFolders()
	defer f.close()
	changed = f.changes(filepath.Join(dir, "made"), "file")
	if err := os.WriteFile(filepath.Join(dir, "made/file.new"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	<-changed
	if err := errors.Join(os.Remove(filepath.Join(dir, "made/file.new"))); err != nil {
		t.Fatal(err)
	}
	<-changed
}
