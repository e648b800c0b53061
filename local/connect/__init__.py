"""A contact centre on the laptop: what Amazon Connect sends, and its API."""
