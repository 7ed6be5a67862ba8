package machine

import "testing"

// Who built a package can be told from its release, where it is not a distribution.
func TestParseBuild(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]build{
		"29.el7_9": {7, ""}, "1160.119.1.el7": {7, ""}, "2.el7.centos.16": {7, "centos"}, "1.el8.alma.1": {8, "alma"},
		"3.el8_10.rocky.0.1": {8, "rocky"}, "2136.el7uek": {7, ""}, "1.0.1.el8": {8, ""}, "4.el9_4.2": {9, ""},
		"83.git78c0348.el7_9": {7, ""}, "0.8.alpha.el7": {7, ""}, "26.P2.el7_9.15": {7, ""}, "5.el8sat": {8, ""},
		"0.25.20131004git.el7": {7, ""}, "1.module_el8.3.0+717+fa496f1d": {8, ""}, "3.el7.git1a2b3c4": {7, ""},
		"1.module+el8.7.0+15829+c0bd9ee8": {8, ""}, "1.el10": {10, ""}, "0.3.rc1.el9": {9, ""}, "2.ol7": {7, ""},
		"19.el7.remi": {7, "remi"}, "1.el7.remi.7.4": {7, "remi"}, "1.el7.ngx": {7, "ngx"},
		"1PGDG.rhel7": {7, "pgdg"}, "38PGDG": {0, "pgdg"}, "1.el7.elrepo": {7, "elrepo"},
		"2.el8.tuxcare.els1": {8, "tuxcare"}, "1nodesource": {0, "nodesource"}, "12.20.1.cpanel": {0, "cpanel"},
		"3.fc36": {0, "fc36"}, "1.amzn2": {0, "amzn"},
		"1": {0, ""}, "14": {0, ""}, "1.rc2": {0, ""}, "": {0, ""}, "1.el": {0, ""}, "0.1.20240101": {0, ""},
	} {
		if got := parseBuild(release); got != want {
			t.Errorf("%s: %+v, want %+v", release, got, want)
		}
	}
}
