"""Whose accounts are whose for good: how the work lies today, proposals to divide it better, and taking them."""
