"""Plan what will happen row by row: places and groups looked up, duplicates and persons on record found. Nothing is written."""
