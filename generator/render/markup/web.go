package markup

import (
	"encoding/xml"
	"net/url"
	"strings"
)

// MayLink reports whether an address that somebody wrote may be a link: to a page on the web, or a mail address.
func MayLink(address string) bool {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(u.Host, notInHost) {
		return false
	}
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" || u.Scheme == "mailto" && u.Opaque != ""
}

func notInHost(r rune) bool {
	return strings.ContainsRune(`<>"'%{}|\^ `+"`", r) || HiddenControl(r) || r < ' '
}

// XML escapes text for an element or a quoted attribute of XML.
func XML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
