package remote

import "encoding/json"

// streamError is an error that a server reports in its stream.
type streamError struct {
	status int // 0 where it gives none
	text   string
}

func (e *streamError) Error() string { return e.text }

// reported is the error that a server reports in a chunk or a body with status 200; nil
// where there is none ("error" may be there and null).
func reported(data []byte) error {
	var c struct {
		Error   json.RawMessage `json:"error"`
		Object  string          `json:"object"`
		Message string          `json:"message"`
		Code    any             `json:"code"`
	}
	_ = json.Unmarshal(data, &c) // a field of another form is no error's
	switch {
	case len(c.Error) > 0 && string(c.Error) != "null":
		var e struct {
			Code any `json:"code"`
		}
		_ = json.Unmarshal(c.Error, &e) // a bare text has none
		return &streamError{status: number(e.Code), text: errorText(data)}
	case c.Object == "error": // vLLM before 0.10
		return &streamError{status: number(c.Code), text: c.Message}
	}
	return nil
}

func number(v any) int {
	if f, ok := v.(float64); ok && f >= 100 && f < 600 {
		return int(f)
	}
	return 0
}

// errorText takes the words out of an error's body, of which each server has its own form;
// a page of HTML has none.
func errorText(body []byte) string {
	var b struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(body, &b) != nil {
		if len(body) > 0 && body[0] == '<' {
			return ""
		}
		return string(body)
	}
	var inner struct {
		Message string `json:"message"`
	}
	var plain string
	switch {
	case json.Unmarshal(b.Error, &inner) == nil && inner.Message != "":
		return inner.Message
	case json.Unmarshal(b.Error, &plain) == nil && plain != "":
		return plain
	case b.Message != "":
		return b.Message
	case json.Unmarshal(b.Detail, &plain) == nil && plain != "":
		return plain
	case len(b.Detail) > 0:
		return string(b.Detail)
	default:
		return string(body)
	}
}
