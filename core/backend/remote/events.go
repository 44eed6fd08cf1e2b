package remote

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// maxLine bounds a line of a stream, in bytes: a token takes some hundred.
const maxLine = 1 << 20

// events reads a stream of server-sent events as it comes: LF or CRLF, comments to keep
// the connection alive, events without data, an end without the blank line. The library's
// own reader takes each of these for a damaged answer (v3.8.0, packages/ssestream).
type events struct {
	lines *bufio.Reader
	data  []byte // of the event that is being read
	known bool   // a line of the format came
}

// next returns the data of the next event; io.EOF at the end.
func (e *events) next() ([]byte, error) {
	e.data = e.data[:0]
	for {
		line, err := e.line()
		if err != nil {
			if errors.Is(err, io.EOF) && len(e.data) > 0 {
				return e.data, nil
			}
			return nil, err
		}
		if len(line) == 0 {
			if len(e.data) > 0 {
				return e.data, nil
			}
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch string(name) {
		case "data":
			e.known = true
			value = bytes.TrimPrefix(value, []byte(" "))
			if len(e.data) > 0 {
				e.data = append(e.data, '\n')
			}
			e.data = append(e.data, value...)
			if len(e.data) > maxLine {
				return nil, errTooLarge
			}
			if json.Valid(e.data) || bytes.Equal(e.data, doneMark) {
				// Some gateways leave out the blank line.
				return e.data, nil
			}
		case "", "event", "id", "retry":
			e.known = true
		default:
			if !e.known {
				return nil, &foreignError{begins: string(line[:min(len(line), maxBegins)])}
			}
		}
	}
}

// doneMark is the data of the last event.
var doneMark = []byte("[DONE]")

// line reads a line without its end. A last line without one counts too.
func (e *events) line() ([]byte, error) {
	var long []byte
	for {
		part, err := e.lines.ReadSlice('\n')
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(long)+len(part) > 0:
			if len(long) > 0 {
				part = append(long, part...)
			}
			return bytes.TrimRight(part, "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
			if long = append(long, part...); len(long) > maxLine {
				return nil, errTooLarge
			}
		default:
			return nil, err
		}
	}
}

// firstByte returns the first byte of a body that isn't blank, and leaves it there.
func firstByte(r *bufio.Reader) (byte, error) {
	if mark, err := r.Peek(3); err == nil && string(mark) == "\xEF\xBB\xBF" {
		_, _ = r.Discard(len(mark))
	}
	for {
		b, err := r.Peek(1)
		if err != nil {
			return 0, err
		}
		if !bytes.ContainsAny(b, " \t\r\n") {
			return b[0], nil
		}
		_, _ = r.Discard(1)
	}
}
