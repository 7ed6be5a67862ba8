package stock

import (
	"bytes"
	"slices"
	"strings"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/tree"
)

// Files are the files that change when inventories of a project are new or read again. Where another distribution has
// the same repository, and what differs is less than half of the file, the file says only that. What other files are
// like is chosen anew where it changed, so that they mean what they meant.
func Files(known, read []*model.Inventory) tree.Tree {
	all := slices.Clone(read)
	for _, inv := range known {
		if again := list.Find(read, func(r *model.Inventory) bool { return same(r, inv) }); again != nil {
			again.File, again.Like = inv.File, inv.Like
		} else {
			all = append(all, inv)
		}
	}
	list.Sort(all, func(a, b *model.Inventory) int { // what is like another goes first: then that one may be, too
		if (a.Like == "") != (b.Like == "") {
			return strings.Compare(b.Like, a.Like)
		}
		return strings.Compare(inventory.Path(a), inventory.Path(b))
	})
	isRead := func(inv *model.Inventory) bool { return slices.Contains(read, inv) }
	var out tree.Tree
	for _, inv := range all {
		base := list.Find(all, func(b *model.Inventory) bool { return b.Distro == inv.Like && isBeside(b, inv) })
		if !isRead(inv) && (inv.Like == "" || base != nil && !isRead(base)) {
			continue
		}
		text := choose(inv, all)
		if inv.File == nil || !bytes.Equal(inv.File.Text, text) {
			out = append(out, tree.Entry{Path: inventory.Path(inv), Data: text})
		}
	}
	list.Sort(out, func(a, b tree.Entry) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// same reports whether two inventories are of the same repository of the same release.
func same(a, b *model.Inventory) bool {
	return a.Distro == b.Distro && a.Vendor == b.Vendor && a.Major == b.Major && a.Role == b.Role
}

// isBeside reports whether two inventories are of the same repository of two distributions.
func isBeside(a, b *model.Inventory) bool {
	return a.Vendor == "" && b.Vendor == "" && a.Distro != b.Distro && a.Major == b.Major && a.Role == b.Role
}

// choose sets what an inventory is like, and prints it: like what it was like, if that still is less than half, else
// like the one with which the text is shortest. What others are like is not like another itself.
func choose(inv *model.Inventory, all []*model.Inventory) []byte {
	was := inv.Like
	inv.Like = ""
	full := inventory.Print(inv, nil)
	if !inv.Complete || slices.ContainsFunc(all, func(o *model.Inventory) bool {
		return isBeside(o, inv) && o.Like == inv.Distro
	}) {
		return full
	}
	bases := list.Select(all, func(b *model.Inventory) bool {
		return isBeside(b, inv) && b.Complete && b.Like == "" && (b.File != nil || b.Distro < inv.Distro)
	})
	best, like := full, ""
	for _, b := range bases {
		inv.Like = b.Distro
		text := inventory.Print(inv, b)
		if len(text) < len(full)/2 && (len(text) < len(best) || b.Distro == was) {
			best, like = text, b.Distro
		}
		if like == was && like != "" {
			break
		}
	}
	inv.Like = like
	return best
}
