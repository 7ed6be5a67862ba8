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
