package wording

import (
	"testing"
	"time"

	"pes/generator/model"
)

// When a release ends is a date and how far it is from the day of the data.
func TestEndOfLife(t *testing.T) {
	date := func(s string) time.Time {
		day, err := time.Parse("2006-01-02", s)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	for _, test := range []struct{ end, day, want string }{
		{"2024-06-30", "2026-11-29", "ended 2024-06-30, 2 years ago"},
		{"2024-06-30", "2026-06-29", "ended 2024-06-30, 23 months ago"},
		{"2024-06-30", "2024-07-01", "ended 2024-06-30, 1 day ago"},
		{"2024-06-30", "2024-06-30", "ends 2024-06-30, today"},
		{"2024-06-30", "2024-06-29", "ends 2024-06-30, in 1 day"},
		{"2024-06-30", "2024-05-01", "ends 2024-06-30, in 60 days"},
		{"2024-06-30", "2023-11-01", "ends 2024-06-30, in 7 months"},
		{"2035-05-31", "2026-11-29", "ends 2035-05-31, in 8 years"},
	} {
		if got := EndOfLife(date(test.end), date(test.day).Add(13*time.Hour)); got != test.want {
			t.Errorf("on %s: %q, not %q", test.day, got, test.want)
		}
	}
	d := &model.Distro{Name: "Acme Stream", Names: []model.Name{{Major: 7, Name: "Acme Linux"}},
		Ends: []model.End{{Major: 7, Day: date("2024-06-30")}}}
	if got := ReleaseEnd(d, 7, date("2024-07-10")); got != "Acme Linux 7 ended 2024-06-30, 10 days ago" {
		t.Errorf("got %q", got)
	}
	if got := ReleaseEnd(d, 8, date("2024-07-10")); got != "" || Ended(d, 8, date("2024-07-10")) {
		t.Errorf("nobody knows when 8 ends: %q", got)
	}
}
