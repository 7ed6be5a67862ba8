package check

// inventories are not there in browsers.
func (*checker) inventories() {}
