package models

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// judge says what is wrong with an answer that can't be the file, or from which of its
// bytes on it is. There are done already.
func (h *hub) judge(resp *http.Response, done int64) (from int64, err error) {
	asked := resp.Request.Header.Get("Range") != ""
	switch {
	case resp.StatusCode == http.StatusPartialContent && asked:
		if !continues(resp.Header.Get("Content-Range"), done, h.model.Bytes) {
			h.whole = true
			return 0, temporary{error: fmt.Errorf("it sends another part (%s) than it was asked for", clean(resp.Header.Get("Content-Range"), 60)), soon: true}
		}
		from = done
	case resp.StatusCode == http.StatusRequestedRangeNotSatisfiable && asked:
		h.whole = true
		return 0, temporary{error: errors.New("it has no part from there on (416)"), soon: true}
	case resp.StatusCode != http.StatusOK:
		return 0, h.refusal(resp)
	}
	kind := kindOf(resp)
	if n := resp.ContentLength; n >= 0 && n != h.model.Bytes-from {
		return 0, fmt.Errorf("it offers %s of %d bytes, not the file of %d", kind, n, h.model.Bytes)
	}
	if kind == aPage || kind == aMessage {
		return 0, fmt.Errorf("it offers %s, not the file", kind)
	}
	return from, nil
}

// continues reports whether a Content-Range (RFC 9110, 14.4) goes from done to the end of
// a file of so many bytes.
func continues(text string, done, size int64) bool {
	want := fmt.Sprintf("bytes %d-%d/", done, size-1)
	rest, found := strings.CutPrefix(strings.TrimSpace(text), want)
	return found && (rest == "*" || rest == fmt.Sprint(size))
}

// The answers that are no file, whatever their length.
const (
	aPage    = "a web page (of a proxy or a login?)"
	aMessage = "a JSON message"
)

// kindOf says in a few words what an answer holds.
func kindOf(resp *http.Response) string {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case media == "text/html":
		return aPage
	case media == "application/json":
		return aMessage
	case strings.HasPrefix(media, "text/"):
		return "a text"
	}
	return "something"
}

// refusal puts a status into words, with the hub's own message if it sent one.
func (h *hub) refusal(resp *http.Response) error {
	status := resp.StatusCode
	said := clean(resp.Header.Get("X-Error-Message"), 200)
	if said != "" {
		said = ": " + said
	}
	switch {
	case status == http.StatusForbidden && !sameOrigin(resp.Request.URL, h.endpoint):
		// A signed address that has run out; the hub gives a fresh one.
		return temporary{error: fmt.Errorf("the address that it gave isn't good any more (%d)%s", status, said)}
	case status == http.StatusRequestTimeout:
		return temporary{error: fmt.Errorf("it waited too long for the request (%d)%s", status, said), after: retryAfter(resp)}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		if h.file != nil {
			return fmt.Errorf("it refuses access (%d)%s", status, said)
		}
		hint := "set HF_TOKEN to a token that may read " + h.model.Hub.Repo
		if h.token != "" {
			hint = "check that HF_TOKEN is valid and may read " + h.model.Hub.Repo
		}
		return hinted{fmt.Errorf("it refuses access (%d)%s", status, said), hint}
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("it has no such file (%d)%s", status, said)
	case status == http.StatusTooManyRequests:
		wait := ""
		if after := clean(resp.Header.Get("Retry-After"), 40); after != "" {
			wait = ", and asks to wait " + after
			if strings.Trim(after, "0123456789") == "" {
				wait += " s"
			}
		}
		return temporary{error: fmt.Errorf("it answers that there were too many requests (%d)%s%s", status, wait, said), after: retryAfter(resp)}
	case status >= 500:
		return temporary{error: fmt.Errorf("it has a fault of its own (%d)%s", status, said), after: retryAfter(resp)}
	}
	return fmt.Errorf("it answers %d instead of the file%s", status, said)
}

// unreachable puts an error of connecting into words. The address, which may
// hold a signature, is left out.
func (h *hub) unreachable(ctx context.Context, err error) error {
	err = unwrapURL(err)
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.Is(context.Cause(ctx), errNoAnswer):
		return temporary{error: fmt.Errorf("out of reach: no answer within %s", h.opt.HubAnswer), far: true}
	case errors.As(err, &dns) && dns.IsNotFound:
		return temporary{error: fmt.Errorf("out of reach: the name %s is not known", clean(dns.Name, 100)), far: true}
	case errors.As(err, &dns):
		return temporary{error: fmt.Errorf("out of reach: the name %s cannot be looked up", clean(dns.Name, 100)), far: true}
	case errors.As(err, &cert):
		return hinted{fmt.Errorf("its certificate is not trusted: %w", cert.Err),
			"if a proxy of your company stands between, add its certificate to the system's"}
	case errors.As(err, &timeout) && timeout.Timeout():
		return temporary{error: fmt.Errorf("out of reach: no connection within %s", dialTimeout), far: true}
	}
	return temporary{error: fmt.Errorf("out of reach: %s", clean(err.Error(), 300)), far: true}
}

// unwrapURL takes the address off an error.
func unwrapURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
