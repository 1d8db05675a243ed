"""Registering people: from a form, from the API, on the spot."""
