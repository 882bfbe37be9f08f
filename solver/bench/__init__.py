"""The benchmark: known and generated work, planned by us and by rivals in one run and judged by one checker.

It stands outside the solver's own rules (it reads files, asks for the date and may load rivals); nothing imports it.
"""
