package inventory

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/list"
	"pes/generator/model"
)

// briefForm is the first line of a brief, with the release behind it.
const briefForm = "pes-inventories 1 "

// maxShared is how much of a name the next one may share with it. A character says it that no other line begins with.
const maxShared = 'l' - '0'

// Brief writes inventories of one release for a program that only looks packages up: no sources, no hints, and of names
// and versions what differs from the line before. [ReadBrief] reads it.
//
//	pes-inventories 1 9
//	repository rocky9-appstream appstream - 2026-11-20 complete x86_64,aarch64
//	module php:8.1 default
//	0httpd 2.4.62-4.el9
//	5-core
//	0php 8.1.32-1.el9 1
func Brief(all []*model.Inventory) []byte {
	if len(all) == 0 {
		return nil
	}
	b := fmt.Appendf(nil, "%s%d\n", briefForm, all[0].Major)
	for _, inv := range all {
		day, complete := "-", "incomplete"
		if !inv.Day.IsZero() {
			day = inv.Day.Format(time.DateOnly)
		}
		if inv.Complete {
			complete = "complete"
		}
		b = fmt.Appendf(b, "repository %s %s %s %s %s %s\n", orDash(inv.PESID), inv.Role, orDash(inv.Vendor), day,
			complete, orDash(strings.Join(inv.Arches, ",")))
		number := map[model.Stream]int{}
		for _, s := range streamsOf(inv) {
			number[s.Stream] = len(number) + 1
			b = append(append(b, "module "...), s.String()...)
			if s.Default {
				b = append(b, " default"...)
			}
			b = append(b, '\n')
		}
		var last model.Available
		for _, a := range inv.Packages {
			b = briefLine(b, a, &last, number[a.Stream])
			last = *a
		}
	}
	return b
}

// streamsOf are the streams of an inventory, with those that only its packages name behind them.
func streamsOf(inv *model.Inventory) []model.InventoryStream {
	out := slices.Clone(inv.Streams)
	for _, a := range inv.Packages {
		if !a.Stream.IsZero() {
			new := model.InventoryStream{Stream: a.Stream}
			list.FindOrAdd(&out, new, func(s model.InventoryStream) bool { return s.Stream == a.Stream })
		}
	}
	return out
}

func briefLine(b []byte, a, last *model.Available, stream int) []byte {
	shared := 0
	for shared < min(len(a.Name), len(last.Name), maxShared) && a.Name[shared] == last.Name[shared] {
		shared++
	}
	b = append(append(b, '0'+byte(shared)), a.Name[shared:]...)
	fields := []string{"", "", strings.Join(a.Arches, ",")}
	if a.EVR != last.EVR {
		fields[0] = orDash(a.EVR)
	}
	if stream > 0 {
		fields[1] = strconv.Itoa(stream)
	}
	for len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	for _, f := range fields {
		b = append(append(b, ' '), f...)
	}
	return append(b, '\n')
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func unDash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

var errBrief = errors.New("the list of the release's packages cannot be read")

// ReadBrief reads what Brief wrote. The inventories are of no distribution.
func ReadBrief(data []byte) (all []*model.Inventory, err error) {
	head, rest, _ := bytes.Cut(data, []byte("\n"))
	number, ok := strings.CutPrefix(string(head), briefForm)
	major, err := strconv.Atoi(number)
	if !ok || err != nil {
		return nil, errBrief
	}
	var inv *model.Inventory
	last := &model.Available{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(rest), "\n"), "\n") {
		words := strings.Split(line, " ")
		switch {
		case words[0] == "repository" && len(words) == 7:
			inv = &model.Inventory{PESID: unDash(words[1]), Role: words[2], Vendor: unDash(words[3]), Major: major,
				Complete: words[5] == "complete", Arches: commas(unDash(words[6]))}
			inv.Day, _ = time.Parse(time.DateOnly, words[4]) // a dash: not known
			all, last = append(all, inv), &model.Available{}
		case inv == nil:
			return nil, errBrief
		case words[0] == "module" && len(words) > 1:
			s, err := model.ParseStream(words[1])
			if err != nil {
				return nil, errBrief
			}
			inv.Streams = append(inv.Streams, model.InventoryStream{Stream: s, Default: len(words) == 3})
		default:
			if last = readBriefLine(inv, words, last); last == nil {
				return nil, errBrief
			}
			inv.Packages = append(inv.Packages, last)
		}
	}
	return all, nil
}

// readBriefLine reads a package; nil if it is none.
func readBriefLine(inv *model.Inventory, words []string, last *model.Available) *model.Available {
	if words[0] == "" {
		return nil
	}
	shared := int(words[0][0]) - '0'
	if shared < 0 || shared > len(last.Name) || len(words) > 4 {
		return nil
	}
	a := &model.Available{Name: last.Name[:shared] + words[0][1:], EVR: last.EVR}
	if len(words) > 1 && words[1] != "" {
		a.EVR = unDash(words[1])
	}
	if len(words) > 2 && words[2] != "" {
		n, err := strconv.Atoi(words[2])
		if err != nil || n < 1 || n > len(inv.Streams) {
			return nil
		}
		a.Stream = inv.Streams[n-1].Stream
	}
	if len(words) > 3 {
		a.Arches = commas(words[3])
	}
	return a
}

func commas(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
