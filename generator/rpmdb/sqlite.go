package rpmdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"pes/generator/sqlitefile"
)

// readSQLite reads the table Packages of a sqlite database, of numbers and headers.
func readSQLite(root fs.FS, name string, add add) error {
	db, err := sqlitefile.Open(root, name)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), maxTime)
	defer cancel()
	var tables int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'Packages' AND type = 'table' "+
		"AND sql NOT LIKE '%VIRTUAL%'").Scan(&tables)
	if err != nil {
		return err
	}
	if tables != 1 {
		return errors.New("it is a sqlite database, but not one of rpm: it has no table Packages")
	}
	// Rows are stored in this order. What is too long is not even fetched.
	rows, err := db.QueryContext(ctx, "SELECT hnum, length(blob), CASE WHEN length(blob) <= ? THEN blob END "+
		"FROM Packages ORDER BY hnum", maxHeader)
	if err != nil {
		return fmt.Errorf("it is a sqlite database, but perhaps not one of rpm: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var number uint32
		var size int64
		var header sql.RawBytes
		if err := rows.Scan(&number, &size, &header); err != nil {
			return fmt.Errorf("a row of its table Packages is no number with a header: %w", err)
		}
		if size > maxHeader {
			return fmt.Errorf("the header of package %d claims %d bytes", number, size)
		}
		if err := add(number, header); err != nil {
			return err
		}
	}
	return rows.Err()
}
