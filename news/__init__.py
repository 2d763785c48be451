"""The words of the field: values and pure functions; no I/O, no clock, no log."""
