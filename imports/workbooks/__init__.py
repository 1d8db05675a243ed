"""Workbooks that leave: a blank one to fill in, and the rows with errors."""
