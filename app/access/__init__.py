"""Who may do what: identities, the rows each of them sees, and the record of what they did."""
