"""The people on record: the list with its filters, one person's page, and corrections."""
