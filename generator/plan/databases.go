package plan

import (
	"strings"

	"pes/generator/fate"
)

// dump is how all databases of a kind are written to a file, whose name takes the place of FILE.
var dump = map[string]string{
	"mysql":      "mysqldump --all-databases --routines --events --single-transaction > ",
	"postgresql": "su - postgres -c pg_dumpall > ",
}

// database is the kind of the server that a package has, and its service; none where it has no server.
func database(name string) (kind, service string) {
	name = strings.ToLower(name)
	before, isServer := strings.CutSuffix(name, "-server")
	version, isPostgresql := strings.CutPrefix(before, "postgresql")
	switch {
	case name == "mariadb-server":
		return "mysql", "mariadb"
	case name == "mysql-server", name == "mysql-community-server", strings.HasPrefix(name, "percona-server-server"):
		return "mysql", "mysqld"
	case isServer && isPostgresql && version == "":
		return "postgresql", "postgresql"
	case isServer && isPostgresql: // of the project itself: postgresql12-server has postgresql-12
		return "postgresql", "postgresql-" + version
	}
	return "", ""
}

// databases are dumped with the old version, and their servers stopped, when nothing but the upgrade follows. Where
// advice says how to dump, it is told here.
func (h *hop) databases(x *part, all []*advice) {
	for _, a := range all {
		if a.dumps {
			a.add(x, true)
		}
	}
	for _, kind := range []string{"mysql", "postgresql"} {
		var dumps, stops, services []string
		for i := range h.Packages {
			p := &h.Packages[i]
			of, service := database(p.Name)
			switch {
			case of != kind, p.Fate == fate.New, p.Fate == fate.Missing:
			case h.seen["gone "+p.Name]: // it was removed before the first upgrade
			case !h.told[p.Name] || !strings.Contains(p.Event.Advice, "dump"):
				dumps, services = append(dumps, p.Name), append(services, service)
			case !strings.Contains(p.Event.Advice, "systemctl stop"):
				stops, services = append(stops, p.Name), append(services, service)
			}
		}
		switch stop := command("systemctl stop", sorted(services)...); {
		case dumps != nil:
			x.step("Dump the databases of "+some(sorted(dumps))+", and stop the server").
				why("The new version may not read the files of the old one. Copy the dump to another machine.").
				run(dump[kind]+"/root/"+kind+"-"+h.el()+".sql", stop)
		case stops != nil:
			x.step("Stop the server of " + some(sorted(stops))).run(stop)
		}
	}
}
