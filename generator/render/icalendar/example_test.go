package icalendar_test

import (
	"fmt"
	"strings"
	"time"

	"pes/generator/render/icalendar"
)

func Example() {
	date := func(month time.Month, day int) time.Time { return time.Date(2027, month, day, 0, 0, 0, 0, time.UTC) }
	text := icalendar.Write(icalendar.Calendar{Name: "Ends of life", Stamp: date(time.January, 1),
		Events: []icalendar.Event{{UID: "acme-9.end-of-life.pes", Day: date(time.May, 31), Summary: "Acme 9 ends"}}})
	fmt.Print(strings.ReplaceAll(string(text), "\r\n", "\n"))
	// Output:
	// BEGIN:VCALENDAR
	// VERSION:2.0
	// PRODID:-//pes//package evolution//EN
	// CALSCALE:GREGORIAN
	// X-WR-CALNAME:Ends of life
	// BEGIN:VEVENT
	// UID:acme-9.end-of-life.pes
	// DTSTAMP:20270101T000000Z
	// DTSTART;VALUE=DATE:20270531
	// DTEND;VALUE=DATE:20270601
	// SUMMARY:Acme 9 ends
	// TRANSP:TRANSPARENT
	// END:VEVENT
	// END:VCALENDAR
}
