"""Orders that outlive programs: queued, claimed with a lease, fenced by the attempt, ended once."""
