"""Registering somebody on the spot who is on no list: at the desk, at the door, by a phone."""
