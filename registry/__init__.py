"""The people on record: found, seen with all they attended, and two records of one person made one."""
