package host

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"pes/generator/known"
	"pes/generator/rpmfile"
	"pes/generator/sqlitefile"
)

// A record says which repositories packages came from, as dnf list --installed and yum list installed print them behind
// the @.
type record struct {
	file      string                            // where it is; "" where it cannot be read, which was noted
	of        func(p *rpmfile.Installed) string // "" where it has no entry
	otherwise string                            // what dnf and yum print then
}

// record is yum's on EL 7, and else dnf's: Leapp asks yum where there is one.
func (r *reader) record() record {
	if major := r.list.Source.Major; major > 0 {
		if major < 8 {
			return r.yumRecord()
		}
		return r.dnfRecord()
	}
	if _, err := fs.Stat(r.root, "var/lib/yum/yumdb"); err == nil {
		return r.yumRecord()
	}
	return r.dnfRecord()
}

// yumRecord is yum's: a folder for each package, with a file for each fact.
func (r *reader) yumRecord() record {
	dir := path.Join(r.folder("persistdir", "var/lib/yum"), "yumdb")
	if _, err := fs.Stat(r.root, dir); err != nil {
		r.note("/%s cannot be read (%s): which repositories packages came from is not known", dir, cause(err))
		return record{"", func(*rpmfile.Installed) string { return "" }, "installed"}
	}
	own, failed := r.yumRelease(), false
	return record{dir, func(p *rpmfile.Installed) string {
		entry := fmt.Sprintf("%s/%.1s/%s-%s-%s-%s", dir, p.Name, p.SHA1, p.Name, withoutEpoch(p.EVR), p.Arch)
		if p.SHA1 == "" || !fs.ValidPath(entry) {
			return ""
		}
		text, err := readFile(r.root, entry+"/from_repo")
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !failed {
			failed = true
			r.note("/%s/from_repo cannot be read (%s), and perhaps others: which repository the package came from is "+
				"not known", entry, cause(err))
		}
		repoid := strings.TrimSpace(string(text))
		if text, err = readFile(r.root, entry+"/releasever"); repoid != "" && err == nil {
			if release := strings.TrimSpace(string(text)); release != own { // as yum prints it
				repoid += "/" + release
			}
		}
		return repoid
	}, "installed"}
}

// yumRelease is the $releasever of yum on EL 7: a file of the machine says it, else the release package: Red Hat's has
// the word of its variant, as in 7Server.
func (r *reader) yumRelease() string {
	if text, ok := r.text("etc/yum/vars/releasever", "yum's release is the one of the release package"); ok {
		return strings.TrimSpace(string(text))
	}
	p := r.releasePackage()
	if p == nil {
		return fmt.Sprint(r.list.Source.Major)
	}
	version, _, _ := strings.Cut(withoutEpoch(p.EVR), "-")
	if variant, ok := strings.CutPrefix(p.Name, "redhat-release-"); ok && variant != "" && r.list.OS == known.RedHat {
		major, _, _ := strings.Cut(version, ".")
		return major + strings.ToUpper(variant[:1]) + variant[1:]
	}
	return version
}

// maxTime is how long the history of dnf may take: with 100,000 entries it is a second.
const maxTime = 5 * time.Second

// dnfRecord is dnf's history. As in dnf, the last entry of exactly this package counts that put it, or took it away
// (libdnf, Swdb::getRPMRepo).
func (r *reader) dnfRecord() record {
	file := path.Join(r.folder("persistdir", "var/lib/dnf"), "history.sqlite")
	repoids, err := r.history(file)
	if err != nil {
		r.note("/%s cannot be read (%s): which repositories packages came from is not known", file, cause(err))
		file = ""
	}
	return record{file, func(p *rpmfile.Installed) string {
		return repoids[nevra(p)]
	}, "System"}
}

// nevra names a package with version and architecture.
func nevra(p *rpmfile.Installed) string {
	return p.Name + " " + strings.TrimPrefix(p.EVR, "0:") + " " + p.Arch
}

// history is the repository of each package of the machine that is in dnf's history.
func (r *reader) history(file string) (map[string]string, error) {
	db, err := sqlitefile.Open(r.root, file)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), maxTime)
	defer cancel()
	repoids := make(map[string]string, len(r.packages))
	for i := range r.packages {
		repoids[nevra(&r.packages[i])] = ""
	}
	// The actions that are left out are of what is replaced: downgraded, obsoleted, upgraded, reinstalled.
	rows, err := db.QueryContext(ctx, `SELECT substr(repo.repoid, 1, 300), substr(name, 1, 300), epoch,
		substr(version, 1, 300), substr(release, 1, 300), substr(arch, 1, 300)
		FROM trans_item JOIN rpm USING (item_id) JOIN repo ON trans_item.repo_id == repo.id
		WHERE action NOT IN (3, 5, 7, 10) ORDER BY trans_item.id`)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("it takes more than %s", maxTime)
	} else if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var repoid, name, version, release, arch sql.RawBytes
		var epoch int64
		if err := rows.Scan(&repoid, &name, &epoch, &version, &release, &arch); err != nil {
			return nil, err
		}
		evr := string(version) + "-" + string(release)
		if epoch != 0 {
			evr = fmt.Sprint(epoch, ":", evr)
		}
		id := string(name) + " " + evr + " " + string(arch)
		if _, installed := repoids[id]; installed {
			repoids[id] = strings.TrimLeft(string(repoid), "@")
		}
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("it takes more than %s", maxTime)
	}
	return repoids, rows.Err()
}

// isRepoid reports whether a word can name a repository.
func isRepoid(s string) bool {
	return s != "" && len(s) <= 256 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
