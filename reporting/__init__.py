"""Reports of a year or another period, composed from records, reviewed and issued."""
