package notify

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/sessionbus"
	"caro/core/gate"
)

// wait bounds a call of Notify.
const wait = 2 * time.Second

// Notifier shows notifications in Caro's name. It may be used by several goroutines.
type Notifier struct {
	picture *picture
	turn    chan struct{} // holds a token while nobody uses what is below
	conn    *dbus.Conn
	ids     map[string]uint32 // by tag: the server's numbers
}

// picture is an image as the specification sends it, four bytes a pixel.
type picture struct {
	Width, Height, RowStride int32
	HasAlpha                 bool
	BitsPerSample, Channels  int32
	Data                     []byte
}

// New makes a notifier that shows icon, which may be nil. It connects to nothing yet.
func New(icon image.Image) *Notifier {
	n := &Notifier{turn: make(chan struct{}, 1), ids: map[string]uint32{}}
	n.turn <- struct{}{}
	if icon != nil {
		size := icon.Bounds().Size()
		pixels := image.NewNRGBA(image.Rectangle{Max: size})
		draw.Draw(pixels, pixels.Rect, icon, icon.Bounds().Min, draw.Src)
		n.picture = &picture{int32(size.X), int32(size.Y), int32(pixels.Stride), true, 8, 4, pixels.Pix}
	}
	return n
}

// Notify shows a notification; it takes at most 2 s. Hidden characters are made visible, and
// long text is cut. Errors wrap [ErrNone] where nothing shows notifications.
func (n *Notifier) Notify(ctx context.Context, what Notification) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	select {
	case <-n.turn:
		defer func() { n.turn <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("show a notification: %w", ctx.Err())
	}
	if err := n.notify(ctx, what); err != nil {
		if absent(err) {
			err = fmt.Errorf("%w: %w", ErrNone, err)
		}
		return fmt.Errorf("show a notification: %w", err)
	}
	return nil
}

func (n *Notifier) notify(ctx context.Context, what Notification) error {
	if n.conn == nil || !n.conn.Connected() {
		conn, err := sessionbus.Dial(ctx)
		if err != nil {
			return err
		}
		n.conn, n.ids = conn, map[string]uint32{}
	}
	server := n.conn.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
	// Asked each time: another server may have come.
	var abilities []string
	err := server.CallWithContext(ctx, "org.freedesktop.Notifications.GetCapabilities", 0).Store(&abilities)
	if err != nil {
		return err
	}
	body := gate.Visible(what.Body, maxBody)
	for _, ability := range abilities {
		if ability == "body-markup" {
			body = escape(body)
		}
	}
	hints := map[string]dbus.Variant{
		"urgency":       dbus.MakeVariant(byte(what.Urgency)),
		"desktop-entry": dbus.MakeVariant(sessionbus.AppID),
	}
	if n.picture != nil {
		hints["image-data"] = dbus.MakeVariant(*n.picture)
	}
	const untilTheServerSays = int32(-1)
	var id uint32
	err = server.CallWithContext(ctx, "org.freedesktop.Notifications.Notify", 0, "Caro", n.ids[what.Tag], "",
		gate.VisibleLine(what.Title, maxTitle), body, []string{}, hints, untilTheServerSays).Store(&id)
	if err == nil {
		n.ids[what.Tag] = id
	}
	return err
}

// escape writes text so that markup shows it as it is.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// absent reports whether err says that there is no server.
func absent(err error) bool {
	if errors.Is(err, sessionbus.ErrNone) {
		return true
	}
	var answer dbus.Error
	if !errors.As(err, &answer) {
		return false
	}
	const prefix = "org.freedesktop.DBus.Error."
	return answer.Name == prefix+"ServiceUnknown" || answer.Name == prefix+"NameHasNoOwner" ||
		strings.HasPrefix(answer.Name, prefix+"Spawn.")
}

// Close ends the connection; what is shown stays.
func (n *Notifier) Close() {
	<-n.turn
	defer func() { n.turn <- struct{}{} }()
	if n.conn != nil {
		_ = n.conn.Close()
		n.conn = nil
	}
}
