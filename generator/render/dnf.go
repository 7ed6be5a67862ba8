package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/download"
	"pes/generator/render/history"
	"pes/generator/tree"
)

// A repository for dnf has the packages of a release for one Leapp version and target, those of all distributions.
type dnfRepository struct {
	Version  string
	Major    int
	Packages []string
	channel  *history.Channel
}

// dnfRepositories are those of a channel, where it is known which it has and at which address, the oldest target first.
func (s *site) dnfRepositories(c *history.Channel) (out []dnfRepository) {
	if s.Releases == "" {
		return nil
	}
	for _, name := range c.Record.Trees {
		parts := strings.Split(name, "/") // 0.21/rocky/el8
		if len(parts) != 3 {
			continue
		}
		major, err := strconv.Atoi(strings.TrimPrefix(parts[2], "el"))
		if err != nil {
			continue
		}
		r := list.FindOrAdd(&out, dnfRepository{Version: parts[0], Major: major, channel: c},
			func(r dnfRepository) bool { return r.Version == parts[0] && r.Major == major })
		r.Packages = append(r.Packages, "leapp-data-"+parts[1])
	}
	slices.SortStableFunc(out, func(a, b dnfRepository) int {
		if a.Major != b.Major {
			return a.Major - b.Major
		}
		return model.CompareVersions(a.Version, b.Version)
	})
	return out
}

// address is that of the .repo file of a repository, below the root of the site.
func (r dnfRepository) address() string {
	return fmt.Sprintf("%sleapp-%s-el%d.repo", address.Channel(r.channel.Name), r.Version, r.Major)
}

// dnfFiles are the .repo files of all repositories. Where a release is signed, dnf checks its packages and what the
// repository says of itself, as pes verify does.
func (s *site) dnfFiles() (out tree.Tree) {
	for _, c := range s.history.Channels {
		for _, r := range s.dnfRepositories(c) {
			at := s.Releases + c.Name + "/"
			text := fmt.Sprintf("[leapp-data]\nname=What Leapp %s needs to upgrade to %d, channel %s\n"+
				"baseurl=%srpm/leapp-%s/el%d/\nenabled=1\n", r.Version, r.Major, c.Name, at, r.Version, r.Major)
			if c.Record.SignedBy != "" {
				text += "gpgcheck=1\nrepo_gpgcheck=1\ngpgkey=" + at + "signing-key.asc\n"
			} else {
				text += "# The releases of this channel are not signed.\ngpgcheck=0\n"
			}
			out = append(out, tree.Entry{Path: "site/" + r.address(), Data: []byte(text)})
		}
	}
	return out
}

// A dnfChannel are the repositories of a channel as the page downloads/ offers them, by target.
type dnfChannel struct {
	Channel, Release link
	SignedBy         string
	Tables           []dnfRow
}

type dnfRow struct {
	From, To int
	Files    []archiveLink
}

// A dnfExample is a repository, and the commands that install a package from it.
type dnfExample struct {
	Title, Site, Path, Package string
	Others                     []string
	SignedBy                   string
}

// dnfChannels are the channels with repositories. The example is of the last, which is the one that most people follow.
func (s *site) dnfChannels(root, site string) (out []dnfChannel, example *dnfExample) {
	for _, c := range s.history.Channels {
		repositories := s.dnfRepositories(c)
		if len(repositories) == 0 {
			continue
		}
		x := dnfChannel{Channel: link{root + address.Channel(c.Name), c.Name}, SignedBy: c.Record.SignedBy,
			Release: link{root + address.Release(c.Record.Version), c.Record.Version}}
		for _, r := range repositories {
			row := list.FindOrAdd(&x.Tables, dnfRow{From: r.Major - 1, To: r.Major},
				func(o dnfRow) bool { return o.To == r.Major })
			row.Files = append(row.Files, archiveLink{root + r.address(), r.Version})
		}
		out = append(out, x)
		last := repositories[len(repositories)-1]
		title := fmt.Sprintf("Leapp %s, to %d, from the channel %s", last.Version, last.Major, c.Name)
		example = &dnfExample{title, site, last.address(), last.Packages[0], last.Packages[1:], c.Record.SignedBy}
	}
	return out, example
}

// A publishedArchive is the archive of a tree in a release.
type publishedArchive struct {
	Href, Name string
	Channel    link
	Signed     bool
}

// publishedArchives are those of a tree in the releases that channels offer.
func (s *site) publishedArchives(t *download.Tree, root string) (out []publishedArchive) {
	for _, c := range s.history.Channels {
		if s.Releases == "" || !slices.Contains(c.Record.Trees, t.Version+"/"+t.Distro+"/"+t.Target) {
			continue
		}
		name := strings.TrimSuffix(t.Archive.Name(), ".tar.gz") + "-" + c.Record.Version + ".tar.gz"
		out = append(out, publishedArchive{s.Releases + c.Name + "/" + name, name,
			link{root + address.Channel(c.Name), c.Name}, c.Record.SignedBy != ""})
	}
	return out
}
