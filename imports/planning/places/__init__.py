"""Places in a roster: which unit of the day it is that a text means."""
