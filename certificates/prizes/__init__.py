"""Certificates of the prizes of a contest, one for each team and prize, from approved results."""
