"""Questions of the boss: filters of a report saved under a name, opened in one click, shared with who reads the report."""
