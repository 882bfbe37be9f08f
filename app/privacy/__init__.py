"""Personal data: what is held of whom, given out to them, erased for them, and kept no longer than said."""
