"""Where tasks are solved: in a child of this machine, or on the workers of a Dask scheduler."""
