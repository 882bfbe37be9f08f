"""A quarter that never was: what this method and two others would bring from the same accounts in the same hours."""
