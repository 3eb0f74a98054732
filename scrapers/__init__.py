"""A page goes in, quotes come out. Knows nothing of the service in `bot`."""
