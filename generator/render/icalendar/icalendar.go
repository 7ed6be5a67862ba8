// Package icalendar writes calendars of whole days as RFC 5545 has them, for programs that people keep their dates in;
// see the example. Lines end with CR and LF, and are folded where they are longer than 75 bytes.
package icalendar

import (
	"strings"
	"time"
	"unicode/utf8"
)

// A Calendar is a list of days.
type Calendar struct {
	Name   string
	Stamp  time.Time // when its content was made
	Events []Event
}

// An Event is a day on which something happens.
type Event struct {
	UID         string // stays the same when the event changes, so that programs know it again
	Day         time.Time
	Summary     string
	Description string // may be empty
	URL         string // may be empty
}

const maxLine = 75 // bytes without CR and LF

// Write returns the text of a calendar.
func Write(c Calendar) []byte {
	var w writer
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//pes//package evolution//EN")
	w.line("CALSCALE:GREGORIAN")
	w.line("X-WR-CALNAME:" + escape(c.Name))
	for _, e := range c.Events {
		w.line("BEGIN:VEVENT")
		w.line("UID:" + escape(e.UID))
		w.line("DTSTAMP:" + c.Stamp.UTC().Format("20060102T150405Z"))
		w.line("DTSTART;VALUE=DATE:" + day(e.Day))
		w.line("DTEND;VALUE=DATE:" + day(e.Day.AddDate(0, 0, 1))) // the first day that is no part of it
		w.line("SUMMARY:" + escape(e.Summary))
		if e.Description != "" {
			w.line("DESCRIPTION:" + escape(e.Description))
		}
		if e.URL != "" {
			w.line("URL:" + e.URL)
		}
		w.line("TRANSP:TRANSPARENT") // nobody is busy
		w.line("END:VEVENT")
	}
	w.line("END:VCALENDAR")
	return w.b
}

func day(t time.Time) string { return t.UTC().Format("20060102") }

// escape writes a text; what RFC 5545 does not allow in one is left out.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

type writer struct{ b []byte }

// line writes a line; one that is too long goes on in others, each after a space, and no character is torn.
func (w *writer) line(s string) {
	for room := maxLine; len(s) > room; room = maxLine - 1 {
		n := room
		for !utf8.RuneStart(s[n]) {
			n--
		}
		w.b = append(append(w.b, s[:n]...), "\r\n "...)
		s = s[n:]
	}
	w.b = append(append(w.b, s...), "\r\n"...)
}
