package wording

import (
	"strconv"
	"time"

	"pes/generator/english"
	"pes/generator/model"
)

// EndOfLife says when a release ends or ended, seen from a day: "ended 2024-06-30, 2 years ago", "ends 2027-05-31, in 8
// months". Without a day it gives the date alone.
func EndOfLife(end, day time.Time) string {
	verb := "ends "
	if day.IsZero() {
		return verb + Day(end)
	}
	from, to := end, midnight(day)
	past := to.After(end)
	if past {
		verb = "ended "
	} else {
		from, to = to, end
	}
	apart := distance(from, to)
	switch {
	case apart == "":
		return verb + Day(end) + ", today"
	case past:
		return verb + Day(end) + ", " + apart + " ago"
	}
	return verb + Day(end) + ", in " + apart
}

// ReleaseEnd says it of a release of a distribution: "EuroLinux 9 ended 2024-11-03, 20 months ago"; "" where nobody
// wrote down when it ends.
func ReleaseEnd(d *model.Distro, major int, day time.Time) string {
	end := d.End(major)
	if end.IsZero() {
		return ""
	}
	return Release(d, major) + " " + EndOfLife(end, day)
}

// Ended reports whether a release is past its end of life on a day.
func Ended(d *model.Distro, major int, day time.Time) bool {
	end := d.End(major)
	return !end.IsZero() && midnight(day).After(end)
}

// Release names a release of a distribution, as it was called then: "CentOS Linux 7".
func Release(d *model.Distro, major int) string { return d.NameIn(major) + " " + strconv.Itoa(major) }

func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// distance is about how far two days are apart, "" for the same day: days up to two months, months up to two years,
// then years. Nothing is rounded up.
func distance(from, to time.Time) string {
	months := 12*(to.Year()-from.Year()) + int(to.Month()-from.Month())
	if to.Day() < from.Day() {
		months--
	}
	days := int(to.Sub(from) / (24 * time.Hour))
	switch {
	case days == 0:
		return ""
	case months < 2:
		return Counted(days, "day")
	case months < 24:
		return Counted(months, "month")
	}
	return english.Grouped(months/12) + " years"
}
