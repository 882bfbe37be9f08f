"""Self-review: a rep looks at his own week; nobody else sees it before he shares it."""
