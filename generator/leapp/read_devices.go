package leapp

import (
	"pes/generator/diag"
)

// DevicesName is the file that says which devices and drivers a release no longer supports.
const DevicesName = "device_driver_deprecation_data.json"

// A DevicesFile is what can be judged of device_driver_deprecation_data.json without knowing devices.
type DevicesFile struct {
	Streams []string // provided_data_streams
	Head    diag.Pos // of the streams, else of the file's object
}

// deviceKeys are the keys of an entry. Leapp makes a message of each entry as it stands: one key too many or too few
// stops the upgrade.
var deviceKeys = shape{what: "an entry", keys: []string{"available_in_rhel", "deprecation_announced", "device_id",
	"device_name", "device_type", "driver_name", "maintained_in_rhel"}}

var devicesKeys = shape{"the file", []string{"provided_data_streams", "data"},
	append([]string{"created_at", "legal_notice", "timestamp", "datetime"}, describing...)}

// ReadDevices reads the frame of device data. ok is false if the file as a whole cannot be read.
func ReadDevices(f *diag.File) (out DevicesFile, list diag.List, ok bool) {
	root, ok := readFrame(f, &list, &devicesKeys)
	if !ok {
		return out, list, false
	}
	out.Streams, out.Head = readStreams(&root, &list), root.place("provided_data_streams")
	data := root.get("data")
	if data == nil || data.kind != '[' {
		list.Errorf(root.place("data"), "wrong-type", "data is %s, a list is wanted: Leapp stops", data.describe())
	}
	for _, v := range data.list() {
		if device(&v, &list) {
			break // the others of a file that is made by a program are alike
		}
	}
	return out, list, true
}

// device reports what stops Leapp about one entry.
func device(v *value, list *diag.List) (bad bool) {
	if v.kind != '{' {
		list.Errorf(v.pos, "wrong-type", "an entry of data is %s, an object is wanted: Leapp stops", v.describe())
		return true
	}
	for _, key := range deviceKeys.keys {
		if v.get(key) == nil {
			list.Errorf(v.pos, "wrong-type", "an entry of data has no %s: Leapp stops every upgrade", key)
			bad = true
		}
	}
	known := keyReader{}
	known.unread(v, &deviceKeys)
	for _, k := range known.order {
		list.Add(diag.Diagnostic{Pos: known.found[k][0], Rule: "wrong-type", Suggestion: k.near,
			Message: "Leapp does not read " +
				diag.Printable(k.name) + " of an entry of data, and stops every upgrade"})
		bad = true
	}
	return bad
}
