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

// judge says what is wrong with an answer that can't be the file.
func (h *hub) judge(resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return h.refusal(resp)
	}
	if n := resp.ContentLength; n >= 0 && n != h.model.Bytes {
		return fmt.Errorf("it offers %s of %d bytes, not the file of %d", kindOf(resp), n, h.model.Bytes)
	}
	return nil
}

// kindOf says in a few words what an answer holds.
func kindOf(resp *http.Response) string {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case media == "text/html":
		return "a web page (of a proxy or a login?)"
	case media == "application/json":
		return "a JSON message"
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
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
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
		return fmt.Errorf("it answers that there were too many requests (%d)%s%s", status, wait, said)
	case status >= 500:
		return fmt.Errorf("it has a fault of its own (%d)%s", status, said)
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
		return fmt.Errorf("out of reach: no answer within %s", h.opt.HubAnswer)
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("out of reach: the name %s is not known", clean(dns.Name, 100))
	case errors.As(err, &dns):
		return fmt.Errorf("out of reach: the name %s cannot be looked up", clean(dns.Name, 100))
	case errors.As(err, &cert):
		return hinted{fmt.Errorf("its certificate is not trusted: %w", cert.Err),
			"if a proxy of your company stands between, add its certificate to the system's"}
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("out of reach: no connection within %s", dialTimeout)
	}
	return fmt.Errorf("out of reach: %s", clean(err.Error(), 300))
}

// unwrapURL takes the address off an error.
func unwrapURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
