package notify

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/sessionbus"
	"caro/core/testneed"
)

const soon = 20 * time.Second

// startServer runs dunst, a real server of notifications, on a display and a bus of the
// test's own.
func startServer(t *testing.T) *os.Process {
	t.Helper()
	testneed.Command(t, "dunst", "dunst", "dunstctl")
	testneed.Display(t)
	testneed.SessionBus(t)
	t.Setenv("HOME", t.TempDir())
	config := filepath.Join(t.TempDir(), "dunstrc")
	// Nothing goes away by itself; pictures are shown.
	if err := os.WriteFile(config, []byte("[global]\ntimeout = 0\nhistory_length = 20\nmarkup = full\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), "dunst", "-conf", config)
	var said strings.Builder
	server.Stderr = &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGCONT)
		_ = server.Process.Kill()
		_ = server.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	conn, err := sessionbus.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for deadline := time.Now().Add(soon); ; time.Sleep(20 * time.Millisecond) {
		var owned bool
		err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.Notifications").Store(&owned)
		if err == nil && owned {
			return server.Process
		}
		if time.Now().After(deadline) {
			t.Fatalf("dunst didn't start: %v: %s", err, said.String())
		}
	}
}

// ctl runs dunstctl.
func ctl(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	out, err := exec.CommandContext(ctx, "dunstctl", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("dunstctl %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// shown is what the server keeps of a notification; the message is what it drew.
type shown struct{ summary, message, app string }

// history closes all and gives them by their summaries.
func history(t *testing.T) map[string]shown {
	t.Helper()
	ctl(t, "close-all")
	var h struct {
		Data [][]map[string]struct {
			Data any `json:"data"`
		} `json:"data"`
	}
	for deadline := time.Now().Add(soon); ctl(t, "count", "displayed") != "0"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what is shown doesn't close")
		}
	}
	text := ctl(t, "history")
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	all := map[string]shown{}
	for _, n := range h.Data[0] {
		text := func(key string) string { v, _ := n[key].Data.(string); return v }
		all[text("summary")] = shown{text("summary"), text("message"), text("appname")}
	}
	return all
}

func TestNotify(t *testing.T) {
	startServer(t)
	icon := image.NewRGBA(image.Rect(0, 0, 16, 16))
	copy(icon.Pix, []byte{255, 0, 0, 255})
	n := New(icon)
	defer n.Close()
	for _, what := range []Notification{
		{Tag: "copied", Title: "Copied", Urgency: Low},
		{Tag: "copied", Title: "Copied & <i>again</i>\nin one line", Body: "find . -name \"*.go\" && echo 'x' > y \x1b[31m", Urgency: Normal},
		{Tag: "download", Title: "Download failed", Urgency: Critical},
		{Tag: "long", Title: strings.Repeat("t", 5000), Body: strings.Repeat("ö", 5000)},
	} {
		if err := n.Notify(t.Context(), what); err != nil {
			t.Fatal(err)
		}
	}
	// The second took the first one's place.
	if got := ctl(t, "count", "displayed"); got != "3" {
		t.Errorf("%s are shown", got)
	}
	all := history(t)
	for summary, message := range map[string]string{
		// Markup of the server's own around the title; all else is text.
		"Copied & <i>again</i>␤in one line": "<b>Copied &amp; &lt;i&gt;again&lt;/i&gt;␤in one line</b>\n" +
			"find . -name \"*.go\" &amp;&amp; echo 'x' &gt; y \\x1b[31m",
		"Download failed":              "<b>Download failed</b>",
		strings.Repeat("t", 197) + "…": "<b>" + strings.Repeat("t", 197) + "…</b>\n" + strings.Repeat("ö", 498) + "…",
	} {
		if got := all[summary]; got.message != message || got.app != "Caro" {
			t.Errorf("%q: %+v, want %q", summary, got, message)
		}
	}
	if len(all) != 3 {
		t.Errorf("the server has %+v", all)
	}
}

func TestNobodyShows(t *testing.T) {
	check := func(t *testing.T) {
		t.Helper()
		n := New(nil)
		defer n.Close()
		if err := n.Notify(t.Context(), Notification{Title: "x"}); !errors.Is(err, ErrNone) {
			t.Errorf("got %v", err)
		}
	}
	t.Run("no server", func(t *testing.T) {
		testneed.SessionBus(t)
		check(t)
	})
	t.Run("no bus", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
		check(t)
	})
}

// A server that hangs takes 2 s and no more, and what comes after it is shown.
func TestServerHangs(t *testing.T) {
	server := startServer(t)
	n := New(nil)
	defer n.Close()
	if err := server.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	err := n.Notify(t.Context(), Notification{Title: "unseen"})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrNone) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > wait+soon/4 {
		t.Errorf("took %v", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := n.Notify(ctx, Notification{Title: "unseen"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := server.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(soon); ; {
		if err := n.Notify(t.Context(), Notification{Title: "seen"}); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// The bus ends and another comes: the notifier goes on there.
func TestBusComesBack(t *testing.T) {
	bus := testneed.SessionBus(t)
	n := New(nil)
	defer n.Close()
	serve(t, nil)
	if err := n.Notify(t.Context(), Notification{Title: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := bus.Kill(); err != nil {
		t.Fatal(err)
	}
	testneed.SessionBus(t)
	got := serve(t, nil)
	for deadline := time.Now().Add(soon); ; time.Sleep(20 * time.Millisecond) {
		err := n.Notify(t.Context(), Notification{Title: "two"})
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	if call := <-got; call.title != "two" || call.replaces != 0 {
		t.Errorf("the new bus gets %+v", call)
	}
}

// Not all servers read markup: those get the text as it is.
func TestWithoutMarkup(t *testing.T) {
	testneed.SessionBus(t)
	for _, c := range []struct {
		abilities []string
		body      string
	}{
		{[]string{"body"}, "a < b && c"},
		{[]string{"body", "body-markup"}, "a &lt; b &amp;&amp; c"},
	} {
		got := serve(t, c.abilities)
		n := New(nil)
		if err := n.Notify(t.Context(), Notification{Title: "x < y", Body: "a < b && c"}); err != nil {
			t.Fatal(err)
		}
		n.Close()
		if call := <-got; call.body != c.body || call.title != "x < y" {
			t.Errorf("with %q: %+v", c.abilities, call)
		}
	}
}

type call struct {
	title, body string
	replaces    uint32
}

// serve takes the place of a desktop's server, and gives what it is asked to show.
func serve(t *testing.T, abilities []string) <-chan call {
	t.Helper()
	conn, err := sessionbus.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	calls := make(chan call, 10)
	methods := map[string]any{
		"GetCapabilities": func() ([]string, *dbus.Error) { return abilities, nil },
		"Notify": func(_ string, replaces uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
			calls <- call{title, body, replaces}
			return 7, nil
		},
	}
	const name = "org.freedesktop.Notifications"
	if err := conn.ExportMethodTable(methods, "/org/freedesktop/Notifications", name); err != nil {
		t.Fatal(err)
	}
	reply, err := conn.RequestName(name, dbus.NameFlagAllowReplacement|dbus.NameFlagReplaceExisting)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the server's name: %v, %v", reply, err)
	}
	return calls
}
