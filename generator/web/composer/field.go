package composer

// A FieldError is a mistake in one field of a form.
type FieldError struct {
	Field   string // its name
	Row     int    // which of several fields of that name: of a vendor's repositories
	Message string
}

func (e *FieldError) Error() string { return e.Message }

func wrongField(field, message string) error { return &FieldError{field, 0, message} }
