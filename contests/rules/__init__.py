"""The rules of a contest: drafted, locked, amended."""
