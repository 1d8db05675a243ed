"""The inbox: refused scans that wait for a person's decision."""
