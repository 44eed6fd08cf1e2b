package models

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// State is how far a model is on its way into the store.
type State string

// The states of a model.
const (
	Queued      State = "queued"      // another process is fetching it; Done says how far that is
	Connecting  State = "connecting"  // Source is asked; Why says what was wrong with the one before
	Downloading State = "downloading" // Done, Total, Rate, ETA, Percent
	Verifying   State = "verifying"   // the file's SHA-256 is computed: Done, Total, Percent
	Paused      State = "paused"
	Waiting     State = "waiting" // to try again, in In, because of Why
	Failed      State = "failed"  // Why and Hint
	Ready       State = "ready"   // Why says where it came from
)

// Event is one piece of news about a model, for every front alike.
type Event struct {
	Model   string        `json:"model"` // its id
	State   State         `json:"state"`
	Source  string        `json:"source,omitempty"`  // where it is fetched from, for people
	Done    int64         `json:"done,omitempty"`    // bytes
	Total   int64         `json:"total,omitempty"`   // bytes
	Rate    float64       `json:"rate,omitempty"`    // bytes per second, smoothed
	Percent float64       `json:"percent,omitempty"` // 0 to 100
	ETA     time.Duration `json:"-"`                 // time left; 0 when unknown. JSON: eta_ms
	In      time.Duration `json:"-"`                 // time until the next try. JSON: in_ms
	Why     string        `json:"why,omitempty"`
	Hint    string        `json:"hint,omitempty"`
}

// event is Event without its methods; wire is how it is written.
type event Event
type wire struct {
	event
	ETA int64 `json:"eta_ms,omitempty"`
	In  int64 `json:"in_ms,omitempty"`
}

// MarshalJSON writes the times in milliseconds.
func (e Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(wire{event(e), e.ETA.Milliseconds(), e.In.Milliseconds()})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Event) UnmarshalJSON(data []byte) error {
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*e = Event(w.event)
	e.ETA, e.In = time.Duration(w.ETA)*time.Millisecond, time.Duration(w.In)*time.Millisecond
	return nil
}

// percent is done of total in hundredths, one digit behind the point, rounded
// down so that 100 means all.
func percent(done, total int64) float64 {
	if total <= 0 {
		return 0
	}
	return math.Floor(float64(done)/float64(total)*1000) / 10
}

// FormatBytes writes a size for people, in decimal units as disks and download
// pages have them: "1.1 GB", "98 MB", "12 bytes".
func FormatBytes(n int64) string {
	if n > -1000 && n < 1000 {
		return fmt.Sprintf("%d bytes", n)
	}
	size, unit := float64(n), ""
	for _, unit = range []string{"kB", "MB", "GB", "TB", "PB", "EB"} {
		size /= 1000
		if math.Abs(size) < 999.5 {
			break
		}
	}
	if math.Abs(size) < 9.95 {
		return fmt.Sprintf("%.1f %s", size, unit)
	}
	return fmt.Sprintf("%.0f %s", size, unit)
}

// Words says how far a download is, for people: "42 % · 12 MB/s · 1 min left".
func (e Event) Words() string {
	text := fmt.Sprintf("%.0f %%", math.Floor(e.Percent))
	if e.Rate >= 1 {
		text += " · " + FormatBytes(int64(e.Rate)) + "/s"
	}
	if e.ETA > 0 {
		text += " · " + FormatTime(e.ETA) + " left"
	}
	return text
}

// FormatTime writes a time for people, to one unit or two: "5 s", "1 min", "2 h 10 min".
func FormatTime(d time.Duration) string {
	minutes := int(math.Round(d.Minutes()))
	switch {
	case d < 55*time.Second:
		return fmt.Sprintf("%d s", max(1, int(math.Round(d.Seconds()))))
	case minutes < 60:
		return fmt.Sprintf("%d min", max(1, minutes))
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
}
