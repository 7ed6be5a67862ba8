package model

import "testing"

func TestLeappPackage(t *testing.T) {
	for name, newest := range map[string]int{ // the oldest of the newest targets for which it is one; 0: never
		"leapp": 1, "leapp-deps": 1, "snactor": 1, "python2-leapp": 1, "python3-leapp": 1,
		"leapp-upgrade-el7toel8": 8, "leapp-upgrade-el8toel9-deps": 9, "leapp-upgrade-el9toel10": 10,
		"leapp-upgrade-el7toel9": 0, "leapp-upgrade-": 0, "leapp-upgrade": 0, "leapp-repository": 0, "": 0,
	} {
		for n := 1; n <= 10; n++ {
			if want := newest > 0 && n >= newest; LeappPackage(name, n) != want {
				t.Errorf("LeappPackage(%q, %d) is not %v", name, n, want)
			}
		}
	}
}
