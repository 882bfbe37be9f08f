"""Roads of OpenStreetMap in one file: built from an extract, and driven on without a network."""
