"""Workbooks and pasted rows of the other channels: read, looked at, committed. Reader, cells and stored files are those of imports/."""
