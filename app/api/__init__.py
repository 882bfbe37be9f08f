"""The API under /api/v1: thin routers that parse, make one call, and answer."""
