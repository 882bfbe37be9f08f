"""Seminars: planned with their hosts and seats, whom to ask, and what became of the invitations."""
