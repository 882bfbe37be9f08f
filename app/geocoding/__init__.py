"""Places found by their addresses: asked of a geocoder in the background, doubted by their level, put by a person."""
