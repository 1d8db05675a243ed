"""Places in a roster: what a commune is called, and which unit of the day it is."""
