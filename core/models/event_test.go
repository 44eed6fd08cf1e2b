package models

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func TestEventJSON(t *testing.T) {
	e := Event{Model: "m", State: Downloading, Source: "hub", Done: 5, Total: 10, Rate: 2.5, Percent: 50, ETA: 2 * time.Second, In: 300 * time.Millisecond, Why: "w", Hint: "h"}
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"model":"m","state":"downloading","source":"hub","done":5,"total":10,"rate":2.5,"percent":50,"why":"w","hint":"h","eta_ms":2000,"in_ms":300}`
	if string(data) != want {
		t.Errorf("%s\nwant %s", data, want)
	}
	var back Event
	if err := json.Unmarshal(data, &back); err != nil || back != e {
		t.Errorf("%+v, %v", back, err)
	}
	if data, _ := json.Marshal(Event{Model: "m", State: Ready}); string(data) != `{"model":"m","state":"ready"}` {
		t.Errorf("%s", data)
	}
}

func TestFormatBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 9949: "9.9 kB", 9950: "10 kB", 98362432: "98 MB",
		999499: "999 kB", 999500: "1.0 MB", 1117320768: "1.1 GB", 1<<63 - 1: "9.2 EB", -5: "-5 bytes", -2000: "-2.0 kB",
	} {
		if got := FormatBytes(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestPercentIsNeverAllTooEarly(t *testing.T) {
	for _, c := range []struct {
		done, total int64
		want        float64
	}{{0, 10, 0}, {999999, 1000000, 99.9}, {1000000, 1000000, 100}, {1, 3, 33.3}, {1, 0, 0}} {
		if got := percent(c.done, c.total); got != c.want {
			t.Errorf("%d of %d: %v, want %v", c.done, c.total, got, c.want)
		}
	}
}

func TestPace(t *testing.T) {
	var p pace
	if p.left(100) != 0 {
		t.Error("time left at no speed")
	}
	done := int64(0)
	for range 8 {
		done += 250
		p.add(done, 250*time.Millisecond)
	}
	if p.rate < 999 || p.rate > 1001 || p.left(5000).Round(time.Second) != 5*time.Second {
		t.Errorf("rate %v, left %v", p.rate, p.left(5000))
	}
	for range 80 {
		p.add(done, 250*time.Millisecond)
	}
	if p.rate > 10 {
		t.Errorf("rate %v after 20 s without a byte", p.rate)
	}
	p.add(done, 0) // a clock that stands still divides nothing by zero
	if s := fmt.Sprint(p.rate); s == "NaN" || p.left(1<<62) != 0 {
		t.Errorf("rate %s, left %v", s, p.left(1<<62))
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct {
		e    Event
		want string
	}{
		{Event{Percent: 42.9, Rate: 12e6, ETA: 58 * time.Second}, "42 % · 12 MB/s · 1 min left"},
		{Event{Percent: 99.9, Rate: 900, ETA: 200 * time.Millisecond}, "99 % · 900 bytes/s · 1 s left"},
		{Event{Percent: 3, Rate: 50e3, ETA: 2*time.Hour + 10*time.Minute}, "3 % · 50 kB/s · 2 h 10 min left"},
		{Event{Percent: 3, Rate: 50e3, ETA: 59*time.Minute + 50*time.Second}, "3 % · 50 kB/s · 1 h left"},
		{Event{}, "0 %"},
	} {
		if got := test.e.Words(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
