package machine

import "testing"

func TestSystem(t *testing.T) {
	for _, x := range []struct {
		list, distro, name string
		major              int
	}{
		{"almalinux-release-9.6-1.el9.x86_64", "almalinux", "AlmaLinux", 9},
		{"redhat-release-8.10-0.2.el8.x86_64\nbash-4-1.el8.x86_64", "rhel", "Red Hat Enterprise Linux", 8},
		{"redhat-release-8.10-1.0.1.el8.x86_64\noraclelinux-release-8.10-1.0.2.el8.x86_64", "oraclelinux",
			"Oracle Linux", 8},
		{"centos-stream-release-9.0-26.el9.noarch", "centos", "CentOS Stream", 9},
		{"sl-release-7.9-2.sl7.x86_64\nzip-3-1.el7.x86_64", "scientific", "Scientific Linux", 7},
		{"cloudlinux-release-8.10-3.el8.x86_64", "cloudlinux", "CloudLinux", 8},
		{"epel-release-7-14.noarch\nbash-4-1.el7.x86_64\nold-1-1.el6.x86_64\nzip-3-1.el7.x86_64", "", "", 7},
		{"bash-4-1.el7.x86_64\nzip-3-1.el8.x86_64", "", "", 0},
		{"bash\nalmalinux-release", "almalinux", "AlmaLinux", 0},
	} {
		l, err := Read("list", []byte(x.list))
		if err != nil {
			t.Fatal(err)
		}
		if s := l.System(); s.Distro != x.distro || s.Name != x.name || s.Major != x.major {
			t.Errorf("%q: %s, %s, %d", x.list, s.Distro, s.Name, s.Major)
		}
	}
}

// The minor release is in the version of the release package, or on CentOS 7 in its release.
func TestRelease(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"centos-release-7-9.2009.1.el7.centos.x86_64":        "7.9 centos-release",
		"almalinux-release-8.10-1.el8.x86_64":                "8.10 almalinux-release",
		"rocky-release-9.4-1.7.el9.noarch":                   "9.4 rocky-release",
		"oraclelinux-release-8:7.9-1.0.9.el7.x86_64":         "7.9 oraclelinux-release",
		"redhat-release-server-7.9-5.el7_9.x86_64":           "7.9 redhat-release-server",
		"centos-linux-release-8.5-1.2111.el8.noarch":         "8.5 centos-linux-release",
		"centos-stream-release-9.0-26.el9.noarch":            "9.10 centos-stream-release",
		"almalinux-release-8-1.el8.x86_64":                   "- ",
		"almalinux-release-8.99-1.el8.x86_64":                "- ",
		"almalinux-release-9.4-1.el8.x86_64":                 "- ",
		"bash-4.2.46-34.el7.x86_64":                          "- ",
		`{"source": "8.8", "installed": [{"name": "bash"}]}`: "8.8 the list",
	} {
		l, err := Read("list", []byte(list))
		if err != nil {
			t.Fatal(err)
		}
		r, says := l.Release()
		if got := r.String() + " " + says; got != want {
			t.Errorf("%s: %s, want %s", list, got, want)
		}
	}
}
