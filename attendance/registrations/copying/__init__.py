"""The people of earlier activities registered again: for copies of one, or for any activity."""
