"""Goals: what the year asks of a day, and whether the days so far and the route of today answer it."""
