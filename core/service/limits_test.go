package service

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"caro/core/fault"
	"caro/core/testneed"
)

// serve answers at a socket as a worker would that says what it is told to.
func serve(t *testing.T, libraries, answer string) Options {
	t.Helper()
	o := Options{Socket: testneed.Socket(t), Libraries: libraries, Model: Spec{Path: "/m.gguf"}}
	l, err := Listen(o.Socket, nil)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == pathHello {
			reply(w, Hello{Protocols: []int{Protocol}, Libraries: libraries})
			return
		}
		_, _ = w.Write([]byte(answer))
	})}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() {
		_ = server.Close()
		_ = l.remove()
	})
	return o
}

// TestBadWorkers: a worker that talks nonsense is an error in words, not a hang or a
// full memory.
func TestBadWorkers(t *testing.T) {
	for _, test := range []struct{ name, answer, says string }{
		{"no JSON", "hello\n", "broke off"},
		{"unknown event", `{"event":"dance"}` + "\n", "unknown event"},
		{"an error without words", `{"event":"error"}` + "\n", "without saying why"},
		{"no result", `{"event":"done"}` + "\n", "without an answer"},
		{"an endless line", `{"event":"token","text":"` + strings.Repeat("a", 3<<20), "a line of over"},
		{"nothing", "", "broke off"},
		{"cut off", `{"event":"started"}` + "\n" + `{"event":"token","text":"ls"}` + "\n", "the engine stopped: the connection to it broke off"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := connect(t, serve(t, "/libraries", test.answer)).Generate(patient(t), counting(1), nil)
			var f *fault.Error
			if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Message, test.says) {
				t.Errorf("got %v, want %q in it", err, test.says)
			}
		})
	}
}

// TestBadClients: whatever comes over the socket, the worker answers the next request.
func TestBadClients(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	send := func(text string) string {
		t.Helper()
		conn := raw(t, o.Socket)
		_, _ = conn.Write([]byte(text))
		answer, _ := io.ReadAll(conn)
		return string(answer)
	}
	headOf := func(path string) string {
		return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCaro-Protocol: 2\r\n"
	}
	body := func(path, text string) string {
		return headOf(path) + "Content-Length: " + strconv.Itoa(len(text)) + "\r\n\r\n" + text
	}
	head := headOf(pathGenerate)
	huge := strings.Repeat("a", 2<<20)
	chat := `"request":{"messages":[{"role":"user","content":"x"}],"max_tokens":1}`
	for _, test := range []struct{ name, send, want string }{
		{"garbage", "\x00\xff\x13garbage\r\n\r\n", "400"},
		{"another protocol", strings.Replace(head, "Protocol: 2", "Protocol: 9", 1) + "Content-Length: 2\r\n\r\n{}", "426"},
		{"no protocol", "POST /v2/load HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", "426"},
		{"hello without protocol", "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", `"protocols":[2]`},
		{"unknown address", body("/v2/shell", "{}"), "404"},
		{"no JSON", body(pathGenerate, "abc"), "usage"},
		{"an unknown field", body(pathGenerate, `{"run":1}`), "usage"},
		{"two values", body(pathLoad, `{"model":{"path":"/m"}}{}`), "usage"},
		{"no model", body(pathLoad, `{}`), "no full path"},
		{"a relative model", body(pathLoad, `{"model":{"path":"m.gguf"}}`), "no full path"},
		{"a long path", body(pathLoad, `{"model":{"path":"/`+strings.Repeat("m", 5000)+`"}}`), "no full path"},
		{"a missing model", body(pathLoad, `{"model":{"path":"/no/m.gguf"}}`), "model_missing"},
		{"an unknown device", body(pathLoad, `{"model":{"path":"/m.gguf","device":"tpu"}}`), "unknown device"},
		{"a chat to load", body(pathLoad, `{"model":{"path":"/m.gguf"},`+chat+`}`), "usage"},
		{"no chat", body(pathGenerate, `{"model":{"path":"/m.gguf"}}`), "no chat"},
		{"a pause to generate", body(pathGenerate, `{"model":{"path":"/m.gguf"},"pause_ms":5,`+chat+`}`), "pause_ms"},
		{"a long pause", body(pathPrepare, `{"model":{"path":"/m.gguf"},"pause_ms":70000,`+chat+`}`), "pause_ms"},
		{"no tokens", body(pathGenerate, `{"model":{"path":"/m.gguf"},"request":{"messages":[{"role":"user","content":"x"}]}}`), "max_tokens"},
		{"a huge body", head + "Content-Length: " + strconv.Itoa(len(huge)+20) + "\r\n\r\n{\"messages\":\"" + huge, "usage"},
		{"huge headers", "POST /v2/load HTTP/1.1\r\nX: " + huge + "\r\n\r\n", "431"},
	} {
		if got := send(test.send); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %s in it", test.name, got, test.want)
		}
	}
	t.Run("100 MB", func(t *testing.T) {
		conn := raw(t, o.Socket)
		_, _ = conn.Write([]byte(head + "Content-Length: 100000000\r\n\r\n"))
		sent, piece := 0, make([]byte, 1<<20)
		for sent < 100e6 {
			n, err := conn.Write(piece)
			if sent += n; err != nil {
				break
			}
		}
		if sent > 8<<20 {
			t.Errorf("%d bytes were taken", sent)
		}
	})
	// Left hanging, each is cut off within a time; meanwhile others are answered.
	hanging := map[string]net.Conn{}
	for name, text := range map[string]string{"half a body": head + "Content-Length: 100\r\n\r\n{", "half a head": "POST /v2/ge", "nothing": ""} {
		hanging[name] = raw(t, o.Socket)
		_, _ = hanging[name].Write([]byte(text))
	}
	began := time.Now()
	generate(t, c, counting(4))
	for name, conn := range hanging {
		for {
			if _, err := conn.Read(make([]byte, 4096)); err != nil {
				break
			}
		}
		if d := time.Since(began); d > readTimeout+3*time.Second {
			t.Errorf("%s: cut off after %v", name, d)
		}
	}
	until(t, "rest", 5*time.Second, func() bool { return look(t, o).State == StateReady })
}

// TestManyConnections: more than there may be are turned away, and don't keep a front
// from its answer for long.
func TestManyConnections(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	var open []net.Conn
	for range maxConnections + 10 {
		open = append(open, raw(t, o.Socket))
	}
	time.AfterFunc(300*time.Millisecond, func() {
		for _, conn := range open {
			_ = conn.Close()
		}
	})
	generate(t, c, counting(1))
	if !strings.Contains(logged(t, o), "too many connections") {
		t.Error("none was turned away")
	}
}

func FuzzStream(f *testing.F) {
	f.Add("{\"event\":\"token\",\"text\":\"ls\"}\n{\"event\":\"done\",\"result\":{\"text\":\"ls\"}}\n")
	f.Add("{\"event\":\"loading\",\"percent\":3}\n{\"event\":\"error\"}\n")
	f.Add("{\"event\":\"dance\"}")
	f.Fuzz(func(t *testing.T, text string) {
		last, err := readStream(strings.NewReader(text), func(l line) {
			if l.last() || !l.known() {
				t.Errorf("passed on %+v", l)
			}
		})
		if (err == nil) != last.last() {
			t.Errorf("%+v, %v", last, err)
		}
	})
}

func FuzzCall(f *testing.F) {
	f.Add(`{"model":{"path":"/m.gguf","device":"cpu"},"request":{"messages":[{"role":"user","content":"x"}],"max_tokens":1},"pause_ms":-1}`)
	f.Add(`{"model":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var c call
		if unmarshal([]byte(text), &c) != nil {
			return
		}
		for _, path := range []string{pathLoad, pathGenerate, pathPrepare} {
			if c.check(path) == nil && (c.Model.check() != nil || path != pathLoad && c.Request.Check() != nil) {
				t.Errorf("%s takes %+v", path, c)
			}
		}
	})
}
