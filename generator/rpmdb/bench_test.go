package rpmdb

import "testing"

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"centos8-modularitylabel", "sle15-bci", "fedora35"} {
		root := realRoot(b, name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Read(root); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
