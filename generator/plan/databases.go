package plan

import (
	"strings"

	"pes/generator/fate"
)

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
	h.stopServers(x, "mysql", "mysqldump --all-databases --routines --events --single-transaction")
	h.stopServers(x, "postgresql", "su - postgres -c pg_dumpall")
}

// stopServers dumps the databases of a kind and stops their servers, except for what advice says itself.
func (h *hop) stopServers(x *part, kind, dump string) {
	var names, services, commands []string
	do, more := "Stop the server of ", ""
	for i := range h.Packages {
		p := &h.Packages[i]
		of, service := database(p.Name)
		if of != kind || p.Fate == fate.New || p.Fate == fate.Missing || h.seen["gone "+p.Name] {
			continue // gone: it was removed before the first upgrade
		}
		if !h.told[p.Name] || !strings.Contains(p.Event.Advice, "dump") {
			do, more = "Dump the databases of ", ", and stop the server"
			commands = []string{dump + " > /root/" + kind + "-" + h.el() + ".sql"}
		} else if strings.Contains(p.Event.Advice, "systemctl stop") {
			continue
		}
		names, services = append(names, p.Name), append(services, service)
	}
	if names != nil {
		x.step(do + some(sorted(names)) + more).why("The new version may not read the files of the old one.").
			run(append(commands, command("systemctl stop", sorted(services)...))...)
	}
}
