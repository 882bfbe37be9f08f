"""Proofs against real server processes, each a command: `kills`, `cut_posts` and `load`; see docs/RELIABILITY.md."""
